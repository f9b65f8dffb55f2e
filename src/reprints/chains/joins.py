"""Pieces with more than one parent: passages that the parent does not have and another document does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains.script import Scripts, counts
from reprints.chains.when import Days, may_precede

LEAST = 20  # words that only the further parent has
NEARLY = 0.9
COLUMNS = ["cluster", "id", "parent", "words"]


def joins(
    chains: pd.DataFrame, position: dict, days: Days, passages: pd.DataFrame | None, scripts: Scripts
) -> pd.DataFrame:
    """cluster, id, parent, words: one further parent for each document that has words of two.

    A further parent is no descendant of the document and not later than it. position: row of ``days`` by id; passages:
    id_a, id_b, start_a, end_a, start_b, end_b, words.
    """
    if passages is None or not len(passages):
        return pd.DataFrame(columns=COLUMNS)
    shared = _places(passages, position, scripts.texts)
    above = {
        (c, i): p
        for c, i, p in zip(chains["cluster"], chains["id"], chains["parent"], strict=True)
        if isinstance(p, str) or pd.notna(p)
    }
    members: dict = {}
    for cluster, name in zip(chains["cluster"], chains["id"], strict=True):
        members.setdefault(cluster, set()).add(name)
    rows = []
    for cluster, name in zip(chains["cluster"], chains["id"], strict=True):
        first, has = above.get((cluster, name)), shared.get(position[name])
        if first is None or has is None or len(has) < 2:
            continue
        taken = has.get(position[first], [])
        further = []
        for other, places in has.items():
            who = scripts.texts.ids[other]
            if who == first or who not in members[cluster] or not may_precede(days, other, position[name]):
                continue
            alone = sum(high - low for low, high in places) - _both(places, taken)
            if alone >= LEAST and not _below(above, cluster, who, name):
                further.append((alone, who))
        if further:
            most, whose = _closest(sorted(further, key=lambda pair: pair[1]), scripts, position, name)
            rows.append((cluster, name, whose, most))
    return pd.DataFrame(rows, columns=COLUMNS)


def _places(passages: pd.DataFrame, position: dict, texts) -> dict[int, dict[int, list[tuple[int, int]]]]:
    """For each document (by number) the words, first and last (exclusive), that it shares with each other one."""
    at = pd.Index(texts.ids)
    a, b = at.get_indexer(passages["id_a"]), at.get_indexer(passages["id_b"])
    known = (a >= 0) & (b >= 0)
    own = np.concatenate([a[known], b[known]])
    other = np.concatenate([b[known], a[known]])
    ends = [np.concatenate([passages[f"{name}_a"][known], passages[f"{name}_b"][known]]) for name in ("start", "end")]
    sizes = np.array([len(words) for words in texts.words])
    bounds = np.append(0, np.cumsum(sizes))
    starts = np.concatenate([*texts.start, np.zeros(0, np.int64)]).astype(np.int64)
    wide = int(max(starts.max(initial=0), max((e.max(initial=0) for e in ends), default=0))) + 2
    keys = np.repeat(np.arange(len(sizes)), sizes) * wide + starts
    low, high = (np.searchsorted(keys, own * wide + end) - bounds[own] for end in ends)
    order = np.lexsort((low, other, own))
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for d, o, first, last in zip(
        own[order].tolist(), other[order].tolist(), low[order].tolist(), high[order].tolist(), strict=True
    ):
        if first >= last:
            continue
        places = found.setdefault(d, {}).setdefault(o, [])
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


def _below(parent: dict, cluster, name: str | None, ancestor: str) -> bool:
    while name is not None:
        if name == ancestor:
            return True
        name = parent.get((cluster, name))
    return False
