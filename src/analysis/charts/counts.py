"""Counts: how often each thing in a row goes with each in a column, as numbers on shaded ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import legend
from analysis.errors import AnalysisError

_TALL = 26.0
_WIDEST = 84.0


@options.checked
def counts(
    frame,
    *,
    order: Sequence[str] = (),
    row_means: str = "",
    column_means: str = "",
    unsure_means: str = "uncertain",
    shade_means: str = "",
    **head: Unpack[Head],
) -> Figure:
    """Draw a grid of numbers: the darker the ground, the larger the number.

    Parameters
    ----------
    frame : pandas.DataFrame
        row, column, value (0 or more); optional words (printed in place of the value), unsure (yes: dashed and hollow),
        rows (ids). Each pair of row and column once; cells that the frame lacks stay blank. Headings that do not fit
        get a letter and are listed.
    order : sequence of str
        Names of rows and columns in their order; else that of the frame.
    row_means, column_means, unsure_means, shade_means : str
        What stands at the left, above, in a dashed cell, and what the shade is.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, a value below 0 or a cell given twice.

    Examples
    --------
    >>> import pandas as pd
    >>> takers = pd.DataFrame({"row": ["Post", "Post"], "column": ["Crumbs", "Dough"], "value": [12, 1]})
    >>> counts(takers, slug="takers", title="Crumbs takes most", source="Source: invented (N = 13).")
    Figure takers: Crumbs takes most
    """
    asked = Asked("counts", head)
    drawn = asked.frame(frame, ["row", "column", "value"], ["words", "unsure"])
    columns.allowed(asked.where, drawn, "unsure")
    columns.numbers(asked.where, drawn, "value")
    twice = drawn[drawn[["row", "column"]].map(columns.shown).duplicated()]
    if len(twice):
        raise AnalysisError(
            f"{twice['row'].iloc[0]} by {twice['column'].iloc[0]} stands twice",
            where=asked.where,
            do="Sum the counts of a cell first.",
        )
    drawing = _Grid(drawn, asked, order, row_means, column_means, unsure_means, shade_means)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Grid:
    def __init__(self, frame, asked: Asked, order, row_means, column_means, unsure_means, shade_means):
        self.cells, self.asked = frame.to_dict("records"), asked
        place = {name: number for number, name in enumerate(order)}
        self.rows, self.heads = (
            sorted(columns.ordered(frame[axis]), key=lambda name: place.get(name, len(place)))
            for axis in ("row", "column")
        )
        self.most = max(float(cell["value"]) for cell in self.cells) or 1.0
        self.unsure_means, self.shade_means = unsure_means, shade_means
        self.axes = " · ".join(
            f"{name}: {words}" for name, words in (("rows", row_means), ("columns", column_means)) if words
        )

    def described(self) -> str:
        parts = [
            f"{cell['row']} by {cell['column']}: {_words(cell)}"
            + (f" ({self.unsure_means})" if cell.get("unsure") == "yes" else "")
            for cell in self.cells
        ]
        shape = f"{_number(len(self.rows), 'row')} by {_number(len(self.heads), 'column')}"
        axes = f" ({self.axes.replace(' · ', ', ')})" if self.axes else ""
        return f"Grid of {shape}{axes}. {'; '.join(parts)}."

    def draw(self, paper: Paper):
        import altair as alt

        labels = form.labels(self.rows, "row", paper, _TALL, 90 if paper.narrow else 200, 2, beside=True)
        step = min(_WIDEST, (paper.room - labels.room) / len(self.heads))
        heads = {head: fonts.wrap(head, paper.small, step - 6) for head in self.heads}
        note = [self.axes] if self.axes else []
        if not all(len(lines) <= 3 and _fits(lines, head, paper.small, step) for head, lines in heads.items()):
            names = list(dict.fromkeys([*self.heads, *self.rows]))
            letters = {name: _letter(number) for number, name in enumerate(names)}
            heads = {head: [letters[head]] for head in self.heads}
            named = {row: letters[row] if paper.narrow else f"{letters[row]}  {row}" for row in self.rows}
            labels = form.labels(self.rows, "row", paper, _TALL, 220, 2, beside=True, shown=named)
            step = min(_WIDEST, (paper.room - labels.room) / len(self.heads))
            listed = names if paper.narrow else [head for head in self.heads if head not in self.rows]
            note += ["Each letter is a name:"] * bool(listed) + [f"{letters[name]}  {name}" for name in listed]
        width = step * len(self.heads)
        rows = []
        for cell in self.cells:
            value, unsure = float(cell["value"]), cell.get("unsure") == "yes"
            ground = style.PAPER if unsure else self.ground(value)
            row = dict(cell, row=columns.shown(cell["row"]), column=columns.shown(cell["column"]), value=value)
            said = _words(cell)
            row |= {"said": said if fonts.width(said, paper.small) <= step - 4 else "", "on": style.on(ground)}
            row |= {"sure": self.unsure_means if unsure else self.shade_means or "counted"}
            rows.append(row)
        base = alt.Chart(form.table(rows))
        x = alt.X(
            "column:N",
            sort=self.heads,
            scale=alt.Scale(paddingInner=0, paddingOuter=0),
            axis=None,
        )
        y = labels.y()
        grounds = {float(cell["value"]): self.ground(float(cell["value"])) for cell in self.cells}
        values = sorted(grounds)
        shade = alt.Scale(type="linear", domain=values, range=[grounds[value] for value in values])
        if len(values) == 1:
            shade = alt.Scale(domain=[0, values[0] or 1], range=[style.STRIPE, grounds[values[0]]])
        blank = form.table({"row": row, "column": head} for row in self.rows for head in self.heads)
        box: dict[str, Any] = {"height": _TALL - 2, "width": max(step - 2, 1)}
        sure = base.transform_filter("datum.unsure != 'yes'")
        unsure = base.transform_filter("datum.unsure == 'yes'")
        layers = [
            alt.Chart(blank).mark_rect(fill=style.STRIPE, **box).encode(x=x, y=y),
            sure.mark_rect(**box).encode(
                x=x, y=y, fill=alt.Fill("value:Q", scale=shade, legend=None), **self.asked.tips()
            ),
        ]
        if any(cell.get("unsure") == "yes" for cell in self.cells):
            dashed: dict[str, Any] = {"fill": style.PAPER, "strokeDash": form.DASH, "strokeWidth": 1.2}
            only = alt.Scale(domain=[self.unsure_means], range=[style.FAINT])
            key = legend(
                [self.unsure_means],
                width,
                symbolDash=form.DASH,
                symbolFillColor=style.PAPER,
            )
            layers.append(
                unsure.mark_rect(**{name: size - 1.4 for name, size in box.items()}, **dashed).encode(
                    x=x, y=y, stroke=alt.Stroke("sure:N", scale=only, legend=key), **self.asked.tips()
                )
            )
        words = base.mark_text(fontSize=paper.small).encode(
            x=x, y=y, text="said:N", color=alt.Color("on:N", scale=None)
        )
        height = paper.height or labels.height
        layers += form.headings(heads, "column", x, paper, labels.room, note)
        # The outline's key is one of the whole chart, which Vega-Lite puts above the headings.
        return form.layered([*layers, words], width, height, ("fill", "shape"))

    def ground(self, value: float) -> str:
        return style.mix("#4A4A4A", 0.12 + 0.88 * (value / self.most) ** 0.6) if value else style.STRIPE


def _fits(lines: list[str], head: str, size: float, step: float) -> bool:
    return step > 30 and all(fonts.width(word, size) <= step - 6 for word in fonts.clean(head).split())


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _words(cell: dict) -> str:
    return columns.shown(cell.get("words") or cell["value"])


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
