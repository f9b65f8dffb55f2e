"""Pieces with more than one parent: passages that the parent does not have and another document does."""

from __future__ import annotations

import pandas as pd

from reprints.chains.script import Scripts, counts
from reprints.chains.when import Days

LEAST = 20  # words that only the further parent has
NEARLY = 0.9
COLUMNS = ["cluster", "id", "parent", "words"]


def joins(
    chains: pd.DataFrame, position: dict, days: Days, passages: pd.DataFrame | None, scripts: Scripts
) -> pd.DataFrame:
    """cluster, id, parent, words: one further parent for each document that has words of two.

    A further parent is no descendant of the document and not later than it. position: row of ``days`` by id; passages: id_a, id_b, start_a, end_a, start_b, end_b, words.
    """
    if passages is None or not len(passages):
        return pd.DataFrame(columns=COLUMNS)
    shared: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for p in passages.itertuples(index=False):
        shared.setdefault(p.id_a, {}).setdefault(p.id_b, []).append((p.start_a, p.end_a))
        shared.setdefault(p.id_b, {}).setdefault(p.id_a, []).append((p.start_b, p.end_b))
    rows = []
    for cluster, group in chains.groupby("cluster", sort=True):
        parent = {i: p if pd.notna(p) else None for i, p in zip(group["id"], group["parent"])}
        for name, first in parent.items():
            if first is None or name not in shared:
                continue
            words = scripts.texts.start[position[name]].tolist()
            has = shared[name]
            taken = _covered(words, has.get(first, ()))
            further = []
            for other, places in sorted(has.items()):
                if other not in parent or other == first or _above(parent, other, name):
                    continue
                if days.first[position[other]] > days.last[position[name]]:
                    continue
                alone = len(_covered(words, places) - taken)
                if alone >= LEAST:
                    further.append((alone, other))
            if further:
                alone, other = _closest(further, scripts, position, name)
                rows.append((cluster, name, other, alone))
    return pd.DataFrame(rows, columns=COLUMNS)


def _closest(further: list[tuple[int, str]], scripts: Scripts, position: dict, name: str) -> tuple[int, str]:
    """Of those that have nearly the most words, the one that has most of them unchanged: a source rather than its copy."""
    most = max(alone for alone, _ in further)
    near = [(alone, other) for alone, other in further if alone >= NEARLY * most]
    return (
        max(near, key=lambda pair: (counts(scripts.of(position[pair[1]], position[name]))["kept"], pair[0]))
        if len(near) > 1
        else near[0]
    )


def _covered(words: list[int], places) -> set[int]:
    return {i for i, at in enumerate(words) if any(low <= at < high for low, high in places)}


def _above(parent: dict, name: str, ancestor: str) -> bool:
    while name is not None:
        if name == ancestor:
            return True
        name = parent.get(name)
    return False
