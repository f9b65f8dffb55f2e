"""What the texts, headlines, dates and credit lines say about each pair of documents of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analysis.jit import compiled
from reprints.chains.align import CHUNK, LONG, MOVED, differences, script
from reprints.chains.diff import regions
from reprints.chains.diff import script as edit_script
from reprints.chains.spelling import misread
from reprints.chains.texts import Texts, spell

RUN = 24.0  # nats: two texts without one unbroken run as rare as this share nothing that was copied

# How a text lost or gained passages: nothing; one at its end, one elsewhere, or several; by the number of words.
SIZES = np.array([CHUNK, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 512])
NOWHERE = 0
KINDS = 1 + 3 * len(SIZES)
FEW = 3  # words of an edit that are told apart; more count as so many
CHUNKED = 5_000  # pairs that are compared together
SHAPES = (FEW + 1) ** 2  # of edits: words lost times (FEW + 1), plus words gained


@dataclass
class Pairs:
    """One row a pair of documents (numbers of ``Texts``), side a and side b. Words are counted outside boilerplate.

    kept: words that stand in both, in order; edits: how many places there are where a few words differ, by the words
    that a and b have there (pairs by ``SHAPES``); only_a, only_b: kind of passages on one side only (see ``_kind``);
    saved: nats that copying spares, headline included, the same from either side (-inf for a pair without a run of
    ``RUN``); run: words of the longest run or moved passage, a character of Chinese being half; headline: both have the
    same; script: whether b counts in characters (see ``Texts.signs``).
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


def compare(
    texts: Texts,
    a: np.ndarray,
    b: np.ndarray,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Pairs:
    """Align each pair and count. Some ten microseconds a pair of a hundred words."""
    edits, facts = _counted(texts, a, b, progress)
    kept, only_a, only_b, new_a, new_b, longest, run = facts.T
    heads = [_heads(texts, i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    same, head_a, head_b = np.array(heads, float).reshape(len(heads), 3).T
    # A word that is odd where it stands may be the editor's or the author's: wording alone never says who was first,
    # so both sides count alike.
    saved = (texts.cost[a] - new_a - head_a + texts.cost[b] - new_b - head_b) / 2
    saved = np.where(longest >= RUN, saved, -np.inf)
    run = run / (1 + texts.signs[b])
    return Pairs(a, b, kept, edits, only_a.astype(int), only_b.astype(int), saved, run, same > 0, texts.signs[b])


def _counted(texts: Texts, a: np.ndarray, b: np.ndarray, progress) -> tuple[np.ndarray, np.ndarray]:
    """Edits by shape, and what ``_pair`` fills, of each pair; on all processors."""
    edits, facts = np.zeros((len(a), SHAPES), np.uint16), np.zeros((len(a), 7))
    if not len(a):
        return edits, facts
    sizes = texts.words.sizes
    spelling = texts.spelling.letters, texts.spelling.bounds
    long = sizes[a] * sizes[b] > LONG
    few = np.flatnonzero(~long)
    jobs = np.array_split(few, max(1, len(few) // CHUNKED))

    def job(rows: np.ndarray) -> None:
        found_edits, found = np.zeros((len(rows), SHAPES), np.uint16), np.zeros((len(rows), 7))
        used, place = np.unique(np.concatenate([a[rows], b[rows]]), return_inverse=True)
        _pairs(*np.split(place, 2), *_gathered(texts, used), *spelling, SIZES, found_edits, found)
        edits[rows], facts[rows] = found_edits, found

    done = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for rows, _ in zip(jobs, pool.map(job, jobs), strict=True):
            done += len(rows)
            progress("compare", done, len(a))
    for row in np.flatnonzero(long).tolist():
        one, other = int(a[row]), int(b[row])
        whole = _gathered(texts, np.array([one, other]))
        sides = [_side(d, *whole) for d in (0, 1)]
        (words_a, _, rare_a, stops_a, _), (words_b, _, rare_b, stops_b, _) = sides
        found = script(texts.spelled(one), texts.spelled(other))
        found = regions(found, words_a, words_b, rare_a, rare_b, True, stops_a, stops_b, True)
        _pair(found, *sides[0], *sides[1], *spelling, SIZES, edits[row], facts[row])
    return edits, facts


def _gathered(texts: Texts, used: np.ndarray) -> tuple[np.ndarray, ...]:
    """Words of some documents and their bounds, running sums of worth and surprise (each with a zero before), stops."""
    columns = texts.words, texts.nats, texts.stops, texts.private
    words, nats, stops, private = (column.taken(used) for column in columns)
    worth, rare = (np.empty(len(words.flat) + len(used)) for _ in range(2))
    _running(words.flat, nats.flat, words.bounds, texts.worth, worth, rare)
    return words.flat, words.bounds, worth, rare, stops.flat, private.flat


@compiled
def _running(words, nats, bounds, price, worth, rare):
    for d in range(len(bounds) - 1):
        costs, seldom = 0.0, 0.0
        worth[bounds[d] + d], rare[bounds[d] + d] = 0.0, 0.0
        for at in range(bounds[d], bounds[d + 1]):
            costs += price[words[at]]
            seldom += nats[at]
            worth[at + d + 1], rare[at + d + 1] = costs, seldom


@compiled
def _side(d, words, bounds, worth, rare, stops, private):
    """What there is of one document."""
    low, high = bounds[d], bounds[d + 1]
    sums = slice(low + d, high + d + 1)
    return words[low:high], worth[sums], rare[sums], stops[sums], private[low:high]


@compiled
def _pairs(a, b, words, bounds, worth, rare, stops, private, letters, ends, sizes, edits, facts):
    for row in range(len(a)):
        words_a, worth_a, rare_a, stops_a, own_a = _side(a[row], words, bounds, worth, rare, stops, private)
        words_b, worth_b, rare_b, stops_b, own_b = _side(b[row], words, bounds, worth, rare, stops, private)
        found = edit_script(words_a, words_b)
        found = regions(found, words_a, words_b, rare_a, rare_b, True, stops_a, stops_b, True)
        _pair(
            found, words_a, worth_a, rare_a, stops_a, own_a, words_b, worth_b, rare_b, stops_b, own_b, letters, ends,
            sizes, edits[row], facts[row],
        )  # fmt: skip


@compiled
def _pair(
    found, a, worth_a, rare_a, stops_a, own_a, b, worth_b, rare_b, stops_b, own_b, letters, ends, sizes, edits,
    facts,
):  # fmt: skip
    """Fill edits by shape, and all other columns of ``Pairs``, from where two texts differ.

    new_a, new_b: nats of what one side has alone; longest: of the longest run or moved passage.
    """
    longest, run, reached_a, reached_b, outside = 0.0, 0, 0, 0, 0
    new_a, new_b = 0.0, 0.0
    cores = np.zeros((2, len(found)), np.int64)  # words of the passages that a side has alone, by region
    for r in range(len(found)):
        first_a, last_a, first_b, last_b = found[r, 0], found[r, 1], found[r, 2], found[r, 3]
        longest = max(longest, min(rare_a[first_a] - rare_a[reached_a], rare_b[first_b] - rare_b[reached_b]))
        run = max(run, first_a - reached_a)
        reached_a, reached_b = last_a, last_b
        first_a, last_a, first_b, last_b, more_a, more_b = _peeled(
            first_a, last_a, first_b, last_b, a, worth_a, own_a, b, worth_b, own_b, letters, ends
        )
        new_a, new_b = new_a + more_a, new_b + more_b
        if first_a == last_a and first_b == last_b:
            continue
        found[r, 0], found[r, 1], found[r, 2], found[r, 3] = first_a, last_a, first_b, last_b
        outside += last_a - first_a
        new_a += worth_a[last_a] - worth_a[first_a]
        new_b += worth_b[last_b] - worth_b[first_b]
        head_a, core_a, tail_a = _split(first_a, last_a, stops_a)
        head_b, core_b, tail_b = _split(first_b, last_b, stops_b)
        if not core_a and not core_b:
            head_a, head_b, tail_a, tail_b = last_a - first_a, last_b - first_b, 0, 0
        elif not core_a and head_a:
            if tail_b and not head_b:
                head_a, tail_a = 0, head_a
            else:
                tail_a = 0
        elif not core_b and head_b:
            if tail_a and not head_a:
                head_b, tail_b = 0, head_b
            else:
                tail_b = 0
        if head_a or head_b:
            edits[min(head_a, FEW) * (FEW + 1) + min(head_b, FEW)] += 1
        if tail_a or tail_b:
            edits[min(tail_a, FEW) * (FEW + 1) + min(tail_b, FEW)] += 1
        cores[0, r], cores[1, r] = core_a, core_b
    if cores[0].any() and cores[1].any():
        spared_a, spared_b, moved = _moved(found, cores, a, worth_a, b, worth_b)
        run = max(run, moved)
        new_a, new_b, longest = new_a - spared_a, new_b - spared_b, max(longest, min(spared_a, spared_b))
    longest = max(longest, min(rare_a[-1] - rare_a[reached_a], rare_b[-1] - rare_b[reached_b]))
    run = max(run, len(a) - reached_a)
    facts[0], facts[3], facts[4], facts[5], facts[6] = len(a) - outside, new_a, new_b, longest, run
    facts[1] = _kind(cores[0], found[:, 1], len(a), sizes)
    facts[2] = _kind(cores[1], found[:, 3], len(b), sizes)


@compiled
def _peeled(first_a, last_a, first_b, last_b, a, worth_a, own_a, b, worth_b, own_b, letters, ends):
    """A place where two texts differ without the misread words at its ends, and the nats of these beyond those of the
    words that stood there.
    """
    new_a, new_b = 0.0, 0.0
    for back in (False, True):
        while first_a < last_a and first_b < last_b:
            i, j = (last_a - 1, last_b - 1) if back else (first_a, first_b)
            if not (own_a[i] or own_b[j]) or not misread(a[i], b[j], letters, ends):
                break
            one, other = worth_a[i + 1] - worth_a[i], worth_b[j + 1] - worth_b[j]
            new_a += _excess(one, other, own_a[i], own_b[j])
            new_b += _excess(other, one, own_b[j], own_a[i])
            if back:
                last_a, last_b = last_a - 1, last_b - 1
            else:
                first_a, first_b = first_a + 1, first_b + 1
    return first_a, last_a, first_b, last_b, new_a, new_b


@compiled
def _excess(nats, other, alone, other_alone):
    """Nats of a misread word beyond those of the word that stood there.

    That is the reading which others have; if both stand alone, the likelier one, whoever has it.
    """
    if alone and other_alone:
        return max(nats - other, 0.0)
    return nats - other if alone else 0.0


@compiled
def _kind(cores, ends, size, sizes):
    """One number for the passages that one side has alone: by their words together, and where they stand."""
    total, count, at_end = 0, 0, False
    for r in range(len(cores)):
        if cores[r]:
            total += cores[r]
            count += 1
            at_end = ends[r] == size
    if not count:
        return NOWHERE
    place = 2 if count > 1 else 0 if at_end else 1
    return 1 + int(np.searchsorted(sizes, total, side="right")) - 1 + place * len(sizes)


@compiled
def _split(first, last, stops):
    """Words of a passage before its first stop, between, and after its last one: (edit, passage, edit).

    Who cuts, cuts sentences and paragraphs. A few words that a passage has of the sentence before or behind are an edit
    there that happens to touch it. A passage shorter than ``CHUNK`` is all edit: (words, 0, 0).
    """
    if last - first < CHUNK:
        return last - first, 0, 0
    head, tail = 0, 0
    if not stops[first]:
        for at in range(first + 1, min(first + CHUNK, last - CHUNK + 1)):
            if stops[at]:
                head = at - first
                break
    if not stops[last]:
        for at in range(last - 1, max(last - CHUNK + 1, first + head + CHUNK) - 1, -1):
            if stops[at]:
                tail = last - at
                break
    if tail >= CHUNK:
        tail = 0
    return head, last - first - head - tail, tail


@compiled
def _moved(found, cores, a, worth_a, b, worth_b):
    """Nats, on either side, of passages that stand in another place, and the words of the longest of them."""
    spared_a, spared_b, longest = 0.0, 0.0, 0
    taken = np.zeros(len(found), np.bool_)
    for r in range(len(found)):
        if not cores[1, r]:
            continue
        first, last = found[r, 2], found[r, 3]
        best, most = -1, -1
        for q in range(len(found)):
            if cores[0, q] and not taken[q]:
                rows = edit_script(b[first:last], a[found[q, 0] : found[q, 1]])
                words = last - first
                for k in range(len(rows)):
                    words -= rows[k, 1] - rows[k, 0]
                if words > most:
                    best, most = q, words
        if best >= 0:
            low, high = found[best, 0], found[best, 1]
            if most >= MOVED * min(last - first, high - low):
                spared_a += most * (worth_a[high] - worth_a[low]) / (high - low)
                spared_b += most * (worth_b[last] - worth_b[first]) / (last - first)
                longest = max(longest, most)
                taken[best] = True
    return spared_a, spared_b, longest


def _heads(texts: Texts, i: int, j: int) -> tuple[bool, float, float]:
    """Whether two headlines are the same, and what is new on either side.

    A headline that keeps less than half of the shorter one is new as a whole.
    """
    one, other = texts.heads[i], texts.heads[j]
    if np.array_equal(one, other):
        return True, 0.0, 0.0
    rare = np.append(0.0, np.cumsum(texts.head_nats[i], dtype=float))
    sums_one, sums_other = (np.append(0.0, np.cumsum(texts.worth[head])) for head in (one, other))
    own_one, own_other = texts.private_heads[i], texts.private_heads[j]
    new_one = new_other = 0.0
    kept, same = len(one), True
    for place in differences(spell(one), spell(other), rare):
        first_a, last_a, first_b, last_b, more_one, more_other = _peeled(
            *place, one, sums_one, own_one, other, sums_other, own_other, texts.spelling.letters, texts.spelling.bounds
        )
        new_one += more_one + sums_one[last_a] - sums_one[first_a]
        new_other += more_other + sums_other[last_b] - sums_other[first_b]
        kept -= last_a - first_a
        same &= first_a == last_a and first_b == last_b
    if 2 * kept < min(len(one), len(other)):
        return False, sums_one[-1], sums_other[-1]
    return same, new_one, new_other
