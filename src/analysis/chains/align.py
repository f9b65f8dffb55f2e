"""Where two texts differ, word by word."""

from __future__ import annotations

import numpy as np

CHUNK = 8  # words: what is longer was cut or added, what is shorter was edited
CHANCE = 15.0  # nats: words that agree and are rarer than this together do not agree by accident
MOVED = 0.6  # share of a chunk that must stand elsewhere for it to count as moved
LONG = 40_000_000  # words times words: beyond, only the neighbourhood of known passages is aligned

Region = tuple[int, int, int, int]  # first and last word (exclusive) in a, and in b


def differences(a: str, b: str, nats: np.ndarray) -> list[Region]:
    """The regions in which two spelled texts differ, in order. What lies between them is equal.

    nats: running sum of the surprise of a's words (one more than there are words). Words that agree by chance inside
    a replaced passage, or at its edge, are part of it.
    """
    from rapidfuzz.distance import Indel

    if a == b:
        return []
    joined: list[list[int]] = []
    for op in Indel.opcodes(a, b):
        if op.tag == "equal":
            continue
        region = [op.src_start, op.src_end, op.dest_start, op.dest_end]
        if joined and region[0] == joined[-1][1] and region[2] == joined[-1][3]:
            joined[-1][1], joined[-1][3] = region[1], region[3]
        else:
            joined.append(region)
        while len(joined) > 1 and _by_chance(joined[-2], joined[-1], nats):
            last = joined.pop()
            joined[-1][1], joined[-1][3] = last[1], last[3]
    _stretch(joined, len(a), len(b), nats)
    return [tuple(region) for region in joined]


def _by_chance(before: list[int], after: list[int], nats: np.ndarray) -> bool:
    """Whether the words between two regions are fewer than what differs on both sides, or than a replaced passage."""
    if nats[after[0]] - nats[before[1]] > CHANCE:
        return False
    sizes = [(region[1] - region[0], region[3] - region[2]) for region in (before, after)]
    return after[0] - before[1] < min(map(max, sizes)) or max(map(min, sizes)) >= CHUNK


def _stretch(regions: list[list[int]], size_a: int, size_b: int, nats: np.ndarray) -> None:
    """A replaced passage that stops a word or two short of an end of the text goes on to the end."""
    if not regions:
        return
    first, last = regions[0], regions[-1]
    if nats[first[0]] <= CHANCE and min(first[1] - first[0], first[3] - first[2]) >= CHUNK:
        first[0] = first[2] = 0
    if nats[size_a] - nats[last[1]] <= CHANCE and min(last[1] - last[0], last[3] - last[2]) >= CHUNK:
        last[1], last[3] = size_a, size_b
