"""Adjudication: what was decided about rows in which coders differ, and what is still open.

An open decision is a line without a reason. It is asked for by `settle`, which writes the line with what each coder
has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from analysis import codebook, tables
from analysis.codebook.description import describe
from analysis.coding.coderfile import PLACE, Row, home, name
from analysis.coding.matching import Group, compared, differing, told
from analysis.errors import AnalysisError, many
from analysis.files import replace_file
from analysis.study import Study
from analysis.tables import Table

MATCH, WHOLE = "match", "row"
KEEP, OUT = "keep", "out"
NAMES = ("decisions", "settled")


def path(study: Study, which: str) -> Path:
    """Where decisions, or what was settled, are kept."""
    return home(study) / f"{which}.csv"


def table_of(study: Study, which: str) -> Table:
    """The description of `decisions` or `settled`, as the study has it, else as the package brings it."""
    own = path(study, which).with_suffix(".yml")
    if own.exists():
        return describe(own, dict)
    brought = files("analysis.coding") / "tables" / f"{which}.yml"
    return describe(Path(str(brought)), dict).at(path(study, which))


def write(study: Study, which: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write decisions or what was settled, with their description beside them."""
    table = table_of(study, which)
    own = path(study, which).with_suffix(".yml")
    if not own.exists():
        if which in codebook.read(study):
            raise AnalysisError(
                f"this study has a table {which} elsewhere",
                where=study.shown(codebook.read(study)[which].path),
                do="Rename it with its description: coding keeps a table of that name in data/raw/coding.",
            )
        brought = files("analysis.coding") / "tables" / f"{which}.yml"
        replace_file(own, brought.read_bytes())
    # A study that began with an older version describes fewer columns.
    tables.write(table, ({key: row[key] for key in table.names if key in row} for row in rows), path(study, which))


def read(study: Study, which: str = "decisions") -> list[Row]:
    """All decisions, or all that was settled; none where there is no such file yet."""
    return tables.rows_of(table_of(study, which)) if path(study, which).exists() else []


def tidy(study: Study) -> list[str]:
    """Put the decisions in the one form, as whoever reads the data package expects it; what a spreadsheet had made."""
    file = path(study, "decisions")
    if not file.exists():
        return []
    loaded = tables.load(table_of(study, "decisions"))
    if loaded.told:
        write(study, "decisions", loaded.rows)
    return list(loaded.told)


@dataclass
class Decisions:
    """The decisions on one table, and those that are asked for.

    by: (row, column) -> its line. asked: lines that nobody has decided yet.
    """

    study: Study
    table: Table
    by: dict[tuple[str, str], Row]
    asked: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def same(self) -> dict[str, str]:
        """Row -> the row of another coder that it is one with, empty for none."""
        return {row: line["value"] for (row, column), line in self.by.items() if column == MATCH and line["reason"]}

    def of(self, group: Group, column: str) -> str | None:
        """What was decided about a column of rows that are one; None where it is open, which is noted.

        A decision on what the coders have no more is a fault.
        """
        names = [name(self.table, row) for row in group.values()]
        found = _found(self.table, group, column)
        line = next((self.by[one, column] for one in names if (one, column) in self.by), None)
        if line is None or not line["reason"]:
            asked = {"table": self.table.name, "row": names[0], "column": column, "found": found}
            asked["about"] = says(self.table, next(iter(group.values())))
            self.asked.append({**asked, "value": line["value"] if line else "", "reason": ""})
            return None
        if line["found"] and line["found"] != found:
            self.faults.append(
                f"row {line['row']}, column {column}: it was decided when the coders had “{line['found']}”, and now "
                "they "
                f"have “{found}”"
            )
        if column == WHOLE and line["value"] not in (KEEP, OUT):
            self.faults.append(f"row {line['row']}, column row: {line['value']!r} is neither {KEEP} nor {OUT}")
        elif column != WHOLE and (fault := self.table[column].fault(line["value"])):
            self.faults.append(f"row {line['row']}, column {column}: {fault}")
        return line["value"]

    def end(self) -> None:
        """Raises AnalysisError with every fault of the decisions."""
        if self.faults:
            raise many(
                self.faults,
                self.study.shown(path(self.study, "decisions")),
                "Change the line, or empty its found and reason to have it asked for again.",
            )


def says(table: Table, row: Row) -> str:
    """Where a row stands and what it says: ``ferry-ledger, paragraph 3: The keeper wants it``."""
    said = row.get("statement") or ", ".join(row[column] for column in compared(table) if row[column])
    paragraph = f", paragraph {row['paragraph']}" if row.get("paragraph") else ""
    return f"{row['article']}{paragraph}: {said}"


def point_out(table: Table, asked: Iterable[Row], alone: Mapping[str, tuple[str, Row]]) -> None:
    """Say of each row that one coder has which rows of other coders in its paragraph nobody else has either: they may
    be the same, called otherwise.

    alone: such rows by name, each with its coder.
    """
    for line in asked:
        if line["column"] != WHOLE or line["row"] not in alone:
            continue
        coder, own = alone[line["row"]]
        near = [
            f"{other} ({says(table, row).partition(': ')[2]})"
            for other, (who, row) in alone.items()
            if who != coder and all(row.get(column) == own.get(column) for column in PLACE)
        ]
        if near:
            line["about"] += f". May be the same as {'; '.join(near)}"


def _found(table: Table, group: Group, column: str) -> str:
    if column == WHOLE:
        return "; ".join(f"{coder}: {name(table, row)}" for coder, row in group.items())
    return told(group, column)


def on(study: Study, table: Table, names: Iterable[str]) -> Decisions:
    """The decisions on a table. names: the rows that coders have; a decision on another one is a fault."""
    lines = [line for line in read(study) if line["table"] == table.name]
    found = Decisions(study, table, {(line["row"], line["column"]): line for line in lines})
    known = set(names)
    found.faults += list(_strange(lines, known, table))
    return found


def _strange(lines: Iterable[Row], known: set[str], table: Table) -> Iterator[str]:
    for line in lines:
        here = f"row {line['row']}, column {line['column']}"
        if line["row"] not in known:
            yield f"{here}: no coder has that row"
        elif line["column"] not in (WHOLE, MATCH, *table.names):
            yield f"{here}: the table has no such column"
        elif line["column"] == MATCH and line["value"] and line["value"] not in known:
            yield f"{here}: no coder has the row {line['value']!r}"


def questions(table: Table, group: Group, readers: set[str]) -> list[str]:
    """What about rows that are one has to be decided: whether the row stays, and the columns in which they differ."""
    missed = readers - set(group)
    unsure = any(row["unsure"] for row in group.values()) and (len(readers) == 1 or bool(missed))
    return [*([WHOLE] if missed or unsure else []), *differing(table, group)]
