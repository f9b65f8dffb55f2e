"""Cells that a spreadsheet would run as a formula: the one rule for every CSV that is written here.

A text that begins with = + - or @ (full-width too, and behind spaces or apostrophes), with a tab or a carriage return,
and is no number, gets an apostrophe before it, and whatever reads our tables takes it off again: nothing is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_RUN = re.compile(r"[\t\r]|[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def inert(cell: Any) -> Any:
    """A cell that no spreadsheet runs; what is no text, or a number, stays as it is."""
    if isinstance(cell, str) and _RUN.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def restored(cell: str) -> str:
    """The cell that `inert` was given."""
    return cell[1:] if cell[:1] == "'" and _RUN.match(cell[1:]) else cell


def inert_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame to be written as CSV: its texts and the names of its columns as `inert` gives them."""
    import pandas as pd

    safe = frame.copy()
    safe.columns = pd.Index([inert(name) for name in safe.columns])
    for place in range(safe.shape[1]):
        column = safe.iloc[:, place]
        if not (pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype)):
            safe.isetitem(place, column.astype(object).map(inert, na_action="ignore").array)
    return safe


def restored_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame that was read from such a CSV, as it was before."""
    import pandas as pd

    found = frame.copy()
    found.columns = pd.Index([restored(str(name)) for name in found.columns])
    for place in range(found.shape[1]):
        column = found.iloc[:, place]
        if pd.api.types.is_string_dtype(column.dtype) or column.dtype == object:
            mapped = column.map(lambda cell: restored(cell) if isinstance(cell, str) else cell, na_action="ignore")
            found.isetitem(place, mapped.array)
    return found
