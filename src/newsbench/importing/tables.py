"""CSV of any dialect: the mark between values and the encoding are found, quotes that swallow rows are refused."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TextIO

from analysis import columns
from analysis.errors import many
from newsbench.importing import encodings
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import Part

MARKS = ",;\t|"
DO = "Say which with --map, for example --map text=Body; --map id= takes no column for the id."
_LOOKED, _LONG = 20, 100  # rows that are looked at for a column of texts, and its characters in the mean
_MOST = 200  # faults that are collected before the reading stops


def read(part: Part, asked: Asked, taken_of: dict[str, columns.Taken]) -> Iterator[Found | LeftOut]:
    """The articles of a CSV file; what was taken for what goes into ``taken_of``.

    Raises AnalysisError, all faults in one, for rows that do not fit the header.
    """
    with part.open() as file:
        encoding = encodings.named(asked.encoding) if asked.encoding else encodings.of_stream(file, part.name).name
        text = io.TextIOWrapper(file, encoding, newline="")
        try:
            rows = _rows(text, part.name)
            header = next(rows)[1]
            yield from articles(rows, header, part.name, asked, taken_of)
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"byte {error.start + 1} of a block is not {encoding}: {error.reason}",
                where=part.name,
                do="Name its encoding with --encoding, or save it as UTF-8.",
            ) from None
        except EOFError:
            raise Unreadable("it ends too early", where=part.name, do="Fetch it again.") from None


def articles(
    rows: Iterable[tuple[int, list[str]]],
    header: list[str],
    name: str,
    asked: Asked,
    taken_of: dict[str, columns.Taken],
) -> Iterator[Found | LeftOut]:
    """The articles of rows with their numbers, under a header."""
    rows = iter(rows)
    first = list(islice(rows, _LOOKED))
    taken = matched(header, name, asked, do=_how(header, [values for _, values in first]))
    taken_of[name] = taken
    at = {meaning: header.index(column) for meaning, column in taken.names.items()}
    where_text = at.pop("text", None)
    for number, values in chain(first, rows):
        fields = {meaning: value for meaning, index in at.items() if (value := values[index].strip())}
        if number <= columns.LOOK:
            taken.see(dict(zip(header, values, strict=False)))
        if values[: len(header)] == header:
            yield LeftOut(name, f"row {number}", "it is the header again")
            continue
        text = values[where_text] if where_text is not None else ""
        if where_text is not None and not text.strip():
            yield LeftOut(name, f"row {number}", "its text is empty")
            continue
        yield Found(text, fields, name, f"row {number}", wrapped=False)


def matched(header: list[str], name: str, asked: Asked, *, text: bool = True, do: str = DO) -> columns.Taken:
    """Which column is what. Raises AnalysisError as ``columns.match`` does."""
    return columns.match(header, name, columns.MEANINGS, ("text",) if text else (), asked.columns, strict=True, do=do)


def _how(header: list[str], rows: list[list[str]]) -> str:
    """What to do where columns are not known: the example takes the one with the longest values for the text."""
    sizes = [sum(map(len, values)) for values in zip(*rows, strict=False)]
    if not sizes or max(sizes) < _LONG * len(rows):
        return DO
    longest = header[sizes.index(max(sizes))]
    return f"The longest values are those of {longest!r}. {DO.replace('text=Body', shlex.quote(f'text={longest}'))}"


def _rows(text: TextIO, where: str) -> Iterator[tuple[int, list[str]]]:
    """Row number and values: first those of the header."""
    csv.field_size_limit(1 << 30)
    first = text.readline()
    begun = 1
    if re.fullmatch(r"\ufeff?\"?sep=.\"?\s*", first):  # Excel's own word for the mark
        first, begun = text.readline(), 2
    mark = max(MARKS, key=lambda mark: len(_cells(first, mark)))
    reader = csv.reader(chain([first], text), delimiter=mark, strict=True)
    faults: list[str] = []
    header: list[str] | None = None
    shapes: set[str] = set()
    try:
        for number, values in enumerate(reader, begun):
            if header is None:
                header = [value.removeprefix("\ufeff").strip() for value in values]
                while header and not header[-1]:
                    header.pop()
                yield number, header
                continue
            if not any(value.strip() for value in values):
                continue
            if len(values) > len(header) and not any(values[len(header) :]):
                values = values[: len(header)]
            if len(values) != len(header):
                faults.append(
                    f"row {number} (line {reader.line_num}) has {len(values)} values for {len(header)} columns"
                )
            elif any("\n" in value and _swallowed(value, mark, len(header), shapes) for value in values):
                faults.append(f"row {number}: a quotation mark opens a value that runs over several rows")
            else:
                shapes.add(_shape(values[0]))
                if not faults:
                    yield number, values
            if len(faults) >= _MOST:
                break
    except csv.Error as error:
        faults.append(f"line {reader.line_num} is not CSV: {error}")
    if header is None:
        raise Unreadable("it is empty", where=where, do="Is it the right file?")
    if faults:
        raise many(
            faults,
            where,
            f"Quote values that hold {'a tab' if mark == chr(9) else repr(mark)} or a line end, and double the "
            "quotation marks in them; or save the table as Excel or JSONL.",
        )


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return line.split(mark)


def _shape(name: str) -> str:
    """A value with its letters and digits made alike: a1 and b27 have one shape."""
    return re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", name[:60]))


def _swallowed(value: str, mark: str, columns_: int, shapes: set[str]) -> bool:
    """Whether a line inside a value looks like a row of the table."""
    for line in value.split("\n")[1:]:
        cells = line.split(mark)
        if (
            len(cells) >= columns_ > 1
            and len(cells[0]) <= 40
            and " " not in cells[0].strip()
            and _shape(cells[0]) in shapes
        ):
            return True
    return False
