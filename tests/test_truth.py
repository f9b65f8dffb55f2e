"""The yardstick must be right itself: frozen shape, no hints in ids, runs that stand in both texts."""

import pandas as pd
import pytest

from benchmarks import hard, truth


@pytest.fixture(scope="module")
def small():
    return truth.make(400, 3)


def test_unknown_case_is_refused():
    with pytest.raises(KeyError):
        hard.case("no such case", 1)


def test_the_same_seed_gives_the_same_corpus_whatever_was_made_before(small):
    again = truth.make(400, 3)
    for one, other in zip(small, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not small.docs.text.equals(truth.make(400, 5).docs.text)


def test_the_structure_is_the_frozen_one():
    made = truth.make(4000, 5)
    rows = made.truth
    sizes = rows.groupby("tree").size()
    copies = rows.dropna(subset="parent")
    same_day = copies.day.to_numpy() == rows.set_index("id").day[copies.parent].to_numpy()
    assert 0.5 < (sizes[sizes == 1].sum() / len(rows)) < 0.62
    assert rows.depth.max() <= truth.DEEPEST
    assert abs(same_day.mean() - 0.3) < 0.04
    assert abs(1 - rows.dated.mean() - truth.UNDATED) < 0.015
    assert abs(copies.headline_kept.mean() - truth.SAME_HEADLINE) < 0.05
    assert (made.docs.date.isna() == ~rows.dated).all()


def test_ids_and_row_order_tell_nothing_about_descent(small):
    copies = small.truth.dropna(subset="parent")
    assert 0.4 < (copies.id > copies.parent).mean() < 0.6


def test_a_copy_never_precedes_its_parent_and_stays_in_its_tree(small):
    rows = small.truth.set_index("id")
    copies = rows.dropna(subset="parent")
    parents = rows.loc[copies.parent]
    assert (copies.day.to_numpy() >= parents.day.to_numpy()).all()
    assert (copies.tree.to_numpy() == parents.tree.to_numpy()).all()
    assert (copies.depth.to_numpy() == parents.depth.to_numpy() + 1).all()


def test_the_longest_run_of_a_pair_stands_in_both_texts(small):
    texts = small.docs.set_index("id").text
    pairs = small.pairs[small.pairs.language == "en"].head(60)
    assert len(pairs) == 60
    for pair in pairs.itertuples():
        one, other = (texts[i].lower().replace(".", "").split() for i in (pair.id_a, pair.id_b))
        runs = {tuple(one[i : i + pair.longest]) for i in range(len(one) - pair.longest + 1)}
        assert any(tuple(other[i : i + pair.longest]) in runs for i in range(len(other) - pair.longest + 1))


def test_parts_of_a_large_corpus_share_outlets_but_no_ids():
    first, second = truth.parts(400, 9, size=200)
    assert not set(first.docs.id) & set(second.docs.id)
    assert set(first.docs.outlet) & set(second.docs.outlet)


@pytest.mark.parametrize("name", sorted(set(hard.CASES) - {"wire"}))
def test_a_hard_case_keeps_its_promise(name):
    made = hard.case(name, 3, background=10)
    rows = made.truth.set_index("id")
    copies = rows.dropna(subset="parent")
    assert made.docs.id.is_unique and len(copies)
    assert set(copies.parent) <= set(rows.index)
    edges = made.pairs[made.pairs.edge]
    assert (edges.shared > 0).all() if name != "translated" else (edges.shared == 0).all()
