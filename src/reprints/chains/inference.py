"""``infer``: an origin, a parent for every copy, and an honest uncertainty, for all clusters of a corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from reprints.chains import candidates, credits, evidence, joins, undated, when
from reprints.chains import ghosts as ghost
from reprints.chains.graph import Graph
from reprints.chains.ledger import ledger
from reprints.chains.script import Scripts
from reprints.chains.texts import Texts, read
from reprints.chains.weights import LENGTHS, Weights, learn, length_class, symmetric

ASSERTED = 0.65  # probability from which an origin or an edge is asserted
ROUNDS = 8  # of expectation and maximisation
PAD = 10  # days before and after the known dates of a cluster in which an undated member may lie
UNSEEN = -2.0  # log-odds of one more source that the corpus does not hold
_SHOWN = 1e-6  # posteriors below are left out


@dataclass(frozen=True)
class Chains:
    """What was inferred. Ids are the corpus's; "origin" means first in this corpus. Sorted by cluster and id.

    chains: cluster, id, parent (missing for an origin), score (probability of that answer; of the set, where the
        parent is one of several equal texts), margin (to the next best answer; below zero where
        the answer that fits the rest of the tree is not the likeliest for this document alone), status: origin,
        copy, or undecided (``parent`` is then only the best guess), tied (how many other documents could stand in the parent's place).
        Among equal texts of one day nobody is called a copy of another.
    posteriors: cluster, id, parent (missing: a source that the corpus does not hold), probability. Sums to one by id.
    ties: cluster, tie, id: documents of equal text, which nothing but dates can tell apart.
    joins: cluster, id, parent, words: a further parent of a piece that takes passages from two.
    ghosts: cluster, ghost, id, parent, reason, words: a source that the corpus does not hold, one row a document that
        points to it. reason: "credit" (words: the credit line) or "readings" (words: how many they share).
    ledger: one row a hop: what it kept, cut, added and replaced (words), both headlines, the credit line.
    weights: what was learned about this corpus (see ``weights.Weights``).
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

    @cached_property
    def ledger(self) -> pd.DataFrame:
        return ledger(self.chains, self._docs, self._scripts, self._credits)

    def documents(self) -> pd.DataFrame:
        """id, outlet, date, title of the documents in clusters."""
        return self._docs.drop(columns="text")

    def _repr_html_(self) -> str:
        counts = self.chains["status"].value_counts()
        said = ", ".join(f"{counts.get(s, 0)} {s}" for s in ("origin", "copy", "undecided"))
        return f"<p>{self.chains['cluster'].nunique()} clusters: {said}</p>{self.chains.head(10).to_html(index=False)}"


def infer(docs: pd.DataFrame, found, *, asserted: float = ASSERTED, ghosts: bool = True) -> Chains:
    """Reprint chains of a corpus.

    docs: id (unique), text; outlet, date (EDTF or missing) and title where known. found: what ``reuse.find`` gives:
    at least ``clusters``; ``links``, ``passages`` and ``boilerplate`` are used if there. asserted: probability from
    which an answer is asserted; below it the status is "undecided". ghosts: also look for sources that are missing.
    The answer does not depend on the order of rows. Raises AnalysisError for a missing column, an id that stands
    twice, a cluster member that is no document, or a date that is none.
    """
    story = prepare(docs, found, asserted)
    edge, origin, weights = story.solve()
    tables = story.tables(edge, origin, asserted)
    chains, texts, docs, named = tables["chains"], story.texts, story.docs, story.named
    scripts = Scripts(texts)
    further = joins.joins(chains, texts.position, story.days, getattr(found, "passages", None), scripts)
    lost = ghost.of_credits(chains, docs, named) + ghost.of_readings(chains, texts) if ghosts else []
    return Chains(
        **tables, joins=further, ghosts=ghost.table(lost), weights=weights, _docs=docs, _scripts=scripts, _credits=named
    )


def prepare(docs: pd.DataFrame, found, asserted: float = ASSERTED) -> Inference:
    """The evidence of a corpus before anything is inferred from it: what ``infer`` begins with."""
    docs, members = _checked(docs, found.clusters, asserted)
    texts = read(docs, members, getattr(found, "boilerplate", None), getattr(found, "fold", None))
    docs = docs.set_index("id", drop=False).loc[list(texts.ids)].reset_index(drop=True)
    return Inference(docs, members, texts, credits.table(docs), getattr(found, "links", None))


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


class Inference:
    """All clusters as one graph, with the evidence for each edge: what ``infer`` reasons from."""

    def __init__(self, docs, members, texts: Texts, named, links):
        self.docs, self.members, self.texts, self.named = docs, members, texts, named
        self.doc = np.array([texts.position[name] for name in members["id"]], np.int64)
        self.cluster = pd.factorize(members["cluster"])[0]
        first, second = candidates.pairs(texts, self.doc, self.cluster, links)
        self.pairs = evidence.compare(texts, self.doc[first], self.doc[second])
        self.graph = Graph(self.cluster, np.concatenate([first, second]), np.concatenate([second, first]))
        self.days = when.read(docs["date"], docs["id"])
        days = when.bounded(self.days.take(self.doc), self.cluster, PAD)
        self.member_days = days
        self.source, self.target = days.take(self.graph.source), days.take(self.graph.target)
        self.possible = when.possible(self.source, self.target)
        self.certain = when.certain(self.source, self.target)
        self.words = np.array([len(texts.words[d]) + len(texts.heads[d]) for d in self.doc], np.int64)
        outlets = docs["outlet"].to_numpy(object)
        rows = self.doc[self.graph.source], self.doc[self.graph.target]
        self.credit = credits.matches(named, texts.ids, outlets, *rows)
        credited = np.isin(texts.ids, named.dropna(subset="outlet")["id"]) if len(named) else np.zeros(len(docs), bool)
        self.credits_someone = credited[rows[1]]
        known = self.days.known
        span = self.days.last[known].max() - self.days.first[known].min() + 1 if known.any() else 1
        self.root_date = np.log((days.last - days.first + 1) / span)
        self.same = _classes(texts, self.doc, self.cluster)

    def solve(self) -> tuple[np.ndarray, np.ndarray, Weights]:
        """Probabilities of edges and of unseen sources, and the weights learned on the way."""
        weights = symmetric()
        exact = self.source.exact & self.target.exact
        classes = when.lag_class(self.target.first - self.source.first)
        lengths = self._proven_origins()
        half = len(self.pairs)
        for _ in range(ROUNDS if self.certain.any() else 0):
            edge, _ = self.graph.probabilities(self._weight(weights)[0], self._root(weights), rough=True)
            proven = np.where(self.certain, edge, 0.0)
            lags = np.bincount(classes[exact], edge[exact], len(when.LAGS) - 1)
            credit = self._credit_counts(proven)
            weights = learn(weights, self.pairs, proven[:half], proven[half:], lags, lengths, credit)
        weight, lag = self._weight(weights)
        root = self._root(weights)
        edge, origin = self.graph.probabilities(weight, root)
        undated.weigh(self.graph, weight, root, lag, self.member_days, when.LagOdds(weights.lags), edge, origin)
        return edge, origin, weights

    def tables(self, edge: np.ndarray, origin: np.ndarray, asserted: float = ASSERTED) -> dict[str, pd.DataFrame]:
        return _tables(self, self.members, edge, origin, asserted)

    def _weight(self, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        """Log-weight of each edge, and the part of it that the dates make up."""
        text = np.concatenate([weights.changes(self.pairs, True), weights.changes(self.pairs, False)])
        text += np.where(self.credits_someone, np.where(self.credit, *np.log(weights.credit)), 0.0)
        lag = when.LagOdds(weights.lags).log(self.source, self.target)
        return np.where(self.possible, text + lag, -np.inf), lag

    def _root(self, weights: Weights) -> np.ndarray:
        return UNSEEN + self.root_date + weights.origins(self.words)

    def _proven_origins(self) -> np.ndarray:
        size = np.bincount(self.cluster)[self.cluster]
        later = np.bincount(self.graph.source, self.certain, self.graph.size)
        first = (later == size - 1) & (size > 1)
        return np.bincount(length_class(self.words[first]), minlength=LENGTHS)

    def _credit_counts(self, proven: np.ndarray) -> np.ndarray:
        """How many proven parents are the credited outlet; how many would be if chance chose among the possible."""
        here = self.credits_someone & self.certain
        choices = np.maximum(np.bincount(self.graph.target[here], minlength=self.graph.size), 1)
        share = proven[here]
        chance = np.bincount(self.graph.target[here], self.credit[here], self.graph.size) / choices
        return np.array([share @ self.credit[here], share @ chance[self.graph.target[here]], share.sum()])


def _classes(texts: Texts, doc: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """A number per member: equal for members of a cluster whose words are equal, headline included."""
    keys = [(c, texts.spelled[d], texts.heads[d].tobytes()) for c, d in zip(cluster.tolist(), doc.tolist())]
    return pd.factorize(pd.Series(keys, dtype=object))[0] if keys else np.zeros(0, np.int64)


def _tables(story: Inference, members: pd.DataFrame, edge, origin, asserted: float) -> dict[str, pd.DataFrame]:
    graph, same = story.graph, story.same
    size = graph.size
    # An edge from any of several equal texts is an edge from that text. Among equal texts only dates tell who was
    # first: there an edge without that proof stands alone.
    kinds = int(same.max(initial=0)) + 1
    alone = (same[graph.source] == same[graph.target]) & ~story.certain
    source = np.where(alone, kinds + np.arange(len(alone)), same[graph.source])
    group, number = np.unique(graph.target * (kinds + len(alone)) + source, return_inverse=True)
    together = np.bincount(number, edge, len(group))
    best = graph.best(together[number] + 1e-3 * edge, origin)
    copied = best >= 0
    score = np.where(copied, together[number][best] if len(edge) else 0.0, origin)
    rival = np.where(copied, origin, 0.0)
    chosen = np.where(copied, number[best] if len(edge) else 0, -1)
    into = group // (kinds + len(alone))
    other = np.flatnonzero(np.isin(np.arange(len(group)), chosen[copied], invert=True))
    np.maximum.at(rival, into[other], together[other])
    ids = members["id"].to_numpy(object)
    chains = members.copy()
    chains["parent"] = pd.Series(np.where(copied, ids[graph.source[best]] if len(edge) else None, None), dtype=object)
    chains["score"] = np.clip(score, 0.0, 1.0).round(6)
    chains["margin"] = np.clip(score - rival, -1.0, 1.0).round(6)
    chains["status"] = np.where(score < asserted, "undecided", np.where(copied, "copy", "origin"))
    likely = np.bincount(number, edge > 0.01, len(group)).astype(int)
    chains["tied"] = np.where(copied, np.maximum(likely[chosen] - 1, 0) if len(group) else 0, 0)
    shown = edge > _SHOWN
    posteriors = pd.concat(
        [
            pd.DataFrame(
                {"member": graph.target[shown], "parent": ids[graph.source[shown]], "probability": edge[shown]}
            ),
            pd.DataFrame({"member": np.arange(size), "parent": None, "probability": origin}),
        ]
    )
    posteriors = posteriors.sort_values(
        ["member", "probability", "parent"], ascending=[True, False, True], kind="stable"
    )
    posteriors["cluster"] = members["cluster"].to_numpy()[posteriors["member"]]
    posteriors["id"] = ids[posteriors["member"]]
    posteriors["probability"] = posteriors["probability"].round(6)
    ties = members.assign(tie=same)[pd.Series(same).duplicated(keep=False)]
    ties = ties.assign(tie=ties.groupby("cluster")["tie"].transform(lambda t: pd.factorize(t)[0] + 1))
    return {
        "chains": chains,
        "posteriors": posteriors[["cluster", "id", "parent", "probability"]].reset_index(drop=True),
        "ties": ties[["cluster", "tie", "id"]].sort_values(["cluster", "tie", "id"], ignore_index=True),
    }
