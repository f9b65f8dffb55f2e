"""What a form asks of the frame that it draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from numbers import Real
from typing import TYPE_CHECKING, Any

from analysis.charts.spec import heading
from analysis.errors import AnalysisError
from analysis.nearest import asked

if TYPE_CHECKING:
    import pandas as pd


def need(
    where: str,
    frame: pd.DataFrame,
    required: Sequence[str],
    optional: Sequence[str] = (),
    tooltip: Sequence[str] = (),
) -> pd.DataFrame:
    """The columns that are drawn, in order, with missing cells as empty texts; other columns are left out.

    Raises AnalysisError when the frame is empty, lacks a column, misses a value in a required one, or has a cell that
    holds several values.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(
            f"the frame is a {type(frame).__name__}",
            where=where,
            do=f"Give a pandas DataFrame with the columns {', '.join(required)}.",
        )
    if missing := [name for name in [*required, *tooltip] if name not in frame.columns]:
        near = ", ".join(
            name + " (asked for as tooltip)" * (name not in required) + asked(name, frame.columns) for name in missing
        )
        raise AnalysisError(
            f"the frame lacks {near}",
            where=where,
            do=f"The form needs {', '.join(required)}; it also draws {', '.join(optional) or 'nothing else'}. "
            f"The frame has {', '.join(map(str, frame.columns))}.",
        )
    if frame.empty:
        raise AnalysisError(
            "there is nothing to draw: the frame has no rows",
            where=where,
            do="Check the filter that made it, or leave the figure out and say why.",
        )
    names = dict.fromkeys([*required, *(name for name in (*optional, "rows") if name in frame.columns), *tooltip])
    drawn = frame[list(names)].reset_index(drop=True).astype(object)
    for name in names:
        for number, cell in enumerate(drawn[name], start=1):
            if not pd.api.types.is_scalar(cell):
                raise AnalysisError(
                    f"{name} is a {type(cell).__name__} in row {number} of the frame",
                    where=where,
                    do="Give each cell one value; join several into words.",
                )
    drawn = drawn.where(drawn.notna(), "")
    for name in required:
        blank = drawn.index[drawn[name].map(lambda cell: str(cell).strip() == "")]
        if len(blank):
            raise AnalysisError(
                f"{name} is empty in {len(blank)} of {len(drawn)} rows, first in row {blank[0] + 1} of the frame",
                where=where,
                do=f"Fill {name}, or leave those rows out and say how many.",
            )
    return drawn


def allowed(where: str, frame: pd.DataFrame, name: str, values: Iterable[str] = ("yes", "no")) -> None:
    """Check that a column, where there, holds only known values or nothing."""
    values = list(values)
    for cell in frame.get(name, ()):
        if cell != "" and cell not in values:
            raise AnalysisError(
                f"{name} {cell!r} is not known{asked(cell, values)}", where=where, do=f"Use one of: {', '.join(values)}"
            )


def numbers(
    where: str,
    frame: pd.DataFrame,
    name: str,
    least: float = 0,
    most: float = inf,
    *,
    whole: bool = False,
    do: str = "Count first, then draw.",
) -> None:
    """Check that a column, where there, holds only numbers from `least` to `most`, or nothing."""
    said = f"a {'whole ' * whole}number of {least} or more" if most == inf else f"between {least} and {most}"
    for number, cell in enumerate(frame.get(name, ()), start=1):
        if cell != "" and not (is_number(cell) and least <= cell <= most and (not whole or cell == int(cell))):
            raise AnalysisError(f"{name} {cell!r} is not {said}", where=f"{where}, row {number} of the frame", do=do)


def is_number(given: Any) -> bool:
    """Whether it is a number that can be drawn: no words, no truth value, no infinity, nothing that is missing."""
    return isinstance(given, Real) and not isinstance(given, bool) and abs(float(given)) < inf


def named(tooltip: Sequence[str]) -> list[str]:
    return [tooltip] if isinstance(tooltip, str) else list(tooltip)


def tooltips(names: Sequence[str]) -> dict[str, Any]:
    """The encoding of a tooltip, with headings for people; none where nothing is to be said."""
    import altair as alt

    return {"tooltip": [alt.Tooltip(f"{name}:N", title=heading(name)) for name in names]} if names else {}


def tips(row, tooltip: Sequence[str]) -> list[tuple[str, str]]:
    """The tooltip of a row: its columns with a readable name."""
    return [(name.replace("_", " "), shown(row[name])) for name in tooltip]


def shown(cell: object) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def ordered(cells: Iterable[object]) -> list[str]:
    """Distinct values in order of appearance: the frame decides the order of rows, lanes and columns."""
    return list(dict.fromkeys(shown(cell) for cell in cells))
