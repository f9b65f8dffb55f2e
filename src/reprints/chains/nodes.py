"""What nothing tells apart is one: of equal words, one text; of equal dates and credits too, one node.

Texts and nodes stand in an order that comes from what they say and not from how documents are called, so that no
answer can hang on names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from reprints.chains.texts import Texts
from reprints.chains.when import Days

NEAREST = 64  # nodes of one text, latest before another node, that may be its parents


@dataclass(frozen=True)
class Nodes:
    """Members of clusters (rows of a table of cluster and id) by text and by node.

    text, node: of each member; text_doc, text_cluster: a document that has the text, and its cluster; node_text,
    cluster, member: text, cluster and first member of each node; many: members of each node. Texts and nodes of a
    cluster stand together.
    """

    text: np.ndarray
    node: np.ndarray
    text_doc: np.ndarray
    text_cluster: np.ndarray
    node_text: np.ndarray
    cluster: np.ndarray
    member: np.ndarray
    many: np.ndarray


def gather(texts: Texts, doc: np.ndarray, cluster: np.ndarray, days: Days, credits: list, outlets: list) -> Nodes:
    """doc, cluster, days: of each member; credits, outlets: what its credit lines name, and its own outlet where
    another member's do.
    """
    text, text_member = _numbered(cluster, lambda at: (texts.spelled(doc[at]), texts.heads[doc[at]].tobytes()))
    moment = np.where(np.isnan(days.moment), -np.inf, days.moment)
    facts = [column.tolist() for column in (text, days.first, days.last, days.known, moment, days.zoned)]
    facts += [credits, outlets]
    node, member = _numbered(cluster, lambda at: tuple(fact[at] for fact in facts))
    return Nodes(
        text, node, doc[text_member], cluster[text_member], text[member], cluster[member], member, np.bincount(node)
    )


def _numbered(cluster: np.ndarray, key: Callable[[int], tuple]) -> tuple[np.ndarray, np.ndarray]:
    """A number for the key of each member, in the order of clusters and keys, and the first place of each number.

    The members of a cluster stand together, in the order of clusters; their keys are made and forgotten with it.
    """
    numbers = np.zeros(len(cluster), np.int64)
    places: list[int] = []
    begins = np.flatnonzero(np.append(True, np.diff(cluster) != 0))[: len(cluster)]
    for begin, end in pairwise([*begins.tolist(), len(cluster)]):
        keys = [key(at) for at in range(begin, end)]
        first: dict[tuple, int] = {}
        for at, name in enumerate(keys, begin):
            first.setdefault(name, at)
        order = sorted(first)
        number = {name: i for i, name in enumerate(order, len(places))}
        numbers[begin:end] = [number[name] for name in keys]
        places += [first[name] for name in order]
    return numbers, np.array(places, np.int64)


def edges(nodes: Nodes, days: Days, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, ...]:
    """source, target (nodes), pair and forward of every possible edge, from pairs of texts (first <= second).

    pair: the number of the pair of texts; forward: whether it runs from the first to the second. days: of each node.
    Of many nodes of one text only those latest before a node are taken for its parents.
    """
    bounds = np.searchsorted(nodes.node_text, np.arange(len(nodes.text_doc) + 1))
    size = np.diff(bounds)
    one, other = size[first], size[second]
    many = (one > NEAREST) | (other > NEAREST)
    few = np.flatnonzero(~many)
    total = one[few] * other[few]
    pair = np.repeat(few, total)
    at = np.arange(total.sum()) - np.repeat(np.cumsum(total) - total, total)
    a, b = bounds[first[pair]] + at // other[pair], bounds[second[pair]] + at % other[pair]
    kept = (first[pair] != second[pair]) | (a <= b)
    parts = [(a[kept], b[kept], pair[kept])]
    for number in np.flatnonzero(many).tolist():
        parts += _latest(bounds, days, int(first[number]), int(second[number]), number)
    a, b, pair = (np.concatenate(column) for column in zip(*parts, strict=True))
    twice = a != b
    source, target = np.concatenate([a, b[twice]]), np.concatenate([b, a[twice]])
    pair, forward = np.concatenate([pair, pair[twice]]), np.repeat([True, False], [len(a), int(twice.sum())])
    several = (source != target) | (nodes.many[source] > 1)
    keep = np.flatnonzero(several)
    if many.any():
        keep = keep[~pd.Series(source[keep] * len(nodes.cluster) + target[keep]).duplicated().to_numpy()]
    order = keep[np.lexsort((source[keep], target[keep]))]
    return source[order], target[order], pair[order], forward[order]


def _latest(bounds, days: Days, first: int, second: int, number: int):
    """(a, b, pair) for each node of either text with those of the other that are latest before it or of its time."""
    for one, other in {(first, second), (second, first)}:
        sources, targets = (np.arange(bounds[text], bounds[text + 1]) for text in (one, other))
        when = np.where(np.isnan(days.moment), days.first * 86_400.0, days.moment)
        sources = sources[np.argsort(when[sources], kind="stable")]
        latest = np.where(np.isnan(days.moment), days.last * 86_400.0 + 86_399, days.moment)[targets]
        end = np.searchsorted(when[sources], latest, side="right")
        place = end[:, None] - 1 - np.arange(NEAREST)
        rows, columns = np.nonzero(place >= 0)
        a, b = sources[place[rows, columns]], targets[rows]
        yield (a, b, np.full(len(a), number)) if one == first else (b, a, np.full(len(a), number))
