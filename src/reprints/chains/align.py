"""Where two texts differ, word by word."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

CHUNK = 8  # words: what is longer was cut or added, what is shorter was edited
CHANCE = 15.0  # nats, above those for the choice of places: words that agree and are rarer do not agree by accident
MOVED = 0.6  # share of a chunk that must stand elsewhere for it to count as moved
LONG = 25_000_000  # words times words: beyond, texts are first cut where a rare run of words stands in both
ANCHOR = 8  # words of such a run

Region = tuple[int, int, int, int]  # first and last word (exclusive) in a, and in b


def differences(
    a: str, b: str, nats: np.ndarray, nats_b: np.ndarray | None = None, stops_a: bytes = b"", stops_b: bytes = b""
) -> list[Region]:
    """The regions in which two spelled texts differ, in order. What lies between them is equal.

    nats, nats_b: running sums of the surprise of a's words, and of b's (one more than there are words). Words that agree
    by chance inside a replaced passage, or at its edge, are part of it. stops_a, stops_b: a byte a word and one for the end, 1 where a
    sentence begins (see ``texts.Texts``): what was cut or added is then placed so that it begins with one.
    """
    if a == b:
        return []
    joined: list[list[int]] = []
    for region in _edits(a, b):
        if joined and region[0] == joined[-1][1] and region[2] == joined[-1][3]:
            joined[-1][1], joined[-1][3] = region[1], region[3]
        else:
            joined.append(region)
        while len(joined) > 1 and _by_chance(joined[-2], joined[-1], nats, nats_b, stops_a, stops_b):
            last = joined.pop()
            joined[-1][1], joined[-1][3] = last[1], last[3]
    _stretch(joined, len(a), len(b), nats)
    if stops_a and stops_b:
        _slide(joined, a, b, stops_a, stops_b)
    return [tuple(region) for region in joined]


def _edits(a: str, b: str):
    """Deletions and insertions of a shortest edit script, as [first, last in a, first, last in b]."""
    from rapidfuzz.distance import Indel

    if len(a) * len(b) <= LONG:
        for op in Indel.opcodes(a, b):
            if op.tag != "equal":
                yield [op.src_start, op.src_end, op.dest_start, op.dest_end]
        return
    at_a = at_b = 0
    for next_a, next_b in [*_anchors(a, b), (len(a), len(b))]:
        if (next_a - at_a) * (next_b - at_b) > LONG:  # nothing rare in common: replaced as a whole
            yield [at_a, next_a, at_b, next_b]
        else:
            for op in Indel.opcodes(a[at_a:next_a], b[at_b:next_b]):
                if op.tag != "equal":
                    yield [at_a + op.src_start, at_a + op.src_end, at_b + op.dest_start, at_b + op.dest_end]
        at_a, at_b = next_a, next_b


def _anchors(a: str, b: str) -> list[tuple[int, int]]:
    """Places of runs that stand once in either text, in the same order in both."""
    once_a, once_b = _once(a), _once(b)
    both = sorted((place, once_b[run]) for run, place in once_a.items() if run in once_b)
    ends: list[int] = []  # last place in b of the best chain of each length
    last, before = [], []
    for i, (_, place) in enumerate(both):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [i]
        before.append(last[length - 1] if length else -1)
    chain, i = [], last[-1] if last else -1
    while i >= 0:
        chain.append(both[i])
        i = before[i]
    return chain[::-1]


def _once(text: str) -> dict[str, int]:
    """Runs of words that stand in a text exactly once, with their places."""
    places: dict[str, int] = {}
    for at in range(len(text) - ANCHOR + 1):
        run = text[at : at + ANCHOR]
        places[run] = -1 if run in places else at
    return {run: at for run, at in places.items() if at >= 0}


def _by_chance(before: list[int], after: list[int], nats, nats_b, stops_a: bytes, stops_b: bytes) -> bool:
    """Whether the words between two regions are fewer than what differs on both sides, or than a replaced passage.

    Words between an edit and a passage that begins or ends with a sentence in both texts are the edited sentence's own.
    """
    sizes = [(region[1] - region[0], region[3] - region[2]) for region in (before, after)]
    replaced = max(map(min, sizes))
    # The larger the passages, the more places there are to agree by chance: what is expected by chance grows with the
    # product of the lengths, so the nats asked for grow with its logarithm (Karlin and Altschul 1990).
    places = (after[1] - before[0]) * (after[3] - before[2])
    agreed = nats[after[0]] - nats[before[1]]
    if nats_b is not None:  # the same from either side
        agreed = min(agreed, nats_b[after[2]] - nats_b[before[3]])
    if agreed > CHANCE + np.log(max(places, 1)):
        return False
    if replaced >= CHUNK and stops_a and stops_b:
        if min(sizes[1]) >= CHUNK > max(sizes[0]) and stops_a[after[0]] and stops_b[after[2]]:
            return False
        if min(sizes[0]) >= CHUNK > max(sizes[1]) and stops_a[before[1]] and stops_b[before[3]]:
            return False
    return after[0] - before[1] < min(map(max, sizes)) or replaced >= CHUNK


def _stretch(regions: list[list[int]], size_a: int, size_b: int, nats: np.ndarray) -> None:
    """A replaced passage that stops a word or two short of an end of the text goes on to the end."""
    if not regions:
        return
    first, last = regions[0], regions[-1]
    if nats[first[0]] <= CHANCE and min(first[1] - first[0], first[3] - first[2]) >= CHUNK:
        first[0] = first[2] = 0
    if nats[size_a] - nats[last[1]] <= CHANCE and min(last[1] - last[0], last[3] - last[2]) >= CHUNK:
        last[1], last[3] = size_a, size_b


def _slide(regions: list[list[int]], a: str, b: str, stops_a: bytes, stops_b: bytes) -> None:
    """Move a passage that stands on one side only, as far as its words allow, to where a sentence begins.

    "x [y x] y" and "x y [x y]" say the same; line-based tools choose among such readings by layout, too.
    """
    ends = [0, 0]
    for number, region in enumerate(regions):
        following = regions[number + 1] if number + 1 < len(regions) else [len(a), 0, len(b), 0]
        for side, (text, stops) in enumerate(((a, stops_a), (b, stops_b))):
            first, last = region[2 * side : 2 * side + 2]
            alone = region[2 - 2 * side] == region[3 - 2 * side]
            if not alone or last - first < CHUNK or stops[first]:
                continue
            low, high = first - ends[side], following[2 * side] - last
            step = next(
                (k for k in range(1, min(low, CHUNK) + 1) if text[first - k] != text[last - k] or stops[first - k]), 0
            )
            if step and text[first - step] == text[last - step] and stops[first - step]:
                move = -step
            else:
                step = next(
                    (
                        k
                        for k in range(1, min(high, CHUNK) + 1)
                        if text[first + k - 1] != text[last + k - 1] or stops[first + k]
                    ),
                    0,
                )
                move = step if step and text[first + step - 1] == text[last + step - 1] and stops[first + step] else 0
            for place in range(4):
                region[place] += move
        ends = [region[1], region[3]]
