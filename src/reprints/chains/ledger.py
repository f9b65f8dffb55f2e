"""What happened to the text at each hop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains.script import Scripts, counts

COLUMNS = [
    "cluster", "id", "parent", "status", "kept", "share_kept", "cut", "added", "moved", "replaced",
    "headline_before", "headline_after", "headline_changed", "credit",
]  # fmt: skip


def ledger(chains: pd.DataFrame, docs: pd.DataFrame, scripts: Scripts, credits: pd.DataFrame) -> pd.DataFrame:
    """One row a document with a parent: words kept, cut, added, moved (in passages of eight or more) and replaced
    (in shorter edits); share_kept of the parent's words; headlines; the first credit line.

    Boilerplate is left out of all counts. A CJK character is a word.
    """
    texts = scripts.texts
    title = dict(zip(docs["id"], docs["title"].fillna("").astype(str), strict=True))
    credit = credits.drop_duplicates("id").set_index("id")["line"].to_dict() if len(credits) else {}
    rows = []
    for row in chains[chains["parent"].notna()].itertuples(index=False):
        above, own = texts.position[row.parent], texts.position[row.id]
        kept, cut, added, moved, replaced = counts(scripts.of(above, own)).values()
        size = len(texts.words[above])
        before, after = title[row.parent], title[row.id]
        changed = not np.array_equal(texts.heads[above], texts.heads[own])
        rows.append(
            (row.cluster, row.id, row.parent, row.status, kept, round(kept / size, 4) if size else 0.0, cut, added,
             moved, replaced, before, after, changed, credit.get(row.id, ""))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
