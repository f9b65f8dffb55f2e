"""Where two texts differ: a shortest edit script by bits, and what of it is an edit, a passage or an accident.

Compiled, because a corpus has millions of pairs. The script is that of Hyyrö's bit-parallel longest common subsequence
(2004), read back from the end, deletions first.
"""

from __future__ import annotations

import numpy as np

from analysis.jit import compiled

CHUNK = 8  # words: what is longer was cut or added, what is shorter was edited
CHANCE = 15.0  # nats, above those for the choice of places: words that agree and are rarer do not agree by accident


@compiled
def script(a, b):
    """Rows (first, last in a, first, last in b; ends exclusive): what is deleted and inserted to make b of a."""
    begin, size_a, size_b = 0, len(a), len(b)
    while begin < size_a and begin < size_b and a[begin] == b[begin]:
        begin += 1
    while size_a > begin and size_b > begin and a[size_a - 1] == b[size_b - 1]:
        size_a -= 1
        size_b -= 1
    n, m = size_a - begin, size_b - begin
    if n == 0 or m == 0:
        out = np.empty((1 if n + m else 0, 4), np.int64)
        if n + m:
            out[0, 0], out[0, 1], out[0, 2], out[0, 3] = begin, size_a, begin, size_b
        return out
    blocks = (n + 63) // 64
    slots = 16
    while slots < 2 * n:
        slots *= 2
    keys, used = np.zeros(slots, np.int64), np.full(slots, -1, np.int64)
    masks = np.zeros((n, blocks), np.uint64)
    count = 0
    for i in range(n):
        word = a[begin + i]
        at = (word * 40503) & (slots - 1)
        while used[at] >= 0 and keys[at] != word:
            at = (at + 1) & (slots - 1)
        if used[at] < 0:
            keys[at], used[at] = word, count
            count += 1
        masks[used[at], i >> 6] |= np.uint64(1) << np.uint64(i & 63)
    state = np.full(blocks, np.uint64(0xFFFFFFFFFFFFFFFF))
    kept = np.empty((m, blocks), np.uint64)
    for j in range(m):
        word = b[begin + j]
        at = (word * 40503) & (slots - 1)
        while used[at] >= 0 and keys[at] != word:
            at = (at + 1) & (slots - 1)
        if used[at] >= 0:
            carry = np.uint64(0)
            for k in range(blocks):
                old = state[k]
                match = old & masks[used[at], k]
                total = old + carry
                over = np.uint64(1) if total < carry else np.uint64(0)
                total += match
                if total < match:
                    over = np.uint64(1)
                carry = over
                state[k] = total | (old - match)
        kept[j] = state
    # Read back from the end: columns of a, rows of b.
    ops_a, ops_b = np.empty(n + m, np.int64), np.empty(n + m, np.int64)
    deleted = np.empty(n + m, np.bool_)
    left = n + m
    column, row = n, m
    while row > 0 and column > 0:
        if (kept[row - 1, (column - 1) >> 6] >> np.uint64((column - 1) & 63)) & np.uint64(1):
            column -= 1
            left -= 1
            ops_a[left], ops_b[left], deleted[left] = column, row, True
        else:
            row -= 1
            if row > 0 and not ((kept[row - 1, (column - 1) >> 6] >> np.uint64((column - 1) & 63)) & np.uint64(1)):
                left -= 1
                ops_a[left], ops_b[left], deleted[left] = column, row, False
            else:
                column -= 1
    while column > 0:
        column -= 1
        left -= 1
        ops_a[left], ops_b[left], deleted[left] = column, row, True
    while row > 0:
        row -= 1
        left -= 1
        ops_a[left], ops_b[left], deleted[left] = column, row, False
    out = np.empty((n + m - left, 4), np.int64)
    rows = 0
    for i in range(left, n + m):
        x, y = ops_a[i] + begin, ops_b[i] + begin
        here = rows > 0 and out[rows - 1, 1] == x and out[rows - 1, 3] == y
        if not here:
            out[rows, 0], out[rows, 1], out[rows, 2], out[rows, 3] = x, x, y, y
            rows += 1
        if deleted[i]:
            out[rows - 1, 1] += 1
        else:
            out[rows - 1, 3] += 1
    return out[:rows].copy()


@compiled
def regions(found, a, b, nats, nats_b, both, stops_a, stops_b, stopped):
    """The rows of a script, joined where the words between two agree by chance, and moved to where sentences begin.

    nats, nats_b, stops: see ``align.differences``; both, stopped: whether nats_b, and the stops, are given.
    """
    joined = np.empty_like(found)
    n = 0
    for r in range(len(found)):
        if n > 0 and found[r, 0] == joined[n - 1, 1] and found[r, 2] == joined[n - 1, 3]:
            joined[n - 1, 1], joined[n - 1, 3] = found[r, 1], found[r, 3]
        else:
            joined[n] = found[r]
            n += 1
        while n > 1 and _by_chance(joined[n - 2], joined[n - 1], nats, nats_b, both, stops_a, stops_b, stopped):
            joined[n - 2, 1], joined[n - 2, 3] = joined[n - 1, 1], joined[n - 1, 3]
            n -= 1
    out = joined[:n]
    if n:
        _stretch(out, len(a), len(b), nats)
        if stopped:
            _slide(out, a, b, stops_a, stops_b)
    return out


@compiled
def _by_chance(before, after, nats, nats_b, both, stops_a, stops_b, stopped):
    """Whether the words between two regions are fewer than what differs on both sides, or than a replaced passage.

    Words between an edit and a passage that begins or ends with a sentence in both texts are the edited sentence's own.
    """
    one_a, one_b = before[1] - before[0], before[3] - before[2]
    two_a, two_b = after[1] - after[0], after[3] - after[2]
    replaced = max(min(one_a, one_b), min(two_a, two_b))
    # The larger the passages, the more places there are to agree by chance: what is expected by chance grows with the
    # product of the lengths, so the nats asked for grow with its logarithm (Karlin and Altschul 1990).
    places = max((after[1] - before[0]) * (after[3] - before[2]), 1)
    agreed = nats[after[0]] - nats[before[1]]
    if both:  # the same from either side
        agreed = min(agreed, nats_b[after[2]] - nats_b[before[3]])
    if agreed > CHANCE + np.log(places):
        return False
    if replaced >= CHUNK and stopped:
        if min(two_a, two_b) >= CHUNK > max(one_a, one_b) and stops_a[after[0]] and stops_b[after[2]]:
            return False
        if min(one_a, one_b) >= CHUNK > max(two_a, two_b) and stops_a[before[1]] and stops_b[before[3]]:
            return False
    return after[0] - before[1] < min(max(one_a, one_b), max(two_a, two_b)) or replaced >= CHUNK


@compiled
def _stretch(rows, size_a, size_b, nats):
    """A replaced passage that stops a word or two short of an end of the text goes on to the end."""
    first, last = rows[0], rows[len(rows) - 1]
    if nats[first[0]] <= CHANCE and min(first[1] - first[0], first[3] - first[2]) >= CHUNK:
        first[0] = first[2] = 0
    if nats[size_a] - nats[last[1]] <= CHANCE and min(last[1] - last[0], last[3] - last[2]) >= CHUNK:
        last[1], last[3] = size_a, size_b


@compiled
def _slide(rows, a, b, stops_a, stops_b):
    """Move a passage that stands on one side only, as far as its words allow, to where a sentence begins.

    "x [y x] y" and "x y [x y]" say the same; line-based tools choose among such readings by layout, too.
    """
    end_a, end_b = 0, 0
    for r in range(len(rows)):
        for side in range(2):
            text, stops = (a, stops_a) if side == 0 else (b, stops_b)
            first, last = rows[r, 2 * side], rows[r, 2 * side + 1]
            alone = rows[r, 2 - 2 * side] == rows[r, 3 - 2 * side]
            if not alone or last - first < CHUNK or stops[first]:
                continue
            following = rows[r + 1, 2 * side] if r + 1 < len(rows) else len(text)
            low, high = first - (end_a if side == 0 else end_b), following - last
            move = 0
            for k in range(1, min(low, CHUNK) + 1):
                same = text[first - k] == text[last - k]
                if not same or stops[first - k]:
                    move = -k if same else 0
                    break
            if move == 0:
                for k in range(1, min(high, CHUNK) + 1):
                    same = text[first + k - 1] == text[last + k - 1]
                    if not same or stops[first + k]:
                        move = k if same else 0
                        break
            for place in range(4):
                rows[r, place] += move
        end_a, end_b = rows[r, 1], rows[r, 3]
