"""An executed report as a document: question, answer and limits first, then what its cells show.

What is shown is taken from the outputs of the executed notebook and from nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.site import markup
from proofpress.site.cells import Reader
from proofpress.site.figure import Figure
from proofpress.site.register import Register
from proofpress.site.sections import Section, as_run, in_order


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


def read_document(study: Study, name: str, register: Register) -> Document:
    """The document of a report by name. Raises AnalysisError where the executed notebook is missing or broken."""
    path = study.executed / f"{name}.ipynb"
    if not path.exists():
        raise AnalysisError("the report is not built", where=f"report {name}", do="make")
    cells = notebooks.read(path, f"Build it again: make report-{name} FORCE=1")["cells"]
    return document_of(name, cells, register, study=study)


def document_of(
    name: str,
    cells: Sequence[dict],
    register: Register,
    *,
    study: Study | None = None,
    link: Callable[[str], str] | None = None,
) -> Document:
    """The document that cells of an executed notebook make. study: whose report it is, with parameters; none for a
    stranger's notebook. link: gives the target of a link in its prose.
    """
    reader = Reader(Document(name, name), register, link or (lambda url: _elsewhere(study, url)), study)
    if study:
        reader.settings(study, name)
    for cell in cells:
        reader.cell(cell)
    document = reader.document
    document.sections = in_order(document.blocks) if study else as_run(document.blocks)
    if not document.question:
        document.question = name.replace("_", " ").replace("-", " ")
    return document


def _elsewhere(study: Study | None, url: str) -> str:
    """Where a link of a notebook leads from a report page; '' keeps only its words, as the site has no such path."""
    if markup.web_only(url):
        return url
    report = re.fullmatch(r"(?:\./)?([a-z0-9_-]+)\.(?:ipynb|html)(#[\w-]+)?", url)
    if report and study and (study.params / f"{report[1]}.yml").exists():
        return f"{report[1]}.html{report[2] or ''}"
    return ""


def report_files(study: Study, name: str) -> list[Path]:
    """Every file that a report's page is made of."""
    return [study.executed / f"{name}.ipynb", study.params / f"{name}.yml", *sorted(study.figures.glob(f"{name}--*"))]
