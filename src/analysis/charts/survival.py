"""Survival: how many are still waiting after so many days, with those whose wait was cut short."""

from __future__ import annotations

from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.errors import AnalysisError

_PLOT = 240.0
_BAND = "#D3D3D3"


@options.checked
def survival(
    frame,
    *,
    until: float | None = None,
    waiting: str = "not yet",
    event: str = "event",
    unit: str = "day",
    **head: Unpack[Head],
) -> Figure:
    """Draw a survival curve with its band, a tick where a wait was cut short, and the number still waiting below.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a day on which anything happened: day (0 or more, rising), share (still waiting after it, 0 to 1),
        at_risk (waiting just before it), events, censored; optional lower, upper (the band), earliest, latest (the
        share if every wait that is only known as a range had its shortest or longest length; dashed where they differ).
    until : float
        Last day that is drawn (the curve goes on to the last day of the frame otherwise).
    waiting, event, unit : str
        What the share and an event are called, and the unit of time in the singular.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, a share outside 0 to 1 or days that do not rise.

    Examples
    --------
    >>> import pandas as pd
    >>> waits = pd.DataFrame({"day": [0, 2], "share": [1.0, 0.5], "at_risk": [4, 4], "events": [0, 2]})
    >>> waits = waits.assign(censored=[0, 2])
    >>> survival(waits, slug="waits", title="Half are reprinted within two days",
    ...     source="Source: invented (N = 4).")
    Figure waits: Half are reprinted within two days
    """
    asked = Asked("survival", head)
    optional = ["lower", "upper", "earliest", "latest"]
    drawn = asked.frame(frame, ["day", "share", "at_risk", "events", "censored"], optional)
    for name in ("day", "at_risk", "events", "censored"):
        columns.numbers(
            asked.where, drawn, name, do="Count days from 0, and who waits, has its event or is lost on each."
        )
    for name in ("share", *optional):
        columns.numbers(asked.where, drawn, name, 0, 1, do="Give shares, not percentages.")
    days = [float(day) for day in drawn["day"]]
    if days != sorted(set(days)):
        raise AnalysisError("the days do not rise", where=asked.where, do="Give one row a day, in order, from 0 on.")
    drawing = _Curve(drawn, asked, until, waiting, event, unit)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Curve:
    def __init__(self, frame, asked: Asked, until, waiting: str, event: str, unit: str):
        self.rows, self.asked = frame.to_dict("records"), asked
        self.waiting, self.event, self.unit = waiting, event, unit
        self.last = float(until if until is not None else self.rows[-1]["day"]) or 1.0
        self.inside = [row for row in self.rows if float(row["day"]) <= self.last]

    def described(self) -> str:
        steps = [
            f"{self.unit} {columns.shown(float(row['day']))}: {form.percent(float(row['share']))} "
            f"({columns.shown(row['at_risk'])} at risk; {self.event}: {columns.shown(row['events'])})"
            for row in self.rows
            if float(row["events"])
        ]
        return f"Survival curve, share {self.waiting}. {'; '.join(steps) or 'No event'}."

    def steps(self, *names: str) -> list[dict]:
        """The value of columns from each day on, from day 0 to the last that is drawn."""
        now = dict.fromkeys(names, 1.0)
        found = [{"day": 0.0, **now}]
        for row in self.inside:
            now |= {name: float(row[name]) for name in names if row.get(name, "") != ""}
            found.append({"day": float(row["day"]), **now})
        return [*found, {"day": self.last, **now}]

    def draw(self, paper: Paper):
        import altair as alt

        width, height = paper.room - 46, paper.height or _PLOT - 60 * paper.narrow
        every = next(
            step * 10**power
            for power in range(9)
            for step in (1, 2, 5)
            if self.last / (step * 10**power) <= (5 if paper.narrow else 9)
        )
        ticks = list(range(0, int(self.last) + 1, every))
        under = [f"{self.unit}s; below, how many are still at risk"]
        x = alt.X(
            "day:Q",
            scale=alt.Scale(domain=[0, self.last], nice=False),
            axis=alt.Axis(
                title=under,
                titleAnchor="start",
                titleAlign="left",
                titleX=-38,
                titleFontSize=paper.small,
                values=ticks,
                format=",d",
                labelFontSize=paper.small,
                labelColor=style.SOFT,
                grid=False,
                labelOverlap=False,
            ),
        )
        y = alt.Y(
            "share:Q",
            scale=alt.Scale(domain=[0, 1], nice=False),
            axis=alt.Axis(
                title=None,
                values=[0, 0.25, 0.5, 0.75, 1],
                labelExpr="datum.value * 100 + '%'",
                ticks=False,
                domain=False,
                labelFontSize=paper.small,
                labelColor=style.SOFT,
                gridColor=style.HAIR,
            ),
        )
        bounds = [
            name
            for name in ("earliest", "latest")
            if any(
                row.get(name, "") != "" and abs(float(row[name]) - float(row["share"])) >= 0.005 for row in self.inside
            )
        ]
        layers: list[Any] = []
        looks: dict[str, form.Look] = {}
        if any(row.get("lower", "") != "" for row in self.rows):
            band = alt.Chart(form.table(self.steps("lower", "upper"))).mark_area(interpolate="step-after", color=_BAND)
            looks["95% interval"] = ("square", _BAND, _BAND, form.SOLID)
            layers.append(band.encode(x=x, y=alt.Y("lower:Q", axis=y["axis"], scale=y["scale"]), y2="upper:Q"))
        names = {f"share {self.waiting}": "share"}
        dashed = "at the shortest or longest waits"
        lines = [
            {"line": name, "means": f"share {self.waiting}", **row}
            for name in names.values()
            for row in self.steps(name)
        ]
        lines += [
            {"line": name, "means": dashed, "day": row["day"], "share": row[name]}
            for name in bounds
            for row in self.steps(name)
        ]
        said = [*names, *([dashed] if bounds else [])]
        inks, dashes = [style.INK, style.SOFT][: len(said)], [form.SOLID, form.DASH][: len(said)]
        color = alt.Color("means:N", scale=alt.Scale(domain=said, range=inks), legend=None)
        dash = alt.StrokeDash("means:N", scale=alt.Scale(domain=said, range=dashes), legend=None)
        looks = {
            name: ("stroke", "transparent", ink, line) for name, ink, line in zip(said, inks, dashes, strict=True)
        } | looks
        curve = alt.Chart(form.table(lines)).mark_line(interpolate="step-after", strokeWidth=2, strokeCap="butt")
        layers.append(curve.encode(x=x, y=y, color=color, strokeDash=dash, detail="line:N"))
        ends = [
            dict(row, day=float(row["day"]), share=float(row["share"])) for row in self.inside if float(row["censored"])
        ]
        if ends:
            tick = alt.Chart(form.table(ends)).mark_tick(
                orient="vertical", size=10, thickness=1.3, color=style.SOFT, opacity=1
            )
            looks["observation ends"] = ("M-0.1,-0.6H0.1V0.6H-0.1Z", style.SOFT, style.SOFT, form.SOLID)
            layers.append(tick.encode(x=x, y=y, **self.asked.tips()))
        layers.append(self.waiting_below(paper, ticks, x, width, height))
        return form.layered([*form.key(looks, width), *layers], width, height)

    def waiting_below(self, paper: Paper, ticks: list[int], x, width: float, height: float):
        """The number at risk below each labelled day, where it does not touch the one before."""
        import altair as alt

        taken, rows = -99.0, []
        for day in ticks:
            words = f"{self.at_risk(day):,}"
            half = fonts.width(words, paper.small) / 2
            at = width * day / self.last
            if at - half > taken + 6:
                rows.append({"day": float(day), "waiting": words})
                taken = at + half
        said = alt.Chart(form.table(rows)).mark_text(baseline="top", fontSize=paper.small)
        return said.encode(x=x, y=alt.value(height + 24 + 1.5 * paper.line(paper.small)), text="waiting:N")

    def at_risk(self, day: float) -> int:
        return next((int(row["at_risk"]) for row in self.rows if float(row["day"]) >= day), 0)
