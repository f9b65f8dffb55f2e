"""Dates that say how precise they are: the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2).

Used here: ``2020-09-08``, ``2020-09``, ``2020``, intervals ``2020-09-12/2020-09-18``, open ends ``2020-09-30/..``,
``~`` approximate and ``?`` uncertain, seasons ``2020-21`` to ``2020-24``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


@dataclass(frozen=True)
class Span:
    """The days that a date may be. An end that is None is open or unknown; both ends count."""

    first: dt.date | None
    last: dt.date | None
    approximate: bool = False
    uncertain: bool = False

    @property
    def exact(self) -> bool:
        """One day, said without reserve."""
        return self.first == self.last is not None and not (self.approximate or self.uncertain)


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
    wrong = ValueError(f"{text!r} is not an EDTF date such as 2020-09-08, 2020-09, 2020-09-12/2020-09-18 or 2020-08-12~")
    if text != text.strip():
        raise wrong
    first, slash, last = text.partition("/")
    if slash and "/" not in last and ".." in (first, last):
        if first == last:
            raise wrong
        low, high = (None if end == ".." else _closed(end, wrong) for end in (first, last))
        known = low or high
        return Span(low.first if low else None, high.last if high else None, known.approximate, known.uncertain)
    return _closed(text, wrong)


def _closed(text: str, wrong: ValueError) -> Span:
    import edtf  # a parser generator: only who has dates pays for it

    try:
        parsed = edtf.parse_edtf(text)
        first, last = (dt.date(*moment[:3]) for moment in (parsed.lower_strict(), parsed.upper_strict()))
    except (edtf.EDTFParseException, ValueError, TypeError, AttributeError, OverflowError):
        raise wrong from None
    if first > last:
        raise ValueError(f"{text!r} ends before it begins")
    return Span(first, last, "~" in text or "%" in text, "?" in text or "%" in text)


def words(text: str) -> str:
    """An EDTF date as an English reader says it: ``12 Sep 2020``, ``between 20 and 26 Feb 2021``."""
    this = span(text)
    mark = "about " * this.approximate + "probably " * this.uncertain
    if this.first is None:
        return f"{mark}by {_day(this.last)}"
    if this.last is None:
        return f"{mark}from {_day(this.first)} on"
    if "/" in text:
        return f"{mark}between {_shared(this.first, this.last)} and {_day(this.last)}"
    bare = text.rstrip("~?%")
    parts = [int(part) if part.isdigit() else 0 for part in bare.split("-")]
    if len(parts) == 3 and parts[2]:
        return mark + _day(this.first)
    if len(parts) == 2 and parts[1] in _SEASONS:
        return f"{mark}{_SEASONS[parts[1]]} {parts[0]}"
    if len(parts) == 2 and parts[1]:
        return f"{mark}{_MONTHS[parts[1] - 1]} {parts[0]}"
    return mark + bare


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _shared(first: dt.date, last: dt.date) -> str:
    """The first day of a range without what its last day says again."""
    if first.year != last.year:
        return _day(first)
    return f"{first.day}" if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1][:3]}"
