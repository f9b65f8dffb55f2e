"""The cells of an executed notebook, read into a document: what each shows, and where its answer and limits go."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import artefacts, parameters
from proofpress.reports.artefacts import FACTS_MIME, FIGURE_MIME
from proofpress.site import blocks, markup, outputs, terminal
from proofpress.site.document import Document, Failure
from proofpress.site.figure import read_figure, words
from proofpress.site.register import Register
from proofpress.site.table import table_of

# A title at the very beginning: "# Title", or a line with a line of equals signs under it.
_TITLE = re.compile(
    r"\s*#[ \t]+(?P<marked>.+?)(?:[ \t]+#+)?[ \t]*(?:\n|$)|"
    r"\s*(?![>#*+\-`~|]|    )(?P<underlined>\S[^\n]*(?:\n[ \t]*[^\s=][^\n]*)*?)\n {0,3}=+[ \t]*(?:\n|$)"
)


class Reader:
    """Reads the cells of a notebook, one after the other, into a document."""

    def __init__(self, document: Document, register: Register, link: Callable[[str], str], study: Study | None = None):
        self.document, self.register, self.link, self.study = document, register, link, study
        self.unnamed: dict[str, int] = {}  # figures without a name of their own, by cell
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

    def markdown(self, source: str, attachments: Mapping = MappingProxyType({})) -> tuple[Markup, list]:
        """Prose as HTML; that of a report has quotation marks of one kind."""
        return markup.markdown(source, self.ids, self.link, attachments, curl=self.study is not None)

    def code(self, source: str, number: str) -> None:
        """Cells that follow each other without an output between them are one fold."""
        shown = self.document.blocks
        notes: tuple = ()
        if shown and shown[-1][0] == "code":
            before, first, notes = shown.pop()[1]
            source, number = (
                f"{before.rstrip()}\n\n{source}",
                f"{first.split('–')[0]}–{number}" if first and number else first or number,
            )
        shown.append(("code", (source, number, notes)))

    def prose(self, source: str, attachments: Mapping) -> None:
        if not self.document.question:
            heading = _TITLE.match(source)
            if heading:
                self.document.question = markup.stripped(heading["underlined"] or heading["marked"])
                source = source[heading.end() :]
                if source.strip():
                    self.document.lead, _ = self.markdown(source, attachments)
                return
        html, _ = self.markdown(source, attachments)
        if html.strip():
            self.document.blocks.append(("html", html))

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
            self.document.blocks.append(blocks.lost(f"an output of the kind {kind}"))
        elif FIGURE_MIME in bundle or artefacts.VEGA_MIME in bundle:
            self.chart(bundle, output, cell)
        elif FACTS_MIME in bundle:
            self.answer(bundle)
        else:
            for block in outputs.blocks(bundle, output.get("metadata")):
                self.block(*block)

    def chart(self, bundle: dict, output: Mapping, cell: dict) -> None:
        """A figure; in a notebook that is no report, a chart that cannot be drawn gives way to its other form."""
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
            kind, (content, _) = "html", self.markdown(str(content))
        elif isinstance(content, blocks.Listing) and content.limits:
            known = {name for name, _ in self.document.limits}
            for item in map(blocks.said, content.items):
                name, _, words = item.partition(" ")
                if name not in known:
                    self.document.limits.append((name, words))
            self.moved("the limits beside the answer", "limits")
            return
        elif isinstance(content, blocks.Grid):
            if content.simple:
                name = self.ids.give("table")
                kind, content = "table", table_of(content, name, self.register, ours=self.study is not None)
            else:
                self.evidence(content)
        self.document.blocks.append((kind, content))

    def evidence(self, grid: blocks.Grid) -> None:
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
            self.document.answer, _ = self.markdown(text)
            self.document.answer_text = markup.stripped(text)
            self.moved("the answer at the top of this page", "answer")
        else:
            self.document.blocks.append(("html", self.markdown(text)[0]))

    def moved(self, what: str, target: str) -> None:
        """An output that stands at the top of the page: its cell says so, and a heading that announced only it goes."""
        shown = self.document.blocks
        if shown and shown[-1][0] == "code":
            source, number, notes = shown[-1][1]
            shown[-1] = ("code", (source, number, (*notes, (what, target))))
        if (
            len(shown) > 1
            and shown[-2][0] == "html"
            and re.fullmatch(r'<h\d id="([\w-]+)">(?:(?!</?h\d).)*</h\d>\s*', str(shown[-2][1]), flags=re.DOTALL)
        ):
            del shown[-2]
            if len(shown) > 1 and shown[-2][0] == "code":
                later, last, more = shown.pop()[1]
                self.code(later, last)
                source, number, notes = shown[-1][1]
                shown[-1] = ("code", (source, number, (*notes, *more)))

    def figure(self, bundle: dict, cell: dict) -> None:
        report, number = self.document.name, len(self.document.figures) + 1
        slug = artefacts.slug_of(words(bundle, report, number), cell, self.unnamed)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise AnalysisError(
                "its slug is no file name",
                where=f"report {report}, figure {slug}",
                do="Use lower-case words joined by hyphens.",
            )
        found = read_figure(
            bundle,
            report=report,
            slug=slug,
            name=self.ids.give(f"figure-{markup.slug(slug)}"),
            number=number,
            register=self.register,
            study=self.study,
        )
        self.document.figures.append(found)
        self.document.blocks.append(("figure", found))


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
