"""Aligning candidate pairs: the passages of many pairs, within a bound on memory, on several threads.

The tokens of all documents in candidate pairs are held at four bytes each. Where that is more than the memory allows,
the documents are cut into blocks (documents that share candidates together) and pairs of blocks are taken in turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from reprints.reuse import passages
from reprints.reuse.documents import Documents
from reprints.reuse.fingerprints import Recipe
from reprints.reuse.tokens import Tokens

BATCH = 20_000  # pairs a task
TOKENS_A_DOCUMENT = 600  # a guess, until the documents have been counted

Progress = Callable[[str, int, int], None]


@dataclass
class Limits:
    """passage: words that a passage has at least; link: words that the passages of a pair have together at least."""

    passage: int
    link: int


@dataclass
class Found:
    """Passages by document number (a < b) and token, sorted by a, b and place; arrays of one length.

    ``size`` has the words of each document that are no boilerplate (0 for documents that were never compared).
    """

    a: np.ndarray
    b: np.ndarray
    from_a: np.ndarray
    to_a: np.ndarray
    from_b: np.ndarray
    to_b: np.ndarray
    words: np.ndarray
    run: np.ndarray
    size: np.ndarray


def ordered(pool: Executor, job: Callable, items: Iterable, ahead: int) -> Iterator:
    """Results in the order of the items, with a bounded number of them under way."""
    waiting: deque = deque()
    for item in items:
        waiting.append(pool.submit(job, item))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def distinct(values: np.ndarray) -> np.ndarray:
    """The different values, sorted. (``np.unique`` hashes them, which takes several times as long.)"""
    values = np.sort(values)
    return values[np.concatenate([[True], values[1:] != values[:-1]])] if len(values) else values


@dataclass
class Loaded:
    """Packed tokens of some documents: document i of ``numbers`` (ascending) is ``tokens[starts[i]:stops[i]]``."""

    numbers: np.ndarray
    tokens: np.ndarray
    starts: np.ndarray
    stops: np.ndarray
    key: np.ndarray

    def place(self, numbers: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.numbers, numbers)


class Comparer:
    """Aligns documents of a corpus, leaving boilerplate (a hash set of shingles) out."""

    def __init__(self, corpus: Documents | None, recipe: Recipe, boilerplate: np.ndarray, threads: int):
        self._corpus, self.recipe, self.threads = corpus, recipe, threads
        self.boilerplate = boilerplate if len(boilerplate) else None
        if self.boilerplate is not None:
            from reprints.reuse import compiled

            self.boilerplate = compiled.hash_set(np.sort(boilerplate))

    @property
    def corpus(self) -> Documents:
        """What it reads from. A worker of Spark has none: it aligns what is brought to it."""
        assert self._corpus is not None
        return self._corpus

    def load(self, numbers: np.ndarray) -> Loaded:
        """Tokens of the documents with these numbers (ascending)."""
        wanted = np.zeros(len(self.corpus), bool)
        wanted[numbers] = True
        tokens, filled = (
            np.empty(TOKENS_A_DOCUMENT * len(numbers), np.uint32),
            0,
        )  # what stays untouched takes no memory
        doc, sizes, keys = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
        with ThreadPoolExecutor(self.threads) as pool:
            for part_doc, packed, part_sizes, part_keys in ordered(
                pool, self._pack, self.corpus.texts(wanted), 4 * self.threads
            ):
                if filled + len(packed) > len(tokens):  # in place: there is no second copy of the tokens at any time
                    tokens.resize(filled + len(packed) + len(tokens) // 4, refcheck=False)
                tokens[filled : filled + len(packed)] = packed
                filled += len(packed)
                doc.append(part_doc)
                sizes.append(part_sizes)
                keys.append(part_keys)
        tokens.resize(filled, refcheck=False)
        numbers, size = np.concatenate(doc), np.concatenate(sizes)
        stops = np.cumsum(size)
        order = np.argsort(numbers, kind="stable")
        return Loaded(numbers[order], tokens, (stops - size)[order], stops[order], np.concatenate(keys)[order])

    def prepare(self, text: pa.Array, *, passing: bool = False) -> tuple[Tokens, np.ndarray, np.ndarray]:
        """Tokens of some texts, the same packed with boilerplate masked, and the key of each text's content.

        passing: as for ``Recipe.tokenise``, of the tokens.
        """
        tokens = self.recipe.tokenise(text, passing=passing)
        single = tokens.single.view(np.uint8)
        if self.boilerplate is None:
            masked = np.zeros(len(tokens), bool)
        else:
            from reprints.reuse import compiled

            masked = compiled.masked(tokens.hash, single, tokens.bounds, self.boilerplate)
        packed = passages.pack(tokens.hash, single, masked)
        return tokens, packed, passages.content_keys(packed, tokens.bounds)

    def _pack(self, batch: pa.RecordBatch) -> tuple[np.ndarray, ...]:
        tokens, packed, key = self.prepare(batch.column("text"), passing=True)
        return batch.column("doc").to_numpy(), packed, np.diff(tokens.bounds), key

    def align(self, loaded: Loaded, a: np.ndarray, b: np.ndarray, limits: Limits, progress: Progress) -> np.ndarray:
        """Rows (a, b, from_a, to_a, from_b, to_b, words, run) of pairs of document numbers."""
        one, other = loaded.place(a), loaded.place(b)
        swap = loaded.key[one] > loaded.key[other]
        one, other = np.where(swap, other, one), np.where(swap, one, other)
        order = np.lexsort((other, one))
        one, other = one[order], other[order]
        jobs = [slice(low, low + BATCH) for low in range(0, len(one), BATCH)]

        def job(part: slice) -> np.ndarray:
            rows = passages.align_pairs(
                loaded.tokens, loaded.starts, loaded.stops, one[part], other[part], 2 * limits.passage, 2 * limits.link
            )
            rows[:, 0] += part.start
            return rows

        done, found = 0, []
        with ThreadPoolExecutor(self.threads) as pool:
            for rows in ordered(pool, job, jobs, 2 * self.threads):
                found.append(rows)
                done += BATCH
                progress("align", min(done, len(one)), len(one))
        rows = np.concatenate(found) if found else np.empty((0, 7), np.int32)
        first, second = loaded.numbers[one[rows[:, 0]]], loaded.numbers[other[rows[:, 0]]]
        turned = first > second
        ends = rows[:, 1:5]
        ends = np.where(turned[:, None], ends[:, [2, 3, 0, 1]], ends)
        out = np.empty((len(rows), 8), np.int64)
        out[:, 0], out[:, 1] = np.where(turned, second, first), np.where(turned, first, second)
        out[:, 2:6], out[:, 6:] = ends, rows[:, 5:]
        return out


def compare(comparer: Comparer, a: np.ndarray, b: np.ndarray, limits: Limits, memory: int, progress: Progress) -> Found:
    """The passages of all candidate pairs (a < b)."""
    size = np.zeros(len(comparer.corpus), np.int64)
    rows = []
    for numbers, chosen in _rounds(a, b, memory // (4 * TOKENS_A_DOCUMENT)):
        loaded = comparer.load(numbers)
        size[loaded.numbers] = passages.unmasked(loaded.tokens, loaded.starts, loaded.stops)
        rows.append(comparer.align(loaded, a[chosen], b[chosen], limits, progress))
        del loaded
    table = np.concatenate(rows) if rows else np.empty((0, 8), np.int64)
    table = table[np.lexsort((table[:, 4], table[:, 2], table[:, 1], table[:, 0]))]
    first, second, from_a, to_a, from_b, to_b, words, run = np.ascontiguousarray(table.T)
    return Found(first, second, from_a, to_a, from_b, to_b, words, run, size)


def _rounds(a: np.ndarray, b: np.ndarray, room: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Documents to hold at a time, at most ``room`` of them where it can be, and the pairs among them."""
    numbers = distinct(np.concatenate([a, b]))
    if len(numbers) <= max(room, 2):
        if len(numbers):
            yield numbers, np.arange(len(a))
        return
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = np.searchsorted(numbers, a), np.searchsorted(numbers, b)
    links = coo_matrix((np.ones(len(a), np.int8), (one, other)), shape=(len(numbers),) * 2)
    label = connected_components(links, directed=False)[1]
    place = np.empty(len(numbers), np.int64)
    place[np.lexsort((np.arange(len(numbers)), label))] = np.arange(len(numbers))
    block = place // max(1, room // 2)
    low, high = np.minimum(block[one], block[other]), np.maximum(block[one], block[other])
    combined = low * (int(block.max()) + 1) + high
    order = np.argsort(combined, kind="stable")
    edges = np.flatnonzero(np.diff(combined[order])) + 1
    for chosen in np.split(order, edges):
        yield np.unique(np.concatenate([a[chosen], b[chosen]])), chosen


def characters(comparer: Comparer, found: Found, progress: Progress) -> tuple[np.ndarray, ...]:
    """Character offsets of the passages: start_a, end_a, start_b, end_b."""
    n = len(found.a)
    doc = np.concatenate([found.a, found.a, found.b, found.b])
    token = np.concatenate([found.from_a, found.to_a - 1, found.from_b, found.to_b - 1])
    order = np.argsort(doc, kind="stable")
    doc, token = doc[order], token[order]
    is_end = np.concatenate([np.zeros(n, bool), np.ones(n, bool)] * 2)[order]
    out = np.empty(4 * n, np.int64)
    wanted = np.zeros(len(comparer.corpus), bool)
    wanted[doc] = True

    def job(batch) -> int:
        tokens = comparer.recipe.tokenise(batch.column("text"), passing=True)
        numbers = batch.column("doc").to_numpy()
        low, high = np.searchsorted(doc, numbers, "left"), np.searchsorted(doc, numbers, "right")
        counts = high - low
        here = np.repeat(low - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
        at = np.repeat(tokens.bounds[:-1], counts) + token[here]
        out[order[here]] = np.where(is_end[here], tokens.end[at], tokens.start[at])
        return len(numbers)

    done, total = 0, int(wanted.sum())
    with ThreadPoolExecutor(comparer.threads) as pool:
        for count in ordered(pool, job, comparer.corpus.texts(wanted), 4 * comparer.threads):
            done += count
            progress("locate", done, total)
    return tuple(out.reshape(4, n))
