"""Co-occurrence: how often two words stand within so many words of each other, or in one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations

from analysis.errors import AnalysisError

__all__ = ["in_documents", "in_window"]


def in_window(tokens: Sequence[Hashable], window: int = 5) -> Counter[frozenset[Hashable]]:
    """How many pairs of places within `window` words of each other hold two words.

    Parameters
    ----------
    tokens : sequence
        The words of a text in their order.
    window : int
        The greatest distance; 1 is the next word.

    Returns
    -------
    Counter
        By the set of two words (of one word, with itself). Order does not matter, each pair of places counts once.

    Raises
    ------
    AnalysisError
        When the window is smaller than 1.

    Examples
    --------
    >>> in_window("a b c a b d".split(), 2)[frozenset("ab")]
    3
    """
    if window < 1:
        raise AnalysisError(f"window is {window}", where="window", do="Give a number of words, 1 or more.")
    pairs = (frozenset((tokens[at], other)) for at in range(len(tokens)) for other in tokens[at + 1 : at + 1 + window])
    return Counter(pairs)


def in_documents(documents: Iterable[Iterable[Hashable]]) -> Counter[frozenset[Hashable]]:
    """In how many texts two words come both.

    Parameters
    ----------
    documents : iterable
        The words, or the names, of each text.

    Returns
    -------
    Counter
        By the set of two words.

    Raises
    ------
    TypeError
        When a word cannot be hashed.

    Examples
    --------
    >>> in_documents(["ab", "abc", "ac"])[frozenset("ab")]
    2
    """
    return Counter(frozenset(pair) for words in documents for pair in combinations(sorted(set(words), key=str), 2))
