"""Fingerprints: which shingles of a text stand for it in the index. One function, whatever the engine.

A shingle is five words, or eight tokens where it begins with a character of an unspaced script; it is kept when its
64-bit hash divides by ``keep``, which depends on nothing but its words. So fingerprints do not depend on batches, order
or processes, and those of a thinner index are a subset of those of a denser one.

The algorithm has a name (``algorithm``); stored fingerprints of another name are never mixed in.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from reprints.reuse import fold as _fold
from reprints.reuse.fold import BASE, U64, scramble
from reprints.reuse.tokens import SINGLES, WORDS, Tokens, powers
from reprints.reuse.tokens import tokenise as tokenise_reference

VERSION = 1

SCHEMA = pa.schema([("doc", pa.int64()), ("pos", pa.int32()), ("hash", pa.int64())])
NUMBERED = pa.schema(
    [("doc", pa.int32()), ("pos", pa.int32()), ("hash", pa.int64())]
)  # one machine has fewer documents


@dataclass(frozen=True)
class Recipe:
    """How fingerprints are made. keep: one shingle in so many; fold: None or "t2s"; compiled: numba or numpy."""

    keep: int = 4
    fold: str | None = None
    compiled: bool = True

    @cached_property
    def table(self) -> _fold.Table:
        return _fold.table(self.fold)

    @property
    def algorithm(self) -> str:
        """The name under which equal texts have equal fingerprints, on any machine and engine."""
        return f"reuse{VERSION}-{self.table.name}-w{WORDS}s{SINGLES}-mod{self.keep}"

    def tokenise(self, text: pa.Array, *, passing: bool = False) -> Tokens:
        """Tokens of an Arrow array of strings (null is empty).

        passing: they are done with when this thread calls again, so that their memory is used anew.
        """
        if not (self.compiled and compiled_available()):
            return tokenise_reference([t or "" for t in text.to_pylist()], self.table)
        from reprints.reuse import compiled

        data, offsets = buffers(text)
        room = int(offsets[-1] - offsets[0]) // 2 + len(text) + 1
        arrays = [_room.take(name, room, kind) for name, kind in _TOKEN.items()]
        bounds = np.empty(len(text) + 1, np.int64)
        table = self.table
        n = compiled.tokenise(data, offsets, table.kind, table.value, table.length, *arrays, bounds)
        hashes, start, end, single = (a[:n] if passing else a[:n].copy() for a in arrays)
        return Tokens(hashes, start, end, single.view(bool), bounds)

    def shingles(self, tokens: Tokens, keep: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Document, place (token in the document) and hash (uint64) of each kept shingle, once a document."""
        keep = keep or self.keep
        if not (self.compiled and compiled_available()):
            return shingles_reference(tokens, keep)
        from reprints.reuse import compiled

        for room in (2 * len(tokens) // keep + 1024, len(tokens)):  # twice what is expected; in the odd text more
            arrays = [_room.take(name, room, kind) for name, kind in _SHINGLE.items()]
            n = compiled.shingles(tokens.hash, tokens.single.view(np.uint8), tokens.bounds, keep, *arrays)
            if n >= 0:
                break
        document, position, value = (a[:n].copy() for a in arrays)
        return document, position, value


_TOKEN = {"hash": np.uint64, "start": np.int32, "end": np.int32, "single": np.uint8}
_SHINGLE = {"document": np.int32, "position": np.int32, "value": np.uint64}
_LARGEST_ROOM = 1 << 24  # elements: more is given back


class _Room(threading.local):
    """Arrays that the compiled kernel writes to, one set a thread: asking the system for fresh memory each time costs
    as much as the work itself.
    """

    def __init__(self):
        self.arrays: dict[str, np.ndarray] = {}

    def take(self, name: str, size: int, kind) -> np.ndarray:
        array = self.arrays.get(name)
        if array is None or len(array) < size:
            array = np.empty(size + size // 4, kind)
            if size <= _LARGEST_ROOM:
                self.arrays[name] = array
        return array[:size]


_room = _Room()


def compiled_available() -> bool:
    """Whether numba imports here; without it the numpy reference does the same, slower."""
    global _compiled
    if _compiled is None:
        try:
            import numba  # noqa: F401

            _compiled = True
        except ImportError:
            _compiled = False
    return _compiled


_compiled: bool | None = None


def buffers(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes and the offsets (int64) of an Arrow array of strings, without a copy where Arrow has none."""
    if not pa.types.is_large_string(text.type):
        text = text.cast(pa.large_string())
    if text.null_count:
        text = text.fill_null("")
    _, offsets, data = text.buffers()
    offsets = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    data = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return data, offsets


def fingerprint(batch: pa.RecordBatch, recipe: Recipe = Recipe()) -> pa.RecordBatch:
    """A batch with the columns ``doc`` (int64) and ``text`` to its fingerprints: doc, pos (token), hash (int64)."""
    tokens = recipe.tokenise(batch.column("text"), passing=True)
    document, position, value = recipe.shingles(tokens)
    doc = batch.column("doc").to_numpy(zero_copy_only=False)
    return pa.record_batch(
        [pa.array(doc[document], pa.int64()), pa.array(position, pa.int32()), pa.array(value.view(np.int64))],
        schema=SCHEMA,
    )


def shingles_reference(tokens: Tokens, keep: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The definition of a shingle, in numpy."""
    raised = powers(BASE, max(WORDS, SINGLES))
    document = tokens.document
    found = []
    for is_single, size in ((False, WORDS), (True, SINGLES)):
        at = np.flatnonzero(tokens.single == is_single)
        at = at[at + size <= len(tokens)]
        at = at[document[at] == document[at + size - 1]] if len(at) else at
        total = np.zeros(len(at), U64)
        for q in range(size):
            total += tokens.hash[at + q] * raised[q]
        found.append((at, scramble(total)))
    at = np.concatenate([f[0] for f in found])
    value = np.concatenate([f[1] for f in found])
    kept = value % U64(keep) == 0
    at, value = at[kept], value[kept]
    order = np.argsort(at, kind="stable")
    at, value = at[order], value[order]
    where = document[at]
    order = np.lexsort((at, value, where))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(where[order]) != 0) | (value[order][1:] != value[order][:-1])
    chosen = np.sort(order[first])
    at, value, where = at[chosen], value[chosen], where[chosen]
    return where.astype(np.int32), (at - tokens.bounds[where]).astype(np.int32), value
