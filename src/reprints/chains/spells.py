"""How long until a piece is first reprinted: Kaplan and Meier's estimate, pieces that were not reprinted included.

Share and number at risk after E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations",
Journal of the American Statistical Association 53 (1958), 457-481. The band is M. Greenwood's variance (1926) on the
scale log(-log share), as in J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of Failure Time Data"
(1980).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains import when
from reprints.chains.figures import descent
from reprints.chains.inference import Chains
from reprints.chains.results import Results, of

Z = 1.959964  # 95% of a normal distribution lie within so many standard deviations


def first_reprint_spells(chains: Chains | Results) -> pd.DataFrame:
    """cluster, id, reprinted, shortest, days, longest, documents: how long each piece waited.

    A piece is an origin with an exact date (its first reprint is the earliest dated copy below it), or a document that
    shares nothing with another (no cluster and no id; documents of one date in one row). A piece without a copy waits
    until the last date of the corpus, and is censored there. A lag between date ranges has a shortest and a longest
    value; ``days`` lies in the middle. An origin all of whose copies are undated was reprinted, nobody knows when, and
    is left out.
    """
    results = of(chains)
    rows = results.chains.merge(results.documents()[["id", "date"]], on="id", how="left")
    alone = results.alone.dropna(subset="date")
    both = pd.concat(
        [
            rows[["id", "date"]],
            pd.DataFrame({"id": [f"in no cluster, {d}" for d in alone["date"]], "date": alone["date"]}),
        ],
        ignore_index=True,
    )
    days = when.read(both["date"], both["id"])
    end = int(days.last[days.known].max()) if days.known.any() else 0
    inside = days.take(np.arange(len(rows)))
    top = descent(rows)[1]
    below = top != np.arange(len(rows))
    never = np.iinfo(np.int64).max
    copies = np.bincount(top[below], minlength=len(rows))
    first, last = np.full(len(rows), never), np.full(len(rows), never)
    dated = below & inside.known
    np.minimum.at(first, top[dated], inside.first[dated])
    np.minimum.at(last, top[dated], inside.last[dated])
    waits = (rows["status"] == "origin").to_numpy() & inside.exact & ((copies == 0) | (first < never))
    at = np.flatnonzero(waits)
    reprinted = first[at] < never
    short = np.where(reprinted, np.maximum(0, first[at] - inside.first[at]), end - inside.first[at])
    long = np.where(reprinted, np.maximum(0, last[at] - inside.first[at]), end - inside.first[at])
    own = pd.DataFrame(
        {
            "cluster": rows["cluster"].to_numpy()[at],
            "id": rows["id"].to_numpy()[at],
            "reprinted": reprinted,
            "shortest": short,
            "days": (short + long) // 2,
            "longest": long,
            "documents": 1,
        }
    )
    rest = days.take(np.arange(len(rows), len(both)))
    exact = np.flatnonzero(rest.exact)
    lag = end - rest.first[exact]
    others = pd.DataFrame(
        {
            "cluster": None,
            "id": None,
            "reprinted": False,
            "shortest": lag,
            "days": lag,
            "longest": lag,
            "documents": alone["documents"].to_numpy()[exact].astype(np.int64),
        }
    )
    return (
        own.astype({"cluster": object})
        if others.empty
        else pd.concat(
            [own.astype({"cluster": object, "id": object}), others.astype({"cluster": object, "id": object})],
            ignore_index=True,
        )
    )


def first_reprint(chains: Chains | Results) -> pd.DataFrame:
    """day, share, at_risk, events, censored, lower, upper, earliest, latest: pieces not reprinted in so many days.

    One row a day on which a piece was, or may have been, first reprinted or a wait was cut short. lower, upper: the 95
    % band (missing where the share is 0). earliest, latest: the share if every lag between date ranges were at its
    shortest or longest.
    """
    spells = first_reprint_spells(chains)
    if spells.empty:
        return pd.DataFrame(
            columns=["day", "share", "at_risk", "events", "censored", "lower", "upper", "earliest", "latest"]
        )
    seen, event, number = (spells[name].to_numpy() for name in ("days", "reprinted", "documents"))
    days = np.unique(np.concatenate([seen, spells["shortest"].to_numpy(), spells["longest"].to_numpy()]))
    events, censored = (
        np.bincount(np.searchsorted(days, seen[which]), number[which], len(days)).astype(np.int64)
        for which in (event, ~event)
    )
    at_risk = (events + censored)[::-1].cumsum()[::-1]
    share = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        wide = Z * np.sqrt(greenwood) / np.abs(np.log(share))
        lower, upper = share ** np.exp(wide), share ** np.exp(-wide)
    lower, upper = (np.where(share == 1, 1.0, np.where(share == 0, np.nan, edge)) for edge in (lower, upper))
    ends = {
        name: _share(spells[lag].to_numpy(), event, number, days)
        for name, lag in (("earliest", "shortest"), ("latest", "longest"))
    }
    table = {
        "day": days,
        "share": share,
        "at_risk": at_risk,
        "events": events,
        "censored": censored,
        "lower": lower,
        "upper": upper,
    }
    return pd.DataFrame(table | ends).round(4)


def _share(seen: np.ndarray, event: np.ndarray, number: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The estimate alone, read off at the given days."""
    own = np.unique(seen)
    place = np.searchsorted(own, seen)
    events, every = np.bincount(place[event], number[event], len(own)), np.bincount(place, number, len(own))
    curve = np.cumprod(1 - events / every[::-1].cumsum()[::-1])
    at = np.searchsorted(own, days, side="right") - 1
    return np.where(at < 0, 1.0, curve[np.maximum(at, 0)])
