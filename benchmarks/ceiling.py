"""What an oracle reaches that is given every edit but not which side of it came first.

The oracle knows the true undirected tree, the paragraphs that differ along each edge, the count of each kind of
word edit, the dates that are known, and the generator's own probabilities. It does not know directions. It
orients each tree by Bayes' rule and answers with the origin that makes the most parents right in expectation.
No method that reads texts and dates can be expected to do better, except by luck.
"""

from __future__ import annotations

from math import comb, lgamma, log

import numpy as np
import pandas as pd

from benchmarks import truth as yardstick

_NEVER = -1e9


def predict(made: yardstick.Truth) -> pd.DataFrame:
    """One row for each document of a tree with copies: id, parent (None for the oracle's origin)."""
    rows = made.truth[made.truth.duplicated("tree", keep=False)]
    answers = []
    for _, tree in rows.groupby("tree"):
        answers += _orient(tree)
    return pd.DataFrame(answers, columns=["id", "parent"])


def _orient(tree: pd.DataFrame) -> list[tuple]:
    documents = tree.to_dict("records")
    index = {d["id"]: i for i, d in enumerate(documents)}
    neighbours: list[list[int]] = [[] for _ in documents]
    child_of = {}
    for i, document in enumerate(documents):
        if isinstance(document["parent"], str):
            parent = index[document["parent"]]
            neighbours[i].append(parent)
            neighbours[parent].append(i)
            child_of[i] = parent
    edges = {(p, c): _way(documents[p], documents[c], documents[c], True) for c, p in child_of.items()}
    edges |= {(c, p): _way(documents[c], documents[p], documents[c], False) for c, p in child_of.items()}
    days = _day_grid(documents)
    scores, parents = [], []
    for root in range(len(documents)):
        score, parent = _rooted(root, documents, neighbours, edges, days)
        scores.append(score)
        parents.append(parent)
    weights = np.exp(np.array(scores) - max(scores))
    weights /= weights.sum()
    # expected number of documents whose parent is right, for each answer
    gain = [
        sum(
            w * sum(p is not None and p == q for p, q in zip(answer, other, strict=True))
            for w, other in zip(weights, parents, strict=True)
        )
        for answer in parents
    ]
    best = parents[int(np.argmax(np.array(gain) + 1e-9 * weights))]
    return [(d["id"], None if p is None else documents[p]["id"]) for d, p in zip(documents, best, strict=True)]


def _rooted(root, documents, neighbours, edges, days) -> tuple[float, list]:
    """Log-probability of the tree hung from one document, and each document's parent in it."""
    order, parent, depth = [root], {root: None}, {root: 0}
    for i in order:
        for j in neighbours[i]:
            if j not in parent:
                parent[j], depth[j] = i, depth[i] + 1
                order.append(j)
    score = 0.0 if 5 <= len(documents[root]["paragraphs"]) <= 8 else _NEVER
    score += _NEVER * max(0, max(depth.values()) - yardstick.DEEPEST)
    score += sum(edges[parent[i], i] for i in order[1:])
    # unknown days are summed over, from the leaves up
    inbox = {i: days[i].copy() for i in order}
    for i in reversed(order[1:]):
        inbox[parent[i]] *= sum(
            odds * np.append(inbox[i][lag:], np.zeros(lag))
            for lag, odds in zip(yardstick.LAGS, yardstick.LAG_ODDS, strict=True)
        )
    total = inbox[root].sum()
    score += log(total) if total > 0 else _NEVER
    return score, [parent[i] for i in range(len(documents))]


def _day_grid(documents) -> list[np.ndarray]:
    """For each document, which days it may have: one if dated, else all near the others."""
    known = [d["day"] for d in documents if d["dated"]] or [0]
    reach = max(yardstick.LAGS) * yardstick.DEEPEST
    low, size = min(known) - reach, max(known) - min(known) + 2 * reach + 1
    grid = []
    for document in documents:
        days = np.zeros(size) if document["dated"] else np.ones(size)
        if document["dated"]:
            days[document["day"] - low] = 1
        grid.append(days)
    return grid


def _way(source: dict, target: dict, edited: dict, forward: bool) -> float:
    """Log-probability of what happened if source was first. The counts of ``edited`` read forward or backward."""
    before, after = source["paragraphs"], target["paragraphs"]
    added = [p for p in after if p not in before]
    kept = [p for p in before if p in after]
    if len(added) > 1 or (added and after[-1] != added[0]):
        return _NEVER
    score = log(yardstick.ADDED if added else 1 - yardstick.ADDED) + _cut(before, kept)
    deleted, inserted, size = edited["deleted"], edited["inserted"], edited["kept"]
    if not forward:
        deleted, inserted, size = inserted, deleted, size - deleted + inserted
    return score + _edits(edited["substituted"], deleted, inserted, size)


def _cut(before: tuple, kept: list) -> float:
    n, m = len(before), len(kept)
    everything = 1 - yardstick.CUT if n > 2 else 1.0
    chance = everything if m == n else 0.0
    least = max(2, n // 2)
    if n > 2 and m >= least:
        of_size = yardstick.CUT / (n - least + 1)
        chance += of_size * (0.7 * (tuple(kept) == tuple(before[:m])) + 0.3 / comb(n, m))
    return log(chance) if chance > 0 else _NEVER


def _edits(substituted: int, deleted: int, inserted: int, size: int) -> float:
    scores = []
    for rate, odds in zip(yardstick.EDIT_RATES, yardstick.EDIT_ODDS, strict=True):
        s, d, i = rate * yardstick.SUBSTITUTED, rate * yardstick.DELETED, rate * yardstick.INSERTED
        left = size - substituted - deleted
        score = log(odds) + substituted * log(s) + deleted * log(d) + left * log(1 - s - d)
        score += lgamma(size + 1) - lgamma(substituted + 1) - lgamma(deleted + 1) - lgamma(left + 1)
        after = size - deleted
        score += lgamma(after + 1) - lgamma(inserted + 1) - lgamma(after - inserted + 1)
        scores.append(score + inserted * log(i) + (after - inserted) * log(1 - i))
    top = max(scores)
    return top + log(sum(np.exp(np.array(scores) - top)))
