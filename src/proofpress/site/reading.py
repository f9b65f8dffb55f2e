"""Reports read into documents: by their names, or from the cells of any executed notebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.site import markup
from proofpress.site.cells import Reader
from proofpress.site.document import Document
from proofpress.site.register import Register
from proofpress.site.sections import as_run, in_order


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
