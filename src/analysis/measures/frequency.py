"""Frequency lists: how often, in which place, in how many texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["listed", "per"]


def listed(documents: Iterable[Iterable[str]]) -> pd.DataFrame:
    """word, frequency, rank, documents: the most frequent first.

    Parameters
    ----------
    documents : iterable
        The words of each text.

    Returns
    -------
    pandas.DataFrame
        Words of one frequency share the better rank and stand in the order of the alphabet.

    Raises
    ------
    AnalysisError
        When no text has a word.

    Examples
    --------
    >>> listed([["a", "b", "a"], ["b", "c"]]).values.tolist()
    [['a', 2, 1, 1], ['b', 2, 1, 2], ['c', 1, 3, 1]]
    """
    import pandas as pd

    total: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for words in documents:
        own = Counter(words)
        total.update(own)
        texts.update(own.keys())
    if not total:
        raise AnalysisError("no text has a word", where="documents", do="Give the words of each text.")
    frame = pd.DataFrame([(w, n, texts[w]) for w, n in total.items()], columns=["word", "frequency", "documents"])
    frame = frame.sort_values(["frequency", "word"], ascending=[False, True], ignore_index=True)
    frame.insert(2, "rank", frame["frequency"].rank(method="min", ascending=False).astype(int))
    return frame


def per(count: float, size: float, base: float = 1_000) -> float:
    """A relative frequency.

    Parameters
    ----------
    count, size : float
        How often, among how many.
    base : float
        Per how many: 1,000 words, 1,000,000 words, 100 for percent.

    Returns
    -------
    float
        count · base / size.

    Raises
    ------
    AnalysisError
        When there is nothing to count among, or a number is negative.

    Examples
    --------
    >>> per(52, 50_000, 100)
    0.104
    """
    if size <= 0 or count < 0:
        raise AnalysisError(f"{count} of {size} is no share", where="count, size", do="Give a size above 0.")
    return count * base / size
