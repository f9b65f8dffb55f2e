"""Draws a scene with matplotlib, as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from analysis.charts import style
from analysis.charts.scene import Box, Disc, Path, Scene

if TYPE_CHECKING:
    import numpy as np


def png(scene: Scene, scale: float = 2) -> bytes:
    """The scene as PNG, `scale` times its width in px."""
    import matplotlib
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    # At 72 dots per inch a px is a point, so sizes of text and lines are the scene's own. Hinting would move letters.
    with matplotlib.rc_context(style.matplotlib_rc() | {"text.hinting": "none"}):
        figure = Figure(figsize=(scene.width / 72, scene.height / 72), dpi=72 * scale)
        downwards = Affine2D().scale(1, -1).translate(0, scene.height).scale(scale)
        for order, mark in enumerate(scene.marks()):
            for artist in _artists(mark):
                artist.set(transform=downwards, zorder=order, clip_on=False)
                figure.add_artist(artist)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.array(canvas.buffer_rgba())
    return _packed(pixels)


def _packed(pixels: np.ndarray) -> bytes:
    """Opaque pixels (height, width, RGBA) as a PNG of 256 colours, a tenth of the size.

    A figure has some hundred colours and blends of two at edges. The 256 that cover most of it stay as they are; a
    rarer blend becomes the nearest of them.
    """
    import numpy as np
    from PIL import Image

    codes = pixels.view("<u4")[:, :, 0]
    found = np.sort(np.unique(codes, sorted=False))
    where = _numbered(codes.ravel(), found)
    kept = np.sort(np.argsort(-np.bincount(where, minlength=len(found)), kind="stable")[:256])
    every = np.stack([found >> shift & 255 for shift in (0, 8, 16)], 1).astype(np.int32)
    nearest = np.abs(every[:, None] - every[kept]).sum(2).argmin(1).astype(np.uint8)
    picture = Image.fromarray(nearest[where].reshape(codes.shape))
    picture.putpalette(every[kept].astype(np.uint8).tobytes())
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _numbered(codes: np.ndarray, found: np.ndarray) -> np.ndarray:
    """For each code its place in `found`, by a table in which no two of those found share a slot (a search takes six times as long)."""
    import numpy as np

    for factor in range(0x9E3779B1, 1 << 32, 2):  # from the golden ratio on: Knuth's multiplicative hashing
        slots = found * np.uint32(factor) >> np.uint32(10)
        if len(np.unique(slots)) == len(found):
            break
    table = np.zeros(1 << 22, np.uint16)
    table[slots] = np.arange(len(found))
    return table[codes * np.uint32(factor) >> np.uint32(10)]


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
