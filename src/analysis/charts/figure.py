"""A figure: any Altair chart or matplotlib figure with the head, foot, words and data of the house.

The kernel draws nothing itself: it says what is to be drawn, and the front end, the page or the build draws it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from analysis.charts import markup, spec, style
from analysis.charts.columns import is_number
from analysis.charts.drawn import filtered, is_altair, is_matplotlib, is_resizable, own_title
from analysis.errors import AnalysisError
from analysis.formulas import inert_frame
from analysis.mime import FIGURE as FIGURE_MIME

if TYPE_CHECKING:
    import pandas as pd

VEGA_MIME = "application/vnd.vegalite.v5+json"
SVG_MIME = "image/svg+xml"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SAVED = ("svg", "png", "pdf", "html", "json")


class FigureWarning(UserWarning):
    """Something about a figure that a reader would stumble over."""


class _Words(TypedDict):
    """What stands around the marks."""

    title: str
    subtitle: str
    source: str
    caveats: Mapping[str, str]


@dataclass(frozen=True, repr=False, eq=False)
class Figure:
    """What `figure` and every form return.

    Parameters
    ----------
    slug, title, subtitle, alt, source, caveats :
        Its name in a report; the finding, a sentence; what is shown, unit, N, span; the same for who cannot see it;
        where the data come from, with N; ids such as C1 -> what the foot says of each. Empty in a chart that a cell
        merely shows.
    data : pandas.DataFrame
        The rows drawn, with a column `rows` (ids of the coded rows behind a mark, joined by ``|``) where the frame had
        one.
    chart : altair chart or matplotlib.figure.Figure
        The marks alone. Change it as you would any of its kind and give it to `figure`, or to `using`.
    narrow : the same, or None
        What a phone gets; without it, the other one made smaller.
    notes : tuple of str
        What its maker should know; the build says it.
    width : float
        Of the paper of a page in px.

    Examples
    --------
    >>> import altair as alt, pandas as pd
    >>> bars = alt.Chart(pd.DataFrame({"year": ["2020", "2021"], "n": [3, 7]})).mark_bar().encode(x="year", y="n")
    >>> drawn = figure(bars, slug="years", title="More in 2021", source="Source: counted (N = 10).", alt="3, then 7.")
    >>> drawn.using(drawn.chart.mark_point()).title, len(drawn.data)
    ('More in 2021', 2)
    """

    slug: str
    title: str
    subtitle: str
    alt: str
    source: str
    caveats: Mapping[str, str]
    data: pd.DataFrame = field(compare=False)
    chart: Any = None
    narrow: Any = None
    notes: tuple[str, ...] = ()
    width: float = style.WIDE

    @property
    def where(self) -> str:
        return f"figure {self.slug}" if self.slug else "a chart that a cell shows"

    @cached_property
    def spec(self) -> dict | None:
        """The Vega-Lite of an Altair chart with head and foot, as a page has it; None for matplotlib's."""
        return self._spec(self.chart, self.width)

    @cached_property
    def narrow_spec(self) -> dict | None:
        """The same for a phone; None where the phone gets the wide one made smaller."""
        if self.narrow is not None:
            return self._spec(self.narrow, style.NARROW)
        if self.spec is None or not is_resizable(self.chart):
            return None
        return self._spec(self.chart, style.NARROW)

    def _spec(self, chart: Any, width: float) -> dict | None:
        if not is_altair(chart):
            return None
        made = spec.dictionary(chart, self.where)
        spec.refuse_far_data(made, self.where)
        view = made.setdefault("config", {}).setdefault("view", {})
        # A chart without a width of its own fills what room there is beside its axes and its legend.
        view["continuousWidth"], view["continuousHeight"] = (540, 300) if width > 500 else (230, 220)
        return spec.framed(made, **self._head, width=width)

    @property
    def _head(self) -> _Words:
        return {"title": self.title, "subtitle": self.subtitle, "source": self.source, "caveats": self.caveats}

    @cached_property
    def svg(self) -> str:
        """The drawing for a page (720 px), text and font inside."""
        return self._svg(self.chart, self.spec, self.width)

    @cached_property
    def narrow_svg(self) -> str:
        """The drawing for a phone, empty where there is none of its own."""
        if self.narrow is None and self.narrow_spec is None:
            return ""
        return self._svg(self.narrow, self.narrow_spec, style.NARROW)

    def _svg(self, chart: Any, made: dict | None, width: float) -> str:
        if made is not None:
            from analysis.charts import render

            return render.svg(made, self.alt, self.where, width)
        from analysis.charts import pyplot

        content, size = pyplot.drawing(chart, self.title)
        drawn = markup.headed(content, size, **self._head, width=width)
        return markup.finished(drawn, self.alt, self.where)

    @property
    def png(self) -> bytes:
        """The drawing for a page at twice its size."""
        from analysis.charts import render

        return render.png(self.svg)

    @property
    def csv(self) -> str:
        """The data as CSV (UTF-8, LF). A text cell that a spreadsheet would run as a formula begins with an
        apostrophe.
        """
        if not len(self.data.columns):
            return ""
        return inert_frame(self.data.astype(object)).to_csv(index=False, lineterminator="\n", float_format="%.10g")

    def using(self, chart: Any, narrow: Any = None) -> Figure:
        """The same figure with another chart, such as this one's restyled; its words and data stay."""
        return replace(self, chart=chart, narrow=narrow)

    def filter(self, test: str) -> Figure:
        """The same figure with those marks only for which a Vega expression holds, such as ``datum.kind == 'citizen'``.

        Altair's own `transform_filter` on a layered chart reaches no layer that has data of its own; this does.
        Raises AnalysisError where no layer has the fields of the test.
        """
        fields = set(re.findall(r"datum\.(\w+)|datum\[['\"](.+?)['\"]\]", test))
        names = {name for pair in fields for name in pair if name}
        charts = [None if chart is None else filtered(chart, test, names) for chart in (self.chart, self.narrow)]
        if not names or charts[0] is self.chart:
            raise AnalysisError(
                f"no layer of the chart has {', '.join(sorted(names)) or 'a field of the test'}",
                where=self.where,
                do=f"Its data have {', '.join(map(str, self.data.columns))}; write datum.column.",
            )
        return replace(self, chart=charts[0], narrow=charts[1])

    def save(self, path: str | Path, *, scale: float = 2, width: float | None = None) -> Path:
        """Write the figure to a file; the ending says how: svg, png, pdf, html (opens without a network) or json.

        Parameters
        ----------
        path : str or Path
        scale : float
            Pixels of a PNG for each px of the drawing.
        width : float, optional
            How wide a PNG is in pixels, or an SVG or PDF in px; in place of `scale`.

        Returns
        -------
        Path

        Raises
        ------
        AnalysisError
            For an ending that is none of these, or for JSON of a matplotlib figure.

        Examples
        --------
        >>> drawn.save("chart.svg").name
        'chart.svg'
        """
        from analysis.files import replace_file

        if not isinstance(path, (str, Path)):
            raise AnalysisError(
                f"the path is {path!r}", where="save", do="Give the name of a file, in quotation marks."
            )
        path = Path(path)
        kind = path.suffix.removeprefix(".").lower()
        if kind not in _SAVED:
            raise AnalysisError(
                f"a figure cannot be saved as {path.suffix or 'a file without an ending'}",
                where=str(path),
                do=f"Use one of: {', '.join(_SAVED)}.",
            )
        size = scale if width is None else width
        if not is_number(size) or size <= 0:
            raise AnalysisError(f"{size!r} is no size", where=str(path), do="Give a number above 0.")
        replace_file(path, self._content(kind, str(path), scale, width))
        return path

    def _content(self, kind: str, where: str, scale: float, width: float | None) -> bytes:
        """What stands in a file of this kind."""
        from analysis.charts import render

        if kind in ("json", "html") and self.spec is not None:
            if kind == "html":
                return render.html(self.spec)
            return (json.dumps(self.spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
        if kind == "json":
            raise AnalysisError("a matplotlib figure has no JSON", where=where, do="Save it as svg, png or pdf.")
        if kind == "html":
            return f'<!doctype html>\n<meta charset="utf-8"><title>{self.slug}</title>\n{self.svg}'.encode()
        drawing, (own, high) = self.svg, markup.size(self.svg)
        if kind == "png":
            return render.png(drawing, (width + 0.5) / own if width else scale)
        if width:
            drawing = markup.sized(drawing, width, high * width / own)
        return drawing.encode() if kind == "svg" else render.pdf(drawing)

    def _repr_mimebundle_(self, include=None, exclude=None):
        csv = self.csv
        carried = {
            "slug": self.slug,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "source": self.source,
            "caveats": list(self.caveats),
            "csv": csv,
            "sha256": {"csv": hashlib.sha256(csv.encode()).hexdigest()} if csv else {},
        }
        if self.notes:
            carried["notes"] = list(self.notes)
        bundle: dict[str, Any] = {}
        if self.spec is not None:
            bundle[VEGA_MIME] = self.spec
            if self.narrow_spec is not None:
                carried["narrow"] = self.narrow_spec
        else:
            bundle[SVG_MIME] = self.svg
            if self.narrow_svg:
                carried["narrow_svg"] = self.narrow_svg
        bundle["text/plain"] = "\n".join(line for line in (repr(self), self.alt) if line)
        bundle[FIGURE_MIME] = carried
        return bundle, {SVG_MIME: {"alt": self.alt}} if SVG_MIME in bundle else {}

    def __repr__(self) -> str:
        return f"Figure {self.slug}: {self.title}" if self.slug else "A chart without a title"


def figure(
    chart: Any,
    *,
    slug: str,
    title: str,
    subtitle: str = "",
    source: str,
    alt: str,
    caveats: Sequence[str] | Mapping[str, str] = (),
    data: pd.DataFrame | None = None,
    narrow: Any = None,
) -> Figure:
    """Make a figure like all others of a chart of one's own.

    Parameters
    ----------
    chart : altair chart or matplotlib.figure.Figure
        Any Altair chart (layered, concatenated, faceted, with selections) or matplotlib figure.
    slug : str
        Its name among the files of a report: lower-case words joined by hyphens.
    title, subtitle, source, alt : str
        The finding as a sentence; what is shown, unit, N, span; where the data come from, with N; the same in words for
        who cannot see it.
    caveats : sequence of str, or mapping
        Ids of caveats, such as C1; as a mapping, each with the few words that the foot says of it (see
        `analysis.noted`).
    data : pandas.DataFrame, optional
        What the CSV holds; an Altair chart brings its own. A column `rows` in the data of the chart (ids joined by
        ``|``) is the evidence that a click on its marks opens.
    narrow : optional
        A chart for a phone. Without it a chart without a width of its own is drawn anew, any other made smaller.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For what is no chart, a slug that is no file name, missing words, or data that stand behind an address.

    Examples
    --------
    >>> import altair as alt, pandas as pd
    >>> bars = alt.Chart(pd.DataFrame({"year": ["2020", "2021"], "n": [3, 7]})).mark_bar().encode(x="year", y="n")
    >>> figure(bars, slug="years", title="More in 2021", source="Source: counted (N = 10).", alt="3, then 7.")
    Figure years: More in 2021
    """
    for one in (chart, *([] if narrow is None else [narrow])):
        if not (is_altair(one) or is_matplotlib(one)):
            raise AnalysisError(
                f"a {type(one).__name__} is neither an Altair chart nor a matplotlib figure",
                where=f"figure {slug}",
                do="Give the chart itself; of matplotlib, the figure (`ax.figure`) and not its axes.",
            )
    named(slug, title, source)
    if not str(alt).strip():
        raise AnalysisError(
            "it has no alt text",
            where=f"figure {slug}",
            do="Say in a sentence or two what it shows, for who cannot see it.",
        )
    return _made(chart, data, narrow, slug, title, subtitle, alt, source, ids(caveats))


def shown(chart: Any) -> Figure:
    """The figure of a chart that a cell merely shows: the build names it after its cell, and says what it lacks."""
    title = own_title(chart)
    return _made(chart, None, None, "", title, "", title, "", {})


def _made(chart, data, narrow, slug, title, subtitle, alt, source, caveats) -> Figure:
    import pandas as pd

    notes = []
    if "matplotlib.pyplot" in sys.modules and is_matplotlib(chart):
        sys.modules["matplotlib.pyplot"].close(chart)  # or the end of the cell would show it once more, bare
    if is_altair(chart):
        made = spec.dictionary(chart, f"figure {slug}" if slug else "a chart that a cell shows")
        if data is None:
            data = chart.data if isinstance(chart.data, pd.DataFrame) else pd.DataFrame(spec.rows_of(made))
        if local := spec.local_times(made):
            notes.append(
                f"{', '.join(local)} stands on a scale of local time: a date is another day elsewhere "
                "(alt.Scale(type='utc') or a utc time unit keeps it)"
            )
    if not slug:
        notes += [f"it has no {what}" for what, words in (("title", title), ("alt text", alt)) if not words]
    elif notes:
        warnings.warn(f"figure {slug}: {'; '.join(notes)}", FigureWarning, stacklevel=3)
    if data is None:
        data = pd.DataFrame()
    elif not isinstance(data, pd.DataFrame):
        raise AnalysisError(f"data is a {type(data).__name__}", where=f"figure {slug}", do="Give a pandas DataFrame.")
    return Figure(slug, title, subtitle, alt, source, caveats, data.reset_index(drop=True), chart, narrow, tuple(notes))


def named(slug: str, title: str, source: str) -> None:
    """Raise AnalysisError for a slug that is no file name, or words that are missing."""
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
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


def ids(caveats: Sequence[str] | Mapping[str, str]) -> Mapping[str, str]:
    """Caveats by id, each with its few words; without words where only ids are given."""
    if isinstance(caveats, Mapping):
        return dict(caveats)
    return dict.fromkeys((caveats,) if isinstance(caveats, str) else caveats, "")
