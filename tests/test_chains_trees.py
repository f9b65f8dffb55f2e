"""Trees and their odds against counting every tree by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprints.chains.graph import Graph
from reprints.chains.posteriors import marginals
from reprints.chains.trees import arborescence


def every_tree(n: int):
    """All ways to hang n nodes below node n."""
    for parents in itertools.product(range(n + 1), repeat=n):
        reached = {n}
        for _ in range(n):
            reached |= {i for i in range(n) if parents[i] in reached}
        if len(reached) == n + 1:
            yield parents


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(0, 10**6), st.sampled_from([1.0, 10.0, 100.0]))
def test_marginals_and_cheapest_tree_are_those_of_all_trees(n, seed, spread):
    weights = np.random.default_rng(seed).normal(0, spread, (n + 1, n))
    trees = list(every_tree(n))
    scores = np.array([sum(weights[p, i] for i, p in enumerate(tree)) for tree in trees])
    shares = np.exp(scores - scores.max())
    expected = np.zeros((n + 1, n))
    for tree, share in zip(trees, shares / shares.sum(), strict=True):
        expected[list(tree), range(n)] += share
    found, total = marginals(weights[None])
    assert found[0] == pytest.approx(expected, abs=1e-9)
    assert total[0] == pytest.approx(scores.max() + np.log(shares.sum()))
    source, target = (a.ravel() for a in np.meshgrid(np.arange(n + 1), np.arange(n), indexing="ij"))
    chosen = arborescence(n, source, target, np.where(source == target, 1e9, -weights[source, target]))
    assert tuple(source[chosen]) == trees[int(np.argmax(scores))]


def test_weights_a_thousand_orders_of_magnitude_apart_keep_their_odds():
    weights = np.full((3, 2), -2500.0)
    weights[2] = -4000.0, -4001.0
    found, _ = marginals(weights[None])
    assert found[0, 2] == pytest.approx([np.e / (1 + np.e), 1 / (1 + np.e)], abs=1e-9)


def test_forbidden_edges_have_no_odds():
    weights = np.array([[0.0, -np.inf], [5.0, 0.0], [0.0, 0.0]])
    found, _ = marginals(weights[None])
    assert found[0, 0, 1] == 0 and found[0, 2, 1] == pytest.approx(1.0)


def test_clusters_solved_together_equal_clusters_solved_alone():
    rng = np.random.default_rng(5)
    sizes, cluster, source, target = [1, 2, 5, 3], [], [], []
    for number, size in enumerate(sizes):
        begin = len(cluster)
        cluster += [number] * size
        for a, b in itertools.permutations(range(size), 2):
            source.append(begin + a)
            target.append(begin + b)
    cluster, source, target = map(np.array, (cluster, source, target))
    weight, root = rng.normal(0, 5, len(source)), rng.normal(-5, 1, len(cluster))
    edge, origin = Graph(cluster, source, target).probabilities(weight, root)
    best = Graph(cluster, source, target).best(weight, root)
    begin = 0
    for number, size in enumerate(sizes):
        own = cluster[target] == number
        alone = Graph(np.zeros(size, int), source[own] - begin, target[own] - begin)
        edge_alone, origin_alone = alone.probabilities(weight[own], root[begin : begin + size])
        assert edge[own] == pytest.approx(edge_alone) and origin[begin : begin + size] == pytest.approx(origin_alone)
        best_alone = alone.best(weight[own], root[begin : begin + size])
        rows = np.flatnonzero(own)
        assert [e if e < 0 else rows[e] for e in best_alone] == best[begin : begin + size].tolist()
        begin += size


def test_a_large_cluster_gets_odds_that_add_up():
    rng = np.random.default_rng(6)
    n = 300
    target = np.repeat(np.arange(n), 6)
    source = (target + rng.integers(1, n, len(target))) % n
    graph = Graph(np.zeros(n, int), source, target)
    edge, origin = graph.probabilities(rng.normal(0, 3, len(target)), np.full(n, -6.0))
    total = origin + np.bincount(target, edge, n)
    assert total == pytest.approx(np.ones(n))
