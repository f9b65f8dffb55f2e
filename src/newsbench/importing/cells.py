"""A value of a typed table (Excel, JSON, Parquet) as the words that it shows; what is no text is a fault."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Iterator, Mapping

from analysis import columns
from analysis.errors import many
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut
from newsbench.importing.tables import matched

_LISTED = ("author", "section")  # meanings of which a source may name several
_MOST = 200
_CALLED = {list: "a list", tuple: "a list", dict: "an object", bool: "true or false", bytes: "bytes"}


def words(value: object, meaning: str) -> str:
    """The words of a value, empty for none. Raises TypeError, saying what it is, for what is no text."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        plain = value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
        return plain.removesuffix(" 00:00")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, list) and meaning in _LISTED and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    if isinstance(value, bool) or meaning == "text":
        raise TypeError(
            _CALLED.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)
        )
    if isinstance(value, (int, decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise TypeError("bytes that are not UTF-8") from None
    raise TypeError(_CALLED.get(type(value), f"a value of type {type(value).__name__}"))


def articles(
    rows: Iterable[tuple[int, Mapping[str, object]]],
    header: list[str],
    name: str,
    asked: Asked,
    taken_of: dict[str, columns.Taken],
) -> Iterator[Found | LeftOut]:
    """The articles of rows with their numbers. Raises AnalysisError, all faults in one, for values that are no text."""
    taken = matched(header, name, asked)
    taken_of[name] = taken
    faults: list[str] = []
    for number, row in rows:
        if number <= columns.LOOK:
            taken.see(row)
        fields = {}
        for meaning, column in taken.names.items():
            try:
                fields[meaning] = words(row.get(column), meaning)
            except TypeError as error:
                faults.append(f"row {number}, column {column}: it is {error}, and no text")
        if len(faults) >= _MOST:
            break
        text = fields.pop("text", "")
        if faults:
            continue
        if not text.strip():
            yield LeftOut(name, f"row {number}", "its text is empty")
        else:
            yield Found(text, {key: said for key, said in fields.items() if said}, name, f"row {number}", wrapped=False)
    if faults:
        raise many(faults, name, "Write it as text before, or name another column with --map.")


def flat(row: object) -> dict[str, object]:
    """An object of JSON with the keys of objects inside it beside its own, as ``source.name``."""
    if not isinstance(row, dict):
        raise TypeError("no object")
    out: dict[str, object] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            out |= {f"{key}.{inner}": said for inner, said in value.items() if not isinstance(said, (dict, list))}
        else:
            out[key] = value
    return out
