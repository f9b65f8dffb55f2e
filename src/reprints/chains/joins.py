"""Pieces with more than one parent: passages that the parent does not have and another document does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from reprints.chains.ragged import PIECE
from reprints.chains.script import Scripts, counts
from reprints.chains.texts import Texts
from reprints.chains.when import Days, may_precede

LEAST = 20  # words that only the further parent has
NEARLY = 0.9
COLUMNS = ["cluster", "id", "parent", "words"]


def joins(
    chains: pd.DataFrame, position: dict, days: Days, passages: pd.DataFrame | None, scripts: Scripts
) -> pd.DataFrame:
    """cluster, id, parent, words: one further parent for each document that has words of two.

    A further parent is no descendant of the document and not later than it. position: row of ``days`` by id; passages:
    id_a, id_b, start_a, end_a, start_b, end_b, words. The rows of a cluster stand together.
    """
    if passages is None or not len(passages):
        return pd.DataFrame(columns=COLUMNS)
    shared = _Shared(passages, scripts.texts)
    rows = []
    for cluster, above in parents(chains):
        for name, first in above.items():
            has = shared.of(position[name]) if first is not None else {}
            if first is None or len(has) < 2:
                continue
            taken = has.get(position[first], [])
            further = []
            for other, places in has.items():
                who = scripts.texts.ids[other]
                if who == first or who not in above or not may_precede(days, other, position[name]):
                    continue
                alone = sum(high - low for low, high in places) - _both(places, taken)
                if alone >= LEAST and not _below(above, who, name):
                    further.append((alone, who))
            if further:
                most, whose = _closest(sorted(further, key=lambda pair: pair[1]), scripts, position, name)
                rows.append((cluster, name, whose, most))
    return pd.DataFrame(rows, columns=COLUMNS)


def parents(chains: pd.DataFrame) -> Iterator[tuple[Any, dict]]:
    """Each cluster with the parent of each of its documents, or None. The rows of a cluster stand together."""
    clusters = chains["cluster"].to_numpy()
    begins = np.flatnonzero(np.append(True, clusters[1:] != clusters[:-1]))[: len(clusters)]
    column = chains["parent"].astype(object)
    names, above = chains["id"].to_numpy(object), column.where(column.notna(), None).to_numpy(object)
    for begin, end in pairwise([*begins.tolist(), len(clusters)]):
        yield clusters[begin], dict(zip(names[begin:end], above[begin:end], strict=True))


class _Shared:
    """The words, first and last (exclusive), that each document (by number) shares with each other one."""

    def __init__(self, passages: pd.DataFrame, texts: Texts):
        at = pd.Index(texts.ids)
        a, b = (at.get_indexer(passages[name]).astype(np.int32) for name in ("id_a", "id_b"))
        known = (a >= 0) & (b >= 0)
        own = np.concatenate([a[known], b[known]])
        other = np.concatenate([b[known], a[known]])
        ends = [
            np.concatenate([passages[f"{name}_a"][known], passages[f"{name}_b"][known]]) for name in ("start", "end")
        ]
        order = np.argsort(own, kind="stable")
        own, other = own[order], other[order]
        ends = [end[order] for end in ends]
        low, high = (np.empty(len(own), np.int32) for _ in range(2))
        bounds = texts.start.bounds
        first, size = 0, len(texts.ids)
        while first < size:  # some documents at a time
            last = max(int(np.searchsorted(bounds, bounds[first] + PIECE, side="right")) - 1, first + 1)
            here = slice(*np.searchsorted(own, [first, last]))
            starts = texts.start.flat[bounds[first] : bounds[last]].astype(np.int64)
            wide = int(max(starts.max(initial=0), *(end[here].max(initial=0) for end in ends))) + 2
            keys = np.repeat(np.arange(first, last), np.diff(bounds[first : last + 1])) * wide + starts
            number = own[here].astype(np.int64)
            before = bounds[number] - bounds[first]
            for found, end in ((low, ends[0]), (high, ends[1])):
                found[here] = np.searchsorted(keys, number * wide + end[here]) - before
            first = last
        order = np.lexsort((low, other, own))
        self._other, self._low, self._high = other[order], low[order], high[order]
        self._begins = np.searchsorted(own, np.arange(size + 1))

    def of(self, number: int) -> dict[int, list[tuple[int, int]]]:
        """The places of one document, by the other one."""
        found: dict[int, list[tuple[int, int]]] = {}
        here = slice(self._begins[number], self._begins[number + 1])
        sides = (column[here].tolist() for column in (self._other, self._low, self._high))
        for other, first, last in zip(*sides, strict=True):
            if first >= last:
                continue
            places = found.setdefault(other, [])
            if places and first <= places[-1][1]:
                places[-1] = places[-1][0], max(places[-1][1], last)
            else:
                places.append((first, last))
        return found


def _both(places: list[tuple[int, int]], taken: list[tuple[int, int]]) -> int:
    """Words in places of both."""
    return sum(max(0, min(high, end) - max(low, start)) for low, high in places for start, end in taken)


def _closest(further: list[tuple[int, str]], scripts: Scripts, position: dict, name: str) -> tuple[int, str]:
    """Of those with nearly the most words, the one that has most of them unchanged: a source rather than its copy."""
    most = max(alone for alone, _ in further)
    near = [(alone, other) for alone, other in further if alone >= NEARLY * most]
    return (
        max(near, key=lambda pair: (counts(scripts.of(position[pair[1]], position[name]))["kept"], pair[0]))
        if len(near) > 1
        else near[0]
    )


def _below(above: dict, name: str | None, ancestor: str) -> bool:
    while name is not None:
        if name == ancestor:
            return True
        name = above[name]
    return False
