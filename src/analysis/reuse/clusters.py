"""Clusters of documents on the passages they share, not on documents handed on from one to the next.

Places in one document that overlap by half are one part of it; a shared passage ties a part of one document to a part of
another; parts that hang together are a cluster. So a page that is stitched from two stories stands in two clusters and
does not merge them. Clusters of which one has half its documents in the other are one story, told with a gap.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _parts(document, start, end):
    """Number the parts: intervals sorted by document and start; one joins the part it overlaps by half of the shorter."""
    part = np.empty(len(document), np.int64)
    count = -1
    reach_low, reach_high = 0, 0
    for i in range(len(document)):
        shared = min(reach_high, end[i]) - max(reach_low, start[i])
        shorter = min(reach_high - reach_low, end[i] - start[i])
        if i == 0 or document[i] != document[i - 1] or 2 * shared < shorter:
            count += 1
            reach_low, reach_high = start[i], end[i]
        else:
            reach_high = max(reach_high, end[i])
        part[i] = count
    return part


def cluster(a, b, start_a, end_a, start_b, end_b) -> tuple[np.ndarray, np.ndarray]:
    """Passages (document numbers and places) to (cluster, document), sorted, clusters numbered from 1.

    A document may be in several clusters. Numbers follow the smallest document of a cluster, then the next.
    """
    n = len(a)
    if n == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    document = np.concatenate([a, b])
    start, end = np.concatenate([start_a, start_b]), np.concatenate([end_a, end_b])
    order = np.lexsort((end, start, document))
    part = np.empty(2 * n, np.int64)
    part[order] = _parts(document[order], start[order], end[order])
    label = _components(part[:n], part[n:], int(part.max()) + 1)[part]
    label, member = _distinct(label, document)
    label, member = _distinct(_merged(label, member)[label], member)
    # A stable name: by the smallest member, then by the size of the list, then by the list.
    heads = np.flatnonzero(np.concatenate([[True], np.diff(label) != 0]))
    lists = np.split(member, heads[1:])
    rank = sorted(range(len(lists)), key=lambda i: lists[i].tolist())
    number = np.empty(len(lists), np.int64)
    number[rank] = np.arange(1, len(lists) + 1)
    label = np.repeat(number, [len(x) for x in lists])
    order = np.lexsort((member, label))
    return label[order], member[order]


def _components(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    return connected_components(links, directed=False)[1].astype(np.int64)


def _distinct(label: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((member, label))
    label, member = label[order], member[order]
    new = np.ones(len(label), bool)
    new[1:] = (np.diff(label) != 0) | (np.diff(member) != 0)
    return label[new], member[new]


def _merged(label: np.ndarray, member: np.ndarray) -> np.ndarray:
    """A new label for each label: two that share two documents, and half of the smaller one's, become one."""
    count = int(label.max()) + 1
    size = np.bincount(label, minlength=count)
    order = np.lexsort((label, member))
    by_member, labels = member[order], label[order]
    edges = np.flatnonzero(np.concatenate([[True], np.diff(by_member) != 0, [True]]))
    several = np.flatnonzero(np.diff(edges) > 1)
    pairs = []
    for i in several:
        here = labels[edges[i] : edges[i + 1]]
        one, other = np.triu_indices(len(here), 1)
        pairs.append(np.stack([here[one], here[other]]))
    if not pairs:
        return np.arange(count)
    both, shared = np.unique(np.concatenate(pairs, axis=1), axis=1, return_counts=True)
    same = (shared >= 2) & (2 * shared >= np.minimum(size[both[0]], size[both[1]]))
    return _components(both[0][same], both[1][same], count)
