"""Clusters as one list of members and of possible edges between them; probabilities of the edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reprints.chains.posteriors import NONE, marginals
from reprints.chains.trees import arborescence

EXACT = 120  # members up to which all trees are summed over


@dataclass(frozen=True)
class Graph:
    """Members 0..n-1, those of a cluster next to each other; cluster: number per member; source, target: members.

    Every member has, besides these edges, one from the unseen source.
    """

    cluster: np.ndarray
    source: np.ndarray
    target: np.ndarray

    @property
    def size(self) -> int:
        return len(self.cluster)

    def probabilities(
        self, weight: np.ndarray, root: np.ndarray, *, rough: bool = False
    ) -> tuple[np.ndarray, np.ndarray]:
        """Probability of each edge, and of each member having an unseen source, over all trees of its cluster.

        weight, root: log-weights of edges and of the unseen source. In clusters of more than ``EXACT`` members the
        probability of an edge is conditional on the rest of the cheapest tree; with ``rough`` on nothing, which is
        enough to learn from and spares the tree.
        """
        edge, origin = np.zeros(len(weight)), np.zeros(self.size)
        begins = np.flatnonzero(np.append(True, np.diff(self.cluster) != 0))[: self.size]
        sizes = np.diff(np.append(begins, self.size))
        first, size = np.repeat(begins, sizes), np.repeat(sizes, sizes)
        for n in np.unique(sizes):
            if n > EXACT:
                continue
            starts = begins[sizes == n]
            number = np.full(self.size, -1)
            number[starts] = np.arange(len(starts))
            here = np.flatnonzero(size[self.target] == n)
            stack = number[first[self.target[here]]]
            row, column = self.source[here] - first[self.source[here]], self.target[here] - first[self.target[here]]
            table = np.full((len(starts), n + 1, n), NONE)
            table[stack, row, column] = weight[here]
            table[:, n, :] = root[starts[:, None] + np.arange(n)]
            found, _ = marginals(table)
            edge[here] = found[stack, row, column]
            origin[(starts[:, None] + np.arange(n)).ravel()] = found[:, n, :].ravel()
        large = size > EXACT
        if large.any():
            self._conditional(weight, root, large, edge, origin, rough)
        return edge, origin

    def best(self, gain: np.ndarray, root: np.ndarray) -> np.ndarray:
        """For each member the edge that enters it in the tree of greatest total gain; -1 for the unseen source."""
        every = np.arange(self.size)
        source = np.concatenate([self.source, np.full(self.size, self.size)])
        target = np.concatenate([self.target, every])
        cost = -np.concatenate([gain, root])
        usable = np.isfinite(cost)
        edges = np.flatnonzero(usable)
        chosen = edges[arborescence(self.size, source[usable], target[usable], cost[usable])]
        return np.where(chosen < len(gain), chosen, -1)

    def _conditional(self, weight, root, large, edge, origin, rough: bool) -> None:
        """Each member's parent given the parents of all others in the best tree: only descendants are excluded."""
        here = np.flatnonzero(large[self.target])
        source, target = self.source[here], self.target[here]
        usable = weight[here]
        if not rough:
            best = self.best(weight, root)
            enter, leave = _intervals(np.where(best >= 0, self.source[best], -1))
            below = (enter[source] >= enter[target]) & (leave[source] <= leave[target])
            usable = np.where(below, NONE, usable)
        top = np.where(large, root, NONE)
        np.maximum.at(top, target, usable)
        with np.errstate(invalid="ignore"):
            share = np.exp(usable - top[target])
            total = np.where(large, np.exp(root - top), 0.0)
        np.add.at(total, target, share)
        edge[here] = share / total[target]
        origin[large] = (np.exp(root - top) / total)[large]


def _intervals(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Entry and exit times of a walk through the forest: a descendant's interval lies inside its ancestor's."""
    children: list[list[int]] = [[] for _ in parent]
    roots = []
    for node, above in enumerate(parent.tolist()):
        (roots if above < 0 else children[above]).append(node)
    enter, leave = np.zeros(len(parent), np.int64), np.zeros(len(parent), np.int64)
    time, stack = 0, [(node, False) for node in reversed(roots)]
    while stack:
        node, done = stack.pop()
        time += 1
        if done:
            leave[node] = time
            continue
        enter[node] = time
        stack.append((node, True))
        stack.extend((child, False) for child in children[node])
    return enter, leave
