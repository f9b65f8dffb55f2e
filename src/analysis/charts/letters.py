"""Lines of text as outlines, which matplotlib fills like any other shape.

matplotlib's own way lays each line out twice and copies a bitmap for every letter: most of the time that a figure took.
Here HarfBuzz lays a line out once, with the kerning that a browser gives the same SVG, and outlines are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.charts import fonts
from analysis.charts.scene import Text

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.path import Path

# A glyph stands for a character, as in the SVG, whose font has no substitutions.
_FEATURES = {"kern": True} | dict.fromkeys(("ccmp", "locl", "rlig", "liga", "clig", "calt"), False)
_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79  # codes of matplotlib.path.Path
_SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


def outlines(texts: Sequence[Text]) -> Path:
    """The letters of some lines as one path, in px of their scene."""
    import numpy as np
    from matplotlib.path import Path

    points, codes = [np.zeros((0, 2))], [np.zeros(0, np.uint8)]
    for text in texts:
        glyphs, places, width = _laid_out(text.text)
        left = text.x - _SHIFT[text.align] * width * text.size
        for glyph, place in zip(glyphs, places, strict=True):
            shape, kinds = _outline(glyph)
            points.append(shape * (text.size, -text.size) + (left + place * text.size, text.y))
            codes.append(kinds)
    return Path(np.concatenate(points), np.concatenate(codes))


def _laid_out(line: str) -> tuple[list[int], list[float], float]:
    """Glyphs of a line, where each begins, and the width of all, in units of the font size."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(line)
    buffer.guess_segment_properties()
    uharfbuzz.shape(fonts.font(), buffer, _FEATURES)
    place, places = 0, []
    for position in buffer.glyph_positions or ():  # an empty line has none
        places.append(place / fonts.font().face.upem)
        place += position.x_advance
    return [info.codepoint for info in buffer.glyph_infos or ()], places, place / fonts.font().face.upem


@lru_cache(maxsize=65536)
def _outline(glyph: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 2) of a glyph in units of the font size, upwards, and what each is to matplotlib."""
    import numpy as np

    pen = _Pen()
    fonts.font().draw_glyph_with_pen(glyph, pen)
    return np.array(pen.points, float).reshape(-1, 2) / fonts.font().face.upem, np.array(pen.codes, np.uint8)


class _Pen:
    """Takes down what HarfBuzz draws."""

    def __init__(self):
        self.points, self.codes = [], []

    def _add(self, code: int, *points: tuple[float, float]) -> None:
        self.points += points
        self.codes += [code] * len(points)

    def moveTo(self, point):  # noqa: N802  # names of the pen protocol
        self._add(_MOVE, point)

    def lineTo(self, point):  # noqa: N802
        self._add(_LINE, point)

    def qCurveTo(self, *points):  # noqa: N802
        self._add(_QUADRATIC, *points)

    def curveTo(self, *points):  # noqa: N802
        self._add(_CUBIC, *points)

    def closePath(self):  # noqa: N802
        self._add(_CLOSE, self.points[-1])
