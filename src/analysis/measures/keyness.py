"""Keyness: how much more often a word comes in one corpus than in another.

f1 of n1 words in the corpus of interest, f2 of n2 in the one of reference. Counts may be single numbers or rows of
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.contingency import Counts, Floats, divided, logarithm, of_corpora
from analysis.measures.measure import Family
from analysis.nearest import unknown

if TYPE_CHECKING:
    import pandas as pd

MEASURES = Family("keyness")
_EVERT = "Evert 2022, Measuring keyness; R package corpora"
_CORRECTIONS = ("none", "bonferroni", "sidak", "holm")

__all__ = ["MEASURES", "corrected", "critical", "score", "scores"]


def score(measure: str, f1: Counts, n1: Counts, f2: Counts, n2: Counts, **options: Any) -> Floats:
    """One measure of keyness.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`, for example ``g2``; a wrong one is answered with the nearest.
    f1, n1 : array_like
        How often the word comes in the corpus of interest, and how many words that has.
    f2, n2 : array_like
        The same for the corpus of reference.
    **options
        What the measure takes besides, for example ``k`` of simple maths.

    Returns
    -------
    numpy.ndarray or float
        The measure, of the shape of the counts.

    Raises
    ------
    AnalysisError
        When there is no such measure, a count is negative, or there is more of a part than of its whole.

    Examples
    --------
    >>> round(float(score("g2", 52, 50_000, 57, 75_000)), 2)
    2.65
    """
    return MEASURES[measure](f1, n1, f2, n2, **options)


def scores(f1: Counts, n1: Counts, f2: Counts, n2: Counts, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """A frame of raw counts and measures, one row a word.

    Parameters
    ----------
    f1, n1, f2, n2 : array_like
        Counts as for `score`.
    measures : iterable of str, optional
        Names in `MEASURES`; those of one corpus against another that need no more than counts, where none is named.

    Returns
    -------
    pandas.DataFrame
        f1, n1, f2, n2 and a column a measure; `attrs` holds each one's formula and source.

    Raises
    ------
    AnalysisError
        As `score`.

    Examples
    --------
    >>> scores([415, 0], 160_952, [4, 9], 563_674, ["g2_signed", "log_ratio_half"]).round(1).values.tolist()
    [[415.0, 160952.0, 4.0, 563674.0, 1206.4, 8.3], [0.0, 160952.0, 9.0, 563674.0, -4.5, -2.4]]
    """
    import pandas as pd

    columns = contingency.counts(f1=f1, n1=n1, f2=f2, n2=n2)
    names = list(MEASURES if measures is None else measures)
    frame = pd.DataFrame(
        {name: np.atleast_1d(one) for name, one in zip(("f1", "n1", "f2", "n2"), columns, strict=True)}
    )
    for name in names:
        frame[name] = np.atleast_1d(score(name, *columns))
    frame.attrs |= MEASURES.attrs(names)
    return frame


def critical(p: Counts, df: int = 1) -> Floats:
    """The value that G² or X² must pass to be told from chance.

    Parameters
    ----------
    p : array_like
        The error that is allowed, for example 0.001.
    df : int
        Degrees of freedom.

    Returns
    -------
    numpy.ndarray or float
        The quantile of the chi-squared distribution.

    Raises
    ------
    AnalysisError
        When p is not between 0 and 1.

    Examples
    --------
    >>> [round(float(value), 2) for value in critical([0.05, 0.01, 0.001, 0.0001])]
    [3.84, 6.63, 10.83, 15.14]
    """
    from scipy.stats import chi2

    return chi2.isf(_share(p, "p"), df)


def corrected(p: Counts, size: int | None = None, how: str = "bonferroni") -> Floats:
    """p-values of many tests at once, raised so that the whole family errs no more often than one.

    Parameters
    ----------
    p : array_like
        The p-values of single tests.
    size : int, optional
        How many tests there were, where more than are given (all words that were compared).
    how : {"bonferroni", "sidak", "holm", "none"}
        Bonferroni p·m, Šidák 1 - (1 - p)^m, Holm step by step.

    Returns
    -------
    numpy.ndarray or float
        The corrected values, 1 at most, of the shape of those given.

    Raises
    ------
    AnalysisError
        When there is no such correction, or the family is smaller than what is given.

    Examples
    --------
    >>> corrected([0.01, 0.04, 0.03], how="holm").round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    shares = _share(p, "p")
    given = np.atleast_1d(shares)
    m = len(given) if size is None else int(size)
    if m < len(given):
        raise AnalysisError(
            f"a family of {m} has no {len(given)} tests", where="size", do="Give the number of all tests."
        )
    if how not in _CORRECTIONS:
        raise unknown("a correction", how, _CORRECTIONS, where="how")
    if how == "holm":
        order = np.argsort(given, kind="stable")
        stepped = np.maximum.accumulate(given[order] * (m - np.arange(len(given))))
        out = np.empty_like(given)
        out[order] = stepped
    else:
        out = {"none": given, "bonferroni": given * m, "sidak": -np.expm1(m * np.log1p(-given))}[how]
    return np.minimum(out, 1.0).reshape(shares.shape)[()]


@MEASURES.add(
    "g2", "2 (O11 ln O11/E11 + O12 ln O12/E12)", "Rayson & Garside 2000, Comparing corpora using frequency profiling"
)
def two_cells(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """G² of two cells: the word in either corpus."""
    return contingency.log_likelihood(of_corpora(f1, n1, f2, n2), cells=2)


@MEASURES.add("g2_four_cell", "2 Σ Oij ln(Oij/Eij) over all four cells", "Dunning 1993, Accurate methods, CL 19(1)")
def four_cells(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """G² of four cells: the word and all other words in either corpus."""
    return contingency.log_likelihood(of_corpora(f1, n1, f2, n2))


@MEASURES.add("g2_signed", "G² of four cells, negative where O11 < E11", _EVERT)
def signed_four_cells(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """G² of four cells that says by its sign which corpus has more."""
    table = of_corpora(f1, n1, f2, n2)
    return contingency.sign(table) * contingency.log_likelihood(table)


@MEASURES.add("chi2", "N (O11 O22 - O12 O21)² / (R1 R2 C1 C2)", "Pearson 1900")
def chi_squared(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """X² of four cells."""
    return contingency.chi_squared(of_corpora(f1, n1, f2, n2))


@MEASURES.add("chi2_signed", "X² of four cells, negative where O11 < E11", "quanteda.textstats, textstat_keyness")
def signed_chi_squared(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """X² that says by its sign which corpus has more."""
    table = of_corpora(f1, n1, f2, n2)
    return contingency.sign(table) * contingency.chi_squared(table)


@MEASURES.add("chi2_yates", "N (|O11 O22 - O12 O21| - N/2)² / (R1 R2 C1 C2)", "Yates 1934")
def yates(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """X² with Yates's correction for small tables."""
    return contingency.chi_squared(of_corpora(f1, n1, f2, n2), corrected=True)


@MEASURES.add("bic", "G² of two cells - ln(n1 + n2)", "Wilson 2013, Embracing Bayes factors for key item analysis")
def bayes_factor(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """The Bayesian information criterion: what the difference is worth against the size of the corpora."""
    table = of_corpora(f1, n1, f2, n2)
    return contingency.log_likelihood(table, cells=2) - logarithm(table.n, np.e)


@MEASURES.add("relative_risk", "(f1/n1) / (f2/n2)", "Damerau 1993")
def relative_risk(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """How many times as frequent."""
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    return divided(a * size_b, b * size_a)


@MEASURES.add("log_ratio", "log2((f1/n1) / (f2/n2))", "Hardie 2014, Log Ratio: an informal introduction")
def log_ratio(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """How many doublings lie between the frequencies; infinite where one corpus lacks the word."""
    return logarithm(relative_risk(f1, n1, f2, n2))


@MEASURES.add("log_ratio_half", "log2(((f1 + ½)/(n1 + ½)) / ((f2 + ½)/(n2 + ½)))", f"Walter 1975; {_EVERT}")
def log_ratio_half(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """Log ratio with half a count added everywhere, so that it has a value for words which one corpus lacks."""
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    return logarithm((a + 0.5) / (size_a + 0.5)) - logarithm((b + 0.5) / (size_b + 0.5))


@MEASURES.add("log_ratio_hardie", "log ratio, ½ for a count that is 0", "Hardie 2014; CQPweb")
def log_ratio_hardie(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """Log ratio with half a count in place of none."""
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    return logarithm(np.where(a > 0, a, 0.5) * size_b / (np.where(b > 0, b, 0.5) * size_a))[()]


@MEASURES.add(
    "log_ratio_conservative",
    "the end nearer to 0 of the exact confidence interval of log ratio (Clopper and Pearson, given f1 + f2); else 0",
    f"{_EVERT} (LRC)",
)
def conservative(
    f1: Counts,
    n1: Counts,
    f2: Counts,
    n2: Counts,
    alpha: float = 0.05,
    size: int | None = None,
    one_sided: bool = False,
) -> Floats:
    """The log ratio that one may be sure of: alpha is shared among `size` words (as many as are given, if not said)."""
    from scipy.stats import beta

    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    tail = float(_share(alpha, "alpha")) / (size or max(a.size, 1)) / (1 if one_sided else 2)
    x, y = np.atleast_1d(a), np.atleast_1d(b)
    more = np.atleast_1d(a * size_b >= b * size_a)
    # Only the end that may be the nearer one is looked for: it is what takes the time.
    share = np.empty(x.shape)
    share[more] = np.where(x[more] == 0, 0.0, beta.ppf(tail, x[more], y[more] + 1))
    share[~more] = np.where(y[~more] == 0, 1.0, beta.isf(tail, x[~more] + 1, y[~more]))
    ends = logarithm(divided(share, 1 - share))
    with np.errstate(invalid="ignore"):
        ends = ends + np.atleast_1d(logarithm(divided(size_b, size_a)))
    return np.where(more, np.maximum(ends, 0), np.minimum(ends, 0)).reshape(a.shape)[()]


@MEASURES.add(
    "log_ratio_conservative_normal",
    "log ratio ± z √(1/f1 + 1/f2 - 1/n1 - 1/n2) / ln 2, the end nearer to 0; else 0",
    "Hardie 2014; CQPweb",
)
def conservative_normal(
    f1: Counts,
    n1: Counts,
    f2: Counts,
    n2: Counts,
    alpha: float = 0.05,
    size: int | None = None,
    one_sided: bool = False,
) -> Floats:
    """As the conservative log ratio, by the normal approximation, with half a count in place of none."""
    from scipy.stats import norm

    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    tail = float(_share(alpha, "alpha")) / (size or max(a.size, 1)) / (1 if one_sided else 2)
    a, b = np.where(a > 0, a, 0.5), np.where(b > 0, b, 0.5)
    ratio = np.log(a * size_b / (b * size_a))
    width = norm.isf(tail) * np.sqrt(1 / a + 1 / b - 1 / size_a - 1 / size_b)
    return (np.where(ratio >= 0, np.maximum(ratio - width, 0), np.minimum(ratio + width, 0)) / np.log(2))[()]


@MEASURES.add("odds_ratio", "(f1/(n1 - f1)) / (f2/(n2 - f2))", "Everitt 2002; Pojanapunya & Todd 2016")
def odds_ratio(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """The odds of the word here over its odds there."""
    table = of_corpora(f1, n1, f2, n2)
    return divided(table.o11 * table.o22, table.o12 * table.o21)


@MEASURES.add("percent_difference", "100 (f1/n1 - f2/n2) / (f2/n2)", "Gabrielatos & Marchi 2011 (%DIFF)")
def percent_difference(f1: Counts, n1: Counts, f2: Counts, n2: Counts, instead_of_zero: float | None = None) -> Floats:
    """%DIFF; infinite where the reference lacks the word, unless a tiny frequency is put in its place (authors:
    1e-18).
    """
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    there = divided(b, size_b)
    there = there if instead_of_zero is None else np.where(there == 0, instead_of_zero, there)
    return divided(100 * (divided(a, size_a) - there), there)[()]


@MEASURES.add("simple_maths", "(10⁶ f1/n1 + k) / (10⁶ f2/n2 + k)", "Kilgarriff 2009, Simple maths for keywords")
def simple_maths(f1: Counts, n1: Counts, f2: Counts, n2: Counts, k: float = 1, per: float = 1e6) -> Floats:
    """Ratio of frequencies per million after k was added to both: a larger k looks for more frequent words."""
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    return divided(divided(per * a, size_a) + k, divided(per * b, size_b) + k)


@MEASURES.add("difference_coefficient", "(f1/n1 - f2/n2) / (f1/n1 + f2/n2)", "Hofland & Johansson 1982")
def difference_coefficient(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Floats:
    """From -1 (only there) to 1 (only here)."""
    a, size_a, b, size_b = _checked(f1, n1, f2, n2)
    return divided(a * size_b - b * size_a, a * size_b + b * size_a)


@MEASURES.add("pmi", "ln(O11/E11)", "Church & Hanks 1990; quanteda.textstats, textstat_keyness")
def mutual_information(f1: Counts, n1: Counts, f2: Counts, n2: Counts, base: float = np.e) -> Floats:
    """Pointwise mutual information of word and corpus."""
    table = of_corpora(f1, n1, f2, n2)
    return logarithm(divided(table.o11, table.expected[0]), base)


def _checked(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> tuple[Floats, Floats, Floats, Floats]:
    """The four counts as floats of one shape, parts within their wholes."""
    table = of_corpora(f1, n1, f2, n2)
    return table.o11, table.o11 + table.o21, table.o12, table.o12 + table.o22


def _share(value: Counts, name: str) -> Floats:
    share = contingency.counts(**{name: value})[0]
    if (share > 1).any() or (share <= 0).any():
        raise AnalysisError(f"{name} is {share}, which is not between 0 and 1", where=name, do="Give for example 0.05.")
    return share
