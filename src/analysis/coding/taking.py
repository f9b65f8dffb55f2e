"""Taking rows of a sheet into a coder's file: checked all at once, ids minted, nothing lost, nothing half-written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis import tables
from analysis.coding import coderfile, decisions, sheet
from analysis.coding.coderfile import Row, name
from analysis.coding.desk import Desk
from analysis.errors import AnalysisError
from analysis.tables.checking import checked_rows, kinds
from analysis.tables.spreadsheet import Form, parse


@dataclass(frozen=True)
class Taken:
    """What came in. kept: rows of the coder that the sheet does not have, and that stay; told: what was read all the
    same.
    """

    new: int
    changed: int
    same: int
    kept: int
    told: list[str]


def take(desk: Desk, path: Path, form: Form = Form(), replace: bool = False) -> Taken:  # noqa: B008
    """Take the rows of a sheet into a coder's file.

    replace: rows of the coder that the sheet does not have go. Raises AnalysisError with every fault of the sheet, and
    then nothing is written.
    """
    content, told = sheet.read(path)
    own = form if path.resolve() == desk.file.path.resolve() else Form()  # the coder's own file may be what is mended
    file, table, where = desk.file, desk.table, str(path)
    read = parse(content, kinds(file), form, where, sheet.optional(table))
    numbers = [number for number, _ in read.rows]
    rows = [sheet.filled(dict(zip(file.names, cells, strict=True)), file, desk.version) for _, cells in read.rows]
    faults = [(number, "", what) for number, what in read.faults]
    before = {name(table, row): row for row in desk.rows(own)}
    adopted = _adopted(desk, rows) if coderfile.mints(table) else {}
    if coderfile.mints(table):
        _mint(desk, rows, before, adopted)
    for number, row in zip(numbers, rows, strict=True):
        faults += [(number, column, fault) for column, cell in row.items() if (fault := desk.copied(cell))]
    checked_rows(file, rows, numbers, where, desk.known, faults)
    came = {name(table, row): row for row in rows}
    after = came if replace else {**before, **came}
    with desk.alone():
        if {name(table, row): row for row in desk.rows(own)} != before:
            raise AnalysisError(
                "it was changed while the sheet was read", where=desk.study.shown(file.path), do="Import it again."
            )
        tables.write(file, after.values())
    if adopted:
        _keep_ids(desk, adopted)
    return Taken(
        new=sum(one not in before for one in came),
        changed=sum(one in before and before[one] != row for one, row in came.items()),
        same=sum(before.get(one) == row for one, row in came.items()),
        kept=0 if replace else sum(one not in came for one in before),
        told=[*told, *read.told],
    )


def _adopted(desk: Desk, rows: list[Row]) -> dict[str, Row]:
    """Rows of the sheet that the settled table has and no coder: by their id there, which they keep."""
    if not desk.table.path.exists():
        return {}
    key = desk.table.key[0]
    settled = {row[key] for row in tables.rows_of(desk.table)}
    settled -= {line["id"] for line in decisions.read(desk.study, "settled") if line["table"] == desk.table.name}
    return {row[key]: row for row in rows if row[key] in settled}


def _mint(desk: Desk, rows: list[Row], before: dict[str, Row], adopted: dict[str, Row]) -> None:
    key, taken = desk.table.key[0], [*before, desk.next_name(before)]
    first = True
    for row in rows:
        if not row[key] or row[key] in adopted:
            row[key] = taken[-1] if first else coderfile.minted(desk.table, desk.coder, taken)
            first = False
            taken.append(row[key])


def _keep_ids(desk: Desk, adopted: dict[str, Row]) -> None:
    """Write down which coder's row each settled row came from, so that it keeps its id."""
    table = desk.table
    lines = [
        {"table": table.name, "id": identity, "coders": desk.coder, "rows": row[table.key[0]], "how": "alone"}
        for identity, row in adopted.items()
    ]
    decisions.write(desk.study, "settled", [*decisions.read(desk.study, "settled"), *lines])
