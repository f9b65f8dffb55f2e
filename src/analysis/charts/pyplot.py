"""matplotlib figures in the house style, and the rows behind their marks."""

from __future__ import annotations

import io
import json
from typing import Any

from analysis.charts import fonts, style

COMPOSED = "composed in px"  # label of a figure whose points are px: see `canvas`


def mark(artist: Any, rows: str, **said: object) -> Any:
    """Let a mark of matplotlib know the rows behind it, and what it says under a pointer.

    Parameters
    ----------
    artist : matplotlib artist
        The mark, such as a bar.
    rows : str
        Ids of the coded rows behind it, joined by ``|``.
    **said
        What it says under a pointer: a name and its value each.

    Returns
    -------
    artist
        The same mark.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> bar = Figure().subplots().bar(["Iran"], [3])[0]
    >>> mark(bar, "support-0001|support-0004", who="Iran") is bar
    True
    """
    artist.set_gid(json.dumps({"rows": rows, "tip": [[name, str(value)] for name, value in said.items()]}))
    return artist


def drawing(figure: Any, title: str = "") -> tuple[str, tuple[float, float]]:
    """A matplotlib figure as SVG with real text in the house font, and its size in px.

    title: what stands above it; a text of its own that says the same is not drawn.
    """
    import matplotlib
    from matplotlib.text import Text

    fonts.for_matplotlib()
    for text in figure.findobj(Text):
        text.set_fontfamily(fonts.FAMILY)
    said = [text for text in figure.findobj(Text) if title and " ".join(text.get_text().split()) == title]
    out, ours = io.StringIO(), figure.get_label() == COMPOSED
    room = {} if ours else {"bbox_inches": "tight", "pad_inches": 0.02}
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "analysis", "font.family": fonts.FAMILY}):
        for text in said:
            text.set_visible(False)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, **room)
        for text in said:
            text.set_visible(True)
    svg = out.getvalue()
    view = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    unit = 1.0 if ours else 1 / style.POINT
    return svg, (float(view[2]) * unit, float(view[3]) * unit)
