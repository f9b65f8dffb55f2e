"""A sieve that keeps fingerprints of single documents out of the join, which has nothing to do with them.

Two bits for each of many slots: seen, and seen again. What falls into a slot that was used once is certainly alone;
what shares a slot by chance passes and is dropped by the join. The result is the same with and without it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reprints.reuse.fingerprints import compiled_available

SLOTS_A_HASH = 16
LARGEST = 31  # bits of the number of slots: two tables of a quarter of a gigabyte


class Sieve:
    """Add all fingerprints, then sift them. expected: about how many there will be; memory: bytes for the slots."""

    def __init__(self, expected: int, memory: int = 1 << 30):
        bits = min(max(16, (SLOTS_A_HASH * expected).bit_length()), (4 * memory).bit_length() - 1, LARGEST)
        self._shift = np.uint64(64 - bits)
        self._once = np.zeros(1 << (bits - 3), np.uint8)
        self._again = np.zeros(1 << (bits - 3), np.uint8)

    def add(self, hashes: pa.ChunkedArray) -> None:
        """All fingerprints of some documents, each once a document."""
        if not compiled_available():
            return
        from reprints.reuse import compiled

        for chunk in hashes.chunks:
            compiled.note(_numbers(chunk), self._shift, self._once, self._again)

    def sift(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows whose fingerprint may stand in a second document."""
        if not compiled_available():
            return batch
        from reprints.reuse import compiled

        return batch.filter(pa.array(compiled.noted(_numbers(batch.column("hash")), self._shift, self._again)))


def _numbers(hashes: pa.Array) -> np.ndarray:
    return hashes.to_numpy().view(np.uint64)
