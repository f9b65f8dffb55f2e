"""Reading the CSV file of a table, strictly: what is wrong is refused with row and column, all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.inputs import refuse_others
from analysis.study import shown
from analysis.tables.checking import Known, Loaded, checked
from analysis.tables.spreadsheet import Form
from analysis.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd


_ARRAYS: dict[str, tuple[Any, Callable[[str], object]]] = {"integer": ("Int64", int), "number": ("Float64", float)}
_TEXTS: tuple[Any, Callable[[str], object]] = ("str", str)


def read(table: Table, path: Path | None = None) -> pd.DataFrame:
    """A CSV file as a frame, with all checks but those of references.

    Parameters
    ----------
    table : Table
        What the file must hold.
    path : Path, optional
        Another file of the same description; default: the table's own.

    Returns
    -------
    pandas.DataFrame
        The described columns; integers as Int64, numbers as Float64, empty cells as missing.

    Raises
    ------
    AnalysisError
        Naming row (as a spreadsheet counts, the header is row 1), column and what is valid, for every fault.

    Examples
    --------
    >>> len(tables.read(book["articles"]))
    3
    """
    return frame(table, load(table, path).rows)


def frame(table: Table, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Checked rows as a frame.

    Parameters
    ----------
    table : Table
        What describes the rows.
    rows : list of dict
        Cells as texts by column; they are not checked again.

    Returns
    -------
    pandas.DataFrame
        As from `read`.

    Examples
    --------
    >>> tables.frame(table, tables.load(table).rows)["english"].tolist()
    ['Anna Brandt', 'Harbour Post']
    """
    import pandas as pd

    # Column by column from lists: masking empty cells in a finished frame takes five times as long.
    arrays = {}
    for column in table.columns:
        dtype, made = _ARRAYS.get(column.type, _TEXTS)
        arrays[column.name] = pd.array(
            [made(cell) if (cell := row[column.name]) else None for row in rows], dtype=dtype
        )
    return pd.DataFrame(arrays, copy=False)


def rows_of(table: Table, path: Path | None = None) -> list[dict[str, str]]:
    """The rows of a CSV file, checked as `read` does, without pandas.

    Parameters
    ----------
    table : Table
        What the file must hold.
    path : Path, optional
        Another file of the same description; default: the table's own.

    Returns
    -------
    list of dict
        Cells as texts by column, in the file's order; an empty cell is an empty text.

    Raises
    ------
    AnalysisError
        With every fault at once.

    Examples
    --------
    >>> [row["entity"] for row in tables.rows_of(table)]
    ['anna-brandt', 'harbour-post']
    """
    return load(table, path).rows


def load(
    table: Table,
    path: Path | None = None,
    known: Known | None = None,
    form: Form = Form(),  # noqa: B008
) -> Loaded:
    """A CSV file with all checks, and what was not in the one form and read all the same.

    Parameters
    ----------
    table : Table
        What the file must hold.
    path : Path, optional
        Another file of the same description; default: the table's own.
    known : callable, optional
        (table, columns) -> the values that there are, or None where nothing is to be checked. Without it references
        to other tables are not checked.
    form : Form, optional
        How to read what a spreadsheet made of the file.

    Returns
    -------
    Loaded

    Raises
    ------
    AnalysisError
        For a file that is missing or cannot be read; with every fault of its rows at once.

    Examples
    --------
    >>> tables.load(table).told
    ()
    """
    path = path or table.path
    where = shown(path)
    try:
        refuse_others(path.stat().st_mode, where)
        content = path.read_bytes()
    except FileNotFoundError:
        built = path.parent.name == "processed"
        raise AnalysisError(
            "the table is missing",
            where=where,
            do="Restore it with git, or build it from the text: make data ACCEPT=1"
            if built
            else f"Restore it with git, or begin it with the header: {','.join(table.names)}",
        ) from None
    except OSError as error:
        raise AnalysisError(
            f"it cannot be read ({error.strerror})", where=where, do="It must be a readable file."
        ) from None
    return checked(table, content, where, known, form)
