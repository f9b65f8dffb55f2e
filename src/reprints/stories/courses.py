"""The course of each story in one row: who was first or that it cannot be told, how fast, how far, who rewrote."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains import when
from reprints.chains.figures import fan_out
from reprints.chains.inference import Chains
from reprints.chains.results import Results


def course(results: Chains | Results) -> pd.DataFrame:
    """Who was first in each story, how fast and how far it went, and who rewrote it most.

    Parameters
    ----------
    results : Chains or Results
        What ``infer`` gave, or the results of a run.

    Returns
    -------
    pandas.DataFrame
        One row a story, the largest first: story, documents, outlets; first (missing where it cannot be told, or where
        several have no source), first_outlet, first_date, probability (that the likeliest first document is it);
        soonest, half, last (days from the first until the first copy, half of the copies and the last copy had
        appeared; parts of days where both times of day are known and can be compared; copies without an exact date
        are left out); hops (from first to last), widest (copies taken from one document); rewrote (the copy that keeps
        least of its source) and kept (how much that is). Only sources that are asserted count for rewrote.

    Examples
    --------
    >>> course(computed)[["story", "first", "soonest", "hops", "rewrote"]].values.tolist()
    [[1, 'a', 1.0, 2, 'c']]
    """
    about = results.documents()
    rows = results.chains.merge(about[["id", "outlet", "date"]], on="id", how="left")
    shape = fan_out(results).set_index("cluster")
    table = pd.DataFrame({"documents": shape["documents"], "outlets": rows.groupby("cluster")["outlet"].nunique()})
    tops = rows[rows["parent"].isna()].sort_values(["cluster", "score", "id"], ascending=[True, False, True])
    best = tops.drop_duplicates("cluster").set_index("cluster")
    alone = (shape["origins"] == 1) & (best["status"].reindex(shape.index) == "origin")
    for name, column in (("first", "id"), ("first_outlet", "outlet"), ("first_date", "date")):
        table[name] = best[column].astype(object).reindex(table.index).where(alone, None)
    table["probability"] = best["score"].reindex(table.index)
    lags = _lags(rows, table["first"]).groupby("cluster")["days"]
    table = table.assign(soonest=lags.min(), half=lags.median(), last=lags.max()).round({"half": 4})
    table["hops"], table["widest"] = shape["depth"], shape["widest"]
    hops = results.ledger[results.ledger["status"] == "copy"].sort_values(["cluster", "share_kept", "id"])
    least = hops.drop_duplicates("cluster").set_index("cluster")
    table["rewrote"] = least["id"].astype(object).reindex(table.index)
    table["kept"] = least["share_kept"].reindex(table.index)
    order = ["documents", "story"]
    return table.rename_axis("story").reset_index().sort_values(order, ascending=[False, True], ignore_index=True)


def _lags(rows: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    """cluster, days: how long after the first document of its story each other one appeared, as far as days tell."""
    days = when.read(rows["date"], rows["id"])
    head = rows["id"].eq(rows["cluster"].map(first)).to_numpy()
    at = pd.Series(np.flatnonzero(head), rows["cluster"].to_numpy()[head]).reindex(rows["cluster"]).to_numpy(float)
    copies = np.flatnonzero(~head & np.isfinite(at))
    one, other = days.take(at[copies].astype(np.int64)), days.take(copies)
    lag = np.where(when.timed(one, other), (other.moment - one.moment) / 86_400, other.first - one.first)
    exact = one.exact & other.exact
    found = pd.DataFrame({"cluster": rows["cluster"].to_numpy()[copies][exact], "days": lag[exact].round(4)})
    return found.astype({"days": float})
