"""What was freed goes back to the system, which both C's and Arrow's allocators put off: between stages it is much."""

from __future__ import annotations

import ctypes
from contextlib import suppress

import pyarrow as pa


def trim() -> None:
    """Give back what is free. Only where C's library can (glibc); elsewhere its allocator gives back by itself."""
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
