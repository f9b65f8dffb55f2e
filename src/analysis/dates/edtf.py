"""The whole Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2): what is valid, of which level, within
which days.

`analysis.dates` takes the part of it that a table of news needs; this says of any text whether it is EDTF at all. Years
go beyond those of Python's dates, so a day is year, month, day, and an open end is infinite.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf

__all__ = ["Bounds", "bounds", "fault", "iso", "level"]

Day = tuple[float, int, int]
_START: Day = (-inf, 1, 1)
_END: Day = (inf, 12, 31)

_MARK = "[?~%]?"
_DATE = re.compile(
    rf"(?P<before>{_MARK})(?P<year>-?[0-9X]{{4}})(?P<after_year>{_MARK})"
    rf"(?:-(?P<before_month>{_MARK})(?P<month>[0-9X]{{2}})(?P<after_month>{_MARK})"
    rf"(?:-(?P<before_day>{_MARK})(?P<day>[0-9X]{{2}})(?P<after_day>{_MARK}))?)?"
)
_MOMENT = re.compile(
    r"(?P<day>-?[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?"
)
_LONG_YEAR = re.compile(
    r"Y(?P<minus>-?)(?P<digits>[1-9][0-9]*)(?:E(?P<power>[1-9][0-9]*))?(?:S(?P<significant>[1-9][0-9]*))?"
)
_SIGNIFICANT = re.compile(r"(?P<year>-?[0-9]{4})S[1-9][0-9]*")
# Digits that level 1 may leave open: the last of a year, a whole day, a whole month or both.
_OPEN_1 = re.compile(r"-?[0-9]{3}X|-?[0-9]{2}XX|-?[0-9]{4}-XX|-?[0-9]{4}-[0-9]{2}-XX|-?[0-9]{4}-XX-XX")
# First and last month of what stands where the month does. Winter and the southern summer are told by their December.
_NORTH, _SOUTH = ((3, 5), (6, 8), (9, 11), (12, 12)), ((9, 11), (12, 12), (3, 5), (6, 8))
_SEASONS = dict(
    enumerate(
        (
            *_NORTH,  # 21 to 24, no hemisphere said
            *_NORTH,
            *_SOUTH,
            *((first, first + 2) for first in (1, 4, 7, 10)),
            *((first, first + 3) for first in (1, 5, 9)),
            *((first, first + 5) for first in (1, 7)),
        ),
        start=21,
    )
)


@dataclass(frozen=True)
class Bounds:
    """The first and the last day that a date may be, and the lowest level of EDTF that has its form.

    An end that is unknown is None; one that is open is infinite.
    """

    level: int
    first: Day | None
    last: Day | None


def fault(text: str) -> str:
    """What keeps a text from being EDTF, or an empty string.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        A sentence, or nothing.

    Raises
    ------
    TypeError
        When it is no text.

    Examples
    --------
    >>> fault("1985-04/..")
    ''
    >>> fault("1960-06-31")
    "'1960-06-31' has no such day"
    """
    try:
        bounds(text)
    except ValueError as error:
        return str(error)
    return ""


def level(text: str) -> int:
    """The lowest level of EDTF that has a date's form: 0, 1 or 2.

    Parameters
    ----------
    text : str
        A date.

    Returns
    -------
    int
        0 for dates, times and intervals of ISO 8601-1; 1 and 2 for what EDTF adds.

    Raises
    ------
    ValueError
        When it is no EDTF, with a sentence.

    Examples
    --------
    >>> [level(text) for text in ("1985-04-12", "1984?", "156X-12-25")]
    [0, 1, 2]
    """
    return bounds(text).level


def iso(day: Day | None) -> str | None:
    """A day as ISO 8601 writes it; ``inf`` and ``-inf`` for open ends, None for an unknown one.

    Parameters
    ----------
    day : tuple or None
        Year, month, day, from `bounds`.

    Returns
    -------
    str or None
        For example ``-0999-12-31``.

    Raises
    ------
    TypeError
        When it is no day.

    Examples
    --------
    >>> iso(bounds("-0999").last)
    '-0999-12-31'
    """
    if day is None:
        return None
    if day[0] in (inf, -inf):
        return str(day[0])
    year = int(day[0])
    return f"{'-' * (year < 0)}{abs(year):04d}-{day[1]:02d}-{day[2]:02d}"


@lru_cache(maxsize=4096)
def bounds(text: str) -> Bounds:
    """The days between which a date lies, taken strictly: ``?``, ``~`` and significant digits widen nothing.

    Parameters
    ----------
    text : str
        A date of any level.

    Returns
    -------
    Bounds
        level, first, last.

    Raises
    ------
    ValueError
        When it is no EDTF, with a sentence.

    Examples
    --------
    >>> [iso(end) for end in (bounds("156X-12-25").first, bounds("156X-12-25").last)]
    ['1560-12-25', '1569-12-25']
    """
    if moment := _MOMENT.fullmatch(text):
        return _date(moment["day"])
    if "/" in text:
        return _interval(text)
    if text[:1] + text[-1:] in ("[]", "{}"):
        return _set(text)
    if long := _LONG_YEAR.fullmatch(text):
        return _long_year(text, long)
    if shown := _SIGNIFICANT.fullmatch(text):
        found = _date(shown["year"])
        return Bounds(2, found.first, found.last)
    return _date(text)


def _date(text: str) -> Bounds:
    """A year, month, season or day with its marks and open digits."""
    form = _DATE.fullmatch(text)
    if not form or form["year"] == "-0000":
        raise ValueError(f"{text!r} is not EDTF")
    year, month, day = form["year"], form["month"], form["day"]
    marks = [
        form[name] or "" for name in ("before", "after_year", "before_month", "after_month", "before_day", "after_day")
    ]
    whole = 5 if day else 3 if month else 1  # the place of a mark that speaks of the whole date
    inner = any(mark for at, mark in enumerate(marks) if at != whole)
    bare = "-".join(part for part in (year, month, day) if part)
    open_digits = "X" in bare
    if month and month.isdigit() and int(month) in _SEASONS:
        if day:
            raise ValueError(f"{text!r} has a day in a season")
        season = int(month)
        needs = 2 if inner or open_digits or season > 24 else 1
        start, end = _SEASONS[season]
        years = list(_years(year))
        return Bounds(needs, (years[0], start, 1), (years[-1], end, _length(years[-1], end)))
    needs = (
        2
        if inner or (open_digits and not _OPEN_1.fullmatch(bare))
        else int(bool(marks[whole] or open_digits or year[0] == "-"))
    )
    found = [_first(year, month, day, backwards) for backwards in (False, True)]
    if None in found:
        raise ValueError(f"{text!r} has no such {'day' if day else 'month'}")
    return Bounds(needs, found[0], found[1])


def _first(year: str, month: str | None, day: str | None, backwards: bool) -> Day | None:
    """The first day, or from the end the last, that fits the digits."""
    turn = reversed if backwards else list
    for y in turn(list(_years(year))):
        for m in turn(_numbers(month or "XX", 1, 12)):
            for d in turn(_numbers(day or "XX", 1, _length(y, m))):
                return y, m, d
    return None


def _years(digits: str) -> Iterator[int]:
    """The years that fit the digits, in the order of time."""
    minus, plain = digits.startswith("-"), digits.lstrip("-")
    known = plain.rstrip("X")
    if "X" not in known:  # open at the end: a range
        low = int((known or "0").ljust(4, "0")) if known else 0
        years: Iterator[int] = iter(range(low, low + 10 ** (4 - len(known))))
    else:
        years = iter(_numbers(plain, 0, 9999))
    yield from ((-year for year in reversed([year for year in years if year])) if minus else years)


@lru_cache(maxsize=1024)
def _numbers(digits: str, low: int, high: int) -> list[int]:
    pattern = re.compile(digits.replace("X", "[0-9]"))
    return [number for number in range(low, high + 1) if pattern.fullmatch(f"{number:0{len(digits)}d}")]


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _long_year(text: str, form: re.Match[str]) -> Bounds:
    digits, power = form["digits"], int(form["power"] or 0)
    if not form["power"] and len(digits) < 5:
        raise ValueError(f"{text!r} has a Y before a year of four digits or fewer")
    if len(digits) + power > 18:
        raise ValueError(f"{text!r} is further off than the age of anything")
    year = int(digits) * 10**power * (-1 if form["minus"] else 1)
    return Bounds(2 if form["power"] or form["significant"] else 1, (year, 1, 1), (year, 12, 31))


def _interval(text: str) -> Bounds:
    ends = text.split("/")
    if len(ends) != 2 or ends == ["", ""]:
        raise ValueError(f"{text!r} is not EDTF: an interval has two ends")
    low, high = (None if end in ("", "..") else _date(end) for end in ends)
    first = low.first if low else _START if ends[0] == ".." else None
    last = high.last if high else _END if ends[1] == ".." else None
    if low and high and low.first and high.last and low.first > high.last:
        raise ValueError(f"{text!r} ends before it begins")
    # Digits that are open are of level 2 within an interval.
    needs = max([2 if "X" in end else _date(end).level for end in ends if end not in ("", "..")], default=1)
    return Bounds(max(needs, 0 if low and high else 1), first, last)


def _set(text: str) -> Bounds:
    firsts, lasts = [], []
    for part in text[1:-1].split(","):
        low, dots, high = part.strip(" ").partition("..")
        if not low and not high:
            raise ValueError(f"{text!r} has a member that is no date")
        start = _date(low) if low else None
        end = _date(high) if high else None if dots else start
        if start and end and start.first and end.last and start.first > end.last:
            raise ValueError(f"{text!r} has a member that ends before it begins")
        firsts.append(start.first if start else _START)
        lasts.append(end.last if end else _END)
    return Bounds(2, min(day for day in firsts if day), max(day for day in lasts if day))
