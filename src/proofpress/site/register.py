"""The register: all coded rows by id, where each stands on the pages, and what names things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proofpress.site.rows import Row

PER_PAGE = 100  # rows that a page of the register holds


@dataclass(frozen=True)
class Register:
    """All coded rows by id, and what names things. tables: those that rows come from, with what they are about."""

    rows: Mapping[str, Row]
    articles: tuple[dict[str, str], ...]
    names: Mapping[str, str]
    topics: Mapping[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)

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
