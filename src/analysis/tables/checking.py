"""The rows of a table, checked: every fault of cells, rows, keys and references, told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.errors import AnalysisError, many, quoted
from analysis.nearest import asked
from analysis.tables.column import Column
from analysis.tables.spreadsheet import Form, kind, parse, say_which
from analysis.tables.table import Reference, Table, referred

Known = Callable[[str, tuple[str, ...]], Collection[tuple[str, ...]] | None]


@dataclass(frozen=True)
class Loaded:
    """A table as read: rows as texts by column in the file's order, the number of each as a spreadsheet counts, and
    what was not in the one form and read all the same.
    """

    rows: list[dict[str, str]]
    numbers: list[int]
    told: tuple[str, ...] = ()


def checked(table: Table, content: bytes, where: str, known: Known | None, form: Form) -> Loaded:
    """The rows in the bytes of a file. Raises AnalysisError with every fault at once."""
    sheet = parse(content, kinds(table), form, where)
    rows = [dict(zip(table.names, cells, strict=True)) for _, cells in sheet.rows]
    faults = [(number, "", what) for number, what in sheet.faults]
    return checked_rows(table, rows, [number for number, _ in sheet.rows], where, known, faults, tuple(sheet.told))


def kinds(table: Table) -> dict[str, str]:
    """What the parser has to know of each column."""
    return {column.name: kind(column.type, column.edtf, column.delimiter) for column in table.columns}


def checked_rows(
    table: Table,
    rows: list[dict[str, str]],
    numbers: list[int],
    where: str,
    known: Known | None,
    faults: Iterable[tuple[int, str, str]] = (),
    told: tuple[str, ...] = (),
) -> Loaded:
    """Rows that were read, with the number of each. Raises AnalysisError with every fault, those known before too."""
    found = list(faults)
    described = {column.name: column for column in table.columns}
    # Each column with the cells that passed: most occur again.
    columns: list[tuple[Column, set[str]]] = [(column, set()) for column in table.columns]
    for number, row in zip(numbers, rows, strict=True):
        for column, passed in columns:
            if (cell := row[column.name]) not in passed:
                if fault := column.fault(cell):
                    which = say_which(cell, table.tidied) if column.edtf else ""
                    found.append((number, column.name, f"{fault}{which}"))
                else:
                    passed.add(cell)
        found += [(number, *broken) for rule in table.rules if (broken := rule.fault(row, described))]
    found += _doubled(table, rows, numbers)
    if known is not None:
        found += unreferred(table, rows, numbers, known)
    if found:
        raise _told(table, _once(found), where)
    return Loaded(rows, numbers, told)


def row_faults(
    table: Table, row: Mapping[str, str], known: Known | None = None, others: Iterable[dict[str, str]] = ()
) -> dict[str, str]:
    """What is wrong with one row by itself, by column: the checks of a file, for a row that is being typed.

    others: the rows that it may refer to in its own table.
    """
    cells = {name: row.get(name, "") for name in table.names}
    described = {column.name: column for column in table.columns}
    faults = [(1, name, fault) for name, cell in cells.items() if (fault := described[name].fault(cell))]
    faults += [(1, *broken) for rule in table.rules if (broken := rule.fault(cells, described))]
    if known is not None:
        rows = [cells, *others]
        faults += [found for found in unreferred(table, rows, [1, *[2] * (len(rows) - 1)], known) if found[0] == 1]
    return {column: what for _, column, what in _once(faults)}


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


def unreferred(
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
        if reference.counted:
            for number, what in _uncounted(reference, rows, numbers, dict(there)):  # type: ignore[arg-type]
                if not any((number, name) in wrong for name in reference.fields):
                    yield number, reference.fields[-1], what
            continue
        target = f"{reference.table}.{reference.columns[0]}"
        for number, row in zip(numbers, rows, strict=True):
            if len(reference.fields) == 1:
                name = reference.fields[0]
                for part in table[name].parts(row[name]):
                    if (part,) not in there:
                        near = asked(part, (cell for (cell,) in there))
                        wrong.add((number, name))
                        yield number, name, f"{quoted(part)} does not occur in {target}{near}"
            else:
                cells = tuple(row[name] for name in reference.fields)
                if all(cells) and cells not in there and not any((number, name) in wrong for name in reference.fields):
                    pair = ", ".join(f"{name} {cell}" for name, cell in zip(reference.columns, cells, strict=True))
                    yield number, reference.fields[-1], f"there is no {pair} in {reference.table}"


def _uncounted(
    reference: Reference, rows: list[dict[str, str]], numbers: list[int], most: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """(row, fault) of numbers beyond what is counted."""
    first, last = reference.fields
    for number, row in zip(numbers, rows, strict=True):
        if row[last].isdigit() and int(row[last]) > int(most.get(row[first], row[last])):
            told = f"{row[first]} has {most[row[first]]} {reference.columns[-1]}"
            yield number, f"{told}, so there is no {last} {row[last]}"


def _once(faults: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Faults by row, for each cell the first that was found: what follows from it says nothing new."""
    first: dict[tuple[int, str], str] = {}
    for number, column, what in faults:
        first.setdefault((number, column), what)
    return sorted(((number, column, what) for (number, column), what in first.items()), key=lambda fault: fault[0])


def _told(table: Table, faults: list[tuple[int, str, str]], where: str) -> AnalysisError:
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
