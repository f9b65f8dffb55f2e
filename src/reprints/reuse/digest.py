"""A digest of each text, by which it is known wherever it stands and however it is called."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
import pyarrow as pa

from reprints.reuse.fingerprints import buffers


def digests(text: pa.Array) -> pa.Array:
    """A 16-byte digest of each text, of its bytes where they lie: making strings of them would take longer."""
    data, offsets = buffers(text)
    view, at = data.data, offsets.tolist()
    found = b"".join(hashlib.blake2b(view[low:high], digest_size=16).digest() for low, high in pairwise(at))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(text), [None, pa.py_buffer(found)])


def halves(keys: pa.Array) -> np.ndarray:
    """Keys as two numbers each."""
    return np.frombuffer(keys.buffers()[1] or b"", np.uint64)[2 * keys.offset : 2 * (keys.offset + len(keys))].reshape(
        -1, 2
    )
