"""One coder at work on one table: rows checked as they are typed, each change written whole at once, undone one by one.

A desk reads and writes the file of its coder and no other: a second coder does not see the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from analysis import codebook, tables
from analysis.coding import coderfile
from analysis.coding.coderfile import ENTRY, NOTHING, PLACE, ROW, UNSURE, VERSION, Row
from analysis.coding.queue import Queue, Task
from analysis.coding.records import coded_table, known_in, queue_of, titles
from analysis.coding.version import version
from analysis.errors import AnalysisError
from analysis.files import in_turn
from analysis.study import Study
from analysis.tables import Table
from analysis.tables.checking import Known, row_faults
from analysis.tables.spreadsheet import Form


class Faulty(AnalysisError):
    """A row that is not written. faults: what is wrong, by column."""

    def __init__(self, faults: Mapping[str, str], where: str):
        self.faults = dict(faults)
        told = "; ".join(f"{column}: {fault}" for column, fault in faults.items())
        super().__init__(told, where=where, do="Nothing was written. Mend the row and save it again.")

    def __reduce__(self):
        return type(self), (self.faults, self.where)


@dataclass
class Desk:
    """The desk of a coder.

    table: the description of the table; file: that of the coder's file; tasks: what the coder has to code, in order.
    copied: what is wrong with a cell that copies too much of an article, where the text is not ours to keep.
    """

    study: Study
    table: Table
    file: Table
    coder: str
    queue: Queue
    known: Known
    titles: Mapping[str, str]
    tasks: list[Task]
    copied: Callable[[str], str] = lambda cell: ""
    _done: list[dict[str, tuple[Row | None, Row | None]]] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The version of the codebook that rows are coded by now."""
        return version(self.table)

    def rows(self, form: Form = Form()) -> list[Row]:  # noqa: B008
        """Every entry of the coder, as the file has it now."""
        if not self.file.path.exists():
            return []
        return tables.load(self.file, known=self.known, form=form).rows

    def faults(self, row: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with a row, by column: the checks of the table's reader."""
        found = row_faults(self.file, self._full(row, ROW), self.known, self.rows())
        found |= {column: fault for column, cell in row.items() if column not in found and (fault := self.copied(cell))}
        found.pop(self.table.key[0] if coderfile.mints(self.table) else "", None)
        return {column: fault.replace(f" where {ENTRY} is {ROW!r}", "") for column, fault in found.items()}

    def save(self, row: Mapping[str, str], name: str = "") -> str:
        """Write a row: a new one, or in place of one of the coder's. What it is called.

        Raises Faulty where something is wrong with it; then nothing is written.
        """
        if faults := self.faults(row):
            raise Faulty(faults, self.study.shown(self.file.path))
        return self._change(name, self._full(row, ROW))

    def nothing(self, article: str, paragraph: str = "") -> str:
        """Note that an article, or a paragraph of it, was read and has nothing to code."""
        row = self._full({"article": article, **({"paragraph": paragraph} if paragraph else {})}, NOTHING)
        there = [one for one in self.rows() if one["article"] == article]
        there = [one for one in there if not paragraph or one.get("paragraph") == paragraph]
        if any(one[ENTRY] == ROW for one in there):
            raise AnalysisError(
                f"{article}{f', paragraph {paragraph},' if paragraph else ''} has coded rows already",
                where=self.study.shown(self.file.path),
                do="Remove them first, if there is nothing to code.",
            )
        if same := [one for one in there if one.get("paragraph", "") == paragraph]:
            return coderfile.name(self.table, same[0])
        faults = row_faults(self.file, row, self.known)
        faults.pop(self.table.key[0] if coderfile.mints(self.table) else "", None)
        if faults:
            raise Faulty(faults, self.study.shown(self.file.path))
        return self._change("", row)

    def remove(self, name: str) -> None:
        """Take out one of the coder's entries. Raises AnalysisError where there is none of that name."""
        self._change(name, None)

    def undo(self) -> str:
        """Take back the last change of this desk; what it was about, empty where there is nothing to take back.

        Raises AnalysisError where a row of it was changed elsewhere since.
        """
        if not self._done:
            return ""
        changes = self._done[-1]
        with self.alone():
            rows = self._named()
            if other := [name for name, (_, after) in changes.items() if rows.get(name) != after]:
                raise AnalysisError(
                    f"{other[0]} was changed elsewhere since",
                    where=self.study.shown(self.file.path),
                    do="Look at the row, and change it by hand.",
                )
            for name, (before, _) in changes.items():
                rows.pop(name, None)
                if before is not None:
                    rows[name] = before
            tables.write(self.file, rows.values())
        self._done.pop()
        return next(iter(changes))

    def next_name(self, taken: Iterable[str] | None = None) -> str:
        """What the next row will be called, where rows have ids: one that was adjudicated is not given away again.

        taken: the names that the coder's file has; None to read it.
        """
        frozen = coderfile.path(self.study, self.table.name, self.coder, frozen=True)
        kept = [row[self.table.key[0]] for row in coderfile.frozen_rows(self.file, frozen)]
        return coderfile.minted(self.table, self.coder, [*(self._named() if taken is None else taken), *kept])

    # How it is written

    def _full(self, row: Mapping[str, str], entry: str) -> Row:
        if unknown := [column for column in row if column not in self.file]:
            raise AnalysisError(
                f"there is no column {unknown[0]!r}",
                where=self.table.name,
                do=f"Columns: {', '.join(self.table.names)}.",
            )
        cells = {name: str(row.get(name) or "").strip() for name in self.file.names}
        return cells | {ENTRY: entry, VERSION: self.version, UNSURE: cells[UNSURE]}

    def _change(self, name: str, row: Row | None) -> str:
        """Write the file with a row added (no name), in place of another, or without it; what the row is called."""
        where = self.study.shown(self.file.path)
        with self.alone():
            before = self._named()
            if (name or row is None) and name not in before:
                raise AnalysisError(
                    f"{name!r} is none of {self.coder}'s rows",
                    where=where,
                    do="It may have been removed elsewhere; open the table again.",
                )
            after = {one: kept for one, kept in before.items() if one != name}
            called = name
            if row is not None:
                if coderfile.mints(self.table):
                    row = row | {self.table.key[0]: name or self.next_name()}
                called = coderfile.name(self.table, row)
                after = self._without_nothing(after, row)
                if called in after:
                    raise AnalysisError(
                        f"{called} has a row already", where=where, do="There is one row a place: change that one."
                    )
                after[called] = row
            tables.write(self.file, after.values())
        changed = [one for one in dict.fromkeys((called, *before, *after)) if before.get(one) != after.get(one)]
        if changed:
            self._done.append({one: (before.get(one), after.get(one)) for one in changed})
        return called

    def _named(self) -> dict[str, Row]:
        return {coderfile.name(self.table, row): row for row in self.rows()}

    def _without_nothing(self, rows: dict[str, Row], row: Row) -> dict[str, Row]:
        """The rows without the note that there is nothing to code, where something now is."""
        if row[ENTRY] == NOTHING:
            return rows

        def gone(one: Row) -> bool:
            place = one.get("paragraph", "")
            return (
                one[ENTRY] == NOTHING and one["article"] == row["article"] and place in ("", row.get("paragraph", ""))
            )

        return {name: one for name, one in rows.items() if not gone(one)}

    def alone(self):
        return in_turn(self.study.build / "coding", f"{self.table.name}-{self.coder}")


def desk(study: Study, table: str, coder: str, copied: Callable[[str], str] = lambda cell: "") -> Desk:
    """The desk of a coder. Raises AnalysisError for a table or a coder that there is not, or a faulty queue."""
    book = codebook.read(study)
    found = coded_table(book, table)
    articles = titles(book, found)
    queue = queue_of(book)
    queue.coder(coderfile.check_name(coder))
    tasks = queue.tasks(table, list(articles), [coder])
    return Desk(
        study=study,
        table=found,
        file=coderfile.described(found, coder, study),
        coder=coder,
        queue=queue,
        known=known_in(book),
        titles=articles,
        tasks=[task for task in tasks if coder in task.coders],
        copied=copied,
    )


def places(table: Table) -> list[str]:
    """The columns that say where a row stands."""
    return [column for column in PLACE if column in table]
