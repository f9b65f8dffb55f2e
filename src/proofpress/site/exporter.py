"""The page of a report: nbconvert reads the executed notebook and fills the package's own template.

In Python, `ReportExporter().from_filename("reports/notebooks/10_x.ipynb")[0]`, and on a command line `jupyter nbconvert
--to analysis_report reports/notebooks/10_x.ipynb --output-dir build`, and JupyterLab's menu of formats to export, give
one file that needs nothing beside it and no network. Of nbconvert the frame is used and nothing of its stock: those
pages load scripts from elsewhere, pass an output's HTML through and take templates, filters and options from the user's
folders. Here all that is shown comes through `document`, and the environment of templates is the one of all pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import nbformat
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from traitlets import Any, Bool, List, Unicode, default
from traitlets.config import Application

from analysis import study as studies
from analysis.errors import AnalysisError
from analysis.study import shown
from proofpress.site import drawing, frame, markup
from proofpress.site.document import Document
from proofpress.site.figure import Figure
from proofpress.site.proof import check_words
from proofpress.site.reading import document_of


def report(site: frame.Site, name: str, *, single: bool = False, font_css: str = "") -> str:
    """The page of a report of the site; single: with everything inside and the rows behind its figures at its end."""
    return ReportExporter(site=site, single=single, font_css=font_css).from_filename(
        str(site.owner.executed / f"{name}.ipynb")
    )[0]


class DocumentPreprocessor(Preprocessor):
    """Cells become the `Document` in resources["doc"]; the template takes nothing of the notebook itself."""

    enabled = Bool(True)

    def preprocess(self, nb, resources):
        nbformat.validate(nb, relax_add_props=True)  # before it is read; nbconvert does so afterwards
        resources["doc"] = document_of(
            resources["metadata"]["name"],
            nb.cells,
            self.parent.around.register,
            study=_study_of(self.parent.around, resources),
            link=markup.web_only if self.parent.single else None,
        )
        return nb, resources


class PagePreprocessor(Preprocessor):
    """What stands around the document: the other reports, the rows behind it, the proof, styles, scripts, policy."""

    enabled = Bool(True)

    def preprocess(self, nb, resources):
        site, single, document = self.parent.around, self.parent.single, resources["doc"]
        ours = _study_of(site, resources) is not None
        page = (
            _place(site, document, single)
            if ours
            else {
                "kicker": document.series or "Notebook",
                "inputs": [],
                "stranger": True,
                "file_name": f"{document.name}.ipynb",
            }
        )
        rows = {row: site.register.rows[row] for row in document.used}
        resources.update(
            frame.context(
                site,
                single=single,
                font_css=resources["font_css"],
                kind="report",
                root="" if single else "../",
                title=document.question,
                description=markup.sentence(
                    document.answer_text or (site.settings.about if ours else document.question)
                ),
                check_words=check_words(site.proof),
                repeatable=ours,
                rows_json=markup.data(
                    {
                        row: markup.curled_all(found.record()) | {"href": self.parent.href(row)}
                        for row, found in rows.items()
                    }
                ),
                single_rows=[rows[row] for row in sorted(rows)] if single else [],
                **{"file": "", "previous": None, "next": None, "siblings": []} | page,
            )
        )
        resources["doc"] = _dressed(document, single, site.caveats)
        return nb, resources


class ReportExporter(TemplateExporter):
    """A report as a page. site, single: one of the pages of a site, or a file that holds all it needs; by itself the
    latter.

    Any executed notebook can be given; one that is no report of the package has no parameters and no proof on its page.
    Options of nbconvert are not taken: a page is the same whoever makes it. Raises AnalysisError for what is no
    notebook.
    """

    site = Any(
        help="The frame.Site among whose pages the report stands; without it, that of the study in which it lies"
    )
    around = Any(help="The site of the notebook at hand")
    single = Bool(True, help="Everything inside the page")
    font_css = Unicode(
        "", help="The font of a page that holds all it needs; without it, the characters that the page has"
    )

    export_from_notebook = "Analysis report"
    output_mimetype = "text/html"
    optimistic_validation = Bool(True)
    default_preprocessors = List([DocumentPreprocessor, PagePreprocessor])

    def __init__(self, config=None, **kw):
        super().__init__(**kw)
        self._ignored = sorted(
            name
            for name in config or ()
            if name in ("Exporter", "TemplateExporter", "ReportExporter") or name.endswith("Preprocessor")
        )

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "report.html.j2"

    @default("template_paths")
    def _template_paths(self, prune=True, root_dirs=None) -> list[str]:
        return [str(frame.TEMPLATES)]

    def _create_environment(self):
        return frame.environment()

    def href(self, row: str) -> str:
        """Where a coded row stands, seen from the page."""
        return f"#{row}" if self.single else f"../{self.around.register.address[row]}"

    def from_filename(self, filename, resources=None, **kw):
        try:
            return super().from_filename(filename, resources, **kw)
        except (OSError, AnalysisError) as error:
            raise _told(
                error
                if isinstance(error, AnalysisError)
                else AnalysisError("it cannot be read", where=shown(Path(filename)), do=str(error.strerror))
            ) from None

    def from_file(self, file_stream, resources=None, **kw):
        try:
            notebook = nbformat.reads(file_stream.read(), as_version=4)
            if not all(isinstance(cell.cell_type, str) and isinstance(cell.source, str) for cell in notebook.cells):
                raise TypeError
        except (
            nbformat.ValidationError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            NameError,
        ):  # for what is no notebook, nbformat raises each of these
            raise _told(_broken(resources)) from None
        return self.from_notebook_node(notebook, resources, **kw)

    def from_notebook_node(self, nb, resources=None, **kw):
        if self._ignored:
            self.log.warning(
                "%s takes no options: those for %s are left out, and no cell is run.",
                type(self).__name__,
                ", ".join(self._ignored),
            )
        if any(cell.cell_type == "code" and cell.source.strip() for cell in nb.cells) and not any(
            cell.get("execution_count") or cell.get("outputs") for cell in nb.cells
        ):
            self.log.warning(
                "No cell of it has been run, so its page shows code and no results. Run it and save, then export again."
            )
        try:
            self.around = self.site or _site_around(resources)
            html, resources = self._page(nb, resources, self.font_css or _FONT, **kw)
            if self.single and not self.font_css:
                html = frame.with_style(html, _FONT, frame.font_css(_characters(html)))
        except nbformat.ValidationError:
            raise _told(_broken(resources)) from None
        except AnalysisError as error:
            raise _told(error) from None
        return html, resources

    def _page(self, nb, resources, font_css: str, **kw) -> tuple[str, dict]:
        html, resources = super().from_notebook_node(nb, {**(resources or {}), "font_css": font_css}, **kw)
        return frame.tidy(html), resources


_FONT = "/* font */"  # stands in a page until its characters are known


def _site_around(resources: Mapping | None) -> frame.Site:
    """The site of the study in which a notebook lies; outside of one, a site that knows nothing."""
    path = ((resources or {}).get("metadata") or {}).get("path")
    try:
        found = studies.find(path or None)
    except AnalysisError:
        found = None
    return frame.read_site(found)


def _study_of(site: frame.Site, resources: Mapping) -> studies.Study | None:
    """The study of which the notebook is an executed report; none for one of the same name elsewhere."""
    path = resources["metadata"]["path"]
    return site.study if site.study and path and Path(path).resolve() == site.study.executed.resolve() else None


def _place(site: frame.Site, document: Document, single: bool) -> dict[str, object]:
    """Number of a report, the reports around it and those of the same notebook, and its first figure for previews."""
    name, order = document.name, site.order
    place = order.index(name)
    before, after = (
        site.documents.get(order[other]) if not single and 0 <= other < len(order) else None
        for other in (place - 1, place + 1)
    )
    first = document.figures[0] if document.figures and not single else None
    return {
        "kicker": document.series or f"Report {place + 1} of {len(order)}",
        "file": f"reports/{name}.html",
        "inputs": sorted(site.proof.reports.get(name, {}).items()),
        "preview": f"../figures/{first.stem}.png" if first else "",
        "preview_alt": first.alt if first else "",
        "previous": before and (before.question, f"{before.name}.html"),
        "next": after and (after.question, f"{after.name}.html"),
        "siblings": [
            (other.question, f"{other.name}.html")
            for other in site.documents.values()
            if other.notebook == document.notebook and other.name != name
        ],
    }


def _dressed(document: Document, single: bool, caveats: Mapping[str, str]) -> SimpleNamespace:
    """A document as the template takes it: figures with their data and files, and where the name of a limit leads."""
    known = {limit.lower() for limit, _ in document.limits}
    return SimpleNamespace(
        **{
            key: getattr(document, key)
            for key in ("name", "notebook", "question", "lead", "answer", "limits", "toc", "settings", "failures")
        },
        sections=[
            [
                (kind, _with_files(content, single)) if kind == "figure" else (kind, content)
                for kind, content in section.blocks
            ]
            for section in document.sections
        ],
        limit_link=lambda limit: (
            f"#{limit.lower()}"
            if limit.lower() in known
            else ""
            if single or limit not in caveats
            else f"../index.html#{limit.lower()}"
        ),
    )


def _with_files(figure: Figure, single: bool) -> SimpleNamespace:
    """A figure with its data for the script and its files to download."""
    return SimpleNamespace(
        **{key: getattr(figure, key) for key in (*figure.__dataclass_fields__, "source_drawn") if key != "files"},
        files=[] if single else [(kind, f"figures/{figure.stem}.{kind}") for kind in figure.files],
        spec_json=markup.data(figure.spec) if figure.spec and _alive(figure.spec) else "",
        places_json=markup.data(drawing.record(figure.places, figure.narrow_places))
        if figure.places or figure.narrow_places
        else "",
    )


def _alive(spec: Mapping) -> bool:
    """Whether a specification does more than its drawing: it has a selection, a zoom or a control."""
    inner = [part for name in ("layer", "vconcat", "hconcat", "concat") for part in spec.get(name, ())]
    inner += [spec["spec"]] if isinstance(spec.get("spec"), Mapping) else []
    return bool(spec.get("params")) or any(map(_alive, inner))


def _characters(html: str) -> str:
    """What a page can show: its characters without those of styles and scripts within it."""
    return "".join(
        sorted(
            character
            for character in set(re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.DOTALL))
            if ord(character) >= 32
        )
    )


def _broken(resources: Mapping | None) -> AnalysisError:
    about = (resources or {}).get("metadata") or {}
    name = f"{about['name']}.ipynb" if about.get("name") else "notebook"
    return AnalysisError(
        "it is not a whole notebook",
        where=shown(Path(about["path"] or ".", name)) if "path" in about else name,
        do="Build the report again, or open and save the notebook in JupyterLab.",
    )


def _told(error: AnalysisError) -> AnalysisError:
    """The error to raise; under `jupyter nbconvert`, which would show a traceback, it is said and the program ends."""
    if Application.initialized() and Application.instance().name == "jupyter-nbconvert":
        Application.instance().log.error("%s", error)
        Application.instance().exit(1)
    return error
