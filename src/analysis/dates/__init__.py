"""Dates that say how precise they are: the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2).

Used here: ``2020-09-08``, ``2020-09``, ``2020``, intervals ``2020-09-12/2020-09-18``, open ends ``2020-09-30/..``,
``~`` approximate, ``?`` uncertain and ``%`` both, seasons ``2020-21`` to ``2020-24``, unspecified digits
``2020-09-XX``, and a day with its time, with or without a zone, ``2020-09-08T08:00:00+02:00``. Other forms (sets, years
beyond four digits, ends left empty) are refused: nobody here reads them back. `analysis.dates.edtf` reads the whole of
EDTF.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from analysis.dates import edtf
from analysis.errors import quoted

_MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_PLACES = {name: number for number, month in enumerate(_MONTHS, start=1) for name in (month, month[:3])} | {
    name: 3 * (number - 20) for number, name in _SEASONS.items()
}
_DATE = re.compile(
    r"(?P<date>[0-9]{2}XX|[0-9]{3}X|[0-9]{4}(-(XX|(?P<month>[0-9]{2})(-(XX|[0-9]{2}))?))?)(?P<mark>[~?%]?)"
)
_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<clock>([01][0-9]|2[0-3]):[0-5][0-9])(:[0-5][0-9])?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?"
)
_PLAIN = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(?!00)[0-9]{2})?)?")


@dataclass(frozen=True)
class Span:
    """The days that a date may be. An end that is None is open or unknown; both ends count."""

    first: dt.date | None
    last: dt.date | None
    approximate: bool = False
    uncertain: bool = False
    clock: str = ""  # the time of day as printed, such as 08:00

    @property
    def exact(self) -> bool:
        """One day, said without reserve."""
        return self.first == self.last is not None and not (self.approximate or self.uncertain)


def days(span: Span) -> tuple[dt.date, dt.date]:
    """The first and the last day; an open end is the known one."""
    first, last = span.first or span.last, span.last or span.first
    assert first and last
    return first, last


def fault(text: str) -> str:
    """What is wrong with an EDTF date, or an empty string."""
    try:
        span(text)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4096)
def span(text: str) -> Span:
    """The span of an EDTF date. Raises ValueError with a sentence when it is none."""
    wrong = ValueError(
        f"{quoted(text)} is not an EDTF date such as 2020-09-08, 2020-09, 2020-09-12/2020-09-18 or 2020-08-12~"
    )
    first, slash, last = text.partition("/")
    if not slash:
        return _date(text, wrong)
    low, high = (None if end == ".." else _date(end, wrong) for end in (first, last))
    known = [end for end in (low, high) if end]
    if not known:
        raise wrong
    if low and high and low.first and high.last and low.first > high.last:
        raise ValueError(f"{text!r} ends before it begins")
    return Span(
        low.first if low else None,
        high.last if high else None,
        any(end.approximate for end in known),
        any(end.uncertain for end in known),
    )


def _date(text: str, wrong: ValueError) -> Span:
    if moment := _MOMENT.fullmatch(text):
        day = _plain(moment["day"], wrong)[0]
        return Span(day, day, clock=moment["clock"])
    form = _DATE.fullmatch(text)
    if not form or (form["month"] or "00") > "24":  # 25 and above are quarters and halves of a year
        raise wrong
    first, last = (_plain if _PLAIN.fullmatch(form["date"]) else _open)(form["date"], wrong)
    return Span(first, last, form["mark"] in ("~", "%"), form["mark"] in ("?", "%"))


def _plain(text: str, wrong: ValueError) -> tuple[dt.date, dt.date]:
    """A day, month or year: most dates are one."""
    year, month, day = (int(part) for part in (text + "-00-00")[:10].split("-"))
    try:
        return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        raise wrong from None


def _open(text: str, wrong: ValueError) -> tuple[dt.date, dt.date]:
    """A season, or a date with digits left open."""
    try:
        found = edtf.bounds(text)
        first, last = (dt.date(*(int(part) for part in end or ())) for end in (found.first, found.last))
    except (ValueError, TypeError):
        raise wrong from None
    return first, last


def words(text: str) -> str:
    """An EDTF date as an English reader says it: ``12 Sep 2020``, ``between 20 and 26 Feb 2021``."""
    this = span(text)
    mark = "probably " * this.uncertain + "about " * this.approximate
    if this.first is None:
        return f"{mark}by {_day(this.last)}"
    if this.last is None:
        return f"{mark}from {_day(this.first)} on"
    if "/" in text and this.first != this.last:
        return f"{mark}between {_shared(this.first, this.last)} and {_day(this.last)}"
    if this.first == this.last:
        return mark + _day(this.first) + (f", {this.clock}" if this.clock else "")
    year, _, month = text.rstrip("~?%").replace("-XX", "").partition("-")
    if not month:
        return mark + year
    return f"{mark}{_SEASONS.get(int(month)) or _MONTHS[int(month) - 1]} {year}"


def order(said: str) -> int | None:
    """Where a date in words or as EDTF stands among others: its first day as the number YYYYMMDD, with 0 for a month or
    day that it leaves open; None for what is none.
    """
    plain = re.sub(r"^(?:(?:probably|about|by|from|between) )+| on$| \([a-z]+\)$|, \d\d:\d\d$", "", said.strip())
    if iso := re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?=[~?%/T]|$)", plain):
        return int(iso[1]) * 10_000 + int(iso[2] or 0) * 100 + int(iso[3] or 0)
    # The first day of a range leaves out what the last one says again.
    year = month = day = 0
    for part in reversed(plain.split(" and ")):
        if not (found := re.fullmatch(r"(?:(\d{1,2})(?: |$))?(?:([A-Za-z]+)(?: |$))?(\d{4})?", part)) or not part:
            return None
        if found[2] and found[2] not in _PLACES:
            return None
        day, month, year = (
            int(found[1] or 0),
            _PLACES[found[2]] if found[2] else 0 if found[3] else month,
            int(found[3] or year),
        )
    return year * 10_000 + month * 100 + day if year else None


def _day(day: dt.date | None) -> str:
    assert day, "a span has one end at least"
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _shared(first: dt.date, last: dt.date) -> str:
    """The first day of a range without what its last day says again."""
    if first.year != last.year:
        return _day(first)
    return f"{first.day}" if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1][:3]}"
