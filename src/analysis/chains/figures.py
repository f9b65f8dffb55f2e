"""Tables behind the figures on chains: tidy, sorted, one function a figure. Drawing is done elsewhere.

All of them speak of this corpus only. ``sure`` leaves out answers that are undecided.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.chains import when
from analysis.chains.credits import same
from analysis.chains.inference import Chains


def tree(chains: Chains, cluster) -> pd.DataFrame:
    """cluster, id, parent, status, score, depth, outlet, date, title, share_kept: a chain tree on a time axis."""
    rows = chains.chains[chains.chains["cluster"] == cluster]
    hops = chains.ledger[["cluster", "id", "share_kept"]]
    table = rows.merge(hops, on=["cluster", "id"], how="left").merge(chains.documents(), on="id")
    table["depth"] = _depths(rows).to_numpy()
    columns = ["cluster", "id", "parent", "status", "score", "depth", "outlet", "date", "title", "share_kept"]
    return table[columns].sort_values(["depth", "id"], ignore_index=True)


def outlet_matrix(chains: Chains, *, sure: bool = True) -> pd.DataFrame:
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


def first_reprint(chains: Chains) -> pd.DataFrame:
    """days, at_risk, reprinted, low, survival, high: share of origins not yet reprinted after so many days.

    Kaplan and Meier's estimate over the origins with an exact date. The first reprint is the earliest dated copy in
    the chain; an origin of which no copy is dated is censored on the last day of the corpus. A lag between date
    ranges enters at its shortest in ``low`` and at its longest in ``high``.
    """
    spells = first_reprint_spells(chains)
    if spells.empty:
        return pd.DataFrame(columns=["days", "at_risk", "reprinted", "low", "survival", "high"])
    seen, event = spells["days"].to_numpy(), spells["reprinted"].to_numpy()
    days = np.unique(seen[event])
    curve = _survival(seen, event, days)
    low, high = (_survival(spells[name].to_numpy(), event, days) for name in ("shortest", "longest"))
    at_risk = [(seen >= day).sum() for day in days]
    reprinted = [(event & (seen == day)).sum() for day in days]
    table = {"days": days, "at_risk": at_risk, "reprinted": reprinted, "low": low, "survival": curve, "high": high}
    return pd.DataFrame(table).round(4)


def first_reprint_spells(chains: Chains) -> pd.DataFrame:
    """cluster, id, reprinted, shortest, days, longest: one row an origin with an exact date."""
    about = chains.documents()
    days = when.read(about["date"], about["id"])
    at = {name: i for i, name in enumerate(about["id"])}
    end = int(days.last[days.known].max()) if days.known.any() else 0
    rows = []
    for cluster, group in chains.chains.groupby("cluster", sort=True):
        for origin in group[group["status"] == "origin"]["id"]:
            o = at[origin]
            if not days.exact[o]:
                continue
            copies = [at[i] for i in group["id"] if i != origin and days.known[at[i]]]
            if not copies:
                lag = end - int(days.first[o])
                rows.append((cluster, origin, False, lag, lag, lag))
                continue
            shortest = max(0, min(int(days.first[c]) for c in copies) - int(days.first[o]))
            longest = max(0, min(int(days.last[c]) for c in copies) - int(days.first[o]))
            rows.append((cluster, origin, True, shortest, (shortest + longest) // 2, longest))
    return pd.DataFrame(rows, columns=["cluster", "id", "reprinted", "shortest", "days", "longest"])


def originals_by_outlet(chains: Chains) -> pd.DataFrame:
    """outlet, documents, origins, copies, undecided, share_origins: what each outlet has in clusters."""
    outlet = _outlets(chains)
    table = pd.crosstab(chains.chains["id"].map(outlet), chains.chains["status"])
    table = table.reindex(columns=["origin", "copy", "undecided"], fill_value=0)
    table.columns = ["origins", "copies", "undecided"]
    table.insert(0, "documents", table.sum(axis=1))
    decided = table["origins"] + table["copies"]
    table["share_origins"] = (table["origins"] / decided.where(decided > 0)).round(4)
    return table.rename_axis("outlet").reset_index()


def fan_out(chains: Chains) -> pd.DataFrame:
    """cluster, documents, origins, depth, widest, undecided: size and shape of each chain (widest: most copies of one)."""
    rows = chains.chains.assign(depth=_depths(chains.chains))
    copies = rows.dropna(subset="parent").groupby(["cluster", "parent"]).size().groupby("cluster").max()
    grouped = rows.groupby("cluster")
    table = pd.DataFrame(
        {
            "documents": grouped.size(),
            "origins": grouped["parent"].agg(lambda p: int(p.isna().sum())),
            "depth": grouped["depth"].max(),
            "widest": copies.reindex(grouped.size().index, fill_value=0),
            "undecided": grouped["status"].agg(lambda s: int((s == "undecided").sum())),
        }
    )
    return table.reset_index()


def who_cuts(chains: Chains, *, sure: bool = True) -> pd.DataFrame:
    """outlet, hops, cut_hops, words_cut, words_added, share_kept, headlines_changed: what outlets do to what they take."""
    hops = chains.ledger[chains.ledger["status"] == "copy"] if sure else chains.ledger
    grouped = hops.assign(outlet=hops["id"].map(_outlets(chains))).groupby("outlet")
    table = pd.DataFrame(
        {
            "hops": grouped.size(),
            "cut_hops": grouped["cut"].agg(lambda c: int((c > 0).sum())),
            "words_cut": grouped["cut"].sum(),
            "words_added": grouped["added"].sum(),
            "share_kept": grouped["share_kept"].median().round(4),
            "headlines_changed": grouped["headline_changed"].sum(),
        }
    )
    return table.reset_index()


def credited_against_inferred(chains: Chains, *, sure: bool = True) -> pd.DataFrame:
    """credited, inferred, copies, agree: the outlet that a copy names against the outlet it was taken from.

    credited is empty where a copy names nobody. A gap is not a fault: credits often name the first source.
    """
    outlet = _outlets(chains)
    named = chains._credits.drop_duplicates("id").set_index("id")
    rows = []
    for row in _edges(chains, sure).itertuples(index=False):
        credit = ""
        if row.id in named.index:
            known = named.at[row.id, "outlet"]
            credit = known if isinstance(known, str) else named.at[row.id, "credit"]
        rows.append((credit, outlet.get(row.parent, "")))
    table = pd.DataFrame(rows, columns=["credited", "inferred"])
    table = table.groupby(["credited", "inferred"]).size().rename("copies").reset_index()
    table["agree"] = [same(c, i) if c else False for c, i in zip(table["credited"], table["inferred"])]
    return table


def _outlets(chains: Chains) -> dict:
    about = chains.documents()
    return dict(zip(about["id"], about["outlet"].fillna("").astype(str)))


def _edges(chains: Chains, sure: bool) -> pd.DataFrame:
    rows = chains.chains.dropna(subset="parent")
    return rows[rows["status"] == "copy"] if sure else rows


def _depths(rows: pd.DataFrame) -> pd.Series:
    """Hops from the origin, per row."""
    parent = {(c, i): (c, p) for c, i, p in zip(rows["cluster"], rows["id"], rows["parent"]) if pd.notna(p)}
    depth: dict = {}
    for start in zip(rows["cluster"], rows["id"]):
        path = [start]
        while path[-1] in parent and path[-1] not in depth:
            path.append(parent[path[-1]])
        known = depth.get(path[-1], 0)
        for step, node in enumerate(reversed(path)):
            depth[node] = known + step
    return pd.Series([depth[key] for key in zip(rows["cluster"], rows["id"])], index=rows.index, dtype=int)


def _survival(seen: np.ndarray, event: np.ndarray, days: np.ndarray) -> np.ndarray:
    left, curve = 1.0, {}
    for day in np.unique(seen[event]):
        left *= 1 - (event & (seen == day)).sum() / (seen >= day).sum()
        curve[day] = left
    known = sorted(curve)
    place = np.searchsorted(known, days, side="right") - 1
    return np.array([1.0 if p < 0 else curve[known[p]] for p in place])
