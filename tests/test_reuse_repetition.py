"""Exact repeats in small corpora, against a plain search that tries everything."""

import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from reprints.reuse import repeated_passages, repeats


def units(**texts):
    return pd.DataFrame({"id": list(texts), "text": list(texts.values())})


def test_missing_column_and_twice_the_same_id_are_named():
    with pytest.raises(AnalysisError, match="'text'"):
        repeats(pd.DataFrame({"id": ["a"]}))
    with pytest.raises(AnalysisError, match="'a' stands twice"):
        repeats(pd.DataFrame({"id": ["a", "a"], "text": ["x", "y"]}))
    with pytest.raises(AnalysisError, match="no length"):
        repeats(units(a="x"), min_words=0)


@pytest.mark.parametrize("filling", ["Aa ", "(a) ", "中"])
def test_words_repeated_without_end_are_refused_at_once_and_their_place_is_named(filling):
    with pytest.raises(
        AnalysisError, match=r"the same 8 words stand 99,9\d\d times in the texts, 99,9\d\d of them in b;"
    ):
        repeats(units(a="the ferry was late", b=filling * 100_000))


def test_nothing_repeated_gives_an_empty_table_with_its_columns():
    for frame in (units(), units(a="", b="one two"), units(a="one two three", b="four five six")):
        found = repeats(frame.astype(object), min_words=2)
        assert found.empty
        assert list(found) == ["id_a", "id_b", "shared_words", "longest_run", "containment_a", "containment_b"]


def test_one_word_less_than_asked_is_no_repeat():
    frame = units(a="x one two three four y", b="u one two three four v")
    assert repeats(frame, min_words=5).empty
    assert repeats(frame, min_words=4).longest_run.tolist() == [4]


def test_quotation_is_found_through_punctuation_case_and_line_ends():
    frame = units(b="“ONE, two; thr-\nee: four five” he said", a="they say one two three four five")
    row = repeats(frame, min_words=5).iloc[0]
    assert (row.id_a, row.id_b, row.shared_words, row.longest_run) == ("a", "b", 5, 5)
    assert (row.containment_a, row.containment_b) == (5 / 7, 5 / 7)
    place = repeated_passages(frame, min_words=5).iloc[0]
    assert frame.text[0][place.start_b : place.end_b] == "ONE, two; thr-\nee: four five"


def test_repetition_inside_one_unit_counts_the_later_place():
    frame = units(a="one two three four, and again one two three four")
    row = repeats(frame, min_words=4).iloc[0]
    assert (row.id_a, row.id_b, row.shared_words, row.longest_run) == ("a", "a", 4, 4)
    assert row.containment_b == 4 / 10


def test_chinese_counts_characters():
    frame = units(a="坚持党的领导和正确方向", b="必须坚持党的领导和正确导向")
    assert repeats(frame, min_words=8).longest_run.tolist() == [9]


def test_two_quotations_of_one_source_are_both_counted_once():
    frame = units(a="p q r s t", b="p q r s t - p q r s t")
    row = repeats(frame, min_words=5).iloc[0]
    assert (row.shared_words, row.longest_run, row.containment_a, row.containment_b) == (5, 5, 1.0, 1.0)


@given(st.lists(st.text("ab ", max_size=30), min_size=1, max_size=4), st.integers(2, 4))
def test_every_run_is_found_and_no_other(texts, size):
    frame = pd.DataFrame({"id": [f"u{i}" for i in range(len(texts))], "text": texts})
    words = [t.split() for t in texts]
    grams = [{tuple(w[i : i + size]) for i in range(len(w) - size + 1)} for w in words]
    expected = {(f"u{i}", f"u{j}") for i in range(len(texts)) for j in range(i) if grams[i] & grams[j]}
    found = repeats(frame, min_words=size)
    pairs = {(b, a) for a, b in zip(found.id_a, found.id_b, strict=True) if a != b}
    assert pairs == expected
    for row in repeated_passages(frame, min_words=size).itertuples():
        there, here = texts[int(row.id_a[1:])], texts[int(row.id_b[1:])]
        assert there[row.start_a : row.end_a].split() == here[row.start_b : row.end_b].split()
        assert row.words == len(here[row.start_b : row.end_b].split()) >= size
    assert ((found.containment_a <= 1) & (found.containment_b > 0)).all()
    mixed = frame.iloc[::-1]
    pd.testing.assert_frame_equal(repeats(mixed, min_words=size), found)


def test_import_stays_light():
    code = (
        "import sys, reprints.reuse as r; r.repeats; print(sorted({'numba', 'duckdb', 'pyspark'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
