"""``infer``: an origin, a parent for every copy, and an honest uncertainty, for all clusters of a corpus."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from reprints.chains import credits, cut, joins, when
from reprints.chains import ghosts as ghost
from reprints.chains.ledger import ledger, pairs
from reprints.chains.script import Edits, Scripts
from reprints.chains.solve import ASSERTED, Inference, Material, Progress, Solved, silent, solve
from reprints.chains.texts import read
from reprints.chains.weights import Weights
from reprints.reuse.heap import trim

LEAST = 20  # words of a run that two texts share if detection did not compare them


@dataclass(frozen=True)
class Chains:
    """What was inferred. Ids are the corpus's; "origin" means first in this corpus. Sorted by cluster and id.

    Attributes
    ----------
    chains
        cluster, id, parent (missing for an origin), score (probability of that answer; of the set, where the parent
        is one of several equal texts), margin (to the next best answer; below zero where the answer that fits the rest
        of the tree is not the likeliest for this document alone), status: origin, copy, or undecided (``parent`` is
        then only the best guess), tied (how many other documents could stand in the parent's place). Among equal texts
        of one day nobody is called a copy of another.
    posteriors
        cluster, id, parent (missing: a source that the corpus does not hold), probability, among. Sums to one
        by id in a cluster. Where more than ``answer.LISTED`` documents of equal words and dates may be the parent, one
        row stands for all: parent is the first of them, probability theirs together, among their number (else 1).
    ties
        cluster, tie, id: documents of equal text, which nothing but dates can tell apart.
    joins
        cluster, id, parent, words: a further parent of a piece that takes passages from two.
    ghosts
        cluster, ghost, id, parent, reason, words: a source that the corpus does not hold, one row a document that
        points to it. reason: "credit" (words: the credit line) or "readings" (words: how many they share).
    ledger
        one row a hop: what it kept, cut, added and replaced (words), both headlines, the credit line.
    cut
        what was not compared or not summed over in large stories, and how far that may move an answer (see
        ``cut.table``).
    weights
        what was learned about this corpus (see ``weights.Weights``).

    Examples
    --------
    >>> computed = infer(docs, find(docs))
    >>> computed.chains["status"].tolist()
    ['origin', 'copy', 'copy']
    """

    chains: pd.DataFrame
    posteriors: pd.DataFrame
    ties: pd.DataFrame
    joins: pd.DataFrame
    ghosts: pd.DataFrame
    weights: Weights
    _docs: pd.DataFrame = field(repr=False)
    _scripts: Scripts = field(repr=False)
    _credits: pd.DataFrame = field(repr=False)
    cut: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=cut.COLUMNS), repr=False)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        return ledger(self.chains, self._docs, self._scripts.texts, self._hops, self._credits)

    @cached_property
    def _hops(self) -> Edits:
        """What each hop did, a hop of several clusters once."""
        _, above, own = pairs(self.chains[self.chains["parent"].notna()], self._scripts.texts)
        return self._scripts.edits(above, own)

    def told(self) -> Chains:
        """The same when everything has been told of the texts: without their words, which take much."""
        return replace(self, _scripts=Scripts(self._scripts.texts.only(np.zeros(0, np.int64))))

    def documents(self) -> pd.DataFrame:
        """id, outlet, date, title of the documents in clusters."""
        return self._docs

    def _repr_html_(self) -> str:
        counts = self.chains["status"].value_counts()
        said = ", ".join(f"{counts.get(s, 0)} {s}" for s in ("origin", "copy", "undecided"))
        return f"<p>{self.chains['cluster'].nunique()} clusters: {said}</p>{self.chains.head(10).to_html(index=False)}"


def infer(
    docs: pd.DataFrame,
    found,
    *,
    asserted: float = ASSERTED,
    ghosts: bool = True,
    engine: str = "duckdb",
    workdir: Path | str | None = None,
    progress: Progress | None = None,
) -> Chains:
    """Reprint chains of a corpus. The answer does not depend on the order of rows.

    Parameters
    ----------
    docs : DataFrame
        id (unique), text; outlet, date (EDTF, ISO with a time of day, or missing) and title where known.
    found : Reuse
        What ``reuse.find`` gives: at least ``clusters``; what else it holds is used if it is there.
    asserted : float
        Probability from which an answer is asserted; below it the status is "undecided".
    ghosts : bool
        Also look for sources that are missing.
    engine : str
        ``spark`` compares texts and weighs trees on a cluster, story by story; all else is done here.
    workdir : Path or str, optional
        Where files for the cluster lie meanwhile: all its machines must see them there.
    progress : callable, optional
        Called with a stage, how much is done, and of how much.

    Returns
    -------
    Chains
        Parents with their probabilities, ties, further parents and ghosts.

    Raises
    ------
    AnalysisError
        For a missing column, an id that stands twice, a cluster member that is no document, or a date that is none.

    Examples
    --------
    >>> from reprints.reuse import find
    >>> text = " ".join(f"word{n}" for n in range(40))
    >>> docs = pd.DataFrame({"id": ["a", "b"], "date": ["2021-03-01", "2021-03-02"], "text": [text, text]})
    >>> infer(docs, find(docs)).chains[["id", "parent", "status"]].values.tolist()[1]
    ['b', 'a', 'copy']
    """
    progress = progress or silent
    material = _material(docs, found, asserted)
    del docs  # the texts take much, and are read
    with TemporaryDirectory(dir=workdir) if engine == "spark" else nullcontext("") as scratch:
        clusters = _clusters(material, engine, Path(scratch), progress)
        weights = solve(clusters, progress)
        tables = clusters.answered(weights, asserted)
        del clusters
    chains, texts, docs, named = tables["chains"], material.texts, material.docs, material.named
    scripts = Scripts(texts)
    further = joins.joins(
        chains, texts.position, when.read(docs["date"], docs["id"]), getattr(found, "passages", None), scripts
    )
    lost = ghost.of_credits(chains, docs, named) + ghost.of_readings(chains, texts) if ghosts else []
    return Chains(
        **tables,
        joins=further,
        ghosts=ghost.table(lost),
        weights=weights,
        _docs=docs,
        _scripts=scripts,
        _credits=named,
    )


def _clusters(material: Material, engine: str, scratch: Path, progress: Progress) -> Solved:
    if engine == "spark" and len(material.members):
        from reprints.chains.spark import Shares

        return Shares(material, scratch, progress)
    return Inference(material, progress)


def prepare(docs: pd.DataFrame, found, asserted: float = ASSERTED, progress: Progress | None = None) -> Inference:
    """The evidence of a corpus before anything is inferred from it."""
    return Inference(_material(docs, found, asserted), progress or silent)


def _material(docs: pd.DataFrame, found, asserted: float) -> Material:
    """What inference begins with: the texts, and what detection and the credit lines say."""
    docs, members = _checked(docs, found.clusters, asserted)
    texts = read(docs, members, *(getattr(found, name, None) for name in ("boilerplate", "fold", "stock")))
    docs = docs.set_index("id", drop=False).loc[list(texts.ids)].reset_index(drop=True)
    named = credits.table(docs)
    docs = docs.drop(columns="text")
    trim()
    days = when.read(docs["date"], docs["id"])
    known = days.known
    span = int(days.last[known].max() - days.first[known].min() + 1) if known.any() else 1
    least, doubt = getattr(found, "least", LEAST), getattr(found, "doubt", 0.0)
    return Material(docs, members, texts, days, named, _ties(found), span, doubt, least)


def _ties(found) -> pd.DataFrame | None:
    """id_a, id_b, words, thin of the links that say something about copying; nothing where there are no links."""
    links, solid, thin = (getattr(found, name, None) for name in ("links", "solid", "thin"))
    if links is None:
        return None
    table = links[["id_a", "id_b"]].assign(words=links["shared_words"], thin=False if thin is None else thin)
    return table if solid is None else table[solid]


def _checked(docs: pd.DataFrame, clusters: pd.DataFrame, asserted: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    for column in ("id", "text"):
        if column not in docs.columns:
            raise AnalysisError(f"no column {column!r}", where="docs", do="Give a table with the columns id and text.")
    if not 0.5 <= asserted <= 1:
        raise AnalysisError(f"{asserted} is no threshold", where="asserted", do="Use a probability from 0.5 to 1.")
    docs = docs.copy()
    if pd.api.types.is_string_dtype(clusters["id"]) and not pd.api.types.is_string_dtype(docs["id"]):
        docs["id"] = docs["id"].astype(str)  # detection names documents by text
    twice = docs["id"][docs["id"].duplicated()]
    if len(twice):
        raise AnalysisError(f"the id {twice.iloc[0]!r} stands twice", where="docs, column id", do="Make ids unique.")
    unknown = clusters["id"][~clusters["id"].isin(docs["id"])]
    if len(unknown):
        raise AnalysisError(
            f"{unknown.iloc[0]!r} is in a cluster but no document",
            where="found.clusters",
            do="Give the documents in which the passages were found.",
        )
    for column in ("outlet", "date", "title"):
        if column not in docs.columns:
            docs[column] = None
    members = clusters[["cluster", "id"]].drop_duplicates().sort_values(["cluster", "id"], ignore_index=True)
    return docs[["id", "outlet", "date", "title", "text"]], members
