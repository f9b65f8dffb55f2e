"""Stacked bars: what a whole is made of, and whose words a text is made of."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, legend
from analysis.errors import AnalysisError

_TALL = 22.0


@options.checked
def stacked(
    frame,
    *,
    kinds: Given | None = None,
    unit: str = "word",
    share: bool = False,
    sort: str | Sequence[str] | None = None,
    **head: Unpack[Head],
) -> Figure:
    """Draw one bar for each row label, cut into parts that are labelled where they stand.

    Parameters
    ----------
    frame : pandas.DataFrame
        bar (label), part (a value of `kinds`: the colour), value (0 or more); optional rows (ids). Bars come in the
        frame's order, parts in that of `kinds`.
    kinds : mapping
        value of part -> (label, hue name or #hex).
    share : bool
        Bars of one length, each part as its share of the bar, with the total at the right; otherwise lengths are
        values.
    unit : str
        What is counted, in the singular.
    sort : str or list
        "ascending" or "descending" by total, or the bars in order.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, a value that is no number or below 0.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.DataFrame({"bar": ["First", "Second"], "part": ["own", "own"], "value": [30, 20]})
    >>> stacked(shares, slug="shares", title="The first has more", source="Source: invented (N = 50).")
    Figure shares: The first has more
    """
    asked = Asked("stacked", head, kinds)
    drawn = asked.frame(frame, ["bar", "part", "value"])
    columns.numbers(asked.where, drawn, "value")
    if not float(drawn["value"].sum()):
        raise AnalysisError("every value is 0", where=asked.where, do="Leave the figure out and say so in words.")
    drawing = _Bars(drawn, asked, unit, share, sort)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Bars:
    def __init__(self, frame, asked: Asked, unit: str, share: bool, sort):
        self.parts, self.asked, self.unit, self.share = frame.to_dict("records"), asked, unit, share
        self.palette = asked.kinds
        bars = columns.ordered(frame["bar"])
        self.totals = {bar: fsum(float(part["value"]) for part in self.of(bar)) for bar in bars}
        self.bars = form.sorted_rows(bars, sort, self.totals, asked.where)
        self.kinds = known(self.palette, frame["part"])

    def of(self, bar: str) -> list[dict]:
        return [part for part in self.parts if columns.shown(part["bar"]) == bar]

    def described(self) -> str:
        parts = [
            f"{bar}: "
            + ", ".join(
                f"{self.palette.label(part['part'])} {self.words(part['value'], bar)}"
                for part in sorted(self.of(bar), key=lambda part: self.kinds.index(columns.shown(part["part"])))
                if float(part["value"])
            )
            + f" of {form.count(self.totals[bar])} {self.unit}s"
            for bar in self.bars
        ]
        return f"Stacked bars of {len(self.bars)} rows. {'; '.join(parts)}."

    def words(self, value: float, bar: str) -> str:
        if not self.share:
            return form.count(value)
        return form.percent(float(value) / self.totals[bar]) if self.totals[bar] else "0%"

    def draw(self, paper: Paper):
        import altair as alt

        labels = form.labels(self.bars, "bar", paper, _TALL, 220)
        totals = {bar: form.count(self.totals[bar]) for bar in self.bars}
        spare = max(fonts.width(total, paper.small) for total in totals.values()) + 10
        room = paper.room - labels.room - spare
        most = max(self.totals.values())
        scale = self.palette.scale(self.kinds)
        rows = []
        for bar in self.bars:
            whole, at = (self.totals[bar] or 1.0) if self.share else 1.0, 0.0
            for part in sorted(self.of(bar), key=lambda part: self.kinds.index(columns.shown(part["part"]))):
                value = float(part["value"])
                if not value:
                    continue  # a part that is not there has no mark
                said = "" if value == self.totals[bar] and not self.share else self.words(value, bar)
                px = room * value / whole / (1 if self.share else most)
                colour = self.palette.colour(columns.shown(part["part"]))
                row = dict(
                    part, bar=bar, kind=self.palette.label(part["part"]), start=at / whole, end=(at + value) / whole
                )
                row |= {"said": said if fonts.width(said, paper.small) + 8 <= px else "", "on": style.on(colour)}
                at += value
                rows.append(row)
        base = alt.Chart(form.table(rows))
        x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1 if self.share else most], nice=False))
        color = alt.Color("kind:N", scale=scale, legend=legend(scale.domain, room))
        y = labels.y()
        bars = base.mark_bar(height=_TALL, yOffset=labels.down, stroke=style.PAPER, strokeWidth=1).encode(
            x=x, x2="end:Q", y=y, color=color, **self.asked.tips()
        )
        said = (
            base.transform_filter("datum.said != ''")
            .mark_text(align="left", dx=5, yOffset=labels.down, fontSize=paper.small)
            .encode(x=x, y=y, text="said:N", color=alt.Color("on:N", scale=None))
        )
        ends = form.table(
            {"bar": bar, "end": 1.0 if self.share else self.totals[bar], "total": totals[bar]} for bar in self.bars
        )
        total = (
            alt.Chart(ends)
            .mark_text(align="left", dx=7, yOffset=labels.down, fontSize=paper.small, color=style.SOFT)
            .encode(x=alt.X("end:Q"), y=y, text="total:N")
        )
        return form.layered([*labels.above(), bars, said, total], room, labels.height)
