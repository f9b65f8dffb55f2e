"""The evidence of some clusters, and the sums over their trees.

What is learned is summed over all clusters of a corpus; all else is a matter of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd

from reprints.chains import answer, candidates, cut, evidence, undated, when
from reprints.chains.graph import Graph
from reprints.chains.nodes import edges, gather
from reprints.chains.texts import Texts
from reprints.chains.weights import LENGTHS, Counts, Weights, count, learn, length_class, symmetric

Progress = Callable[[str, int, int], None]

ASSERTED = 0.65  # probability from which an origin or an edge is asserted
ROUNDS = 8  # of expectation and maximisation
PAD = 10  # days before and after the known dates of a cluster in which an undated member may lie
UNSEEN = -2.0  # log-odds of one more source that the corpus does not hold
ROUGH = 60  # nodes of a part of a cluster up to which all trees are summed over while weights are learned


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody follows."""


@dataclass(frozen=True)
class Material:
    """What inference begins with. docs: id, outlet, date and title of the documents of ``texts``, in their order; days:
    theirs. members: cluster, id, sorted. named: credit lines. ties: what detection says of pairs (id_a, id_b, words,
    thin), where it is known. span: days from the first date of the corpus to the last. doubt, least: see
    ``reuse.Reuse``.
    """

    docs: pd.DataFrame
    members: pd.DataFrame
    texts: Texts
    days: when.Days
    named: pd.DataFrame
    ties: pd.DataFrame | None
    span: int
    doubt: float
    least: int

    def only(self, members: pd.DataFrame) -> Material:
        """The same of some clusters: all that inference needs of them, however large the corpus is."""
        ids = pd.Index(members["id"].unique())
        rows = np.sort(pd.Index(self.texts.ids).get_indexer(ids))
        ties = self.ties if self.ties is None else self.ties[self.ties["id_a"].isin(ids) & self.ties["id_b"].isin(ids)]
        return replace(
            self,
            docs=self.docs.iloc[rows].reset_index(drop=True),
            members=members.reset_index(drop=True),
            texts=self.texts.only(rows),
            days=self.days.take(rows),
            named=self.named[self.named["id"].isin(ids)],
            ties=ties,
        )


class Solved(Protocol):
    """Clusters that are solved here, or elsewhere."""

    def teaches(self) -> bool: ...

    def counted(self, weights: Weights) -> Counts: ...

    def answered(self, weights: Weights, asserted: float) -> dict[str, pd.DataFrame]: ...


def solve(clusters: Solved, progress: Progress = silent) -> Weights:
    """What is learned of a corpus: in each round all clusters count under the weights of the round before."""
    weights = symmetric()
    for number in range(ROUNDS if clusters.teaches() else 0):
        progress("learn", number, ROUNDS)
        weights = learn(clusters.counted(weights))
    return weights


class Inference:
    """Some clusters as one graph, with the evidence for each edge: what ``infer`` reasons from."""

    def __init__(self, material: Material, progress: Progress = silent):
        docs, members, texts, named = material.docs, material.members, material.texts, material.named
        self.material, self.progress = material, progress
        self.docs, self.members, self.texts, self.named = docs, members, texts, named
        self.doc = np.array([texts.position[name] for name in members["id"]], np.int64)
        self.cluster = pd.factorize(members["cluster"])[0]
        days = when.bounded(material.days.take(self.doc), self.cluster, PAD)
        self.days = days
        credited, own = self._credits()
        self.nodes = nodes = gather(texts, self.doc, self.cluster, days, credited, own)
        linked = self._linked(material.ties)
        first, second = candidates.pairs(texts, nodes.text_doc, nodes.text_cluster, linked)
        equal = np.flatnonzero(np.bincount(nodes.text) > 1)
        first, second = np.concatenate([first, equal]), np.concatenate([second, equal])
        self.first, self.second, self.least = first, second, material.least
        self.pairs = evidence.compare(texts, nodes.text_doc[first], nodes.text_doc[second], self.progress)
        self._share(first, second, linked, material)
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
        self.root_date = np.log((days.last - days.first + 1) / material.span)

    def solve(self) -> tuple[np.ndarray, np.ndarray, Weights]:
        """Probabilities of edges and unseen sources (see ``Graph.probabilities``), and the weights learned."""
        weights = solve(self, self.progress)
        return *self.weigh(weights), weights

    def teaches(self) -> bool:
        """Whether the dates prove a direction anywhere."""
        return bool(self.certain.any())

    def counted(self, weights: Weights) -> Counts:
        """What the trees of all clusters count together, under given weights."""
        exact = self.source.exact & self.target.exact
        classes = when.lag_class(self.target.first - self.source.first)
        many = self.graph.many[self.graph.target]
        edge, _ = self.graph.probabilities(self._weight(weights)[0], self._root(weights), exact=ROUGH)
        proven = np.where(self.certain, edge, 0.0) * many
        lags = np.bincount(classes[exact], (edge * many)[exact], len(when.LAGS) - 1)
        forward, backward = (
            np.bincount(self.pair[way], proven[way], len(self.pairs)) for way in (self.forward, ~self.forward)
        )
        return count(weights, self.pairs, forward, backward, lags, self._proven_origins(), self._credit_counts(proven))

    def answered(self, weights: Weights, asserted: float = ASSERTED) -> dict[str, pd.DataFrame]:
        """The tables ``chains``, ``posteriors``, ``ties`` and ``cut`` of the answer under given weights."""
        tables = self.tables(*self.weigh(weights), asserted)
        return tables | {"cut": cut.table(self, weights)}

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

    def _linked(self, ties: pd.DataFrame | None) -> pd.DataFrame:
        """The pairs of texts that detection tied: a, b (a < b), words, thin."""
        ties = pd.DataFrame(columns=["id_a", "id_b", "words", "thin"]) if ties is None else ties
        place = pd.DataFrame({"cluster": self.cluster, "text": self.nodes.text, "id": self.members["id"].to_numpy()})
        found = ties.merge(place.rename(columns={"id": "id_a"}), on="id_a")
        found = found.merge(place.rename(columns={"id": "id_b"}), on=["id_b", "cluster"], suffixes=("_a", "_b"))
        a, b = found["text_a"].to_numpy(np.int64), found["text_b"].to_numpy(np.int64)
        table = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b)})
        table["words"], table["thin"] = found["words"].to_numpy(float), found["thin"].to_numpy(bool)
        table = table[table["a"] != table["b"]].sort_values(["a", "b", "words"], ascending=[True, True, False])
        return table.drop_duplicates(["a", "b"], ignore_index=True)

    def _share(self, first, second, linked: pd.DataFrame, material: Material) -> None:
        """Forbid what shares no passage: pairs that detection did not tie, unless they share a run that would tie them.

        (Of texts that very many share, detection ties each with one other only.) ``limit``: the greatest log-odds of
        each pair; two documents that share a small part, where stock is common, may both have it from elsewhere.
        """
        self.limit = np.full(len(first), np.inf)
        if material.ties is None:
            return
        width = len(self.nodes.text_doc) + 1
        key, tied = first * width + second, linked["a"].to_numpy() * width + linked["b"].to_numpy()
        alone = ~np.isin(key, tied) & (first != second) & (self.pairs.run < material.least)
        self.pairs.saved[alone] = -np.inf
        if material.doubt:
            thin = np.isin(key, tied[linked["thin"].to_numpy()])
            self.limit[thin] = np.log((1 - material.doubt) / material.doubt)

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
