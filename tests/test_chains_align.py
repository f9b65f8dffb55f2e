"""Differences rebuild one text from the other, and a long text is aligned like a short one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.chains import align


def even(text: str, nats: float = 10.0) -> np.ndarray:
    return np.arange(len(text) + 1) * nats


def rebuilt(a: str, b: str, regions) -> str:
    parts, at = [], 0
    for first_a, last_a, first_b, last_b in regions:
        parts += [a[at:first_a], b[first_b:last_b]]
        at = last_a
    return "".join([*parts, a[at:]])


@given(st.text("abcd", max_size=40), st.text("abcd", max_size=40))
def test_regions_turn_one_text_into_the_other(a, b):
    regions = align.differences(a, b, even(a))
    assert rebuilt(a, b, regions) == b
    assert all(r[0] >= q[1] and r[2] >= q[3] for q, r in pairwise(regions))


@pytest.mark.parametrize(("a", "b"), [("", ""), ("abc", "abc")])
def test_equal_texts_differ_nowhere(a, b):
    assert align.differences(a, b, even(a)) == []


def test_words_that_agree_by_chance_inside_a_replaced_passage_belong_to_it():
    a, b = "x" * 10 + "qrstuvwmno" + "y" * 10, "x" * 10 + "1234w56789" + "y" * 10
    assert align.differences(a, b, even(a)) == [(10, 20, 10, 20)]


def test_a_long_text_is_cut_at_rare_runs_and_gives_the_same_regions(monkeypatch):
    rng = np.random.default_rng(1)
    a = "".join(chr(0x4E00 + int(i)) for i in rng.integers(0, 5000, 3000))
    b = a[:700] + "ABCDEFGHIJKL" + a[700:1500] + a[1600:2200] + "Z" + a[2201:]
    short = align.differences(a, b, even(a))
    monkeypatch.setattr(align, "LONG", 1000)
    assert align.differences(a, b, even(a)) == short
    assert [(r[1] - r[0], r[3] - r[2]) for r in short] == [(0, 12), (100, 0), (1, 1)]


def test_long_texts_with_nothing_rare_in_common_are_replaced_as_a_whole(monkeypatch):
    monkeypatch.setattr(align, "LONG", 1000)
    a, b = "abc" * 100, "xyz" * 100
    assert align.differences(a, b, even(a)) == [(0, 300, 0, 300)]
