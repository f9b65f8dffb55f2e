"""An executed report as a document: question, answer and limits first, then its cells in order.

What is shown is taken from the outputs of the executed notebook and from nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis import dates
from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import artefacts, parameters, pictures
from proofpress.reports.artefacts import FACTS_MIME, FIGURE_MIME
from proofpress.site import drawing, fragment, markup, outputs, terminal
from proofpress.site.rows import Register

VEGA_MIME = "application/vnd.vegalite.v5+json"
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


@dataclass(frozen=True)
class Figure:
    """A figure of a report, as a page shows it. stem: of its files, without ending."""

    id: str
    number: int
    stem: str
    title: str
    subtitle: str
    alt: str
    source: str
    caveats: tuple[str, ...]
    wide: Markup
    narrow: Markup
    width: float
    height: float
    narrow_size: tuple[float, float]
    table: Table
    places: tuple[drawing.Place, ...]
    narrow_places: tuple[drawing.Place, ...]
    spec: dict | None
    sha256: dict[str, str]

    @property
    def source_drawn(self) -> bool:
        """Whether its drawings say the source themselves, so that the caption need not show it again."""
        return all(drawing.says(shown, self.source) for shown in (self.wide, self.narrow) if shown)

    @property
    def used(self) -> list[str]:
        found = [row for line in self.table.rows_of for row in line]
        return list(dict.fromkeys(found + [row for place in (*self.places, *self.narrow_places) for row in place.rows]))


@dataclass
class Document:
    """A report. series: the title of its notebook, where the answer brings a question of its own.

    blocks: (kind, content) in order; kind is html, code (source, number, where its output went), table, figure,
    failure, raw, formula, stderr, or one of `fragment`. failures: (id, number) of the cells that failed.
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
    toc: list[tuple[int, str, str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    settings: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

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
    reader = _Reader(Document(name, name), register, link or (lambda url: _elsewhere(study, url)), study)
    if study:
        reader.settings(study, name)
    for cell in cells:
        reader.cell(cell)
    document = reader.document
    if not document.question:
        document.question = name.replace("_", " ").replace("-", " ")
    return document


class _Reader:
    def __init__(self, document: Document, register: Register, link: Callable[[str], str], study: Study | None = None):
        self.document, self.register, self.link, self.study = document, register, link, study
        self.unnamed: dict[str, int] = {}
        self.ids = markup.Ids("top", "answer", "limits", "parameters", "proof", "contents", "evidence", "rows")

    def settings(self, study: Study, name: str) -> None:
        """Parameters: name, value, type, what it does, whether the report sets it."""
        report = parameters.read_report(study, name)
        self.document.notebook = report.notebook.stem
        for parameter in parameters.read_parameters(report.notebook).values():
            value = report.parameters.get(parameter.name, parameter.default)
            self.document.settings.append(
                (
                    parameter.name,
                    json.dumps(value, ensure_ascii=False),
                    parameter.type,
                    parameter.about,
                    parameter.name in report.parameters,
                )
            )

    def cell(self, cell: dict) -> None:
        source = outputs.text(cell.get("source", ""))
        kind = cell["cell_type"]
        if kind == "markdown":
            self.prose(source, cell.get("attachments") or {})
        elif kind == "code":
            if source.strip():
                self.code(source, str(cell.get("execution_count") or ""))
            for output in _joined(cell.get("outputs", [])):
                self.output(output, cell)
        elif source.strip():
            self.document.blocks.append(("raw", source))

    def code(self, source: str, number: str) -> None:
        """Cells that follow each other without an output between them are one fold."""
        blocks = self.document.blocks
        notes: tuple = ()
        if blocks and blocks[-1][0] == "code":
            before, first, notes = blocks.pop()[1]
            source, number = (
                f"{before.rstrip()}\n\n{source}",
                f"{first.split('–')[0]}–{number}" if first and number else first or number,
            )
        blocks.append(("code", (source, number, notes)))

    def prose(self, source: str, attachments: Mapping) -> None:
        if not self.document.question:
            heading = _TITLE.match(source)
            if heading:
                self.document.question = markup.stripped(heading["underlined"] or heading["marked"])
                source = source[heading.end() :]
                if source.strip():
                    self.document.lead, _ = markup.markdown(source, self.ids, self.link, attachments)
                return
        html, headings = markup.markdown(source, self.ids, self.link, attachments)
        if html.strip():
            self.document.blocks.append(("html", html))
            self.document.toc += [heading for heading in headings if heading[0] <= 3]

    def output(self, output: Mapping, cell: dict) -> None:
        kind = output.get("output_type")
        bundle = output.get("data") or {}
        if kind == "stream":
            said = terminal.shown(outputs.text(output.get("text", "")))
            if said.strip():
                self.document.blocks.append(("stderr" if output.get("name") == "stderr" else "text", said.strip("\n")))
        elif kind == "error":
            self.failure(output, cell)
        elif kind not in ("display_data", "execute_result"):
            self.document.blocks.append(fragment.lost(f"an output of the kind {kind}"))
        elif FIGURE_MIME in bundle or artefacts.VEGA_MIME in bundle:
            self.chart(bundle, output, cell)
        elif FACTS_MIME in bundle:
            self.answer(bundle)
        else:
            for block in outputs.blocks(bundle, output.get("metadata")):
                self.block(*block)

    def chart(self, bundle: dict, output: Mapping, cell: dict) -> None:
        """A figure; in a notebook that is no report, a chart that cannot be drawn is left out and its other form shown."""
        try:
            self.figure(bundle, cell)
        except AnalysisError as error:
            if self.study or FIGURE_MIME in bundle:
                raise
            said = " ".join(str(error.what).split()).rstrip(".")
            self.document.blocks.append(("lost", f"Left out here: a chart. {said[:1].upper()}{said[1:]}."))
            rest = {kind: held for kind, held in bundle.items() if kind != artefacts.VEGA_MIME}
            for block in outputs.blocks(rest, output.get("metadata")):
                self.block(*block)

    def block(self, kind: str, content: object) -> None:
        """A block of an output, into the document."""
        if kind == "markdown":
            kind, (content, _) = "html", markup.markdown(str(content), self.ids, self.link)
        elif isinstance(content, fragment.Listing) and content.limits:
            known = {name for name, _ in self.document.limits}
            for item in map(fragment.said, content.items):
                name, _, words = item.partition(" ")
                if name not in known:
                    self.document.limits.append((name, words))
            self.moved("the limits beside the answer", "limits")
            return
        elif isinstance(content, fragment.Grid):
            if content.simple:
                kind, content = "table", self.table(content)
            else:
                self.evidence(content)
        self.document.blocks.append((kind, content))

    def evidence(self, grid: fragment.Grid) -> None:
        """The coded rows that cells of a table with spans name."""
        if self.register.rows:
            for cell in (cell for line in grid.lines for cell in line):
                cell.rows = tuple(self.register.known(cell.text)) if cell.plain else ()

    def failure(self, output: Mapping, cell: Mapping) -> None:
        """The error that ended a cell: the page says so there and at its top."""
        number = str(cell.get("execution_count") or "")
        name, text = (terminal.shown(outputs.text(output.get(key) or "")).strip() for key in ("ename", "evalue"))
        trace = terminal.shown("\n".join(map(outputs.text, output.get("traceback") or ()))).strip("\n")
        found = Failure(self.ids.give("failed-cell"), number, name or "An error without a name", text, trace)
        self.document.failures.append((found.id, number))
        self.document.blocks.append(("failure", found))

    def answer(self, bundle: dict) -> None:
        if not isinstance(bundle[FACTS_MIME], dict):
            raise AnalysisError(
                "its facts are no mapping", where=f"report {self.document.name}", do="Build the report again."
            )
        self.document.facts |= bundle[FACTS_MIME]
        text = "".join(bundle.get("text/markdown", bundle.get("text/plain", "")))
        if not self.document.answer_text:
            self.document.answer_source = text
            # A notebook that serves many reports gives each its own question before the answer.
            if asked := re.match(r"(?:\*\*([^*\n]+\?)\*\*|Asked: ([^?\n]+\?))\s+(?=\S)", text):
                self.document.series, self.document.question, text = (
                    self.document.question,
                    markup.stripped(asked[1] or asked[2]),
                    text[asked.end() :],
                )
            self.document.answer, _ = markup.markdown(text, self.ids, self.link)
            self.document.answer_text = markup.stripped(text)
            self.moved("the answer at the top of this page", "answer")
        else:
            self.document.blocks.append(("html", markup.markdown(text, self.ids, self.link)[0]))

    def moved(self, what: str, target: str) -> None:
        """An output that stands at the top of the page: its cell says so, and a heading that announced only it goes."""
        blocks = self.document.blocks
        if blocks and blocks[-1][0] == "code":
            source, number, notes = blocks[-1][1]
            blocks[-1] = ("code", (source, number, (*notes, (what, target))))
        if (
            len(blocks) > 1
            and blocks[-2][0] == "html"
            and (
                only := re.fullmatch(
                    r'<h\d id="([\w-]+)">(?:(?!</?h\d).)*</h\d>\s*', str(blocks[-2][1]), flags=re.DOTALL
                )
            )
        ):
            del blocks[-2]
            if len(blocks) > 1 and blocks[-2][0] == "code":
                later, last, more = blocks.pop()[1]
                self.code(later, last)
                source, number, notes = blocks[-1][1]
                blocks[-1] = ("code", (source, number, (*notes, *more)))
            self.document.toc = [entry for entry in self.document.toc if entry[1] != only[1]]

    def table(self, grid: fragment.Grid) -> Table:
        head = [cell.text for cell in grid.head[0]] if grid.head else []
        body = [[cell.text for cell in line] for line in grid.body]
        # pandas writes the index as a first column without a name; a plain count says nothing.
        if head and head[0] == "" and [line[0] for line in body] == [str(number) for number in range(len(body))]:
            head, body = head[1:], [line[1:] for line in body]
        return self.made(head, body, grid.caption, self.ids.give("table"))

    def made(self, head: list[str], body: list[list[str]], caption: str, name: str) -> Table:
        width = max([len(head), *map(len, body)], default=0)
        body = [line + [""] * (width - len(line)) for line in body]
        head = head + [""] * (width - len(head))
        known = [[self.register.known(cell) for cell in line] for line in body] if self.register.rows else ()
        behind = [tuple(dict.fromkeys(row for rows in line for row in rows)) for line in known] or [()] * len(body)
        hidden = [
            number
            for number in range(width if known else 0)
            if any(line[number] for line in known)
            and all(rows[number] or not line[number] for rows, line in zip(known, body, strict=True))
        ]
        keep = [number for number in range(width) if number not in hidden]
        numeric = tuple(
            bool(body)
            and all(not line[number] or fragment.NUMBER.fullmatch(line[number]) for line in body)
            and any(line[number] for line in body)
            for number in keep
        )
        return Table(
            name,
            caption,
            tuple(head[number].replace("_", " ") if self.study else head[number] for number in keep),
            tuple(tuple(line[number] for number in keep) for line in body),
            tuple(behind),
            numeric,
        )

    def figure(self, bundle: dict, cell: dict) -> None:
        given = bundle.get(FIGURE_MIME, dict.fromkeys(("slug", "title", "alt", "csv"), ""))
        number = len(self.document.figures) + 1
        lacking = [
            key
            for key in ("slug", "title", "alt", "csv")
            if not (isinstance(given, dict) and isinstance(given.get(key), str))
        ]
        if lacking:
            raise AnalysisError(
                f"it has no {', '.join(lacking)}",
                where=f"report {self.document.name}, figure {number}",
                do="Build the report again.",
            )
        slug = artefacts.slug_of(given, cell, self.unnamed)
        where = f"report {self.document.name}, figure {slug}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise AnalysisError("its slug is no file name", where=where, do="Use lower-case words joined by hyphens.")
        head, body = drawing.table_of(given["csv"])
        name = self.ids.give(f"figure-{markup.slug(slug)}")
        wide, narrow = self.drawn(bundle, given, slug, where)
        width, height = drawing.size(wide)
        spec = bundle.get(VEGA_MIME)
        shown = [
            drawing.inline_svg(svg, where, f"{name}-{kind}") if svg else Markup("")
            for svg, kind in ((wide, ""), (narrow, "n-"))
        ]
        places, narrow_places = (tuple(drawing.marks(svg, self.register.rows)) if svg else () for svg in (wide, narrow))
        figure = Figure(
            id=name,
            number=number,
            stem=f"{self.document.name}--{slug}",
            title=given["title"] or "a chart without a title",
            subtitle=given.get("subtitle", ""),
            alt=given["alt"] or "Its maker gave no description.",
            source=given.get("source", ""),
            caveats=tuple(given.get("caveats", ())),
            wide=shown[0],
            narrow=shown[1],
            width=width,
            height=height,
            narrow_size=drawing.size(narrow) if narrow else (0.0, 0.0),
            table=self.made(head, body, "", f"{name}-data"),
            places=places,
            narrow_places=narrow_places,
            spec=spec,
            sha256=dict(given.get("sha256", {})),
        )
        self.document.figures.append(figure)
        self.document.toc.append((3, name, figure.title))
        self.document.blocks.append(("figure", figure))

    def drawn(self, bundle: dict, given: dict, slug: str, where: str) -> tuple[str, str]:
        """The drawings of a figure: those that the build wrote beside the notebook; for another's notebook, made now."""
        if self.study:
            stem = self.study.figures / f"{self.document.name}--{slug}"
            narrow = stem.with_name(f"{stem.name}.narrow.svg")
            try:
                wide = stem.with_name(f"{stem.name}.svg").read_text("utf-8")
                return wide, narrow.read_text("utf-8") if narrow.exists() else ""
            except OSError:
                raise AnalysisError(
                    "its drawing is missing", where=where, do=f"Build it: make report-{self.document.name} FORCE=1"
                ) from None
        svgs = pictures.drawings({FIGURE_MIME: given, **bundle}, where)
        return svgs["svg"], svgs.get("narrow.svg", "")


# A title at the very beginning: "# Title", or a line with a line of equals signs under it.
_TITLE = re.compile(
    r"\s*#[ \t]+(?P<marked>.+?)(?:[ \t]+#+)?[ \t]*(?:\n|$)|"
    r"\s*(?![>#*+\-`~|]|    )(?P<underlined>\S[^\n]*(?:\n[ \t]*[^\s=][^\n]*)*?)\n {0,3}=+[ \t]*(?:\n|$)"
)


def _joined(given: Sequence[Mapping]) -> list[Mapping]:
    """Outputs of a cell; pieces of one stream that follow each other are one, as a terminal would have it."""
    found: list[Mapping] = []
    for output in given:
        last = found[-1] if found else {}
        if output.get("output_type") == "stream" == last.get("output_type") and output.get("name") == last.get("name"):
            found[-1] = {**last, "text": outputs.text(last["text"]) + outputs.text(output["text"])}
        else:
            found.append(output)
    return found


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
