"""Figures and tables in one house style. Forms take a tidy frame and return a `Figure`; nothing is imported before it is used.

Each form takes ``frame, *, slug, title, subtitle, source, alt="", caveats=()``: title is the finding as a sentence,
subtitle what is shown (unit, N, span), source the source line with N, caveats ids such as C1; alt is computed from the
frame where it is not given. A column `rows` (ids joined by ``|``) goes into the figure's data. An empty cell is "" or
missing. Forms with * take ``tooltip=[columns]``, which a reader asks for with the pointer.

    matrix *      row, column, words  [kind, relay, uncertain, contradicted]
                  matrix(acts, slug="who", title=..., subtitle=..., source=..., tooltip=["statement"], empty_means="not covered by the article")
    strip *       label, date  [lane, kind, uncertain]
                  strip(events, slug="when", ..., tooltip=["statement", "article", "paragraph"])
    dispersion *  line, position, voice, count  [kind]; a row for every paragraph, those with count 0 as well
                  dispersion(cells, slug="where", ..., unit="mention", position="paragraph")
    stacked *     bar, part, value
                  stacked(sums, slug="whose-words", ..., unit="word", share=True)
    dots *        group  [item, kind, uncertain, contradicted]
                  dots(items, slug="count", ..., hollow_means="not named")
    intervals *   label, date  [kind, uncertain]
                  intervals(articles, slug="dates", ...)
    tree          id, parent, label  [note, kind, status, date, open, uncertain]; status: stated, hedged, undecided, open-end, ghost
                  tree(carriers, slug="fan-out", ...); tree(chain, slug="chain", ..., timed=True)
    alignment     passage, phrase  [position, form, chinese, kind]
                  alignment(phrases, slug="phrases", ...)
    tally *       label, part, value  [bar, end, note, kind]; looks={"kept": "mid", "cut": "hollow"}, apart=["cut"]
                  tally(hops, slug="edits", ..., looks=..., apart=["cut"])
    tracks *      label  [line, start, end, note, kind]; length=
                  tracks(passages, slug="strips", ..., length=4200, whole="the fullest version")
    counts *      row, column, value  [words, unsure]
                  counts(pairs, slug="who-from-whom", ..., row_means="taken from", column_means="taken by")
    survival      day, share, at_risk, events, censored  [lower, upper]
                  survival(curve, slug="first-reprint", ..., waiting="not yet reprinted", event="reprinted")
    spread        group, value
                  spread(hops, slug="kept", ..., item="copy")
    bounds        label, value, bound  [words, upper, unit, claimed_by, kind, contradicted]
                  bounds(numbers, slug="numbers", ...)

    table         any frame: table(frame, caption="Support by channel (N = 9 rows)", names={"act_strength": "in the act's words"})

kind is a value of channel_type, speaker_type or outlet_kind, and sets the hue (see `style`); uncertain and contradicted
are yes or no (in a matrix, contradicted may say by whom). For a chart that no form draws: ``style.altair_theme()`` and
``style.matplotlib_rc()``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_EXPORTS = {
    "Figure": "figure",
    "figure": "figure",
    "mark": "pyplot",
    "table": "table",
    "matrix": "matrix",
    "strip": "strip",
    "dispersion": "dispersion",
    "stacked": "stacked",
    "dots": "dots",
    "bounds": "bounds",
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


class _Lazy(ModuleType):
    """A form has the name of its module. Importing the module sets the package's attribute to the module; here the
    attribute stays the function, whichever was first."""

    def __getattribute__(self, name: str):
        if name in _EXPORTS:
            return getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)
        return super().__getattribute__(name)


sys.modules[__name__].__class__ = _Lazy


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
