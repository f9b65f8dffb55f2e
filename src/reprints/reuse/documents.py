"""The documents of a corpus as the detector reads them: checked, numbered by what they say, and streamed, so that they
need not fit in memory.

Documents are numbered by a digest of their text, whatever order the rows come in and however they are called; every
result speaks of these numbers until it is written out, and so hangs neither on the order of the input nor on names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis import dates
from analysis.errors import AnalysisError
from reprints.reuse import source
from reprints.reuse.columns import COLUMNS, Taken, match
from reprints.reuse.digest import digests, halves

TABULAR = (".csv", ".tsv")  # their rows are counted as a spreadsheet does, with the header as row 1
ROWS = 2_000  # documents read at a time; fits the cache better than more

_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII | re.IGNORECASE
)


@dataclass
class Documents:
    """``about`` has one row a document, in the order of the numbers: id, outlet, date, title (missing is null)."""

    about: pd.DataFrame
    where: str
    first: int  # what the first document's row is called in a message
    _number: np.ndarray  # of each row of the source
    _rows: pa.ChunkedArray | Path  # the text, in memory or in a Parquet file
    _copy: Path | None = None  # where the text of a Parquet file is put at the first pass, as it is in memory
    timed: int = 0  # dates that came with a time of day
    taken: Taken = field(default_factory=lambda: Taken({}, ()))  # which column is what
    _column: str = "text"  # of the Parquet file
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
        """All of a Parquet file. As that is slow to decode, a pass that is completed leaves a decoded copy."""
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
        for column in source.batches(self._rows, self._column, ROWS, self.where):
            text = _strings(column, "text", self.where, self.first + first).cast(pa.large_string())
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

    def by_content(self) -> np.ndarray:
        """The rows in the order of what they say: by a digest of the text, then by outlet, date, title and id."""
        parts = [halves(digests(batch.column("text"))) for batch in self.texts()]
        digest = np.concatenate([*parts, np.zeros((0, 2), np.uint64)])
        names = [pd.factorize(self.about[c], sort=True)[0] for c in ("id", "title", "date", "outlet")]
        return np.lexsort((*names, digest[:, 1], digest[:, 0]))

    def frame(self, ids: Iterable[str]) -> pd.DataFrame:
        """The rows of some ids with all their columns, in the order of the ids: what inference reads."""
        numbers = np.flatnonzero(self.about.id.isin(ids))
        _, text = self.read(numbers)
        about = self.about.iloc[numbers].reset_index(drop=True)
        return about.assign(text=pd.Series(text.to_pandas(), dtype="str")).sort_values("id", ignore_index=True)

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

    Raises AnalysisError, with row and column, for a missing column, an id that is missing or stands twice, a date that
    is neither EDTF nor an ISO date with a time of day, or a file that cannot be read.
    """
    if isinstance(docs, pd.DataFrame):
        where, first, column = "corpus", 1, ""
        taken = match(docs.columns, where)
        table = _from_frame(docs, taken, where, first)
        texts: pa.ChunkedArray | Path = table.column("text")
    else:
        where, first = Path(docs).name, 2 if Path(docs).suffix.lower() in TABULAR else 1
        texts, taken, names = source.as_parquet(Path(docs), workdir)
        column = names["text"]
        named = {name: meaning for meaning, name in names.items() if meaning != "text"}
        table = source.read(texts, list(named), where).rename_columns(list(named.values()))
    about = pa.table(
        {
            c: _strings(table.column(c), c, where, first)
            if c in table.column_names
            else pa.nulls(table.num_rows, pa.string())
            for c in COLUMNS[:-1]
        }
    )
    about = about.set_column(about.column_names.index("date"), "date", pc.utf8_trim_whitespace(about.column("date")))
    ids = about.column("id").combine_chunks()
    _check(about, ids, where, first)
    times = pc.value_counts(about.column("date")).to_pylist()
    timed = sum(one["counts"] for one in times if one["values"] and _is_timed(one["values"]))
    number = np.arange(len(ids))
    made = Documents(about.to_pandas(), where, first, number, texts, workdir / "texts.arrow", timed, taken, column)
    order = made.by_content()
    number[order] = np.arange(len(order))
    made.about = made.about.iloc[order].reset_index(drop=True)
    return made


def _ascending(ids: pa.Array) -> bool:
    """Whether each id is greater than the one before, which sorts them and makes them unique."""
    return len(ids) < 2 or bool(pc.all(pc.less(ids[:-1], ids[1:])).as_py())


def _strings(column, name: str, where: str, first: int):
    """A column as strings: numbers as they print, days as ISO dates. Raises AnalysisError for what is no text."""
    kind = column.type
    types = pa.types
    if types.is_dictionary(kind):
        return _strings(column.cast(kind.value_type), name, where, first)
    if types.is_string(kind) or types.is_large_string(kind):
        return column
    if types.is_null(kind) or types.is_string_view(kind):
        return column.cast(pa.string())
    if types.is_binary(kind) or types.is_large_binary(kind):
        return _decoded(column, name, where, first)
    if name == "date" and types.is_timestamp(kind):
        return _moments(column)
    if name == "date" and (types.is_date(kind) or types.is_integer(kind)):
        return column.cast(pa.string())
    if name not in ("text", "date") and types.is_integer(kind):
        return column.cast(pa.string())
    if name not in ("text", "date") and types.is_floating(kind):
        return pc.if_else(pc.is_nan(column), None, column).cast(pa.string())  # NaN stands for none
    raise AnalysisError(
        f"it holds values of the type {kind}, and no text",
        where=f"{where}, column {name}",
        do="Write it as text before.",
    )


def _decoded(column, name: str, where: str, first: int):
    """Bytes as UTF-8."""
    try:
        return column.cast(pa.large_binary()).cast(pa.large_string())
    except pa.ArrowInvalid:
        for row, value in enumerate(column.to_pylist()):
            fault = source.undecodable(value or b"")
            if fault:
                raise AnalysisError(
                    f"is not UTF-8: {fault}", where=f"{where}, row {row + first}, column {name}", do="Save it as UTF-8."
                ) from None
        raise


def _moments(column):
    """Timestamps as ISO dates, with the time of day unless all are midnights, as days are in many programs."""
    kind = column.type
    plain = column.cast(pa.timestamp("s", kind.tz), safe=False)
    day = pc.floor_temporal(plain, unit="day")
    if pc.all(pc.equal(plain, day)).as_py() is not False:
        return pc.strftime(plain, "%Y-%m-%d")
    return pc.strftime(plain, "%Y-%m-%dT%H:%M:%S" + "%z" * bool(kind.tz))


def _from_frame(docs: pd.DataFrame, taken: Taken, where: str, first: int) -> pa.Table:
    columns = {}
    for meaning, name in taken.names.items():
        values = docs[name]
        if meaning == "text" and values.dtype == object:
            source.refuse_types(values.tolist(), meaning, where, first)
        try:
            column = _to_arrow(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
            source.refuse_types(values.tolist(), meaning, where, first)
            column = _to_arrow(values.map(source.clean, na_action="ignore").astype(object))
        columns[meaning] = _strings(column, meaning, where, first)
    return pa.table(columns)


def _to_arrow(series: pd.Series) -> pa.ChunkedArray:
    array = pa.array(series, from_pandas=True)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


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
    for name in COLUMNS[:-1]:
        broken = pc.fill_null(pc.match_substring_regex(about.column(name), "[\\x00\n\r]"), False)
        row = pc.index(broken, True).as_py()
        if row >= 0:
            raise AnalysisError(
                f"the {name} holds a line end or a NUL character",
                where=f"{where}, row {row + first}, column {name}",
                do="Take it out: such a value cannot be told apart in lists and files.",
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
