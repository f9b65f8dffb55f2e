"""One story in sentences, saying how sure each is and what the corpus cannot tell."""

from __future__ import annotations

import pandas as pd

from analysis.errors import AnalysisError
from reprints.chains import when
from reprints.chains.inference import Chains
from reprints.chains.results import Results

_NAMED = 5  # origins and credited sources that are named one by one
_FEW = 10  # copies below which their range is told, and no median


def tell(chains: Chains | Results, cluster) -> str:
    """A paragraph on one cluster: the origin, who copied whom, what changed, what is unsure, what is missing.

    Parameters
    ----------
    chains : Chains or Results
        What ``infer`` gave, or the results of a run.
    cluster : int
        The cluster's number.

    Returns
    -------
    str
        Sentences in English.

    Raises
    ------
    AnalysisError
        Where there is no such cluster.

    Examples
    --------
    >>> tell(infer(docs, find(docs)), 1)[:40]
    '3 documents in this corpus share passage'
    """
    rows = chains.chains[chains.chains["cluster"] == cluster]
    if rows.empty:
        known = ", ".join(map(str, chains.chains["cluster"].unique()[:8]))
        raise AnalysisError(f"there is no cluster {cluster!r}", where="tell", do=f"Clusters are, for example: {known}")
    about = chains.documents().set_index("id")
    sentences = [_origin(rows, about), *_copies(rows, chains, about), *_unsure(rows, chains, cluster)]
    return " ".join(sentence for sentence in sentences if sentence)


def _origin(rows: pd.DataFrame, about: pd.DataFrame) -> str:
    documents = _count(len(rows), "document")
    roots = rows[rows["parent"].isna()]
    sure = roots[roots["status"] == "origin"]
    if len(roots) == 1 and len(sure) == 1:
        row = sure.iloc[0]
        first = _name(row["id"], about, f"probability {row['score']:.2f}")
        return (
            f"{documents} in this corpus share passages of one story. The first in this corpus is {first}; an earlier "
            "one may be missing from it."
        )
    if len(sure) > 1:
        names = _list([_name(i, about) for i in sure["id"]][:_NAMED])
        more = f" and {len(sure) - _NAMED} more" if len(sure) > _NAMED else ""
        return f"{documents} in this corpus share passages; {names}{more} each have no source among them."
    best = roots.sort_values(["score", "id"], ascending=[False, True]).iloc[0]
    guess = _name(best["id"], about, f"probability {best['score']:.2f}")
    return (
        f"{documents} in this corpus share passages of one story. Which was first in this corpus cannot be told; "
        f"the best guess is {guess}."
    )


def _copies(rows: pd.DataFrame, chains: Chains | Results, about: pd.DataFrame) -> list[str]:
    copies = rows[rows["status"] == "copy"]
    if copies.empty:
        return []
    sources = copies["parent"].value_counts()
    most = min(sources[sources == sources.max()].index)
    hops = chains.ledger.merge(copies[["cluster", "id"]], on=["cluster", "id"])
    said = [f"{_count(len(copies), 'copy', 'copies')} can be traced to a source"]
    if sources.max() > 1:
        many = "all" if sources.max() == len(copies) else str(sources.max())
        said[0] += f", {many} of them from {_name(most, about)}"
    share = hops["share_kept"]
    if len(share) < _FEW:
        kept = (
            f"{share.min():.0%} to {share.max():.0%}"
            if f"{share.min():.0%}" != f"{share.max():.0%}"
            else f"{share.min():.0%}"
        )
        said[0] += f"; {'it keeps' if len(share) == 1 else 'they keep'} {kept} of the source's words."
    else:
        said[0] += f"; the median copy keeps {share.median():.0%} of its source's words."
    cut, headline = int((hops["cut"] > 0).sum()), int(hops["headline_changed"].sum())
    said.append(f"{_of(cut, len(hops))} copies cut a passage, {_of(headline, len(hops))} changed the headline.")
    credited = int((hops["credit"] != "").sum())
    said.append(f"{_of(credited, len(hops))} name a source in a credit line.")
    return said


def _unsure(rows: pd.DataFrame, chains: Chains | Results, cluster) -> list[str]:
    said = []
    undecided = int(((rows["status"] == "undecided") & rows["parent"].notna()).sum())
    if undecided:
        said.append(f"The source of {_count(undecided, 'document')} is undecided.")
    tied = chains.ties[chains.ties["cluster"] == cluster]
    if len(tied):
        said.append(f"{_count(len(tied), 'document')} have the same words as another, so only dates tell them apart.")
    joins = chains.joins[chains.joins["cluster"] == cluster]
    if len(joins):
        verb = "takes" if len(joins) == 1 else "take"
        said.append(f"{_count(len(joins), 'document')} {verb} passages from more than one.")
    ghosts = chains.ghosts[chains.ghosts["cluster"] == cluster]
    credited = (
        ghosts[ghosts["reason"] == "credit"]["ghost"]
        .value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
    )
    if len(credited):
        names = list(credited.index[:_NAMED]) + ([f"{len(credited) - _NAMED} more"] if len(credited) > _NAMED else [])
        said.append(
            f"{_list(names)} {'is' if len(credited) == 1 else 'are'} credited, but the corpus holds no document of "
            f"{'it' if len(credited) == 1 else 'them'} in this story."
        )
    lost = ghosts[ghosts["reason"] == "readings"]["ghost"].nunique()
    if lost:
        said.append(f"Shared wording points to {_count(lost, 'text')} that the corpus does not hold.")
    return said


def _name(name: str, about: pd.DataFrame, more: str = "") -> str:
    row = about.loc[name]
    given = {column: str(row[column]) for column in ("outlet", "date") if pd.notna(row[column])}
    facts = ", ".join(filter(None, (given.get("outlet", ""), when.said(given.get("date", "")))))
    said = "; ".join(part for part in (facts, more) if part)
    return f"{name} ({said})" if said else str(name)


def _count(n: int, one: str, many: str | None = None) -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def _of(n: int, total: int) -> str:
    return f"{n} of {total}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
