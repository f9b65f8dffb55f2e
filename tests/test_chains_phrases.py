"""Phrases in one order: counted exactly where that is possible, and never surer than the number of phrases allows."""

from math import factorial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprints.chains.phrases import phrase_chains, same_order
from analysis.errors import AnalysisError


def test_a_missing_column_is_named():
    with pytest.raises(AnalysisError, match="position"):
        phrase_chains(pd.DataFrame({"passage": ["a"], "phrase": ["x"]}))


def test_no_or_one_shared_phrase_is_no_order():
    for one, other in (([], []), (["x"], ["x"]), (["x", "y"], ["y", "z"])):
        order = same_order(one, other)
        assert order.p_value == 1.0 and order.exact


def test_all_in_order_has_the_chance_of_one_order_in_all():
    phrases = list("abcde")
    order = same_order(phrases, phrases)
    assert order.in_order == 5 and order.orders == factorial(5)
    assert order.p_value == pytest.approx(1 / factorial(5))


def test_reversed_order_is_what_chance_gives_at_least():
    assert same_order(list("abcd"), list("dcba")).p_value == 1.0


def test_phrases_between_do_not_break_the_order():
    order = same_order(["a", "x", "b", "c"], ["a", "b", "y", "c"])
    assert order.phrases == ("a", "b", "c") and order.shared == 3


def test_long_sequences_are_drawn_and_never_impossible():
    phrases = [f"p{i}" for i in range(12)]
    order = same_order(phrases, phrases)
    assert not order.exact and 0 < order.p_value < 0.001
    assert same_order(phrases, phrases) == order


def test_only_the_first_place_of_a_phrase_counts_and_rows_may_come_in_any_order():
    rows = [("a", "x", 1), ("a", "y", 2), ("a", "x", 3), ("b", "y", 9), ("b", "x", 4)]
    table = phrase_chains(pd.DataFrame(rows[::-1], columns=["passage", "phrase", "position"]))
    assert table[["passage_a", "passage_b", "in_order", "phrases"]].to_numpy().tolist() == [["a", "b", 2, "x > y"]]


@given(st.permutations(list("abcdef")), st.permutations(list("abcdefg")))
def test_the_order_is_the_same_from_either_side(one, other):
    left, right = same_order(one, other), same_order(other, one)
    assert (left.shared, left.in_order, left.p_value) == (right.shared, right.in_order, right.p_value)
    places = [other.index(phrase) for phrase in left.phrases]
    assert places == sorted(places) and 0 < left.p_value <= 1
