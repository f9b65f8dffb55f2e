"""A table of a report: texts in lines and columns, and the coded rows behind each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis import dates
from proofpress.site.blocks import NUMBER, Grid
from proofpress.site.register import Register

LONG = 15  # rows above which a table can be searched
SENTENCE = 60  # characters above which a cell is a sentence and not a label


@dataclass(frozen=True)
class Table:
    """A table of a report: cells are texts; rows_of[i] are the coded rows behind line i."""

    id: str
    caption: str
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    rows_of: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    @property
    def long(self) -> bool:
        return len(self.body) > LONG

    @cached_property  # asked for at each line
    def linked(self) -> bool:
        return any(self.rows_of)

    @cached_property  # asked for at each cell
    def kinds(self) -> tuple[str, ...]:
        """A class for each column: numbers, dates, sentences (which need room), or none."""
        columns = [[line[number] for line in self.body] for number in range(len(self.head))]
        return tuple(
            "number"
            if numeric
            else "date"
            if _dated(cells)
            else "wordy"
            if any(len(cell) > SENTENCE for cell in cells)
            else ""
            for numeric, cells in zip(self.numeric, columns, strict=True)
        )


def _dated(cells: list[str]) -> bool:
    """Whether a column holds dates, and nothing but dates or that there is none."""
    said = [cell for cell in cells if cell and not re.fullmatch(r"(no|not|un)[a-z ]*", cell)]
    return bool(said) and all(dates.order(cell) is not None for cell in said)


def table_of(grid: Grid, name: str, register: Register, *, ours: bool) -> Table:
    """The table of an output. ours: of a report of the study, whose headings may be names of columns."""
    head = [cell.text for cell in grid.head[0]] if grid.head else []
    body = [[cell.text for cell in line] for line in grid.body]
    # pandas writes the index as a first column without a name; a plain count says nothing.
    if head and head[0] == "" and [line[0] for line in body] == [str(number) for number in range(len(body))]:
        head, body = head[1:], [line[1:] for line in body]
    return made(head, body, grid.caption, name, register, ours=ours)


def made(
    head: Sequence[str], body: Sequence[Sequence[str]], caption: str, name: str, register: Register, *, ours: bool
) -> Table:
    """A table of cells as texts; a column of nothing but ids of coded rows becomes the evidence of its lines."""
    width = max([len(head), *map(len, body)], default=0)
    lines = [[*line, *[""] * (width - len(line))] for line in body]
    names = [*head, *[""] * (width - len(head))]
    known = [[register.known(cell) for cell in line] for line in lines] if register.rows else []
    behind = [tuple(dict.fromkeys(row for rows in line for row in rows)) for line in known] or [()] * len(lines)
    hidden = {
        number
        for number in range(width if known else 0)
        if any(line[number] for line in known)
        and all(rows[number] or not line[number] for rows, line in zip(known, lines, strict=True))
    }
    keep = [number for number in range(width) if number not in hidden]
    numeric = tuple(
        bool(lines)
        and all(not line[number] or NUMBER.fullmatch(line[number]) for line in lines)
        and any(line[number] for line in lines)
        for number in keep
    )
    return Table(
        name,
        caption,
        tuple(names[number].replace("_", " ") if ours else names[number] for number in keep),
        tuple(tuple(register.titled(line[number]) if ours else line[number] for number in keep) for line in lines),
        tuple(behind),
        numeric,
    )
