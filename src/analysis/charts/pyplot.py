"""matplotlib figures in the house style, and the rows behind their marks."""

from __future__ import annotations

import io
import json
from typing import Any

from analysis.charts import fonts

_PX = 96 / 72  # of a point


def mark(artist: Any, rows: str, **said: object) -> Any:
    """Let a mark of matplotlib know the rows behind it, and what it says under a pointer; gives the artist back."""
    artist.set_gid(json.dumps({"rows": rows, "tip": [[name, str(value)] for name, value in said.items()]}))
    return artist


def drawing(figure: Any) -> tuple[str, tuple[float, float]]:
    """A matplotlib figure as SVG with real text in the house font, and its size in px."""
    import matplotlib
    from matplotlib.text import Text

    fonts.for_matplotlib()
    for text in figure.findobj(Text):
        text.set_fontfamily(fonts.FAMILY)
    out = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "analysis", "font.family": fonts.FAMILY}):
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", pad_inches=0.02
        )
    svg = out.getvalue()
    view = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    return svg, (float(view[2]) * _PX, float(view[3]) * _PX)
