"""UTF-8 to words in one compiled pass: the number of each spelling, where it stands, and where sentences begin.

It reads Arrow's buffers without making Python strings, and releases the interpreter lock. A spelling is found in an
open hash table and compared byte by byte, so that no two are ever taken for one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from analysis.jit import compiled
from newsbench.index.documents import utf8
from newsbench.index.letters import (
    APOSTROPHE,
    COMMA,
    DIGIT,
    END,
    HYPHEN,
    LOWER,
    MARK,
    NEWLINE,
    SINGLE,
    SPACE,
    STOP,
    STRONG,
    UPPER,
    abbreviations,
    kinds,
)

if TYPE_CHECKING:
    import pyarrow as pa

_PRIME, _SEED = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)
_WEAK, _ENDED = 1, 2  # how a sentence stands: it may have ended, it has ended


@njit(inline="always")
def _point_at(data, at):
    """The code point that begins at a byte, and where the next one begins."""
    c = np.int64(data[at])
    if c < 0x80:
        return c, at + 1
    if c < 0xE0:
        return ((c & 0x1F) << 6) | (data[at + 1] & 0x3F), at + 2
    if c < 0xF0:
        return ((c & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F), at + 3
    return ((c & 0x07) << 18) | ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6) | (
        data[at + 3] & 0x3F
    ), at + 4


@compiled
def _hash(data, first, last):
    value = _SEED
    for i in range(first, last):
        value = (value ^ np.uint64(data[i])) * _PRIME
    return value ^ (value >> np.uint64(32))


@compiled
def _number(data, first, last, slots, hashes, begins, counts, arena, state):
    """The number of a spelling; a new one is added. state: how many there are."""
    value = _hash(data, first, last)
    mask = len(slots) - 1
    slot = np.int64(value & np.uint64(mask))
    length = last - first
    while True:
        known = slots[slot]
        if known < 0:
            break
        if hashes[known] == value and begins[known + 1] - begins[known] == length:
            same = True
            for i in range(length):
                if arena[begins[known] + i] != data[first + i]:
                    same = False
                    break
            if same:
                counts[known] += 1
                return known
        slot = (slot + 1) & mask
    new = state[0]
    slots[slot] = new
    hashes[new] = value
    counts[new] = 1
    for i in range(length):
        arena[begins[new] + i] = data[first + i]
    begins[new + 1] = begins[new] + length
    state[0] = new + 1
    return new


@compiled
def _word_end(data, at, stop, kinds, kind):
    """Where a word ends that begins before `at`: the byte, how many characters were passed, whether a stop joined."""
    passed, run, last, dotted = 0, 1, kind, False
    while at < stop:
        point, after = _point_at(data, at)
        here = kinds[point]
        if here <= DIGIT:
            last = here
            run += 1
        elif here != MARK:
            if not (APOSTROPHE <= here <= COMMA) or after >= stop:
                break
            point, beyond = _point_at(data, after)
            ahead = kinds[point]
            if here <= HYPHEN:
                joins = ahead <= DIGIT
            elif last == DIGIT and ahead == DIGIT:
                joins = True
            elif here == STOP and run == 1 and last <= LOWER and ahead <= LOWER:
                joins = beyond >= stop or kinds[_point_at(data, beyond)[0]] > LOWER
                dotted |= joins
            else:
                joins = False
            if not joins:
                break
            run = 0
        passed += 1
        at = after
    return at, passed, dotted


@compiled
def _is_one_of(data, first, last, hashes):
    """Whether a word has one of these hashes."""
    return (hashes == _hash(data, first, last)).any()


@compiled
def _scan(data, bounds, kinds, short, slots, hashes, begins, counts, arena, state, words, offsets, ends, marks, lines):
    """All words of documents. ends: words up to the end of each document; marks, lines: where sentences and paragraphs
    begin. Returns how many words, sentences and paragraphs there are.
    """
    n = n_marks = n_lines = 0
    for d in range(len(bounds) - 1):
        at, stop, char = bounds[d], bounds[d + 1], 0
        opens, standing, spaced = True, 0, False
        before, before_end, before_short = np.int64(0), np.int64(-1), False  # the word before: its bytes
        while at < stop:
            point, after = _point_at(data, at)
            kind = kinds[point]
            if kind <= SINGLE:
                first, where = at, char
                char += 1
                dotted, passed = False, 0
                if kind == SINGLE:
                    at = after
                    while at < stop:
                        point, after = _point_at(data, at)
                        if kinds[point] != MARK:
                            break
                        at = after
                        passed += 1
                else:
                    at, passed, dotted = _word_end(data, after, stop, kinds, kind)
                char += passed
                if opens or standing == _ENDED or (standing == _WEAK and kind != LOWER and (spaced or kind == SINGLE)):
                    marks[n_marks] = n
                    n_marks += 1
                if opens:
                    lines[n_lines] = n
                    n_lines += 1
                opens, standing, spaced = False, 0, False
                number = _number(data, first, at, slots, hashes, begins, counts, arena, state)
                before, before_end = first, at
                before_short = dotted or (kind == UPPER and passed == 0)
                words[n] = number
                offsets[n] = where
                n += 1
                continue
            if kind == NEWLINE:
                opens = True
            elif kind == SPACE:
                spaced = standing > 0
            elif kind == STRONG:
                standing = _ENDED
            elif kind == END or (
                kind == STOP and not (before_end == at and (before_short or _is_one_of(data, before, at, short)))
            ):
                standing = max(standing, _WEAK)
            at = after
            char += 1
        ends[d] = n
    return n, n_marks, n_lines


@compiled
def _count(data, bounds, kinds):
    out = np.zeros(len(bounds) - 1, np.int64)
    for d in range(len(out)):
        at, stop = bounds[d], bounds[d + 1]
        while at < stop:
            point, at = _point_at(data, at)
            kind = kinds[point]
            if kind < SINGLE:
                at, _, _ = _word_end(data, at, stop, kinds, kind)
            out[d] += kind <= SINGLE
    return out


def words_of(texts: pa.Array) -> np.ndarray:
    """How many words each text has, as an index of them would count; each Chinese character is one."""
    return _count(*utf8(texts), kinds())


@dataclass
class Found:
    """The words of some documents, by number of spelling; places count from the first word of these documents."""

    words: np.ndarray  # uint32
    offsets: np.ndarray  # uint32: characters of the document before each
    ends: np.ndarray  # int64: words up to the end of each document
    sentences: np.ndarray  # int64: the word that each begins with
    paragraphs: np.ndarray


@dataclass
class Scanner:
    """Cuts documents into words, and keeps the spellings that were met, numbered in the order of their coming."""

    count: int = 0
    _slots: np.ndarray = field(default_factory=lambda: np.full(1 << 12, -1, np.int32))
    _hashes: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint64))
    _begins: np.ndarray = field(default_factory=lambda: np.zeros(1, np.int64))
    _counts: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    _arena: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))

    def scan(self, data: np.ndarray, bounds: np.ndarray) -> Found:
        """The words of documents, whose UTF-8 stands in ``data`` from one bound to the next."""
        size = int(bounds[-1] - bounds[0])
        self._make_room(size)
        most = size + 1
        words, offsets = np.empty(most, np.uint32), np.empty(most, np.uint32)
        ends = np.empty(len(bounds) - 1, np.int64)
        marks, lines = np.empty(most, np.int64), np.empty(most, np.int64)
        state = np.array([self.count])
        short = np.array([_hash(np.frombuffer(word, np.uint8), 0, len(word)) for word in abbreviations()], np.uint64)
        n, n_marks, n_lines = _scan(
            data, bounds.astype(np.int64), kinds(), short,
            self._slots, self._hashes, self._begins, self._counts, self._arena, state,
            words, offsets, ends, marks, lines,
        )  # fmt: skip
        self.count = int(state[0])
        return Found(words[:n], offsets[:n], ends, marks[:n_marks], lines[:n_lines])

    def spellings(self) -> list[str]:
        """Every spelling, by number."""
        data, begins = self._arena.tobytes(), self._begins.tolist()
        return [data[begins[i] : begins[i + 1]].decode() for i in range(self.count)]

    def counts(self) -> np.ndarray:
        """How often each spelling was met, by number."""
        return self._counts[: self.count].copy()

    def _make_room(self, size: int) -> None:
        """For as many new spellings as that many bytes can hold: one for each two, as something stands between them."""
        most = self.count + size + 1
        self._hashes, self._counts = _grown(self._hashes, most), _grown(self._counts, most)
        self._begins = _grown(self._begins, most + 1)
        self._arena = _grown(self._arena, int(self._begins[self.count]) + size)
        if 2 * most > len(self._slots):
            slots = np.full(1 << (2 * most).bit_length(), -1, np.int32)
            _place(slots, self._hashes, self.count)
            self._slots = slots


@compiled
def _place(slots, hashes, count):
    mask = len(slots) - 1
    for i in range(count):
        slot = np.int64(hashes[i] & np.uint64(mask))
        while slots[slot] >= 0:
            slot = (slot + 1) & mask
        slots[slot] = i


def _grown(array: np.ndarray, size: int) -> np.ndarray:
    if len(array) >= size:
        return array
    out = np.zeros(max(size, len(array) * 3 // 2), array.dtype)
    out[: len(array)] = array
    return out
