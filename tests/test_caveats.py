"""Caveats are filled from the tables, and stop a report where the tables say otherwise."""

import pytest
import sentences
from sentences import variant, whole
from this_study import HERE

from analysis import caveats, study
from analysis.errors import AnalysisError


def test_every_slot_of_a_caveat_is_filled():
    for name in caveats.read(HERE):
        said = caveats.limits(name, corpus=whole()).said[name]
        assert "{" not in said and said.endswith(".")


def test_an_eleventh_article_is_counted_in_the_caveats():
    more = sentences.with_one_more("articles")
    said = caveats.limits("C1", "C3", "C8", corpus=more).said
    assert said["C1"].startswith("The corpus is eleven consecutive posts")
    assert "of eleven articles" in said["C3"] and "within these eleven articles" in said["C8"]


def test_an_article_of_another_byline_stops_the_caveat_on_the_sample():
    articles = whole().articles
    articles.loc[0, "author"] = "Somebody"
    with pytest.raises(AnalysisError, match="data/raw/caveats.yml, C1: this is not true any more(?s:.*)one byline"):
        caveats.limits("C1", corpus=variant(articles=articles))


def test_a_carrier_with_a_time_stops_the_caveat_that_there_is_none():
    frame = whole().reprints
    frame.loc[frame["id"] == "reprints-0008", "date"] = "2021-02-20"
    with pytest.raises(AnalysisError, match="C9: (?s:.*)no carrier has a time(?s:.*)reprints-0008"):
        caveats.limits("C9", corpus=variant(reprints=frame))


def test_a_number_that_is_given_by_cmp_itself_is_counted():
    frame = whole().numbers
    before = caveats.limits("C11", corpus=whole()).said["C11"]
    frame.loc[frame["claimed_by_type"].ne("cmp").idxmax(), "claimed_by_type"] = "cmp"
    assert caveats.limits("C11", corpus=variant(numbers=frame)).said["C11"] != before


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("C1: Of {articles} articles.\n", "line 1(?s:.*)has a slot, and nothing fills it"),
        ("filled-by: no_such_module\nC1: So.\n", "no_such_module(?s:.*)has no mapping FILLED"),
        ("filled-by: cmpstudy.caveats\nC1: So.\n", "C3 is filled and is no caveat here"),
        ("short:\n  C9: nobody\nC1: So.\n", "C9 is no caveat here"),
        ("short:\n  C1: one two three four five six seven eight nine\nC1: So.\n", "C1 has 9 words"),
    ],
)
def test_a_caveat_and_what_fills_it_belong_together(tmp_path, written, told):
    (tmp_path / "notebooks/params").mkdir(parents=True)
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/caveats.yml").write_text(written, "utf-8")
    with pytest.raises(AnalysisError, match=told):
        caveats.read(study.at(tmp_path))


def test_every_caveat_has_a_few_words_for_the_foot_of_a_picture():
    known = caveats.read(HERE)
    assert {name for name in known if not known.short.get(name)} == set()
    assert caveats.noted("C2", of=HERE) == {"C2": known.short["C2"]}


def test_no_figure_of_a_report_sends_its_reader_to_an_id():
    drawn = sorted(HERE.figures.glob("*.svg"))
    assert drawn and [path.name for path in drawn if "Read with caveat" in path.read_text("utf-8")] == []
