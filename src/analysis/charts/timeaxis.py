"""A real time axis: days to px, cut with a visible mark where nothing happens for long, ticks that fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum

from analysis import dates
from analysis.charts import fonts, style
from analysis.charts.canvas import DASHED, Canvas
from analysis.dates import Span

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_BREAK = 26.0  # px of a cut
_PADDING = 12.0  # px of a piece before its first and after its last day
_STUB = 34.0  # px over which an open end fades


class Axis:
    """Days along x. All pieces have the same px a day; a gap of more than a third of the whole is cut out."""

    def __init__(self, spans: Iterable[Span], x0: float, x1: float):
        known = [(*dates.days(s), s.first is None, s.last is None) for s in spans]
        self.x0, self.x1 = x0, x1
        pieces = _cut(_merged((first.toordinal(), last.toordinal() + 1) for first, last, _, _ in known))
        starts, ends = (
            {s.toordinal() for s, _, opened, _ in known if opened},
            {e.toordinal() + 1 for _, e, _, opened in known if opened},
        )
        before = [_PADDING + _STUB * any(a <= s < b for s in starts) for a, b in pieces]
        after = [_PADDING + _STUB * any(a < e <= b for e in ends) for a, b in pieces]
        cuts = _BREAK * (len(pieces) - 1)
        # Ends may not eat the days: on a phone they get shorter.
        squeeze = min(1.0, ((x1 - x0) * 0.6 - cuts) / (fsum(before) + fsum(after)))
        before, after, self.stub = (
            [squeeze * room for room in before],
            [squeeze * room for room in after],
            squeeze * _STUB,
        )
        free = (x1 - x0) - fsum(before) - fsum(after) - cuts
        self.day = free / sum(b - a for a, b in pieces)
        self.pieces: list[
            tuple[int, int, float, float, float]
        ] = []  # first day, day after the last, its x, and where the piece begins and ends
        x = x0
        for (a, b), left, right in zip(pieces, before, after, strict=True):
            end = x + left + (b - a) * self.day + right
            self.pieces.append((a, b, x + left, x, end))
            x = end + _BREAK

    def at(self, ordinal: float) -> float:
        """x of a day's beginning."""
        for a, b, x, _, _ in self.pieces:
            if a <= ordinal <= b:
                return x + (ordinal - a) * self.day
        raise ValueError(f"day {ordinal} lies in no piece of the axis")

    def day_at(self, x: float) -> float:
        """The day (with a fraction) at x, which lies in a piece."""
        a, _, at, _, _ = next((piece for piece in self.pieces if x <= piece[4] + 1e-6), self.pieces[-1])
        return a + (x - at) / self.day

    def ends(self, span: Span) -> tuple[float, float]:
        """x of the first and after the last day; an open end is the known one."""
        first, last = dates.days(span)
        return self.at(first.toordinal()), self.at(last.toordinal() + 1)

    def ticks(self) -> list[tuple[float, str]]:
        """(x, label) of days, and of pieces in which none is labelled, with labels that do not touch."""
        days = self._day_labels()
        return sorted(days + self._piece_labels(days))

    def _day_labels(self) -> list[tuple[float, str]]:
        """(x, label) of days, in steps that leave room for the labels."""
        flat: list[tuple[float, str]] = []
        for step in _STEPS:
            pieces = [[(self.at(day), *words) for day, *words in step(a, b)] for a, b, *_ in self.pieces]
            if len(pieces) > 1:
                # A piece with one tick is better named whole, below.
                pieces = [piece if len(piece) > 1 else [] for piece in pieces]
            if any(pieces) and all(_apart(one, other) for piece in pieces for one, other in pairwise(_labelled(piece))):
                for piece in pieces:
                    flat += _labelled(piece, flat[-1:])
                break
        return flat

    def _piece_labels(self, days: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
        """(x, label) in the middle of each piece that no day of `days` lies in: its time as a whole, in the longest
        words that have room.
        """
        named: list[tuple[float, str]] = []
        for a, b, _, start, end in self.pieces:
            if any(start <= tick <= end for tick, _ in days):
                continue
            for label in _called(a, b):
                room = fonts.width(label, style.SMALL) / 2 + 8
                middle = min(max((start + end) / 2, self.x0 + room), self.x1 - room)
                if all(
                    abs(middle - tick) > room + fonts.width(other, style.SMALL) / 2 + 4
                    for tick, other in [*days, *named]
                ):
                    named.append((middle, label))
                    break
        return named

    def draw(self, canvas: Canvas, top: float, bottom: float) -> None:
        """The line with ticks at `top`, labels above it, and faint lines down to `bottom`."""
        for number, (_, _, _, start, end) in enumerate(self.pieces):
            canvas.line([(start, top), (end, top)], style.FAINT, plane=0)
            if number:
                left = start - _BREAK
                canvas.line([(left, top), (start, top)], style.HAIR, plane=0)
                for x in (left, start - 5):
                    canvas.line([(x, top + 4), (x + 5, top - 4)], style.FAINT, plane=0)
                middle = left + _BREAK / 2
                canvas.line([(middle, top + 8), (middle, bottom)], style.HAIR, dash=(2, 4), plane=-1)
        days = self._day_labels()
        for x, _ in days:
            canvas.line([(x, top - 3), (x, top + 3)], style.FAINT, plane=0)
            canvas.line([(x, top + 3), (x, bottom)], "#EDEDED", plane=-1)
        for x, label in days + self._piece_labels(days):
            half = fonts.width(label, style.SMALL) / 2
            canvas.text(
                min(max(x, canvas.left + half), canvas.width - half), top - 7, label, style.SMALL, style.SOFT, "center"
            )


def mark(canvas: Canvas, axis: Axis, span: Span, y: float, colour: str, unsure: bool = False) -> tuple[float, float]:
    """Draw a date at y: a day as a dot, an imprecise one as a bar over the days that it may be, an open end fading,
    an approximate or uncertain one dashed. Returns the extent in px.
    """
    left, right = axis.ends(span)
    unsure = unsure or span.approximate or span.uncertain
    if span.first == span.last:
        middle = (left + right) / 2
        canvas.disc(middle, y, 5, style.PAPER if unsure else colour, colour, 1.5, (2.5, 2) if unsure else ())
        return middle - 6, middle + 6
    height = 9
    if span.first is None or span.last is None:
        edge = right if span.first is None else left
        start = edge - axis.stub if span.first is None else edge
        canvas.fade(start, y - height / 2, axis.stub, height, colour, leftward=span.first is None)
        canvas.box(edge - 1.5 if span.first is None else edge, y - height / 2 - 1, 2, height + 2, colour, plane=2)
        return start, start + axis.stub
    if right - left < 8:
        left, right = (left + right) / 2 - 4, (left + right) / 2 + 4
    canvas.box(
        left,
        y - height / 2,
        right - left,
        height,
        style.PAPER if unsure else style.mix(colour, 0.35),
        colour,
        1.2,
        DASHED if unsure else (),
    )
    return left, right


def _apart(one: tuple[float, str], other: tuple[float, str]) -> bool:
    """Whether the labels of two ticks leave a gap between them."""
    return other[0] - one[0] >= (fonts.width(one[1], style.SMALL) + fonts.width(other[1], style.SMALL)) / 2 + 12


def _labelled(
    ticks: list[tuple[float, str, int | None]], before: Sequence[tuple[float, str]] = ()
) -> list[tuple[float, str]]:
    """Ticks of a piece with their labels: the first of a year that has room says the year."""
    labelled, said = list(before), None
    for x, label, year in ticks:
        tick = x, label if year in (None, said) else f"{label} {year}"
        if not labelled or not before or _apart(labelled[-1], tick):
            labelled.append(tick)
            said = year
    return labelled[len(before) :]


def _merged(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for a, b in sorted(intervals):
        if merged and a <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(b, merged[-1][1])
        else:
            merged.append((a, b))
    return merged


def _cut(covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces of the axis: what is covered and the gaps between, without the gaps that would fill a third of what is
    drawn.
    """
    gaps = sorted(((b[0] - a[1], a[1], b[0]) for a, b in pairwise(covered)), reverse=True)
    total, first, last = covered[-1][1] - covered[0][0], covered[0][0], covered[-1][1]
    cuts: list[tuple[int, int]] = []
    for length, start, end in gaps:
        if len(cuts) == 4 or length < 90 or length < 0.35 * total:
            break
        cuts.append((start, end))
        total -= length
    edges = [first, *(edge for cut in sorted(cuts) for edge in cut), last]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _called(a: int, b: int) -> list[str]:
    """What a stretch of days is called, the exact words first."""
    first, last = dt.date.fromordinal(a), dt.date.fromordinal(b - 1)
    if first == last:
        return [f"{first.day} {_MONTHS[first.month - 1]} {first.year}"]
    months = [f"{_MONTHS[day.month - 1]} {day.year}" for day in (first, last)]
    if first.year != last.year:
        return [f"{months[0]}–{months[1]}", f"{first.year}–{last.year}"]
    if first.month == last.month:
        return [months[1]]
    return [f"{_MONTHS[first.month - 1]}–{months[1]}", str(first.year)]


def _days(every: int):
    def step(a: int, b: int):
        anchor = dt.date(2020, 8, 3).toordinal()  # a Monday, so that weeks begin on one
        for day in range(a + (anchor - a) % every, b, every):
            date = dt.date.fromordinal(day)
            yield day, f"{date.day} {_MONTHS[date.month - 1]}", date.year

    return lambda a, b: list(step(a, b)) if (b - a) / every < 60 else []


def _months(every: int):
    def step(a: int, b: int):
        start = dt.date.fromordinal(a)
        for count in range(start.year * 12 + start.month - 1, start.year * 12 + start.month + (b - a) // 28 + 1):
            date = dt.date(count // 12, count % 12 + 1, 1)
            if count % every == 0 and a <= date.toordinal() <= b:
                yield date.toordinal(), _MONTHS[date.month - 1], date.year

    return lambda a, b: list(step(a, b)) if (b - a) / (30 * every) < 60 else []


def _years(every: int):
    def step(a: int, b: int):
        for year in range(dt.date.fromordinal(a).year, dt.date.fromordinal(min(b, dt.date.max.toordinal())).year + 1):
            day = dt.date(year, 1, 1).toordinal()
            if year % every == 0 and a <= day <= b:
                yield day, str(year), None

    return lambda a, b: list(step(a, b))


_STEPS = [
    _days(1),
    _days(7),
    _days(14),
    _months(1),
    _months(2),
    _months(3),
    _months(6),
    *(_years(n) for n in (1, 2, 5, 10, 20, 50, 100, 500)),
]
