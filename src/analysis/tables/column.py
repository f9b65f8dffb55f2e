"""A column of a table: its type, its codes, and what is wrong with a cell of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis import inputs
from analysis.errors import quoted
from analysis.nearest import asked, nearest
from analysis.tables.spreadsheet import asked_date

LIST_SEPARATOR = "|"
EDTF = "http://id.loc.gov/datatypes/edtf"
TYPES = ("string", "integer", "number", "list")
LEVELS = ("nominal", "ordinal", "interval", "ratio")
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
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
    level: of measurement, where the description says it; see `measured`.
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
    level: str = ""

    @property
    def measured(self) -> str:
        """The level of measurement: what is said, else that of the type. A number that can't be below 0 is a ratio."""
        numeric = self.type in ("integer", "number")
        whole = numeric and self.minimum is not None and self.minimum >= 0
        return self.level or ("ratio" if whole else "interval" if numeric else "nominal")

    def parts(self, cell: str) -> list[str]:
        """The values in a cell: the parts of a list, the one of any other, none of an empty cell."""
        return (cell.split(self.delimiter) if self.type == "list" else [cell]) if cell else []

    def fault(self, cell: str) -> str:
        """What is wrong with a cell, or an empty string."""
        if cell == "":
            return "" if self.empty else "may not be empty"
        if cell != cell.strip():
            return f"{quoted(cell)} has spaces around it"
        if control := inputs.control(cell):
            return f"{quoted(cell)} has {control}, which no text has"
        if "\n" in cell and (self.type == "list" or self.names or self.refers):
            return f"{quoted(cell)} has a line break"
        if self.type in ("integer", "number"):
            return self._number(cell)
        if self.edtf:
            return _date(cell)
        for part in self.parts(cell):
            if part == "":
                return f"{quoted(cell)} has an empty part between two '{self.delimiter}'"
            if part != part.strip():
                return f"{quoted(cell)} has spaces around a '{self.delimiter}'"
            if self.codes and part not in self.codes:
                return f"{quoted(part)} is not allowed; use one of: {', '.join(self.codes)}{self._meant(part)}"
            if self.pattern and not re.fullmatch(self.pattern, part):
                return f"{quoted(part)} does not match {self.pattern}"
        return ""

    def _meant(self, part: str) -> str:
        """The values that are near to one that is none, or whose label is: people write what they see."""
        labels = {label(value, self.codes): value for value in self.codes}
        if near := asked(part, self.codes):
            return near
        return next((f"; did you mean {labels[name]!r} ({name})?" for name in nearest(part, labels, 1)), "")

    def _number(self, cell: str) -> str:
        whole = self.type == "integer"
        if not (INTEGER if whole else _NUMBER).fullmatch(cell):
            return f"{quoted(cell)} is not a {'whole number' if whole else 'number'}"
        if sum(map(str.isdigit, cell)) > _DIGITS:
            return f"{quoted(cell)} has more than {_DIGITS} digits"
        if self.minimum is not None and float(cell) < self.minimum:
            return f"{cell} is less than {self.minimum:g}"
        if self.maximum is not None and float(cell) > self.maximum:
            return f"{cell} is more than {self.maximum:g}"
        return ""

    @property
    def hint(self) -> str:
        """What a person should know who mends a cell."""
        about = self.description if self.description.endswith((".", "!", "?")) else f"{self.description}."
        return f"{self.name}: {about}" + (f" Empty means: {self.empty}." if self.empty else "")


def _date(cell: str) -> str:
    from analysis import dates

    wrong = dates.fault(cell)
    return f"{wrong}{asked_date(cell)}" if wrong else ""
