"""The compiled kernel: UTF-8 bytes to tokens and shingles in one pass, equal to the numpy reference bit for bit.

It reads Arrow buffers without making Python strings and releases the interpreter lock, so that threads use all cores.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.jit import compiled
from reprints.reuse.fold import BASE, BREAK, HYPHEN, PASSED, SEPARATOR, SINGLE, SPACE, WORD
from reprints.reuse.tokens import LONGEST_BREAK, SINGLES, WORDS

_A = np.uint64(BASE)
_B = np.uint64(0xBF58476D1CE4E5B9)
_C = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(1)
_ZERO = np.uint64(0)
_P1, _P2, _P3, _P4, _P5, _P6, _P7 = (np.uint64(pow(BASE, i, 1 << 64)) for i in range(1, SINGLES))


@njit(inline="always")
def scramble(x):
    x = x + _A
    x = (x ^ (x >> np.uint64(30))) * _B
    x = (x ^ (x >> np.uint64(27))) * _C
    return x ^ (x >> np.uint64(31))


@njit(inline="always")
def point_at(data, at):
    """The code point that begins at a byte of UTF-8, and where the next one begins."""
    c = np.uint32(data[at])
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
def tokenise(data, offsets, kinds, values, lengths, hashes, starts, ends, single, bounds):
    """Tokens of Arrow strings, into the last five arrays; the same as ``tokens.tokenise``. Returns how many.

    Room for them: half the bytes, and one for each document (a word has a separator after it, an unspaced letter three
    bytes).
    """
    raised = np.ones(64, np.uint64)
    for i in range(1, 64):
        raised[i] = raised[i - 1] * _A
    n = 0
    bounds[0] = 0
    for d in range(len(offsets) - 1):
        at, stop = offsets[d], offsets[d + 1]
        total, power = _ZERO, _ONE
        first, last = -1, -1  # of the word that is open
        before = np.uint8(SEPARATOR)
        j = 0
        while at < stop:
            point, at = point_at(data, at)
            kind = kinds[point]
            if kind == WORD:
                if first < 0:
                    first = j
                    total, power = _ZERO, _ONE
                total += values[point] * power
                length = lengths[point]
                power *= _A if length == 1 else raised[length]
                last = j + 1
            elif kind != PASSED:
                if kind == HYPHEN and before == WORD:
                    ahead, skipped = at, 0
                    here = np.uint8(SEPARATOR)
                    broken = False
                    for _ in range(LONGEST_BREAK + 1):
                        if ahead >= stop:
                            here = np.uint8(SEPARATOR)
                            break
                        point, after = point_at(data, ahead)
                        here = kinds[point]
                        if skipped == LONGEST_BREAK or (here != BREAK and here != SPACE):
                            break
                        broken |= here == BREAK
                        ahead, skipped = after, skipped + 1
                    if here == WORD and (broken or skipped == 0):
                        at, j, before = ahead, j + 1 + skipped, kind
                        continue
                if first >= 0:
                    hashes[n], starts[n], ends[n], single[n] = scramble(total), first, last, 0
                    n += 1
                    first = -1
                if kind == SINGLE:
                    hashes[n], starts[n], ends[n], single[n] = scramble(values[point]), j, j + 1, 1
                    n += 1
            if kind != PASSED:  # an accent apart stands between its letter and a hyphen
                before = kind
            j += 1
        if first >= 0:
            hashes[n], starts[n], ends[n], single[n] = scramble(total), first, last, 0
            n += 1
        bounds[d + 1] = n
    return n


@njit(inline="always")
def shingle_at(hashes, i, single):
    """The hash of the shingle that begins at a token (written out: a loop takes twice as long)."""
    if single:
        h = hashes[i] + hashes[i + 1] * _P1 + hashes[i + 2] * _P2 + hashes[i + 3] * _P3
        return scramble(h + hashes[i + 4] * _P4 + hashes[i + 5] * _P5 + hashes[i + 6] * _P6 + hashes[i + 7] * _P7)
    return scramble(hashes[i] + hashes[i + 1] * _P1 + hashes[i + 2] * _P2 + hashes[i + 3] * _P3 + hashes[i + 4] * _P4)


@compiled
def shingles(hashes, single, bounds, keep, document, position, value):
    """Shingles whose hash divides by ``keep``, once a document at their first place: document, token in it, hash.

    They go into the last three arrays. Returns how many, or -1 if these are too short.
    """
    modulus = np.uint64(keep)
    lower = modulus - _ONE
    power = modulus & lower == _ZERO  # then the remainder is a mask: a division takes longer than the shingle
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
            if i + (SINGLES if single[i] else WORDS) > high:
                continue
            h = shingle_at(hashes, i, single[i])
            if power:
                if h & lower != _ZERO:
                    continue
            elif h % modulus != _ZERO:
                continue
            slot = (h >> np.uint64(20)) & mask
            while stamp[slot] == d and seen[slot] != h:
                slot = (slot + _ONE) & mask
            if stamp[slot] == d:
                continue
            stamp[slot] = d
            seen[slot] = h
            if n == len(value):
                return -1
            document[n], position[n], value[n] = d, i - low, h
            n += 1
    return n


@compiled
def masked(hashes, single, bounds, table):
    """Which tokens stand in a shingle of ``table`` (an open-addressing set from ``hash_set``)."""
    out = np.zeros(len(hashes), np.bool_)
    mask = np.uint64(len(table) - 1)
    for d in range(len(bounds) - 1):
        high = bounds[d + 1]
        for i in range(bounds[d], high):
            size = SINGLES if single[i] else WORDS
            if i + size > high:
                continue
            h = shingle_at(hashes, i, single[i])
            slot = (h >> np.uint64(20)) & mask
            while table[slot] != _ZERO and table[slot] != h:
                slot = (slot + _ONE) & mask
            if table[slot] == h and h != _ZERO:
                out[i : i + size] = True
    return out


@compiled
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


@compiled
def note(hashes, shift, once, again):
    """Set the slot of each hash, the second time in ``again``. Slots are bits, numbered by the hash's highest bits."""
    for h in hashes:
        slot = h >> shift
        byte, bit = slot >> np.uint64(3), np.uint8(1) << np.uint8(slot & np.uint64(7))
        if once[byte] & bit:
            again[byte] |= bit
        else:
            once[byte] |= bit


@compiled
def noted(hashes, shift, again):
    """Whether each hash has company in its slot."""
    out = np.empty(len(hashes), np.bool_)
    for i in range(len(hashes)):
        slot = hashes[i] >> shift
        out[i] = again[slot >> np.uint64(3)] & (np.uint8(1) << np.uint8(slot & np.uint64(7)))
    return out
