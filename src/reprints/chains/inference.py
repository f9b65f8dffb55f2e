"""``infer``: an origin, a parent for every copy, and an honest uncertainty, for all clusters of a corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from reprints.chains import answer, candidates, credits, cut, evidence, joins, undated, when
from reprints.chains import ghosts as ghost
from reprints.chains.graph import Graph
from reprints.chains.ledger import ledger, pairs
from reprints.chains.nodes import edges, gather
from reprints.chains.script import Edits, Scripts
from reprints.chains.texts import Texts, read
from reprints.chains.weights import LENGTHS, Weights, learn, length_class, symmetric
from reprints.reuse.heap import trim

Progress = Callable[[str, int, int], None]

ASSERTED = 0.65  # probability from which an origin or an edge is asserted
ROUNDS = 8  # of expectation and maximisation
PAD = 10  # days before and after the known dates of a cluster in which an undated member may lie
UNSEEN = -2.0  # log-odds of one more source that the corpus does not hold
ROUGH = 60  # nodes of a part of a cluster up to which all trees are summed over while weights are learned
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

    def documents(self) -> pd.DataFrame:
        """id, outlet, date, title of the documents in clusters."""
        return self._docs

    def _repr_html_(self) -> str:
        counts = self.chains["status"].value_counts()
        said = ", ".join(f"{counts.get(s, 0)} {s}" for s in ("origin", "copy", "undecided"))
        return f"<p>{self.chains['cluster'].nunique()} clusters: {said}</p>{self.chains.head(10).to_html(index=False)}"


def infer(
    docs: pd.DataFrame, found, *, asserted: float = ASSERTED, ghosts: bool = True, progress: Progress | None = None
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
    story = prepare(docs, found, asserted, progress)
    del docs  # the texts take much, and are read
    edge, origin, weights = story.solve()
    tables = story.tables(edge, origin, asserted)
    chains, texts, docs, named = tables["chains"], story.texts, story.docs, story.named
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
        cut=cut.table(story, weights),
    )


def prepare(docs: pd.DataFrame, found, asserted: float = ASSERTED, progress: Progress | None = None) -> Inference:
    """The evidence of a corpus before anything is inferred from it: what ``infer`` begins with."""
    docs, members = _checked(docs, found.clusters, asserted)
    texts = read(docs, members, *(getattr(found, name, None) for name in ("boilerplate", "fold", "stock")))
    docs = docs.set_index("id", drop=False).loc[list(texts.ids)].reset_index(drop=True)
    named = credits.table(docs)
    docs = docs.drop(columns="text")
    trim()
    links, solid, thin = (getattr(found, name, None) for name in ("links", "solid", "thin"))
    detected = Detected(links, solid, thin, getattr(found, "doubt", 0.0), getattr(found, "least", LEAST))
    return Inference(docs, members, texts, named, detected, progress)


@dataclass(frozen=True)
class Detected:
    """What detection says of pairs, as far as it is known (see ``reuse.Reuse``)."""

    links: pd.DataFrame | None = None
    solid: np.ndarray | None = None
    thin: np.ndarray | None = None
    doubt: float = 0.0
    least: int = LEAST

    def ties(self) -> pd.DataFrame:
        """id_a, id_b, words, thin of the links that say something about copying."""
        if self.links is None:
            return pd.DataFrame(columns=["id_a", "id_b", "words", "thin"])
        table = self.links[["id_a", "id_b"]].assign(
            words=self.links["shared_words"], thin=False if self.thin is None else self.thin
        )
        return table if self.solid is None else table[self.solid]


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
    """All clusters as one graph, with the evidence for each edge: what ``infer`` reasons from.

    docs: of ``texts``, in their order. members: cluster, id.
    """

    def __init__(self, docs, members, texts: Texts, named, detected: Detected, progress: Progress | None = None):
        self.docs, self.members, self.texts, self.named = docs, members, texts, named
        self.progress = progress or (lambda stage, done, total: None)
        self.doc = np.array([texts.position[name] for name in members["id"]], np.int64)
        self.cluster = pd.factorize(members["cluster"])[0]
        days = when.bounded(when.read(docs["date"], docs["id"]).take(self.doc), self.cluster, PAD)
        self.days = days
        credited, own = self._credits()
        self.nodes = nodes = gather(texts, self.doc, self.cluster, days, credited, own)
        linked = self._linked(detected.ties())
        first, second = candidates.pairs(texts, nodes.text_doc, nodes.text_cluster, linked)
        equal = np.flatnonzero(np.bincount(nodes.text) > 1)
        first, second = np.concatenate([first, equal]), np.concatenate([second, equal])
        self.first, self.second, self.least = first, second, detected.least
        self.pairs = evidence.compare(texts, nodes.text_doc[first], nodes.text_doc[second], self.progress)
        self._share(first, second, linked, detected)
        self.node_days = days = days.take(nodes.member)
        source, target, self.pair, self.forward = edges(nodes, days, first, second)
        self.graph = Graph(nodes.cluster, source, target, nodes.many)
        self.source, self.target = days.take(source), days.take(target)
        self.possible = when.possible(self.source, self.target)
        self.certain = when.certain(self.source, self.target)
        self.words = (texts.words.sizes + texts.heads.sizes)[nodes.text_doc][nodes.node_text]
        self.credit = np.array(
            [
                own[s] in credited[t]
                for s, t in zip(nodes.member[source].tolist(), nodes.member[target].tolist(), strict=True)
            ],
            bool,
        )
        self.credits_someone = np.array([bool(credited[m]) for m in nodes.member.tolist()], bool)[target]
        known = days.known
        span = days.last[known].max() - days.first[known].min() + 1 if known.any() else 1
        self.root_date = np.log((days.last - days.first + 1) / span)

    def solve(self) -> tuple[np.ndarray, np.ndarray, Weights]:
        """Probabilities of edges and unseen sources (see ``Graph.probabilities``), and the weights learned."""
        weights = symmetric()
        exact = self.source.exact & self.target.exact
        classes = when.lag_class(self.target.first - self.source.first)
        lengths = self._proven_origins()
        many = self.graph.many[self.graph.target]
        for number in range(ROUNDS if self.certain.any() else 0):
            self.progress("learn", number, ROUNDS)
            edge, _ = self.graph.probabilities(self._weight(weights)[0], self._root(weights), exact=ROUGH)
            proven = np.where(self.certain, edge, 0.0) * many
            lags = np.bincount(classes[exact], (edge * many)[exact], len(when.LAGS) - 1)
            credit = self._credit_counts(proven)
            forward, backward = (
                np.bincount(self.pair[way], proven[way], len(self.pairs)) for way in (self.forward, ~self.forward)
            )
            weights = learn(weights, self.pairs, forward, backward, lags, lengths, credit)
        return *self.weigh(weights), weights

    def weigh(self, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities of edges and of unseen sources under given weights."""
        self.progress("weigh", 0, 1)
        weight, lag = self._weight(weights)
        root = self._root(weights)
        edge, origin = self.graph.probabilities(weight, root)
        undated.weigh(self.graph, weight, root, lag, self.node_days, when.LagOdds(weights.lags), edge, origin)
        return edge, origin

    def tables(self, edge: np.ndarray, origin: np.ndarray, asserted: float = ASSERTED) -> dict[str, pd.DataFrame]:
        """The tables ``chains``, ``posteriors`` and ``ties`` of the answer."""
        return answer.tables(self.members, self.nodes, self.graph, self.certain, edge, origin, asserted)

    def _credits(self) -> tuple[list[tuple[str, ...]], list[str]]:
        """For each member the outlets that it credits, and its own outlet if a member of its cluster credits that."""
        named = self.named.dropna(subset="outlet") if len(self.named) else self.named
        of: dict = {}
        for name, outlet in zip(named["id"], named["outlet"], strict=True):
            of.setdefault(name, set()).add(outlet)
        credited = [tuple(sorted(of.get(name, ()))) for name in self.members["id"]]
        named_in = {
            (c, outlet) for c, outlets in zip(self.cluster.tolist(), credited, strict=True) for outlet in outlets
        }
        outlets = self.docs["outlet"].to_numpy(object)[self.doc]
        own = [
            str(o) if (c, o) in named_in else "" for c, o in zip(self.cluster.tolist(), outlets.tolist(), strict=True)
        ]
        return credited, own

    def _linked(self, ties: pd.DataFrame) -> pd.DataFrame:
        """The pairs of texts that detection tied: a, b (a < b), words, thin."""
        place = pd.DataFrame({"cluster": self.cluster, "text": self.nodes.text, "id": self.members["id"].to_numpy()})
        found = ties.merge(place.rename(columns={"id": "id_a"}), on="id_a")
        found = found.merge(place.rename(columns={"id": "id_b"}), on=["id_b", "cluster"], suffixes=("_a", "_b"))
        a, b = found["text_a"].to_numpy(np.int64), found["text_b"].to_numpy(np.int64)
        table = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b)})
        table["words"], table["thin"] = found["words"].to_numpy(float), found["thin"].to_numpy(bool)
        table = table[table["a"] != table["b"]].sort_values(["a", "b", "words"], ascending=[True, True, False])
        return table.drop_duplicates(["a", "b"], ignore_index=True)

    def _share(self, first, second, linked: pd.DataFrame, detected: Detected) -> None:
        """Forbid what shares no passage: pairs that detection did not tie, unless they share a run that would tie them.

        (Of texts that very many share, detection ties each with one other only.) ``limit``: the greatest log-odds of
        each pair; two documents that share a small part, where stock is common, may both have it from elsewhere.
        """
        self.limit = np.full(len(first), np.inf)
        if detected.links is None:
            return
        width = len(self.nodes.text_doc) + 1
        key, tied = first * width + second, linked["a"].to_numpy() * width + linked["b"].to_numpy()
        alone = ~np.isin(key, tied) & (first != second) & (self.pairs.run < detected.least)
        self.pairs.saved[alone] = -np.inf
        if detected.doubt:
            thin = np.isin(key, tied[linked["thin"].to_numpy()])
            self.limit[thin] = np.log((1 - detected.doubt) / detected.doubt)

    def _weight(self, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
        """Log-weight of each edge, and the part of it that the dates make up."""
        forth, back = weights.changes(self.pairs, True), weights.changes(self.pairs, False)
        text = np.where(self.forward, forth[self.pair], back[self.pair])
        text += np.where(self.credits_someone, np.where(self.credit, *np.log(weights.credit)), 0.0)
        lag = when.LagOdds(weights.lags).log(self.source, self.target)
        # What a thin link says by its text is bounded; that its dates are close, or far apart, counts in full.
        unseen = (self._root(weights) - self.root_date)[self.graph.target]
        weight = np.minimum(text, self.limit[self.pair] + unseen) + lag
        return np.where(self.possible, weight, -np.inf), lag

    def _root(self, weights: Weights) -> np.ndarray:
        return UNSEEN + self.root_date + weights.origins(self.words)

    def _proven_origins(self) -> np.ndarray:
        graph = self.graph
        size = np.bincount(graph.cluster, graph.many)[graph.cluster]
        later = np.bincount(graph.source, self.certain * graph.many[graph.target], graph.size)
        first = (later == size - 1) & (size > 1)
        return np.bincount(length_class(self.words[first]), minlength=LENGTHS)

    def _credit_counts(self, proven: np.ndarray) -> np.ndarray:
        """How many proven parents are the credited outlet; how many would be if chance chose among the possible."""
        graph, here = self.graph, self.credits_someone & self.certain
        target, sources = graph.target[here], graph.many[graph.source[here]]
        choices = np.maximum(np.bincount(target, sources, graph.size), 1)
        share = proven[here]
        chance = np.bincount(target, self.credit[here] * sources, graph.size) / choices
        return np.array([share @ self.credit[here], share @ chance[target], share.sum()])
