"""Readings that one document of a story has alone: beside the word before, or the word behind, no other has them.

A copy keeps its source's edits, so a reading that was handed on is nobody's own. One that is may be an edit that was
never copied, or a misreading of a scan, which nobody could copy. The word by itself does not tell: common short words
are misread for one another.
"""

from __future__ import annotations

import numpy as np

from reprints.chains.ragged import PIECE, Ragged

_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def private(words: Ragged, story: np.ndarray) -> np.ndarray:
    """For each word whether its reading is its document's own. story: of each document."""
    found = np.zeros(len(words.flat), bool)
    order = np.argsort(story, kind="stable")
    ends = np.cumsum(words.sizes[order])
    last = np.append(np.flatnonzero(np.diff(story[order])), len(order) - 1)[: len(order)]  # document of each story
    piece = ends[last] // PIECE
    cuts = np.append(0, last[np.append(np.diff(piece) > 0, True)[: len(last)]] + 1)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        rows = order[low:high]
        part = words.taken(rows)
        own = _own(part, story[rows])
        for at, row in enumerate(rows.tolist()):
            found[words.bounds[row] : words.bounds[row + 1]] = own[part.bounds[at] : part.bounds[at + 1]]
    return found


def _own(words: Ragged, story: np.ndarray) -> np.ndarray:
    document = np.repeat(np.arange(len(words)), words.sizes)
    before = np.append(np.int64(-1), words.flat[:-1])[: len(words.flat)]
    begins = words.bounds[:-1][words.sizes > 0]
    before[begins] = -1
    key = (before.astype(np.uint64) * _MIX[0] + words.flat.astype(np.uint64)) * _MIX[1]
    key += story[document].astype(np.uint64)
    order = np.argsort(key, kind="stable")
    new = np.append(True, np.diff(key[order]) != 0)[: len(key)]
    first = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    document = document[order]  # rising in each group
    alone = (document[first] == document[np.append(first[1:], len(key)) - 1])[group] if len(key) else new
    own = np.empty(len(key), bool)
    own[order] = alone
    behind = np.append(own[1:], False)[: len(own)]
    behind[words.bounds[1:][words.sizes > 0] - 1] = False  # nothing stands behind a last word
    return own | behind
