"""A figure drawn from a scene of px, until its form returns a chart: kept as SVG, PNG, CSV and words."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts import fonts, mpl, scene, style, svg, vega
from analysis.charts.figure import Figure
from analysis.errors import AnalysisError
from analysis.mime import FIGURE as FIGURE_MIME

if TYPE_CHECKING:
    import pandas as pd

VEGA_MIME = "application/vnd.vegalite.v5+json"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, repr=False)
class Scened(Figure):
    """What a form returns.

    slug: its name in a report; title: the finding, a sentence; subtitle: what is shown, unit, N, span; alt: the same
    for who cannot see it; source: with N; caveats: ids such as C1; data: exactly the rows drawn, with a column `rows`
    (ids of the coded rows behind a mark, joined by ``|``) where the frame had one; svg and narrow_svg: for a page
    (720 px) and a phone (370 px), text and font inside; png: the page version at twice the size; spec: Vega-Lite v5,
    or None for a figure that is only for print; narrow_places: where the phone's drawing answers with rows, as
    [x, y, w, h, n] in px, n the number of the spec's place with the same tooltip, or the tooltip where there is none such.
    """

    svg: str = ""
    png: bytes = b""
    narrow_svg: str = ""
    spec: dict | None = None
    narrow_places: Sequence[Sequence] = ()

    @property
    def csv(self) -> str:
        """The data as CSV (UTF-8, LF). A text cell that a spreadsheet would run as a formula begins with an apostrophe."""
        safe = self.data.copy()
        safe.columns = [_inert(name) for name in safe.columns]
        for number in range(safe.shape[1]):
            safe.isetitem(number, safe.iloc[:, number].map(_inert).astype(object))
        return safe.to_csv(index=False, lineterminator="\n", float_format="%.10g")

    def _repr_mimebundle_(self, include=None, exclude=None):
        csv = self.csv
        parts = {"svg": self.svg, "narrow_svg": self.narrow_svg, "csv": csv}
        hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items()}
        hashes["png"] = hashlib.sha256(self.png).hexdigest()
        bundle = {
            "text/plain": f"Figure {self.slug}: {self.title}\n{self.alt}\nsha256 of the SVG: {hashes['svg']}",
            "image/png": base64.b64encode(self.png).decode(),
            FIGURE_MIME: {
                "slug": self.slug,
                "title": self.title,
                "subtitle": self.subtitle,
                "alt": self.alt,
                "source": self.source,
                "caveats": list(self.caveats),
                **parts,
                "sha256": hashes,
            },
        }
        if self.spec is not None:
            bundle[VEGA_MIME] = self.spec
        if self.narrow_places:
            bundle[FIGURE_MIME]["narrow_places"] = [list(place) for place in self.narrow_places]
        return bundle, {"image/png": {"alt": self.alt, "width": style.WIDE}}

    def __repr__(self) -> str:
        return f"<Figure {self.slug}: {self.title}>"


def _inert(cell: object) -> object:
    """A cell that no spreadsheet runs as a formula; numbers, negative ones too, stay as they are."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


Compose = Callable[[scene.Scene], None]


def make(
    compose: Compose,
    data: pd.DataFrame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str,
    caveats: Sequence[str] = (),
    interactive: bool = True,
) -> Scened:
    """Draw a form at both widths, between the head and foot of the house.

    compose: adds the form's marks to a scene from ``scene.y`` downwards, for a page or, where ``scene.narrow``, a phone.
    """
    if not _SLUG.fullmatch(slug):
        raise AnalysisError(
            f"the slug {slug!r} is no file name",
            where="figure",
            do="Use lower-case words joined by hyphens, such as supporters-by-channel.",
        )
    for name, words in (("title", title), ("source", source)):
        if not str(words).strip():
            raise AnalysisError(
                f"it has no {name}",
                where=f"figure {slug}",
                do="Give the finding as the title and where the data come from, with N, as the source.",
            )
    if isinstance(caveats, str):
        caveats = (caveats,)
    wide, narrow = scene.Scene(style.WIDE), scene.Scene(style.NARROW)
    for canvas in (wide, narrow):
        scene.head(canvas, title, subtitle)
        compose(canvas)
        scene.foot(canvas, source, caveats)
    alt_text = fonts.clean(alt)
    return Scened(
        slug,
        title,
        subtitle,
        alt,
        source,
        tuple(caveats),
        data.reset_index(drop=True),
        svg=svg.draw(wide, alt_text),
        png=mpl.png(wide),
        narrow_svg=svg.draw(narrow, alt_text),
        spec=vega.spec(wide) if interactive else None,
        narrow_places=_answering(narrow, wide) if interactive and "rows" in data.columns else (),
    )


def _answering(narrow: scene.Scene, wide: scene.Scene) -> list[list]:
    """The places of a narrow drawing; what they say stands in the spec of the wide one, and is not written twice."""
    known: dict[tuple, int] = {}
    for number, hit in enumerate(wide.hits):
        known.setdefault(hit.tip, number)
    return [[hit.x, hit.y, hit.w, hit.h, known.get(hit.tip, [list(pair) for pair in hit.tip])] for hit in narrow.hits]
