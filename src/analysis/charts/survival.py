"""Survival: how many are still waiting after so many days, with those whose wait was cut short."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import DASHED, Scene, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_PLOT = 240.0


def survival(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    until: float | None = None,
    waiting: str = "not yet",
    event: str = "event",
    unit: str = "day",
) -> Scened:
    """Draw a survival curve with its band, a tick where a wait was cut short, and the number still waiting below.

    frame: one row a day on which anything happened: day (0 or more, rising), share (still waiting after it, 0 to 1),
    at_risk (waiting just before it), events, censored; optional lower, upper (the band), earliest, latest (the share if
    every wait that is only known as a range had its shortest or longest length; dashed where they differ). until: last day that is drawn
    (the curve goes on to the last day of the frame otherwise). waiting, event: what the share and an event are called.
    Raises AnalysisError for an empty frame, a missing column, a share outside 0 to 1 or days that do not rise.
    """
    drawn = columns.need(
        "survival",
        slug,
        frame,
        ["day", "share", "at_risk", "events", "censored"],
        ["lower", "upper", "earliest", "latest"],
    )
    where = f"figure {slug} (survival)"
    days = [float(day) for day in drawn["day"]]
    if days != sorted(set(days)) or days[0] < 0:
        raise AnalysisError("the days do not rise", where=where, do="Give one row a day, in order, from 0 on.")
    for name in ("share", "lower", "upper", "earliest", "latest"):
        for cell in drawn.get(name, ()):
            if cell != "" and not 0 <= float(cell) <= 1:
                raise AnalysisError(
                    f"{name} {cell!r} is not between 0 and 1", where=where, do="Give shares, not percentages."
                )
    drawing = _Curve(drawn, until, waiting, event, unit)
    return make(
        drawing.compose,
        drawn,
        slug=slug,
        title=title,
        subtitle=subtitle,
        source=source,
        alt=alt or drawing.alt(title),
        caveats=caveats,
        interactive=False,
    )


class _Curve:
    def __init__(self, frame, until, waiting, event, unit):
        self.rows = frame.to_dict("records")
        self.waiting, self.event, self.unit = waiting, event, unit
        self.last = float(until if until is not None else self.rows[-1]["day"]) or 1.0
        self.inside = [row for row in self.rows if float(row["day"]) <= self.last]

    def alt(self, title: str) -> str:
        steps = [
            f"{columns.shown(float(row['day']))} {self.unit}s: {100 * float(row['share']):.0f} % ({columns.shown(row['at_risk'])} at risk, {columns.shown(row['events'])} {self.event})"
            for row in self.rows
            if float(row["events"])
        ]
        return f"{title} Survival curve, share {self.waiting}. {'; '.join(steps) or 'No event'}."

    def compose(self, scene: Scene) -> None:
        band = any(row.get("lower", "") != "" for row in self.rows)
        entries = [("line", style.INK, f"share {self.waiting}")]
        if band:
            entries.append(("box", style.VOICE["cmp-quoted"], "95 % interval"))
        if any(float(row["censored"]) for row in self.inside):
            entries.append(("tick", style.SOFT, "observation ends"))
        bounds = [
            name
            for name in ("earliest", "latest")
            if any(
                row.get(name, "") != "" and abs(float(row[name]) - float(row["share"])) >= 0.005 for row in self.inside
            )
        ]
        if bounds:
            entries.append(("dashes", style.SOFT, "if waits known as ranges were at their shortest or longest"))
        key(scene, entries)
        x0, x1 = scene.left + 38, scene.right - 8
        top = scene.y + 6
        bottom = top + (_PLOT - 60 * scene.narrow)
        self.x = lambda day: x0 + (x1 - x0) * min(float(day), self.last) / self.last
        self.y = lambda share: bottom - (bottom - top) * float(share)
        for share in (0, 0.25, 0.5, 0.75, 1):
            scene.line([(x0, self.y(share)), (x1, self.y(share))], style.HAIR if share else style.FAINT, plane=-1)
            scene.text(x0 - 6, self.y(share) + 4, f"{100 * share:.0f} %", style.SMALL, style.SOFT, "right")
        if band:
            self.band(scene)
        for name in bounds:
            scene.line(self.corners(name), style.SOFT, 1.2, DASHED, plane=1)
        self.curve(scene)
        self.ticks(scene, bottom)

    def steps(self, name: str) -> list[tuple[float, float]]:
        """(day, value after it), from day 0 to the last that is drawn."""
        value, found = 1.0, [(0.0, 1.0)]
        for row in self.inside:
            if row.get(name, "") != "":
                value = float(row[name])
            found.append((float(row["day"]), value))
        return [*found, (self.last, value)]

    def band(self, scene: Scene) -> None:
        low, high = self.steps("lower"), self.steps("upper")
        for (day, lower), (_, upper), (end, _) in zip(low, high, low[1:], strict=False):
            if self.x(end) > self.x(day):
                scene.box(
                    self.x(day),
                    self.y(upper),
                    self.x(end) - self.x(day),
                    self.y(lower) - self.y(upper),
                    style.VOICE["cmp-quoted"],
                    plane=0,
                )

    def corners(self, name: str) -> list[tuple[float, float]]:
        """The points of a line of steps, in px."""
        points, before = [], 1.0
        for day, share in self.steps(name):
            points += [(self.x(day), self.y(before)), (self.x(day), self.y(share))]
            before = share
        return points

    def curve(self, scene: Scene) -> None:
        scene.line(self.corners("share"), style.INK, 2, plane=2)
        taken = -9.0
        for row in self.inside:
            x = self.x(row["day"])
            if float(row["censored"]) and x - taken >= 4:
                scene.box(x - 0.6, self.y(row["share"]) - 5, 1.3, 10, style.SOFT, plane=2)
                taken = x

    def ticks(self, scene: Scene, bottom: float) -> None:
        every = next(
            step * 10**power
            for power in range(9)
            for step in (1, 2, 5)
            if self.last / (step * 10**power) <= (5 if scene.narrow else 9)
        )
        scene.y = bottom + 6
        base = scene.y + style.SMALL
        labels = [day for day in range(0, int(self.last) + 1, every)]
        for day in labels:
            scene.line([(self.x(day), bottom), (self.x(day), bottom + 4)], style.FAINT, plane=0)
            scene.text(self.x(day), base + 2, f"{day:,}", style.SMALL, style.SOFT, "center")
        scene.y = base + 8
        scene.y = (
            scene.lines(
                scene.left, scene.y, [f"{self.unit}s; below, how many are still at risk"], style.SMALL, style.SOFT
            )
            + 3
        )
        base = scene.y + style.SMALL
        taken = -99.0
        for day in labels:
            words = f"{self.at_risk(day):,}"
            half = fonts.width(words, style.SMALL) / 2
            x = max(self.x(day), scene.left + half)
            if x - half > taken + 6:
                scene.text(x, base, words, style.SMALL, style.INK, "center")
                taken = x + half
        scene.y = base + 4

    def at_risk(self, day: float) -> int:
        return next((int(row["at_risk"]) for row in self.rows if float(row["day"]) >= day), 0)
