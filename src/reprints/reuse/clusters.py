"""Clusters of documents on the passages they share, not on documents handed on from one to the next.

Places in one document that overlap are one part of it, unless the one is a mere phrase of the other; a shared passage
ties a part of one document to a part of another; parts that hang together are a cluster. So a page that is stitched
from two stories stands in two clusters, and a verse quoted in two books does not merge their editions. Clusters that
mostly tie the same pairs of documents are one story, told with a gap.
"""

from __future__ import annotations

import numpy as np

from analysis.jit import compiled

OVERLAP = 0.5  # of the shorter of two places
PHRASE = 0.02  # of the longer: less is a phrase in it
TRACKED = 64  # parts of one document that may be open at one place


@compiled
def _parts(document, start, end):
    """Number the parts; the places come sorted by document and start. A place joins the part it covers best."""
    part = np.empty(len(document), np.int64)
    low, high, name = np.empty(TRACKED, np.int64), np.empty(TRACKED, np.int64), np.empty(TRACKED, np.int64)
    count, tracked = 0, 0
    for i in range(len(document)):
        if i > 0 and document[i] != document[i - 1]:
            tracked = 0
        kept = 0
        for k in range(tracked):
            if high[k] > start[i]:
                low[kept], high[kept], name[kept] = low[k], high[k], name[k]
                kept += 1
        tracked = kept
        best, share = -1, 0.0
        for k in range(tracked):
            shared = min(high[k], end[i]) - max(low[k], start[i])
            shorter, longer = min(high[k] - low[k], end[i] - start[i]), max(high[k] - low[k], end[i] - start[i])
            if shared >= OVERLAP * shorter and shared >= PHRASE * longer and shared / longer > share:
                best, share = k, shared / longer
        if best < 0:
            best = min(tracked, TRACKED - 1)
            tracked = best + 1
            low[best], high[best], name[best] = start[i], end[i], count
            count += 1
        high[best] = max(high[best], end[i])
        part[i] = name[best]
    return part


def parts(document: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The part of its document that each place belongs to, numbered over all documents."""
    order = np.lexsort((end, start, document))
    part = np.empty(len(order), np.int64)
    part[order] = _parts(document[order], start[order], end[order])
    return part


def cluster(a, b, start_a, end_a, start_b, end_b) -> tuple[np.ndarray, np.ndarray]:
    """Passages (document numbers and places, sorted by a and b) to (cluster, document), sorted, numbered from 1.

    A document may be in several clusters. Numbers follow the members of a cluster, smallest document first.
    """
    n = len(a)
    if n == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    document = np.concatenate([a, b])
    start, end = np.concatenate([start_a, start_b]), np.concatenate([end_a, end_b])
    part = parts(document, start, end)
    label = components(part[:n], part[n:], int(part.max()) + 1)[part[:n]]
    link = np.concatenate([[0], np.cumsum((np.diff(a) != 0) | (np.diff(b) != 0))])
    label = _merged(*_distinct(label, link))[label]
    label, member = _distinct(np.concatenate([label, label]), document)
    edges = np.flatnonzero(np.concatenate([[True], np.diff(label) != 0, [True]]))
    label = np.repeat(_numbered(member, edges), np.diff(edges))
    order = np.lexsort((member, label))
    return label[order], member[order]


def _numbered(member: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The number of each cluster, in the order of their members; cluster i has those from ``edges[i]``, at least two.

    Two members tell nearly all clusters apart, so that only the others are compared in full.
    """
    first, second = member[edges[:-1]], member[edges[:-1] + 1]
    rank = np.lexsort((second, first))
    same = (np.diff(first[rank]) == 0) & (np.diff(second[rank]) == 0)
    tied = np.flatnonzero(np.concatenate([[False], same]) | np.concatenate([same, [False]]))
    # Places of ties stay theirs as a whole: sorting them by all members keeps them in the order of the first two.
    rank[tied] = sorted(rank[tied].tolist(), key=lambda i: member[edges[i] : edges[i + 1]].tolist())
    number = np.empty(len(rank), np.int64)
    number[rank] = np.arange(1, len(rank) + 1)
    return number


def components(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    """The component of each of ``count`` things, tied in pairs."""
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


def _merged(label: np.ndarray, link: np.ndarray) -> np.ndarray:
    """A new label for each: two become one where half of the links of the smaller are links of the other too."""
    count = int(label.max()) + 1
    size = np.bincount(label, minlength=count)
    order = np.lexsort((label, link))
    link, label = link[order], label[order]
    edges = np.flatnonzero(np.concatenate([[True], np.diff(link) != 0, [True]]))
    pairs = []
    for i in np.flatnonzero(np.diff(edges) > 1):
        here = label[edges[i] : edges[i + 1]]
        one, other = np.triu_indices(len(here), 1)
        pairs.append(np.stack([here[one], here[other]]))
    if not pairs:
        return np.arange(count)
    both, shared = np.unique(np.concatenate(pairs, axis=1), axis=1, return_counts=True)
    same = 2 * shared >= np.minimum(size[both[0]], size[both[1]])
    return components(both[0][same], both[1][same], count)
