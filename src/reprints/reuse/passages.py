"""The passages that two documents share, aligned word by word: compiled, microseconds a pair.

Anchors are runs of equal tokens that cannot be extended. Anchors that follow each other in both documents at nearly the
same distance make a chain; what stands between two of them is aligned by longest common subsequence. Chains are taken
best first, and no token is used twice, so that moved text gives passages of its own and repeated text counts once.

The two documents are put in an order that depends on their words alone, so that which one is called ``a`` never
matters.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from analysis.jit import compiled

ANCHOR = 4  # tokens that must agree before anything is looked at (written out in _gram and _free)
OCCURRENCES = 16  # places of one anchor that are tried
GAP = 40  # tokens that may differ between two anchors
DRIFT = 25  # tokens that one side of such a gap may be longer than the other
SCATTERED = 0.02  # share of the shorter document that passages must reach together where none is long enough alone
LOOK_BACK = 64  # anchors that are tried as the previous one
GAP_COST, DRIFT_COST = 0.2, 0.2  # tokens lost to the score for each token of gap and of drift

MASKED = np.uint32(0)  # a token that matches nothing


@compiled
def pack(hashes, single, masked):
    """Tokens in 32 bits: the hash, the lowest bit for a one-character token, MASKED where ``masked``."""
    out = np.empty(len(hashes), np.uint32)
    for i in range(len(hashes)):
        out[i] = MASKED if masked[i] else (np.uint32(hashes[i]) & np.uint32(0xFFFFFFFC)) | np.uint32(2 + single[i])
    return out


@compiled
def content_keys(tokens, bounds):
    """A number for each document that depends on its tokens alone."""
    out = np.zeros(len(bounds) - 1, np.uint64)
    for d in range(len(out)):
        h = np.uint64(bounds[d + 1] - bounds[d])
        for i in range(bounds[d], bounds[d + 1]):
            h = (h ^ np.uint64(tokens[i])) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        out[d] = h
    return out


@compiled
def unmasked(tokens, starts, stops):
    """How many tokens of each document are not masked."""
    out = np.zeros(len(starts), np.int64)
    for d in range(len(starts)):
        for i in range(starts[d], stops[d]):
            out[d] += tokens[i] != MASKED
    return out


@njit(inline="always")
def _gram(tokens, at):
    h = tokens[at] * np.uint32(0x9E3779B1) ^ tokens[at + 1] * np.uint32(0x85EBCA77)
    h ^= tokens[at + 2] * np.uint32(0xC2B2AE3D) ^ tokens[at + 3] * np.uint32(0x27D4EB2F)
    return h ^ (h >> np.uint32(16))


@njit(inline="always")
def _weight(token):
    """In half words."""
    return 1 if token & np.uint32(1) else 2


@njit(inline="always")
def _free(tokens, at):
    return (
        tokens[at] != MASKED and tokens[at + 1] != MASKED and tokens[at + 2] != MASKED and tokens[at + 3] != MASKED
    )  # fmt: skip


@compiled
def _index(tokens, low, high, head, following, mask):
    """Chains of equal anchors of one document, in ascending order; places are counted from its start."""
    head[: mask + 1] = -1
    for i in range(high - ANCHOR, low - 1, -1):
        if _free(tokens, i):
            slot = _gram(tokens, i) & mask
            following[i - low] = head[slot]
            head[slot] = i - low


@compiled
def _anchors(tokens, low, high, blow, bhigh, head, following, mask, room_a, room_b, room_n):
    """Maximal runs of equal tokens: their place here, there, and length; how many, or -1 if the room is too small."""
    n = 0
    for j in range(blow, bhigh - ANCHOR + 1):
        if not _free(tokens, j):
            continue
        i = head[_gram(tokens, j) & mask]
        tried = 0
        while i >= 0 and tried < OCCURRENCES:
            here = low + i
            i = following[i]
            if here > low and j > blow and tokens[here - 1] == tokens[j - 1] and tokens[j - 1] != MASKED:
                continue  # part of a run that was found a token earlier
            size = 0
            while (
                here + size < high
                and j + size < bhigh
                and tokens[here + size] == tokens[j + size]
                and tokens[j + size] != MASKED
            ):
                size += 1
            if size < ANCHOR:
                continue  # two anchors in one slot
            tried += 1
            if n == len(room_a):
                return -1
            room_a[n], room_b[n], room_n[n] = here, j, size
            n += 1
    return n


@njit(inline="always")
def _unsaid(tokens, a, b, gap):
    """Tokens of a gap, as long here as there, less twice those that agree place by place: words misread one by one
    leave their neighbours where they were, and by chance hardly any two agree so.
    """
    for q in range(gap):
        if tokens[a + q] == tokens[b + q] and tokens[a + q] != MASKED:
            gap -= 2
    return max(gap, 0)


@compiled
def _chain(tokens, n, at_a, at_b, size, score, previous):
    """For each anchor the best chain that ends in it (a quadratic search, bounded by LOOK_BACK)."""
    for m in range(n):
        score[m] = size[m]
        previous[m] = -1
        for p in range(m - 1, max(-1, m - 1 - LOOK_BACK), -1):
            if at_b[p] >= at_b[m] or at_a[p] >= at_a[m]:
                continue
            gap_a = at_a[m] - at_a[p] - size[p]
            gap_b = at_b[m] - at_b[p] - size[p]
            overlap = max(0, -gap_a, -gap_b)
            drift = abs(gap_a - gap_b)
            if overlap >= size[m] or max(gap_a, gap_b) > GAP or drift > DRIFT:
                continue
            gap = max(gap_a, gap_b, 0)
            if drift == 0 and gap > 1 and score[p] + size[m] > score[m]:
                gap = _unsaid(tokens, at_a[p] + size[p], at_b[p] + size[p], gap)
            gain = size[m] - overlap - GAP_COST * gap - DRIFT_COST * drift
            if gain > 0 and score[p] + gain > score[m]:
                score[m] = score[p] + gain
                previous[m] = p


@compiled
def _common(tokens, a, a_end, b, b_end, row):
    """Length of the longest common subsequence of two short stretches."""
    row[: b_end - b + 1] = 0
    for i in range(a, a_end):
        diagonal = 0
        for j in range(b, b_end):
            above = row[j - b + 1]
            if tokens[i] == tokens[j] and tokens[i] != MASKED:
                row[j - b + 1] = diagonal + 1
            elif row[j - b] > above:
                row[j - b + 1] = row[j - b]
            diagonal = above
    return row[b_end - b]


@compiled
def align_pairs(tokens, starts, stops, first, second, least_passage, least_link):
    """Shared passages of many pairs of documents.

    tokens: from ``pack``; document d is ``tokens[starts[d]:stops[d]]``;
    first, second: document numbers of each pair, sorted by the first. Limits in half words (a word is two, a
    one-character token is one): a passage has at least ``least_passage``, the passages of a pair ``least_link``.

    Returns rows (pair, a token from, a token to, b from, b to, aligned tokens, longest exact run), places counted from
    the start of the document, ends exclusive.

    The limits are on evidence: the tokens of the exact runs less the cost of the gaps between them. Words that agree
    inside a gap are counted as aligned but prove nothing.
    """
    out = np.empty((max(64, 2 * len(first)), 7), np.int32)
    rows = 0
    longest = 0
    for d in range(len(starts)):
        longest = max(longest, stops[d] - starts[d])
    capacity = 16
    while capacity < 2 * longest:
        capacity *= 2
    head = np.full(capacity, -1, np.int32)
    following = np.full(longest + 1, -1, np.int32)
    used_a = np.zeros(longest + 1, np.bool_)
    used_b = np.zeros(longest + 1, np.bool_)
    at_a, at_b, size = np.empty(256, np.int32), np.empty(256, np.int32), np.empty(256, np.int32)
    score = np.empty(256, np.float64)
    previous = np.empty(256, np.int32)
    path = np.empty(256, np.int32)
    taken = np.zeros(256, np.bool_)
    row = np.zeros(2 * (GAP + DRIFT) + 2, np.int32)
    indexed, mask = -1, np.uint32(0)
    for pair in range(len(first)):
        low, high = starts[first[pair]], stops[first[pair]]
        blow, bhigh = starts[second[pair]], stops[second[pair]]
        if high - low < ANCHOR or bhigh - blow < ANCHOR:
            continue
        if indexed != first[pair]:
            indexed = first[pair]
            slots = 16
            while slots < 2 * (high - low):
                slots *= 2
            mask = np.uint32(slots - 1)
            _index(tokens, low, high, head, following, mask)
        n = -1
        while n < 0:
            n = _anchors(tokens, low, high, blow, bhigh, head, following, mask, at_a, at_b, size)
            if n < 0:
                more = 2 * len(at_a)
                at_a, at_b, size = np.empty(more, np.int32), np.empty(more, np.int32), np.empty(more, np.int32)
        if n == 0:
            continue
        if n > len(score):
            score = np.empty(2 * n, np.float64)
            previous = np.empty(2 * n, np.int32)
            path = np.empty(2 * n, np.int32)
            taken = np.zeros(2 * n, np.bool_)
        _chain(tokens, n, at_a, at_b, size, score, previous)
        used_a[: high - low] = False
        used_b[: bhigh - blow] = False
        taken[:n] = False
        before = rows
        weight, strongest = 0.0, 0.0
        order = np.argsort(-score[:n], kind="mergesort")
        for end in order:
            if score[end] * 2 < least_passage and n > 1 and score[end] < ANCHOR:
                break
            if taken[end]:
                continue
            steps = 0
            m = end
            while m >= 0 and not taken[m]:
                path[steps] = m
                taken[m] = True
                steps += 1
                m = previous[m]
            # Walk forward, cutting off what better passages have used; a used stretch ends a passage.
            open_a, open_b, stop_a, stop_b, words, run, heavy = -1, -1, -1, -1, 0, 0, 0.0
            for step in range(steps, -1, -1):
                fits = False
                if step > 0:
                    m = path[step - 1]
                    a, b, left = at_a[m], at_b[m], size[m]
                    if open_a >= 0:
                        overlap = max(0, stop_a - a, stop_b - b)
                        a, b, left = a + overlap, b + overlap, left - overlap
                    while left > 0 and (used_a[a - low] or used_b[b - blow]):
                        a, b, left = a + 1, b + 1, left - 1
                    clear = 0
                    while clear < left and not (used_a[a + clear - low] or used_b[b + clear - blow]):
                        clear += 1
                    left = clear
                    if left == 0:
                        continue
                    fits = open_a >= 0 and a - stop_a <= GAP + DRIFT and b - stop_b <= GAP + DRIFT
                    if fits:
                        for q in range(stop_a, a):
                            fits = fits and not used_a[q - low]
                        for q in range(stop_b, b):
                            fits = fits and not used_b[q - blow]
                if open_a >= 0 and not fits:  # the passage ends here
                    if heavy >= least_passage:
                        if rows == len(out):
                            out = np.concatenate((out, np.empty((rows, 7), np.int32)))
                        out[rows, 0] = pair
                        out[rows, 1], out[rows, 2] = open_a - low, stop_a - low
                        out[rows, 3], out[rows, 4] = open_b - blow, stop_b - blow
                        out[rows, 5], out[rows, 6] = words, run
                        rows += 1
                        weight += heavy
                        strongest = max(strongest, heavy)
                        used_a[open_a - low : stop_a - low] = True
                        used_b[open_b - blow : stop_b - blow] = True
                    open_a = -1
                if step == 0:
                    break
                if open_a < 0:
                    open_a, open_b, words, run, heavy = a, b, 0, 0, 0.0
                else:
                    gap_a, gap_b = a - stop_a, b - stop_b
                    if gap_a > 0 and gap_b > 0:
                        words += _common(tokens, stop_a, a, stop_b, b, row)
                    gap = max(gap_a, gap_b)
                    if gap_a == gap_b and gap > 1:
                        gap = _unsaid(tokens, stop_a, stop_b, gap)
                    heavy -= (GAP_COST * gap + DRIFT_COST * abs(gap_a - gap_b)) * _weight(tokens[a])
                stop_a, stop_b = a + left, b + left
                words += left
                run = max(run, left)
                for q in range(a, a + left):
                    heavy += _weight(tokens[q])
        shorter = min(high - low, bhigh - blow)
        if strongest < least_link and weight < max(least_link, 2 * SCATTERED * shorter):
            rows = before
    return out[:rows].copy()
