"""What was changed between two texts, word by word: kept, cut, added, replaced, moved. For reading chosen pairs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from reprints.reuse.tokens import tokenise

MOVED = 5  # words, at least, that were cut here and added there
ANCHOR = 8  # words that stand once in each of two long texts hold them together
LARGEST = 20_000_000  # cells of one comparison; beyond, the texts are cut at their anchors
COLUMNS = ["kind", "start_a", "end_a", "start_b", "end_b", "words_a", "words_b"]


def align(text_a: str, text_b: str) -> pd.DataFrame:
    """The edit script from a to b, in the order of b's words, cuts where they were.

    Columns: kind (kept, cut, added, replaced, moved), character offsets in both texts (end exclusive; what is cut or
    added has an empty place in the other text), words_a, words_b. Kept and moved words agree after folding of case,
    width, accents and quotes. Every word of each text stands in exactly one row.
    """
    tokens = tokenise([text_a, text_b])
    ids = np.unique(tokens.hash, return_inverse=True)[1]
    middle = int(tokens.bounds[1])
    a, b = ids[:middle].tolist(), ids[middle:].tolist()
    changes = list(_merged(_opcodes(a, b)))
    moves = _moves(a, b, changes)
    places_a = list(zip(tokens.start[:middle].tolist(), tokens.end[:middle].tolist()))
    places_b = list(zip(tokens.start[middle:].tolist(), tokens.end[middle:].tolist()))
    rows = []
    for kind, a0, a1, b0, b1 in _told(changes, moves):
        rows.append((kind, *_characters(places_a, a0, a1), *_characters(places_b, b0, b1), a1 - a0, b1 - b0))
    return pd.DataFrame(rows, columns=COLUMNS)


def headline_similarity(a: str | None, b: str | None) -> float | None:
    """How much two headlines agree, 0 to 1: twice their common words in order, over all their words. None if one is missing."""
    from rapidfuzz.distance import Indel

    if not (isinstance(a, str) and isinstance(b, str)):
        return None
    tokens = tokenise([a, b])
    one, other = tokens.hash[: tokens.bounds[1]].tolist(), tokens.hash[tokens.bounds[1] :].tolist()
    return float(Indel.normalized_similarity(one, other)) if one or other else None


def _opcodes(a: list[int], b: list[int]) -> Iterator[tuple[str, int, int, int, int]]:
    """Equal, delete and insert, in order; long texts piece by piece between their anchors."""
    from rapidfuzz.distance import Indel

    edges = [(0, 0), *(_anchors(a, b) if len(a) * len(b) > LARGEST else []), (len(a), len(b))]
    for (a0, b0), (a1, b1) in pairwise(edges):
        if (a1 - a0) * (b1 - b0) > LARGEST:
            yield "delete", a0, a1, b0, b0
            yield "insert", a1, a1, b0, b1
            continue
        for op in Indel.opcodes(a[a0:a1], b[b0:b1]):
            yield op.tag, a0 + op.src_start, a0 + op.src_end, b0 + op.dest_start, b0 + op.dest_end


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Places of word sequences that stand once in each text, the longest series of them that is in order in both."""
    once_a, once_b = _once(a), _once(b)
    pairs = sorted((once_a[gram], once_b[gram]) for gram in once_a.keys() & once_b.keys())
    tails: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for i, (_, place) in enumerate(pairs):  # longest increasing subsequence by patience
        at = bisect_left(tails, place)
        before.append(chosen[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            chosen.append(i)
        else:
            tails[at], chosen[at] = place, i
    series, i = [], chosen[-1] if chosen else -1
    while i >= 0:
        series.append(pairs[i])
        i = before[i]
    return series[::-1]


def _once(words: list[int]) -> dict[tuple[int, ...], int]:
    places: dict[tuple[int, ...], int] = {}
    for i in range(len(words) - ANCHOR + 1):
        gram = tuple(words[i : i + ANCHOR])
        places[gram] = -1 if gram in places else i
    return {gram: place for gram, place in places.items() if place >= 0}


def _merged(opcodes) -> Iterator[tuple[str, int, int, int, int]]:
    """Kept and changed stretches in turn: neighbours of one sort are one."""
    last = None
    for tag, a0, a1, b0, b1 in opcodes:
        kind = "kept" if tag == "equal" else "changed"
        if last and last[0] == kind:
            last = (kind, last[1], a1, last[3], b1)
        else:
            if last:
                yield last
            last = (kind, a0, a1, b0, b1)
    if last:
        yield last


def _moves(a: list[int], b: list[int], changes: list) -> list[tuple[int, int, int, int]]:
    """Runs that were cut in one place and added in another, longest reach first come; no word twice."""
    cut, places = set(), {}
    for kind, a0, a1, _, _ in changes:
        if kind == "changed":
            cut.update(range(a0, a1))
            for i in range(a0, a1 - MOVED + 1):
                places.setdefault(tuple(a[i : i + MOVED]), []).append(i)
    moves = []
    for kind, _, _, b0, b1 in changes:
        j = b0
        while kind == "changed" and j + MOVED <= b1:
            best, reach = -1, 0
            for i in places.get(tuple(b[j : j + MOVED]), ()):
                size = 0
                while j + size < b1 and i + size in cut and a[i + size] == b[j + size]:
                    size += 1
                if size > reach:
                    best, reach = i, size
            if reach >= MOVED:
                moves.append((best, best + reach, j, j + reach))
                cut.difference_update(range(best, best + reach))
            j += max(reach, 1) if reach >= MOVED else 1
    return moves


def _told(changes: list, moves: list) -> Iterator[tuple[str, int, int, int, int]]:
    """The rows: a changed stretch is cut, added or replaced, apart from what was moved out of it or into it."""
    sources = sorted((m[0], m[1]) for m in moves)
    targets = {m[2]: m for m in moves}
    for kind, a0, a1, b0, b1 in changes:
        if kind == "kept":
            yield "kept", a0, a1, b0, b1
            continue
        left = list(_without(a0, a1, sources))
        arrived = sorted((m[2], m[3]) for m in moves if b0 <= m[2] < b1)
        new = list(_without(b0, b1, arrived))
        if len(left) == len(new) == 1 and not arrived:
            yield "replaced", *left[0], *new[0]
            continue
        for low, high in left:
            yield "cut", low, high, b0, b0
        for low, high in sorted(new + arrived):
            yield ("moved", *targets[low]) if (low, high) in arrived else ("added", a1, a1, low, high)


def _without(low: int, high: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a stretch."""
    for start, end in taken:
        if end <= low or start >= high:
            continue
        if start > low:
            yield low, start
        low = end
    if low < high:
        yield low, high


def _characters(places: list[tuple[int, int]], low: int, high: int) -> tuple[int, int]:
    if low < high:
        return places[low][0], places[high - 1][1]
    at = places[low - 1][1] if low else 0
    return at, at
