"""Probability of every edge over all trees: the matrix-tree theorem, in logarithms and without subtraction.

Nodes are eliminated one by one (a Schur complement of the Laplacian); diagonal entries are sums of what remains,
as Grassmann, Taksar and Heyman do for Markov chains (1985), so weights may differ by hundreds of orders of
magnitude. The marginals are the derivative of the logarithm of the sum over trees (Koo et al. 2007; Smith and
Smith 2007), carried back through the same steps. What would not change a number in its last digit is passed by, so that
the work follows the edges that matter.
"""

from __future__ import annotations

import numpy as np

from analysis.jit import compiled

NONE = -np.inf
_DIGITS = 37.0  # nats: what is added to a number so much larger changes nothing in it


def marginals(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edge probabilities of a stack of graphs, and the log of each sum over trees.

    weights: (stack, n + 1, n), the log-weight of the edge from row to column; row n is the unseen source. Diagonals
    are ignored; -inf forbids an edge. Every node must be reachable from the source. Returns probabilities of the same
    shape (columns sum to one) and an array (stack,).
    """
    return _stacked(np.ascontiguousarray(weights, np.float64))


@compiled
def _stacked(weights):
    found, total = np.zeros_like(weights), np.zeros(len(weights))
    for i in range(len(weights)):
        total[i] = one_graph(weights[i].copy(), found[i])
    return found, total


@compiled
def components(begins, bounds, source, target, weight, root, edge, origin):
    """The same for many graphs. Graph c has the nodes ``begins[c]:begins[c + 1]`` and the edges ``bounds[c]:bounds[c +
    1]`` among them, of which several may be alike; root: log-weights of what comes from outside. Fills the
    probabilities edge and origin.
    """
    for c in range(len(begins) - 1):
        first, n = begins[c], begins[c + 1] - begins[c]
        table = np.full((n + 1, n), NONE)
        for e in range(bounds[c], bounds[c + 1]):
            i, j = source[e] - first, target[e] - first
            table[i, j] = np.logaddexp(table[i, j], weight[e])
        for i in range(n):
            table[n, i] = root[first + i]
        found = np.zeros((n + 1, n))
        one_graph(table, found)
        for e in range(bounds[c], bounds[c + 1]):
            i, j = source[e] - first, target[e] - first
            edge[e] = found[i, j] * np.exp(weight[e] - table[i, j])
        for i in range(n):
            origin[first + i] = found[n, i]


@compiled
def one_graph(w, p):
    """Probabilities of one graph into p; w is the same afterwards, but for its diagonal. Returns the log of the sum
    over trees.
    """
    n = w.shape[1]
    for i in range(n):
        w[i, i] = NONE
    logs = np.empty(n)  # the sum of what enters each node when its turn comes
    starts = np.zeros(n + 1, np.int64)  # of each step in what follows: a row, a column, and what stood there before
    rows, columns, before = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64)
    count, total = 0, 0.0
    share = np.empty(n + 1)
    for step in range(n):
        k = n - 1 - step
        starts[step] = count
        top = w[n, k]
        for i in range(k):
            top = max(top, w[i, k])
        entering = 0.0
        if top > NONE:
            entering = np.exp(w[n, k] - top)
            for i in range(k):
                if w[i, k] > NONE:
                    entering += np.exp(w[i, k] - top)
            logs[k] = top + np.log(entering)
        else:
            logs[k] = NONE
        total += logs[k]
        for j in range(k):
            leaving = w[k, j]
            if leaving == NONE:
                continue
            for q in range(k + 1):
                i = n if q == k else q
                if i == j or w[i, k] == NONE:
                    continue
                via = w[i, k] - logs[k] + leaving
                old = w[i, j]
                if via < old - _DIGITS:
                    continue
                if count == len(before):
                    rows, columns = np.concatenate((rows, rows)), np.concatenate((columns, columns))
                    before = np.concatenate((before, before))
                rows[count], columns[count], before[count] = i, j, old
                count += 1
                high, low = max(old, via), min(old, via)
                w[i, j] = high + np.log1p(np.exp(low - high)) if low > NONE else high
    starts[n] = count
    for k in range(n):
        step = n - 1 - k
        share[:] = 0.0
        passed = 0.0
        for at in range(starts[step], starts[step + 1]):
            i, j = rows[at], columns[at]
            after = w[i, j]
            known = p[i, j]
            through = known * np.exp(w[i, k] - logs[k] + w[k, j] - after)
            p[i, j] = known * np.exp(before[at] - after) if before[at] > NONE else 0.0
            w[i, j] = before[at]
            p[k, j] += through
            share[i] += through
            passed += through
        rest = 1.0 - passed  # below zero where the node has several children
        for q in range(k + 1):
            i = n if q == k else q
            if w[i, k] > NONE:
                p[i, k] = min(max(share[i] + np.exp(w[i, k] - logs[k]) * rest, 0.0), 1.0)
    return total
