"""Documents without a date, or with a range of days: trees are weighed over all days that each may be of.

The odds of an edge into an undated document and of one out of it depend on the same unknown day, so they cannot be
judged one by one. With one such document in a cluster every day is tried; with more, days are drawn from what the
single trials say and weighed by importance (seeded: the same cluster gives the same answer).
"""

from __future__ import annotations

import numpy as np

from reprints.chains.graph import Graph
from reprints.chains.posteriors import marginals
from reprints.chains.when import Days, LagOdds

LARGEST = 40  # nodes up to which days are tried; beyond, a range counts by its average
TRIES = 64  # days tried for one document
DRAWS = 256
_UNIFORM = 0.1  # share of draws that ignore the single trials


def weigh(graph: Graph, weight, root, lag, days: Days, odds: LagOdds, edge, origin) -> None:
    """Replace, in clusters with inexact dates, the probabilities ``edge`` and ``origin`` in place.

    weight: log-weights of edges with their dates; lag: the part of it that the dates make up; root: log-weights of
    the unseen source. days: bounded (see ``when.bounded``). A node of several documents has as many days, and counts
    by the average of its odds.
    """
    vague = (days.first != days.last) & (graph.many == 1)
    begins = np.flatnonzero(np.append(True, np.diff(graph.cluster) != 0))[: graph.size]
    ends = np.append(begins[1:], graph.size)
    inner = np.flatnonzero(graph.source != graph.target)
    order = inner[np.argsort(graph.target[inner], kind="stable")]
    bounds = np.searchsorted(graph.target[order], np.append(begins, graph.size))
    for begin, end, low, high in zip(begins, ends, bounds, bounds[1:]):
        here = slice(begin, end)
        # Where nothing in a cluster is dated, days say nothing.
        if not vague[here].any() or not days.known[here].any() or not 1 < end - begin <= LARGEST:
            continue
        rows = order[low:high]
        row, column = graph.source[rows] - begin, graph.target[rows] - begin
        bare = np.full((end - begin + 1, end - begin), -np.inf)
        averaged = np.zeros_like(bare)
        averaged[row, column] = np.where(np.isfinite(lag[rows]), lag[rows], 0.0)
        bare[row, column] = weight[rows] - averaged[row, column] + np.log(graph.many[graph.source[rows]])
        averaged[-1] = np.log(days.last[here] - days.first[here] + 1)
        bare[-1] = root[here] - averaged[-1]
        found = _cluster(bare, averaged, days.take(np.arange(begin, end)), vague[here], odds)
        moved = (found - marginals((bare + averaged)[None])[0][0]) / graph.many[here]
        edge[rows] = np.clip(edge[rows] + moved[row, column], 0.0, 1.0)
        origin[here] = np.clip(origin[here] + moved[-1], 0.0, 1.0)


def _cluster(bare: np.ndarray, averaged: np.ndarray, days: Days, vague: np.ndarray, odds: LagOdds) -> np.ndarray:
    """Edge probabilities of one cluster, (nodes + 1, nodes)."""
    unknown = np.flatnonzero(vague)
    trials = [_days(days, i) for i in unknown]
    if len(unknown) == 1:
        (tried, width), i = trials[0], unknown[0]
        drawn = np.repeat(days.first[None], len(tried), axis=0)
        drawn[:, i] = tried
        return _mean(bare, averaged, vague, days, drawn, np.log(width), odds)
    rng = np.random.default_rng(len(vague))
    drawn, bias = np.repeat(days.first[None], DRAWS, axis=0), np.zeros(DRAWS)
    for i, (tried, width) in zip(unknown, trials):
        _, total = marginals(_tables(bare, averaged, days, i, tried, odds))
        share = np.exp(total - total.max()) * width
        share = (1 - _UNIFORM) * share / share.sum() + _UNIFORM * width / width.sum()
        picked = rng.choice(len(tried), DRAWS, p=share)
        drawn[:, i] = tried[picked]
        bias += np.log(width[picked]) - np.log(share[picked])
    return _mean(bare, averaged, vague, days, drawn, bias, odds)


def _mean(
    bare, averaged, vague: np.ndarray, days: Days, drawn: np.ndarray, bias: np.ndarray, odds: LagOdds
) -> np.ndarray:
    """Probabilities over draws of the days of vague nodes, each draw as likely as its trees."""
    placed = vague | (days.first == days.last)
    touched = (vague[:, None] | vague[None]) & placed[:, None] & placed[None]
    tables = np.repeat((bare + averaged)[None], len(drawn), axis=0)
    lags = odds.exact(drawn[:, None, :] - drawn[:, :, None])
    tables[:, :-1] = np.where(touched, bare[:-1] + lags, tables[:, :-1])
    tables[:, -1] = np.where(vague, bare[-1], tables[:, -1])
    found, total = marginals(tables)
    total = total + bias
    share = np.exp(total - total.max())
    return np.tensordot(share / share.sum(), found, axes=1)


def _tables(bare, averaged, days: Days, i: int, tried: np.ndarray, odds: LagOdds) -> np.ndarray:
    """One table a tried day of document i, the other inexact dates counting by their average."""
    tables = np.repeat((bare + averaged)[None], len(tried), axis=0)
    first, last = np.repeat(days.first[None], len(tried), 0), np.repeat(days.last[None], len(tried), 0)
    day = np.repeat(tried[:, None], len(days.first), axis=1)
    rest = days.known, days.moment, days.zoned
    own, others = Days(day, day, *rest), Days(first, last, *rest)
    tables[:, -1, i] = bare[-1, i]
    tables[:, i, :] = bare[i] + odds.log(own, others)
    tables[:, :-1, i] = bare[:-1, i] + odds.log(others, own)
    return tables


def _days(days: Days, i: int) -> tuple[np.ndarray, np.ndarray]:
    """The days to try for a document and how many days each stands for: all, or those near the other documents'."""
    low, high = days.first[i], days.last[i]
    if high - low < TRIES:
        tried = np.arange(low, high + 1)
        return tried, np.ones(len(tried))
    others = np.delete(np.concatenate([days.first, days.last]), [i, i + len(days.first)])
    near = (others[:, None] + np.arange(-3, 4)).ravel()
    near = near[(near >= low) & (near <= high)]
    tried = np.unique(np.concatenate([near, np.linspace(low, high, TRIES).astype(np.int64)]))
    edges = np.concatenate([[low - 0.5], (tried[1:] + tried[:-1]) / 2, [high + 0.5]])
    return tried, np.diff(edges)
