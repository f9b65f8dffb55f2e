"""Alignment: which passages use which phrases, in which order."""

from __future__ import annotations

from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given

_SIZE = 380.0  # of a disc, in square px
_R = 11.0
_FORMS = ("verbatim", "paraphrase", "described", "own")


@options.checked
def alignment(frame, *, kinds: Given | None = None, **head: Unpack[Head]) -> Figure:
    """Draw phrases as rows and passages as columns; a number in a cell is the phrase's place in that passage.

    Parameters
    ----------
    frame : pandas.DataFrame
        passage (heading), phrase (row label); optional position (1 first; empty: the order is not given), form
        (verbatim: filled, paraphrase: hollow, described: dashed), chinese (printed below the phrase, or in the cell
        where not all passages have it), kind (hue), rows (ids). Passages and phrases come in the frame's order.
    kinds : mapping
        value of kind -> (label, hue name or #hex).

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, an unknown form, or a position that is no whole number.

    Examples
    --------
    >>> import pandas as pd
    >>> slogans = pd.DataFrame({"passage": ["Notice", "Letter"], "phrase": ["fresh", "fresh"], "position": [1, 2]})
    >>> alignment(slogans, slug="slogans", title="Both say fresh, at other places",
    ...     source="Source: invented (N = 2).")
    Figure slogans: Both say fresh, at other places
    """
    asked = Asked("alignment", head, kinds)
    drawn = asked.frame(frame, ["passage", "phrase"], ["position", "form", "chinese", "kind"])
    columns.allowed(asked.where, drawn, "form", _FORMS)
    columns.numbers(
        asked.where, drawn, "position", 1, whole=True, do="Count phrases from 1; leave unknown order empty."
    )
    drawing = _Rows(drawn, asked)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Rows:
    def __init__(self, frame, asked: Asked):
        self.cells, self.asked = frame.to_dict("records"), asked
        self.passages, self.phrases = columns.ordered(frame["passage"]), columns.ordered(frame["phrase"])

    def at(self, phrase: str) -> list[dict]:
        return [cell for cell in self.cells if columns.shown(cell["phrase"]) == phrase]

    def described(self) -> str:
        parts = []
        for passage in self.passages:
            uses = [
                (
                    cell.get("position") or 0,
                    columns.shown(cell["phrase"]) + (f" ({cell['chinese']})" if cell.get("chinese") else ""),
                )
                for cell in self.cells
                if columns.shown(cell["passage"]) == passage
            ]
            parts.append(f"{passage}: {', '.join(phrase for _, phrase in sorted(uses, key=lambda use: float(use[0])))}")
        return f"{len(self.phrases)} phrases in {len(self.passages)} passages. {'; '.join(parts)}."

    def draw(self, paper: Paper):
        import altair as alt

        room = 0.0
        if not paper.narrow:
            room = min(240.0, max(fonts.width(fonts.clean(phrase), paper.size) for phrase in self.phrases) + 16)
        width = paper.room - room
        step = width / len(self.passages)
        heads, note = self.headings(paper, step)
        labels: list[dict] = []
        cells: list[dict] = []
        y = 0.0
        for phrase in self.phrases:
            made, bottom = self.row(phrase, paper, room, step, y)
            labels.append(made["label"])
            cells += made["cells"]
            y = bottom
        scale = alt.Scale(paddingInner=0, paddingOuter=0)
        x = alt.X("passage:N", sort=self.passages, scale=scale, axis=None)
        rules = alt.Chart(form.table([*labels, {"rule": y}])).mark_rule(color=style.HAIR)
        threads = alt.Chart(form.table(labels)).mark_rule(color=style.GRID)
        layers = [
            *self.key(width, form.over(heads, paper, note)),
            rules.encode(x=alt.value(-room), x2=alt.value(width), y=form.down("rule", y)),
            threads.encode(x=alt.value(step / 2), x2=alt.value(width - step / 2), y=form.down("at", y)),
            *self.discs(cells, paper, x, y),
        ]
        small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
        layers += form.texts(labels, paper, alt.value(-room), form.down("top", y))
        glossed = [label for label in labels if label["gloss"]]
        layers += form.texts(glossed, paper, alt.value(-room), form.down("below", y), "gloss", color=style.SOFT)
        written = [cell for cell in cells if cell["written"]]
        layers += form.texts(written, paper, x, form.down("under", y), "written", align="center", **small)
        layers += form.headings(heads, "passage", x, paper, room, note)
        return form.layered(layers, width, paper.height or y)

    def headings(self, paper: Paper, step: float) -> tuple[dict[str, list[str]], list[str]]:
        """Lines of each heading; one that does not fit its column gets a letter, and the headings are listed above."""
        heads = {passage: fonts.wrap(passage, paper.small, step - 8) for passage in self.passages}
        deepest = max(map(len, heads.values()))
        narrow = any(
            fonts.width(word, paper.small) > step - 8
            for passage in self.passages
            for word in fonts.clean(passage).split()
        )
        if deepest <= (4 if paper.narrow else 6) and not narrow:
            return heads, []
        letters = {passage: _letter(number) for number, passage in enumerate(self.passages)}
        return {passage: [letters[passage]] for passage in self.passages}, [
            f"{letters[passage]}  {passage}" for passage in self.passages
        ]

    def row(self, phrase: str, paper: Paper, room: float, step: float, y: float) -> tuple[dict, float]:
        """The label of a phrase, its cells, and where the next row begins."""
        here = self.at(phrase)
        glosses = columns.ordered(cell.get("chinese") or "" for cell in here)  # below the phrase if it holds for all
        wrap = paper.room if paper.narrow else room - 12
        lines = fonts.wrap(phrase, paper.size, wrap)
        gloss = fonts.wrap(glosses[0], paper.size, wrap) if len(glosses) == 1 and glosses[0] else []
        top = y + 7
        bottom = top + (len(lines) + len(gloss)) * paper.line()
        written = [
            fonts.wrap(cell["chinese"], paper.small, step - 6) if len(glosses) > 1 and cell.get("chinese") else []
            for cell in here
        ]
        extra = max(len(part) for part in written) * paper.line(paper.small)
        if paper.narrow:
            middle = bottom + 3 + _R
            end = middle + _R + extra + 7
        else:
            end = max(bottom + 6, top + 2 * _R + extra + 7)
            middle = (top + end - 6 - extra) / 2
        label = {"phrase": phrase, "lines": lines, "gloss": gloss, "top": top, "rule": y, "at": middle}
        label["below"] = top + len(lines) * paper.line()
        cells = []
        for cell, part in zip(here, written, strict=True):
            beside = [other for other in here if columns.shown(other["passage"]) == columns.shown(cell["passage"])]
            shift = (beside.index(cell) - (len(beside) - 1) / 2) * (2 * _R + 3)
            place = "–" if cell.get("position", "") == "" else columns.shown(float(cell["position"]))
            kept = {"passage": columns.shown(cell["passage"]), "at": middle, "under": middle + _R + 2, "shift": shift}
            kept |= {"place": place, "written": part, "form": cell.get("form") or "verbatim"}
            cells.append(dict(cell) | kept)
        return {"label": label, "cells": cells}, end

    def discs(self, cells: list[dict], paper: Paper, x, y: float) -> list:
        import altair as alt

        kinds, layers = self.asked.kinds, []
        at = form.down("at", y)
        for cell in cells:
            cell["hue"] = kinds.colour(cell["kind"]) if cell.get("kind") else style.SOFT
            cell["on"] = style.on(cell["hue"]) if cell["form"] == "verbatim" else style.INK
        color = alt.Color("hue:N", scale=None)
        looks: dict[str, dict[str, Any]] = {
            "verbatim": {"filled": True},
            "paraphrase": {"filled": False, "fill": style.PAPER},
            "described": {"filled": False, "fill": style.PAPER, "strokeDash": [2.5, 2]},
        }
        for shift in sorted({cell["shift"] for cell in cells}):
            for name, look in looks.items():
                some = [
                    cell
                    for cell in cells
                    if cell["shift"] == shift and ("paraphrase" if cell["form"] == "own" else cell["form"]) == name
                ]
                if some:
                    disc = alt.Chart(form.table(some)).mark_point(
                        size=_SIZE, strokeWidth=1.5, opacity=1, xOffset=shift, **look
                    )
                    layers.append(disc.encode(x=x, y=at, color=color, **self.asked.tips()))
                    said = alt.Chart(form.table(some)).mark_text(fontSize=paper.small, dx=shift)
                    layers.append(said.encode(x=x, y=at, text="place:N", color=alt.Color("on:N", scale=None)))
        return layers

    def key(self, width: float, offset: float) -> list:
        forms = {cell.get("form") or "verbatim" for cell in self.cells}
        looks: dict[str, form.Look] = {}
        if "verbatim" in forms:
            words = "the number is its place in the passage" if forms == {"verbatim"} else "verbatim, with its place"
            looks[words] = ("circle", style.SOFT, style.SOFT, form.SOLID)
        if forms & {"paraphrase", "own"}:
            looks["paraphrase"] = ("circle", style.PAPER, style.SOFT, form.SOLID)
        if "described" in forms:
            looks["described only"] = ("circle", style.PAPER, style.SOFT, [2, 2])
        return form.key(looks, width, offset=offset)


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)
