"""The register: all coded rows by id, where each stands on the pages, and what names things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from proofpress.site.settled import Decision

PER_PAGE = 100  # rows that a page of the register holds


@dataclass(frozen=True)
class Row:
    """One coded row, in words.

    speaker: who says so; parts: (label, name) of others who have a part in it; outlet: by which a reader may look for
    it. footing: (column, value, meaning) of what it rests on; fields: the other coded columns likewise; passes: how the
    coders found it; decisions: (column, (coder, what that one has) of each, decided, reason).
    """

    id: str
    table: str
    article: str
    title: str
    paragraph: int
    statement: str
    speaker: str
    speaker_kind: str
    parts: tuple[tuple[str, str], ...]
    outlet: str
    date: str
    footing: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str, str], ...]
    passes: str
    decisions: tuple[Decision, ...]
    slip: str
    checked: str
    note: str
    topics: tuple[str, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def place(self) -> str:
        return f"{self.title}, paragraph {self.paragraph}"

    @property
    def footing_words(self) -> str:
        return ", ".join(value for _, value, _ in self.footing)

    def record(self) -> dict:
        """What a page's script is given: texts only."""
        return {
            "id": self.id,
            "table": self.table,
            "statement": self.statement,
            "speaker": self.speaker,
            "kind": self.speaker_kind,
            "parts": [list(part) for part in self.parts],
            "date": self.date,
            "footing": [list(part) for part in self.footing],
            "place": self.place,
            "passes": self.passes,
            "decisions": [[column, [list(one) for one in each], *rest] for column, each, *rest in self.decisions],
            "slip": self.slip,
            "checked": self.checked,
            "note": self.note,
        }


@dataclass(frozen=True)
class Register:
    """All coded rows by id, and what names things. tables: those that rows come from, with what they are about; titles:
    of those that have one.
    """

    rows: Mapping[str, Row]
    articles: tuple[dict[str, str], ...]
    names: Mapping[str, str]
    topics: Mapping[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, table: str) -> str:
        return self.titles.get(table) or table.capitalize()

    @cached_property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """The pages of the register, each a part of a table: file -> ids of its rows."""
        found = {}
        for table in self.tables:
            ids = [row.id for row in self.rows.values() if row.table == table]
            for start in range(0, len(ids), PER_PAGE):
                number = f"-page-{start // PER_PAGE + 1}" if start else ""
                found[f"claims/{table}{number}.html"] = tuple(ids[start : start + PER_PAGE])
        return found

    @cached_property
    def address(self) -> dict[str, str]:
        """Where each row stands in the register: page and place."""
        return {row: f"{file}#{row}" for file, ids in self.pages.items() for row in ids}

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {article["article"]: article["title"] for article in self.articles}

    def titled(self, cell: str) -> str:
        """A cell for a reader: the id of an article, alone or with a paragraph, becomes its title."""
        name, comma, rest = cell.partition(", ")
        if name not in self._titles or (comma and not re.fullmatch(r"paragraphs? [\d, –-]+", rest)):
            return cell
        return f"{self._titles[name]}{comma}{rest}"

    def known(self, cell: str) -> list[str]:
        """Ids of coded rows that a cell consists of; empty when it holds anything else."""
        parts = [part for part in re.split(r"[|,\s]+", cell.strip()) if part]
        return parts if parts and all(part in self.rows for part in parts) else []
