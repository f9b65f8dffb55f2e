"""Association: how much more often two words come together than their frequencies let one expect.

f times together, f1 times the node (or the tokens of its window), f2 times the other word, among n. Evert 2005 and 2008
give the formulas in these terms; his toolkit UCS takes logarithms to base 10 where others take base 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.measures import contingency
from analysis.measures.contingency import Contingency, Counts, Floats, divided, logarithm, of_pair
from analysis.measures.measure import Family

if TYPE_CHECKING:
    import pandas as pd

MEASURES = Family("association")
_EVERT = "Evert 2005, The statistics of word cooccurrences; UCS toolkit"
_COVERS = "Church & Hanks 1990, Word association norms"

__all__ = ["MEASURES", "of_table", "score", "scores"]


def score(measure: str, f: Counts, f1: Counts, f2: Counts, n: Counts, **options: Any) -> Floats:
    """One measure of association.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`, for example ``log_dice``; a wrong one is answered with the nearest.
    f, f1, f2, n : array_like
        Together, the one, the other, all.
    **options
        What the measure takes besides, for example ``base`` of mutual information.

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
    >>> round(float(score("g2", 110, 2552, 221, 31777)), 2)
    270.72
    """
    return MEASURES[measure](of_pair(f, f1, f2, n), **options)


def of_table(measure: str, table: Contingency, **options: Any) -> Floats:
    """One measure of association of observed cells.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`.
    table : Contingency
        The cells, from `contingency.of_cells` for example.
    **options
        What the measure takes besides.

    Returns
    -------
    numpy.ndarray or float
        The measure.

    Raises
    ------
    AnalysisError
        When there is no such measure.

    Examples
    --------
    >>> from analysis.measures.contingency import of_cells
    >>> round(float(of_table("delta_p", of_cells(5610, 168938, 2257, 10233063))), 3)
    0.032
    """
    return MEASURES[measure](table, **options)


def scores(f: Counts, f1: Counts, f2: Counts, n: Counts, measures: Iterable[str] | None = None) -> pd.DataFrame:
    """A frame of raw counts, what was expected, and measures, one row a pair.

    Parameters
    ----------
    f, f1, f2, n : array_like
        Counts as for `score`.
    measures : iterable of str, optional
        Names in `MEASURES`, all where none is named.

    Returns
    -------
    pandas.DataFrame
        f, f1, f2, n, expected and a column a measure; `attrs` holds each one's formula and source.

    Raises
    ------
    AnalysisError
        As `score`.

    Examples
    --------
    >>> scores([10, 2], 20, [10, 50], 1000, ["mi", "log_dice"]).round(2).values.tolist()
    [[10.0, 20.0, 10.0, 1000.0, 0.2, 5.64, 13.42], [2.0, 20.0, 50.0, 1000.0, 1.0, 1.0, 9.87]]
    """
    import pandas as pd

    columns = contingency.counts(f=f, f1=f1, f2=f2, n=n)
    names = list(MEASURES if measures is None else measures)
    table = of_pair(*columns)
    frame = pd.DataFrame({name: np.atleast_1d(one) for name, one in zip(("f", "f1", "f2", "n"), columns, strict=True)})
    frame["expected"] = np.atleast_1d(table.expected[0])
    for name in names:
        frame[name] = np.atleast_1d(of_table(name, table))
    frame.attrs |= MEASURES.attrs(names)
    return frame


@MEASURES.add("log_dice", "14 + log2(2 f / (f1 + f2))", "Rychlý 2008, A lexicographer-friendly association score")
def log_dice(table: Contingency) -> Floats:
    """14 at most; one less where the pair is half as exclusive; the size of the corpus does not matter."""
    return 14 + logarithm(dice(table))


@MEASURES.add("mi", "log2(O11/E11)", _COVERS)
def mutual_information(table: Contingency, base: float = 2) -> Floats:
    """Pointwise mutual information, which likes rare words; to base 10 it is the MI of UCS."""
    return logarithm(divided(table.o11, table.expected[0]), base)


@MEASURES.add("mi2", "log2(O11²/E11)", "Daille 1994")
def mutual_information_squared(table: Contingency, base: float = 2) -> Floats:
    """MI that likes rare words less."""
    return logarithm(divided(table.o11**2, table.expected[0]), base)


@MEASURES.add("mi3", "log2(O11³/E11)", "Daille 1994")
def mutual_information_cubed(table: Contingency, base: float = 2) -> Floats:
    """MI that likes frequent pairs."""
    return logarithm(divided(table.o11**3, table.expected[0]), base)


@MEASURES.add("local_mi", "O11 log2(O11/E11)", _EVERT)
def local_mutual_information(table: Contingency, base: float = 2) -> Floats:
    """MI times frequency; 0 for a pair that never comes."""
    ratio = divided(table.o11, table.expected[0])
    return np.where(table.o11 > 0, table.o11 * logarithm(np.where(table.o11 > 0, ratio, 1), base), 0.0)[()]


@MEASURES.add("npmi", "ln(O11/E11) / -ln(O11/N)", "Bouma 2009, Normalized (pointwise) mutual information")
def normalised_mutual_information(table: Contingency) -> Floats:
    """From -1 (never together) over 0 (chance) to 1 (never apart)."""
    share = divided(table.o11, table.n)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = divided(mutual_information(table, np.e), -logarithm(share, np.e))
    return np.where(table.o11 == 0, -1.0, np.where(table.o11 == table.n, 1.0, value))[()]


@MEASURES.add("t_score", "(O11 - E11) / √O11", "Church, Gale, Hanks & Hindle 1991; Manning & Schütze 1999, 5.3.1")
def t_score(table: Contingency) -> Floats:
    """How sure there is more than chance, the variance taken as O11."""
    return divided(table.o11 - table.expected[0], np.sqrt(table.o11))


@MEASURES.add("t_score_binomial", "(O11 - E11) / √(O11 (1 - O11/N))", "Manning & Schütze 1999, 5.3.1, before s² ≈ p")
def t_score_binomial(table: Contingency) -> Floats:
    """The t-score with the variance of a share."""
    return divided(table.o11 - table.expected[0], np.sqrt(table.o11 * (1 - divided(table.o11, table.n))))


@MEASURES.add("z_score", "(O11 - E11) / √E11", f"Dennis 1965; {_EVERT}")
def z_score(table: Contingency) -> Floats:
    """How far from chance, the variance taken as E11."""
    return divided(table.o11 - table.expected[0], np.sqrt(table.expected[0]))


@MEASURES.add("z_score_berry_rogghe", "(O11 - E11) / √(E11 (1 - E11/r1))", "Berry-Rogghe 1973")
def z_score_berry_rogghe(table: Contingency) -> Floats:
    """The z-score with the variance of a share of the window's tokens."""
    awaited = table.expected[0]
    return divided(table.o11 - awaited, np.sqrt(awaited * (1 - divided(awaited, table.r1))))


@MEASURES.add("g2", "2 Σ Oij ln(Oij/Eij) over all four cells", "Dunning 1993, Accurate methods, CL 19(1)")
def log_likelihood(table: Contingency) -> Floats:
    """G², the log-likelihood ratio."""
    return contingency.log_likelihood(table)


@MEASURES.add("g2_signed", "G², negative where O11 < E11", _EVERT)
def signed_log_likelihood(table: Contingency) -> Floats:
    """G² that says whether there is more or less than chance."""
    return contingency.sign(table) * contingency.log_likelihood(table)


@MEASURES.add("simple_ll", "2 (O11 ln(O11/E11) - (O11 - E11))", "Evert 2008, Corpora and collocations")
def simple_log_likelihood(table: Contingency) -> Floats:
    """G² of what is seen and what is expected, without the other cells."""
    ratio = np.where(table.o11 > 0, divided(table.o11, table.expected[0]), 1)
    return 2 * (table.o11 * np.log(ratio) - (table.o11 - table.expected[0]))


@MEASURES.add(
    "simple_ll_signed", "simple log-likelihood, negative where O11 < E11", "Evert 2008, Corpora and collocations"
)
def signed_simple_log_likelihood(table: Contingency) -> Floats:
    """Simple log-likelihood that says whether there is more or less than chance."""
    return contingency.sign(table) * simple_log_likelihood(table)


@MEASURES.add("chi2", "N (O11 O22 - O12 O21)² / (R1 R2 C1 C2)", "Pearson 1900; Manning & Schütze 1999, 5.3.3")
def chi_squared(table: Contingency) -> Floats:
    """X² of four cells."""
    return contingency.chi_squared(table)


@MEASURES.add("chi2_signed", "X², negative where O11 < E11", _EVERT)
def signed_chi_squared(table: Contingency) -> Floats:
    """X² that says whether there is more or less than chance."""
    return contingency.sign(table) * contingency.chi_squared(table)


@MEASURES.add("chi2_yates", "X² with Yates's correction", "Yates 1934")
def yates(table: Contingency) -> Floats:
    """X² with half a count taken off each difference."""
    return contingency.chi_squared(table, corrected=True)


@MEASURES.add("chi2_yates_signed", "X² with Yates's correction, negative where O11 < E11", _EVERT)
def signed_yates(table: Contingency) -> Floats:
    """Corrected X² that says whether there is more or less than chance."""
    return contingency.sign(table) * contingency.chi_squared(table, corrected=True)


@MEASURES.add("dice", "2 f / (f1 + f2)", "Dice 1945; Smadja, McKeown & Hatzivassiloglou 1996")
def dice(table: Contingency) -> Floats:
    """From 0 to 1: how exclusive the pair is."""
    return divided(2 * table.o11, table.r1 + table.c1)


@MEASURES.add("jaccard", "f / (f1 + f2 - f)", "Jaccard 1901")
def jaccard(table: Contingency) -> Floats:
    """Together of all where either comes."""
    return divided(table.o11, table.o11 + table.o12 + table.o21)


@MEASURES.add("minimum_sensitivity", "min(f/f1, f/f2)", "Pedersen & Bruce 1996, What to infer from a description")
def minimum_sensitivity(table: Contingency) -> Floats:
    """The smaller of the two shares that come together."""
    return np.minimum(divided(table.o11, table.r1), divided(table.o11, table.c1))


@MEASURES.add("odds_ratio", "O11 O22 / (O12 O21)", _EVERT)
def odds_ratio(table: Contingency) -> Floats:
    """The odds of the word with the node over its odds elsewhere."""
    return divided(table.o11 * table.o22, table.o12 * table.o21)


@MEASURES.add("log_odds_ratio", "log10(O11 O22 / (O12 O21))", _EVERT)
def log_odds_ratio(table: Contingency, base: float = 10) -> Floats:
    """The odds ratio on a scale with 0 for chance."""
    return logarithm(odds_ratio(table), base)


@MEASURES.add("relative_risk", "(O11/R1) / (O21/R2)", "Evert 2005")
def relative_risk(table: Contingency) -> Floats:
    """How many times as frequent the word is with the node as elsewhere."""
    return divided(table.o11 * (table.o21 + table.o22), table.o21 * table.r1)


@MEASURES.add("log_ratio", "log2((O11/R1) / (O21/R2)), ½ for a cell of 0", "Hardie 2014; CQPweb")
def log_ratio(table: Contingency) -> Floats:
    """Window against the rest, in doublings."""
    inside, outside = np.where(table.o11 > 0, table.o11, 0.5), np.where(table.o21 > 0, table.o21, 0.5)
    return logarithm(divided(inside * (table.o21 + table.o22), outside * table.r1))[()]


@MEASURES.add("log_ratio_conservative", "the end nearer to 0 of the interval of log ratio; else 0", "Evert 2022 (LRC)")
def conservative(table: Contingency, **options: Any) -> Floats:
    """As of keyness: the window is the one corpus, the rest the other."""
    from analysis.measures.keyness import conservative as bound

    return bound(table.o11, table.r1, table.o21, table.o21 + table.o22, **options)


@MEASURES.add("delta_p", "O11/R1 - O21/R2", "Gries 2013, 50-something years of work on collocations")
def delta_p(table: Contingency) -> Floats:
    """How much the first word (rows) raises the share of the second."""
    return divided(table.o11, table.r1) - divided(table.o21, table.o21 + table.o22)


@MEASURES.add("delta_p_backward", "O11/C1 - O12/C2", "Gries 2013, 50-something years of work on collocations")
def delta_p_backward(table: Contingency) -> Floats:
    """How much the second word (columns) raises the share of the first."""
    return divided(table.o11, table.c1) - divided(table.o12, table.o12 + table.o22)


@MEASURES.add("phi2", "X² / N", "Church & Gale 1991, Concordances for parallel text")
def phi_squared(table: Contingency) -> Floats:
    """The squared correlation of the two words, 0 to 1."""
    return divided(contingency.chi_squared(table), table.n)


@MEASURES.add("mu", "O11 / E11", "Evert 2005, p. 54")
def observed_over_expected(table: Contingency) -> Floats:
    """How many times as often as by chance."""
    return divided(table.o11, table.expected[0])


@MEASURES.add("conditional_probability", "O11 / C1", "Durrant 2008")
def conditional_probability(table: Contingency) -> Floats:
    """The share of the second word that comes with the first."""
    return divided(table.o11, table.c1)


@MEASURES.add("liddell", "(O11 O22 - O12 O21) / (C1 C2)", "Liddell 1976; Evert 2005")
def liddell(table: Contingency) -> Floats:
    """Difference of shares by columns."""
    return divided(table.o11 * table.o22 - table.o12 * table.o21, table.c1 * (table.o12 + table.o22))
