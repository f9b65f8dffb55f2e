"""Tables that say what they hold: a description, strict CSV in with all its faults at once, byte-stable CSV out.

A `Table` is described in a YAML file beside its CSV (see `analysis.codebook`). What a spreadsheet makes of a CSV file is
read all the same and told (see `analysis.spreadsheet`); what is wrong is refused, each fault with its row and column.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.nearest import asked, listed
from analysis.outline import many
from analysis.spreadsheet import Form, asked_date, kind, parse
from analysis.study import shown

if TYPE_CHECKING:
    import pandas as pd

LIST_SEPARATOR = "|"
EDTF = "http://id.loc.gov/datatypes/edtf"
TYPES = ("string", "integer", "number", "list")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DIGITS = 15  # that a whole number or a double surely holds


@dataclass(frozen=True)
class Code:
    """A value of a coded column: how a reader sees it, what it means, an example, and where its border runs.

    hue: colour of its marks. role: what the library does with it, see `ROLES`.
    """

    meaning: str
    label: str = ""
    example: str = ""
    border: str = ""
    hue: str = ""
    role: str = ""


ROLES = {
    "own": "the words are the article's own and nobody else's",
    "boilerplate": "a fixed line, whose repetition says nothing",
}


def label(value: str, codes: Mapping[str, Code] = {}) -> str:
    """A coded value as a reader sees it: by its label, else ``mass-media`` as ``Mass media``."""
    if (code := codes.get(value)) and code.label:
        return code.label
    words = value.replace("-", " ")
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Column:
    """One column.

    type: string, integer, number or list (texts joined by `delimiter`); edtf: a date in the Extended Date/Time Format.
    empty: what an empty cell means; a column without it may not be empty.
    codes: the values that may stand there; in a list, in each of its parts.
    refers: ``table.column`` that the value must occur in; names: the same, where a description may stand instead.
    """

    name: str
    type: str
    description: str
    unit: str = ""
    empty: str = ""
    codes: Mapping[str, Code] = field(default_factory=dict)
    pattern: str = ""
    refers: str = ""
    names: str = ""
    edtf: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    delimiter: str = LIST_SEPARATOR

    def parts(self, cell: str) -> list[str]:
        """The values in a cell: the parts of a list, the one of any other, none of an empty cell."""
        return (cell.split(self.delimiter) if self.type == "list" else [cell]) if cell else []

    def fault(self, cell: str) -> str:
        """What is wrong with a cell, or an empty string."""
        if cell == "":
            return "" if self.empty else "may not be empty"
        if cell != cell.strip():
            return f"{cell!r} has spaces around it"
        if self.type in ("integer", "number"):
            return self._number(cell)
        if self.edtf:
            return self._date(cell)
        for part in self.parts(cell):
            if part == "":
                return f"{cell!r} has an empty part between two '{self.delimiter}'"
            if part != part.strip():
                return f"{cell!r} has spaces around a '{self.delimiter}'"
            if self.codes and part not in self.codes:
                return f"{part!r} is not allowed; use one of: {', '.join(self.codes)}{asked(part, self.codes)}"
            if self.pattern and not re.fullmatch(self.pattern, part):
                return f"{part!r} does not match {self.pattern}"
        return ""

    def _number(self, cell: str) -> str:
        whole = self.type == "integer"
        if not (_INTEGER if whole else _NUMBER).fullmatch(cell):
            return f"{cell!r} is not a {'whole number' if whole else 'number'}"
        if sum(map(str.isdigit, cell)) > _DIGITS:
            return f"{cell!r} has more than {_DIGITS} digits"
        if self.minimum is not None and float(cell) < self.minimum:
            return f"{cell} is less than {self.minimum:g}"
        if self.maximum is not None and float(cell) > self.maximum:
            return f"{cell} is more than {self.maximum:g}"
        return ""

    def _date(self, cell: str) -> str:
        from analysis import dates

        wrong = dates.fault(cell)
        return f"{wrong}{asked_date(cell)}" if wrong else ""

    @property
    def hint(self) -> str:
        """What a person should know who mends a cell."""
        about = self.description if self.description.endswith((".", "!", "?")) else f"{self.description}."
        return f"{self.name}: {about}" + (f" Empty means: {self.empty}." if self.empty else "")


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of a row, from a small closed vocabulary.

    do: ``require`` or ``empty`` with one column, ``equal`` or ``before`` with two. It holds where all columns of `given`
    have a value, all of `without` have none, and each of `when` has one of certain values.
    """

    do: str
    columns: tuple[str, ...]
    given: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fault(self, row: Mapping[str, str], table: Table) -> tuple[str, str] | None:
        """The column at fault and what is wrong, or None."""
        applies = (
            all(row[name] for name in self.given)
            and not any(row[name] for name in self.without)
            and all(set(table[name].parts(row[name])) & set(values) for name, values in self.when.items())
        )
        if not applies:
            return None
        first, *others = self.columns
        if self.do == "require":
            return None if row[first] else (first, f"may not be empty{self._since(row)}")
        if self.do == "empty":
            return (
                (first, f"{row[first]!r} stands there, and it must be empty{self._since(row)}") if row[first] else None
            )
        one, other = row[first], row[others[0]]
        if not one or not other:
            return None
        if self.do == "equal":
            return None if one == other else (others[0], f"{other!r} must be the same as {first}, {one!r}")
        return (others[0], f"{other!r} is before {first}, {one!r}") if _after(table[first], one, other) else None

    def _since(self, row: Mapping[str, str]) -> str:
        reasons = [f"{name} is {row[name]!r}" for name in (*self.given, *self.when)]
        reasons += [f"{name} is empty" for name in self.without]
        return f" where {' and '.join(reasons)}" if reasons else ""

    @property
    def words(self) -> str:
        """The rule as a sentence, for the codebook."""
        first, *others = (f"`{name}`" for name in self.columns)
        if self.do == "equal":
            return f"{first} and {others[0]} are the same where both are given."
        if self.do == "before":
            return f"{first} is not after {others[0]}."
        conditions = [f"`{name}` is given" for name in self.given]
        conditions += [f"`{name}` is empty" for name in self.without]
        conditions += [f"`{name}` is {' or '.join(f'`{v}`' for v in values)}" for name, values in self.when.items()]
        where = f" where {' and '.join(conditions)}" if conditions else ""
        return f"{first} {'may not be empty' if self.do == 'require' else 'is empty'}{where}."


def _after(column: Column, one: str, other: str) -> bool:
    """Whether a value surely comes after another. Cells that are no dates or numbers have faults of their own."""
    from analysis import dates

    try:
        if column.edtf:
            first, last = dates.span(one).first, dates.span(other).last
            return bool(first and last and first > last)
        return float(one) > float(other)
    except ValueError:
        return False


@dataclass(frozen=True)
class Reference:
    """Columns whose values must occur together in the columns of another table (of the same one: its own name)."""

    fields: tuple[str, ...]
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The description of a table: where its file is, what one row is, its key, columns and rules, where rows come from.

    reader: how a register shows a row, see `analysis.codebook`. compared: columns in which two coding passes are
    compared. order: its place among the tables.
    """

    name: str
    path: Path
    description: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    source: str = ""
    title: str = ""
    inclusion: str = ""
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    reader: Mapping[str, object] = field(default_factory=dict)
    compared: tuple[str, ...] = ()
    order: int | None = None

    def __getitem__(self, name: str) -> Column:
        try:
            return next(column for column in self.columns if column.name == name)
        except StopIteration:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def naming(self, table: str) -> list[str]:
        """The columns that name rows of another table."""
        targets = {column.name: column.refers or column.names for column in self.columns}
        direct = {name for name, target in targets.items() if target.partition(".")[0] == table}
        direct |= {ref.fields[0] for ref in self.references if ref.table == table and len(ref.fields) == 1}
        return [name for name in self.names if name in direct]

    def at(self, path: Path) -> Table:
        """The same description for another file (a coding pass, a test)."""
        from dataclasses import replace

        return replace(self, path=path)


def needs(table: Table, columns: Iterable[str], *, what: str) -> Table:
    """The table, where it has the columns that code works with.

    what: what needs them, as the subject of a sentence. Raises AnalysisError naming the columns that it lacks.
    """
    if lacking := [name for name in columns if name not in table]:
        raise AnalysisError(
            f"{what} needs the column{'s' * (len(lacking) > 1)} {', '.join(lacking)}, which the table {table.name} does not have",
            where=shown(table.path.with_suffix(".yml")),
            do=f"Describe {'them' if len(lacking) > 1 else 'it'} there and in the CSV. Its columns: {listed(table.names)}.",
        )
    return table


# Reading

Known = Callable[[str, tuple[str, ...]], Collection[tuple[str, ...]] | None]


@dataclass(frozen=True)
class Loaded:
    """A table as read: rows as texts by column in the file's order, the number of each as a spreadsheet counts, and what
    was not in the one form and read all the same.
    """

    rows: list[dict[str, str]]
    numbers: list[int]
    told: tuple[str, ...] = ()


def read(table: Table, path: Path | None = None) -> pd.DataFrame:
    """Read and check a CSV file.

    Returns a frame with the described columns, empty cells as missing; integers as Int64, numbers as Float64.
    Raises AnalysisError naming file, row (as a spreadsheet counts, header = 1), column and what is valid, for every fault.
    """
    return frame(table, load(table, path).rows)


def frame(table: Table, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Checked rows as a frame."""
    import pandas as pd

    # Column by column from lists: masking empty cells in a finished frame takes five times as long.
    kinds = {"integer": ("Int64", int), "number": ("Float64", float)}
    arrays = {}
    for column in table.columns:
        dtype, made = kinds.get(column.type, ("str", str))
        arrays[column.name] = pd.array(
            [made(cell) if (cell := row[column.name]) else None for row in rows], dtype=dtype
        )
    return pd.DataFrame(arrays, copy=False)


def rows_of(table: Table, path: Path | None = None) -> list[dict[str, str]]:
    """The checked rows of a CSV file as dictionaries of strings, in the file's order."""
    return load(table, path).rows


def load(table: Table, path: Path | None = None, known: Known | None = None, form: Form = Form()) -> Loaded:  # noqa: B008
    """Read a CSV file with all checks.

    known: (table, columns) -> the values that there are, or None where nothing is to be checked; without it references are
    not checked. form: how to read what a spreadsheet made of it. Raises AnalysisError with every fault at once.
    """
    path = path or table.path
    where = shown(path)
    try:
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
    return _checked(table, content, where, known, form)


def _checked(table: Table, content: bytes, where: str, known: Known | None, form: Form) -> Loaded:
    kinds = {column.name: kind(column.type, column.edtf, column.delimiter) for column in table.columns}
    sheet = parse(content, kinds, form, where)
    faults: list[tuple[int, str, str]] = [(number, "", what) for number, what in sheet.faults]
    names, rows, numbers = table.names, [], []
    # Each column with the cells that passed: most occur again.
    columns: list[tuple[Column, set[str]]] = [(column, set()) for column in table.columns]
    for number, cells in sheet.rows:
        for cell, (column, passed) in zip(cells, columns, strict=True):
            if cell not in passed:
                if fault := column.fault(cell):
                    faults.append((number, column.name, fault))
                else:
                    passed.add(cell)
        row = dict(zip(names, cells, strict=True))
        rows.append(row)
        numbers.append(number)
        faults += [(number, *broken) for rule in table.rules if (broken := rule.fault(row, table))]
    faults += _doubled(table, rows, numbers)
    if known is not None:
        faults += _unreferred(table, rows, numbers, known)
    if faults:
        raise _told(table, _once(faults), where)
    return Loaded(rows, numbers, tuple(sheet.told))


def _doubled(table: Table, rows: list[dict[str, str]], numbers: list[int]) -> Iterator[tuple[int, str, str]]:
    """Rows whose key, or whose cell in a column that says so, stands in an earlier row."""
    keys = [table.key, *((column.name,) for column in table.columns if column.unique and (column.name,) != table.key)]
    for key in filter(None, keys):
        seen: dict[tuple[str, ...], int] = {}
        for number, row in zip(numbers, rows, strict=True):
            cells = tuple(row[name] for name in key)
            if all(cells) and (before := seen.setdefault(cells, number)) != number:
                yield (
                    number,
                    key[0],
                    f"{' '.join(cells)} stands in row {before} already; {', '.join(key)} must name one row",
                )


def _unreferred(
    table: Table, rows: list[dict[str, str]], numbers: list[int], known: Known
) -> Iterator[tuple[int, str, str]]:
    """Cells that do not occur where they must."""
    wrong: set[tuple[int, str]] = set()  # a pair is not blamed for a part that has a fault of its own
    for reference in referred(table):
        if not any(all(row[name] for name in reference.fields) for row in rows):
            continue  # what it refers to may well be missing
        own = reference.table == table.name
        there = (
            {tuple(row[name] for name in reference.columns) for row in rows}
            if own
            else known(reference.table, reference.columns)
        )
        if there is None:
            continue
        target = f"{reference.table}.{reference.columns[0]}"
        for number, row in zip(numbers, rows, strict=True):
            if len(reference.fields) == 1:
                name = reference.fields[0]
                for part in table[name].parts(row[name]):
                    if (part,) not in there:
                        near = asked(part, (cell for (cell,) in there))
                        wrong.add((number, name))
                        yield number, name, f"{part!r} does not occur in {target}{near}"
            else:
                cells = tuple(row[name] for name in reference.fields)
                if all(cells) and cells not in there and not any((number, name) in wrong for name in reference.fields):
                    pair = ", ".join(f"{name} {cell}" for name, cell in zip(reference.columns, cells, strict=True))
                    yield number, reference.fields[-1], f"there is no {pair} in {reference.table}"


def referred(table: Table) -> list[Reference]:
    """What the columns of a table refer to, one column's references among them."""
    single = [Reference((column.name,), *_target(column.refers)) for column in table.columns if column.refers]
    return [*single, *table.references]


def _target(dotted: str) -> tuple[str, tuple[str, ...]]:
    table, _, column = dotted.partition(".")
    return table, (column,)


def _once(faults: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Faults by row, for each cell the first that was found: what follows from it says nothing new."""
    first: dict[tuple[int, str], str] = {}
    for number, column, what in faults:
        first.setdefault((number, column), what)
    return sorted(((number, column, what) for (number, column), what in first.items()), key=lambda fault: fault[0])


def _told(table: Table, faults: list[tuple[int, str, str]], where: str) -> AnalysisError:
    faults = [(number, column, what.replace(" NAME ", f" {table.name} ")) for number, column, what in faults]

    def place(number: int, column: str) -> str:
        return f"row {number}" + (f", column {column}" if column else "")

    if len(faults) == 1:
        number, column, what = faults[0]
        do = _hint(table, column) if column else "Quote cells that hold commas; an empty cell is still a cell."
        return AnalysisError(what, where=f"{where}, {place(number, column)}", do=do)
    lines = [f"{place(number, column)}: {what}" for number, column, what in faults]
    wrong = list(dict.fromkeys(column for _, column, _ in faults if column))
    return many(lines, where, "\n  ".join(_hint(table, name) for name in wrong) or "Quote cells that hold commas.")


def _hint(table: Table, name: str) -> str:
    """What a column holds, and where a value that it lacks would be described."""
    more = f" A new value is described in {table.name}.yml beside the table." if table[name].codes else ""
    return f"{table[name].hint}{more}"


# Writing


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
    # NaN and pandas' NA, without importing pandas
    if value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value)):
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
    _checked(table, content, shown(path), None, Form(strict=True))
    replace_file(path, content)
