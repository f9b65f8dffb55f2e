"""The index in memory: which documents share a fingerprint, found by sorting instead of by joins.

What ``index`` says in SQL is said here in compiled code, several times faster; both give the same rows. It serves while
the fingerprints fit in memory; beyond, one machine takes DuckDB, which spills, and a cluster takes Spark.

Fingerprints arrive in buckets by the highest bits of the hash. A bucket fits the cache, where those that stand in one
document only are dropped, and the rest is sorted: equal fingerprints then lie side by side, which is a group.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from analysis.jit import compiled
from reprints.reuse.compare import distinct
from reprints.reuse.index import COMMON_COPIES, DISTANCE, LEAD_SEEDS, OUTLET_COPIES, UNKNOWN_COPIES

BUCKET = 200_000  # fingerprints that are sorted together
BUCKETS = 12  # bits: most buckets
SLOTS = 8  # for each fingerprint of a bucket, when those of one document are dropped
ROW = 16  # bytes of a fingerprint with its document and place
SHARE = 0.6  # of the memory that fingerprints may take: what is sorted comes on top
CHUNK = 16_000_000  # ties of documents that are counted together


class Heap:
    """Fingerprints as they come, in buckets. expected: about how many come; memory: bytes that they may take."""

    def __init__(self, expected: int, memory: int):
        self.bits = int(np.clip((expected // BUCKET).bit_length(), 1, BUCKETS))
        self.size = 0
        self.hash, self.doc, self.pos = _reserved(memory // ROW)
        self.bounds: list[np.ndarray] = []  # of the buckets in each piece that was added

    def has_room(self, table: pa.Table) -> bool:
        return self.size + table.num_rows <= len(self.hash)

    def add(self, table: pa.Table) -> None:
        """Rows of doc, pos and hash, each hash once a document."""
        for batch in table.to_batches():
            doc, pos, value = (batch.column(c).to_numpy() for c in ("doc", "pos", "hash"))
            low, high = self.size, self.size + batch.num_rows
            out = self.hash[low:high], self.doc[low:high], self.pos[low:high]
            self.bounds.append(
                low + _scatter(value.view(np.uint64), doc, pos, np.uint64(64 - self.bits), 1 << self.bits, *out)
            )
            self.size = high

    def clear(self) -> None:
        """Give the memory back."""
        self.hash, self.doc, self.pos, self.size = self.hash[:0].copy(), self.doc[:0].copy(), self.pos[:0].copy(), 0

    def table(self) -> pa.Table:
        """All rows."""
        columns = self.doc[: self.size], self.pos[: self.size], self.hash[: self.size].view(np.int64)
        return pa.table(dict(zip(("doc", "pos", "hash"), map(pa.array, columns), strict=True)))


class Postings:
    """What ``index.Index`` answers; takes the heap's rows. outlets: each document's outlet as a number, or -1."""

    def __init__(self, heap: Heap, outlets: np.ndarray, max_df: int, apart: int, threads: int):
        self.outlets, self.max_df, self.apart, self.threads = outlets, max_df, apart, threads
        bounds = np.array(heap.bounds) if heap.bounds else np.zeros((1, (1 << heap.bits) + 1), np.int64)

        def job(bucket: int) -> tuple[np.ndarray, ...]:
            value, row = _shared(heap.hash, bounds, bucket, heap.bits)
            return _grouped(value, row, np.argsort(value), heap.doc, heap.pos)

        with ThreadPoolExecutor(threads) as pool:
            parts = [list(column) for column in zip(*pool.map(job, range(1 << heap.bits)), strict=True)]
        heap.clear()
        self.pos, self.doc, size, self.hash = (np.concatenate(parts.pop()) for _ in range(4))
        self.start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size, dtype=np.int64)])
        self.plain = np.zeros(len(self.hash), bool)  # boilerplate

    def suspects(self) -> pa.Table:
        """Fingerprints that one outlet prints often: hash, outlet, copies, example (its first document), pos."""
        rows = _suspects(
            self.start, self.doc, self.pos, self.outlets, int(self.outlets.max(initial=-1)) + 2, self.max_df
        )
        names = ("outlet", "copies", "example", "pos")
        return pa.table(
            {"hash": self.hash[rows[:, 0]].view(np.int64), **{n: rows[:, i] for i, n in enumerate(names, 1)}}
        )

    def holders(self, hashes: pa.Array) -> pa.Table:
        """The documents that hold some fingerprints: hash, doc, outlet, documents."""
        rows, group = self._rows(self._groups(hashes))
        doc = self.doc[rows]
        size = np.diff(self.start)[group]
        return pa.table(
            {"hash": self.hash[group].view(np.int64), "doc": doc, "outlet": self.outlets[doc], "documents": size}
        )

    def candidates(self, boilerplate: pa.Array) -> pa.Table:
        """The pairs of documents worth aligning, a < b; boilerplate: fingerprints that are none."""
        self.plain[self._groups(boilerplate)] = True
        size = np.diff(self.start)
        compared = ~self.plain & (size <= self.max_df)
        first = np.cumsum(_partners(self.start, self.doc, compared, len(self.outlets)))
        edges = np.searchsorted(first, np.arange(CHUNK, first[-1], CHUNK))
        edges = np.unique(np.concatenate([[0], edges, [len(self.outlets)]]))

        def job(low: int, high: int) -> np.ndarray:
            other, place = (np.empty(first[high] - first[low], np.int32) for _ in range(2))
            _listed(self.start, self.doc, self.pos, compared, first, low, high, other, place)
            return _pairs(other, place, first, low, high, self.apart)

        with ThreadPoolExecutor(self.threads) as pool:
            parts = list(pool.map(job, edges[:-1], edges[1:]))
        pairs = distinct(np.concatenate([*parts, self._led(np.flatnonzero(~self.plain & (size > self.max_df)))]))
        return pa.table({"a": pairs >> 32, "b": pairs & 0xFFFFFFFF})

    def _led(self, groups: np.ndarray) -> np.ndarray:
        """Pairs, as a << 32 | b, of the first document of some groups with each of the others."""
        rows, group = self._rows(groups)
        lead = self.start[group]
        distance = (self.pos[rows] - self.pos[lead]) // DISTANCE
        keep = rows != lead
        pair, distance = (self.doc[lead].astype(np.int64) << 32 | self.doc[rows])[keep], distance[keep]
        order = np.lexsort((distance, pair))
        pair, distance = pair[order], distance[order]
        last = LEAD_SEEDS - 1
        many = (pair[last:] == pair[: len(pair) - last]) & (distance[last:] == distance[: len(pair) - last])
        return pair[last:][many]

    def _rows(self, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows of some groups, and the group of each row."""
        size = np.diff(self.start)[groups]
        first = np.cumsum(size) - size
        return np.repeat(self.start[groups] - first, size) + np.arange(size.sum()), np.repeat(groups, size)

    def dropped(self) -> tuple[int, int]:
        """Fingerprints over the cutoff, and their occurrences."""
        size = np.diff(self.start)
        over = size[(size > self.max_df) & ~self.plain]
        return len(over), int(over.sum())

    def close(self) -> None:
        """Nothing is open."""

    def _groups(self, hashes: pa.Array) -> np.ndarray:
        """The groups of some hashes, those that have one."""
        wanted = distinct(hashes.to_numpy(zero_copy_only=False).view(np.uint64))
        at = np.searchsorted(self.hash, wanted)
        at, wanted = at[at < len(self.hash)], wanted[at < len(self.hash)]
        return at[self.hash[at] == wanted]


def _reserved(room: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrays for so many rows, or for as many as the system lets a process ask for. Untouched, they take no memory."""
    while True:
        try:
            return np.empty(room, np.uint64), np.empty(room, np.int32), np.empty(room, np.int32)
        except MemoryError:
            room //= 2


@compiled
def _scatter(hashes, docs, places, shift, buckets, to_hash, to_doc, to_pos):
    """Copy rows into the order of their buckets; where the buckets begin and end."""
    bounds = np.zeros(buckets + 1, np.int64)
    for h in hashes:
        bounds[np.int64(h >> shift) + 1] += 1
    bounds = np.cumsum(bounds)
    at = bounds[:-1].copy()
    for i in range(len(hashes)):
        bucket = np.int64(hashes[i] >> shift)
        k = at[bucket]
        at[bucket] = k + 1
        to_hash[k], to_doc[k], to_pos[k] = hashes[i], docs[i], places[i]
    return bounds


@compiled
def _shared(hashes, bounds, bucket, bits):
    """Of one bucket the rows whose hash may stand in a second document: hashes and rows."""
    size = 0
    for piece in range(len(bounds)):
        size += bounds[piece, bucket + 1] - bounds[piece, bucket]
    wide = 10
    while (1 << wide) < SLOTS * size:
        wide += 1
    left, right = np.uint64(bits), np.uint64(64 - wide)
    seen = np.zeros(1 << wide, np.uint8)
    for piece in range(len(bounds)):
        for row in range(bounds[piece, bucket], bounds[piece, bucket + 1]):
            slot = (hashes[row] << left) >> right
            if seen[slot] < 2:
                seen[slot] += 1
    value = np.empty(size, np.uint64)
    at = np.empty(size, np.int64)
    n = 0
    for piece in range(len(bounds)):
        for row in range(bounds[piece, bucket], bounds[piece, bucket + 1]):
            value[n], at[n] = hashes[row], row
            n += seen[(hashes[row] << left) >> right] > 1
    return value[:n].copy(), at[:n].copy()


@compiled
def _grouped(value, row, order, docs, places):
    """Groups of two rows and more: hash and size of each; documents and places, group by group, by document."""
    hashes = np.empty(len(order) // 2 + 1, np.uint64)
    sizes = np.empty(len(order) // 2 + 1, np.int32)
    doc = np.empty(len(order), np.int32)
    pos = np.empty(len(order), np.int32)
    groups, rows, i = 0, 0, 0
    while i < len(order):
        j = i + 1
        while j < len(order) and value[order[j]] == value[order[i]]:
            j += 1
        if j - i > 1:
            hashes[groups], sizes[groups] = value[order[i]], j - i
            groups += 1
            first = rows
            for k in range(i, j):
                doc[rows], pos[rows] = docs[row[order[k]]], places[row[order[k]]]
                rows += 1
            step = rows - first if rows - first > 16 else 2  # Shell's sort: what numpy has takes seconds to compile
            while step > 1:
                step = max(1, step * 5 // 11)
                for k in range(first + step, rows):
                    one, place, at = doc[k], pos[k], k
                    while at >= first + step and doc[at - step] > one:
                        doc[at], pos[at] = doc[at - step], pos[at - step]
                        at -= step
                    doc[at], pos[at] = one, place
        i = j
    return hashes[:groups].copy(), sizes[:groups].copy(), doc[:rows].copy(), pos[:rows].copy()


@compiled
def _suspects(start, docs, places, outlets, count, max_df):
    """Rows (group, outlet, copies, example, place); see ``index.SUSPECTS``."""
    out = np.empty((1024, 5), np.int64)
    n = 0
    stamp = np.full(count, -1, np.int64)  # by outlet + 1
    copies, example, place = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    for group in range(len(start) - 1):
        low, high = start[group], start[group + 1]
        if high - low < OUTLET_COPIES:
            continue
        for row in range(low, high):
            doc, outlet = docs[row], outlets[docs[row]] + 1
            if stamp[outlet] != group:
                stamp[outlet], copies[outlet], example[outlet], place[outlet] = group, 1, doc, places[row]
            else:
                copies[outlet] += 1
                if doc < example[outlet]:
                    example[outlet], place[outlet] = doc, places[row]
        if n + (high - low) + 1 > len(out):
            more = np.empty((2 * len(out) + (high - low) + 1, 5), np.int64)
            for k in range(n):
                for column in range(5):  # (a slice takes seconds to compile)
                    more[k, column] = out[k, column]
            out = more
        for row in range(low, high):
            outlet = outlets[docs[row]] + 1
            if copies[outlet] >= (OUTLET_COPIES if outlet > 0 else UNKNOWN_COPIES):
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = (
                    group,
                    outlet - 1,
                    copies[outlet],
                    example[outlet],
                    place[outlet],
                )
                n += 1
            copies[outlet] = 0  # told
        if high - low >= COMMON_COPIES or high - low > max_df:
            out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = group, -1, high - low, docs[low], places[low]
            n += 1
    return out[:n].copy()


@compiled
def _partners(start, docs, compared, count):
    """How many later documents the groups tie each document d to, at d + 1; one in several groups counts again."""
    out = np.zeros(count + 1, np.int64)
    for g in range(len(start) - 1):
        if compared[g]:
            for row in range(start[g], start[g + 1]):
                out[docs[row] + 1] += start[g + 1] - 1 - row
    return out


@compiled
def _listed(start, docs, places, compared, first, low, high, other, place):
    """For the documents from low to high, one after the other: each such later document, and the place of what ties it.

    They go into the last two arrays.
    """
    at = first[low:high] - first[low]
    for g in range(len(start) - 1):
        if not compared[g]:
            continue
        end = start[g + 1]
        for row in range(start[g], end):
            doc = docs[row]
            if low <= doc < high:
                k = at[doc - low]
                at[doc - low] = k + end - 1 - row
                for later in range(row + 1, end):
                    other[k], place[k] = docs[later], places[row]
                    k += 1


@compiled
def _pairs(other, place, first, low, high, apart):
    """Pairs, as a << 32 | b, whose places are ``apart`` tokens from first to last."""
    out = np.empty(1024, np.int64)
    n = 0
    capacity = 1024
    stamp, slots = (
        np.full(capacity, -1, np.int32),
        np.empty((capacity, 3), np.int32),
    )  # document, lowest and highest place
    for a in range(low, high):
        begin, end = first[a] - first[low], first[a + 1] - first[low]
        needed = 64
        while needed < 2 * min(end - begin, len(first)):
            needed *= 2
        if needed > capacity:
            capacity = needed
            stamp, slots = np.full(capacity, -1, np.int32), np.empty((capacity, 3), np.int32)
        mask = np.uint32(needed - 1)
        for k in range(begin, end):
            b, here = other[k], place[k]
            slot = (np.uint32(b) * np.uint32(0x9E3779B1) >> np.uint32(7)) & mask
            while stamp[slot] == a and slots[slot, 0] != b:
                slot = (slot + np.uint32(1)) & mask
            if stamp[slot] != a:
                stamp[slot], slots[slot, 0], slots[slot, 1], slots[slot, 2] = a, b, here, here
                told = apart == 0
            else:
                before = slots[slot, 2] - slots[slot, 1]
                slots[slot, 1], slots[slot, 2] = min(slots[slot, 1], here), max(slots[slot, 2], here)
                told = before < apart and slots[slot, 2] - slots[slot, 1] >= apart
            if told:
                if n == len(out):
                    out = np.concatenate((out, np.empty(n, np.int64)))
                out[n] = np.int64(a) << 32 | b
                n += 1
    return out[:n].copy()
