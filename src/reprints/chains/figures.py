"""Tables behind the figures on all chains of a corpus: tidy, sorted, one function a figure. Drawing is done elsewhere.

All of them take what ``infer`` gives or the results of a run (``results.Results``), and speak of this corpus only.
``sure`` leaves out answers that are undecided.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.rows import each
from reprints.chains.credits import same
from reprints.chains.inference import Chains
from reprints.chains.results import Results, of

FIFTHS = 5  # of a source's length, by which places of cuts are told


def outlet_matrix(chains: Chains | Results, *, sure: bool = True) -> pd.DataFrame:
    """source_outlet, outlet, copies, expected: how many documents of one outlet come from another.

    expected: sum of the probabilities of all edges between the two, so that unsure copies count in part.
    """
    outlet = _outlets(chains)
    edges = _edges(chains, sure)
    counted = edges.assign(source_outlet=edges["parent"].map(outlet), outlet=edges["id"].map(outlet))
    copies = counted.groupby(["source_outlet", "outlet"]).size().rename("copies")
    every = chains.posteriors.dropna(subset="parent")
    every = every.assign(source_outlet=every["parent"].map(outlet), outlet=every["id"].map(outlet))
    expected = every.groupby(["source_outlet", "outlet"])["probability"].sum().round(3).rename("expected")
    table = pd.concat([copies, expected], axis=1).fillna({"copies": 0, "expected": 0.0}).reset_index()
    table = table[(table["copies"] > 0) | (table["expected"] >= 0.05)].astype({"copies": int})
    return table.sort_values(["source_outlet", "outlet"], ignore_index=True)


def originals_by_outlet(chains: Chains | Results) -> pd.DataFrame:
    """outlet, documents, origins, copies, undecided, share_origins: what each outlet has in clusters."""
    outlet = _outlets(chains)
    table = pd.crosstab(chains.chains["id"].map(outlet), chains.chains["status"])
    table = table.reindex(columns=["origin", "copy", "undecided"], fill_value=0)
    table.columns = ["origins", "copies", "undecided"]
    table.insert(0, "documents", table.sum(axis=1))
    decided = table["origins"] + table["copies"]
    table["share_origins"] = (table["origins"] / decided.where(decided > 0)).round(4)
    return table.rename_axis("outlet").reset_index()


def fan_out(chains: Chains | Results) -> pd.DataFrame:
    """cluster, documents, origins, depth, widest, undecided: the shape of each chain (widest: most copies of one)."""
    rows = chains.chains.assign(depth=descent(chains.chains)[0])
    rows = rows.assign(top=rows["parent"].isna(), doubt=rows["status"] == "undecided")
    copies = rows.dropna(subset="parent").groupby(["cluster", "parent"]).size().groupby("cluster").max()
    grouped = rows.groupby("cluster")
    table = pd.DataFrame(
        {
            "documents": grouped.size(),
            "origins": grouped["top"].sum(),
            "depth": grouped["depth"].max(),
            "widest": copies.reindex(grouped.size().index, fill_value=0),
            "undecided": grouped["doubt"].sum(),
        }
    )
    return table.reset_index()


def hops_by_outlet(chains: Chains | Results, *, sure: bool = True) -> pd.DataFrame:
    """outlet, cluster, id, parent, share_kept: one row a hop, by the outlet that copied."""
    hops = chains.ledger[chains.ledger["status"] == "copy"] if sure else chains.ledger
    table = hops.assign(outlet=hops["id"].map(_outlets(chains)))
    return table[["outlet", "cluster", "id", "parent", "share_kept"]].sort_values(
        ["outlet", "cluster", "id"], ignore_index=True
    )


def cut_places(chains: Results, *, sure: bool = True) -> pd.DataFrame:
    """outlet, fifth (1 to 5), hops, missing: where in its sources an outlet cuts.

    missing: the share of that fifth of the source's characters which stands in no passage that the copy shares, or
    was cut from within one, on average over hops. Hops without a shared passage or a known length are left out.
    """
    hops = _edges(chains, sure)[["cluster", "id", "parent"]]
    size = chains.documents().set_index("id")["characters"].dropna().astype(float)
    hops = hops[hops["parent"].isin(size.index[size > 0])].assign(outlet=lambda h: h["id"].map(_outlets(chains)))
    found = chains.passages
    forth = found.rename(columns={"id_a": "parent", "id_b": "id", "start_a": "start", "end_a": "end"})[
        ["parent", "id", "start", "end"]
    ]
    back = found.rename(columns={"id_b": "parent", "id_a": "id", "start_b": "start", "end_b": "end"})[
        ["parent", "id", "start", "end"]
    ]
    both = hops.merge(pd.concat([forth, back]), on=["id", "parent"]).assign(sign=1)
    gone = chains.edits[chains.edits["kind"].isin(["cut", "replaced"])].rename(
        columns={"id_a": "parent", "id_b": "id", "start_a": "low", "end_a": "high"}
    )
    within = both.merge(gone[["parent", "id", "low", "high"]], on=["id", "parent"])
    within = within.assign(start=within[["start", "low"]].max(axis=1), end=within[["end", "high"]].min(axis=1), sign=-1)
    both = pd.concat([both, within.loc[within["start"] < within["end"], both.columns]], ignore_index=True)
    if both.empty:
        return pd.DataFrame(columns=["outlet", "fifth", "hops", "missing"])
    length = both["parent"].map(size).to_numpy()
    parts = []
    for fifth in range(FIFTHS):
        low, high = length * fifth / FIFTHS, length * (fifth + 1) / FIFTHS
        inside = np.clip(np.minimum(both["end"], high) - np.maximum(both["start"], low), 0, None) / (high - low)
        hop = both.assign(inside=inside * both["sign"]).groupby(["outlet", "cluster", "id"])["inside"].sum().clip(0, 1)
        mean = hop.groupby("outlet").agg(["size", "mean"])
        parts.append(
            pd.DataFrame(
                {
                    "outlet": mean.index,
                    "fifth": fifth + 1,
                    "hops": mean["size"].to_numpy(),
                    "missing": (1 - mean["mean"]).round(4).to_numpy(),
                }
            )
        )
    return pd.concat(parts).sort_values(["outlet", "fifth"], ignore_index=True)


def credited_against_inferred(chains: Chains | Results, *, sure: bool = True) -> pd.DataFrame:
    """credited, inferred, copies, agree: the outlet that a copy names against the outlet it was taken from.

    credited is empty where a copy names nobody. A gap is not a fault: credits often name the first source.
    """
    outlet = _outlets(chains)
    named = of(chains).credits.drop_duplicates("id").set_index("id")
    found = []
    for row in each(_edges(chains, sure)):
        credit = ""
        if row.id in named.index:
            known = named["outlet"][row.id]
            credit = known if isinstance(known, str) else named["credit"][row.id]
        found.append((credit, outlet.get(row.parent, "")))
    table = pd.DataFrame(found, columns=["credited", "inferred"])
    table = table.groupby(["credited", "inferred"]).size().rename("copies").reset_index()
    table["agree"] = [same(c, i) if c else False for c, i in zip(table["credited"], table["inferred"], strict=True)]
    return table


def _outlets(chains: Chains | Results) -> dict:
    about = chains.documents()
    return dict(zip(about["id"], about["outlet"].fillna("").astype(str), strict=True))


def _edges(chains: Chains | Results, sure: bool) -> pd.DataFrame:
    rows = chains.chains.dropna(subset="parent")
    return rows[rows["status"] == "copy"] if sure else rows


def descent(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """For each row of chains, the hops from the top of its tree, and the row of that top. All clusters at once."""
    key = pd.MultiIndex.from_arrays([rows["cluster"], rows["id"].astype(object)])
    above = key.get_indexer(pd.MultiIndex.from_arrays([rows["cluster"], rows["parent"].astype(object)]))
    above[rows["parent"].isna().to_numpy()] = -1
    top, depth = np.arange(len(rows)), np.zeros(len(rows), np.int64)
    for _ in range(len(rows)):
        up = above[top]
        if not (up >= 0).any():
            break
        depth += up >= 0
        top = np.where(up >= 0, up, top)
    return depth, top
