"""How surprising a word is where it stands, and on average. Both in pieces, so that work takes no more than its result
and some hundred MB.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from reprints.chains.ragged import PIECE, Ragged


def surprise(texts: Ragged, stories: np.ndarray) -> np.ndarray:
    """Nats to write each word, given the word before it, as far as *other* stories print that pair too.

    A story counts once, however often it was copied. So a set phrase that two texts share by chance weighs little,
    and a rare wording weighs much.
    """
    words = texts.flat
    story = pd.factorize(stories)[0].astype(np.int32)
    single = _sums(texts, 1 / np.bincount(story)[story] if len(story) else np.zeros(0))
    single /= max(single.sum(), 1.0)
    base = len(single) + 1
    out = np.empty(len(words))
    for low, high in _shares(words, base) if len(words) else ():
        at, before, whose = _following(texts, story, base, low, high)
        out[at] = _nats(before, words[at], whose, single, base)
    return out


def worth(texts: Ragged, nats: np.ndarray, stories: np.ndarray) -> np.ndarray:
    """Mean surprise of each word over the places where it stands, each story counting once.

    What a copy shares with its source has to weigh the same whatever stands beside it: were a word weighed by its
    neighbours, cutting or rewording these would move the weight of words that nobody touched, by more than the odds of
    a cut, and towards a document that is not the source.
    """
    story = pd.factorize(stories)[0]
    share = 1 / np.bincount(story)[story] if len(story) else np.zeros(0)
    with np.errstate(invalid="ignore"):
        return _sums(texts, share, nats) / _sums(texts, share)


def _pieces(texts: Ragged) -> Iterator[tuple[int, int, np.ndarray]]:
    """First and last place (exclusive) of some words at a time, and of how many of them each row has."""
    for low in range(0, len(texts.flat), PIECE):
        high = min(low + PIECE, len(texts.flat))
        yield low, high, np.diff(np.clip(texts.bounds, low, high))


def _sums(texts: Ragged, share: np.ndarray, nats: np.ndarray | None = None) -> np.ndarray:
    """For each word the sum over its places of the share of the row, times the nats there."""
    out = np.zeros(int(texts.flat.max(initial=-1)) + 1)
    for low, high, sizes in _pieces(texts):
        weight = np.repeat(share, sizes)
        np.add.at(out, texts.flat[low:high], weight if nats is None else weight * nats[low:high])
    return out


def _shares(words: np.ndarray, base: int) -> Iterator[tuple[int, int]]:
    """Ranges of words (first and last, exclusive) that have some ``PIECE`` places each; the last is of no word."""
    counts = np.zeros(base, np.int64)
    for low in range(0, len(words), PIECE):
        counts += np.bincount(words[low : low + PIECE], minlength=base)
    piece = np.cumsum(counts) // PIECE
    begins = np.append(0, np.flatnonzero(np.diff(piece)) + 1)
    return zip(begins.tolist(), [*begins[1:].tolist(), base], strict=True)


def _following(texts: Ragged, story: np.ndarray, base: int, least: int, most: int):
    """Place, word before and story of each word that follows one of a range; before a first word stands none."""
    found = []
    begins = texts.bounds[:-1][texts.sizes > 0]
    for low, high, sizes in _pieces(texts):
        before = np.empty(high - low, np.int32)
        before[1:] = texts.flat[low : high - 1]
        before[0] = texts.flat[low - 1] if low else 0
        before[begins[np.searchsorted(begins, low) : np.searchsorted(begins, high)] - low] = base - 1
        at = np.flatnonzero((before >= least) & (before < most))
        found.append((at + low, before[at], np.repeat(story, sizes)[at]))
    return (np.concatenate(column) for column in zip(*found, strict=True))


def _nats(before: np.ndarray, words: np.ndarray, story: np.ndarray, single: np.ndarray, base: int) -> np.ndarray:
    """The nats of all words that follow some words."""
    # By sorting and not by hashing, which takes several times as much memory.
    key = before.astype(np.int64) * base + words
    order = np.argsort(key, kind="stable")
    key = key[order]
    new = np.append(True, key[1:] != key[:-1])[: len(key)]
    pairs = key[new]
    pair = np.empty(len(key), np.int32)
    pair[order] = np.cumsum(new) - 1
    del key, order, new
    wide = int(story.max(initial=0)) + 1
    seen = pair.astype(np.int64) * wide + story
    seen.sort()
    seen = seen[np.append(True, seen[1:] != seen[:-1])[: len(seen)]] // wide
    spread = np.bincount(seen, minlength=len(pairs))  # stories that print the pair
    follows = np.bincount(pairs // base, spread, base)  # stories that print the first word with any other
    elsewhere = (spread[pair] - 1) / follows[before]
    return -np.log(0.5 * elsewhere + 0.5 * single[words])
