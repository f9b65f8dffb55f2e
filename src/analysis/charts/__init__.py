"""Figures and tables in one house style: real Altair charts, or matplotlib's where Altair has no form. Nothing is
imported before it is used.

A form takes ``frame, *, slug, title, subtitle, source, alt="", caveats=(), tooltip=(), width=, height=, fontSize=`` and
returns a `Figure`: title is the finding as a sentence, subtitle what is shown (unit, N, span), source the source line
with N, caveats ids such as C1; alt is computed from the frame where it is not given. Its ``.chart`` is an Altair chart
of the marks: restyle it as any other and give it back to ``figure.using(chart)``. A column `rows` (ids joined by ``|``)
is a field of each mark's datum, and what a click on it opens. An empty cell is "" or missing.

    matrix        row, column, words  [kind, relay, uncertain, contradicted]
                  matrix(acts, slug="who", title=..., subtitle=..., source=..., tooltip=["statement"])
    strip         label, date  [lane, kind, uncertain]
    intervals     label, date  [kind, uncertain]
    dispersion    line, position, voice, count  [kind]; a row for every paragraph, those with count 0 as well
    stacked       bar, part, value; share=True: bars of one length
    dots          group  [item, kind, uncertain, contradicted]
    tally         label, part, value  [bar, end, note, kind]; looks={"kept": "mid", "cut": "hollow"}, apart=["cut"]
    counts        row, column, value  [words, unsure]
    alignment     passage, phrase  [position, form, chinese, kind]
    survival      day, share, at_risk, events, censored  [lower, upper, earliest, latest]
    spread        group, value  [count]
    tree          id, parent, label  [note, kind, status, date, open, uncertain]; timed=True: on a time axis
                  (matplotlib)
    tracks        label  [line, start, end, note, kind]; length= (matplotlib)

    figure        any Altair chart or matplotlib figure of one's own: figure(chart, slug=..., title=..., source=...,
                  alt=...)
    linked        a chart and its rows: linked(strip, table) shows below it those rows that are dragged over
    mark          lets a mark of matplotlib know the rows behind it: mark(bar, "support-0001", who="Iran")
    matplotlib_rc the house style for charts of matplotlib: a notebook has it, a script asks for it
                  (matplotlib.rcParams.update(matplotlib_rc()))
    table         any frame: table(frame, caption="Support by channel (N = 9 rows)", names={"said_by": "who says so"})

kind is a value that ``kinds=`` knows: value -> (label, hue), hue one of blue, orange, green, purple, sky, soft, pale or
a colour such as #0072B2; the others keep their name and are grey. uncertain and contradicted are yes or no (in a
matrix, contradicted may say by whom). sort (where rows can be sorted) is "ascending", "descending" or a list.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

_EXPORTS = {
    "Figure": "figure",
    "figure": "figure",
    "linked": "linked",
    "matplotlib_rc": "style",
    "mark": "pyplot",
    "table": "table",
    "matrix": "matrix",
    "strip": "strip",
    "dispersion": "dispersion",
    "stacked": "stacked",
    "dots": "dots",
    "tree": "tree",
    "intervals": "intervals",
    "alignment": "alignment",
    "tally": "tally",
    "tracks": "tracks",
    "counts": "counts",
    "survival": "survival",
    "spread": "spread",
}

__all__ = sorted(_EXPORTS)

if TYPE_CHECKING:
    from analysis.charts.alignment import alignment as alignment
    from analysis.charts.counts import counts as counts
    from analysis.charts.dispersion import dispersion as dispersion
    from analysis.charts.dots import dots as dots
    from analysis.charts.figure import Figure as Figure
    from analysis.charts.figure import figure as figure
    from analysis.charts.intervals import intervals as intervals
    from analysis.charts.linked import linked as linked
    from analysis.charts.matrix import matrix as matrix
    from analysis.charts.pyplot import mark as mark
    from analysis.charts.spread import spread as spread
    from analysis.charts.stacked import stacked as stacked
    from analysis.charts.strip import strip as strip
    from analysis.charts.style import matplotlib_rc as matplotlib_rc
    from analysis.charts.survival import survival as survival
    from analysis.charts.table import table as table
    from analysis.charts.tally import tally as tally
    from analysis.charts.tracks import tracks as tracks
    from analysis.charts.tree import tree as tree


class _Lazy(ModuleType):
    """A form has the name of its module. Importing the module sets the package's attribute to the module; here the
    attribute stays the function, whichever was first.
    """

    def __getattribute__(self, name: str):
        if name in _EXPORTS:
            return getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)
        return super().__getattribute__(name)


sys.modules[__name__].__class__ = _Lazy


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
