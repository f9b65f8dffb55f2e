"""What happened to the text at each hop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reprints.chains.script import KINDS, Edits
from reprints.chains.texts import Texts

COLUMNS = [
    "cluster", "id", "parent", "status", "kept", "share_kept", "cut", "added", "moved", "replaced",
    "headline_before", "headline_after", "headline_changed", "credit",
]  # fmt: skip


def ledger(chains: pd.DataFrame, docs: pd.DataFrame, texts: Texts, hops: Edits, credits: pd.DataFrame) -> pd.DataFrame:
    """One row a document with a parent: words kept, cut, added, moved (in passages of eight or more) and replaced
    (in shorter edits); share_kept of the parent's words; headlines; the first credit line.

    hops: their scripts (see ``pairs``). Boilerplate is left out of all counts. A CJK character is a word.
    """
    title = docs["title"].fillna("").astype(str).to_numpy(object)
    credit = credits.drop_duplicates("id").set_index("id")["line"].to_dict() if len(credits) else {}
    rows = chains[chains["parent"].notna()]
    if not len(rows):
        return pd.DataFrame(columns=COLUMNS)
    number, above, own = pairs(rows, texts)
    counted = hops.counts()[number]
    above, own = above[number], own[number]
    sizes = texts.words.sizes[above].tolist()
    changed = [not np.array_equal(texts.heads[a], texts.heads[b]) for a, b in zip(above, own, strict=True)]
    table: dict[str, Any] = {name: rows[name].to_numpy() for name in ("cluster", "id", "parent", "status")}
    table |= {name: counted[:, at] for at, name in enumerate(KINDS)}
    table["share_kept"] = [
        round(kept / size, 4) if size else 0.0 for kept, size in zip(table["kept"].tolist(), sizes, strict=True)
    ]
    table |= {"headline_before": title[above], "headline_after": title[own], "headline_changed": changed}
    table["credit"] = [credit.get(name, "") for name in table["id"]]
    return pd.DataFrame({name: table[name] for name in COLUMNS})


def pairs(rows: pd.DataFrame, texts: Texts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The hops of documents with a parent, each once, as numbers of texts: of each row which, and both ends of each."""
    above, own = (np.array([texts.position[name] for name in rows[end]], np.int64) for end in ("parent", "id"))
    number, key = pd.factorize(above * len(texts.ids) + own)
    return number, key // len(texts.ids), key % len(texts.ids)
