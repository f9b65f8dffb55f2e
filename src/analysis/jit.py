"""Compiled functions, kept between runs where there is a place to keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit


def compiled(function):
    """A function compiled on first use, without the interpreter lock.

    What is kept is thrown away where the function's file changes, and where anything does that is compiled into it.

    Where neither the package nor a home can be written, numba has no place for what it compiled: it is then compiled
    anew in each run, which takes some seconds.
    """
    try:
        made = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)
    # numba asks for the function's own file only, and has no open place to say more.
    kept = made._cache._cache_file
    kept._source_stamp = (kept._source_stamp, stands_on(function))
    return made


def stands_on(function) -> str:
    """A hash of what may be compiled into a function beside its own file: compiled functions that its module imports,
    with theirs in turn, and numbers and arrays, which become constants.
    """
    found = hashlib.sha256()
    for file in sorted(set(_files(function.__globals__, set()))):
        found.update(file.read_bytes())
    for name, value in sorted(function.__globals__.items()):
        if isinstance(value, (bool, int, float, str, bytes, tuple)) and not name.startswith("__"):
            found.update(f"{name}={value!r};".encode("utf-8", "surrogatepass"))
        elif isinstance(value, np.ndarray):
            found.update(name.encode() + str(value.dtype).encode() + value.tobytes())
    return found.hexdigest()


def _files(names: Mapping[str, Any], seen: set[int]) -> Iterator[Path]:
    """The files of the compiled functions among the names of a module, and of those that their modules have."""
    for value in list(names.values()):
        called = getattr(value, "py_func", None)
        if called is not None and id(called.__globals__) not in seen:
            seen.add(id(called.__globals__))
            yield Path(called.__code__.co_filename)
            yield from _files(called.__globals__, seen)
