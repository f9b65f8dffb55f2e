"""Runs of n words within a sentence; in a script that puts no spaces, runs of n characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from newsbench.counting import script
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

LONGEST = 20


def ngrams(corpus: Counted, n: int = 2, *, least: int = 2, top: int | None = None) -> Result:
    """How often each run of n words comes.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    n : int
        Words of a run. Each character of an unspaced script is a word, and none may stand between two of them.
    least : int
        Leave out runs that come more seldom.
    top : int, optional
        Only so many, the most frequent.

    Returns
    -------
    Result
        ngram, count, articles, per_1000; the most frequent first.

    Raises
    ------
    AnalysisError
        For an n below 1 or above 20.

    Examples
    --------
    >>> ngrams(corpus, 3, least=4)["ngram"].head(1).item()
    'nobody on the'
    """
    if not isinstance(n, int) or not 1 <= n <= LONGEST:
        raise AnalysisError(f"n is {n!r}", where="n", do=f"Give a number of words from 1 to {LONGEST}.")
    starts = _starts(corpus, n)
    tokens = corpus.index.tokens
    key = tokens[starts].astype(np.int64)
    types = np.int64(len(corpus.index.frequency))
    for ahead in range(1, n):
        # Numbers of runs in place of the runs, so that the next word fits; what is rare already stays so.
        _, key, often = np.unique(key, return_inverse=True, return_counts=True)
        enough = often[key] >= least
        starts, key = starts[enough], key[enough]
        key = key * types + tokens[starts + ahead]
    order = np.argsort(key, kind="stable")
    new = np.ones(len(order), bool)
    new[1:] = np.diff(key[order]) != 0
    heads = np.append(np.flatnonzero(new), len(order))
    counts = np.diff(heads)
    kept = np.flatnonzero(counts >= max(least, 1))
    kept = kept[np.lexsort((starts[order[heads[kept]]], -counts[kept]))][:top]
    documents = corpus.index.document_of(starts)[order]
    new[1:] |= np.diff(documents) != 0
    articles = (np.add.reduceat(new.astype(np.int64), heads[:-1]) if len(order) else np.empty(0, np.int64))[kept]
    labels = _labels(corpus, starts[order[heads[kept]]], n) if len(kept) else np.empty(0, object)
    at_label = dict(zip(labels.tolist(), kept.tolist(), strict=True))

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        at = at_label[row["ngram"]]
        found = starts[order[heads[at] : heads[at + 1]]]
        return str(row["ngram"]), found, found + n

    table: dict[str, Any] = {"ngram": labels, "count": counts[kept], "articles": articles}
    table["per_1000"] = 1000 * counts[kept] / max(corpus.n_words, 1)
    return result(corpus, table, opens, formula={"per_1000": "1,000 · count / words"}, n=n)


def _starts(corpus: Counted, n: int) -> np.ndarray:
    """Places at which a run may begin: it ends in the same sentence, and characters follow each other at once."""
    index, scope = corpus.index, corpus.scope
    starts = np.concatenate(
        [np.arange(begin, end - n + 1) for begin, end in zip(scope.begins, scope.ends, strict=True) if end - begin >= n]
        or [np.empty(0, np.int64)]
    ).astype(np.int64)
    sentence = np.searchsorted(index.sentences, starts, "right")
    starts = starts[sentence == np.searchsorted(index.sentences, starts + n - 1, "right")]
    single = np.zeros(len(index.frequency), bool)
    single[script.characters(index)] = True
    if not single.any() or not len(starts):
        return starts
    for ahead in range(1, n):
        one, other = starts + ahead - 1, starts + ahead
        both = single[index.tokens[one]] & single[index.tokens[other]]
        apart = np.zeros(len(starts), bool)
        apart[both] = index.spans(one[both])[1] != index.spans(other[both])[0]
        starts = starts[~apart]
    return starts


def _labels(corpus: Counted, starts: np.ndarray, n: int) -> np.ndarray:
    """Runs as text: without a space between two characters."""
    index = corpus.index
    single = np.zeros(len(index.frequency), bool)
    single[script.characters(index)] = True
    out = np.empty(len(starts), object)
    for at, start in enumerate(starts):
        types = index.tokens[start : start + n]
        text = str(index.types[types[0]])
        for before, here in zip(types[:-1], types[1:], strict=True):
            text += ("" if single[before] and single[here] else " ") + str(index.types[here])
        out[at] = text
    return out
