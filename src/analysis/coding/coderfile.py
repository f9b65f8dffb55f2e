"""The file of one coder: ``data/raw/coding/<table>/<coder>.csv``, which nobody else writes.

It has the columns of the table and three more: `entry` (a coded row, or "read, nothing to code"), `unsure`, and
`codebook`, the version that the row was coded by. Where a table names its rows by an id, the coder's name is in it, so
that two coders never mint the same one, and git joins their branches without a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from analysis import inputs
from analysis.errors import AnalysisError, many
from analysis.study import Study, shown
from analysis.tables import Table
from analysis.tables.checking import kinds
from analysis.tables.column import Code, Column
from analysis.tables.rule import Rule
from analysis.tables.spreadsheet import Form, parse
from analysis.tables.table import needs

ENTRY, UNSURE, VERSION = "entry", "unsure", "codebook"
MARKS = (ENTRY, UNSURE, VERSION)
ROW, NOTHING = "row", "nothing"
PLACE = ("article", "paragraph")
NAME = re.compile(r"[a-z][a-z0-9]*")
FROZEN = "frozen"  # the folder with the coders' rows as they stood before anybody adjudicated
_MARK_COLUMNS = (
    Column(
        ENTRY,
        "string",
        "What the line is: a coded row, or that the article (or paragraph) was read and has nothing to code",
        codes={ROW: Code("A coded row"), NOTHING: Code("Read, nothing to code")},
    ),
    Column(
        UNSURE,
        "string",
        "Whether the coder is unsure of the row",
        empty="the coder is sure",
        codes={"yes": Code("The coder is unsure")},
    ),
    Column(VERSION, "string", "Version of the codebook that the row was coded by", pattern="[0-9a-f]{12}"),
)

Row = dict[str, str]


def home(study: Study) -> Path:
    """Where coders' files, the queue and the decisions lie."""
    return study.raw / "coding"


def path(study: Study, table: str, coder: str, frozen: bool = False) -> Path:
    """The file of a coder; frozen: its rows as they stood before anybody adjudicated."""
    folder = home(study) / FROZEN if frozen else home(study)
    return folder / table / f"{coder}.csv"


def unfinished(study: Study, table: str) -> Path:
    """The note of articles that are being frozen. Where it is still there, their rows were not all copied: they count
    as not frozen, and are frozen anew.
    """
    return home(study) / FROZEN / table / ".unfinished"


def coders(study: Study, table: str) -> list[str]:
    """Who has a file for a table, by name."""
    return sorted(file.stem for file in (home(study) / table).glob("*.csv") if not file.name.startswith("."))


def check_name(coder: str) -> str:
    """A coder's name. Raises AnalysisError for what could not be part of an id."""
    if not isinstance(coder, str) or not NAME.fullmatch(coder):
        raise AnalysisError(
            f"{coder!r} is no name for a coder",
            where="coder",
            do="Use lower-case letters and digits, a letter first, for example ana or coder2.",
        )
    return coder


def mints(table: Table) -> bool:
    """Whether rows of a table are named by an id; else by their place: one sheet an article or a paragraph."""
    return len(table.key) == 1 and table.key[0] not in PLACE


def name(table: Table, row: Mapping[str, str]) -> str:
    """What a row is called: its id, else its place (``ferry-ledger#3``)."""
    return "#".join(row[column] for column in table.key)


def described(table: Table, coder: str, study: Study) -> Table:
    """The description of a coder's file, made from that of the table; its rows are checked by the same rules.

    Raises AnalysisError for a table that cannot be coded so.
    """
    needs(table, ("article",), what="coding")
    if taken := [mark for mark in MARKS if mark in table]:
        raise AnalysisError(
            f"the table {table.name} has a column {taken[0]}, and a coder's file has one of that name",
            where=study.shown(table.path.with_suffix(".yml")),
            do="Give the column another name.",
        )
    coded = {ENTRY: (ROW,)}
    rules = [
        replace(rule, when={**rule.when, **coded}) if rule.do in ("require", "empty") else rule for rule in table.rules
    ]
    held = ("article", *(table.key if mints(table) else ()))
    for column in table.columns:
        if not column.empty and column.name not in held:
            rules.append(Rule("require", (column.name,), when=coded))
        if column.name not in (*PLACE, *table.key):
            rules.append(Rule("empty", (column.name,), when={ENTRY: (NOTHING,)}))
    columns = tuple(
        _relaxed(column, table, coder) if column.name not in held or column.name == table.key[0] else column
        for column in table.columns
    )
    own = path(study, table.name, coder)
    return replace(
        table,
        path=own,
        columns=(*columns, *_MARK_COLUMNS),
        rules=tuple(rules),
        reader={},
        mended=f"code import {study.shown(own)} --table {table.name} --coder {coder}",
    )


def _relaxed(column: Column, table: Table, coder: str) -> Column:
    """A column of the table as the coder's file has it: an id has the coder's name in it, the rest may be empty where
    there was nothing to code.
    """
    if mints(table) and column.name == table.key[0]:
        return replace(column, pattern=f"{table.name}-{coder}-[0-9]{{4,}}", refers="", names="")
    if column.name == "article":
        return column
    return replace(column, empty=column.empty or "there was nothing to code")


def minted(table: Table, coder: str, taken: Iterable[str]) -> str:
    """The next id of a coder; one that was used is not used again as long as a later one stands."""
    return f"{table.name}-{coder}-{_last(taken) + 1:04d}"


def _last(ids: Iterable[str]) -> int:
    numbers = (identity.rpartition("-")[2] for identity in ids)
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def settled_id(table: Table, taken: Iterable[str]) -> str:
    """The next id of the settled table. Raises AnalysisError where its column does not take such an id."""
    made = f"{table.name}-{_last(taken) + 1:04d}"
    if fault := table[table.key[0]].fault(made):
        raise AnalysisError(
            f"rows of a settled table are called {made}, and {fault}",
            where=table.path.with_suffix(".yml").name,
            do=f"Give the column {table.key[0]} the pattern '{table.name}-[0-9]{{4,}}'.",
        )
    return made


def coded(rows: Iterable[Row]) -> list[Row]:
    """The coded rows, without entries that there was nothing to code."""
    return [row for row in rows if row[ENTRY] == ROW]


def frozen_rows(file: Table, path: Path) -> list[Row]:
    """The rows of a file that was frozen. They may be older than a codebook that changed: columns that are new are
    empty, those that are gone are left out, and no cell is checked by it.

    Raises AnalysisError with every row that cannot be read.
    """
    if not path.exists():
        return []
    content = inputs.content(path, "the copy of a coder's rows")
    free = [name for name in file.names if name not in ("article", ENTRY)]
    sheet = parse(content, kinds(file), Form(), shown(path), free, others=True)
    if sheet.faults:
        lines = [f"row {number}: {what}" for number, what in sheet.faults]
        raise many(lines, shown(path), "Nobody edits what is frozen: restore it with git.")
    return [dict(zip(file.names, cells, strict=True)) for _, cells in sheet.rows]
