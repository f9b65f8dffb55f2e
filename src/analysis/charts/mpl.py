"""Draws a scene with matplotlib: the static SVG of a figure that is only for print."""

from __future__ import annotations

import io

from analysis.charts import fonts, style
from analysis.charts.scene import Box, Disc, Path, Scene


def draw(scene: Scene) -> str:
    """The scene as SVG, raw: `svg.finish` makes it fit to keep."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    fonts.for_matplotlib()
    with matplotlib.rc_context(style.matplotlib_rc()):
        # At 72 dots per inch a px is a point, so sizes of text and lines are the scene's own.
        figure = Figure(figsize=(scene.width / 72, scene.height / 72), dpi=72)
        downwards = Affine2D().scale(1, -1).translate(0, scene.height)
        for order, mark in enumerate(scene.marks()):
            for artist in _artists(mark):
                artist.set(transform=downwards, zorder=order, clip_on=False)
                figure.add_artist(artist)
        out = io.StringIO()
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return out.getvalue()


def _artists(mark):
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle, Polygon, Rectangle
    from matplotlib.text import Text

    if isinstance(mark, Box | Disc):
        look = {"facecolor": mark.fill or "none", "edgecolor": mark.stroke or "none", "linewidth": mark.width if mark.stroke else 0,
                "linestyle": _dash(mark), "joinstyle": "round"}
        yield Rectangle((mark.x, mark.y), mark.w, mark.h, **look) if isinstance(mark, Box) else Circle((mark.x, mark.y), mark.r, **look)
    elif isinstance(mark, Path) and mark.fill:
        yield Polygon(mark.points, closed=True, facecolor=mark.fill, edgecolor="none", linewidth=0)
    elif isinstance(mark, Path):
        xs, ys = zip(*mark.points, strict=True)
        yield Line2D(xs, ys, color=mark.stroke, linewidth=mark.width, linestyle=_dash(mark), solid_capstyle="butt", dash_capstyle="butt", solid_joinstyle="round")
    else:
        # parse_math: a dollar sign in the data is a dollar sign.
        yield Text(mark.x, mark.y, mark.text, fontsize=mark.size, color=mark.colour, ha=mark.align, va="baseline", parse_math=False)


def _dash(mark):
    # matplotlib counts dashes in line widths, a scene in px.
    return (0, tuple(length / mark.width for length in mark.dash)) if mark.dash else "-"
