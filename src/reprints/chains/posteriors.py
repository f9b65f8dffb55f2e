"""Probability of every edge over all trees: the matrix-tree theorem, in logarithms and without subtraction.

Nodes are eliminated one by one (a Schur complement of the Laplacian); diagonal entries are sums of what remains,
as Grassmann, Taksar and Heyman do for Markov chains (1985), so weights may differ by hundreds of orders of
magnitude. The marginals are the derivative of the logarithm of the sum over trees (Koo et al. 2007; Smith and
Smith 2007), carried back through the same steps.
"""

from __future__ import annotations

import numpy as np

NONE = -np.inf
_CELLS = 20_000_000  # numbers held at once


def marginals(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edge probabilities of a stack of graphs, and the log of each sum over trees.

    weights: (stack, n + 1, n), the log-weight of the edge from row to column; row n is the unseen source. Diagonals
    are ignored; -inf forbids an edge. Every node must be reachable from the source. Returns probabilities of the same
    shape (columns sum to one) and an array (stack,).
    """
    stack, rows, n = weights.shape
    if n == 0:
        return np.zeros_like(weights), np.zeros(stack)
    batch = max(1, _CELLS // (rows * n * n))
    parts = [_marginals(weights[i : i + batch]) for i in range(0, stack, batch)]
    return np.concatenate([p for p, _ in parts]), np.concatenate([z for _, z in parts])


def _marginals(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    stack, _, n = weights.shape
    w = weights.copy()
    w[:, np.arange(n), np.arange(n)] = NONE
    total = np.zeros(stack)
    steps = []
    for k in range(n - 1, -1, -1):
        rows = [*range(k), n]  # nodes left, and the source
        into = w[:, rows, k]
        sums = np.logaddexp.reduce(into, axis=1)
        total += sums
        share = into - sums[:, None]
        via = share[:, :, None] + w[:, k, None, :k]
        before = w[:, rows, :k]
        after = np.logaddexp(before, via)
        after[:, np.arange(k), np.arange(k)] = NONE
        steps.append((rows, share, via, before, after))
        w[:, rows, :k] = after
    probability = np.zeros_like(w)
    for k, (rows, share, via, before, after) in enumerate(reversed(steps)):
        known = probability[:, rows, :k]
        with np.errstate(invalid="ignore"):
            passing = known * _ratio(via, after)
            probability[:, rows, :k] = known * _ratio(before, after)
        probability[:, k, :k] = passing.sum(axis=1)
        rest = 1 - passing.sum(axis=(1, 2))
        probability[:, rows, k] = passing.sum(axis=2) + np.exp(share) * rest[:, None]
    return np.clip(probability, 0.0, 1.0), total


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where(np.isneginf(whole), 0.0, np.exp(part - whole))
