"""Names that look like one that is known, and are none: a slip of the coder's hand shows in no other way."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

from analysis import tables
from analysis.tables.column import LIST_SEPARATOR, Column

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# How alike of 1 a value and a name are: "harbuor-post" and "harbour-post" 0.92, "a harbour" and "Harbour Post" 0.67.
# What is written as an id is one with a slip before it is anything else.
_NEAR, _NEAR_ID = 0.86, 0.75


class Names:
    """The names of entities: id -> English, and every spelling in folded case -> id."""

    def __init__(self, entities: Iterable[Mapping[str, str]]):
        self.english: dict[str, str] = {}
        self.spellings: dict[str, str] = {}
        for row in entities:
            self.english[row["entity"]] = row["english"]
            aliases = (row.get("aliases") or "").split(LIST_SEPARATOR)
            for spelling in filter(None, (row["entity"], row["english"], row.get("chinese"), *aliases)):
                self.spellings.setdefault(_folded(spelling), row["entity"])

    def near(self, value: str) -> str:
        """The id that a value is close to, where it is none; empty for a description of its own."""
        if value in self.english:
            return ""
        folded = _folded(value)
        if folded in self.spellings:
            return self.spellings[folded]
        cutoff = _NEAR_ID if ID.fullmatch(value) else _NEAR
        found = difflib.get_close_matches(folded, self.spellings, n=1, cutoff=cutoff)
        return self.spellings[found[0]] if found else ""

    def warnings(
        self, where: str, columns: Iterable[Column], rows: Iterable[tuple[int, Mapping[str, str]]]
    ) -> Iterator[str]:
        """A sentence for each value of the columns that is close to a name and is none."""
        columns = list(columns)
        seen: dict[tuple[str, str], list[int]] = {}
        for number, row in rows:
            for column in columns:
                for part in column.parts(row[column.name]):
                    seen.setdefault((column.name, part), []).append(number)
        for (named, part), numbers in seen.items():
            if near := self.near(part):
                more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
                yield (
                    f"{where}, row {numbers[0]}{more}, column {named}: {part!r} is no id of an entity, and is close to "
                    f"{near} ({self.english[near]}). Write {near} if that is meant"
                )


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("’", "'").split())


def naming(table: tables.Table) -> list[Column]:
    """The columns of a table in which an id of an entity may stand, or a description."""
    return [column for column in table.columns if column.names.startswith("entities.")]
