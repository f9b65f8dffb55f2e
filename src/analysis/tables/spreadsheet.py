"""What a spreadsheet makes of a CSV file, read all the same and told: separators, encodings, spaces, dates, order.

Only what can be read in one way is changed. A date such as 05/12/2020 has two, and is asked for.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from analysis import inputs
from analysis.errors import AnalysisError
from analysis.formulas import restored
from analysis.nearest import asked

ORDERS = {"dmy": "the day first, 25/12/2020", "mdy": "the month first, 12/25/2020"}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SPACE = " \t\r\n\u00a0\u202f\u3000\ufeff\u200b"
_NUMERIC = re.compile(
    r"(?P<first>[0-9]{1,4})(?P<mark>[./-])(?P<middle>[0-9]{1,2})(?P=mark)(?P<last>[0-9]{1,4})(?: 0?0:00(?::00)?)?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WORDED = re.compile(
    r"(?:(?P<day>[0-9]{1,2})[ -])?(?P<month>[A-Za-z]{3,9})\.?(?:[ -](?P<after>[0-9]{1,2}),?)?[ "
    r"-](?P<year>[0-9]{4}|[0-9]{2})"
)
_SEASONS = ["spring", "summer", "autumn", "winter"]
_NAMED = "spring|summer|autumn|fall|winter"
_SEASON = re.compile(
    rf"(?P<season>{_NAMED})(?: of)? (?P<year>[0-9]{{4}})|(?P<before>[0-9]{{4}})[ -](?P<after>{_NAMED})"
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
LF = b"\n"
MOST = 131_072  # characters of a cell, as the csv module has it


@dataclass(frozen=True)
class Form:
    """How to read what is not in the one form. strict: not at all. dates: `dmy` or `mdy`, where both are possible."""

    strict: bool = False
    dates: str = ""
    encoding: str = ""


@dataclass
class Sheet:
    """A file as read: rows with their number as a spreadsheet counts, what was told, and faults of whole rows."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def parse(
    content: bytes,
    kinds: Mapping[str, str],
    form: Form,
    where: str,
    optional: Collection[str] = (),
    *,
    others: bool = False,
) -> Sheet:
    """The cells of a CSV file in the order of its columns.

    kinds: column -> its type, `date` for a date and a list's delimiter after ``list ``; optional: columns that may be
    missing, and are empty then; others: columns that are not described are left out. Raises AnalysisError where the
    header or the file as a whole is wrong.
    """
    sheet = Sheet()
    text = _decoded(content, form, where, sheet.told)
    text, separator = _separated(text, list(kinds), form, sheet.told)
    lines = _lines(text, separator, where, sheet)
    order = _order(lines[0] if lines else [], list(kinds), form, where, sheet.told, optional, others)
    mended: Counter[str] = Counter()
    tidied: list[dict[str, str]] = [{} for _ in kinds]  # most cells occur again
    for number, cells in enumerate(lines[1:], start=2):
        if not form.strict and not any(cell.strip(_SPACE) for cell in cells):
            mended["empty rows"] += 1
            continue
        if len(cells) != len(lines[0]):
            if form.strict or any(cells[len(lines[0]) :]) or len(cells) < len(lines[0]):
                sheet.faults.append((number, f"it has {len(cells)} cells, not {len(lines[0])}"))
                continue
            mended["rows with empty cells at their end"] += 1
        row = []
        for place, (kind, done) in zip(order, zip(kinds.values(), tidied, strict=True), strict=True):
            cell = restored(cells[place]) if place is not None else ""
            if form.strict or cell == "":
                row.append(cell)
                continue
            if cell not in done:
                done[cell] = tidy(cell, kind, separator, form.dates)
            if done[cell] != cell:
                mended[_why(cell, done[cell])] += 1
            row.append(done[cell])
        sheet.rows.append((number, row))
    sheet.told += [f"{what} ({count})" for what, count in sorted(mended.items())]
    return sheet


def _decoded(content: bytes, form: Form, where: str, told: list[str]) -> str:
    if form.strict:
        return content.decode("utf-8")
    named = inputs.kind(content)
    if named == "UTF-16":
        encoding = "utf-16"
    elif named and not form.encoding:
        raise AnalysisError(
            f"it is {named}, and no CSV", where=where, do="Unpack it, or save it as CSV in UTF-8 (in Excel: CSV UTF-8)."
        )
    elif form.encoding:
        encoding = form.encoding
    else:
        try:
            text = content.decode("utf-8")
            encoding = ""
        except UnicodeDecodeError as error:
            if _mostly_utf8(content):
                raise AnalysisError(
                    f"line {content.count(LF, 0, error.start) + 1} is not UTF-8 (byte {error.start + 1} of the file), "
                    "and the rest is",
                    where=where,
                    do="Mend that line; if the whole file has another encoding, name it with tidy-table NAME "
                    "--encoding.",
                ) from None
            encoding = "gb18030" if _chinese(content) else "cp1252"
    if encoding:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            raise AnalysisError(
                f"byte {error.start + 1} is not UTF-8, nor {encoding}",
                where=where,
                do="Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding: "
                "python -m analysis tidy-table NAME --encoding ...",
            ) from None
        except (LookupError, ValueError):
            raise AnalysisError(
                f"there is no encoding {encoding!r}", where="--encoding", do="For example utf-8, cp1252, gb18030, big5."
            ) from None
        if encoding not in ("utf-8", "utf8"):
            told.append(f"the encoding {encoding}; if letters look wrong, name another with --encoding")
    if text.startswith("\ufeff"):
        told.append("a byte order mark")
        text = text.lstrip("\ufeff")
    if "\r" in text:
        told.append("line ends with CR")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _mostly_utf8(content: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few: read in another encoding, every letter that has an accent would be
    wrong.
    """
    letters = len(_SEQUENCE.findall(content))
    return letters > len(_HIGH_BYTE.findall(_SEQUENCE.sub(b"", content)))


def _chinese(content: bytes) -> bool:
    """Whether bytes that are no UTF-8 look like a Chinese Windows: high bytes in pairs, unlike Western letters."""
    runs = _HIGH.findall(content)
    if not all(len(run) % 2 == 0 and min(run) >= 0xA1 for run in runs):
        return False
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _separated(text: str, names: list[str], form: Form, told: list[str]) -> tuple[str, str]:
    """The text without Excel's line `sep=;`, and what stands between its cells."""
    if form.strict:
        return text, ","
    first, _, rest = text.partition("\n")
    if re.fullmatch(r'"?sep=(.)"?', first.strip()):
        told.append("a line that names the separator")
        text, first = rest, rest.partition("\n")[0]

    def known(separator: str) -> int:
        return sum(cell.strip(_SPACE + '"') in names for cell in first.split(separator))

    separator = max(_SEPARATORS, key=known)  # of equals the first, a comma
    if separator != ",":
        told.append(f"{_SEPARATORS[separator]} between cells")
    return text, separator


def _lines(text: str, separator: str, where: str, sheet: Sheet) -> list[list[str]]:
    lines: list[list[str]] = []
    before = csv.field_size_limit(MOST)  # the process's: whoever reads long texts has lifted it
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if not lines:
            raise AnalysisError(
                f"it is not valid CSV ({error})", where=f"{where}, row 1", do="Quote cells that hold commas or quotes."
            ) from None
        what = (
            f"a cell has more than {MOST:,} characters, as where a quotation mark is missing"
            if "field limit" in str(error)
            else f"it is not valid CSV ({error})"
        )
        sheet.faults.append((len(lines) + 1, f"{what}; nothing below it was read"))
    finally:
        csv.field_size_limit(before)
    return lines


def _order(
    found: list[str],
    names: list[str],
    form: Form,
    where: str,
    told: list[str],
    optional: Collection[str],
    others: bool = False,
) -> list[int | None]:
    """Where each column stands. Raises AnalysisError where one is missing, unknown or there twice."""
    header = found if form.strict else [name.strip(_SPACE) for name in found]
    while not form.strict and header and header[-1] == "":
        header.pop()
    missing = [name for name in names if name not in header and name not in optional]
    extra = [] if others else [name for name in header if name not in names]
    twice = sorted({name for name in header if header.count(name) > 1 and name in names})
    if missing or extra or twice:
        unknown = [
            f"{name[:60] or 'a column without a name'}{asked(name[:60], missing).rstrip('?')}" for name in extra[:12]
        ]
        parts = [
            f"{verb} {', '.join(listed)}"
            for verb, listed in (("lacks", missing), ("has unknown", unknown), ("has twice", twice))
            if listed
        ]
        raise AnalysisError(
            f"the header {' and '.join(parts)}",
            where=f"{where}, row 1",
            do=f"The columns are: {', '.join(names)}. A new one is described in the YAML file beside the table.",
        )
    if header != found:
        told.append("spaces or empty cells in the header")
    if header != [name for name in names if name in header]:
        told.append("its columns in another order")
    return [header.index(name) if name in header else None for name in names]


# Cells


def tidy(cell: str, kind: str, separator: str = ",", dates: str = "") -> str:
    """A cell in the one form, where there is one way to read it; else as it is."""
    cell = cell.strip(_SPACE)
    if kind.startswith("list "):
        mark = kind.removeprefix("list ")
        return mark.join(part.strip(_SPACE) for part in cell.split(mark))
    if kind == "date":
        return dated(cell, dates)
    if kind in ("integer", "number"):
        if separator == ";":  # a spreadsheet that puts semicolons between cells writes 1,5 for one and a half
            cell = re.sub(r"(-?[0-9]+),([0-9]+)", r"\1.\2", cell) if re.fullmatch(r"-?[0-9]+,[0-9]+", cell) else cell
        if kind == "integer" and re.fullmatch(r"-?[0-9]+\.0+", cell):
            cell = cell.partition(".")[0]
    return cell


def dated(cell: str, order: str = "") -> str:
    """A spreadsheet's date as EDTF, where it can be read in one way only; else as it is. With dots, day first."""
    read = _read(cell)
    if order in read:
        return read[order]
    return next(iter(read.values())) if len(set(read.values())) == 1 else cell


def _read(cell: str) -> dict[str, str]:
    """The days that a date in digits may be, by the order of its parts."""
    found = _NUMERIC.fullmatch(cell)
    if not found or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return {}
    first, middle, last = int(found["first"]), int(found["middle"]), int(found["last"])
    if len(found["first"]) == 4:
        ways = {"ymd": (first, middle, last)}
    elif len(found["last"]) != 4:
        return {}
    else:
        ways = {"dmy": (last, middle, first)} | ({} if found["mark"] == "." else {"mdy": (last, first, middle)})
    return {order: day for order, parts in ways.items() if (day := _day(*parts))}


def _day(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def meanings(cell: str) -> list[str]:
    """The days, months or years that a date which is none may be meant as, in EDTF."""
    if read := _read(cell):
        return list(dict.fromkeys(read.values()))
    if season := _SEASON.fullmatch(cell.casefold()):
        place = _SEASONS.index((season["season"] or season["after"]).replace("fall", "autumn"))
        return [f"{season['year'] or season['before']}-{place + 21}"]
    found = _WORDED.fullmatch(cell)
    month = found["month"][:3].lower() if found else ""
    if not found or month not in _MONTHS:
        return []
    year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
    day = found["day"] or found["after"]
    return [f"{year}-{_MONTHS.index(month) + 1:02d}" + (f"-{int(day):02d}" if day else "")]


def asked_date(cell: str) -> str:
    """What a date that is none may be meant as, for an error; empty where nothing is near."""
    if read := _read(cell):
        days = " or ".join(read.values())
        return f"; it is {days}" if len(read) > 1 else f"; did you mean {days}?"
    meant = meanings(cell)
    return f"; did you mean {meant[0]}?" if meant else ""


def say_which(cell: str, command: str) -> str:
    """How to say what a date means that can be read in two ways; empty for any other cell."""
    return f": say which with {command} --dates {' or '.join(read)}" if len(read := _read(cell)) > 1 else ""


def _why(cell: str, tidied: str) -> str:
    """What was tidied in a cell, as many cells."""
    bare = cell.strip(_SPACE)
    if _NUMERIC.fullmatch(bare) and bare != tidied:
        return "dates of a spreadsheet"
    return "numbers of a spreadsheet" if re.fullmatch(r"[-0-9.,]+", bare) and bare != tidied else "cells with spaces"


def kind(type_: str, edtf: bool, delimiter: str) -> str:
    """What `parse` has to know of a column."""
    return "date" if edtf else f"list {delimiter}" if type_ == "list" else type_


def told(where: str, command: str, what: Iterable[str]) -> str:
    """The sentence on a file that was read all the same. command: the verb that puts it in the one form."""
    return f"{where}: read all the same, with {', '.join(what)}. Put it in the one form: python -m analysis {command}"
