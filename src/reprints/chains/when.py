"""How well two dates agree with one text being copied from the other, when dates may be ranges or unknown."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import dates
from analysis.errors import AnalysisError

LAGS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 31, 91, 366, 36_500])  # first day of each class of lags
_LONGEST = 4000  # days over which ranges are summed exactly
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?([.,]\d+)?\s?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Days:
    """First and last day that each document may be of (both count; days since 1970, as they are written), and whether
    it has a date at all. moment: seconds since 1970 where a time of day is known (else NaN), by Greenwich where
    ``zoned``.

    Two moments are compared where both have a zone or neither has: a day of Peking begins before one of Paris.
    """

    first: np.ndarray
    last: np.ndarray
    known: np.ndarray
    moment: np.ndarray
    zoned: np.ndarray

    def take(self, rows: np.ndarray) -> Days:
        return Days(self.first[rows], self.last[rows], self.known[rows], self.moment[rows], self.zoned[rows])

    @property
    def exact(self) -> np.ndarray:
        return self.known & (self.first == self.last)


def read(dates: pd.Series, ids: pd.Series) -> Days:
    """EDTF dates, ISO dates and date-times; missing is None, NaN or empty. Open ends reach to the others' limits."""
    texts = dates.astype(object).where(dates.notna(), "").map(_text)
    spans = {}
    for text in dict.fromkeys(texts):
        span = _span(text)
        if span is None:
            row = int(np.flatnonzero((texts == text).to_numpy())[0])
            raise AnalysisError(
                f"{text!r} is not a date",
                where=f"document {ids.iloc[row]!r}, column date",
                do="Use EDTF, for example 2020-09-08, 2020-09 or 2020-09-12/2020-09-18, or leave it empty.",
            )
        spans[text] = span
    first, last, moment, zoned = (np.array([spans[text][i] for text in texts], np.float64) for i in range(4))
    known = np.isfinite(first) | np.isfinite(last)
    low = np.nanmin(np.append(np.concatenate([first, last]), np.inf), initial=np.inf)
    high = np.nanmax(np.append(np.concatenate([first, last]), -np.inf), initial=-np.inf)
    low, high = (low, high) if low <= high else (0.0, 0.0)
    first, last = np.where(np.isnan(first), low, first), np.where(np.isnan(last), high, last)
    return Days(first.astype(np.int64), np.maximum(first, last).astype(np.int64), known, moment, zoned.astype(bool))


def _text(value) -> str:
    if hasattr(value, "isoformat"):
        text = value.isoformat()
        return text[:10] if text.endswith("T00:00:00") else text
    return str(value).strip()


def _span(text: str) -> tuple[float, float, float, bool] | None:
    """First day, last day, moment and whether it has a zone; NaN for what is open or unknown; None if it is no date."""
    if not text:
        return np.nan, np.nan, np.nan, False
    try:
        if _DAY.fullmatch(text):  # most dates are days, and the grammar of EDTF takes milliseconds
            day = _number(dt.date.fromisoformat(text))
            return day, day, np.nan, False
        if moment := _MOMENT.fullmatch(text):
            day = _number(dt.date.fromisoformat(moment[1]))
            return day, day, *_moment(moment)
        span = dates.span(text)
    except ValueError:
        return None
    first, last = (np.nan if day is None else _number(day) for day in (span.first, span.last))
    return first, last, np.nan, False


def _number(day: dt.date) -> float:
    return float(day.toordinal() - 719163)


def _moment(found: re.Match) -> tuple[float, bool]:
    """Seconds since 1970, and whether a zone is known. Midnight to the second is what programs write for a day."""
    day, minute, second, _, zone = found.groups()
    clock = dt.datetime.fromisoformat(f"{day}T{minute}{second or ':00'}")
    if clock.time() == dt.time():
        return np.nan, False
    seconds = (clock - dt.datetime(1970, 1, 1)).total_seconds()
    if not zone:
        return seconds, False
    if zone not in "Zz":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        if int(digits[:2]) > 23 or int(digits[2:]) > 59:
            raise ValueError(zone)
        seconds -= (1 if zone[0] == "+" else -1) * (3600 * int(digits[:2]) + 60 * int(digits[2:]))
    return seconds, True


def said(date: str) -> str:
    """A date for a reader, with time of day and zone where it has them; what is no date stays as it is."""
    found = _MOMENT.fullmatch(date)
    try:
        day = dates.words(found[1] if found else date)
    except ValueError:
        return date
    return f"{day}, {clock(date)}" if clock(date) else day


def clock(date: str) -> str:
    """The time of day of a date, with its zone; nothing for a day, as midnight to the second is."""
    found = _MOMENT.fullmatch(date)
    if not found or np.isnan(_moment(found)[0]):
        return ""
    zone = found[5] or ""
    return found[2] + (f" (UTC{zone.strip('Zz')})" if zone else "")


def hours(date: str) -> float | None:
    """Hours since its day began, by the clock of its place, as the date is written; None for a day."""
    if not clock(date):
        return None
    hour, minute = clock(date)[:5].split(":")
    return int(hour) + int(minute) / 60


def places(dates: pd.Series) -> np.ndarray:
    """Where each date lies, in days since 1970: its time of day if it has one (by Greenwich where its zone is known),
    else the beginning of its first day; NaN for none.
    """
    days = read(dates, dates)
    return np.where(~days.known, np.nan, np.where(np.isnan(days.moment), days.first, days.moment / 86_400))


def in_time(column: pd.Series) -> pd.Series:
    """Key for sorting tables: dates by where they lie, other columns as they are."""
    return pd.Series(places(column), column.index) if column.name == "date" else column


def bounded(days: Days, group: np.ndarray, pad: int) -> Days:
    """Unknown dates as the range of their group's known dates, widened by ``pad`` days on both sides."""
    first, last = days.first.copy(), days.last.copy()
    count = int(group.max(initial=-1)) + 1
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(low, group[days.known], first[days.known])
    np.maximum.at(high, group[days.known], last[days.known])
    empty = low > high
    low[empty] = high[empty] = 0
    first[~days.known], last[~days.known] = low[group[~days.known]] - pad, high[group[~days.known]] + pad
    return Days(first, last, days.known, days.moment, days.zoned)


def timed(source: Days, target: Days) -> np.ndarray:
    """Whether both have a time of day that can be compared."""
    return ~np.isnan(source.moment) & ~np.isnan(target.moment) & (source.zoned == target.zoned)


def possible(source: Days, target: Days) -> np.ndarray:
    """Whether the source may be as early as the target."""
    return np.where(timed(source, target), source.moment <= target.moment, source.first <= target.last)


def certain(source: Days, target: Days) -> np.ndarray:
    """Whether the source is earlier for sure."""
    earlier = source.known & target.known & (source.last < target.first)
    return np.where(timed(source, target), source.moment < target.moment, earlier)


def may_precede(days: Days, one: int, other: int) -> bool:
    """Whether one document may be as early as another."""
    moment, later = days.moment[one], days.moment[other]
    if moment == moment and later == later and days.zoned[one] == days.zoned[other]:  # NaN is not itself
        return bool(moment <= later)
    return bool(days.first[one] <= days.last[other])


def lag_class(lag: np.ndarray) -> np.ndarray:
    """The class of each lag in days (negative ones count as 0)."""
    return np.clip(np.searchsorted(LAGS, lag, side="right") - 1, 0, len(LAGS) - 2)


class LagOdds:
    """Probability of the target's date given the source's, from the share of each class of lags."""

    def __init__(self, shares: np.ndarray):
        self.shares = shares / shares.sum()
        self._daily = self.shares / np.diff(LAGS)
        single = np.repeat(self._daily, np.diff(np.minimum(LAGS, _LONGEST)))
        self._twice = np.cumsum(np.cumsum(single))

    @property
    def tables(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What ``log`` reckons with: first day of each class of lags, log-odds of a day in it, twofold sums."""
        return LAGS, np.log(self._daily), self._twice

    def exact(self, lag: np.ndarray) -> np.ndarray:
        """Log-probability of a lag in days; -inf where it is negative."""
        return np.where(lag >= 0, np.log(self._daily)[lag_class(lag)], -np.inf)

    def log(self, source: Days, target: Days) -> np.ndarray:
        """Log-probability that the target falls into its range, the source being anywhere in its own."""
        lag = target.first - source.first  # by days as they are written, which may disagree with the hours of two zones
        value = self.exact(np.where(timed(source, target), np.maximum(lag, 0), lag))
        wide = (source.first != source.last) | (target.first != target.last)
        if wide.any():
            from_first, from_last = source.first[wide], source.last[wide]
            first, last = target.first[wide] - 1, target.last[wide]
            area = self._area(last - from_first) - self._area(first - from_first)
            area += self._area(first - from_last - 1) - self._area(last - from_last - 1)
            with np.errstate(divide="ignore"):
                value[wide] = np.log(np.maximum(area, 0) / (from_last - from_first + 1))
        return value

    def _area(self, lag: np.ndarray) -> np.ndarray:
        inside = np.clip(lag, 0, len(self._twice) - 1)
        beyond = np.maximum(lag - (len(self._twice) - 1), 0)  # past the table each further day adds all of the odds
        return np.where(lag < 0, 0.0, self._twice[inside] + beyond)
