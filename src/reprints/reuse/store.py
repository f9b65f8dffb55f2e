"""Fingerprints kept between runs, under the digest of the text they come from.

A text is fingerprinted once, wherever it stands and whatever else is in the corpus: a run that was stopped goes on
where it was, and articles that are added cost only themselves. Each segment is a finished Arrow file, written beside
and then renamed, in a folder named for the algorithm.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.errors import AnalysisError
from analysis.files import scratch
from reprints.reuse.digest import digests, halves
from reprints.reuse.fingerprints import NUMBERED, Recipe

SEGMENT = 50_000  # texts; what a stopped run may lose
SCRATCH = "reuse-"  # how the names of scratch folders begin
ALGORITHM = "algorithm.txt"
_SEGMENT_NAME = re.compile(r"[0-9a-f]{24}\.arrow")

Mapped = Callable[[Callable, Iterable], Iterator]

_PRINTS = pa.struct([("pos", pa.int32()), ("hash", pa.int64())])
_SCHEMA = pa.schema([("key", pa.binary(16)), ("prints", pa.large_list(_PRINTS))])


def is_store(folder: Path) -> bool:
    """Whether a run made a folder to keep fingerprints in: it is named for the algorithm that is written in it."""
    try:
        return folder.name == _name((folder / ALGORITHM).read_text(encoding="utf-8").removesuffix("\n"))
    except (OSError, ValueError):
        return False


def _name(algorithm: str) -> str:
    return hashlib.sha256(algorithm.encode()).hexdigest()[:16]


class Store:
    """The fingerprints of one recipe, in one folder of a working folder.

    Raises AnalysisError where that cannot be written, or holds something else under the folder's name.
    """

    def __init__(self, folder: Path, recipe: Recipe):
        self.folder = folder / _name(recipe.algorithm)
        self.recipe = recipe
        self.computed = 0  # texts that were new to this run
        self._waiting: list[pa.RecordBatch] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not is_store(self.folder):
                self._begin()
        except OSError as error:
            raise AnalysisError(
                f"cannot be written: {error.strerror}", where=str(folder), do="Choose another workdir."
            ) from None
        segments = sorted(path for path in self.folder.iterdir() if _SEGMENT_NAME.fullmatch(path.name))
        tables = [table for table in map(_read, segments) if table is not None]
        known = pa.concat_tables(tables) if tables else _SCHEMA.empty_table()
        self._prints = known.column("prints")
        parts = halves(known.column("key").combine_chunks())
        self._order = np.argsort(parts[:, 0], kind="stable")
        self._halves = parts[self._order]

    def _begin(self) -> None:
        """Make the folder together with the file by which it is known, so that a kill leaves both or none."""
        with scratch(self.folder.parent, SCRATCH) as beside:
            made = beside / self.folder.name
            made.mkdir()
            (made / ALGORITHM).write_text(self.recipe.algorithm + "\n", encoding="utf-8", newline="\n")
            with suppress(OSError):  # another run was quicker, or something else stands there
                made.rename(self.folder)
        if not is_store(self.folder):
            raise AnalysisError(
                "it holds something else than fingerprints",
                where=str(self.folder),
                do="Move it away, or choose another workdir.",
            )

    def fingerprints(self, batches: Iterable[pa.RecordBatch], mapped: Mapped = map) -> Iterator[pa.Table]:
        """For batches of (doc, text): tables of (doc, pos, hash), read where they are known and computed where not.

        mapped: ``map``, or one that works on several batches at a time and keeps their order.
        """
        for table, fresh in mapped(self._batch, batches):
            if len(fresh):
                self.computed += len(fresh)
                self._waiting.append(fresh)
            if sum(map(len, self._waiting)) >= SEGMENT:
                self.flush()
            yield table
        self.flush()

    def _batch(self, batch: pa.RecordBatch) -> tuple[pa.Table, pa.RecordBatch]:
        doc, text = batch.column("doc"), batch.column("text")
        key = digests(text)
        place = self._find(halves(key))
        new = pa.array(place < 0)
        fresh = self._compute(key.filter(new), text.filter(new))
        parts = [_rows(doc.filter(new), fresh.column("prints"))]
        if (place >= 0).any():
            old = self._prints.take(pa.array(place[place >= 0])).combine_chunks()
            parts.append(_rows(doc.filter(pc.invert(new)), old))
        return pa.concat_tables(parts), fresh

    def _find(self, wanted: np.ndarray) -> np.ndarray:
        """The row of each key among the known, or -1."""
        if not len(self._halves):
            return np.full(len(wanted), -1)
        at = np.minimum(np.searchsorted(self._halves[:, 0], wanted[:, 0]), len(self._halves) - 1)
        return np.where((self._halves[at] == wanted).all(axis=1), self._order[at], -1)

    def _compute(self, key: pa.Array, text: pa.Array) -> pa.RecordBatch:
        document, position, value = self.recipe.shingles(self.recipe.tokenise(text, passing=True))
        bounds = np.searchsorted(document, np.arange(len(text) + 1))
        prints = pa.StructArray.from_arrays([pa.array(position), pa.array(value.view(np.int64))], fields=list(_PRINTS))
        return pa.record_batch(
            [key, pa.LargeListArray.from_arrays(pa.array(bounds, pa.int64()), prints)], schema=_SCHEMA
        )

    def flush(self) -> None:
        """Write what is new as a segment, named for its keys."""
        if not self._waiting:
            return
        table = pa.Table.from_batches(self._waiting)
        name = hashlib.sha256(b"".join(table.column("key").to_pylist())).hexdigest()[:24]
        final = self.folder / f"{name}.arrow"
        beside = final.with_suffix(f".part{os.getpid()}")
        try:
            with pa.OSFile(str(beside), "wb") as file, pa.ipc.new_file(file, _SCHEMA) as writer:
                writer.write_table(table)
            os.replace(beside, final)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise AnalysisError(
                f"fingerprints cannot be written: {error.strerror or error}",
                where=str(self.folder),
                do="Make room on the disk, or choose another workdir.",
            ) from None
        self._waiting = []


def _rows(doc: pa.Array, prints: pa.Array) -> pa.Table:
    """One row a fingerprint."""
    numbers = doc.to_numpy(zero_copy_only=False).astype(np.int32)
    position, value = prints.flatten().flatten()
    return pa.table(
        [pa.array(np.repeat(numbers, prints.value_lengths().to_numpy(zero_copy_only=False))), position, value],
        schema=NUMBERED,
    )


def _read(path: Path) -> pa.Table | None:
    """A segment; one that is damaged is taken away and computed anew."""
    try:
        with pa.memory_map(str(path)) as file:
            table = pa.ipc.open_file(file).read_all()
            table.validate()
            return table if table.schema.equals(_SCHEMA) else None
    except (pa.ArrowException, OSError):
        path.unlink(missing_ok=True)
        return None
