"""Intervals: dates that are only known to lie between two days."""

from __future__ import annotations

from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style, times
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, legend
from analysis.charts.strip import dated
from analysis.dates import words


@options.checked
def intervals(frame, *, kinds: Given | None = None, **head: Unpack[Head]) -> Figure:
    """Draw one line for each row: its label, and its date on a shared time axis with the date in words.

    Parameters
    ----------
    frame : pandas.DataFrame
        label; date (EDTF; empty: said so); optional kind (hue), uncertain (yes: dashed), rows (ids). By date.
    kinds : mapping
        value of kind -> (label, hue name or #hex).

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, no date at all, a missing column or a date that is no EDTF.

    Examples
    --------
    >>> import pandas as pd
    >>> letters = pd.DataFrame({"label": ["First", "Second"], "date": ["2020-08-12", "2020-09-14/2020-09-20"]})
    >>> intervals(letters, slug="letters", title="The second came weeks later",
    ...     source="Source: invented (N = 2).")
    Figure letters: The second came weeks later
    """
    asked = Asked("intervals", head, kinds)
    drawn = asked.frame(frame, ["label"], ["date", "kind", "uncertain"])
    columns.allowed(asked.where, drawn, "uncertain")
    drawing = _Lines(dated(asked.where, drawn), asked)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Lines:
    def __init__(self, lines: list[dict], asked: Asked):
        self.lines, self.asked = lines, asked

    def described(self) -> str:
        return f"Dates of {len(self.lines)} items. {'; '.join(_sentence(line) for line in self.lines)}."

    def draw(self, paper: Paper):
        import altair as alt

        names = {number: columns.shown(line["label"]) for number, line in enumerate(self.lines)}
        shown = {
            str(number): f"{name}\n{_date(self.lines[number])}" if paper.narrow else name
            for number, name in names.items()
        }
        labels = form.labels([*shown], "line", paper, 12, 230, 9, shown=shown)
        spare = 0 if paper.narrow else max(fonts.width(_date(line), paper.small) for line in self.lines) + 12
        width = paper.room - labels.room - spare
        timed = [line for line in self.lines if line["span"]]
        scale = times.Times([line["span"] for line in timed], width)
        found = known(self.asked.kinds, [line.get("kind", "") for line in self.lines])
        one = len(found) == 1 and all(line.get("kind") for line in self.lines)
        colour = self.asked.kinds.colour(found[0]) if one else style.SOFT
        rows = [
            {name: cell for name, cell in line.items() if name != "span"}
            | {"line": str(number), "said": _date(line), "kind": self.asked.kinds.label(line.get("kind") or "")}
            | (times.placed(scale, line["span"], line.get("uncertain") == "yes") if line["span"] else {"dated": ""})
            for number, line in enumerate(self.lines)
        ]
        x, y = scale.x(size=paper.small), labels.y()
        palette = self.asked.kinds.scale(["", *found], {"": style.SOFT})
        color: Any = alt.value(colour)
        if found and not one:
            held = legend([self.asked.kinds.label(kind) for kind in found], width, values=[*palette.domain[1:]])
            color = alt.Color("kind:N", scale=palette, legend=held)
        line = alt.Chart(form.table(rows)).mark_rule(color=style.GRID, yOffset=labels.down)
        lines = line.encode(x=alt.value(0), x2=alt.value(width), y=y)  # leads from a label to its mark and its date
        layers = times.marks([row for row in rows if row["dated"]], x, y, color, labels.down, self.asked.tips())
        if not paper.narrow:
            said = alt.Chart(form.table(rows)).mark_text(align="left", dx=12, fontSize=paper.small, color=style.SOFT)
            layers.append(said.encode(x=alt.value(width), y=y, text="said:N"))
        key = times.key([row["dated"] for row in rows], colour, paper.room - labels.room)
        return form.layered(
            [*key, *scale.cuts(labels.height, labels.boxes()), lines, *labels.above(), *layers],
            width,
            labels.height,
        )


def _date(line: dict) -> str:
    return words(line["date"]) if line["span"] else "no date"


def _sentence(line: dict) -> str:
    return f"{line['label']}: {_date(line)}" + (" (uncertain)" if line.get("uncertain") == "yes" else "")
