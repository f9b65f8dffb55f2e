"""Similarity of two texts by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures.contingency import Floats
from analysis.measures.measure import Family

MEASURES = Family("similarity")

__all__ = ["MEASURES", "score"]


def score(measure: str, a: Iterable[Hashable], b: Iterable[Hashable]) -> float:
    """How much two texts have in common.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`: ``jaccard`` and ``dice`` of types, ``cosine`` of counts, and others.
    a, b : iterable
        The words of either text.

    Returns
    -------
    float
        The measure.

    Raises
    ------
    AnalysisError
        When there is no such measure or neither text has a word.

    Examples
    --------
    >>> round(score("jaccard", "a b c d e".split(), "a b c f g h".split()), 3)
    0.375
    """
    chosen = MEASURES[measure]
    one, other = Counter(a), Counter(b)
    words = sorted({*one, *other}, key=str)
    if not words:
        raise AnalysisError("neither text has a word", where="a, b", do="Give the words of two texts.")
    return float(chosen(*(np.array([text[word] for word in words], dtype=float) for text in (one, other))))


@MEASURES.add("jaccard", "shared types / types of either", "Jaccard 1901")
def jaccard(x: Floats, y: Floats) -> Floats:
    """Of types."""
    return ((x > 0) & (y > 0)).sum() / ((x > 0) | (y > 0)).sum()


@MEASURES.add("dice", "2 shared types / (types of the one + types of the other)", "Dice 1945")
def dice(x: Floats, y: Floats) -> Floats:
    """Of types."""
    return 2 * ((x > 0) & (y > 0)).sum() / ((x > 0).sum() + (y > 0).sum())


@MEASURES.add("simple_matching", "types alike in both, present or absent / types", "Sokal & Michener 1958")
def simple_matching(x: Floats, y: Floats) -> Floats:
    """Of types that either text has."""
    return ((x > 0) == (y > 0)).mean()


@MEASURES.add("overlap", "shared types / types of the poorer text", "Szymkiewicz 1934, Simpson 1943")
def overlap(x: Floats, y: Floats) -> Floats:
    """Of types; 1 where the one holds the other."""
    return np.divide(((x > 0) & (y > 0)).sum(), min((x > 0).sum(), (y > 0).sum()))


@MEASURES.add("cosine", "Σ xy / √(Σ x² Σ y²)", "Salton & McGill 1983")
def cosine(x: Floats, y: Floats) -> Floats:
    """Of counts."""
    with np.errstate(invalid="ignore"):
        return np.divide(x @ y, np.sqrt((x @ x) * (y @ y)))


@MEASURES.add("extended_jaccard", "Σ xy / (Σ x² + Σ y² - Σ xy)", "quanteda.textstats, textstat_simil")
def extended_jaccard(x: Floats, y: Floats) -> Floats:
    """Of counts."""
    return x @ y / (x @ x + y @ y - x @ y)


@MEASURES.add("extended_dice", "2 Σ xy / (Σ x² + Σ y²)", "quanteda.textstats, textstat_simil")
def extended_dice(x: Floats, y: Floats) -> Floats:
    """Of counts."""
    return 2 * (x @ y) / (x @ x + y @ y)


@MEASURES.add("correlation", "Pearson's r of counts over the words of either text", "Pearson 1895")
def correlation(x: Floats, y: Floats) -> Floats:
    """Of counts."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.corrcoef(x, y)[0, 1]


@MEASURES.add("euclidean", "√(Σ (x - y)²)", "a distance")
def euclidean(x: Floats, y: Floats) -> Floats:
    """A distance of counts."""
    return np.sqrt(((x - y) ** 2).sum())


@MEASURES.add("manhattan", "Σ |x - y|", "a distance")
def manhattan(x: Floats, y: Floats) -> Floats:
    """A distance of counts."""
    return np.abs(x - y).sum()
