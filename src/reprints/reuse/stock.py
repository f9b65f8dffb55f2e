"""Stock passages: sentences that stories share which share nothing else, as market, sports and court reports do.

They are text that two documents have in common, and are told as such; but they say nothing about copying, so that they
make no story and no source. A sentence that many share is none for that: in a reprint every sentence is. It is stock
where it stands in documents of several families, a family being documents that have much in common besides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reprints.reuse.clusters import components, parts
from reprints.reuse.compare import Found

FAMILIES = 3  # that share a passage and nothing else
ALIKE = 0.4  # share of the shorter document from which two are of one family
LONGEST = 60  # words: what is longer is a text of its own, wherever it is printed
CHARACTERS = 2.5  # a token: a text with fewer is written without spaces, and its tokens are half words
NEARLY = 0.2  # of a passage that may stand out of stock
# Wordings in two families that are stock, for each in three or more: what is used by chance is used k times in
# proportion to 1 / k².
UNSEEN = 0.63
MOST = 0.95  # of doubt
ROUNDS = 3  # documents that have much stock in common look like a family until the stock is known


@dataclass
class Stock:
    """found: which passages are stock; rows: the same with those that lie in one, whole or nearly; left: words of each
    passage that are not stock, a character of an unspaced script being half; alike: for each pair of documents whether
    they are of one family by what they share; doubt: how likely a passage of two families is stock that has not been
    seen in a third.
    """

    found: np.ndarray
    rows: np.ndarray
    left: np.ndarray
    alike: np.ndarray
    doubt: float


def look(found: Found, link: np.ndarray, characters: np.ndarray) -> Stock:
    """link: the number of the pair of each passage, rising; characters: of each passage."""
    n, documents = len(found.a), len(found.size)
    halves = np.where(characters < CHARACTERS * (found.to_a - found.from_a), 0.5, 1.0)
    short = found.words * halves < LONGEST
    heads = np.flatnonzero(np.append(True, np.diff(link) != 0))[:n]
    a, b = found.a[heads], found.b[heads]
    left, size = found.words.astype(float), found.size.astype(float)
    stock, alike, doubt = np.zeros(n, bool), np.zeros(len(heads), bool), 0.0
    for _ in range(ROUNDS if n else 0):
        shared = np.bincount(link, left)
        alike = shared >= ALIKE * np.maximum(np.minimum(size[a], size[b]), 1)
        family = components(a[alike], b[alike], documents)
        rows = np.flatnonzero(short & ~alike[link])
        new = stock.copy()
        label, spread = _spread(found, rows, family)
        new[rows] |= spread[label] >= FAMILIES
        doubt = (UNSEEN * (spread >= FAMILIES).sum() + 0.5) / ((spread == 2).sum() + 1)
        covered = _Covered(found, np.flatnonzero(new))
        of_a = covered.share(found.a, found.from_a, found.to_a)
        of_b = covered.share(found.b, found.from_b, found.to_b)
        left = found.words * (1 - np.maximum(of_a, of_b))
        size = found.size - covered.size
        if (new == stock).all():
            break
        stock = new
    return Stock(stock, left < NEARLY * found.words, left * halves, alike, float(min(doubt, MOST)))


def _spread(found: Found, rows: np.ndarray, family: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A number for the wording of each of some passages, and in how many families each wording stands."""
    if not len(rows):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    document = np.concatenate([found.a[rows], found.b[rows]])
    start = np.concatenate([found.from_a[rows], found.from_b[rows]])
    end = np.concatenate([found.to_a[rows], found.to_b[rows]])
    part = parts(document, start, end)
    label = components(part[: len(rows)], part[len(rows) :], int(part.max()) + 1)[part]
    pair = np.unique(label * (int(family.max()) + 1) + family[document]) // (int(family.max()) + 1)
    return label[: len(rows)], np.bincount(pair, minlength=int(label.max()) + 1)


class _Covered:
    """How much of a stretch of a document lies in some passages. size: tokens of each document that do."""

    def __init__(self, found: Found, rows: np.ndarray):
        document = np.concatenate([found.a[rows], found.b[rows]])
        start = np.concatenate([found.from_a[rows], found.from_b[rows]])
        end = np.concatenate([found.to_a[rows], found.to_b[rows]])
        self.wide = int(max(found.to_a.max(initial=0), found.to_b.max(initial=0))) + 2
        first, last = document * self.wide + start, document * self.wide + end
        order = np.argsort(first, kind="stable")
        first, last = first[order], np.maximum.accumulate(last[order])
        new = np.ones(len(first), bool)
        new[1:] = first[1:] > last[:-1]
        heads = np.flatnonzero(new)
        self.first = first[heads]
        self.last = last[np.append(heads[1:], len(last)) - 1] if len(heads) else last
        self.sums = np.append(0, np.cumsum(self.last - self.first))
        self.size = np.bincount(self.first // self.wide, self.last - self.first, len(found.size))

    def share(self, document: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        low, high = document * self.wide + start, document * self.wide + end
        return (self._before(high) - self._before(low)) / np.maximum(end - start, 1)

    def _before(self, place: np.ndarray) -> np.ndarray:
        """Covered tokens before a place."""
        if not len(self.first):
            return np.zeros(len(place))
        at = np.searchsorted(self.first, place, side="right") - 1
        here = np.maximum(at, 0)
        inside = np.minimum(place, self.last[here]) - self.first[here]
        return np.where(at < 0, 0, self.sums[here] + np.maximum(inside, 0))
