"""What happened to the text at each hop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.chains.align import CHUNK, MOVED, differences
from analysis.chains.texts import Texts

COLUMNS = [
    "cluster", "id", "parent", "status", "kept", "share_kept", "cut", "added", "moved", "replaced",
    "headline_before", "headline_after", "headline_changed", "credit",
]  # fmt: skip


def ledger(chains: pd.DataFrame, docs: pd.DataFrame, texts: Texts, credits: pd.DataFrame) -> pd.DataFrame:
    """One row a document with a parent: words kept, cut, added, moved (in passages of eight or more) and replaced
    (in shorter edits); share_kept of the parent's words; headlines; the first credit line.

    Boilerplate is left out of all counts. A CJK character is a word.
    """
    title = dict(zip(docs["id"], docs["title"].fillna("").astype(str)))
    credit = credits.drop_duplicates("id").set_index("id")["line"].to_dict() if len(credits) else {}
    rows = []
    for row in chains[chains["parent"].notna()].itertuples(index=False):
        above, own = texts.position[row.parent], texts.position[row.id]
        kept, cut, added, moved, replaced = hop(texts, above, own)
        size = len(texts.words[above])
        before, after = title[row.parent], title[row.id]
        changed = not np.array_equal(texts.heads[above], texts.heads[own])
        rows.append(
            (row.cluster, row.id, row.parent, row.status, kept, round(kept / size, 4) if size else 0.0, cut, added, moved,
             replaced, before, after, changed, credit.get(row.id, ""))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def hop(texts: Texts, above: int, own: int) -> tuple[int, int, int, int, int]:
    """Words kept, cut, added, moved and replaced on the way from one text to another."""
    a, b = texts.spelled[above], texts.spelled[own]
    nats = np.append(0.0, np.cumsum(texts.nats[above]))
    lost, new, outside, replaced = [], [], 0, 0
    for first_a, last_a, first_b, last_b in differences(a, b, nats):
        size_a, size_b = last_a - first_a, last_b - first_b
        outside += size_a
        if size_a < CHUNK and size_b < CHUNK:
            replaced += max(size_a, size_b)
            continue
        if size_a:
            lost.append(a[first_a:last_a])
        if size_b:
            new.append(b[first_b:last_b])
    moved = _moved(lost, new)
    return len(a) - outside, sum(map(len, lost)) - moved, sum(map(len, new)) - moved, moved, replaced


def _moved(lost: list[str], new: list[str]) -> int:
    """Words of passages that were lost in one place and stand in another."""
    from rapidfuzz.distance import LCSseq

    total = 0
    for piece in new:
        if len(piece) < CHUNK:
            continue
        found = max((LCSseq.similarity(piece, other) for other in lost if len(other) >= CHUNK), default=0)
        if found >= MOVED * len(piece):
            total += found
    return min(total, sum(map(len, lost)), sum(map(len, new)))
