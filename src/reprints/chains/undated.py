"""Documents without a date, or with a range of days: trees are weighed over all days that each may be of.

The odds of an edge into an undated document and of one out of it depend on the same unknown day, so they cannot be
judged one by one. With one such document in a cluster every day is tried; with more, days are drawn from what the
single trials say and weighed by importance (seeded: the same cluster gives the same answer).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from analysis.jit import compiled
from reprints.chains.graph import Graph
from reprints.chains.posteriors import NONE, marginals, one_graph
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
    # Where nothing in a cluster is dated, days say nothing.
    counts = [np.add.reduceat(which, begins) if len(begins) else begins for which in (vague, days.known)]
    chosen = np.flatnonzero((counts[0] > 0) & (counts[1] > 0) & (ends - begins > 1) & (ends - begins <= LARGEST))

    def job(number: int) -> None:
        begin, end = int(begins[number]), int(ends[number])
        here, rows = slice(begin, end), order[bounds[number] : bounds[number + 1]]
        row, column = graph.source[rows] - begin, graph.target[rows] - begin
        bare = np.full((end - begin + 1, end - begin), NONE)
        averaged = np.zeros_like(bare)
        averaged[row, column] = np.where(np.isfinite(lag[rows]), lag[rows], 0.0)
        bare[row, column] = weight[rows] - averaged[row, column] + np.log(graph.many[graph.source[rows]])
        averaged[-1] = np.log(days.last[here] - days.first[here] + 1)
        bare[-1] = root[here] - averaged[-1]
        found = _cluster(bare, averaged, days.first[here], days.last[here], vague[here], *odds.tables)
        moved = (found - marginals((bare + averaged)[None])[0][0]) / graph.many[here]
        edge[rows] = np.clip(edge[rows] + moved[row, column], 0.0, 1.0)
        origin[here] = np.clip(origin[here] + moved[-1], 0.0, 1.0)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(job, chosen.tolist(), chunksize=64))


@compiled
def _cluster(bare, averaged, first, last, vague, starts, daily, twice):
    """Edge probabilities of one cluster, (nodes + 1, nodes). starts, daily, twice: see ``LagOdds.tables``."""
    n = len(first)
    count = 0
    for i in range(n):
        count += vague[i]
    # numba has a state of numpy's old kind for each thread; a Generator cannot be made in compiled code.
    np.random.seed(n)  # noqa: NPY002
    drawn = np.empty((DRAWS, n), np.int64)
    bias = np.zeros(DRAWS)
    for i in range(n):
        drawn[:, i] = first[i]
    for i in range(n):
        if not vague[i]:
            continue
        tried, width = _days(first, last, i)
        if count == 1:
            drawn = np.empty((len(tried), n), np.int64)
            for k in range(n):
                drawn[:, k] = first[k]
            drawn[:, i] = tried
            bias = np.log(width)
            break
        total = np.empty(len(tried))
        for number in range(len(tried)):
            table = bare + averaged
            day = tried[number]
            table[n, i] = bare[n, i]
            for k in range(n):
                if k != i:
                    table[i, k] = bare[i, k] + _odds(day, day, first[k], last[k], starts, daily, twice)
                    table[k, i] = bare[k, i] + _odds(first[k], last[k], day, day, starts, daily, twice)
            total[number] = one_graph(table, np.zeros((n + 1, n)))
        share = np.exp(total - total.max()) * width
        share = (1 - _UNIFORM) * share / share.sum() + _UNIFORM * width / width.sum()
        sums = np.cumsum(share)
        # Evenly over the shares, in an order of its own (a Latin hypercube).
        order = np.random.permutation(DRAWS)  # noqa: NPY002
        for draw in range(DRAWS):
            place = (order[draw] + np.random.random()) / DRAWS  # noqa: NPY002
            picked = min(np.searchsorted(sums, place * sums[-1], side="right"), len(tried) - 1)
            drawn[draw, i] = tried[picked]
            bias[draw] += np.log(width[picked]) - np.log(share[picked])
    return _mean(bare, averaged, first, last, vague, drawn, bias, starts, daily, twice)


@compiled
def _mean(bare, averaged, first, last, vague, drawn, bias, starts, daily, twice):
    """Probabilities over draws of the days of vague nodes, each draw as likely as its trees."""
    n = len(first)
    whole = bare + averaged
    total = np.empty(len(drawn))
    found = np.zeros((len(drawn), n + 1, n))
    for draw in range(len(drawn)):
        table = whole.copy()
        for i in range(n):
            if vague[i]:
                table[n, i] = bare[n, i]
            placed = vague[i] or first[i] == last[i]
            for k in range(n):
                if i != k and (vague[i] or vague[k]) and placed and (vague[k] or first[k] == last[k]):
                    day, other = drawn[draw, i], drawn[draw, k]
                    table[i, k] = bare[i, k] + _odds(day, day, other, other, starts, daily, twice)
        total[draw] = one_graph(table, found[draw]) + bias[draw]
    share = np.exp(total - total.max())
    share /= share.sum()
    out = np.zeros((n + 1, n))
    for draw in range(len(drawn)):
        out += share[draw] * found[draw]
    return out


@compiled
def _odds(first, last, from_, to, starts, daily, twice):
    """Log-odds of a target's date from from_ to to, given a source's from first to last (see ``LagOdds.log``)."""
    if first == last and from_ == to:
        lag = to - last
        if lag < 0:
            return NONE
        kind = 0
        while kind + 2 < len(starts) and lag >= starts[kind + 1]:
            kind += 1
        return daily[kind]
    area = _area(to - first, twice) - _area(from_ - 1 - first, twice)
    area += _area(from_ - 1 - last - 1, twice) - _area(to - last - 1, twice)
    return np.log(area / (last - first + 1)) if area > 0 else NONE


@compiled
def _area(lag, twice):
    if lag < 0:
        return 0.0
    size = len(twice) - 1
    return twice[min(lag, size)] + max(lag - size, 0)


@compiled
def _days(first, last, i):
    """The days to try for a document and how many days each stands for: all, or those near the other documents'."""
    low, high = first[i], last[i]
    if high - low < TRIES:
        tried = np.arange(low, high + 1)
        return tried, np.ones(len(tried))
    days = [low]
    for k in range(len(first)):
        if k != i:
            for near in range(-3, 4):
                for day in (first[k] + near, last[k] + near):
                    if low <= day <= high:
                        days.append(day)
    for step in range(TRIES):
        days.append(low + (high - low) * step // (TRIES - 1))
    tried = np.unique(np.array(days))
    width = np.empty(len(tried))
    for at in range(len(tried)):
        before = low - 0.5 if at == 0 else (tried[at - 1] + tried[at]) / 2
        after = high + 0.5 if at == len(tried) - 1 else (tried[at] + tried[at + 1]) / 2
        width[at] = after - before
    return tried, width
