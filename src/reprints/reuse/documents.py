"""The documents of a corpus as the detector reads them: checked, numbered by id, and streamed, so that they need not fit in memory.

Documents are numbered in the order of their ids, whatever order the rows come in; every result speaks of these numbers
until it is written out, and so does not depend on the order of the input.
"""

from __future__ import annotations

import csv
import errno
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis import dates
from analysis.errors import AnalysisError

TABULAR = (".csv", ".tsv")  # their rows are counted as a spreadsheet does, with the header as row 1
COLUMNS = ("id", "outlet", "date", "title", "text")
REQUIRED = ("id", "text")
ROWS = 2_000  # documents read at a time; fits the cache better than more

_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII | re.IGNORECASE
)


@dataclass
class Documents:
    """``about`` has one row a document, in the order of the ids: id, outlet, date, title (missing is null)."""

    about: pd.DataFrame
    where: str
    first: int  # what the first document's row is called in a message
    _number: np.ndarray  # of each row of the source
    _rows: pa.ChunkedArray | Path  # the text, in memory or in a Parquet file
    _copy: Path | None = None  # where the text of a Parquet file is put at the first pass, as it is in memory
    timed: int = 0  # dates that came with a time of day
    _firsts: list[int] = field(default_factory=list)  # the first row of each batch of the copy; the last is the end

    def __len__(self) -> int:
        return len(self._number)

    def texts(self, wanted: np.ndarray | None = None) -> Iterator[pa.RecordBatch]:
        """Batches of ``doc`` (number, int64) and ``text``; only the documents where ``wanted`` is true, if given.

        A pass over all of them raises AnalysisError for an empty text.
        """
        for at, text in self._stream(wanted):
            number = self._number[at : at + len(text)]
            if wanted is None:
                self._refuse_empty(text, at)
            if wanted is not None:
                chosen = wanted[number]
                if not chosen.any():
                    continue
                if not chosen.all():
                    number, text = number[chosen], text.filter(pa.array(chosen))
            yield pa.record_batch([pa.array(number, pa.int64()), text], names=["doc", "text"])

    def _refuse_empty(self, text: pa.Array, at: int) -> None:
        row = _first_empty(text)
        if row >= 0:
            raise AnalysisError(
                f"the text of {self.about.id[self._number[at + row]]!r} is empty",
                where=f"{self.where}, row {at + row + self.first}, column text",
                do="Leave the row out, or give its text.",
            )

    def _stream(self, wanted: np.ndarray | None) -> Iterator[tuple[int, pa.Array]]:
        """First row and text of each batch, at least of those that have a wanted document."""
        if not isinstance(self._rows, Path):
            for low in range(0, len(self._rows), ROWS):
                piece = self._rows.slice(low, ROWS)
                yield low, piece.chunk(0) if piece.num_chunks == 1 else piece.combine_chunks()
        elif not self._firsts:
            yield from self._copied() if wanted is None else self._decoded()
        else:
            with pa.OSFile(str(self._copy)) as file, pa.ipc.open_file(file) as reader:
                for i, (low, high) in enumerate(pairwise(self._firsts)):
                    if wanted is None or wanted[self._number[low:high]].any():
                        yield low, reader.get_batch(i).column(0)

    def _copied(self) -> Iterator[tuple[int, pa.Array]]:
        """All of a Parquet file. It is slow to decode, so a pass that is completed leaves a copy that needs no decoding."""
        firsts = [0]
        schema = pa.schema([("text", pa.large_string())])
        with pa.OSFile(str(self._copy), "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for first, text in self._decoded():
                writer.write_batch(pa.record_batch([text], schema=schema))
                yield first, text
                firsts.append(first + len(text))
        self._firsts = firsts

    def _decoded(self) -> Iterator[tuple[int, pa.Array]]:
        first = 0
        for batch in pq.ParquetFile(self._rows, pre_buffer=False).iter_batches(
            ROWS, columns=["text"], use_threads=False
        ):
            text = _strings(batch.column(0)).cast(pa.large_string())
            yield first, text
            first += len(text)

    def read(self, numbers: np.ndarray) -> tuple[np.ndarray, pa.Array]:
        """The texts of some documents, in ascending order of their numbers."""
        wanted = np.zeros(len(self), bool)
        wanted[numbers] = True
        batches = list(self.texts(wanted))
        if not batches:
            return np.empty(0, np.int64), pa.array([], pa.large_string())
        doc = np.concatenate([b.column(0).to_numpy() for b in batches])
        text = pa.concat_arrays([b.column(1).cast(pa.large_string()) for b in batches])
        order = np.argsort(doc, kind="stable")
        if (np.diff(doc) < 0).any():
            text = text.take(pa.array(order))
        return doc[order], text

    def frame(self, ids: Iterable[str]) -> pd.DataFrame:
        """The rows of some ids with all their columns, in the order of the ids: what inference reads."""
        numbers = np.flatnonzero(self.about.id.isin(ids))
        _, text = self.read(numbers)
        about = self.about.iloc[numbers].reset_index(drop=True)
        return about.assign(text=pd.Series(text.to_pandas(), dtype="str"))

    def alone(self, ids: Iterable[str]) -> pd.DataFrame:
        """How many documents of each date are none of some ids: date, documents."""
        rest = self.about.loc[~self.about.id.isin(ids), "date"]
        timed = rest.str.contains("[T ]", na=False) if self.timed else np.zeros(len(rest), bool)
        return rest.where(~timed, rest.str[:10]).to_frame().groupby("date").size().rename("documents").reset_index()


def frame(docs: pd.DataFrame | str | Path, ids: Iterable[str], workdir: Path) -> pd.DataFrame:
    """The rows of some ids with all their columns, in the order of the ids."""
    return load(docs, workdir).frame(ids)


def load(docs: pd.DataFrame | str | Path, workdir: Path) -> Documents:
    """Check a corpus and number its documents. A CSV or JSONL file is rewritten as Parquet in ``workdir`` first.

    Raises AnalysisError, with row and column, for a missing column, an id that is missing or stands twice, a date that is
    neither EDTF nor an ISO date with a time of day, or a file that cannot be read.
    """
    if isinstance(docs, pd.DataFrame):
        where, first, table = "corpus", 1, _from_frame(docs)
        rows: pa.ChunkedArray | Path = table.column("text")
        about = table.select([c for c in COLUMNS if c in table.column_names and c != "text"])
    else:
        rows = path = _as_parquet(Path(docs), workdir)
        where, first = Path(docs).name, 2 if Path(docs).suffix.lower() in TABULAR else 1
        file = _open(path, where)
        about = file.read(columns=[c for c in COLUMNS if c in file.schema_arrow.names and c != "text"])
    about = pa.table(
        {
            c: _strings(about.column(c)) if c in about.column_names else pa.nulls(about.num_rows, pa.string())
            for c in COLUMNS[:-1]
        }
    )
    about = about.set_column(about.column_names.index("date"), "date", pc.utf8_trim_whitespace(about.column("date")))
    ids = about.column("id").combine_chunks()
    _check(about, ids, where, first)
    times = pc.value_counts(about.column("date")).to_pylist()
    timed = sum(one["counts"] for one in times if one["values"] and _is_timed(one["values"]))
    number = np.arange(len(ids))
    if not _ascending(ids):
        order = pc.sort_indices(ids).to_numpy()
        number[order] = np.arange(len(order))
        about = about.take(pa.array(order))
    return Documents(about.to_pandas(), where, first, number, rows, workdir / "texts.arrow", timed)


def _ascending(ids: pa.Array) -> bool:
    """Whether each id is greater than the one before, which sorts them and makes them unique."""
    return len(ids) < 2 or bool(pc.all(pc.less(ids[:-1], ids[1:])).as_py())


def _strings(column):
    """A column as strings: numbers as they print, days as ISO dates."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _strings(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    return column.cast(pa.string())


def _moments(column):
    """Timestamps as ISO dates, with their time of day unless all of them are midnights, as days are in many programs."""
    kind = column.type
    plain = column.cast(pa.timestamp("s", kind.tz), safe=False)
    if (
        pc.all(
            pc.equal(
                pc.add(pc.multiply(pc.hour(plain), 3600), pc.add(pc.multiply(pc.minute(plain), 60), pc.second(plain))),
                0,
            )
        ).as_py()
        is not False
    ):
        return pc.strftime(plain, "%Y-%m-%d")
    return pc.strftime(plain, "%Y-%m-%dT%H:%M:%S" + "%z" * bool(kind.tz))


def _from_frame(docs: pd.DataFrame) -> pa.Table:
    _need(docs.columns, "corpus")
    columns = {}
    for name in COLUMNS:
        if name not in docs.columns:
            continue
        try:
            column = _to_arrow(docs[name])
        except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
            column = _to_arrow(docs[name].map(_clean, na_action="ignore").astype(object))
        columns[name] = _strings(column)
    return pa.table(columns)


def _to_arrow(series: pd.Series) -> pa.ChunkedArray:
    array = pa.array(series, from_pandas=True)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _clean(value) -> str:
    """A value as text that UTF-8 can carry: lone surrogates become the replacement character, one for one."""
    return re.sub("[\ud800-\udfff]", "\ufffd", str(value))


def _need(names, where: str) -> None:
    for name in REQUIRED:
        if name not in names:
            raise AnalysisError(
                f"there is no column {name!r} among {', '.join(map(str, names)) or 'none'}",
                where=where,
                do="A corpus has the columns id and text, and outlet, date and title where they are known.",
            )


def _first_empty(text: pa.Array) -> int:
    """The first row whose text is missing or holds nothing but white space, or -1."""
    short = pc.fill_null(pc.less(pc.binary_length(text), 64), True)
    for row in np.flatnonzero(short.to_numpy(zero_copy_only=False)):
        if not (text[row].as_py() or "").strip():
            return int(row)
    return -1


def _check(about: pa.Table, ids: pa.Array, where: str, first: int) -> None:
    if ids.null_count:
        row = int(np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False))[0])
        raise AnalysisError(
            "the id is missing", where=f"{where}, row {row + first}, column id", do="Give each row an id."
        )
    if not _ascending(ids) and pc.count_distinct(ids).as_py() < len(ids):
        seen = pd.Series(ids.to_pandas())
        row = int(np.flatnonzero(seen.duplicated().to_numpy())[0])
        before = int(np.flatnonzero((seen == seen[row]).to_numpy())[0])
        raise AnalysisError(
            f"the id {seen[row]!r} stands in row {before + first} too",
            where=f"{where}, row {row + first}, column id",
            do="Make the ids unique.",
        )
    days = about.column("date")
    for day in pc.unique(days).to_pylist():
        fault = _date_fault(day) if day is not None else ""
        if fault:
            row = pc.index(days, day).as_py()
            raise AnalysisError(
                fault,
                where=f"{where}, row {row + first}, column date",
                do="Correct it, or leave it empty where unknown.",
            )


def _date_fault(day: str) -> str:
    """What is wrong with a date, or nothing. News corpora carry the time of day, which EDTF as we use it has not."""
    if _PLAIN_DATE.fullmatch(day):  # the EDTF parser takes longer over a day than the detector over an article
        try:
            date.fromisoformat(day)
            return ""
        except ValueError:
            pass
    return "" if _is_timed(day) else dates.fault(day)


def _is_timed(text: str) -> bool:
    """Whether it is a date with a time of day."""
    if not _TIMED.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(re.sub(r"\s(?=Z|[+-]|$)", "", text.upper()))
    except ValueError:
        return False
    return True


def _open(path: Path, where: str) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise AnalysisError(f"cannot be read: {_line(error)}", where=where, do="Is it a Parquet file?") from None
    _need(file.schema_arrow.names, where)
    return file


def _as_parquet(path: Path, workdir: Path) -> Path:
    if not path.exists():
        raise AnalysisError("there is no such file", where=str(path), do="Check the path of the corpus.")
    kind = path.suffix.lower()
    if kind in (".parquet", ".pq"):
        return path
    readers = dict.fromkeys(TABULAR, _read_csv) | dict.fromkeys((".jsonl", ".ndjson"), _read_jsonl)
    if kind not in readers:
        raise AnalysisError(
            f"{kind or 'a file without a suffix'} is not a format of a corpus",
            where=path.name,
            do="Give Parquet (.parquet), CSV (.csv, .tsv) or one JSON object a line (.jsonl).",
        )
    out = workdir / "corpus.parquet"
    schema = pa.schema([(c, pa.large_string()) for c in COLUMNS])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file, pq.ParquetWriter(out, schema) as writer:
            chunk: list[dict] = []
            for row in readers[kind](file, path.name):
                chunk.append({c: None if row.get(c) in (None, "") else _clean(row[c]) for c in COLUMNS})
                if len(chunk) == ROWS:
                    writer.write_table(pa.Table.from_pylist(chunk, schema))
                    chunk = []
            writer.write_table(pa.Table.from_pylist(chunk, schema))
    except UnicodeDecodeError as error:
        raise AnalysisError(f"is not UTF-8: {error.reason}", where=path.name, do="Save it as UTF-8.") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise AnalysisError(f"cannot be read: {_line(error)}", where=path.name, do="Check the file.") from None
    return out


def _read_csv(file, where: str) -> Iterator[dict]:
    csv.field_size_limit(1 << 30)
    first = file.readline()
    # Spreadsheets write semicolons in half of Europe, and tabs; the header tells which it is.
    mark = next((mark for mark in ",;\t" if set(REQUIRED) <= set(next(csv.reader([first], delimiter=mark), []))), ",")
    reader = csv.reader(chain([first], file), delimiter=mark, strict=True)
    try:
        header = next(reader, [])
        _need(header, where)
        for number, values in enumerate(reader, 2):
            if len(values) != len(header):
                raise AnalysisError(
                    f"has {len(values)} values for {len(header)} columns",
                    where=f"{where}, row {number} (line {reader.line_num})",
                    do=f"Quote values that hold {'a tab' if mark == chr(9) else repr(mark)} or a line end.",
                )
            if mark == "\t" and any("\t" in value and "\n" in value for value in values):
                # Many programs write tabs without quoting: a text that begins with a quotation mark would swallow rows.
                raise AnalysisError(
                    "a quotation mark opens a value that runs over several rows",
                    where=f"{where}, row {number}",
                    do="Save the file as CSV with commas, or as JSONL: there it is clear what is a quotation mark of the text.",
                )
            yield dict(zip(header, values))
    except csv.Error as error:
        raise AnalysisError(
            f"is not CSV: {error}", where=f"{where}, line {reader.line_num}", do="Check the quotes of that line."
        ) from None


def _read_jsonl(file, where: str) -> Iterator[dict]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise AnalysisError(
                f"is not JSON: {error.msg}", where=f"{where}, row {number}", do="Write one JSON object a line."
            ) from None
        if not isinstance(row, dict):
            raise AnalysisError("is not a JSON object", where=f"{where}, row {number}", do="Write one object a line.")
        if number == 1 or any(c not in row for c in REQUIRED):
            _need(row, f"{where}, row {number}")
        yield row


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
