"""Spread: single values of several groups on one scale, so that nobody has to trust an average."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper

_STEP = 8.4
_HIGHEST = 7  # dots on one another; beyond, a bar stands for them
_MEDIAN = 5  # values below which a row has no median
_BINS = 40


@options.checked
def spread(
    frame, *, item: str = "item", items: str = "", low_means: str = "", high_means: str = "", **head: Unpack[Head]
) -> Figure:
    """Draw one dot for each value, in a row for each group, with a tick at the median of a group of five or more.

    Parameters
    ----------
    frame : pandas.DataFrame
        group (label at the left), value (0 to 1, shown in percent); optional count (how many have that value; 1), rows
        (ids). A dot stands at its value, above those that it would touch; in a row where that makes too high a stack,
        bars of the number in each fortieth of the scale stand in for dots.
    item, items : str
        What a dot is, in the singular and the plural.
    low_means, high_means : str
        What 0 and 100 % are.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column or a value outside 0 to 1.

    Examples
    --------
    >>> import pandas as pd
    >>> kept = pd.DataFrame({"group": ["Dough", "Crumbs"], "value": [0.9, 0.1]})
    >>> spread(kept, slug="kept", title="Dough keeps nearly all", source="Source: invented (N = 2).")
    Figure kept: Dough keeps nearly all
    """
    asked = Asked("spread", head)
    drawn = asked.frame(frame, ["group", "value"], ["count"])
    columns.numbers(asked.where, drawn, "count", 1, whole=True, do="Leave out values that nothing has.")
    columns.numbers(asked.where, drawn, "value", 0, 1, do="Give shares, not percentages.")
    drawing = _Rows(drawn, asked, item, items or f"{item}s", low_means, high_means)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Rows:
    def __init__(self, frame, asked: Asked, item: str, items: str, low_means: str, high_means: str):
        self.asked, self.item, self.items = asked, item, items
        self.ends = [f"0%: {low_means}"] * bool(low_means) + [f"100%: {high_means}"] * bool(high_means)
        self.rows: dict[str, list[dict]] = {}
        for row in frame.to_dict("records"):
            many = int(row.pop("count", "") or 1)
            self.rows.setdefault(columns.shown(row["group"]), []).extend([row | {"value": float(row["value"])}] * many)
        self.groups = {group: [row["value"] for row in rows] for group, rows in self.rows.items()}

    def described(self) -> str:
        parts = [f"{group}: {len(values)}, {_range(values)}" for group, values in self.groups.items()]
        return (
            f"Dots in {len(self.groups)} row{'s' * (len(self.groups) != 1)}, one {self.item} each. {'; '.join(parts)}."
        )

    def draw(self, paper: Paper):

        label_room = 0.0
        if not paper.narrow:
            label_room = min(200.0, max(fonts.width(fonts.clean(group), paper.size) for group in self.groups) + 20)
        spare = max(fonts.width(f"{len(values):,}", paper.size) for values in self.groups.values()) + 16
        width = paper.room - label_room - spare
        dots, bars, heads, y = [], [], [], 4.0
        for group, rows in self.rows.items():
            values = sorted(self.groups[group])
            levels = _levels([width * value for value in values])
            barred = max(levels) >= _HIGHEST
            tall = 30.0 if barred else max(18.0, (max(levels) + 1) * _STEP + 8)
            lines = fonts.wrap(group, paper.size, width - 10 if paper.narrow else label_room - 14)
            block = len(lines) * paper.line()
            floor = y + block + 4 + tall if paper.narrow else y + max(tall, block + 8)
            top = y + 4 if paper.narrow else (y + floor - block) / 2
            # Beside a label, dots are level with its middle.
            lift = 0 if barred or paper.narrow else (floor - y - max(levels) * _STEP) / 2 - 5
            heads.append(
                {"group": group, "lines": lines, "top": top, "rule": y, "number": f"{len(values):,}", "floor": floor}
            )
            if len(values) >= _MEDIAN:
                heads[-1] |= {
                    "median": median(values),
                    "low": floor - 1 - lift,
                    "high": floor - min(tall, 26) + 2 - lift,
                }
            if barred:
                stacks = Counter(round(value * _BINS) / _BINS for value in values)
                most = max(stacks.values())
                bars += [
                    {
                        "group": group,
                        "value": place,
                        "number": number,
                        "low": floor,
                        "high": floor - max(1.5, (tall - 6) * number / most),
                    }
                    for place, number in sorted(stacks.items())
                ]
            else:
                ordered = sorted(rows, key=lambda row: row["value"])
                dots += [
                    dict(row, group=group, at=floor - 5 - lift - level * _STEP)
                    for row, level in zip(ordered, levels, strict=True)
                ]
            y = floor + 3
        return self.layers(paper, dots, bars, heads, label_room, spare, width, y)

    def layers(self, paper: Paper, dots, bars, heads, label_room: float, spare: float, width: float, y: float):
        import altair as alt

        lines = list(fonts.wrap(" · ".join(self.ends), paper.small, paper.room)) if self.ends else []
        foot = [{"lines": lines, "top": y + 5}]
        axis = alt.Axis(
            orient="top",
            title=None,
            values=[0, 0.25, 0.5, 0.75, 1],
            format=".0%",
            ticks=False,
            domain=False,
            labelFlush=True,
            labelExpr="datum.value * 4 % 2 ? '' : datum.value * 100 + '%'",
            gridColor=style.GRID,
            labelFontSize=paper.small,
            labelColor=style.SOFT,
        )
        x = alt.X("value:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)
        looks: dict[str, form.Look] = {}
        if dots:
            looks[f"one {self.item}"] = ("circle", style.FAINT, style.PAPER, form.SOLID)
        if bars:
            looks[f"{self.items}; each row against its own tallest bar"] = (
                "square",
                style.FAINT,
                style.PAPER,
                form.SOLID,
            )
        medians = [head for head in heads if "median" in head]
        if medians:
            said = "median of the row" if len(medians) == len(heads) else "median of a row of five or more"
            looks[said] = ("M-0.12,-0.7H0.12V0.7H-0.12Z", style.INK, style.INK, form.SOLID)
        layers = form.key(looks, width)
        rules = alt.Chart(form.table(heads)).mark_rule(color=style.HAIR)
        layers.append(rules.encode(x=alt.value(-label_room), x2=alt.value(width + spare), y=form.down("rule", y)))
        if bars:
            bar = alt.Chart(form.table(bars)).mark_bar(orient="vertical", width=4, color=style.FAINT)
            layers.append(bar.encode(x=x, y=form.down("low", y), y2="high:Q"))
        if dots:
            dot = alt.Chart(form.table(dots)).mark_point(
                filled=True, color=style.FAINT, size=48, opacity=1, stroke=style.PAPER, strokeWidth=0.6
            )
            layers.append(dot.encode(x=x, y=form.down("at", y), **self.asked.tips()))
        if medians:
            tick = alt.Chart(form.table(medians)).mark_rule(color=style.INK, strokeWidth=2.2)
            layers.append(
                tick.encode(x=alt.X("median:Q", axis=axis, scale=x["scale"]), y=form.down("low", y), y2="high:Q")
            )
        layers += form.texts(heads, paper, alt.value(-label_room), form.down("top", y))
        layers += form.texts(heads, paper, alt.value(width + spare), form.down("top", y), "number", align="right")
        small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
        above = {"align": "right", "baseline": "bottom"} | small
        layers += form.texts([{"lines": ["N"]}], paper, alt.value(width + spare), alt.value(-4), **above)
        layers += form.texts(
            foot if lines else [],
            paper,
            alt.value(-label_room),
            form.down("top", y),
            **small,
        )
        return form.layered([*layers], width, paper.height or y)


def _range(values: list[float]) -> str:
    low, high = (f"{100 * end(values):.0f}" for end in (min, max))
    middle = f"median {100 * median(values):.0f}%, " if len(values) >= _MEDIAN else ""
    return middle + (f"from {low} to {high}%" if len(values) > 1 else f"{low}%")


def _levels(places: list[float]) -> list[int]:
    """How high each dot of a row stands, from the left: on the lowest level where it touches no other."""
    last: list[float] = []  # place of the last dot of each level
    levels = []
    for x in places:
        level = next((n for n, before in enumerate(last) if x - before >= _STEP - 0.4), len(last))
        last[level : level + 1] = [x]
        levels.append(level)
    return levels
