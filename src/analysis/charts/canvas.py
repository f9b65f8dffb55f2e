"""Marks in px with measured text, for what Altair has no form for: matplotlib draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from analysis.charts import fonts, style
from analysis.charts.kinds import Kinds, together
from analysis.charts.pyplot import COMPOSED, mark

SOLID: tuple[float, ...] = ()
DASHED = (4, 3)
_BOX, _LINE, _DISC, _TEXT, _HIT = range(5)  # what lies on what in a plane
_TOP = 10**6  # the plane of what answers to a pointer

Points = Iterable[tuple[float, float]]


@dataclass
class Canvas:
    """Marks on paper `width` px wide. Forms add from the top down; `y` is where the next thing begins."""

    width: float
    y: float = 0.0
    placed: list[tuple[int, int, Any]] = field(default_factory=list)  # plane, what it is, artist
    left: ClassVar[float] = 0.0

    @property
    def narrow(self) -> bool:
        return self.width < 500

    def marks(self) -> list[Any]:
        """All marks in drawing order: planes upwards; in a plane boxes lie under lines, discs and text."""
        return [artist for *_, artist in sorted(self.placed, key=lambda one: one[:2])]

    def box(self, x, y, w, h, fill="", stroke="", width=1, dash=SOLID, plane=1) -> None:
        """A rectangle; without a fill it is hollow."""
        from matplotlib.patches import Rectangle

        left, top = tenth(x), tenth(y)
        size = tenth(x + w) - left, tenth(y + h) - top
        self.placed.append((plane, _BOX, Rectangle((left, top), *size, **_look(fill, stroke, width, dash))))

    def line(self, points: Points, stroke=style.FAINT, width=1, dash=SOLID, plane=1) -> None:
        from matplotlib.lines import Line2D

        xs, ys = zip(*((tenth(x), tenth(y)) for x, y in points), strict=True)
        caps: dict[str, Any] = {"solid_capstyle": "butt", "dash_capstyle": "butt", "solid_joinstyle": "round"}
        artist = Line2D(xs, ys, color=stroke, linewidth=width, linestyle=_dashes(dash, width), **caps)
        self.placed.append((plane, _LINE, artist))

    def disc(self, x, y, r, fill="", stroke="", width=1.5, dash=SOLID, plane=1) -> None:
        from matplotlib.patches import Circle

        self.placed.append((plane, _DISC, Circle((tenth(x), tenth(y)), r, **_look(fill, stroke, width, dash))))

    def text(self, x, y, text, size=style.LABEL, colour=style.INK, align="left", plane=1) -> None:
        """One line on its baseline. align: left, center or right of x."""
        from matplotlib.text import Text

        place: dict[str, Any] = {"ha": align, "va": "baseline", "parse_math": False}
        words = Text(tenth(x), tenth(y), fonts.clean(text), color=colour, fontsize=size, **place)
        self.placed.append((plane, _TEXT, words))

    def lines(self, x, top, lines: Sequence[str], size=style.LABEL, colour=style.INK) -> float:
        """Lines of text below `top`; returns their bottom."""
        for number, line in enumerate(lines):
            self.text(x, top + size * fonts.ASCENT + number * size * style.LEADING, line, size, colour)
        return top + block(len(lines), size)

    def arrow(self, x, y, colour, size=4.0, direction=0) -> None:
        """A head whose tip is at x, y; direction 0 points right, 1 down, 2 left, 3 up."""
        from matplotlib.patches import Polygon

        corners: tuple[tuple[float, float], ...] = ((0, 0), (-1.6 * size, -0.85 * size), (-1.6 * size, 0.85 * size))
        for _ in range(direction):
            corners = tuple((-b, a) for a, b in corners)
        points = [(tenth(x + a), tenth(y + b)) for a, b in corners]
        head = Polygon(points, closed=True, facecolor=colour, edgecolor="none", linewidth=0)
        self.placed.append((1, _LINE, head))

    def fade(self, x, y, w, h, colour, leftward=False) -> None:
        """A bar that fades out to the right (or left): an end that is open or unknown."""
        steps = max(2, min(14, round(w / 2)))
        edges = [round(x + w * step / steps) for step in range(steps + 1)]
        for step in range(steps):
            share = (step + 0.5) / steps
            ink = style.mix(colour, share if leftward else 1 - share)
            if edges[step + 1] > edges[step]:
                self.box(edges[step], y, edges[step + 1] - edges[step], h, ink)

    def fading_line(self, x, y, w, colour, width=1.5) -> None:
        """A horizontal line that fades out to the right."""
        steps = 10
        for step in range(steps):
            ends = [(x + w * step / steps, y), (x + w * (step + 1) / steps, y)]
            self.line(ends, style.mix(colour, 1 - (step + 0.5) / steps), width)

    def hit(self, x, y, w, h, rows: object, tip: Iterable[tuple[str, str]]) -> None:
        """A place that answers to a pointer with the rows behind it and the fields of a tooltip."""
        from matplotlib.patches import Rectangle

        said = dict(tip)
        if rows or said:
            place = Rectangle((tenth(x), tenth(y)), tenth(w), tenth(h), facecolor="#FFFFFF", alpha=0)
            self.placed.append((_TOP, _HIT, mark(place, str(rows or ""), **said)))

    def figure(self) -> Any:
        """The marks as a figure of matplotlib, a px a point."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(self.width / 72, round(self.y) / 72), dpi=72, label=COMPOSED)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(round(self.y), 0))
        axes.set_axis_off()
        for order, artist in enumerate(self.marks()):
            artist.set(zorder=order, clip_on=False)
            axes.add_artist(artist)
        return figure


def _look(fill: str, stroke: str, width: float, dash: tuple[float, ...]) -> dict[str, Any]:
    return {
        "facecolor": fill or "none",
        "edgecolor": stroke or "none",
        "linewidth": width if stroke else 0,
        "linestyle": _dashes(dash, width),
        "joinstyle": "round",
    }


def _dashes(dash: tuple[float, ...], width: float) -> Any:
    # matplotlib counts dashes in line widths, a canvas in px.
    return (0, tuple(length / width for length in dash)) if dash else "-"


def tenth(number: float) -> float:
    """A coordinate to a tenth of a px: finer is noise, in which machines and renderers would differ."""
    return round(float(number), 1) + 0.0


def block(lines: int, size: float) -> float:
    """Height in px of a number of lines."""
    return (lines - 1) * size * style.LEADING + size * (fonts.ASCENT + fonts.DESCENT) if lines else 0.0


def key(canvas: Canvas, entries: Sequence[tuple[str, str, str]]) -> None:
    """A legend in reading order: (sample, colour, words); sample is box, dot, ring, dashes or fade."""
    x, size = canvas.left, style.SMALL
    step = size * style.LEADING + 3
    for sample, colour, words in entries:
        for number, line in enumerate(fonts.wrap(words, size, canvas.width - 26)):
            needed = (24 if number == 0 else 0) + fonts.width(line, size) + 18
            if number or (x > canvas.left and x + needed - 18 > canvas.width):
                x, canvas.y = canvas.left + (24 if number else 0), canvas.y + step
            base = canvas.y + size * fonts.ASCENT
            if number == 0:
                _sample(canvas, sample, colour, x, base - 4)
                x += 24
            canvas.text(x, base, line, size, style.SOFT)
            x += fonts.width(line, size) + 18
    canvas.y += step + 4


def entries(found: Sequence[str], kinds: Kinds, sample: str = "dot") -> list[tuple[str, str, str]]:
    """Key entries for kinds, those of one hue together."""
    shared = together((kinds.label(kind), kinds.colour(kind)) for kind in found)
    return [(sample, hue, words) for hue, (_, words) in shared.items()]


def _sample(canvas: Canvas, sample: str, colour: str, x: float, middle: float) -> None:
    if sample == "box":
        canvas.box(x, middle - 5, 18, 10, colour)
    elif sample in ("dot", "ring"):
        canvas.disc(x + 9, middle, 4.5, colour if sample == "dot" else style.PAPER, "" if sample == "dot" else colour)
    elif sample == "dashes":
        canvas.line([(x, middle), (x + 18, middle)], colour, 1.6, DASHED)
    elif sample == "fade":
        canvas.fade(x, middle - 4, 18, 8, colour)
