"""Dates as marks on a scale of UTC: a day as a dot, an imprecise date as a bar over the days that it may be, an open
end fading, what is approximate or uncertain dashed and hollow.

Where nothing happens for long, the scale is cut: it stays one scale of time, with several stretches.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from analysis.charts import fonts, form, style
from analysis.charts.kinds import outline
from analysis.charts.timeaxis import Axis
from analysis.dates import Span, days

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAY = 86_400_000
_EDGE = 34  # px from an end of the axis within which labels are moved inwards
_LEAST = 8  # px of a bar, however few its days
_FADE = 8  # steps in which an open end fades
ON, WITHIN, OPEN, UNSURE = "on this day", "some time within", "open end", "approximate or uncertain"
_BAR = "M-1.3,-0.6H1.3V0.6H-1.3Z"
_SLASHES = "M-1.9,1L-0.9,-1M0.9,1L1.9,-1"  # two strokes through the axis, in halves of a symbol

Box = tuple[float, float, float, float]  # left, right, top and bottom in px


def moment(day: float) -> str:
    """The beginning of a day (proleptic ordinal) as a text that is the same moment in every time zone."""
    at = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=round((day - _EPOCH) * 86400))
    return f"{at.isoformat()}Z"


class Times:
    """The scale of some dates over `width` px, and where they stand on it."""

    def __init__(self, spans: Sequence[Span], width: float):
        self.width = width
        self.axis = Axis(spans, 0, width)

    def x(self, field: str = "start", size: float = style.SMALL) -> Any:
        """The channel of time, with ticks and labels that fit."""
        import altair as alt

        stops, places = [], []
        for a, b, x, start, end in self.axis.pieces:
            stops += [a - (x - start) / self.axis.day, b + (end - x - (b - a) * self.axis.day) / self.axis.day]
            places += [start / self.width, end / self.width]
        ms = [round((stop - _EPOCH) * _DAY) for stop in stops]
        cut: dict[str, Any] = {"domain": [_utc(ms[0]), _utc(ms[-1])]}
        if len(ms) > 2:
            cut = {
                "domainRaw": {"expr": json.dumps(ms)},
                "range": [{"expr": f"width * {place:.5f}"} for place in places],
            }
        ticks = {round((self.axis.day_at(x) - _EPOCH) * _DAY): label for x, label in self.ticks()}
        axis = alt.Axis(
            orient="top",
            title=None,
            values=alt.ExprRef(expr=json.dumps(list(ticks))),  # the interpreter of pages has no datetime(number)
            labelExpr=f"{json.dumps(ticks)}[time(datum.value)]",
            labelFontSize=size,
            labelColor=style.SOFT,
            labelOverlap=False,
            labelFlush=_EDGE,
            labelPadding=4,
            tickSize=4,
            gridColor=style.GRID,
        )
        return alt.X(f"{field}:T", scale=alt.Scale(type="utc", nice=False, **cut), axis=axis)

    def ticks(self) -> list[tuple[float, str]]:
        """Ticks of the axis: a label at an edge is moved inwards, and a neighbour that it would touch is left out."""
        found = self.axis.ticks()
        wide = {label: fonts.width(label, style.SMALL) for _, label in found}
        if (
            len(found) > 1
            and found[0][0] < _EDGE
            and found[0][0] + wide[found[0][1]] + 6 > found[1][0] - wide[found[1][1]] / 2
        ):
            del found[1]
        if (
            len(found) > 1
            and found[-1][0] > self.width - _EDGE
            and found[-1][0] - wide[found[-1][1]] - 6 < found[-2][0] + wide[found[-2][1]] / 2
        ):
            del found[-2]
        return found

    def cuts(self, height: float, words: Iterable[Box] = ()) -> list[Any]:
        """Layers that show where the scale is cut: two strokes through the axis, and a line down that spares
        `words`.
        """
        import altair as alt

        boxes, breaks, lines = sorted(words, key=lambda box: box[2]), [], []
        for before, after in pairwise(self.axis.pieces):
            end, start = self.axis.day_at(before[4]), self.axis.day_at(after[3])
            cut = {"from": moment(end), "to": moment(start), "cut": moment((end + start) / 2)}
            breaks.append(cut)
            x, y = (before[4] + after[3]) / 2, 10.0
            for left, right, top, bottom in [*boxes, (x, x, height, height)]:
                if left - 3 < x < right + 3 or top == height:
                    lines += [cut | {"top": y, "bottom": top - 2}] if top - 2 > y else []
                    y = max(y, bottom + 2)
        if not breaks:
            return []
        base, axis = alt.Chart(form.table(breaks)), alt.value(0)
        line = alt.Chart(form.table(lines or breaks)).mark_rule(
            color=style.FAINT, strokeDash=[1, 4], tooltip="cut: nothing in between"
        )
        return [
            base.mark_rule(color=style.PAPER, strokeWidth=3).encode(x=self.x("from"), x2="to:T", y=axis),
            base.mark_point(shape=_SLASHES, size=60, color=style.FAINT, strokeWidth=1, opacity=1).encode(
                x=self.x("cut"), y=axis
            ),
            *([line.encode(x=self.x("cut"), y=alt.Y("top:Q", scale=None), y2="bottom:Q")] if lines else []),
        ]

    def extent(self, span: Span) -> tuple[float, float]:
        """px from the first to the last day of a date, with its fading ends."""
        left, right = self.axis.ends(span)
        if span.first is None:
            return right - self.axis.stub, right
        if span.last is None:
            return left, left + self.axis.stub
        if span.first == span.last:
            return left - 6, left + 6
        middle, half = (left + right) / 2, max(right - left, _LEAST) / 2
        return middle - half, middle + half


def _utc(ms: int) -> dict:
    at = dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=ms)
    return {"year": at.year, "month": at.month, "date": at.day, "hours": at.hour, "utc": True}


def stands(span: Span, unsure: bool) -> str:
    """How a date stands on the scale, in words of the key."""
    if span.first is None or span.last is None:
        return OPEN
    if unsure or span.approximate or span.uncertain:
        return UNSURE
    return ON if span.first == span.last else WITHIN


def placed(times: Times, span: Span, unsure: bool) -> dict[str, object]:
    """The columns of a date: start and end (the day after the last), how it stands, and whether it is one day."""
    first, last = days(span)
    begin, end = float(first.toordinal()), float(last.toordinal() + 1)
    stub = times.axis.stub / times.axis.day
    if span.first is None:
        begin = end - stub
    elif span.last is None:
        end = begin + stub
    elif (end - begin) * times.axis.day < _LEAST and end - begin > 1:
        middle, half = (begin + end) / 2, _LEAST / 2 / times.axis.day
        begin, end = middle - half, middle + half
    day = span.first == span.last
    way = -1 if span.first is None else 1 if span.last is None else 0
    return {"start": moment(begin), "end": moment(end), "dated": stands(span, unsure), "day": day, "way": way}


def marks(rows: list[dict], x: Any, y: Any, color: Any, down: float, tips: dict[str, Any]) -> list[Any]:
    """Layers of dated rows (columns of `placed`, and those that y, color and tips name)."""
    import altair as alt

    layers = []

    def of(test: str, chosen: list[dict], draw: Any) -> None:
        if chosen:
            layers.append(draw(alt.Chart(form.table(chosen))))

    ends = x.copy()
    line = {"orient": "horizontal", "height": 9, "yOffset": down, "strokeWidth": 1.3}
    of(
        WITHIN,
        [row for row in rows if row["dated"] == WITHIN],
        lambda base: base.mark_bar(**line, fillOpacity=0.35, strokeOpacity=1).encode(
            x=x, x2="end:T", y=y, color=color, stroke=outline(color), **tips
        ),
    )
    of(
        UNSURE,
        [row for row in rows if row["dated"] == UNSURE and not row["day"]],
        lambda base: base.mark_bar(**line, filled=False, fill=style.PAPER, strokeDash=form.DASH).encode(
            x=x, x2="end:T", y=y, color=color, **tips
        ),
    )
    of(
        OPEN,
        [part for row in rows if row["dated"] == OPEN for part in _fading(row)],
        lambda base: base.mark_bar(orient="horizontal", height=9, yOffset=down).encode(
            x=x, x2="end:T", y=y, color=color, fillOpacity=alt.FillOpacity("fade:Q", scale=None, legend=None), **tips
        ),
    )
    point = {"size": 95, "yOffset": down, "strokeWidth": 1.5, "opacity": 1}
    of(
        ON,
        [row for row in rows if row["dated"] == ON],
        lambda base: base.mark_point(filled=True, **point).encode(x=ends, y=y, color=color, **tips),
    )
    of(
        UNSURE,
        [row for row in rows if row["dated"] == UNSURE and row["day"]],
        lambda base: base.mark_point(filled=False, fill=style.PAPER, strokeDash=[2.5, 2], **point).encode(
            x=ends, y=y, color=color, **tips
        ),
    )
    return layers


def _fading(row: dict) -> Iterable[dict]:
    """A row with an open end as parts that grow paler towards it."""
    begin, end = (dt.datetime.fromisoformat(row[name]) for name in ("start", "end"))
    step = (end - begin) / _FADE
    for number in range(_FADE):
        share = (number + 0.5) / _FADE
        at = [f"{(begin + step * place).isoformat(timespec='seconds')[:19]}Z" for place in (number, number + 1)]
        yield row | {"start": at[0], "end": at[1], "fade": round(1 - share if row["way"] > 0 else share, 2)}


def _fade(colour: str) -> dict[str, str]:
    """A fill that fades out to the right, as a value of a scale."""
    stops = [{"offset": 0, "color": colour}, {"offset": 1, "color": style.PAPER}]
    return {"expr": json.dumps({"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 0, "stops": stops})}


def key(found: Sequence[str], colour: str, room: float) -> list[Any]:
    """A layer that draws nothing and has the legend of how dates stand."""
    names = [name for name in (ON, WITHIN, OPEN, UNSURE) if name in found]
    if not names:
        return []
    looks: dict[str, form.Look] = {
        ON: ("circle", colour, colour, form.SOLID),
        WITHIN: (_BAR, style.mix(colour, 0.35), colour, form.SOLID),
        OPEN: (_BAR, _fade(colour), style.PAPER, form.SOLID),
        UNSURE: (_BAR, style.PAPER, colour, [3, 2]),
    }
    bars = set(names) - {ON}
    shifts = {"symbolOffset": 4, "labelOffset": 12} if bars else {}
    return form.key({name: looks[name] for name in names}, room, **shifts)
