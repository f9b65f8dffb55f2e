"""Tables that say what they hold: a schema in code, strict CSV in, byte-stable CSV out.

Every table of the package is a `Table`. The codebook and `datapackage.json` are generated from these schemas, so a
column is described in one place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.paths import shown

if TYPE_CHECKING:
    import pandas as pd

LIST_SEPARATOR = "|"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DIGITS = 15  # that a whole number or a double surely holds


@dataclass(frozen=True)
class Value:
    """An allowed value of a coded column: what it means, an example, and where its border runs."""

    meaning: str
    example: str = ""
    border: str = ""


@dataclass(frozen=True)
class Column:
    """One column.

    type: text, integer, number, edtf (Extended Date/Time Format) or list (texts joined by ``|``).
    null: what an empty cell means; a column without it may not be empty.
    allowed: the values that may stand there; for a list, in each of its parts.
    refers: ``table.column`` that the value must occur in.
    """

    name: str
    type: str
    about: str
    unit: str = ""
    null: str = ""
    allowed: Mapping[str, Value] = field(default_factory=dict)
    pattern: str = ""
    refers: str = ""

    def fault(self, cell: str) -> str:
        """What is wrong with a cell, or an empty string."""
        if cell == "":
            return "" if self.null else "may not be empty"
        if cell != cell.strip():
            return f"{cell!r} has spaces around it"
        if self.type == "integer" and not _INTEGER.fullmatch(cell):
            return f"{cell!r} is not a whole number"
        if self.type == "number" and not _NUMBER.fullmatch(cell):
            return f"{cell!r} is not a number"
        if self.type in ("integer", "number") and sum(map(str.isdigit, cell)) > _DIGITS:
            return f"{cell!r} has more than {_DIGITS} digits"
        if self.type == "edtf":
            from analysis.dates import fault

            return fault(cell)
        parts = cell.split(LIST_SEPARATOR) if self.type == "list" else [cell]
        for part in parts:
            if part == "":
                return f"{cell!r} has an empty part between two '{LIST_SEPARATOR}'"
            if part != part.strip():
                return f"{cell!r} has spaces around a '{LIST_SEPARATOR}'"
            if self.allowed and part not in self.allowed:
                return f"{part!r} is not allowed; use one of: {', '.join(self.allowed)}"
            if self.pattern and not re.fullmatch(self.pattern, part):
                return f"{part!r} does not match {self.pattern}"
        return ""


@dataclass(frozen=True)
class Table:
    """A schema: name, where its file is, what one row is, its key and columns, and where its rows come from."""

    name: str
    path: Path
    about: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    source: str
    check: Callable[[dict[str, str]], Iterable[tuple[str, str]]] | None = None

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def at(self, path: Path) -> Table:
        """The same schema for another file (a coding pass, a test)."""
        from dataclasses import replace

        return replace(self, path=path)


def read(table: Table, path: Path | None = None) -> pd.DataFrame:
    """Read and check a CSV file.

    Returns a frame with the schema's columns, empty cells as missing; integers as Int64, numbers as Float64.
    Raises AnalysisError naming file, row (line of a spreadsheet, header = 1), column and the allowed values.
    """
    import pandas as pd

    rows = rows_of(table, path or table.path)
    # Column by column from lists: masking empty cells in a finished frame takes five times as long.
    kinds = {"integer": ("Int64", int), "number": ("Float64", float)}
    arrays = {}
    for column in table.columns:
        dtype, made = kinds.get(column.type, ("str", str))
        arrays[column.name] = pd.array(
            [made(cell) if (cell := row[column.name]) else None for row in rows], dtype=dtype
        )
    return pd.DataFrame(arrays, copy=False)


def rows_of(table: Table, path: Path) -> list[dict[str, str]]:
    """The checked rows of a CSV file as dictionaries of strings, in the file's order."""
    where = shown(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise AnalysisError(
            "the table is missing", where=where, do="Restore it with git, or build it with: make data"
        ) from None
    except OSError as error:
        raise AnalysisError(
            f"it cannot be read ({error.strerror})", where=where, do="It must be a readable file."
        ) from None
    return _checked(table, content, where)


def _checked(table: Table, content: bytes, where: str) -> list[dict[str, str]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AnalysisError(f"byte {error.start + 1} is not UTF-8", where=where, do="Save the file as UTF-8.") from None
    if "\r" in text:
        raise AnalysisError("it holds carriage returns (CR)", where=where, do="Save the file with LF line ends.")
    if text.startswith("\ufeff"):
        raise AnalysisError("the file starts with a byte order mark", where=where, do="Save it as UTF-8 without BOM.")
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise AnalysisError(
            f"it is not valid CSV ({error})",
            where=f"{where}, row {len(lines) + 1}",
            do="Quote cells that hold commas or quotes.",
        ) from None
    if not lines or lines[0] != table.names:
        found = lines[0] if lines else []
        missing = [name for name in table.names if name not in found]
        extra = [name for name in found if name not in table.names]
        twice = sorted({name for name in found if found.count(name) > 1 and name in table.names})
        parts = [
            f"{verb} {', '.join(names)}"
            for verb, names in (("lacks", missing), ("has unknown", extra), ("has twice", twice))
            if names
        ]
        raise AnalysisError(
            f"the header {' and '.join(parts) or 'has its columns in another order'}",
            where=f"{where}, row 1",
            do=f"The columns are: {', '.join(table.names)}",
        )
    names, rows = table.names, []
    seen: dict[tuple[str, ...], int] = {}
    columns: list[tuple[Column, set[str]]] = [
        (column, set()) for column in table.columns
    ]  # each with the cells that passed: most occur again
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(names):
            raise AnalysisError(
                f"it has {len(cells)} cells, not {len(names)}",
                where=f"{where}, row {number}",
                do="Quote cells that hold commas; an empty cell is still a cell.",
            )
        for cell, (column, passed) in zip(cells, columns, strict=True):
            if cell not in passed:
                if fault := column.fault(cell):
                    raise AnalysisError(fault, where=f"{where}, row {number}, column {column.name}", do=_hint(column))
                passed.add(cell)
        row = dict(zip(names, cells, strict=True))
        for name, fault in table.check(row) if table.check else ():
            raise AnalysisError(fault, where=f"{where}, row {number}, column {name}", do=_hint(table[name]))
        key = tuple(row[name] for name in table.key)
        if key in seen:
            raise AnalysisError(
                f"{' '.join(key)} stands in row {seen[key]} already",
                where=f"{where}, row {number}, column {table.key[0]}",
                do=f"{', '.join(table.key)} must name one row.",
            )
        seen[key] = number
        rows.append(row)
    return rows


def _hint(column: Column) -> str:
    return f"{column.name}: {column.about}" + (f" Empty means: {column.null}." if column.null else "")


def refer(table: Table, column: Column, cells: Iterable[str], known: set[str]) -> None:
    """Check that the cells of a column hold only values that are known where it refers to; parts of a list each."""
    for number, cell in enumerate(cells, start=2):
        for part in cell.split(LIST_SEPARATOR) if cell else []:
            if part not in known:
                raise AnalysisError(
                    f"{part!r} does not occur in {column.refers}",
                    where=f"{shown(table.path)}, row {number}, column {column.name}",
                    do=_hint(column),
                )


def sort_key(table: Table, row: Mapping[str, str]) -> tuple:
    """Order of rows: by key, whole numbers by value."""
    return tuple(
        (int(row[name]) if table[name].type == "integer" and _INTEGER.fullmatch(row[name]) else -1, row[name])
        for name in table.key
    )


def to_csv(table: Table, rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as the bytes that a table has on disk: UTF-8, LF, sorted by key."""
    texts = [{name: _cell(row.get(name)) for name in table.names} for row in rows]
    texts.sort(key=lambda row: sort_key(table, row))
    out = io.StringIO()
    writer = csv.DictWriter(out, table.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(texts)
    return out.getvalue()


def _cell(value: object) -> str:
    if (
        value is None or type(value).__name__ == "NAType" or value != value
    ):  # NaN and pandas' NA, without importing pandas
        return ""
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def write(table: Table, rows: Iterable[Mapping[str, object]], path: Path | None = None) -> None:
    """Write a table, whole or not at all, and refuse rows that could not be read back."""
    path = path or table.path
    try:
        content = to_csv(table, rows).encode()
    except UnicodeEncodeError as error:
        raise AnalysisError(
            f"{error.object[error.start]!r} is half a character", where=shown(path), do="Give text that UTF-8 can hold."
        ) from None
    _checked(table, content, shown(path))
    replace_file(path, content)
