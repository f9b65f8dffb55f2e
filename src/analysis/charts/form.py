"""What the forms share: the paper that they draw on, rows with labels, and the figure in the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Required, TypedDict

from analysis import wording
from analysis.charts import columns, fonts, style
from analysis.charts.figure import Figure, ids, named
from analysis.charts.kinds import Given, Kinds, legend
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

DASH, SOLID = [4, 3], [1, 0]


@dataclass(frozen=True)
class Paper:
    """Where a form draws: a page or a phone. width: of the figure, room: between its margins; size, small: of text; in
    px.
    """

    narrow: bool
    width: float
    size: float
    height: float | None = None

    @property
    def room(self) -> float:
        return self.width - 2 * style.MARGIN

    @property
    def small(self) -> float:
        return max(12.0, self.size - 1)

    def line(self, size: float | None = None) -> float:
        """Distance of two baselines in px."""
        return round((size or self.size) * style.LEADING, 1)


class Head(TypedDict, total=False):
    """What every form takes beside its frame and its own options.

    slug, title, subtitle, source, alt, caveats: see `figure`; alt is computed from the frame where it is not given.
    tooltip: columns that a reader asks for with the pointer. width: of the figure on a page, height: of the marks,
    fontSize: of labels, all in px.
    """

    slug: Required[str]
    title: Required[str]
    subtitle: str
    source: Required[str]
    alt: str
    caveats: Sequence[str] | Mapping[str, str]
    tooltip: Sequence[str]
    width: float | None
    height: float | None
    fontSize: float | None


class Asked:
    """What a form was asked for, checked: its words, its tooltip, the kinds."""

    def __init__(self, form: str, head: Head, kinds: Given | None = None):
        self.form, self.head = form, head.copy()
        self.slug = str(head.get("slug", ""))
        self.where = f"figure {self.slug} ({form})"
        named(self.slug, str(head.get("title", "")), str(head.get("source", "")))
        numbers = (
            ("width", head.get("width"), 300),
            ("height", head.get("height"), 40),
            ("fontSize", head.get("fontSize"), 8),
        )
        for name, value, least in numbers:
            if value is not None and not value >= least:
                raise AnalysisError(f"{name} is {value!r}", where=self.where, do=f"Give px, {least} or more.")
        self.kinds = Kinds(kinds, self.where)
        self.tooltip = columns.named(head.get("tooltip", ()))

    def frame(self, frame: Any, required: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
        """The columns that the form draws."""
        return columns.need(self.where, frame, required, optional, self.tooltip)

    def tips(self) -> dict[str, Any]:
        """The tooltip as altair takes it."""
        return columns.tooltips(self.tooltip)

    def figure(self, draw: Callable[[Paper], Any], data: pd.DataFrame, described: str) -> Figure:
        """The figure: `draw` makes its chart for a page and for a phone; described: what it shows, after the title."""
        from altair.utils.schemapi import debug_mode

        size, width = float(self.head.get("fontSize") or style.LABEL), float(self.head.get("width") or style.WIDE)
        papers = Paper(False, width, size, self.head.get("height")), Paper(True, style.NARROW, size)
        with debug_mode(
            False
        ):  # altair checks each part against the whole schema; a spec is checked once, when compiled
            chart, narrow = (draw(paper) for paper in papers)
        return Figure(
            self.slug,
            str(self.head["title"]),
            str(self.head.get("subtitle", "")),
            str(self.head.get("alt") or f"{wording.ended(str(self.head['title']))} {described}"),
            str(self.head["source"]),
            ids(self.head.get("caveats", ())),
            data.reset_index(drop=True),
            chart,
            narrow,
            width=width,
        )


def table(rows: Iterable[dict]) -> pd.DataFrame:
    """Rows of a layer; those that have a column `rows` keep it."""
    import pandas as pd

    return pd.DataFrame(list(rows))


def sorted_rows(rows: list[str], sort: Any, values: Mapping[str, float], where: str) -> list[str]:
    """The rows in the order that `sort` asks for: a list of them, "ascending", "descending" (by value), or as
    they are.
    """
    if sort is None:
        return rows
    if isinstance(sort, str) and sort in ("ascending", "descending"):
        return sorted(rows, key=lambda row: values.get(row, 0.0), reverse=sort == "descending")
    if isinstance(sort, (list, tuple)):
        if unknown := [row for row in sort if row not in rows]:
            raise AnalysisError(
                f"sort names {', '.join(map(repr, unknown))}", where=where, do=f"The rows are: {', '.join(rows)}."
            )
        return [*sort, *(row for row in rows if row not in sort)]
    raise AnalysisError(f"sort is {sort!r}", where=where, do="Give 'ascending', 'descending' or a list of the rows.")


@dataclass(frozen=True)
class Labels:
    """Labels of rows: beside the marks on a page, above them on a phone. room: px at the left; step: px of a row."""

    field: str
    names: list[str]
    lines: dict[str, list[str]]
    room: float
    paper: Paper
    track: float
    step: float
    beside: bool

    @property
    def down(self) -> float:
        """px from the middle of a row to the middle of its track."""
        return 0.0 if self.beside else (self.step - self.track) / 2 - 5

    def y(self, **more: Any) -> Any:
        """The channel of the rows."""
        import altair as alt

        scale = alt.Scale(paddingInner=0, paddingOuter=0)
        return alt.Y(f"{self.field}:N", sort=self.names, scale=scale, axis=self.axis(), **more)

    def axis(self) -> Any:
        import altair as alt

        if not self.beside:
            return None
        said = json.dumps(self.lines, ensure_ascii=False)
        most = max(map(len, self.lines.values()))
        shifts = [
            {"test": f"length({said}[datum.value]) == {count}", "value": -(count - 1) * self.paper.line() / 2}
            for count in range(2, most + 1)
        ]
        return alt.Axis(
            title=None,
            labelExpr=f"{said}[datum.value]",
            labelAlign="left",
            labelPadding=self.room,
            labelLimit=0,
            labelFontSize=self.paper.size,
            labelLineHeight=self.paper.line(),
            labelOffset={"condition": shifts, "value": 0} if shifts else 0,
            ticks=False,
            domain=False,
            grid=False,
        )

    def above(self) -> list[Any]:
        """The layer of labels that stand above their rows on a phone."""
        import altair as alt

        if self.beside:
            return []
        rows = table({self.field: name, "lines": self.lines[name]} for name in self.names)
        mark: dict[str, Any] = {"align": "left", "baseline": "top", "dy": 5, "fontSize": self.paper.size}
        mark["lineHeight"] = self.paper.line()
        return [alt.Chart(rows).mark_text(**mark).encode(x=alt.value(0), y=self.y(bandPosition=0), text="lines:N")]

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Where labels stand among the marks: left, right, top and bottom in px."""
        if self.beside:
            return []
        step, line = self.height / len(self.names), self.paper.line()
        return [
            (
                0.0,
                max(fonts.width(said, self.paper.size) for said in lines),
                row * step,
                row * step + 5 + len(lines) * line,
            )
            for row, lines in enumerate(self.lines[name] for name in self.names)
        ]

    @property
    def height(self) -> float:
        return self.paper.height or self.step * len(self.names)


def labels(
    names: Sequence[str],
    field: str,
    paper: Paper,
    track: float,
    most: float = 200,
    gap: float = 8,
    *,
    beside: bool = False,
    shown: dict[str, str] | None = None,
) -> Labels:
    """Labels of rows whose marks are `track` px high. beside: on a phone too; shown: what stands for a name."""
    names, beside = list(names), beside or not paper.narrow
    said = {name: (shown or {}).get(name, name) for name in names}
    widest = max(fonts.width(fonts.clean(line), paper.size) for words in said.values() for line in words.split("\n"))
    room = min(most, widest + 14) if beside else 0.0
    wrap = room - 12 if beside else paper.room
    lines = {
        name: [line for part in words.split("\n") for line in fonts.wrap(part, paper.size, wrap)]
        for name, words in said.items()
    }
    deepest = max(map(len, lines.values())) * paper.line()
    step = max(track, deepest) + gap if beside else deepest + track + 16
    return Labels(field, names, lines, room, paper, track, round(step), beside)


def over(heads: dict[str, list[str]], paper: Paper, note: Sequence[str] = ()) -> float:
    """px that headings and what is said of them take above a grid: the key stands higher."""
    lines = sum(len(fonts.wrap(words, paper.small, paper.room)) for words in note)
    return (max(map(len, heads.values())) + lines) * paper.line(paper.small) + (20 if lines else 14)


def headings(
    heads: dict[str, list[str]], field: str, x: Any, paper: Paper, left: float, note: Sequence[str] = (), **look: Any
) -> list[Any]:
    """Layers above a grid: the heading of each column in lines, and what is to be said of them above.

    x: the channel of the columns; left: px from the grid to the edge of the paper.
    """
    import altair as alt

    small, layers = paper.line(paper.small), []
    deepest = max(map(len, heads.values()))
    shown: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
    for count in sorted(set(map(len, heads.values()))):
        rows = [{field: head, "lines": lines} for head, lines in heads.items() if len(lines) == count]
        layers += texts(rows, paper, x, alt.value(-count * small - 4), **{"align": "center"} | shown | look)
    lines = [line for words in note for line in fonts.wrap(words, paper.small, paper.room)]
    above = alt.value(-(deepest + len(lines)) * small - 12)
    return layers + texts([{"lines": lines}] if lines else [], paper, alt.value(-left), above, **shown)


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def count(value: object) -> str:
    """A number as it is printed: whole ones without a point, thousands set off."""
    number = float(value)  # type: ignore[arg-type]
    return f"{number:,.0f}" if number.is_integer() else f"{number:,.1f}"


def across(field: str, width: float) -> Any:
    """A channel for places in px from the left, for text that flows; it has no axis."""
    import altair as alt

    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)


def down(field: str, height: float) -> Any:
    """A channel for places in px from the top: heights that come from the number of lines of a text."""
    import altair as alt

    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, height], nice=False, zero=False, reverse=True), axis=None)


def texts(rows: list[dict], paper: Paper, x: Any, y: Any, field: str = "lines", **look: Any) -> list[Any]:
    """A layer of lines of text whose first line begins at y."""
    import altair as alt

    if not rows:
        return []
    size = look.pop("fontSize", paper.size)
    mark = {"align": "left", "baseline": "top", "fontSize": size, "lineHeight": paper.line(size)} | look
    return [alt.Chart(table(rows)).mark_text(**mark).encode(x=x, y=y, text=f"{field}:N")]


Look = tuple[str, Any, str, Sequence[float]]  # shape, fill, outline and dashes of a sample


def key(looks: Mapping[str, Look], room: float, **more: Any) -> list[Any]:
    """A layer that draws nothing and has a key of its own, for what no scale of the marks tells: its words and samples,
    in as many columns as have room.
    """
    import altair as alt

    if not looks:
        return []
    names = list(looks)
    shapes, fills, strokes, dashes = zip(*looks.values(), strict=True)
    held = legend(names, room, **{"symbolStrokeWidth": 1.3} | more)

    def scale(values: Sequence[Any]) -> Any:
        return alt.Scale(domain=names, range=list(values))

    hidden = alt.Chart(table({"means": name} for name in names)).mark_point(opacity=0)
    return [
        hidden.encode(
            x=alt.value(0),
            y=alt.value(0),
            shape=alt.Shape("means:N", scale=scale(shapes), legend=held),
            fill=alt.Fill("means:N", scale=scale(fills), legend=held),
            stroke=alt.Stroke("means:N", scale=scale(strokes), legend=held),
            strokeDash=alt.StrokeDash("means:N", scale=scale(dashes), legend=held),
        )
    ]


def layered(
    layers: Iterable[Any], width: float, height: float, apart: Sequence[str] = ("fill", "shape", "stroke", "strokeDash")
) -> Any:
    """The layers of a form as one chart. Entries of the key have scales of their own (`apart`); x, y and color are
    shared.
    """
    import altair as alt

    chart = alt.layer(*_once(layers)).properties(width=width, height=height)
    independent: dict[str, Any] = dict.fromkeys(apart, "independent")
    return chart.resolve_scale(**independent)


def _once(layers: Iterable[Any]) -> list[Any]:
    """The layers, one with a scale of time giving its domain: of the same domain from two layers, or from a mark with
    two ends, Vega-Lite makes a union that has no end.
    """
    import altair as alt

    def of_time(layer: Any) -> bool:
        scale = getattr(layer.encoding.x, "_kwds", {}).get("scale")  # a channel has methods under these names
        return getattr(scale, "_kwds", {}).get("type") == "utc"

    layers = list(layers)
    timed = [number for number, layer in enumerate(layers) if of_time(layer)]
    giving = next((one for one in timed if layers[one].encoding.x2 is alt.Undefined), next(iter(timed), None))
    for number in timed:
        if number != giving:
            bare = layers[number].encoding.x.copy().scale(alt.Scale(type="utc", nice=False))
            layers[number] = layers[number].encode(x=bare)
    return layers
