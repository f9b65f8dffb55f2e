"""Marks in px with measured text, for what Altair has no form for: matplotlib draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.charts import fonts, style
from analysis.charts.kinds import Kinds
from analysis.charts.pyplot import COMPOSED, mark

SOLID: tuple[float, ...] = ()
DASHED = (4, 3)
DOTTED = (1.5, 3)


@dataclass(frozen=True)
class Box:
    """A rectangle; without a fill it is hollow."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: tuple[float, ...] = SOLID


@dataclass(frozen=True)
class Path:
    """A polyline, or with a fill a polygon."""

    points: tuple[tuple[float, float], ...]
    stroke: str = ""
    width: float = 1
    dash: tuple[float, ...] = SOLID
    fill: str = ""


@dataclass(frozen=True)
class Disc:
    """A circle; without a fill it is hollow (its inside then shows the paper)."""

    x: float
    y: float
    r: float
    fill: str = ""
    stroke: str = ""
    width: float = 1.5
    dash: tuple[float, ...] = SOLID


@dataclass(frozen=True)
class Text:
    """One line on its baseline. align: left, center or right of x."""

    x: float
    y: float
    text: str
    size: float = style.LABEL
    colour: str = style.INK
    align: str = "left"


@dataclass(frozen=True)
class Hit:
    """A place that answers to a pointer with the fields of a tooltip."""

    x: float
    y: float
    w: float
    h: float
    rows: str
    tip: tuple[tuple[str, str], ...]


Mark = Box | Path | Disc | Text
_ORDER = {Box: 0, Path: 1, Disc: 2, Text: 3}


@dataclass
class Canvas:
    """Marks on paper `width` px wide. Forms add from the top down; `y` is where the next thing begins."""

    width: float
    y: float = 0.0
    planes: dict[int, list[Mark]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)

    @property
    def left(self) -> float:
        return 0.0

    @property
    def right(self) -> float:
        return self.width

    @property
    def room(self) -> float:
        return self.right - self.left

    @property
    def narrow(self) -> bool:
        return self.width < 500

    @property
    def height(self) -> float:
        return round(self.y)

    def add(self, mark: Mark, plane: int = 1) -> None:
        """Add a mark. Planes are drawn upwards; in a plane boxes lie under lines, discs and text."""
        self.planes.setdefault(plane, []).append(mark)

    def marks(self) -> list[Mark]:
        """All marks in drawing order."""
        return [
            mark
            for plane in sorted(self.planes)
            for mark in sorted(self.planes[plane], key=lambda mark: _ORDER[type(mark)])
        ]

    def box(self, x, y, w, h, fill="", stroke="", width=1, dash=SOLID, plane=1) -> None:
        left, top = tenth(x), tenth(y)
        self.add(Box(left, top, tenth(x + w) - left, tenth(y + h) - top, fill, stroke, width, dash), plane)

    def line(self, points: Iterable[tuple[float, float]], stroke=style.FAINT, width=1, dash=SOLID, plane=1) -> None:
        self.add(Path(tuple((tenth(x), tenth(y)) for x, y in points), stroke, width, dash), plane)

    def shape(self, points: Iterable[tuple[float, float]], fill: str, plane=1) -> None:
        self.add(Path(tuple((tenth(x), tenth(y)) for x, y in points), fill=fill), plane)

    def disc(self, x, y, r, fill="", stroke="", width=1.5, dash=SOLID, plane=1) -> None:
        self.add(Disc(tenth(x), tenth(y), r, fill, stroke, width, dash), plane)

    def text(self, x, y, text, size=style.LABEL, colour=style.INK, align="left", plane=1) -> None:
        self.add(Text(tenth(x), tenth(y), fonts.clean(text), size, colour, align), plane)

    def lines(self, x, top, lines: Sequence[str], size=style.LABEL, colour=style.INK, align="left", plane=1) -> float:
        """Lines of text below `top`; returns their bottom."""
        step = size * style.LEADING
        for number, line in enumerate(lines):
            self.text(x, top + size * fonts.ASCENT + number * step, line, size, colour, align, plane)
        return top + block(len(lines), size)

    def arrow(self, x, y, colour, size=4.0, direction=0, plane=1) -> None:
        """A head whose tip is at x, y; direction 0 points right, 1 down, 2 left, 3 up."""
        corners: tuple[tuple[float, float], ...] = ((0, 0), (-1.6 * size, -0.85 * size), (-1.6 * size, 0.85 * size))
        for _ in range(direction):
            corners = tuple((-b, a) for a, b in corners)
        self.shape([(x + a, y + b) for a, b in corners], colour, plane)

    def fade(self, x, y, w, h, colour, ground=style.PAPER, leftward=False, plane=1) -> None:
        """A bar that fades out to the right (or left): an end that is open or unknown."""
        steps = max(2, min(14, round(w / 2)))
        edges = [round(x + w * step / steps) for step in range(steps + 1)]
        for step in range(steps):
            share = (step + 0.5) / steps
            ink = style.mix(colour, share if leftward else 1 - share, ground)
            if edges[step + 1] > edges[step]:
                self.box(edges[step], y, edges[step + 1] - edges[step], h, ink, plane=plane)

    def fading_line(self, x, y, w, colour, width=1.5, plane=1) -> None:
        """A horizontal line that fades out to the right."""
        steps = 10
        for step in range(steps):
            self.line(
                [(x + w * step / steps, y), (x + w * (step + 1) / steps, y)],
                style.mix(colour, 1 - (step + 0.5) / steps),
                width,
                plane=plane,
            )

    def hit(self, x, y, w, h, rows: object, tip: Iterable[tuple[str, str]]) -> None:
        """A place that answers with the rows behind it."""
        tip = tuple(tip)
        if rows or tip:
            self.hits.append(Hit(tenth(x), tenth(y), tenth(w), tenth(h), str(rows or ""), tip))

    def figure(self) -> Any:
        """The marks as a figure of matplotlib, a px a point."""
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle

        figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, label=COMPOSED)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        axes.set_axis_off()
        for order, item in enumerate(self.marks()):
            artist = _artist(item)
            artist.set(zorder=order, clip_on=False)
            axes.add_artist(artist)
        for hit in self.hits:
            place = Rectangle((hit.x, hit.y), hit.w, hit.h, facecolor="#FFFFFF", alpha=0, zorder=10**6, clip_on=False)
            axes.add_artist(mark(place, hit.rows, **dict(hit.tip)))
        return figure


def _artist(item: Mark) -> Any:
    """A mark as matplotlib's."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle, Polygon, Rectangle
    from matplotlib.text import Text as Words

    if isinstance(item, Text):
        place: dict[str, Any] = {"ha": item.align, "va": "baseline", "parse_math": False}
        return Words(item.x, item.y, item.text, color=item.colour, fontsize=item.size, **place)
    if isinstance(item, Path) and item.fill:
        return Polygon(item.points, closed=True, facecolor=item.fill, edgecolor="none", linewidth=0)
    if isinstance(item, Path):
        xs, ys = zip(*item.points, strict=True)
        caps: dict[str, Any] = {"solid_capstyle": "butt", "dash_capstyle": "butt", "solid_joinstyle": "round"}
        return Line2D(xs, ys, color=item.stroke, linewidth=item.width, linestyle=_dash(item), **caps)
    look = {
        "facecolor": item.fill or "none",
        "edgecolor": item.stroke or "none",
        "linewidth": item.width if item.stroke else 0,
        "linestyle": _dash(item),
        "joinstyle": "round",
    }
    if isinstance(item, Box):
        return Rectangle((item.x, item.y), item.w, item.h, **look)
    return Circle((item.x, item.y), item.r, **look)


def _dash(item: Any) -> Any:
    # matplotlib counts dashes in line widths, a canvas in px.
    return (0, tuple(length / item.width for length in item.dash)) if item.dash else "-"


def tenth(number: float) -> float:
    """A coordinate to a tenth of a px: finer is noise, in which machines and renderers would differ."""
    return round(float(number), 1) + 0.0


def block(lines: int, size: float) -> float:
    """Height in px of a number of lines."""
    return (lines - 1) * size * style.LEADING + size * (fonts.ASCENT + fonts.DESCENT) if lines else 0.0


def key(canvas: Canvas, entries: Sequence[tuple[str, str, str]]) -> None:
    """A legend in reading order: (sample, colour, words); sample is box, hollow, dashed, dot, ring, dashring, line,
    dashes, span, fade, tick or arrow.
    """
    x, size = canvas.left, style.SMALL
    step = size * style.LEADING + 3
    for sample, colour, words in entries:
        for number, line in enumerate(fonts.wrap(words, size, canvas.room - 26)):
            needed = (24 if number == 0 else 0) + fonts.width(line, size) + 18
            if number or (x > canvas.left and x + needed - 18 > canvas.right):
                x, canvas.y = canvas.left + (24 if number else 0), canvas.y + step
            base = canvas.y + size * fonts.ASCENT
            if number == 0:
                _sample(canvas, sample, colour, x, base)
                x += 24
            canvas.text(x, base, line, size, style.SOFT)
            x += fonts.width(line, size) + 18
    canvas.y += step + 4


def entries(found: Sequence[str], kinds: Kinds, sample: str = "dot") -> list[tuple[str, str, str]]:
    """Key entries for kinds, those of one hue together."""
    by_hue: dict[str, list[str]] = {}
    for kind in found:
        by_hue.setdefault(kinds.colour(kind), []).append(kinds.label(kind))
    return [
        (sample, hue, ", ".join([labels[0], *(label[0].lower() + label[1:] for label in labels[1:])]))
        for hue, labels in by_hue.items()
    ]


def _sample(canvas: Canvas, sample: str, colour: str, x: float, base: float) -> None:
    middle = base - 4
    if sample in ("box", "hollow", "dashed"):
        canvas.box(
            x,
            middle - 5,
            18,
            10,
            colour if sample == "box" else style.PAPER,
            colour if sample != "box" else "",
            1.2,
            DASHED if sample == "dashed" else SOLID,
        )
    elif sample in ("dot", "ring"):
        canvas.disc(x + 9, middle, 4.5, colour if sample == "dot" else style.PAPER, "" if sample == "dot" else colour)
    elif sample == "dashring":
        canvas.disc(x + 9, middle, 4.5, style.PAPER, colour, 1.5, (2.5, 2))
    elif sample in ("line", "dashes"):
        canvas.line([(x, middle), (x + 18, middle)], colour, 1.6, DASHED if sample == "dashes" else SOLID)
    elif sample == "span":
        canvas.box(x, middle - 4.5, 18, 9, style.mix(colour, 0.35), colour, 1.2)
    elif sample == "fade":
        canvas.fade(x, middle - 4, 18, 8, colour)
    elif sample == "tick":
        canvas.box(x + 8, middle - 6, 2.5, 12, colour)
    elif sample == "arrow":
        canvas.line([(x, middle), (x + 14, middle)], colour, 1.3)
        canvas.arrow(x + 18, middle, colour, 3.6)
