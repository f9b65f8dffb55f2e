"""Other ways to name a parent, given the same clusters, the same alignments and the same dates.

Each takes an ``Evidence`` and gives for every member the number of its parent, or -1. They stand for: the first
publisher as everybody's parent; the most overlap among earlier days (ReprintMapper, seriatim, RNewsflow); the highest
Jaccard among earlier days; the cheapest tree on symmetric distances; and a posterior over trees of time and text
features trained by contrast (after Xu and Smith 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reprints.chains.graph import Graph
from reprints.chains.when import LAGS, Days, certain, lag_class, possible

_STEPS, _RATE, _RIDGE, _PULL = 80, 0.15, 1e-3, 20.0
_BINS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])


@dataclass(frozen=True)
class Evidence:
    """What all methods see: a graph of pairs in both directions, words kept by each pair, sizes, days."""

    graph: Graph
    kept: np.ndarray
    words: np.ndarray
    days: Days

    @property
    def jaccard(self) -> np.ndarray:
        source, target = self.words[self.graph.source], self.words[self.graph.target]
        return self.kept / np.maximum(source + target - self.kept, 1)


def star(e: Evidence) -> np.ndarray:
    """Everybody copies the earliest member; undated members are taken for the latest."""
    return _earlier(e, -_date(e)[e.graph.source], strict=False)


def most_overlap_earlier(e: Evidence) -> np.ndarray:
    return _earlier(e, e.kept.astype(float), strict=True)


def jaccard_earlier(e: Evidence) -> np.ndarray:
    return _earlier(e, e.jaccard, strict=True)


def edmonds(e: Evidence) -> np.ndarray:
    """Cheapest tree on 1 - Jaccard, same-day and undated edges allowed; the earliest, longest member is the origin."""
    allowed = possible(e.days.take(e.graph.source), e.days.take(e.graph.target)) | ~(
        e.days.known[e.graph.source] & e.days.known[e.graph.target]
    )
    gain = np.where(allowed, e.jaccard, -np.inf)
    early = np.where(np.isfinite(_date(e)), _date(e), 10**6)
    root = -1000.0 - early / 10**8 + e.words / 10**12
    best = e.graph.best(gain, root)
    return np.where(best >= 0, e.graph.source[best], -1)


def tree_posterior(e: Evidence) -> np.ndarray:
    """Log-linear edges over lag, similarity and change of length; likelihood of the date order, trained by contrast."""
    source, target = e.graph.source, e.graph.target
    both = e.days.known[source] & e.days.known[target]
    lag = e.days.first[target] - e.days.first[source]
    allowed = ~(both & (lag < 0))
    when = np.where(both, np.where(lag < 0, len(LAGS), lag_class(lag)), len(LAGS) + 1)
    alike = np.digitize(e.jaccard, _BINS)
    inside = np.digitize(e.kept / np.maximum(e.words[target], 1), _BINS)
    change = np.digitize(
        np.log(np.maximum(e.words[target], 1) / np.maximum(e.words[source], 1)), [-0.7, -0.3, -0.05, 0.05, 0.3, 0.7]
    )
    sizes = [len(LAGS) + 2, len(_BINS) + 1, len(_BINS) + 1, 7]
    offsets = np.cumsum([0, *sizes])
    columns = [when, alike + offsets[1], inside + offsets[2], change + offsets[3]]
    first, second = np.zeros((2, offsets[-1]))
    start = np.zeros(offsets[-1])
    start[offsets[1] : offsets[2]] = _PULL * np.append(0.0, _BINS)  # without it contrast alone ignores likeness
    theta = start.copy()
    root = np.full(e.graph.size, -8.0)
    for step in range(1, _STEPS + 1):
        score = sum(theta[c] for c in columns)
        seen, _ = e.graph.probabilities(np.where(allowed, score, -np.inf), root)
        free, _ = e.graph.probabilities(score, root)
        slope = sum(np.bincount(c, seen - free, offsets[-1]) for c in columns) / e.graph.size - _RIDGE * (theta - start)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        theta += _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    edge, origin = e.graph.probabilities(np.where(allowed, sum(theta[c] for c in columns), -np.inf), root)
    best = e.graph.best(np.where(allowed, edge, -np.inf), origin)
    return np.where(best >= 0, source[best], -1)


def _date(e: Evidence) -> np.ndarray:
    return np.where(e.days.known, e.days.first.astype(float), np.inf)


def _earlier(e: Evidence, score: np.ndarray, *, strict: bool) -> np.ndarray:
    """The best-scored earlier member, the earliest of equals; with strict, another day is needed."""
    source, target = e.graph.source, e.graph.target
    date = _date(e)
    if strict:
        usable = certain(e.days.take(source), e.days.take(target))
    else:
        rank = np.lexsort((np.arange(e.graph.size), date))
        place = np.empty_like(rank)
        place[rank] = np.arange(len(rank))
        usable = place[source] < place[target]
    edges = np.flatnonzero(usable)
    order = edges[np.lexsort((source[edges], date[source[edges]], -score[edges], target[edges]))]
    first = np.append(True, np.diff(target[order]) != 0)[: len(order)]
    parent = np.full(e.graph.size, -1)
    parent[target[order[first]]] = source[order[first]]
    return parent


METHODS = {
    "star": star,
    "most overlap, earlier": most_overlap_earlier,
    "highest Jaccard, earlier": jaccard_earlier,
    "symmetric Edmonds": edmonds,
    "tree posterior": tree_posterior,
}
