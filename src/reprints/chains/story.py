"""Tables on one story: its tree, its hops, and which stretches of the fullest version stand in each of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from reprints.chains.figures import descent
from reprints.chains.inference import Chains
from reprints.chains.results import Results, of
from reprints.chains.results import fullest as fullest_of
from reprints.chains.script import STANDS, told
from reprints.chains.when import in_time


def largest(chains: Chains | Results, most: int = 10) -> pd.DataFrame:
    """The largest stories, to choose one.

    Parameters
    ----------
    chains : Chains or Results
        What ``infer`` gave, or the results of a run.
    most : int
        How many.

    Returns
    -------
    pandas.DataFrame
        story (a cluster's number), documents, outlets, copies, undecided, first_date.

    Examples
    --------
    >>> largest(computed)[["story", "documents", "copies"]].values.tolist()
    [[1, 3, 2]]
    """
    rows = chains.chains.merge(chains.documents()[["id", "outlet", "date"]], on="id", how="left")
    rows = rows.assign(copies=rows["status"] == "copy", undecided=rows["status"] == "undecided")
    grouped = rows.groupby("cluster")
    table = pd.DataFrame(
        {
            "documents": grouped.size(),
            "outlets": grouped["outlet"].nunique(),
            "copies": grouped["copies"].sum(),
            "undecided": grouped["undecided"].sum(),
        }
    )
    dated = rows.dropna(subset="date").sort_values("date", key=in_time, kind="stable").drop_duplicates("cluster")
    table["first_date"] = dated.set_index("cluster")["date"].astype(str).reindex(table.index).fillna("")
    table = (
        table.rename_axis("story")
        .reset_index()
        .sort_values(["documents", "copies", "story"], ascending=[False, False, True])
    )
    return table.head(most).reset_index(drop=True)


def pick(chains: Chains | Results, story: int = 0):
    """The number of a cluster: ``story`` itself, or for 0 the one with most documents. Refuses any other."""
    known = chains.chains["cluster"].unique()
    if story == 0 and len(known):
        return largest(chains, 1)["story"].iloc[0]
    if story not in known:
        examples = ", ".join(map(str, known[:8])) or "none: the results hold no cluster"
        raise AnalysisError(
            f"there is no story {story!r}",
            where="parameter story",
            do=f"Stories are numbered by cluster, for example: {examples}; 0 is the largest.",
        )
    return story


def tree(chains: Chains | Results, cluster) -> pd.DataFrame:
    """cluster, id, parent, status, score, tied, depth, outlet, tier, date, title, share_kept: a chain in time."""
    rows = chains.chains[chains.chains["cluster"] == cluster]
    about = chains.documents()
    if "tier" not in about:
        about = about.assign(tier=None)
    hops = chains.ledger[["cluster", "id", "share_kept"]]
    table = (
        rows.assign(depth=descent(rows)[0])
        .merge(hops, on=["cluster", "id"], how="left")
        .merge(about, on="id", how="left")
    )
    columns = [
        "cluster",
        "id",
        "parent",
        "status",
        "score",
        "tied",
        "depth",
        "outlet",
        "tier",
        "date",
        "title",
        "share_kept",
    ]
    return table[columns].sort_values(["depth", "id"], ignore_index=True)


def ghosts(chains: Chains | Results, cluster) -> pd.DataFrame:
    """id, parent, above, reason: sources outside the corpus as nodes of a tree.

    A credited source stands above the tops of the tree that name it (``above``: ids joined by a line feed), the one
    most named where there are several; a lost text stands between its parent and the documents that point to it.
    """
    rows = chains.chains[chains.chains["cluster"] == cluster]
    found = chains.ghosts[chains.ghosts["cluster"] == cluster]
    tops = rows[rows["parent"].isna()]["id"].tolist()
    nodes, placed = [], set()
    credited = found[found["reason"] == "credit"]
    named = credited["ghost"].value_counts()
    for ghost in sorted(named.index, key=lambda g: (-named[g], g)):
        above = [i for i in tops if i in set(credited[credited["ghost"] == ghost]["id"]) and i not in placed]
        if above:
            placed.update(above)
            nodes.append((ghost, None, "\n".join(map(str, above)), "credit"))
    for ghost, group in found[found["reason"] == "readings"].groupby("ghost", sort=True):
        below = [i for i in group["id"] if i not in placed]
        placed.update(below)
        if below:
            nodes.append((ghost, group["parent"].iloc[0], "\n".join(map(str, below)), "readings"))
    return pd.DataFrame(nodes, columns=["id", "parent", "above", "reason"])


def hops(chains: Chains | Results, cluster) -> pd.DataFrame:
    """The ledger of a story with outlet and date of both ends, in the order in which a reader follows the tree."""
    about = chains.documents().set_index("id")
    rows = chains.ledger[chains.ledger["cluster"] == cluster]
    depth = tree(chains, cluster).set_index("id")["depth"]
    table = rows.assign(
        source_outlet=rows["parent"].map(about["outlet"]), source_date=rows["parent"].map(about["date"]),
        outlet=rows["id"].map(about["outlet"]), date=rows["id"].map(about["date"]), depth=rows["id"].map(depth),
    )  # fmt: skip
    return table.sort_values(["depth", "date", "id"], ignore_index=True, na_position="last", key=in_time)


def fullest(results: Results, cluster) -> Any:
    """The id of a story's version with most words (see ``results.fullest``)."""
    return fullest_of(results.chains[results.chains["cluster"] == cluster], results.documents()).iloc[0]


def strips(results: Results, cluster) -> tuple[pd.DataFrame, Any, int]:
    """(id, outlet, date, tier, start, end, kept, covered), the fullest version's id, and its length in characters.

    One row a stretch of the fullest version that stands in a document word for word, none overlapping; a document that
    shares no passage with it has one row without a stretch. kept: words of the fullest version in all stretches of that
    document, as the ledger counts them, with those moved; covered: their share of its words.
    """
    results = of(results)
    whole = fullest(results, cluster)
    about = results.documents().set_index("id")
    size = about["words"][whole]
    size = int(size) if pd.notna(size) else 0
    shared = {
        str(b) if str(a) == str(whole) else str(a)
        for a, b in zip(results.passages["id_a"], results.passages["id_b"], strict=True)
        if str(whole) in (str(a), str(b))
    }
    near = results.edits[
        (results.edits["id_a"].astype(str) == str(whole)) | (results.edits["id_b"].astype(str) == str(whole))
    ]
    length = about["characters"][whole]
    rows = []
    for name in tree(results, cluster).sort_values(["depth", "date", "id"], na_position="last", key=in_time)["id"]:
        found = told(near, whole, name) if str(name) in shared else near.iloc[:0]
        found = found[found["kind"].isin(STANDS)]
        own: Sequence[tuple[int | None, int | None]] = _merged(found)
        kept = int(found["words_a"].sum())
        if name == whole:
            own, kept = [(0, int(length) if pd.notna(length) else 0)], size
        for start, end in own or [(None, None)]:
            rows.append(
                (
                    name,
                    about.at[name, "outlet"],
                    about.at[name, "date"],
                    about.at[name, "tier"],
                    start,
                    end,
                    kept,
                    round(kept / size, 4) if size else 0.0,
                )
            )
    table = pd.DataFrame(rows, columns=["id", "outlet", "date", "tier", "start", "end", "kept", "covered"])
    order = table["id"].map(lambda name: name != whole)
    return (
        table.assign(order=order).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True),
        whole,
        int(length) if pd.notna(length) else 0,
    )


def _merged(found: pd.DataFrame) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(zip(found["start_a"].astype(int), found["end_a"].astype(int), strict=True)):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
