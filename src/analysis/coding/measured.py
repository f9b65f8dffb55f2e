"""Agreement on one column: alpha of the column's level, Cohen's kappa and Gwet's AC1, each with its interval.

Alpha takes differences as the level of the column says; kappa and AC1 ask only whether two values are the same. Where
nearly all values are one, alpha and kappa fall however often coders agree, and AC1 does not: the three are read
together. Intervals are drawn by bootstrap over the rows (95%), with a seed, so that each build gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from analysis import wording
from analysis.tables.column import Column

FEW = 10  # matched rows below which no figure says anything
WIDE = 0.5  # of an interval that leaves open whether coders agree at all
FLOOR, FIRM = 0.667, 0.8  # Krippendorff 2019, ch. 12: nothing is concluded below the one, and firmly from the other
MEASURES = ("alpha", "kappa", "ac1")
COLUMNS = [
    *("column", "level", "n", "same"),
    *(f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")),
    "means",
]
_RESAMPLES = 1000
Pairs = Sequence[tuple[str, str]]


def of_column(column: Column, pairs: Pairs) -> dict[str, Any]:
    """Agreement of two coders on the values of matched rows: `COLUMNS`. What is undefined is None."""
    from analysis.measures import agreement

    units = [(_value(column, one), _value(column, other)) for one, other in pairs]
    counted = [unit for unit in units if None not in unit]
    found: dict[str, Any] = dict.fromkeys(COLUMNS)
    found |= {"column": column.name, "level": column.measured, "n": len(pairs)}
    found["same"] = sum(one == other for one, other in pairs)
    if len({value for unit in counted for value in unit}) > 1:
        alpha = agreement.alpha_interval(counted, column.measured, resamples=_RESAMPLES)
        found |= {"alpha": alpha.estimate, "alpha_low": alpha.low, "alpha_high": alpha.high}
    if len({value for pair in pairs for value in pair}) > 1:
        found |= _same(pairs)
    return found | {"means": _means(found, len(pairs) - len(counted))}


def interval(of: Callable[[Sequence], float], units: Sequence) -> tuple[float | None, float | None]:
    """The ends between which 95% of resamples of the units lie; None where each is undefined."""
    import numpy as np

    random = np.random.default_rng(1)
    drawn = random.integers(0, max(len(units), 1), (_RESAMPLES, len(units)))
    values = np.array([of([units[at] for at in places]) for places in drawn], dtype=float)
    known = values[~np.isnan(values)]
    return (float(np.quantile(known, 0.025)), float(np.quantile(known, 0.975))) if known.size else (None, None)


def _same(pairs: Pairs) -> dict[str, object]:
    """Cohen's kappa and Gwet's AC1 with their intervals, from the square table of what the one and the other gave."""
    import numpy as np

    from analysis.measures import kappa

    _, table = kappa.table_of(pairs)
    drawn = np.random.default_rng(1).multinomial(len(pairs), table.ravel() / len(pairs), _RESAMPLES)
    found: dict[str, object] = {}
    for name, measure in (("kappa", "cohen_kappa"), ("ac1", "gwet_ac1")):
        values = np.array([kappa.of_table(measure, one.reshape(table.shape)) for one in drawn])
        known = values[~np.isnan(values)]
        low, high = np.quantile(known, [0.025, 0.975]) if known.size else (np.nan, np.nan)
        found |= {name: kappa.of_table(measure, table), f"{name}_low": float(low), f"{name}_high": float(high)}
    return found


def _value(column: Column, cell: str) -> object:
    """A cell as its level compares it; None for an empty one where values are ordered."""
    if column.measured == "nominal":
        return cell
    if not cell:
        return None
    return list(column.codes).index(cell) if column.codes else float(cell)


def _means(found: dict[str, Any], left_out: int) -> str:
    """What the figures allow to say, in plain words."""
    n, alpha, low, high = (found[name] for name in ("n", "alpha", "alpha_low", "alpha_high"))
    said = [f"alpha leaves out {wording.figure(left_out, 'row')} in which a coder has no value"] if left_out else []
    if not n:
        return "no row was found by both"
    if alpha is None:
        said.append("only one value occurs, so that chance would agree as well")
    if n < FEW:
        said.append(f"{wording.counted(n, 'row', 'is', 'are')} too few for a figure to mean anything")
    elif alpha is not None and high - low > WIDE:
        said.append("the interval is too wide to tell whether they agree")
    elif alpha is not None:
        said.append("reliable" if low >= FIRM else "for cautious conclusions" if alpha >= FLOOR else "not reliable")
    return "; ".join(said)
