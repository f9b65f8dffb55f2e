"""Agreement beyond chance by other accounts of chance: Cohen, Scott, Fleiss, Randolph, Gwet.

Two coders: `of_table`, a square table of how often the one gave this and the other that (`table_of` makes it of pairs).
Any number: `of_subjects`, how many coders put each unit into each category.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.contingency import Floats
from analysis.measures.measure import Family
from analysis.nearest import unknown

TABLE = Family("agreement of two coders")
SUBJECTS = Family("agreement of several coders")
WEIGHTS = ("none", "linear", "quadratic")
_GWET = "Gwet 2014, Handbook of inter-rater reliability"

__all__ = ["SUBJECTS", "TABLE", "WEIGHTS", "of_subjects", "of_table", "table_of"]


def table_of(pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[list[Hashable], npt.NDArray[np.int64]]:
    """Categories, and how often the one coder gave this and the other that.

    Parameters
    ----------
    pairs : iterable
        The two values of each unit.

    Returns
    -------
    list, numpy.ndarray
        Categories in order, and the square table.

    Raises
    ------
    AnalysisError
        When there is no pair.

    Examples
    --------
    >>> table_of([("a", "a"), ("a", "b"), ("b", "b")])[1].tolist()
    [[1, 1], [0, 1]]
    """
    rows = list(pairs)
    if not rows:
        raise AnalysisError("there is no pair of values", where="pairs", do="Give the two values of each unit.")
    categories = sorted({value for pair in rows for value in pair}, key=lambda value: (str(type(value)), value))
    place = {value: at for at, value in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)), dtype=np.int64)
    for a, b in rows:
        table[place[a], place[b]] += 1
    return categories, table


def of_table(measure: str, table: npt.ArrayLike, weights: str = "none") -> float:
    """Agreement of two coders.

    Parameters
    ----------
    measure : str
        A name in `TABLE`, for example ``cohen_kappa`` or ``gwet_ac1``.
    table : array_like
        The square table of counts.
    weights : {"none", "linear", "quadratic"}
        What a near miss is worth, for ordered categories.

    Returns
    -------
    float
        1 for all alike, 0 for chance; NaN where chance alone would give all alike.

    Raises
    ------
    AnalysisError
        When there is no such measure, the table is not square, or it is empty.

    Examples
    --------
    >>> round(of_table("cohen_kappa", [[20, 5], [10, 15]]), 2)
    0.4
    """
    counts = contingency.counts(table=table)[0]
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.sum():
        raise AnalysisError(
            "the table is not square, or empty", where="table", do="Give a row and a column a category."
        )
    chosen = TABLE[measure]
    if weights not in WEIGHTS:
        raise unknown("a set of weights", weights, WEIGHTS, where="weights")
    return float(chosen(counts / counts.sum(), _weights(len(counts), weights)))


def of_subjects(measure: str, counts: npt.ArrayLike) -> float:
    """Agreement of any number of coders.

    Parameters
    ----------
    measure : str
        A name in `SUBJECTS`, for example ``fleiss_kappa``.
    counts : array_like
        A row a unit, a column a category: how many coders chose it.

    Returns
    -------
    float
        1 for all alike, 0 for chance; NaN where chance alone would give all alike.

    Raises
    ------
    AnalysisError
        When there is no such measure, or no unit has two values.

    Examples
    --------
    >>> round(of_subjects("randolph_kappa", [[7, 1], [3, 5]]), 4)
    0.2143
    """
    rows = contingency.counts(counts=counts)[0]
    chosen = SUBJECTS[measure]
    if rows.ndim != 2 or not (rows.sum(1) > 1).any():
        raise AnalysisError("no unit has two values", where="counts", do="Give a row a unit and a column a category.")
    return float(chosen(rows))


def _weights(size: int, name: str) -> Floats:
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return {"none": np.eye(size), "linear": 1 - apart, "quadratic": 1 - apart**2}[name]


def _beyond(seen: Any, chance: Any) -> Any:
    return (seen - chance) / (1 - chance) if chance < 1 else np.nan


@TABLE.add("agreement", "Σ w p", "percent agreement")
def raw(p: Floats, w: Floats) -> Any:
    """The share that is alike."""
    return (w * p).sum()


@TABLE.add("cohen_kappa", "(po - pe)/(1 - pe), pe = Σ w row · column", "Cohen 1960, weighted 1968")
def cohen(p: Floats, w: Floats) -> Any:
    """Chance from each coder's own habits."""
    return _beyond(raw(p, w), (w * np.outer(p.sum(1), p.sum(0))).sum())


@TABLE.add("scott_pi", "(po - pe)/(1 - pe), pe = Σ w mean · mean", "Scott 1955")
def scott(p: Floats, w: Floats) -> Any:
    """Chance from the habits of both together."""
    mean = (p.sum(1) + p.sum(0)) / 2
    return _beyond(raw(p, w), (w * np.outer(mean, mean)).sum())


@TABLE.add("gwet_ac1", "(po - pe)/(1 - pe), pe = Σw/(q(q-1)) Σ mean (1 - mean)", f"{_GWET}; AC2 with weights")
def gwet(p: Floats, w: Floats) -> Any:
    """Steady where nearly all are of one category."""
    mean, q = (p.sum(1) + p.sum(0)) / 2, len(p)
    return _beyond(raw(p, w), w.sum() / (q * (q - 1)) * (mean * (1 - mean)).sum()) if q > 1 else np.nan


@TABLE.add(
    "brennan_prediger", "(po - pe)/(1 - pe), pe = Σw/q²", "Brennan & Prediger 1981; Randolph's kappa, Bennett's S"
)
def brennan_prediger(p: Floats, w: Floats) -> Any:
    """Chance as if all categories were alike."""
    return _beyond(raw(p, w), w.sum() / len(p) ** 2)


def _observed(rows: Floats) -> Any:
    """The mean share of pairs of coders that are alike, over units with two or more values."""
    rows = rows[rows.sum(1) > 1]
    coders = rows.sum(1)
    return ((rows * (rows - 1)).sum(1) / (coders * (coders - 1))).mean()


def _shares(rows: Floats) -> Floats:
    coders = rows.sum(1, keepdims=True)
    return (rows[coders[:, 0] > 0] / coders[coders > 0][:, None]).mean(0)


@SUBJECTS.add("agreement", "mean share of pairs alike", "percent agreement")
def raw_pairs(rows: Floats) -> Any:
    """The share of pairs that are alike."""
    return _observed(rows)


@SUBJECTS.add("fleiss_kappa", "(P - Pe)/(1 - Pe), Pe = Σ share²", "Fleiss 1971")
def fleiss(rows: Floats) -> Any:
    """Chance from the habits of all together."""
    return _beyond(_observed(rows), (_shares(rows) ** 2).sum())


@SUBJECTS.add("randolph_kappa", "(P - 1/q)/(1 - 1/q)", "Randolph 2005, free-marginal multirater kappa")
def randolph(rows: Floats) -> Any:
    """Chance as if all categories were alike."""
    return _beyond(_observed(rows), 1 / rows.shape[1])


@SUBJECTS.add("gwet_ac1", "(P - Pe)/(1 - Pe), Pe = Σ share (1 - share)/(q - 1)", _GWET)
def gwet_pairs(rows: Floats) -> Any:
    """Steady where nearly all are of one category."""
    share = _shares(rows)
    return _beyond(_observed(rows), (share * (1 - share)).sum() / (len(share) - 1)) if len(share) > 1 else np.nan
