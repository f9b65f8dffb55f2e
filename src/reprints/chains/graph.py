"""Clusters as one list of nodes and of possible edges between them; probabilities of the edges.

A node stands for one document, or for several that nothing tells apart (equal words, equal dates, no credit line that
names one of them). Such nodes take no more work than others: by symmetry, the sum over the trees of all documents is
the sum over the trees of the nodes, with the number of documents as a factor of each edge, times what enters one
document of each node for each further one.

Dates forbid most circles. Where no circle passes from one part of a cluster to another (the strong components of its
edges), the trees of the parts are independent, so that work grows with the size of the parts and not of the cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from reprints.chains.posteriors import NONE, components
from reprints.chains.trees import arborescence

EXACT = 150  # nodes of a strong component up to which all trees are summed over; beyond, see ``Graph._cut``
_SHARES = 10.0 ** -np.arange(8, 0, -0.5)  # of what enters a node: weaker edges are then taken to close no circle
_MOVED = 3.0  # parents that one circle too many puts in a wrong place, as dense graphs of any spread of weights have it
_WALKS = 4  # steps of a circle that are counted, where circles are passed over


@dataclass(frozen=True)
class Graph:
    """Nodes 0..n-1, those of a cluster next to each other; cluster: number per node; source, target: nodes.

    many: how many documents each node stands for (one, if not given); a node of several has an edge to itself, for
    those from one of its documents to another. Every node has, besides these edges, one from the unseen source. error:
    filled by ``probabilities``: for each node an estimate of how far its probabilities may be off, 0 where they are
    exact.
    """

    cluster: np.ndarray
    source: np.ndarray
    target: np.ndarray
    many: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    error: np.ndarray = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "error", np.zeros(self.size))
        if not len(self.many):
            object.__setattr__(self, "many", np.ones(self.size, np.int64))

    @property
    def size(self) -> int:
        return len(self.cluster)

    def probabilities(self, weight: np.ndarray, root: np.ndarray, exact: int = EXACT) -> tuple[np.ndarray, np.ndarray]:
        """For a document of each edge's target the probability that its parent is one of the source's documents, and
        for a document of each node that its source is unseen, over all trees of its cluster.

        weight, root: log-weights of an edge between two documents, and of the unseen source. exact: nodes of a strong
        component up to which nothing is cut.
        """
        self.error[:] = 0.0
        loop = self.source == self.target
        wide = weight + np.log(self.many)[self.source]
        into = log_sums(self.target, wide, root)  # all that enters one document
        wide = np.where(loop, NONE, wide)
        edge, origin = self._of_nodes(wide, root, exact)
        with np.errstate(invalid="ignore"):
            alone = np.where(np.isneginf(wide), 0.0, np.exp(wide - into[self.target]))
            own = np.where(loop, np.exp(weight - into[self.target]), 0.0)
            first = np.exp(root - into)
        further = self.many - 1
        edge = (edge + further[self.target] * alone) / self.many[self.target] + np.where(
            loop, further[self.target] * own, 0.0
        )
        origin = (origin + further * first) / self.many
        return np.clip(edge, 0.0, 1.0), np.clip(origin, 0.0, 1.0)

    def best(self, gain: np.ndarray, root: np.ndarray) -> np.ndarray:
        """For each node the edge that enters it in the tree of greatest total gain; -1 for the unseen source."""
        every = np.arange(self.size)
        source = np.concatenate([self.source, np.full(self.size, self.size)])
        target = np.concatenate([self.target, every])
        cost = -np.concatenate([np.where(self.source == self.target, NONE, gain), root])
        usable = np.isfinite(cost)
        edges = np.flatnonzero(usable)
        chosen = edges[arborescence(self.size, source[usable], target[usable], cost[usable])]
        return np.where(chosen < len(gain), chosen, -1)

    def _of_nodes(self, weight: np.ndarray, root: np.ndarray, exact: int) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities over the trees of nodes, each node being entered once."""
        edge, origin = np.zeros(len(weight)), np.zeros(self.size)
        usable = np.flatnonzero(weight > NONE)
        if not len(usable):
            return edge, np.ones(self.size)
        source, target, weight = self.source[usable], self.target[usable], weight[usable]
        whole = _strong(source, target, self.size)
        part = self._cut(source, target, weight, root, whole, exact)
        inside = part[source] == part[target]
        outside = log_sums(target[~inside], weight[~inside], root)
        found, entering = np.zeros(len(usable)), np.ones(self.size)
        self._parts(source, target, weight, outside, part, inside, found, entering)
        found[~inside] = entering[target[~inside]] * np.exp(weight[~inside] - outside[target[~inside]])
        origin = entering * np.exp(root - outside)
        if part is not whole:
            self._enter(source, target, whole, part, found, origin)
            self._estimate(source, target, whole, part, found)
        edge[usable] = found
        return edge, origin

    def _parts(self, source, target, weight, outside, part, inside, found, entering) -> None:
        """Fill ``found`` for edges inside parts, and ``entering``: how likely a node's parent is outside its part."""
        sizes = np.bincount(part)
        order = np.argsort(part, kind="stable")
        order = order[sizes[part[order]] > 1]
        if not len(order):
            return
        place = np.full(self.size, -1)
        place[order] = np.arange(len(order))
        begins = np.append(np.flatnonzero(np.append(True, np.diff(part[order]) != 0)), len(order))
        rows = np.flatnonzero(inside)
        number = np.searchsorted(begins, place[target[rows]], side="right") - 1
        rows = rows[np.argsort(number, kind="stable")]
        bounds = np.searchsorted(np.sort(number), np.arange(len(begins)))
        edge, origin = np.zeros(len(rows)), np.zeros(len(order))
        components(begins, bounds, place[source[rows]], place[target[rows]], weight[rows], outside[order], edge, origin)
        found[rows], entering[order] = edge, origin

    def _cut(self, source, target, weight, root, whole, exact: int) -> np.ndarray:
        """The strong components, those of more than ``exact`` nodes cut at their weakest edges: a number a node."""
        sizes = np.bincount(whole)
        if sizes.max() <= exact:
            return whole
        part, following = whole.copy(), len(sizes)
        share = np.exp(weight - log_sums(target, weight, root)[target])
        within = np.flatnonzero((whole[source] == whole[target]) & (sizes[whole[source]] > exact))
        within = within[np.argsort(whole[source[within]], kind="stable")]
        for edges in np.split(within, np.flatnonzero(np.diff(whole[source[within]])) + 1):
            nodes = np.unique(source[edges])  # in a strong component every node is somebody's source
            split = np.arange(len(nodes))
            for least in _SHARES:
                kept = edges[share[edges] >= least]
                tried = _strong(np.searchsorted(nodes, source[kept]), np.searchsorted(nodes, target[kept]), len(nodes))
                if np.bincount(tried).max() <= exact:
                    split = tried
                    break
            part[nodes] = following + split
            following += len(nodes)
        return np.unique(part, return_inverse=True)[1]

    def _enter(self, source, target, whole, part, found, origin) -> None:
        """A component is entered from outside at least once in every tree; one that was cut may not have been."""
        cut = np.bincount(whole, np.bincount(part)[part] < np.bincount(whole)[whole]) > 0
        beyond = whole[source] != whole[target]
        outer = origin + np.bincount(target[beyond], found[beyond], self.size)
        total = np.bincount(whole, outer)
        more = np.where(cut & (total < 1), 1 / np.maximum(total, 1e-300), 1.0)[whole]
        with np.errstate(invalid="ignore", divide="ignore"):
            less = np.where(outer < 1, (1 - outer * more) / (1 - outer), 1.0)
        # Which of its nodes is entered instead is told by the same proportion, for want of a better one.
        self.error[:] += outer * (more - 1)
        origin *= more
        found *= np.where(beyond, more[target], less[target])

    def _estimate(self, source, target, whole, part, found) -> None:
        """How often the edges that were taken to close no circle would close one, told by short walks."""
        from scipy.sparse import csr_matrix

        cut = np.bincount(whole, np.bincount(part)[part] < np.bincount(whole)[whole]) > 0
        rows = (whole[source] == whole[target]) & cut[whole[target]]
        inner = rows & (part[source] == part[target])
        shape = (self.size, self.size)
        every, within = (csr_matrix((found[r], (target[r], source[r])), shape=shape) for r in (rows, inner))
        walk, known = every, within
        for _ in range(_WALKS - 1):
            walk, known = walk @ every, known @ within
            self.error[:] += walk.diagonal() - known.diagonal()
        np.clip(_MOVED * self.error, 0.0, 1.0, out=self.error)


def _strong(source: np.ndarray, target: np.ndarray, size: int) -> np.ndarray:
    """The strong component of each node."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(source), np.int8), (source, target)), shape=(size, size))
    return connected_components(links, directed=True, connection="strong")[1]


def log_sums(target: np.ndarray, weight: np.ndarray, root: np.ndarray) -> np.ndarray:
    """For each node the log of the sum of its root's weight and of those of the edges that enter it."""
    top = root.copy()
    np.maximum.at(top, target, weight)
    with np.errstate(invalid="ignore"):
        total = np.exp(root - top) + np.bincount(target, np.exp(weight - top[target]), len(root))
    return top + np.log(total)
