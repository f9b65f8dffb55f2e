"""Draws a scene with matplotlib, as PNG."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from analysis.charts import letters, style
from analysis.charts.scene import Box, Path, Scene, Text

if TYPE_CHECKING:
    import numpy as np


def png(scene: Scene, scale: float = 2) -> bytes:
    """The scene as PNG, `scale` times its width in px."""
    import matplotlib
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    # At 72 dots per inch a px is a point, so widths of lines are the scene's own.
    with matplotlib.rc_context(style.matplotlib_rc()):
        figure = Figure(figsize=(scene.width / 72, scene.height / 72), dpi=72 * scale)
        downwards = Affine2D().scale(1, -1).translate(0, scene.height).scale(scale)
        # Lines of text of one colour that follow each other are one shape.
        for order, (_, marks) in enumerate(
            groupby(scene.marks(), lambda mark: mark.colour if isinstance(mark, Text) else object())
        ):
            artist = _artist(list(marks))
            artist.set(transform=downwards, zorder=order, clip_on=False)
            figure.add_artist(artist)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    return _packed(np.asarray(canvas.buffer_rgba()))


def _packed(pixels: np.ndarray) -> bytes:
    """Opaque pixels (height, width, RGBA) as a PNG of 256 colours, a tenth of the size.

    A figure has some hundred colours and blends of two at edges. The 256 that cover most of it stay as they are; a
    rarer blend becomes the nearest of them.
    """
    import numpy as np
    from PIL import Image

    codes = pixels.view("<u4")[:, :, 0]
    drawn = np.flatnonzero(codes != codes[0, 0])  # the corner is paper, and so is most of a figure
    inked = codes.ravel()[drawn]
    found = np.sort(np.unique(np.append(inked, codes[0, 0]), sorted=False))
    where = _numbered(inked, found)
    counts = np.bincount(where, minlength=len(found))
    paper = np.searchsorted(found, codes[0, 0])
    counts[paper] = codes.size - len(drawn)
    kept = np.sort(np.argsort(-counts, kind="stable")[:256])
    every = np.stack([found >> shift & 255 for shift in (0, 8, 16)], 1).astype(np.int32)
    nearest = np.abs(every[:, None] - every[kept]).sum(2).argmin(1).astype(np.uint8)
    numbers = np.full(codes.size, nearest[paper])
    numbers[drawn] = nearest[where]
    picture = Image.fromarray(numbers.reshape(codes.shape))
    picture.putpalette(every[kept].astype(np.uint8).tobytes())
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _numbered(codes: np.ndarray, found: np.ndarray) -> np.ndarray:
    """For each code its place in `found`, by a table in which no two of those found share a slot (a search takes six times as long)."""
    import numpy as np

    bits = max(12, (len(found) ** 2 // 2).bit_length())  # so many slots that every other factor, or so, will do
    for factor in range(0x9E3779B1, 1 << 32, 2):  # from the golden ratio on: Knuth's multiplicative hashing
        slots = found * np.uint32(factor) >> np.uint32(32 - bits)
        if len(np.unique(slots)) == len(found):
            break
    table = np.empty(1 << bits, np.uint16)  # what is not found is not looked up
    table[slots] = np.arange(len(found))
    return table[codes * np.uint32(factor) >> np.uint32(32 - bits)]


def _artist(marks):
    """One mark, or several lines of text of one colour, as matplotlib's."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle

    mark = marks[0]
    if isinstance(mark, Text):
        return PathPatch(letters.outlines(marks), facecolor=mark.colour, linewidth=0, snap=False)
    if isinstance(mark, Path) and mark.fill:
        return Polygon(mark.points, closed=True, facecolor=mark.fill, edgecolor="none", linewidth=0)
    if isinstance(mark, Path):
        xs, ys = zip(*mark.points, strict=True)
        return Line2D(
            xs,
            ys,
            color=mark.stroke,
            linewidth=mark.width,
            linestyle=_dash(mark),
            solid_capstyle="butt",
            dash_capstyle="butt",
            solid_joinstyle="round",
        )
    look = {
        "facecolor": mark.fill or "none",
        "edgecolor": mark.stroke or "none",
        "linewidth": mark.width if mark.stroke else 0,
        "linestyle": _dash(mark),
        "joinstyle": "round",
    }
    return (
        Rectangle((mark.x, mark.y), mark.w, mark.h, **look)
        if isinstance(mark, Box)
        else Circle((mark.x, mark.y), mark.r, **look)
    )


def _dash(mark):
    # matplotlib counts dashes in line widths, a scene in px.
    return (0, tuple(length / mark.width for length in mark.dash)) if mark.dash else "-"
