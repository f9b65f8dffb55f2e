"""Copies counted as copies: what a passage weighs that several articles have, and which articles are one text.

**Words.** Each place weighs 1/k, where k is how many articles of its cell (an outlet, a month, or all that is counted)
have the aligned passage that it stands in, its own included. A passage that five articles share thus counts once in
all, and nothing hangs on an order or on a chosen original. Denominators are weighed alike.

**Articles.** An article joins the fullest one with which it shares 80 % of the shorter and 50 % of the longer text,
never through a third. A quotation, a set phrase or boilerplate makes no group: it is no such part of a text, and what
stories share that share nothing else does not count. The share of the shorter text is a choice: .5 and .95 are counted
beside .8.

Passages are found and aligned by `reprints.reuse`. One that more than `MOST` articles have is compared with one of them
only, and its k is then too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbench.index import Index

THRESHOLDS = (0.5, 0.8, 0.95)  # of the shorter text
OF_LONGER = 0.5
MOST = 1000

__all__ = ["MOST", "OF_LONGER", "THRESHOLDS", "Copies", "article_weights", "copies", "groups", "place_weights"]


@dataclass(frozen=True, eq=False)
class Copies:
    """Aligned passages, each told from either side.

    Attributes
    ----------
    document, partner : numpy.ndarray
        Numbers of two articles.
    begins, ends : numpy.ndarray
        Places of `document` that `partner` has too; those of one pair do not overlap.
    telling : numpy.ndarray
        Whether the two share more than what stories share which share nothing else.
    """

    document: np.ndarray
    partner: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    telling: np.ndarray


@lru_cache(maxsize=2)
def copies(index: Index, progress: Callable[[str, int, int], object] | None = None) -> Copies:
    """The passages that articles of a corpus share. Found once for an open index.

    Parameters
    ----------
    index : Index
        Of the corpus.
    progress : callable, optional
        Called with a stage, how much is done, and of how much.

    Returns
    -------
    Copies

    Raises
    ------
    AnalysisError
        When the texts cannot be compared.

    Examples
    --------
    >>> len(copies(index).document)
    6
    """
    import pandas as pd

    from reprints.reuse import find

    facts = index.facts[["id", "outlet", "date"]]
    texts = pd.DataFrame({"text": [index.text(number) for number in range(index.n_documents)]})
    given = pd.concat([facts.reset_index(drop=True), texts], axis=1)
    given = given[given["text"].str.strip() != ""].dropna(axis=1, how="all")
    found = find(given, max_df=MOST, progress=progress)
    number = pd.Series(np.arange(len(facts)), index=facts["id"].to_numpy())
    passages = found.passages
    a, b = (number[passages[name]].to_numpy(np.int64) for name in ("id_a", "id_b"))
    key = found.links["id_a"] + "\0" + found.links["id_b"]
    solid = np.ones(len(key), bool) if found.solid is None else np.asarray(found.solid, bool)
    telling = pd.Series(solid, index=key)[passages["id_a"] + "\0" + passages["id_b"]].to_numpy(bool)
    sides = []
    for own, other, side in ((a, b, "a"), (b, a, "b")):
        first = _places(index, own, passages[f"start_{side}"].to_numpy(np.int64))
        last = _places(index, own, passages[f"end_{side}"].to_numpy(np.int64))
        sides.append((own, other, first, last, telling))
    return _joined(*(np.concatenate(column) for column in zip(*sides, strict=True)))


def place_weights(found: Copies, cell: np.ndarray, size: int) -> np.ndarray:
    """What each place of a corpus weighs.

    Parameters
    ----------
    found : Copies
        From `copies`.
    cell : numpy.ndarray
        The cell of each article; -1 for one that does not count.
    size : int
        Places of the corpus.

    Returns
    -------
    numpy.ndarray
        1/k by place.

    Examples
    --------
    >>> place_weights(copies(index), np.zeros(index.n_documents, int), index.n_tokens)[:2].round(2)
    array([0.33, 0.33], dtype=float32)
    """
    same = (cell[found.document] == cell[found.partner]) & (cell[found.document] >= 0)
    steps = np.zeros(size + 1, np.int32)
    np.add.at(steps, found.begins[same], 1)
    np.add.at(steps, found.ends[same], -1)
    return (1 / (1 + np.cumsum(steps[:-1]))).astype(np.float32)


def groups(found: Copies, cell: np.ndarray, words: np.ndarray, threshold: float = 0.8) -> np.ndarray:
    """Which articles are one text: the number of the fullest of its group for each.

    Parameters
    ----------
    found : Copies
        From `copies`.
    cell : numpy.ndarray
        The cell of each article; articles of two cells make no group.
    words : numpy.ndarray
        Words of each article.
    threshold : float
        The part of the shorter text that both must share.

    Returns
    -------
    numpy.ndarray
        An article that is in no group is the fullest of its own.

    Examples
    --------
    >>> groups(copies(index), np.zeros(index.n_documents, int), np.diff(index.starts))
    array([1, 1, 1, 3, 4, 5])
    """
    own = np.arange(len(cell))
    kept = found.telling & (cell[found.document] == cell[found.partner]) & (cell[found.document] >= 0)
    pair = found.document[kept] * len(cell) + found.partner[kept]
    pairs, at = np.unique(pair, return_inverse=True)
    covered = np.bincount(at, (found.ends - found.begins)[kept], minlength=len(pairs))
    a, b = pairs // len(cell), pairs % len(cell)
    back = covered[np.searchsorted(pairs, b * len(cell) + a)]
    # Seen from the shorter; of two of one length, from the later.
    shorter = (words[a] < words[b]) | ((words[a] == words[b]) & (a > b))
    joins = shorter & (covered >= threshold * words[a]) & (back >= OF_LONGER * words[b]) & (words[a] > 0)
    fuller: dict[int, list[int]] = {}
    for one, other in zip(a[joins].tolist(), b[joins].tolist(), strict=True):
        fuller.setdefault(one, []).append(other)
    for one in sorted(fuller, key=lambda number: (-words[number], number)):
        heads = [other for other in fuller[one] if own[other] == other]
        if heads:
            own[one] = min(heads, key=lambda number: (-words[number], number))
    return own


def article_weights(found: Copies, cell: np.ndarray, words: np.ndarray) -> dict[str, np.ndarray]:
    """What each article weighs, one over the size of its group, at each threshold.

    Parameters
    ----------
    found, cell, words
        As for `groups`.

    Returns
    -------
    dict of str to numpy.ndarray
        By the threshold in percent: ``"50"``, ``"80"``, ``"95"``.

    Examples
    --------
    >>> article_weights(copies(index), np.zeros(index.n_documents, int), np.diff(index.starts))["80"].round(2)
    array([0.33, 0.33, 0.33, 1.  , 1.  , 1.  ])
    """
    out = {}
    for threshold in THRESHOLDS:
        head = groups(found, cell, words, threshold)
        out[f"{threshold * 100:.0f}"] = 1 / np.bincount(head, minlength=len(cell))[head]
    return out


def _places(index: Index, documents: np.ndarray, characters: np.ndarray) -> np.ndarray:
    """The first place of an article that begins at a character or behind it."""
    out = np.empty(len(documents), np.int64)
    for document in np.unique(documents):
        first, last = int(index.starts[document]), int(index.starts[document + 1])
        here = documents == document
        out[here] = first + np.searchsorted(index.offsets[first:last], characters[here])
    return out


def _joined(
    document: np.ndarray, partner: np.ndarray, begins: np.ndarray, ends: np.ndarray, telling: np.ndarray
) -> Copies:
    """Passages of one pair that overlap as one, so that a partner counts once at each place."""
    order = np.lexsort((begins, partner, document))
    document, partner, begins, ends, telling = (column[order] for column in (document, partner, begins, ends, telling))
    kept: list[int] = []
    ends = ends.copy()
    for at in range(len(order)):
        last = kept[-1] if kept else -1
        if kept and document[last] == document[at] and partner[last] == partner[at] and begins[at] <= ends[last]:
            ends[last] = max(ends[last], ends[at])
        elif ends[at] > begins[at]:
            kept.append(at)
    chosen = np.array(kept, np.int64)
    return Copies(document[chosen], partner[chosen], begins[chosen], ends[chosen], telling[chosen])
