"""A new study stands by itself, and what it shares with this one comes from one place."""

from analysis import newstudy
from this_study import HERE


def test_both_makefiles_come_from_one_template():
    made = newstudy.rendered("Makefile.j2", home=True, example="20_initiative_support")
    assert made == (HERE.root / "Makefile").read_text("utf-8")
    other = newstudy.rendered("Makefile.j2", home=False, example="10_topic")
    assert set(other.splitlines()) - set(made.splitlines()) and "CORPUS_TEXT" not in other.split("leaks:")[0]
