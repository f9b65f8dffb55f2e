"""A figure of a report as a page shows it: its drawings, its words, its data and the coded rows behind its marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import artefacts, pictures
from proofpress.reports.artefacts import FIGURE_MIME
from proofpress.site import drawing
from proofpress.site.register import Register
from proofpress.site.table import Table, made


@dataclass(frozen=True)
class Figure:
    """A figure of a report, as a page shows it. stem: of its files, without ending; files: their endings."""

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
    files: tuple[str, ...]

    @property
    def source_drawn(self) -> bool:
        """Whether its drawings say the source themselves, so that the caption need not show it again."""
        return all(drawing.says(shown, self.source) for shown in (self.wide, self.narrow) if shown)

    @property
    def used(self) -> list[str]:
        found = [row for line in self.table.rows_of for row in line]
        return list(dict.fromkeys(found + [row for place in (*self.places, *self.narrow_places) for row in place.rows]))


def read_figure(
    bundle: Mapping[str, Any],
    *,
    report: str,
    slug: str,
    name: str,
    number: int,
    register: Register,
    study: Study | None,
) -> Figure:
    """The figure of an output. name: its id on the page; study: whose report it is, if any."""
    given = words(bundle, report, number)
    where = f"report {report}, figure {slug}"
    head, body = drawing.table_of(given["csv"])
    stem = f"{report}--{slug}"
    wide, narrow = _drawings(bundle, given, stem, where, study)
    width, height = drawing.size(wide)
    shown = [
        drawing.inline_svg(svg, where, f"{name}-{kind}", given["alt"]) if svg else Markup("")
        for svg, kind in ((wide, ""), (narrow, "n-"))
    ]
    places, narrow_places = (tuple(drawing.marks(svg, register.rows)) if svg else () for svg in (wide, narrow))
    return Figure(
        id=name,
        number=number,
        stem=stem,
        title=given["title"],
        subtitle=given.get("subtitle", ""),
        alt=given["alt"],
        source=given.get("source", ""),
        caveats=tuple(given.get("caveats", ())),
        wide=shown[0],
        narrow=shown[1],
        width=width,
        height=height,
        narrow_size=drawing.size(narrow) if narrow else (0.0, 0.0),
        table=made(head, body, "", f"{name}-data", register, ours=study is not None),
        places=places,
        narrow_places=narrow_places,
        spec=bundle.get(artefacts.VEGA_MIME),
        sha256=dict(given.get("sha256", {})),
        files=tuple(kind for kind in KINDS if study and (study.figures / f"{stem}.{kind}").exists()),
    )


KINDS = ("svg", "png", "csv", "narrow.svg")


def words(bundle: Mapping[str, Any], report: str, number: int) -> Mapping[str, Any]:
    """What a figure says of itself; empty texts for a chart that a cell merely shows. Raises AnalysisError where it
    lacks what every figure has.
    """
    texts = ("slug", "title", "alt", "csv")
    given = bundle.get(FIGURE_MIME, dict.fromkeys(texts, ""))
    lacking = [key for key in texts if not (isinstance(given, dict) and isinstance(given.get(key), str))]
    if lacking:
        raise AnalysisError(
            f"it has no {', '.join(lacking)}", where=f"report {report}, figure {number}", do="Build the report again."
        )
    return given


def _drawings(
    bundle: Mapping[str, Any], given: Mapping[str, Any], stem: str, where: str, study: Study | None
) -> tuple[str, str]:
    """The drawings of a figure: those that the build wrote beside the notebook; for another's notebook, made now."""
    if study is None:
        svgs = pictures.drawings({FIGURE_MIME: given, **bundle}, where)
        return svgs["svg"], svgs.get("narrow.svg", "")
    narrow = study.figures / f"{stem}.narrow.svg"
    try:
        wide = (study.figures / f"{stem}.svg").read_text("utf-8")
        return wide, narrow.read_text("utf-8") if narrow.exists() else ""
    except OSError:
        report = stem.split("--")[0]
        raise AnalysisError(
            "its drawing is missing", where=where, do=f"Build it: make report-{report} FORCE=1"
        ) from None
