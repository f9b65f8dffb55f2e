"""Exact and rank tests of small tables."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.errors import AnalysisError
from analysis.nearest import unknown

__all__ = ["conditional_odds_ratio", "fisher", "rank_sum"]

_SIDES = ("two-sided", "less", "greater")


def fisher(o11: int, o12: int, o21: int, o22: int, alternative: str = "two-sided") -> float:
    """The p-value of Fisher's exact test of four cells.

    Parameters
    ----------
    o11, o12, o21, o22 : int
        The cells in reading order.
    alternative : {"two-sided", "less", "greater"}
        What would speak against chance: any difference, a small o11, a large o11.

    Returns
    -------
    float
        The p-value (Fisher 1934).

    Raises
    ------
    AnalysisError
        When a cell is negative or the alternative is none of the three.

    Examples
    --------
    >>> round(fisher(1, 3, 3, 1), 3)
    0.486
    """
    from scipy.stats import fisher_exact

    if alternative not in _SIDES:
        raise unknown("an alternative", alternative, _SIDES, where="alternative")
    return float(fisher_exact(_cells(o11, o12, o21, o22), alternative=alternative).pvalue)


def conditional_odds_ratio(o11: int, o12: int, o21: int, o22: int) -> float:
    """The odds ratio that makes the observed table most likely, given its margins (R's fisher.test).

    Parameters
    ----------
    o11, o12, o21, o22 : int
        The cells in reading order.

    Returns
    -------
    float
        The conditional estimate; it is nearer to 1 than the plain odds ratio.

    Raises
    ------
    AnalysisError
        When a cell is negative.

    Examples
    --------
    >>> round(conditional_odds_ratio(7, 2, 3, 7), 3)
    7.166
    """
    from scipy.stats.contingency import odds_ratio

    return float(odds_ratio(_cells(o11, o12, o21, o22), kind="conditional").statistic)


def rank_sum(x: Sequence[float], y: Sequence[float]) -> float:
    """The rank sum of the first of two samples (Mann & Whitney 1947; for words in texts, Kilgarriff 2001).

    Parameters
    ----------
    x, y : sequence of float
        Frequencies of a word in the texts of two corpora.

    Returns
    -------
    float
        The sum of ranks of `x` among both, ties at their mean rank. U is this less n(n + 1)/2.

    Raises
    ------
    AnalysisError
        When a sample is empty.

    Examples
    --------
    >>> rank_sum([12, 15, 18, 24, 88], [3, 3, 13, 27, 33])
    31.0
    """
    from scipy.stats import rankdata

    if not len(x) or not len(y):
        raise AnalysisError("one of the samples is empty", where="x, y", do="Give the counts of both corpora.")
    return float(rankdata([*x, *y])[: len(x)].sum())


def _cells(o11: int, o12: int, o21: int, o22: int) -> list[list[int]]:
    if min(o11, o12, o21, o22) < 0:
        raise AnalysisError("a cell is negative", where="counts", do="Give counts of 0 or more.")
    return [[int(o11), int(o12)], [int(o21), int(o22)]]
