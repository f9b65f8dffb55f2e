"""A file of a corpus, of any format, as a Parquet file of five columns. What cannot be meant is refused."""

from __future__ import annotations

import csv
import errno
import math
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import inputs
from analysis.errors import AnalysisError
from analysis.script import count_han
from reprints.reuse.columns import COLUMNS, REQUIRED, Taken, match

CHUNK = 2_000  # rows that are written together
_KINDS = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "a zip archive"), (b"PAR1", "Parquet"), (b"\x28\xb5\x2f\xfd", "zstd"))
_PARQUET = (".parquet", ".pq")
_SURROGATE = re.compile("[\ud800-\udfff]")


def as_parquet(path: Path, workdir: Path) -> tuple[Path, Taken, dict[str, str]]:
    """A Parquet file with the rows of a corpus, what was taken for what, and the column that has each meaning in that
    file. CSV and JSONL are rewritten in ``workdir``.

    Raises AnalysisError, naming the file and the place in it, for what cannot be read.
    """
    begin = _begin(path)
    kind = path.suffix.lower()
    if kind in _PARQUET:
        with _readable(path.name, "Is it a whole Parquet file?"):
            taken = match(pq.read_schema(path).names, path.name)
            return path, taken, taken.names
    readers = dict.fromkeys((".csv", ".tsv"), _read_csv) | dict.fromkeys((".jsonl", ".ndjson"), _read_jsonl)
    if (wide := inputs.kind(begin)).startswith("UTF-"):
        raise AnalysisError(f"it is {wide}", where=path.name, do="Save it as UTF-8.")
    packed = next((name for magic, name in _KINDS if begin.startswith(magic)), "")
    if kind not in readers or packed:
        what = (
            f"it is {packed} by its first bytes"
            if packed
            else f"{kind or 'a file without a suffix'} is not a format of a corpus"
        )
        raise AnalysisError(
            what,
            where=path.name,
            do="Unpack it, or give" + " Parquet (.parquet), CSV (.csv, .tsv) or one JSON object a line (.jsonl).",
        )
    return _rewritten(path, readers[kind], workdir / "corpus.parquet")


def _begin(path: Path) -> bytes:
    """The first bytes of a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise AnalysisError("there is no such file", where=str(path), do="Check the path of the corpus.") from None
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"cannot be read: {_line(error)}", where=_short(path), do="Check the path of the corpus."
        ) from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device, which can be read only once"
        raise AnalysisError(f"it is {what}", where=str(path), do="Give a file.")
    with _readable(path.name, "Check the file and its permissions."), path.open("rb") as file:
        return file.read(200)


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) < 200 else text[:100] + "…"


@contextmanager
def _readable(where: str, do: str) -> Iterator[None]:
    """Raises AnalysisError, naming the corpus, where it cannot be read in the block."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise
        raise AnalysisError(f"cannot be read: {_line(error)}", where=where, do=do) from None


def read(path: Path, names: list[str], where: str) -> pa.Table:
    """Some columns of a Parquet file."""
    with _readable(where, "Is it a whole Parquet file?"):
        return pq.ParquetFile(path).read(columns=names).select(names)


def batches(path: Path, name: str, rows: int, where: str) -> Iterator[pa.Array]:
    """A column of a Parquet file, piece by piece."""
    with _readable(where, "Is it a whole Parquet file?"):
        reader = pq.ParquetFile(path, pre_buffer=False).iter_batches(rows, columns=[name], use_threads=False)
    while True:
        with _readable(where, "Is it a whole Parquet file?"):
            batch = next(reader, None)
        if batch is None:
            return
        yield batch.column(0)


def _rewritten(path: Path, reader, out: Path) -> tuple[Path, Taken, dict[str, str]]:
    schema = pa.schema([(c, pa.large_string()) for c in COLUMNS])
    try:
        with (
            path.open(encoding="utf-8-sig", newline="") as file,
            out.open("wb") as sink,
            pq.ParquetWriter(sink, schema) as writer,
        ):
            rows = reader(file, path.name)
            taken = next(rows)
            chunk: list[dict] = []
            for row in rows:
                chunk.append({c: None if row.get(n) in (None, "") else clean(row[n]) for c, n in taken.names.items()})
                if len(chunk) == CHUNK:
                    writer.write_table(pa.Table.from_pylist(chunk, schema))
                    chunk = []
            writer.write_table(pa.Table.from_pylist(chunk, schema))
    except UnicodeDecodeError:
        raise AnalysisError(_not_utf8(path), where=path.name, do="Save it as UTF-8.") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise AnalysisError(f"cannot be read: {_line(error)}", where=path.name, do="Check the file.") from None
    return out, taken, {meaning: meaning for meaning in taken.names}


def clean(value: object) -> str:
    """A value as text that UTF-8 can carry: lone surrogates become the replacement character, one for one."""
    return _SURROGATE.sub("\ufffd", str(value))


def refuse_types(values: Iterable[object], name: str, where: str, first: int) -> None:
    """Raises AnalysisError, with the row, for a value that is no text (nor, outside the text column, a number)."""
    for row, value in enumerate(values):
        if isinstance(value, str) or value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        if isinstance(value, (list, tuple, dict, set, bool, bytes)) or name == "text":
            raise AnalysisError(
                f"it is {_called(value)}, and no text",
                where=f"{where}, row {row + first}, column {name}",
                do="Write it as text before.",
            )


def _called(value: object) -> str:
    names = {list: "a list", tuple: "a list", dict: "an object", bool: "true or false", bytes: "bytes"}
    return names.get(
        type(value), "a number" if isinstance(value, (int, float)) else f"a value of type {type(value).__name__}"
    )


def _not_utf8(path: Path) -> str:
    """Row and byte of the first line that is not UTF-8, and what it may be."""
    with path.open("rb") as file:
        place = 0
        for number, line in enumerate(file, 1):
            if fault := undecodable(line):
                return f"is not UTF-8 in line {number}, byte {place + 1} of the file: {fault}"
            place += len(line)
    return "is not UTF-8"


def undecodable(data: bytes) -> str:
    """What of some bytes is not UTF-8, or nothing."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        told = f"byte {error.start + 1} of it is 0x{data[error.start]:02x}"
        return told + ("; it may be GB18030, as Chinese programs write" if _chinese(data) else "")
    return ""


def _chinese(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    high = [c for c in text if ord(c) > 0x7F]
    return len(high) > 1 and count_han(text) > 0.7 * len(high)


def _read_csv(file, where: str) -> Iterator:
    csv.field_size_limit(1 << 30)
    first = file.readline()
    # Spreadsheets write semicolons in half of Europe, and tabs; the header tells which it is.
    mark = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    reader = csv.reader(chain([first], file), delimiter=mark, strict=True)
    try:
        header = next(reader, [])
        taken = match(header, where)
        yield taken
        at = header.index(taken.names["id"])
        shapes: set[str] = set()
        for number, values in enumerate(reader, 2):
            if not values:  # a blank line
                continue
            if len(values) != len(header):
                raise AnalysisError(
                    f"has {len(values)} values for {len(header)} columns",
                    where=f"{where}, row {number} (line {reader.line_num})",
                    do=f"Quote values that hold {'a tab' if mark == chr(9) else repr(mark)} or a line end.",
                )
            if values == header:
                raise AnalysisError(
                    "it is the header again",
                    where=f"{where}, row {number}",
                    do="Take the line out: it seems that one table was put behind another.",
                )
            shapes.add(_shape(values[at]))
            if any("\n" in value and _swallowed(value, mark, len(header), at, shapes) for value in values):
                # A text that begins with a quotation mark of its own swallows the rows up to the next one.
                raise AnalysisError(
                    "a quotation mark opens a value that runs over several rows",
                    where=f"{where}, row {number}",
                    do="Double the quotation marks of the text, or save the file as JSONL: there it is clear whose "
                    "they are.",
                )
            yield dict(zip(header, values, strict=True))
    except csv.Error as error:
        raise AnalysisError(
            f"is not CSV: {error}", where=f"{where}, line {reader.line_num}", do="Check the quotes of that line."
        ) from None


def _shape(name: str) -> str:
    """A name with its letters and digits made alike: a1 and b27 have one shape."""
    return re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", name))


def _swallowed(value: str, mark: str, columns: int, at: int, shapes: set[str]) -> bool:
    """Whether a line inside a value looks like a row of the table."""
    for line in value.split("\n")[1:]:
        cells = line.split(mark)
        if mark == "\t" and len(cells) > 1:
            return True
        if (
            len(cells) >= columns
            and len(cells) > at
            and len(cells[at]) <= 40
            and " " not in cells[at].strip()
            and _shape(cells[at]) in shapes
        ):
            return True
    return False


def _read_jsonl(file, where: str) -> Iterator:
    taken: Taken | None = None
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = inputs.value_of(line)
        except ValueError as error:
            raise AnalysisError(
                str(error), where=f"{where}, row {number}", do="Write one flat JSON object a line."
            ) from None
        if not isinstance(row, dict):
            raise AnalysisError("is not a JSON object", where=f"{where}, row {number}", do="Write one object a line.")
        if taken is None:
            taken = match(row, f"{where}, row {number}")
            yield taken
        elif any(taken.names[c] not in row for c in REQUIRED):
            match(row, f"{where}, row {number}")
        elif any(name in COLUMNS and name not in taken.names for name in row):
            for meaning, name in match(row, f"{where}, row {number}").names.items():  # what the first row lacked
                taken.names.setdefault(meaning, name)
        for meaning, name in taken.names.items():
            refuse_types([row.get(name)], meaning, where, number)
        yield row
    if taken is None:
        match((), where)


def _line(error: Exception) -> str:
    told = getattr(error, "strerror", None) or str(error).strip()
    return told.splitlines()[0] if told else type(error).__name__
