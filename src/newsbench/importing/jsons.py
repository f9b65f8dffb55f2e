"""JSON: one object a line, one list of objects, or an object that holds one list of objects."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from analysis import columns, inputs
from analysis.errors import many
from newsbench.importing import cells, encodings
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import Part

_LOOK = 200  # rows in which columns are looked for, before the first is read
_MOST = 50
_DO = "Write one JSON object a line."


def read(part: Part, asked: Asked, taken: dict[str, columns.Taken]) -> Iterator[Found | LeftOut]:
    """The articles of a file of JSON. Raises AnalysisError, all faults in one, for lines that are none."""
    faults: list[str] = []
    with part.open() as file:
        encoding = encodings.named(asked.encoding) if asked.encoding else encodings.of_stream(file, part.name).name
        text = io.TextIOWrapper(file, encoding)
        try:
            rows = _whole(text, part.name) if _is_one(text, part) else _lines(text, faults)
            head = [row for _, row in zip(range(_LOOK), rows, strict=False)]
            names = list(dict.fromkeys(name for _, row in head for name in row))
            if head:
                yield from cells.articles(_chained(head, rows, names, asked, faults), names, part.name, asked, taken)
        except UnicodeDecodeError as error:
            raise Unreadable(f"is not {encoding}: {error.reason}", where=part.name, do="Name its --encoding.") from None
        except (EOFError, OSError) as error:
            raise Unreadable(f"cannot be read: {error}", where=part.name, do="Fetch it again.") from None
    if faults:
        raise many(faults, part.name, _DO)


def _chained(
    head: list[tuple[int, dict]],
    rows: Iterator[tuple[int, dict]],
    names: list[str],
    asked: Asked,
    faults: list[str],
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The rows; a later one with a column of a known meaning that the first ones lack is a fault."""
    known = set(names)
    yield from head
    for number, row in rows:
        for name in row.keys() - known:
            if columns.meaning(name) and name not in asked.columns.values() and len(faults) < _MOST:
                faults.append(f"line {number} has a column {name!r}, which the first {_LOOK} rows have not")
            known.add(name)
        yield number, row


def _is_one(text: io.TextIOWrapper, part: Part) -> bool:
    """Whether the file is one value over several lines."""
    first = ""
    while not first.strip():
        first = text.readline()
        if not first:
            break
    text.seek(0)
    if first.lstrip("\ufeff").lstrip().startswith("["):
        return True
    try:
        inputs.value_of(first.lstrip("\ufeff"))
        return False
    except ValueError:
        return part.suffix == ".json"


def _lines(text: io.TextIOWrapper, faults: list[str]) -> Iterator[tuple[int, dict]]:
    for number, line in enumerate(text, 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            yield number, cells.flat(inputs.value_of(line.lstrip("\ufeff")))
        except (ValueError, TypeError) as error:
            if len(faults) < _MOST:
                faults.append(f"line {number} {'is ' if isinstance(error, TypeError) else ''}{error}")


def _whole(text: io.TextIOWrapper, where: str) -> Iterator[tuple[int, dict]]:
    try:
        value = inputs.value_of(text.read().lstrip("\ufeff"))
    except ValueError as error:
        raise Unreadable(str(error), where=where, do=_DO) from None
    if isinstance(value, dict):
        lists = [held for held in value.values() if isinstance(held, list) and held and isinstance(held[0], dict)]
        value = lists[0] if len(lists) == 1 else [value]
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            yield number, cells.flat(row)
        except TypeError as error:
            raise Unreadable(f"entry {number} is {error}", where=where, do=_DO) from None
