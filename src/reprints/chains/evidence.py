"""What the texts, headlines, dates and credit lines say about each pair of documents of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reprints.chains.align import CHUNK, MOVED, differences
from reprints.chains.texts import Texts, spell

RUN = 24.0  # nats: two texts without one unbroken run as rare as this share nothing that was copied

# How a text lost or gained passages: nothing; one at its end, one elsewhere, or several; by the number of words.
SIZES = np.array([CHUNK, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 512])
NOWHERE = 0
KINDS = 1 + 3 * len(SIZES)
FEW = 3  # words of an edit that are told apart; more count as so many
SHAPES = (FEW + 1) ** 2  # of edits: words lost times (FEW + 1), plus words gained


@dataclass
class Pairs:
    """One row a pair of documents (numbers of ``Texts``), side a and side b. Words are counted outside boilerplate.

    kept: words that stand in both, in order; edits: how many places there are where a few words differ, by the words that a
    and b have there (pairs by ``SHAPES``); only_a, only_b: kind of passages on one side only (see ``kind``); saved: nats that copying
    spares, headline included, the same from either side (-inf for a pair without a run of ``RUN``); run: words of the
    longest run or moved passage, a character of Chinese being half; headline: both have the same;
    script: whether b counts in characters (see ``Texts.signs``).
    """

    a: np.ndarray
    b: np.ndarray
    kept: np.ndarray
    edits: np.ndarray
    only_a: np.ndarray
    only_b: np.ndarray
    saved: np.ndarray
    run: np.ndarray
    headline: np.ndarray
    script: np.ndarray

    def __len__(self) -> int:
        return len(self.a)


def kind(chunks: list[tuple[int, bool]]) -> int:
    """One number for the passages that one side has alone: (words, at the end) of each."""
    if not chunks:
        return NOWHERE
    size = int(np.searchsorted(SIZES, sum(words for words, _ in chunks), side="right")) - 1
    place = 2 if len(chunks) > 1 else 0 if chunks[0][1] else 1
    return 1 + size + place * len(SIZES)


def compare(texts: Texts, a: np.ndarray, b: np.ndarray) -> Pairs:
    """Align each pair and count. About 50 microseconds a pair of 400 words."""
    spelled = texts.spelled
    sums = [np.append(0.0, np.cumsum(nats)) for nats in texts.nats]
    worth = [np.append(0.0, np.cumsum(texts.worth[words])) for words in texts.words]
    sides = list(zip(spelled, worth, sums, texts.stops, strict=True))
    rows = [_pair(sides[i], sides[j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    edits = np.zeros((len(rows), SHAPES), np.uint16)
    for number, (places, *_) in enumerate(rows):
        for shape in places:
            edits[number, shape] += 1
    kept, only_a, only_b, new_a, new_b, longest, run = (
        np.array([row[1:] for row in rows], float).reshape(len(rows), 7).T
    )
    heads = [_heads(texts, i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    same, head_a, head_b = np.array(heads, float).reshape(len(heads), 3).T
    # A word that is odd where it stands may be the editor's or the author's: wording alone never says who was first,
    # so both sides count alike.
    saved = (texts.cost[a] - new_a - head_a + texts.cost[b] - new_b - head_b) / 2
    saved = np.where(longest >= RUN, saved, -np.inf)
    run /= 1 + texts.signs[b]
    return Pairs(a, b, kept, edits, only_a.astype(int), only_b.astype(int), saved, run, same > 0, texts.signs[b])


def _pair(one: tuple, other: tuple) -> tuple:
    """one, other: the spelled text, running sums of its words' worth and of their surprise, its stops."""
    (a, sums_a, rare_a, stops_a), (b, sums_b, rare_b, stops_b) = one, other
    edits = []
    alone_a, alone_b, pieces_a, pieces_b, outside_a = [], [], [], [], 0
    new_a = new_b = longest = 0.0
    run = 0
    reached_a = reached_b = 0
    for first_a, last_a, first_b, last_b in differences(a, b, rare_a, rare_b, stops_a, stops_b):
        longest = max(longest, min(rare_a[first_a] - rare_a[reached_a], rare_b[first_b] - rare_b[reached_b]))
        run = max(run, first_a - reached_a)
        reached_a, reached_b = last_a, last_b
        outside_a += last_a - first_a
        new_a += sums_a[last_a] - sums_a[first_a]
        new_b += sums_b[last_b] - sums_b[first_b]
        head_a, core_a, tail_a = _split(first_a, last_a, stops_a)
        head_b, core_b, tail_b = _split(first_b, last_b, stops_b)
        if not core_a and not core_b:
            head_a, head_b, tail_a, tail_b = last_a - first_a, last_b - first_b, 0, 0
        elif not core_a and head_a:
            head_a, tail_a = (0, head_a) if tail_b and not head_b else (head_a, 0)
        elif not core_b and head_b:
            head_b, tail_b = (0, head_b) if tail_a and not head_a else (head_b, 0)
        for few_a, few_b in ((head_a, head_b), (tail_a, tail_b)):
            if few_a or few_b:
                edits.append(min(few_a, FEW) * (FEW + 1) + min(few_b, FEW))
        if core_a:
            alone_a.append((core_a, last_a == len(a)))
            pieces_a.append((a[first_a:last_a], (sums_a[last_a] - sums_a[first_a]) / (last_a - first_a)))
        if core_b:
            alone_b.append((core_b, last_b == len(b)))
            pieces_b.append((b[first_b:last_b], (sums_b[last_b] - sums_b[first_b]) / (last_b - first_b)))
    if pieces_a and pieces_b:
        spared_a, spared_b, words = _moved(pieces_a, pieces_b)
        run = max(run, words)
        new_a, new_b, longest = new_a - spared_a, new_b - spared_b, max(longest, min(spared_a, spared_b))
    longest = max(longest, min(rare_a[-1] - rare_a[reached_a], rare_b[-1] - rare_b[reached_b]))
    run = max(run, len(a) - reached_a)
    return edits, len(a) - outside_a, kind(alone_a), kind(alone_b), new_a, new_b, longest, run


def _split(first: int, last: int, stops: bytes) -> tuple[int, int, int]:
    """Words of a passage before its first stop, between, and after its last one: (edit, passage, edit).

    Who cuts, cuts sentences and paragraphs. A few words that a passage has of the sentence before or behind are an edit
    there that happens to touch it. A passage shorter than ``CHUNK`` is all edit: (words, 0, 0).
    """
    if last - first < CHUNK:
        return last - first, 0, 0
    head = 0 if stops[first] else max(stops.find(1, first + 1, min(first + CHUNK, last - CHUNK + 1)) - first, 0)
    tail = 0 if stops[last] else last - max(stops.rfind(1, max(last - CHUNK + 1, first + head + CHUNK), last), 0)
    tail = tail if tail < CHUNK else 0
    return head, last - first - head - tail, tail


def _moved(pieces_a: list[tuple[str, float]], pieces_b: list[tuple[str, float]]) -> tuple[float, float, int]:
    """Nats, on either side, of passages that stand in another place, and the words of the longest; (spelling, nats a word) of each passage."""
    from rapidfuzz.distance import LCSseq

    spared_a, spared_b, longest = 0.0, 0.0, 0
    left = list(pieces_a)
    for piece, nats in pieces_b:
        words = [LCSseq.similarity(piece, other) for other, _ in left]
        best = int(np.argmax(words)) if words else -1
        if best >= 0 and words[best] >= MOVED * min(len(piece), len(left[best][0])):
            spared_a += words[best] * left[best][1]
            spared_b += words[best] * nats
            longest = max(longest, words[best])
            left.pop(best)
    return spared_a, spared_b, longest


def _heads(texts: Texts, i: int, j: int) -> tuple[bool, float, float]:
    """Whether two headlines are the same, and what is new on either side.

    A headline that keeps less than half of the shorter one is new as a whole.
    """
    one, other = texts.heads[i], texts.heads[j]
    if np.array_equal(one, other):
        return True, 0.0, 0.0
    rare = np.append(0.0, np.cumsum(texts.head_nats[i]))
    sums_one, sums_other = (np.append(0.0, np.cumsum(texts.worth[head])) for head in (one, other))
    new_one = new_other = 0.0
    kept = len(one)
    for first_a, last_a, first_b, last_b in differences(spell(one), spell(other), rare):
        new_one += sums_one[last_a] - sums_one[first_a]
        new_other += sums_other[last_b] - sums_other[first_b]
        kept -= last_a - first_a
    if 2 * kept < min(len(one), len(other)):
        return False, sums_one[-1], sums_other[-1]
    return False, new_one, new_other
