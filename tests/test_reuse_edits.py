"""Edit scripts: every word of both texts in exactly one row, and the rows say what happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprints.reuse import align, edits, headline_similarity
from reprints.reuse.tokens import tokenise

ONE = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi"


def told(a, b):
    return [(r.kind, a[r.start_a : r.end_a], b[r.start_b : r.end_b]) for r in align(a, b).itertuples()]


@pytest.mark.parametrize(("a", "b"), [("", ""), ("…", ""), ("", "—")])
def test_no_words_no_rows(a, b):
    script = align(a, b)
    assert script.empty and list(script) == edits.COLUMNS


def test_one_side_empty_is_all_cut_or_all_added():
    assert told("one two", "") == [("cut", "one two", "")]
    assert told("", "one two") == [("added", "", "one two")]


def test_form_is_not_an_edit():
    assert told("The “CAFÉ”", "the 'cafe'") == [("kept", "The “CAFÉ", "the 'cafe")]


def test_cut_added_replaced():
    assert told("one two three", "one three") == [
        ("kept", "one", "one"),
        ("cut", "two", ""),
        ("kept", "three", "three"),
    ]
    assert told("one three", "one two three")[1] == ("added", "", "two")
    assert told("one two three", "one 2 three")[1] == ("replaced", "two", "2")
    assert told("坚持正确方向", "坚持正确导向")[1] == ("replaced", "方", "导")


def test_a_sentence_put_elsewhere_is_moved_and_not_cut_and_added():
    words = ONE.split()
    turned = " ".join(words[6:] + words[:6])
    assert [r[0] for r in told(ONE, turned)].count("moved") == 1
    assert {r[0] for r in told(ONE, turned)} == {"kept", "moved"}
    moved = next(r for r in told(ONE, turned) if r[0] == "moved")
    assert moved[1] == moved[2] == " ".join(words[:6])


def test_headlines():
    assert headline_similarity("Win-Win for all", "WIN‐WIN for all!") == 1.0
    assert headline_similarity("one two", "three") == 0.0
    assert headline_similarity("one two three", "one three") == pytest.approx(0.8)
    assert headline_similarity(None, "one") is None and headline_similarity("…", "") is None


@given(st.lists(st.sampled_from("abcde"), max_size=60), st.lists(st.sampled_from("abcde"), max_size=60), st.booleans())
def test_every_word_stands_in_one_row_and_kept_words_agree(one, other, long):
    largest = edits.LARGEST
    edits.LARGEST = 50 if long else largest
    try:
        a, b = " ".join(one), " ".join(other)
        script = align(a, b)
    finally:
        edits.LARGEST = largest
    for side, text in (("a", a), ("b", b)):
        rows = script[script[f"words_{side}"] > 0].sort_values(f"start_{side}")
        assert rows[f"words_{side}"].sum() == len(text.split())
        assert (rows[f"start_{side}"].to_numpy()[1:] > rows[f"end_{side}"].to_numpy()[:-1]).all()
    for row in script.itertuples():
        if row.kind in ("kept", "moved"):
            assert a[row.start_a : row.end_a] == b[row.start_b : row.end_b]
        if row.kind == "moved":
            assert row.words_a >= edits.MOVED
    assert headline_similarity(a, b) == headline_similarity(b, a)


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(st.characters(codec="utf-8"), max_size=80))
def test_fuzzed_texts(a, b):
    script = align(a, b)
    assert script.words_a.sum() == len(tokenise([a])) and script.words_b.sum() == len(tokenise([b]))
    assert (
        (script.end_a <= len(a))
        & (script.start_a <= script.end_a)
        & (script.end_b <= len(b))
        & (script.start_b <= script.end_b)
    ).all()
