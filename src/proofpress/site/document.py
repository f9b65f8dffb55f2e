"""An executed report as a document: question, answer and limits first, then its cells in order.

What is shown is taken from the outputs of the executed notebook and from nowhere else.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from analysis import dates
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import artefacts, parameters, pictures
from proofpress.reports.artefacts import FACTS_MIME, FIGURE_MIME
from proofpress.site import drawing, markup
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

    @property
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
    """A report. series: the title of its notebook, where the answer brings a question of its own. blocks: (kind, content) in order; kind is html, code (source, number, where its output
    went), table, figure, list, text or picture.
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
    blocks: list[tuple[str, object]] = field(default_factory=list)
    toc: list[tuple[int, str, str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    settings: list[tuple[str, str, str, str, bool]] = field(default_factory=list)

    @property
    def used(self) -> list[str]:
        """Ids of all coded rows that the figures and tables of the report stand on."""
        tables = [content for kind, content in self.blocks if kind == "table"]
        found = [row for figure in self.figures for row in figure.used] + [
            row for table in tables for line in table.rows_of for row in line
        ]
        return list(dict.fromkeys(found))


def read_document(study: Study, name: str, register: Register) -> Document:
    """The document of a report by name. Raises AnalysisError where the executed notebook is missing or broken."""
    path = study.executed / f"{name}.ipynb"
    try:
        notebook = json.loads(path.read_bytes())
        cells = notebook["cells"]
    except FileNotFoundError:
        raise AnalysisError("the report is not built", where=f"report {name}", do="make") from None
    except (ValueError, KeyError, TypeError):
        raise AnalysisError(
            "its executed notebook is not whole",
            where=f"report {name}",
            do=f"Build it again: make report-{name} FORCE=1",
        ) from None
    return document_of(name, cells, register, study=study)


def document_of(
    name: str,
    cells: Sequence[Mapping],
    register: Register,
    *,
    study: Study | None = None,
    link: Callable[[str], str] | None = None,
) -> Document:
    """The document that cells of an executed notebook make. study: whose report it is, with parameters; none for a stranger's notebook. link: gives the target of a link in its prose."""
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
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            self.prose(source)
        elif cell["cell_type"] == "code":
            if source.strip():
                self.code(source, str(cell.get("execution_count") or ""))
            for output in cell.get("outputs", []):
                self.output(output, cell)

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

    def prose(self, source: str) -> None:
        if not self.document.question:
            heading = re.match(r"\s*#\s+(.+?)\s*(?:\n|$)", source)
            if heading:
                self.document.question = markup.stripped(heading[1])
                source = source[heading.end() :]
                if source.strip():
                    self.document.lead, _ = markup.markdown(source, self.ids, self.link)
                return
        html, headings = markup.markdown(source, self.ids, self.link)
        if html.strip():
            self.document.blocks.append(("html", html))
            self.document.toc += [heading for heading in headings if heading[0] <= 3]

    def output(self, output: dict, cell: dict) -> None:
        kind = output["output_type"]
        if kind == "stream":
            self.document.blocks.append(("text", "".join(output["text"])))
            return
        if kind not in ("display_data", "execute_result"):
            return
        bundle = output["data"]
        if what := artefacts.lost(bundle):
            said = f"This cell shows {what}, which a page cannot hold. It is in the notebook only."
            self.document.blocks.append(("lost", said))
        if FIGURE_MIME in bundle or artefacts.VEGA_MIME in bundle:
            self.figure(bundle, cell)
        elif FACTS_MIME in bundle:
            self.answer(bundle)
        elif "text/html" in bundle:
            self.html("".join(bundle["text/html"]))
        elif "text/markdown" in bundle:
            html, _ = markup.markdown("".join(bundle["text/markdown"]), self.ids, self.link)
            self.document.blocks.append(("html", html))
        elif kind := next((mime for mime in ("image/png", "image/jpeg", artefacts.SVG_MIME) if mime in bundle), ""):
            alt = output.get("metadata", {}).get(kind, {}).get("alt") or "A picture without a description"
            held = "".join(bundle[kind])
            coded = base64.b64encode(held.encode()).decode() if kind == artefacts.SVG_MIME else "".join(held.split())
            self.document.blocks.append(("picture", (coded, alt, kind)))
        elif "text/plain" in bundle and not what:
            said = "".join(bundle["text/plain"])
            sentence = re.fullmatch(r"(['\"])(.*)\1", said)  # a sentence that a cell ends with, as Python writes it
            self.document.blocks.append(
                ("html", Markup("<p>") + markup.words(sentence[2]) + Markup("</p>")) if sentence else ("text", said)
            )

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

    def html(self, html: str) -> None:
        for part in markup.parts_of(html):
            if part["kind"] == "list" and part["limits"]:
                known = {name for name, _ in self.document.limits}
                for item in part["items"]:
                    name, _, words = item.partition(" ")
                    if name not in known:
                        self.document.limits.append((name, words))
                self.moved("the limits beside the answer", "limits")
            elif part["kind"] == "list":
                self.document.blocks.append(("list", part["items"]))
            elif part["kind"] == "text":
                self.document.blocks.append(("text", part["text"].strip("\n")))
            else:
                self.document.blocks.append(("table", self.table(part)))

    def table(self, part: dict) -> Table:
        head = [said for said, _ in part["head"][-1]] if part["head"] else []
        body = [[said for said, _ in line] for line in part["body"]]
        # pandas writes the index as a first column without a name; a plain count says nothing.
        if head and head[0] == "" and [line[0] for line in body] == [str(number) for number in range(len(body))]:
            head, body = head[1:], [line[1:] for line in body]
        return self.made(head, body, part["caption"], self.ids.give("table"))

    def made(self, head: list[str], body: list[list[str]], caption: str, name: str) -> Table:
        width = max([len(head), *map(len, body)], default=0)
        body = [line + [""] * (width - len(line)) for line in body]
        head = head + [""] * (width - len(head))
        behind = [tuple(dict.fromkeys(row for cell in line for row in self.register.known(cell))) for line in body]
        hidden = [
            number
            for number in range(width)
            if any(self.register.known(line[number]) for line in body)
            and all(not line[number] or self.register.known(line[number]) for line in body)
        ]
        keep = [number for number in range(width) if number not in hidden]
        numeric = tuple(
            bool(body)
            and all(re.fullmatch(r"-?[\d,]*\.?\d+ ?%?|", line[number]) for line in body)
            and any(line[number] for line in body)
            for number in keep
        )
        return Table(
            name,
            caption,
            tuple(head[number].replace("_", " ") for number in keep),
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
        """The drawings of a figure: those that the build wrote beside the notebook; of a notebook from elsewhere, made now."""
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


def _elsewhere(study: Study | None, url: str) -> str:
    """Where a link of a notebook leads from a report page; '' keeps only its words (a path that the site does not have)."""
    if markup.web_only(url):
        return url
    report = re.fullmatch(r"(?:\./)?([a-z0-9_-]+)\.(?:ipynb|html)(#[\w-]+)?", url)
    if report and study and (study.params / f"{report[1]}.yml").exists():
        return f"{report[1]}.html{report[2] or ''}"
    return ""


def report_files(study: Study, name: str) -> list[Path]:
    """Every file that a report's page is made of."""
    return [study.executed / f"{name}.ipynb", study.params / f"{name}.yml", *sorted(study.figures.glob(f"{name}--*"))]
