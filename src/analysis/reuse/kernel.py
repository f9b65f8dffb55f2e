"""The compiled kernel: UTF-8 bytes to tokens and shingles in one pass, equal to the numpy reference bit for bit.

It reads Arrow buffers without making Python strings and releases the interpreter lock, so that threads use all cores.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.reuse.fold import BASE, BREAK, HYPHEN, PASSED, SEPARATOR, SINGLE, SPACE, WORD
from analysis.reuse.tokens import LONGEST_BREAK

_A = np.uint64(BASE)
_B = np.uint64(0xBF58476D1CE4E5B9)
_C = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(1)
_ZERO = np.uint64(0)


@njit(inline="always")
def scramble(x):
    x = x + _A
    x = (x ^ (x >> np.uint64(30))) * _B
    x = (x ^ (x >> np.uint64(27))) * _C
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def decode(data, low, high, points):
    """Code points of one UTF-8 text; how many."""
    n = 0
    at = low
    while at < high:
        c = np.uint32(data[at])
        if c < 0x80:
            at += 1
        elif c < 0xE0:
            c = ((c & 0x1F) << 6) | (data[at + 1] & 0x3F)
            at += 2
        elif c < 0xF0:
            c = ((c & 0x0F) << 12) | ((data[at + 1] & 0x3F) << 6) | (data[at + 2] & 0x3F)
            at += 3
        else:
            c = ((c & 0x07) << 18) | ((data[at + 1] & 0x3F) << 12) | ((data[at + 2] & 0x3F) << 6) | (data[at + 3] & 0x3F)
            at += 4
        points[n] = c
        n += 1
    return n


@njit(cache=True, nogil=True)
def tokenise(data, offsets, kinds, values, lengths):
    """Tokens of Arrow strings: hash, start, end, single (as uint8), bounds; the same as ``tokens.tokenise``."""
    documents = len(offsets) - 1
    size = offsets[documents] - offsets[0]
    room = size // 2 + documents + 1  # a word has a separator after it, an unspaced letter three bytes
    hashes = np.empty(room, np.uint64)
    starts = np.empty(room, np.int32)
    ends = np.empty(room, np.int32)
    single = np.empty(room, np.uint8)
    bounds = np.zeros(documents + 1, np.int64)
    raised = np.ones(64, np.uint64)
    for i in range(1, 64):
        raised[i] = raised[i - 1] * _A
    longest = 0
    for d in range(documents):
        longest = max(longest, offsets[d + 1] - offsets[d])
    points = np.empty(longest + 1, np.uint32)
    n = 0
    for d in range(documents):
        count = decode(data, offsets[d], offsets[d + 1], points)
        total, power = _ZERO, _ONE
        first, last = -1, -1  # of the word that is open
        j = 0
        while j < count:
            point = points[j]
            kind = kinds[point]
            if kind == WORD:
                if first < 0:
                    first = j
                    total, power = _ZERO, _ONE
                total += values[point] * power
                power *= raised[lengths[point]]
                last = j + 1
            elif kind == PASSED:
                pass
            else:
                if kind == HYPHEN and j > 0 and kinds[points[j - 1]] == WORD:
                    ahead = j + 1
                    broken = False
                    for _ in range(LONGEST_BREAK):
                        here = kinds[points[ahead]] if ahead < count else np.uint8(SEPARATOR)
                        if here == BREAK:
                            broken = True
                            ahead += 1
                        elif here == SPACE:
                            ahead += 1
                    if ahead < count and kinds[points[ahead]] == WORD and (broken or ahead == j + 1):
                        j = ahead
                        continue
                if first >= 0:
                    hashes[n], starts[n], ends[n], single[n] = scramble(total), first, last, 0
                    n += 1
                    first = -1
                if kind == SINGLE:
                    hashes[n], starts[n], ends[n], single[n] = scramble(values[point]), j, j + 1, 1
                    n += 1
            j += 1
        if first >= 0:
            hashes[n], starts[n], ends[n], single[n] = scramble(total), first, last, 0
            n += 1
        bounds[d + 1] = n
    return hashes[:n].copy(), starts[:n].copy(), ends[:n].copy(), single[:n].copy(), bounds


@njit(cache=True, nogil=True)
def shingles(hashes, single, bounds, words, singles, keep):
    """Shingles whose hash divides by ``keep``, once a document at their first place: document, token in it, hash."""
    # Twice what is expected; in the odd text that needs more, the work is done again with room for all. (Growing the
    # arrays inside the loop makes the loop many times slower.)
    room = min(len(hashes), 2 * len(hashes) // keep + 1024)
    found = _shingles(hashes, single, bounds, words, singles, keep, room)
    if found[0] < 0:
        found = _shingles(hashes, single, bounds, words, singles, keep, len(hashes))
    n, document, position, value = found
    return document[:n].copy(), position[:n].copy(), value[:n].copy()


@njit(cache=True, nogil=True)
def _shingles(hashes, single, bounds, words, singles, keep, room):
    document = np.empty(room, np.int32)
    position = np.empty(room, np.int32)
    value = np.empty(room, np.uint64)
    raised = np.ones(max(words, singles) + 1, np.uint64)
    for i in range(1, len(raised)):
        raised[i] = raised[i - 1] * _A
    modulus = np.uint64(keep)
    longest = 0
    for d in range(len(bounds) - 1):
        longest = max(longest, bounds[d + 1] - bounds[d])
    capacity = 64
    while capacity < 2 * longest:
        capacity *= 2
    seen = np.empty(capacity, np.uint64)
    stamp = np.full(capacity, -1, np.int32)
    mask = np.uint64(capacity - 1)
    n = 0
    for d in range(len(bounds) - 1):
        low, high = bounds[d], bounds[d + 1]
        for i in range(low, high):
            size = singles if single[i] else words
            if i + size > high:
                continue
            h = _ZERO
            for q in range(size):
                h += hashes[i + q] * raised[q]
            h = scramble(h)
            if h % modulus != _ZERO:
                continue
            slot = (h >> np.uint64(20)) & mask
            while stamp[slot] == d and seen[slot] != h:
                slot = (slot + _ONE) & mask
            if stamp[slot] == d:
                continue
            stamp[slot] = d
            seen[slot] = h
            if n == room:
                return -1, document, position, value
            document[n], position[n], value[n] = d, i - low, h
            n += 1
    return n, document, position, value


@njit(cache=True, nogil=True)
def masked(hashes, single, bounds, words, singles, table):
    """Which tokens stand in a shingle of ``table`` (an open-addressing set from ``hash_set``)."""
    out = np.zeros(len(hashes), np.bool_)
    raised = np.ones(max(words, singles) + 1, np.uint64)
    for i in range(1, len(raised)):
        raised[i] = raised[i - 1] * _A
    mask = np.uint64(len(table) - 1)
    for d in range(len(bounds) - 1):
        low, high = bounds[d], bounds[d + 1]
        for i in range(low, high):
            size = singles if single[i] else words
            if i + size > high:
                continue
            h = _ZERO
            for q in range(size):
                h += hashes[i + q] * raised[q]
            h = scramble(h)
            slot = (h >> np.uint64(20)) & mask
            while table[slot] != _ZERO and table[slot] != h:
                slot = (slot + _ONE) & mask
            if table[slot] == h and h != _ZERO:
                out[i : i + size] = True
    return out


@njit(cache=True, nogil=True)
def hash_set(values):
    """An open-addressing set of non-zero hashes, half empty at least."""
    capacity = 64
    while capacity < 2 * len(values) + 2:
        capacity *= 2
    table = np.zeros(capacity, np.uint64)
    mask = np.uint64(capacity - 1)
    for h in values:
        slot = (h >> np.uint64(20)) & mask
        while table[slot] != _ZERO and table[slot] != h:
            slot = (slot + _ONE) & mask
        table[slot] = h
    return table


@njit(cache=True, nogil=True)
def note(hashes, shift, once, again):
    """Set the slot of each hash, the second time in ``again``. Slots are bits, numbered by the hash's highest bits."""
    for h in hashes:
        slot = h >> shift
        byte, bit = slot >> np.uint64(3), np.uint8(1) << np.uint8(slot & np.uint64(7))
        if once[byte] & bit:
            again[byte] |= bit
        else:
            once[byte] |= bit


@njit(cache=True, nogil=True)
def noted(hashes, shift, again):
    """Whether each hash has company in its slot."""
    out = np.empty(len(hashes), np.bool_)
    for i in range(len(hashes)):
        slot = hashes[i] >> shift
        out[i] = again[slot >> np.uint64(3)] & (np.uint8(1) << np.uint8(slot & np.uint64(7)))
    return out
