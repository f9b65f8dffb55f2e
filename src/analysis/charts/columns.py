"""What a form asks of the frame that it draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from analysis.charts.spec import heading
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd


def need(
    form: str,
    slug: str,
    frame: pd.DataFrame,
    required: Sequence[str],
    optional: Sequence[str] = (),
    tooltip: Sequence[str] = (),
) -> pd.DataFrame:
    """The columns that are drawn, in order, with missing cells as empty texts; other columns are left out.

    Raises AnalysisError when the frame is empty, lacks a column, or misses a value in a required one.
    """
    import pandas as pd

    where = f"figure {slug} ({form})"
    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(
            f"the frame is a {type(frame).__name__}",
            where=where,
            do=f"Give a pandas DataFrame with the columns {', '.join(required)}.",
        )
    tooltip = named(tooltip)
    missing = [name for name in [*required, *tooltip] if name not in frame.columns]
    if missing:
        raise AnalysisError(
            f"the frame lacks {', '.join(missing)}",
            where=where,
            do=f"{form} needs {', '.join(required)}; it also draws {', '.join(optional) or 'nothing else'}. The frame "
            f"has {', '.join(map(str, frame.columns))}.",
        )
    if frame.empty:
        raise AnalysisError(
            "there is nothing to draw: the frame has no rows",
            where=where,
            do="Check the filter that made it, or leave the figure out and say why.",
        )
    names = dict.fromkeys([*required, *(name for name in (*optional, "rows") if name in frame.columns), *tooltip])
    drawn = frame[list(names)].reset_index(drop=True).astype(object)
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


def allowed(form: str, slug: str, frame: pd.DataFrame, name: str, values: Iterable[str]) -> None:
    """Check that a column, where there, holds only known values or nothing."""
    values = list(values)
    for cell in frame.get(name, ()):
        if cell != "" and cell not in values:
            raise AnalysisError(
                f"{name} {cell!r} is not known", where=f"figure {slug} ({form})", do=f"Use one of: {', '.join(values)}"
            )


def numbers(frame: pd.DataFrame, name: str, where: str, do: str = "Count first, then draw.") -> None:
    """Check that a column holds only numbers of 0 or more."""
    for cell in frame[name]:
        if isinstance(cell, str) or not 0 <= float(cell) < float("inf"):
            raise AnalysisError(f"{name} {cell!r} is not a number of 0 or more", where=where, do=do)


def named(tooltip: Sequence[str]) -> list[str]:
    return [tooltip] if isinstance(tooltip, str) else list(tooltip)


def tooltips(names: Sequence[str]) -> dict[str, Any]:
    """The encoding of a tooltip, with headings for people; none where nothing is to be said."""
    import altair as alt

    return {"tooltip": [alt.Tooltip(f"{name}:N", title=heading(name)) for name in names]} if names else {}


def tips(row, tooltip: Sequence[str]) -> list[tuple[str, str]]:
    """The tooltip of a row: its columns with a readable name."""
    tooltip = [tooltip] if isinstance(tooltip, str) else tooltip
    return [(name.replace("_", " "), shown(row[name])) for name in tooltip]


def shown(cell: object) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def ordered(cells: Iterable[object]) -> list[str]:
    """Distinct values in order of appearance: the frame decides the order of rows, lanes and columns."""
    return list(dict.fromkeys(shown(cell) for cell in cells))
