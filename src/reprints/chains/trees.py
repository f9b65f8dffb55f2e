"""Cheapest trees of all clusters at once: Chu-Liu's and Edmonds' algorithm on one list of edges.

Clusters touch only at the unseen source, so one run solves them all; each round contracts every cycle of every
cluster (J. Edmonds, Optimum branchings, 1967). Rounds are few, and a round is a sort.
"""

from __future__ import annotations

import numpy as np


def arborescence(size: int, source: np.ndarray, target: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """For each node 0..size-1 the number of the edge that enters it in the cheapest tree from node ``size``.

    source, target, cost: one entry an edge; every node needs an edge from ``size`` (the unseen source).
    Equal costs are decided by the order of the edges.
    """
    if not size:
        return np.zeros(0, np.int64)
    edges = np.arange(len(source))
    levels = []
    while True:
        order = np.lexsort((edges, cost, target))
        first = np.append(True, np.diff(target[order]) != 0)
        entering = order[first]  # cheapest edge into each node, in the order of nodes
        cycle = _cycles(np.append(source[entering], size))
        levels.append((edges, source, target, entering, cycle))
        if not (cycle >= 0).any():
            break
        cost = cost - np.where(cycle[target] >= 0, cost[entering][target], 0.0)
        kept = np.where(cycle >= 0, cycle, np.arange(size + 1))
        alive, number = np.unique(kept, return_inverse=True)
        source, target = number[source], number[target]
        outside = source != target
        edges, source, target, cost = np.flatnonzero(outside), source[outside], target[outside], cost[outside]
        size = len(alive) - 1
    chosen = levels[-1][3]
    for depth in range(len(levels) - 1, 0, -1):
        chosen = levels[depth][0][chosen]  # the same edges, one level down
        _, _, target, entering, _ = levels[depth - 1]
        opened = entering.copy()
        opened[target[chosen]] = chosen
        chosen = opened
    return chosen


def _cycles(parent: np.ndarray) -> np.ndarray:
    """For each node the smallest node of the cycle it lies on, or -1. The last node is the root."""
    root = len(parent) - 1
    jump, lowest = parent.copy(), np.minimum(parent, np.arange(len(parent)))
    for _ in range(max(1, root).bit_length()):
        lowest = np.minimum(lowest, lowest[jump])
        jump = jump[jump]
    on_cycle = np.zeros(len(parent), bool)
    on_cycle[jump] = True
    on_cycle[root] = False
    return np.where(on_cycle, lowest, -1)
