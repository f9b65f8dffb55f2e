"""Where two texts differ, word by word."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from reprints.chains.diff import CHANCE, CHUNK, regions
from reprints.chains.diff import script as edit_script

__all__ = ["CHANCE", "CHUNK", "LONG", "MOVED", "differences", "script"]

MOVED = 0.6  # share of a chunk that must stand elsewhere for it to count as moved
LONG = 25_000_000  # words times words: beyond, texts are first cut where a rare run of words stands in both
ANCHOR = 8  # words of such a run

Region = tuple[int, int, int, int]  # first and last word (exclusive) in a, and in b
_NONE, _NO_STOPS = np.zeros(1), np.zeros(1, np.uint8)


def differences(
    a: str, b: str, nats: np.ndarray, nats_b: np.ndarray | None = None, stops_a: bytes = b"", stops_b: bytes = b""
) -> list[Region]:
    """The regions in which two spelled texts differ, in order. What lies between them is equal.

    nats, nats_b: running sums of the surprise of a's words, and of b's (one more than there are words). Words that
    agree by chance inside a replaced passage, or at its edge, are part of it. stops_a, stops_b: a byte a word and one
    for the end, 1 where a sentence begins (see ``texts.Texts``): what was cut or added is then placed so that it begins
    with one.
    """
    if a == b:
        return []
    one, other = _points(a), _points(b)
    stopped = bool(stops_a and stops_b)
    stops = [np.frombuffer(s, np.uint8) if stopped else _NO_STOPS for s in (stops_a, stops_b)]
    found = regions(
        script(a, b), one, other, nats, _NONE if nats_b is None else nats_b, nats_b is not None, *stops, stopped
    )
    return [tuple(region) for region in found.tolist()]


def _points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)


def script(a: str, b: str) -> np.ndarray:
    """Deletions and insertions (see ``diff.script``), long texts piece by piece."""
    one, other = _points(a), _points(b)
    if len(a) * len(b) <= LONG:
        return edit_script(one, other)
    parts = []
    at_a = at_b = 0
    for next_a, next_b in [*_anchors(a, b), (len(a), len(b))]:
        if (next_a - at_a) * (next_b - at_b) > LONG:  # nothing rare in common: replaced as a whole
            parts.append(np.array([[at_a, next_a, at_b, next_b]], np.int64))
        else:
            parts.append(edit_script(one[at_a:next_a], other[at_b:next_b]) + np.array([at_a, at_a, at_b, at_b]))
        at_a, at_b = next_a, next_b
    return np.concatenate(parts)


def _anchors(a: str, b: str) -> list[tuple[int, int]]:
    """Places of runs that stand once in either text, in the same order in both."""
    once_a, once_b = _once(a), _once(b)
    both = sorted((place, once_b[run]) for run, place in once_a.items() if run in once_b)
    ends: list[int] = []  # last place in b of the best chain of each length
    last: list[int] = []
    before: list[int] = []
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
