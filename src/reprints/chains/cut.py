"""What was cut in large stories, and how far that may move an answer: told by trying some of what was left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains import evidence, when
from reprints.chains.candidates import LARGE
from reprints.chains.graph import log_sums

SAMPLE = 400  # pairs of texts of a story that are tried, of those that were not compared
COLUMNS = ["cluster", "documents", "texts", "compared", "pairs", "missed", "error"]


def table(story, weights) -> pd.DataFrame:
    """cluster, documents, texts, compared and pairs (of texts: how many were compared, of how many), missed, error.

    One row a story in which not all texts were compared, or not all trees summed over. missed: the share of what speaks
    for a parent that lies in pairs which were not compared, on average over its texts, estimated from a sample of them.
    error: by how much the probabilities of a document may be off because trees were cut, on average (see
    ``graph.Graph``).

    Parameters: an ``solve.Inference`` and the weights that it learned.
    """
    graph, nodes = story.graph, story.nodes
    number = int(nodes.cluster.max(initial=-1)) + 1
    texts = np.bincount(nodes.text_cluster, minlength=number)
    documents = np.bincount(nodes.cluster, nodes.many, minlength=number)
    error = np.bincount(nodes.cluster, graph.error * nodes.many, minlength=number) / np.maximum(documents, 1)
    rows = np.flatnonzero((texts > LARGE) | (error > 0))
    if not len(rows):
        return pd.DataFrame(columns=COLUMNS)
    weight, _ = story._weight(weights)
    into = log_sums(graph.target, weight + np.log(graph.many)[graph.source], story._root(weights))
    begins = np.searchsorted(nodes.text_cluster, np.arange(number + 1))
    names = pd.unique(story.members["cluster"])
    out = []
    for row in rows.tolist():
        begin, size = int(begins[row]), int(texts[row])
        known = (story.first >= begin) & (story.first < begin + size) & (story.first != story.second)
        compared, pairs = int(known.sum()), size * (size - 1) // 2
        missed = 0.0
        if compared < pairs:
            done = set(zip(story.first[known].tolist(), story.second[known].tolist(), strict=True))
            missed = _missed(story, weights, into, begin, size, done, 2 * (pairs - compared) / size)
        out.append(
            (names[row], int(documents[row]), size, compared, pairs, round(missed, 6), round(float(error[row]), 6))
        )
    return pd.DataFrame(out, columns=COLUMNS)


def _missed(story, weights, into: np.ndarray, begin: int, size: int, done: set, partners: float) -> float:
    """The share of a text's parents among those with which it was not compared; partners: how many on average."""
    rng = np.random.default_rng(size)
    a, b = rng.integers(begin, begin + size, (2, 4 * SAMPLE))
    kept = [
        (x, y)
        for x, y in zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)
        if x != y and (x, y) not in done
    ]
    if not kept:
        return 0.0
    first, second = np.array(kept[:SAMPLE]).T
    nodes = story.nodes
    pairs = evidence.compare(story.texts, nodes.text_doc[first], nodes.text_doc[second])
    pairs.saved[pairs.run < story.least] = -np.inf
    node = np.searchsorted(nodes.node_text, np.stack([first, second]))
    share = 0.0
    for forward, (source, target) in ((True, node), (False, node[::-1])):
        days = story.node_days.take(source), story.node_days.take(target)
        weight = weights.changes(pairs, forward) + when.LagOdds(weights.lags).log(*days)
        weight = np.where(when.possible(*days), weight, -np.inf)
        share += np.exp(np.minimum(weight - np.logaddexp(into[target], weight), 0.0)).mean()
    return float(min(share / 2 * partners, 1.0))
