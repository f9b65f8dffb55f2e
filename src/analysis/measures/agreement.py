"""Agreement of coders: Krippendorff's alpha of every level, kappas, AC1, and F1 of rows that both found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures.contingency import Floats
from analysis.nearest import unknown

LEVELS = ("nominal", "ordinal", "interval", "ratio")
Distance = Callable[[Any, Any], float]
Units = Sequence[Sequence[Any]]

__all__ = [
    "LEVELS",
    "Interval",
    "alpha",
    "alpha_interval",
    "found_by_both",
    "jaccard_distance",
    "masi_distance",
    "of_triples",
]


@dataclass(frozen=True)
class Interval:
    """An estimate and its bootstrap interval; `undefined` resamples had no variation and are left out."""

    estimate: float
    low: float
    high: float
    resamples: int
    undefined: int


def alpha(units: Units, level: str | Distance = "nominal") -> float:
    """Krippendorff's alpha.

    Parameters
    ----------
    units : sequence of sequences
        The values that each unit got, one a coder, None (or NaN) where a coder gave none. Any number of coders.
    level : {"nominal", "ordinal", "interval", "ratio"} or callable
        What differences of values mean; or a function of two values that gives their distance, for example
        `jaccard_distance` of sets.

    Returns
    -------
    float
        1 - observed / expected disagreement (Krippendorff 2019, Content Analysis, ch. 12); NaN where nothing varies or
        no unit has two values.

    Raises
    ------
    AnalysisError
        When there is no such level, or a value is no number where the level needs one.

    Examples
    --------
    >>> round(alpha([["a", "a"], ["a", "b"], ["b", "b"], ["b", None]]), 3)
    0.444
    """
    counts, domain = _counted(units, level)
    return _alpha(counts, _distances(domain, counts.sum(0), level))


def alpha_interval(
    units: Units, level: str | Distance = "nominal", confidence: float = 0.95, resamples: int = 2000, seed: int = 1
) -> Interval:
    """Alpha with its bootstrap interval: units are drawn with return (Zapf et al. 2016, BMC Med. Res. Meth. 16:93).

    Parameters
    ----------
    units, level
        As for `alpha`.
    confidence : float
        The share of resamples between the ends.
    resamples : int
        How many.
    seed : int
        The same seed gives the same ends.

    Returns
    -------
    Interval
        estimate, low, high, resamples, undefined.

    Raises
    ------
    AnalysisError
        As `alpha`, and when confidence is not between 0 and 1.

    Examples
    --------
    >>> found = alpha_interval([["a", "a"], ["b", "b"], ["a", "b"], ["a", "a"], ["b", "b"]], resamples=200)
    >>> found.low <= found.estimate <= found.high
    True
    """
    if not 0 < confidence < 1:
        raise AnalysisError(f"confidence is {confidence}", where="confidence", do="Give a share such as 0.95.")
    counts, domain = _counted(units, level)
    random = np.random.default_rng(seed)
    values = []
    for _ in range(resamples if len(counts) else 0):
        drawn = counts[random.integers(0, len(counts), len(counts))]
        values.append(_alpha(drawn, _distances(domain, drawn.sum(0), level)))
    known = np.array([value for value in values if not np.isnan(value)])
    ends = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2]) if known.size else (np.nan, np.nan)
    estimate = _alpha(counts, _distances(domain, counts.sum(0), level))
    return Interval(estimate, float(ends[0]), float(ends[1]), resamples, resamples - known.size)


def of_triples(triples: Iterable[tuple[Hashable, Hashable, Any]]) -> list[list[Any]]:
    """Units of rows of coder, unit, value.

    Parameters
    ----------
    triples : iterable
        One row a value. A coder gives a unit one value.

    Returns
    -------
    list of lists
        The values of each unit, in the order of coders.

    Raises
    ------
    AnalysisError
        When a coder gave a unit two values.

    Examples
    --------
    >>> of_triples([("ann", 1, "yes"), ("bob", 1, "no"), ("ann", 2, "no")])
    [['yes', 'no'], ['no', None]]
    """
    rows = list(triples)
    coders = list(dict.fromkeys(coder for coder, _, _ in rows))
    found: dict[Hashable, dict[Hashable, Any]] = {}
    for coder, unit, value in rows:
        if coder in found.setdefault(unit, {}):
            raise AnalysisError(
                f"coder {coder!r} gave unit {unit!r} two values", where="triples", do="Keep one of them."
            )
        found[unit][coder] = value
    return [[values.get(coder) for coder in coders] for values in found.values()]


def jaccard_distance(a: Iterable[Hashable], b: Iterable[Hashable]) -> float:
    """Distance of two sets: 1 - shared / either.

    Parameters
    ----------
    a, b : iterable
        The sets.

    Returns
    -------
    float
        0 where they are equal, 1 where they share nothing.

    Raises
    ------
    TypeError
        When a member cannot be hashed.

    Examples
    --------
    >>> jaccard_distance("a", "ab")
    0.5
    """
    one, other = frozenset(a), frozenset(b)
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def masi_distance(a: Iterable[Hashable], b: Iterable[Hashable]) -> float:
    """Distance of two sets: 1 - Jaccard · monotonicity (Passonneau 2006).

    Parameters
    ----------
    a, b : iterable
        The sets.

    Returns
    -------
    float
        Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 else.

    Raises
    ------
    TypeError
        When a member cannot be hashed.

    Examples
    --------
    >>> round(masi_distance("a", "ab"), 3)
    0.667
    """
    one, other = frozenset(a), frozenset(b)
    if one == other:
        return 0.0
    monotone = 2 / 3 if one < other or other < one else 1 / 3 if one & other else 0.0
    return 1 - (1 - jaccard_distance(one, other)) * monotone


def found_by_both(a: int, b: int, both: int) -> dict[str, float]:
    """How far two coders, or a search and a coder, found the same rows.

    Parameters
    ----------
    a, b : int
        Rows of the one and of the other.
    both : int
        Rows that both have.

    Returns
    -------
    dict
        precision = both/a, recall = both/b, f1 = 2 both/(a + b), as seen from `b` as the truth.

    Raises
    ------
    AnalysisError
        When both have more than either.

    Examples
    --------
    >>> {name: round(value, 2) for name, value in found_by_both(8, 10, 6).items()}
    {'precision': 0.75, 'recall': 0.6, 'f1': 0.67}
    """
    if both > min(a, b) or min(a, b, both) < 0:
        raise AnalysisError(f"{both} rows in both of {a} and {b}", where="both", do="Count the rows that both have.")
    return {
        "precision": both / a if a else np.nan,
        "recall": both / b if b else np.nan,
        "f1": 2 * both / (a + b) if a + b else np.nan,
    }


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def _counted(units: Units, level: str | Distance) -> tuple[Floats, list[Any]]:
    """How often each value stands in each unit that has two or more, and the values in order."""
    if isinstance(level, str) and level not in LEVELS:
        raise unknown("a level of measurement", level, LEVELS, where="level")
    kept = [[value for value in unit if not _missing(value)] for unit in units]
    kept = [unit for unit in kept if len(unit) > 1]
    values = {value for unit in kept for value in unit}
    if level in LEVELS[1:]:
        wrong = [value for value in values if isinstance(value, str) or not np.isscalar(value)]
        if wrong:
            raise AnalysisError(
                f"{wrong[0]!r} is not a number", where="units", do=f"A level that is {level} needs numbers as values."
            )
    domain = (
        sorted(values) if level in LEVELS[1:] else sorted(values, key=lambda value: (str(type(value)), repr(value)))
    )
    place = {value: at for at, value in enumerate(domain)}
    counts = np.zeros((len(kept), len(domain)))
    for row, unit in enumerate(kept):
        for value in unit:
            counts[row, place[value]] += 1
    return counts, domain


def _distances(domain: list[Any], totals: Floats, level: str | Distance) -> Floats:
    """The squared difference of each two values."""
    size = len(domain)
    if callable(level):
        return np.array([[level(a, b) for b in domain] for a in domain], dtype=float).reshape(size, size)
    if level == "nominal":
        return 1 - np.eye(size)
    if level == "ordinal":
        middle = np.cumsum(totals) - totals / 2
        return (middle[:, None] - middle[None, :]) ** 2
    x = np.array(domain, dtype=float)
    apart = x[:, None] - x[None, :]
    if level == "interval":
        return apart**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(apart == 0, 0.0, (apart / (x[:, None] + x[None, :])) ** 2)


def _alpha(counts: Floats, distances: Floats) -> float:
    """1 - observed / expected disagreement."""
    totals = counts.sum(0)
    n = totals.sum()
    if n < 2:
        return float("nan")
    pairs = ((counts @ distances) * counts).sum(1)
    observed = (pairs / (counts.sum(1) - 1)).sum() / n
    expected = totals @ distances @ totals / (n * (n - 1))
    return float(1 - observed / expected) if expected > 0 else float("nan")
