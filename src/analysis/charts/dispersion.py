"""Dispersion: where terms stand in a text, and in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, legend
from analysis.errors import AnalysisError

_TALL = 24.0  # px of a line


@options.checked
def dispersion(
    frame,
    *,
    kinds: Given | None = None,
    unit: str = "mention",
    position: str = "paragraph",
    sort: str | Sequence[str] | None = None,
    **head: Unpack[Head],
) -> Figure:
    """Draw one line for each article (or term), one cell for each paragraph in the colour of its voice, a bar where the
    term stands.

    Parameters
    ----------
    frame : pandas.DataFrame
        line (label), position (whole number from 1), voice (a value of `kinds`), count (0 or more); optional kind (hue
        of the bars), rows (ids). Give every paragraph a row, those with count 0 as well: they are the ground. All lines
        share a scale; the length of a bar is its count against the highest.
    kinds : mapping
        value of voice or kind -> (label, hue name or #hex); it is the order of the legend.
    unit, position : str
        What is counted, and what a cell is, in the singular.
    sort : str or list
        "ascending" or "descending" by count, or the lines in order.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, a negative count or a position given twice.

    Examples
    --------
    >>> import pandas as pd
    >>> terms = pd.DataFrame({"line": ["First"] * 3, "position": [1, 2, 3], "voice": ["own"] * 3, "count": [0, 2, 1]})
    >>> dispersion(terms, slug="terms", title="The term stands from the second paragraph on",
    ...     source="Source: invented (N = 3).")
    Figure terms: The term stands from the second paragraph on
    """
    asked = Asked("dispersion", head, kinds)
    drawn = asked.frame(frame, ["line", "position", "voice", "count"], ["kind"])
    for name, least in (("position", 1), ("count", 0)):
        columns.numbers(asked.where, drawn, name, least, whole=True, do="Count paragraphs from 1 and mentions from 0.")
    twice = drawn[drawn.duplicated(["line", "position"])]
    if len(twice):
        raise AnalysisError(
            f"{twice.line.iloc[0]} has {position} {twice.position.iloc[0]} twice",
            where=asked.where,
            do="Sum the counts of a paragraph first.",
        )
    drawing = _Lines(drawn, asked, unit, position, sort)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Lines:
    def __init__(self, frame, asked: Asked, unit: str, position: str, sort):
        self.cells, self.asked, self.unit, self.position = frame.to_dict("records"), asked, unit, position
        lines = columns.ordered(frame["line"])
        self.totals = {line: sum(int(cell["count"]) for cell in self.of(line)) for line in lines}
        self.lines = form.sorted_rows(lines, sort, self.totals, asked.where)
        self.longest = max(int(cell["position"]) for cell in self.cells)
        self.most = max(1, max(int(cell["count"]) for cell in self.cells))

    def of(self, line: str) -> list[dict]:
        return [cell for cell in self.cells if columns.shown(cell["line"]) == line]

    def described(self) -> str:
        parts = []
        for line in self.lines:
            there = [cell for cell in self.of(line) if int(cell["count"])]
            places = ", ".join(
                f"{int(cell['position'])} ({int(cell['count'])}, {self.asked.kinds.label(cell['voice'])})"
                for cell in there
            )
            parts.append(
                f"{line}: {_plural(self.totals[line], self.unit)}" + (f" in {self.position} {places}" if places else "")
            )
        return f"Dispersion over {len(self.lines)} lines. {'; '.join(parts)}."

    def draw(self, paper: Paper):
        import altair as alt

        palette = self.asked.kinds
        labels = form.labels(self.lines, "line", paper, _TALL, 190, 7)
        spare = max(fonts.width(str(total), paper.size) for total in self.totals.values()) + 10
        width = paper.room - labels.room - spare
        step = width / self.longest
        rows = [
            dict(cell, line=columns.shown(cell["line"]), start=int(cell["position"]) - 1, end=int(cell["position"]))
            | {"position": int(cell["position"]), "count": int(cell["count"]), "middle": int(cell["position"]) - 0.5}
            | {"whose": palette.label(cell["voice"]), "kind": palette.label(cell.get("kind") or f"{self.unit}s")}
            for cell in self.cells
        ]
        x = alt.X("start:Q", scale=alt.Scale(domain=[0, self.longest], nice=False), axis=self.ruler(step, paper))
        y = labels.y()
        voices = palette.scale(known(palette, [cell["voice"] for cell in self.cells]))
        fill = alt.Fill("whose:N", scale=voices, legend=legend(voices.domain, width))
        cells = alt.Chart(form.table(rows)).mark_rect(
            height=_TALL, yOffset=labels.down, stroke=style.PAPER, strokeWidth=1 if step >= 5 else 0
        )
        layers = [cells.encode(x=x, x2="end:Q", y=y, fill=fill, **self.asked.tips())]
        counted = [row for row in rows if row["count"]]
        if counted:
            found = known(palette, [cell.get("kind", "") for cell in self.cells if int(cell["count"])])
            names = [palette.label(kind) for kind in found] or [f"{self.unit}s"]
            hues = [palette.colour(kind) for kind in found] or [style.INK]
            longest = f"{self.unit}s; longest bar = {self.most}"
            held = legend([longest] if not found else names, width)
            if not found:
                held.labelExpr = f"'{longest}'"
            color = alt.Color("kind:N", scale=alt.Scale(domain=names, range=hues), legend=held)
            size = alt.Size("count:Q", scale=alt.Scale(domain=[0, self.most], range=[5, _TALL - 3]), legend=None)
            ticks = alt.Chart(form.table(counted)).mark_tick(
                orient="vertical",
                thickness=min(6.0, max(2.5, step * 0.4)) + 1,  # half of the outline lies on the bar
                yOffset=labels.down,
                opacity=1,
                stroke=style.PAPER,
                strokeWidth=1,
            )
            layers.append(ticks.encode(x=alt.X("middle:Q"), y=y, size=size, color=color, **self.asked.tips()))
        ends = form.table({"line": line, "total": str(self.totals[line])} for line in self.lines)
        total = alt.Chart(ends).mark_text(align="right", yOffset=labels.down, fontSize=paper.size)
        layers.append(total.encode(x=alt.value(width + spare), y=y, text="total:N"))
        return form.layered([*labels.above(), *layers], width, labels.height)

    def ruler(self, step: float, paper: Paper):
        import altair as alt

        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if n * step >= 34)
        first = f"{self.position} 1"
        ahead = fonts.width(first, paper.small) + 22
        said = {0.5: first} | {
            number - 0.5: str(number)
            for number in range(every, self.longest + 1, every)
            if (number - 0.5) * step - fonts.width(str(number), paper.small) / 2 > ahead
        }
        expression = " : ".join(f"datum.value == {place} ? '{words}'" for place, words in said.items())
        return alt.Axis(
            orient="top", title=None, values=list(said), labelExpr=f"{expression} : ''", labelFontSize=paper.small,
            labelAlign={"condition": {"test": "datum.value < 1", "value": "left"}, "value": "center"},
            labelOverlap=False, labelColor=style.SOFT, ticks=False, domain=False, grid=False,
        )  # fmt: skip


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")
