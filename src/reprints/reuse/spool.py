"""Fingerprints that memory has no room for, on their way to DuckDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from reprints.reuse.compare import ordered
from reprints.reuse.fingerprints import NUMBERED
from reprints.reuse.index import DuckDB
from reprints.reuse.sieve import Sieve

APPENDED = 2_000_000  # rows that go to the engine together


class Spool:
    """Fingerprints on their way to DuckDB, in a file. expected: about how many; memory: bytes for the sieve."""

    def __init__(self, path: Path, expected: int, memory: int):
        self.path, self.expected, self.memory = path, expected, memory
        self._open: tuple[Sieve, pa.OSFile, pa.RecordBatchFileWriter] | None = None

    def add(self, table: pa.Table) -> None:
        if self._open is None:
            file = pa.OSFile(str(self.path), "wb")
            self._open = Sieve(self.expected, self.memory), file, pa.ipc.new_file(file, NUMBERED)
        sieve, _, writer = self._open
        sieve.add(table.column("hash"))
        writer.write_table(table, max_chunksize=APPENDED // 8)

    def empty(self, engine: DuckDB, threads: int) -> None:
        """Move everything to the engine, without most of what stands in one document only."""
        engine.load("fingerprints", NUMBERED.empty_table())
        if self._open is None:
            return
        sieve, written, writer = self._open
        writer.close()
        written.close()
        with ThreadPoolExecutor(threads) as pool, pa.OSFile(str(self.path)) as file, pa.ipc.open_file(file) as reader:
            waiting, rows = [], 0
            for batch in ordered(
                pool, sieve.sift, (reader.get_batch(i) for i in range(reader.num_record_batches)), 4 * threads
            ):
                waiting.append(batch)
                rows += batch.num_rows
                if rows > APPENDED:
                    engine.append("fingerprints", pa.Table.from_batches(waiting))
                    waiting, rows = [], 0
            engine.append("fingerprints", pa.Table.from_batches(waiting, NUMBERED))
        self.path.unlink()
