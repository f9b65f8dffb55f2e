"""Writing the CSV file of a table, always the same bytes: UTF-8, LF, sorted by key."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.formulas import inert
from analysis.study import shown
from analysis.tables.checking import checked
from analysis.tables.column import INTEGER
from analysis.tables.spreadsheet import Form
from analysis.tables.table import Table


def sort_key(table: Table, row: Mapping[str, str]) -> tuple:
    """Order of rows: by key, whole numbers by value; of minted ids those with more than four digits come last."""
    return tuple(
        (int(row[name]), "", 0, row[name])
        if table[name].type == "integer" and INTEGER.fullmatch(row[name])
        else (-1, *_parted(row[name], table))
        for name in table.key
    )


def _parted(cell: str, table: Table) -> tuple[str, int, str]:
    """A cell for the order: what stands before the number of a minted id (claims-0007, claims-ana-10000), its digits,
    and the cell.
    """
    name, dash, number = cell.rpartition("-")
    minted = len(table.key) == 1 and number.isdigit() and f"{name}-".startswith(f"{table.name}-")
    return (name + dash, max(4, len(number)), cell) if minted else (cell, 0, "")


def to_csv(table: Table, rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as a table has them on disk: LF, sorted by key, no cell that a spreadsheet would run, only the cells quoted
    that must be.

    Parameters
    ----------
    table : Table
        What describes the rows.
    rows : iterable of mapping
        Cells by column; one that is missing, None or NaN is empty. Numbers are written with four decimals at most.

    Returns
    -------
    str

    Examples
    --------
    >>> tables.to_csv(table, tables.rows_of(table)).splitlines()[1].split(",")[0]
    'anna-brandt'
    """
    texts = [{name: _cell(row.get(name)) for name in table.names} for row in rows]
    texts.sort(key=lambda row: sort_key(table, row))
    out = io.StringIO()
    writer = csv.DictWriter(out, table.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: inert(cell) for name, cell in row.items()} for row in texts)
    return out.getvalue()


def _cell(value: object) -> str:
    # NaN and pandas' NA, without importing pandas
    if value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def write(table: Table, rows: Iterable[Mapping[str, object]], path: Path | None = None) -> None:
    """Write a table, whole or not at all, and refuse rows that could not be read back.

    Parameters
    ----------
    table : Table
        What describes the rows.
    rows : iterable of mapping
        As for `to_csv`.
    path : Path, optional
        Another file of the same description; default: the table's own.

    Raises
    ------
    AnalysisError
        With every fault of the rows; nothing is written then.

    Examples
    --------
    >>> tables.write(table, tables.rows_of(table))
    """
    path = path or table.path
    try:
        content = to_csv(table, rows).encode()
    except UnicodeEncodeError as error:
        raise AnalysisError(
            f"{error.object[error.start]!r} is half a character", where=shown(path), do="Give text that UTF-8 can hold."
        ) from None
    checked(table, content, shown(path), None, Form(strict=True))
    replace_file(path, content)
