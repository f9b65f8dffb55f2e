"""Tables of two by two cells, one or many at once, and the tests that keyness and association share.

Written as Evert (2005) does: o11 is how often both come together, r1 and c1 are the margins, n is all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError

Counts = npt.ArrayLike
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Contingency:
    """Observed cells as floats, all of one shape."""

    o11: Floats
    o12: Floats
    o21: Floats
    o22: Floats

    @property
    def n(self) -> Floats:
        """All counts."""
        return self.o11 + self.o12 + self.o21 + self.o22

    @property
    def r1(self) -> Floats:
        """The first row."""
        return self.o11 + self.o12

    @property
    def c1(self) -> Floats:
        """The first column."""
        return self.o11 + self.o21

    @property
    def observed(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four cells in reading order."""
        return self.o11, self.o12, self.o21, self.o22

    @property
    def expected(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four cells if rows and columns had nothing to do with each other."""
        r2, c2 = self.o21 + self.o22, self.o12 + self.o22
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.r1 * self.c1 / self.n, self.r1 * c2 / self.n, r2 * self.c1 / self.n, r2 * c2 / self.n


def counts(**given: Any) -> list[Floats]:
    """Counts as arrays of one shape. Negative, missing and unreadable ones are refused by their names."""
    arrays, faults = {}, []
    for name, value in given.items():
        try:
            arrays[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            faults.append(f"{name} is {value!r}, which is not a number or a row of numbers")
            continue
        if not np.isfinite(arrays[name]).all():
            faults.append(f"{name} has a value that is missing or infinite")
        elif (arrays[name] < 0).any():
            faults.append(f"{name} has a negative count ({arrays[name].min():g})")
    if not faults:
        try:
            return list(np.broadcast_arrays(*arrays.values()))
        except ValueError:
            faults.append("lengths differ: " + ", ".join(f"{name} {array.shape}" for name, array in arrays.items()))
    raise AnalysisError("; ".join(faults), where="counts", do="Give counts of 0 or more, of one length.")


def of_corpora(f1: Counts, n1: Counts, f2: Counts, n2: Counts) -> Contingency:
    """The table of a word in two corpora: f1 of n1 words here, f2 of n2 words there."""
    a, size_a, b, size_b = counts(f1=f1, n1=n1, f2=f2, n2=n2)
    _within(a, size_a, "f1", "n1")
    _within(b, size_b, "f2", "n2")
    return Contingency(a, b, size_a - a, size_b - b)


def of_pair(f: Counts, f1: Counts, f2: Counts, n: Counts) -> Contingency:
    """The table of two words: f times together, f1 times the one, f2 times the other, among n."""
    both, one, other, size = counts(f=f, f1=f1, f2=f2, n=n)
    _within(both, one, "f", "f1")
    _within(both, other, "f", "f2")
    if (one + other - both > size).any():
        raise AnalysisError("f1 + f2 - f is more than n", where="counts", do="Give n as all that was counted.")
    return Contingency(both, one - both, other - both, size - one - other + both)


def of_cells(o11: Counts, o12: Counts, o21: Counts, o22: Counts) -> Contingency:
    """The table of its four cells."""
    return Contingency(*counts(o11=o11, o12=o12, o21=o21, o22=o22))


def log_likelihood(table: Contingency, cells: int = 4) -> Floats:
    """G² over all four cells, or over the two of the first row. Zero where nothing was observed (0 ln 0 = 0)."""
    pairs = list(zip(table.observed, table.expected, strict=True))[:cells]
    return 2 * np.sum([_times_log(seen, seen, awaited) for seen, awaited in pairs], axis=0)


def chi_squared(table: Contingency, corrected: bool = False) -> Floats:
    """Pearson's X² of four cells; corrected: with Yates's half, never beyond the difference itself."""
    off = table.o11 * table.o22 - table.o12 * table.o21
    less = np.minimum(np.abs(off), table.n / 2) if corrected else 0.0
    margins = table.r1 * table.c1 * (table.o21 + table.o22) * (table.o12 + table.o22)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(margins > 0, table.n * (np.abs(off) - less) ** 2 / margins, 0.0)[()]


def sign(table: Contingency) -> Floats:
    """1 where there is more in the first cell than awaited, -1 where there is less, 0 where there is as much."""
    off = table.o11 * table.o22 - table.o12 * table.o21
    return np.sign(off)


def divided(above: Any, below: Any) -> Any:
    """A quotient that is infinite over nothing, and missing for nothing over nothing, without a warning."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(above, below)


def logarithm(value: Any, base: float = 2) -> Any:
    """A logarithm that is minus infinity at nothing, without a warning."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(value) / np.log(base) if base not in (2, 10) else (np.log2 if base == 2 else np.log10)(value)


def _times_log(times: Floats, above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(times > 0, times * np.log(np.where(times > 0, above, 1) / np.where(times > 0, below, 1)), 0.0)[
            ()
        ]


def _within(part: Floats, whole: Floats, name: str, of: str) -> None:
    if (part > whole).any():
        at = np.flatnonzero(np.atleast_1d(part > whole))[0]
        raise AnalysisError(
            f"{name} is more than {of} ({np.atleast_1d(part)[at]:g} of {np.atleast_1d(whole)[at]:g})",
            where="counts",
            do=f"{of} counts everything, {name} a part of it.",
        )
