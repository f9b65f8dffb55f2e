"""Copies counted as copies: a passage counts once however many have it, whatever the order, and a quotation makes no
group.
"""

import numpy as np
import pytest
from counting_corpus import OUTLET, TEXTS, WIRE, corpus
from hypothesis import given
from hypothesis import strategies as st

from newsbench import distinct
from newsbench.corpus import Corpus
from newsbench.index import of_texts

COAST = corpus()


def test_a_text_that_three_articles_have_counts_once():
    found = COAST.frequency(["reyes", "ferry"], count="distinct").set_index("word")
    assert found.loc["reyes", "count"] == 3 and found.loc["reyes", "distinct"] == pytest.approx(1)
    # 1 of the wire, 1 of the addition, 1 of the bridge, 2 of the market
    assert found.loc["ferry", "count"] == 7 and found.loc["ferry", "distinct"] == pytest.approx(5)
    assert found["of_distinct"].iloc[0] < found["of"].iloc[0]
    assert "within all that is counted" in found.attrs["distinct"]


def test_copies_in_two_outlets_are_copies_in_neither():
    found = COAST.frequency("reyes", by="outlet", count="distinct").set_index("outlet")
    assert found["count"].to_dict() == {"Post": 2, "Echo": 1}
    assert found["distinct"].to_dict() == pytest.approx({"Post": 1, "Echo": 1})
    assert "within each outlet" in found.attrs["distinct"]


def test_what_is_outside_the_part_that_is_counted_is_no_copy():
    found = COAST.where(outlet="Echo").frequency("reyes", count="distinct")
    assert found["distinct"].iloc[0] == pytest.approx(1)


def test_nothing_hangs_on_the_order_of_the_corpus():
    turned = dict(reversed(TEXTS.items()))
    other = Corpus(of_texts(turned, outlet=OUTLET))
    one, two = (
        c.frequency(count="distinct").set_index("word").sort_index()[["count", "distinct"]] for c in (COAST, other)
    )
    np.testing.assert_allclose(one, two)
    heads = [
        {frozenset(np.flatnonzero(head == h)) for h in head}
        for head in (
            distinct.groups(distinct.copies(c.index), np.zeros(7, int), np.diff(c.index.starts)) for c in (COAST, other)
        )
    ]
    assert {frozenset(6 - n for n in group) for group in heads[1]} == heads[0]


def test_articles_of_one_text_are_one_and_a_quotation_makes_no_group():
    found = COAST.share("board", count="distinct")
    row = found.iloc[0]
    assert (row["articles"], row["of_articles"]) == (4, 7)
    assert row["distinct_80"] == pytest.approx(2) and row["of_distinct_80"] == pytest.approx(5)
    assert {"share_distinct_50", "share_distinct_80", "share_distinct_95"} <= set(found.columns)


def test_a_group_is_never_joined_through_a_third():
    # b has half of its words of a and half of c; a and c share nothing
    found = distinct.Copies(
        np.array([0, 1, 1, 2]),
        np.array([1, 0, 2, 1]),
        np.array([0, 100, 150, 200]),
        np.array([50, 150, 200, 250]),
        np.ones(4, bool),
    )
    words = np.array([60, 100, 60])
    head = distinct.groups(found, np.zeros(3, int), words, 0.8)
    assert head.tolist() == [1, 1, 1]  # both join the fuller one itself
    chain = distinct.groups(found, np.zeros(3, int), np.array([60, 60, 60]), 0.8)
    assert chain[2] != chain[1] or chain[1] == 1  # none joins an article that has joined another
    assert all(chain[chain[n]] == chain[n] for n in range(3))


def test_a_part_of_a_long_text_does_not_join_it():
    found = distinct.Copies(
        np.array([0, 1]), np.array([1, 0]), np.array([0, 50]), np.array([50, 100]), np.ones(2, bool)
    )
    assert distinct.groups(found, np.zeros(2, int), np.array([50, 101]), 0.8).tolist() == [0, 1]
    assert distinct.groups(found, np.zeros(2, int), np.array([50, 100]), 0.8).tolist() == [1, 1]
    assert distinct.groups(found, np.array([0, 1]), np.array([50, 100]), 0.8).tolist() == [0, 1]
    stock = distinct.Copies(found.document, found.partner, found.begins, found.ends, np.zeros(2, bool))
    assert distinct.groups(stock, np.zeros(2, int), np.array([50, 100]), 0.8).tolist() == [0, 1]


@given(st.integers(1, 6), st.integers(5, 20))
def test_k_full_copies_weigh_one_in_all(k, length):
    pairs = [(a, b) for a in range(k) for b in range(k) if a != b]
    found = distinct.Copies(
        np.array([a for a, _ in pairs], np.int64),
        np.array([b for _, b in pairs], np.int64),
        np.array([a * length for a, _ in pairs], np.int64),
        np.array([(a + 1) * length for a, _ in pairs], np.int64),
        np.ones(len(pairs), bool),
    )
    weights = distinct.place_weights(found, np.zeros(k, int), k * length)
    assert weights.sum() == pytest.approx(length, rel=1e-5)


@pytest.mark.parametrize("name", ["keyness", "collocates", "trend", "dictionary"])
def test_both_counts_stand_side_by_side(name):
    found = {
        "keyness": lambda: COAST.where(outlet="Post").keyness(least=1, count="distinct"),
        "collocates": lambda: COAST.collocates("ferry", least=1, count="distinct"),
        "trend": lambda: COAST.trend("reyes", count="distinct"),
        "dictionary": lambda: COAST.dictionary({"crew": ["Reyes", "captain"]}, count="distinct"),
    }[name]()
    plain, single = {
        "keyness": ("f1", "distinct_1"),
        "collocates": ("f", "distinct_f"),
        "trend": ("hits_least", "distinct"),
        "dictionary": ("count", "distinct"),
    }[name]
    assert (found[single] <= found[plain] + 1e-6).all() and found[single].sum() < found[plain].sum()
    assert "count once" in found.attrs["distinct"]


def test_nothing_is_copied_where_texts_share_nothing():
    made = corpus({"a": "one two three four", "b": "five six seven eight"})
    found = made.frequency(count="distinct")
    assert (found["count"] == found["distinct"]).all()
    assert WIRE not in made.index.text(0)
