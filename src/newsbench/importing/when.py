"""Dates of the trade as EDTF, with their time of day and zone where they are given.

What a number could mean in two ways (03/12/2020) is not guessed: `Ambiguous` says so, and the caller is asked once for
a whole corpus. A day with dots (03.12.2020) is day first, as wherever dots are written.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis import dates
from newsbench.importing.months import ENGLISH, MONTH, NUMBERS, WEEKDAY, folded

ORDERS = ("dmy", "mdy")
EARLIEST, LATEST = 1500, 2100

_FAST = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE
)
_UNKNOWN = {
    *("", "-", "--", "?", "na", "n/a", "nan", "nat", "none", "null", "unknown", "undated", "n.d.", "nd", "s.d."),
    *("0000-00-00", "0000-00-00 00:00:00", "不详", "未知", "无", "暂无"),
}
_SENTINELS = {(1, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1970, 1, 1), (9999, 12, 31)}
_ABOUT = re.compile(
    r"(?:date|published|first published|publication date|posted|created|veroffentlicht|erschienen|publie|publicado|"
    r"pubblicato|发布时间|发表时间|发布日期|发布于|发表于|时间|日期|發佈時間)\s*(?:on|at|am|le|el|il)?\s*[:：]?\s*"
)
_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated|modified|revised)(?:\s+on)?\s*[:：]?\s*|(?:zuletzt\s+)?aktualisiert(?:\s+am)?\s*[:：]?\s*|"
    r"mis a jour(?:\s+le)?\s*[:：]?\s*|actualizado(?:\s+el)?\s*[:：]?\s*|(?:最后)?更新(?:时间|于|日期)?\s*[:：]?\s*"
)
_RELATIVE = re.compile(r"\bago\b|\byesterday\b|\btoday\b|\bjust now\b|分钟前|小时前|天前|刚刚|昨天|今天|前天|\bvor \d+")
_CJK_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMERAL = "〇零○一二三四五六七八九十"
_FORMS = (
    (
        "twitter",
        rf"(?P<month>{MONTH})\.?\s+(?P<d>\d{{1,2}})\s+(?P<clock>\d\d:\d\d:\d\d)\s+(?P<zone>[+-]\d{{4}})\s+"
        r"(?P<y>\d{4})",
    ),
    ("ymd", r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?!\d)"),
    (
        "ymd",
        rf"(?P<y>\d{{4}}|[{_NUMERAL}]{{4}})\s?[年년]\s?(?P<m>\d{{1,2}}|[{_NUMERAL}]{{1,3}})\s?[月월]\s?"
        rf"(?P<d>\d{{1,2}}|[{_NUMERAL}]{{1,3}})\s?[日号號일]?",
    ),
    ("roc", r"(?:中華)?民[国國]\s?(?P<y>\d{2,3})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    (
        "ymd",
        r"(?<!\w)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er|º|o)?[\s-]*(?:(?:of|de|di)\s+)?"
        rf"(?P<month>{MONTH})(?!\w)\.?,?[\s-]*(?:del?\s+)?(?P<y>\d{{4}})(?!\d)",
    ),
    ("ymd", rf"(?<!\w)(?P<month>{MONTH})(?!\w)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)"),
    ("numbers", r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./-])\s?(?P<b>\d{1,2})(?P=s)\s?(?P<y>\d{4}|\d\d)(?![\d/-])"),
    ("ymd", r"(?<!\d)(?P<y>(?:1[5-9]|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)"),
    ("ym", rf"(?<!\w)(?P<month>{MONTH})(?!\w)\.?,?\s+(?:de\s+)?(?P<y>\d{{4}})(?!\d)"),
    ("ym", rf"(?P<y>\d{{4}}|[{_NUMERAL}]{{4}})\s?[年년]\s?(?P<m>\d{{1,2}}|[{_NUMERAL}]{{1,3}})\s?[月월]"),
    ("ym", r"(?<![\d./-])(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?![\d./-])"),
    ("ym", r"(?<![\d./-])(?P<m>\d{1,2})[/.](?P<y>\d{4})(?![\d./-])"),
    ("y", r"(?<![\d./-])(?P<y>\d{4})\s?[年년]?(?![\d./-])"),
)
_COMPILED = tuple((kind, re.compile(form)) for kind, form in _FORMS)
_CLOCK = re.compile(
    r"(?P<before>上午|下午|凌晨|晚上|中午|早上|오전|오후)?\s?(?<![\d:])(?P<h>\d{1,2})(?:[:h]|時|时|点)(?P<m>\d{2})(?:(?::|分)(?P<s>\d{2}))?"
    r"(?:[.,]\d+)?分?\s*(?P<after>a\.?m\.?(?!\w)|p\.?m\.?(?!\w))?"
    r"|(?<![\d.])(?P<h1>\d{1,2})\s*(?P<half>a\.?m\.?|p\.?m\.?)(?!\w)"
    r"|(?<![\d.])(?P<h2>\d{1,2})\.(?P<m2>\d{2})(?=\s*uhr)"
)
_ZONE = re.compile(
    r"(?<![\w])(?P<numeric>(?:utc|gmt)?\s?[+-]\d{1,2}:?\d{2}|(?:utc|gmt)[+-]\d{1,2})(?!\d)"
    r"|(?<=\d)\s?(?P<z>z)(?!\w)|(?<!\w)(?P<name>utc|gmt|bst|cet|cest|mez|mesz|est|edt|et|"
    r"cst|cdt|mst|mdt|pst|pdt|jst|kst|hkt|"
    r"sgt|ist|aest|aedt|msk|wib)(?!\w)|(?P<beijing>北京时间)"
)
NOISE = re.compile(
    rf"(?<!\w)(?:{WEEKDAY}|den|le|el|il|on|at|um|uhr|a las|alle|om|the|t)(?!\w)\.?"
    r"|(?:星期|周|礼拜)[一二三四五六日天]|[\s,;.|()\[\]•·—–-]"
)
_FULL = str.maketrans("０１２３４５６７８９：－／．", "0123456789:-/.")


class Ambiguous(ValueError):
    """A date of numbers that may be day first or month first."""


@dataclass(frozen=True)
class When:
    """date: EDTF, or None where the source says that it is unknown; time, zone: as given; doubt: a sentence."""

    date: str | None = None
    time: str | None = None
    zone: str | None = None
    doubt: str = ""


@lru_cache(maxsize=65_536)
def read(text: str, order: str = "") -> When:
    """What a date says. order: ``dmy`` or ``mdy``, for dates of numbers.

    Raises Ambiguous where the order is needed and not given, ValueError with a sentence for what is no date.
    """
    bare = text.strip()
    if fast := _FAST.fullmatch(bare):
        if bare in _UNKNOWN:
            return When()
        year, month, day = map(int, fast[1].split("-"))
        time = fast[2] and _clock_of(fast[2], text)
        return _checked(When(_day(year, month, day, text), time, _zone(fast[3])))
    if bare.casefold() in _UNKNOWN:
        return When()
    if len(bare) > 200:
        raise ValueError("it is too long for a date")
    if bare.isdigit() and len(bare) in (10, 13):
        return _epoch(int(bare) / (1000 if len(bare) == 13 else 1), text)
    if not dates.fault(bare) and not re.fullmatch(r"\d{4}-\d\d-\d\d[T].*", bare):
        return When(bare)
    when, rest = _cut(bare, order)
    if when is None or (rest := NOISE.sub("", rest)):
        raise ValueError(f"{_short(bare)!r} is not a date" + (f": what is {_short(rest)!r}?" if when else _hint(bare)))
    return when


def is_date(text: str) -> bool:
    """Whether a value is a date, be it one that could be two."""
    try:
        return read(text).date is not None and not text.isdigit()
    except Ambiguous:
        return True
    except ValueError:
        return False


def find(text: str, order: str = "") -> tuple[When | None, str]:
    """The date in a line that may say more, and what else it says. Raises as `read` does."""
    return _cut(text.strip()[:300], order)


def _cut(text: str, order: str) -> tuple[When | None, str]:
    plain = folded(unicodedata.normalize("NFC", text)).translate(_FULL)
    if len(plain) != len(text):  # composed letters: what is left over is told in the folded form then
        text = plain
    rest, updated = plain, False
    if both := re.search(r"\bpublished\b|发布|veroffentlicht", plain):
        if (later := _UPDATED.search(plain)) and later.start() > both.start():
            rest = plain[: later.start()]
    elif later := _UPDATED.search(plain):
        rest, updated = plain[: later.start()] + " " * (later.end() - later.start()) + plain[later.end() :], True
    if updated and _RELATIVE.search(rest):
        return None, text
    about = _ABOUT.match(rest)
    kept = [" "] * (about.end() if about else 0)
    rest = "".join(kept) + rest[len(kept) :]
    wrong = None
    for kind, form in _COMPILED:
        found = form.search(rest)
        if not found:
            continue
        try:
            day, doubt = _of(kind, found, order)
        except Ambiguous:
            raise
        except ValueError as error:
            wrong = wrong or error
            continue
        left = rest[: found.start()] + " " * (found.end() - found.start()) + rest[found.end() :]
        if kind == "twitter":
            return _checked(When(day, found["clock"], _zone(found["zone"]))), left
        if updated:
            doubt = "the source says when it was last updated, not when it appeared"
        return _timed(When(day, doubt=doubt), left)
    if wrong:
        raise wrong
    return None, text


def _of(kind: str, found: re.Match, order: str) -> tuple[str, str]:
    """The EDTF date of a match and what is doubtful of it."""
    groups = found.groupdict()
    if kind == "numbers":
        return _numbered(found, order)
    year = _number(groups["y"]) + (1911 if kind == "roc" else 0)
    month = NUMBERS[groups["month"]] if groups.get("month") else _number(groups.get("m") or "0")
    if kind == "y":
        if not EARLIEST <= year <= LATEST:
            raise ValueError(f"{found[0].strip()!r} is not a year of news")
        return f"{year:04d}", ""
    if kind == "ym":
        if not 1 <= month <= 12 or not EARLIEST <= year <= LATEST:
            raise ValueError(f"{found[0].strip()!r} is not a month of news")
        return f"{year:04d}-{month:02d}", ""
    return _day(year, month, _number(groups["d"]), found[0]), ""


def _numbered(found: re.Match, order: str) -> tuple[str, str]:
    a, b, mark, year = int(found["a"]), int(found["b"]), found["s"], int(found["y"])
    doubt = ""
    if len(found["y"]) == 2:
        year += 2000 if year < 70 else 1900
        doubt = f"the year of {found[0]} has two digits"
    if not order:
        order = "dmy" if a > 12 or (mark == "." and b <= 12) or a == b else "mdy" if b > 12 else ""
    if not order:
        raise Ambiguous(f"{found[0]} is {a} {ENGLISH[b - 1]} or {b} {ENGLISH[a - 1]}")
    return _day(year, *((b, a) if order == "dmy" else (a, b)), found[0]), doubt


def _timed(when: When, rest: str) -> tuple[When, str]:
    """The date with the time of day and zone that stand beside it."""
    rest = re.sub(r"^(\s*)t(?=\d)", r"\1 ", rest)
    zone = None
    if found := _ZONE.search(rest):
        zone = "+08:00" if found["beijing"] else _zone(found[0].strip())
    if clock := _CLOCK.search(_blank(rest, found) if found else rest):
        rest = _blank(rest, clock)
        when = replace(when, time=_clock(clock))
    elif found and not found["beijing"]:
        found, zone = None, None  # a zone without a time of day is something else
    if found:
        rest = _blank(rest, found)
    return _checked(replace(when, zone=zone)), rest


def _blank(text: str, found: re.Match) -> str:
    return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]


def _clock(found: re.Match) -> str:
    hour = int(found["h"] or found["h1"] or found["h2"])
    minute, second = int(found["m"] or found["m2"] or 0), found["s"]
    half = (found["after"] or found["half"] or "").replace(".", "")
    before = found["before"] or ""
    if (half == "pm" or before in ("下午", "晚上", "오후")) and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or (second and int(second) > 59):
        raise ValueError(f"{found[0].strip()!r} is not a time of day")
    return f"{hour:02d}:{minute:02d}" + (f":{second}" if second else "")


def _clock_of(text: str, whole: str) -> str:
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{_short(whole)!r} has no such time of day") from None
    return text


def _zone(text: str | None) -> str | None:
    """A zone: numbers as +08:00, names as they are given."""
    if not text:
        return None
    if text.casefold() in ("z", "utc", "gmt"):
        return "+00:00"
    numeric = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?", text, re.IGNORECASE)
    return f"{numeric[1]}{int(numeric[2]):02d}:{numeric[3] or '00'}" if numeric else text.upper()


def time_of(text: str) -> tuple[str | None, str | None]:
    """Time of day and zone of a column of its own. Raises ValueError for what is none."""
    bare = folded(text.strip()).translate(_FULL)
    if bare in _UNKNOWN:
        return None, None
    try:
        when, rest = _timed(When("2000-01-01"), f" {bare} ")
    except ValueError as error:
        raise ValueError(str(error)) from None
    if not when.time or NOISE.sub("", rest):
        raise ValueError(f"{_short(text)!r} is not a time of day")
    return when.time, when.zone


def zone_of(text: str) -> str | None:
    """The zone of a column of its own, as it is kept."""
    bare = text.strip()
    return (
        _zone(bare.lower()) if re.fullmatch(r"(?i)z|utc|gmt|(utc|gmt)?\s?[+-]\d{1,2}:?\d{0,2}", bare) else bare or None
    )


def _day(year: int, month: int, day: int, said: str) -> str:
    if not EARLIEST <= year <= LATEST and (year, month, day) not in _SENTINELS:
        raise ValueError(f"{_short(said)!r} is in the year {year}, which no news has")
    try:
        dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"{_short(said)!r} is no day of the calendar") from None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _checked(when: When) -> When:
    """A day that programs write where they know none is doubted."""
    if when.date and len(when.date) == 10 and tuple(map(int, when.date.split("-"))) in _SENTINELS:
        return replace(when, doubt=f"{when.date} is what programs write where they know no date")
    return when


def _epoch(seconds: float, said: str) -> When:
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{_short(said)!r} is not a date") from None
    if not 1990 <= moment.year <= LATEST:
        raise ValueError(f"{_short(said)!r} is not a date")
    return When(f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}", "+00:00")


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            raise ValueError(f"{_short(text)!r} is not a number")
        return (_CJK_DIGITS[tens] if tens else 1) * 10 + (_CJK_DIGITS[ones] if ones else 0)
    return int("".join(str(_CJK_DIGITS[digit]) for digit in text))


def _hint(text: str) -> str:
    if re.fullmatch(r"[2-5]\d{4}(\.\d+)?", text):
        return ": it looks like the number that Excel keeps for a day; format the column as a date there"
    return ", but a time that hangs on the day when it was read" if _RELATIVE.search(folded(text)) else ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
