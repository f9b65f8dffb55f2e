"""Fingerprints kept between runs, under the digest of the text they come from.

A text is fingerprinted once, wherever it stands and whatever else is in the corpus: a run that was stopped goes on where
it was, and articles that are added cost only themselves. Each segment is a finished Arrow file, written beside and then
renamed, in a folder named for the algorithm.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.errors import AnalysisError
from analysis.reuse.fingerprints import Recipe

SEGMENT = 50_000  # texts; what a stopped run may lose

_SCHEMA = pa.schema([("key", pa.binary(16)), ("hash", pa.large_list(pa.int64()))])


def digests(text: pa.Array) -> pa.Array:
    """A 16-byte digest of each text."""
    return pa.array([hashlib.blake2b(t.encode(), digest_size=16).digest() for t in text.to_pylist()], pa.binary(16))


class Store:
    """The fingerprints of one recipe in one folder."""

    def __init__(self, folder: Path, recipe: Recipe):
        self.folder = folder / hashlib.sha256(recipe.algorithm.encode()).hexdigest()[:16]
        self.recipe = recipe
        self.computed = 0  # texts that were new to this run
        self._waiting: list[pa.RecordBatch] = []
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "algorithm.txt").write_text(recipe.algorithm + "\n")
        except OSError as error:
            raise AnalysisError(f"cannot be written: {error.strerror}", where=str(folder), do="Choose another workdir.") from None
        tables = [t for t in map(_read, sorted(self.folder.glob("*.arrow"))) if t is not None]
        self._known = pa.concat_tables(tables) if tables else _SCHEMA.empty_table()

    def fingerprints(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
        """For batches of (doc, text): tables of (doc, hash), read where they are known and computed where not."""
        for batch in batches:
            doc, text = batch.column("doc"), batch.column("text")
            key = digests(text)
            place = pc.index_in(key, self._known.column("key"))
            new = place.is_null()
            if pc.any(new).as_py():
                fresh = self._compute(key.filter(new), text.filter(new))
                self._waiting.append(fresh)
                yield _rows(doc.filter(new), fresh.column("hash"))
            if place.null_count < len(place):
                old = self._known.column("hash").take(place.drop_null()).combine_chunks()
                yield _rows(doc.filter(pc.invert(new)), old)
            if sum(map(len, self._waiting)) >= SEGMENT:
                self.flush()
        self.flush()

    def _compute(self, key: pa.Array, text: pa.Array) -> pa.RecordBatch:
        self.computed += len(text)
        document, _, value = self.recipe.shingles(self.recipe.tokenise(text))
        bounds = np.searchsorted(document, np.arange(len(text) + 1))
        hashes = pa.LargeListArray.from_arrays(pa.array(bounds, pa.int64()), pa.array(value.view(np.int64)))
        return pa.record_batch([key, hashes], schema=_SCHEMA)

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


def _rows(doc: pa.Array, hashes: pa.Array) -> pa.Table:
    """One row a fingerprint."""
    numbers = doc.to_numpy(zero_copy_only=False)
    sizes = hashes.value_lengths().to_numpy(zero_copy_only=False)
    return pa.table({"doc": np.repeat(numbers, sizes), "hash": hashes.flatten()})


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
