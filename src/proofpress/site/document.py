"""An executed report as a document: question, answer and limits first, then what its cells show.

What is shown is taken from the outputs of the executed notebook and from nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from proofpress.site.figure import Figure
from proofpress.site.sections import Section


@dataclass
class Document:
    """A report. series: the title of its notebook, where the answer brings a question of its own.

    blocks: (kind, content) in the order of the cells; kind is html, code (source, number, where its output went),
    table, figure, failure, raw, formula, stderr, or one of `blocks`. sections: the same in the order of the page.
    failures: (id, number) of the cells that failed.
    """

    name: str
    notebook: str
    question: str = ""
    series: str = ""
    lead: Markup = field(default_factory=Markup)
    answer: Markup = field(default_factory=Markup)
    answer_text: str = ""
    answer_source: str = ""
    limits: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[tuple[str, Any]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    settings: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def toc(self) -> list[tuple[int, str, str]]:
        """Headings and charts as (level, id, title)."""
        return [entry for section in self.sections for entry in section.contents]

    @property
    def used(self) -> list[str]:
        """Ids of all coded rows that the figures and tables of the report stand on."""
        tables = [content for kind, content in self.blocks if kind == "table"]
        grids = [content for kind, content in self.blocks if kind == "grid"]
        found = [row for figure in self.figures for row in figure.used]
        found += [row for table in tables for line in table.rows_of for row in line]
        found += [row for grid in grids for line in grid.lines for cell in line for row in cell.rows]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Failure:
    """An error that a cell ended with. number: of the cell; trace: where it arose, as the notebook has it."""

    id: str
    number: str
    name: str
    text: str
    trace: str
