"""Which words may be one word that was misread: each scan of a text misreads it in a way of its own.

Such a reading says nothing about who copied whom. Taken for an edit, it would make whichever copy was scanned best look
like the source of all others. It stands in one document only, as a copy of what was misread would have it too, and has
half of the letters or more of the word that the other text has in its place. An editor's new word seldom has both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.jit import compiled

FEW = 2  # letters that are taken for one or two others, as m is for rn
_ZERO, _NINE = ord("0"), ord("9")


@dataclass(frozen=True)
class Spelling:
    """letters, bounds: code points of each word of the vocabulary, one word after the other; odd: whether it stands in
    one document only.
    """

    letters: np.ndarray
    bounds: np.ndarray
    odd: np.ndarray


def read(texts: list[str], word: np.ndarray, document: np.ndarray, start: np.ndarray, end: np.ndarray) -> Spelling:
    """word, document, start, end: of each token of some texts, in reading order."""
    size = int(word.max(initial=-1)) + 1
    first = np.full(size, -1)
    first[word[::-1]] = np.arange(len(word))[::-1]
    last = np.full(size, -1)
    last[word] = np.arange(len(word))
    spelled = [
        texts[d][s:e].casefold() if at >= 0 else ""
        for at, d, s, e in zip(
            first.tolist(), document[first].tolist(), start[first].tolist(), end[first].tolist(), strict=True
        )
    ]
    bounds = np.append(0, np.cumsum([len(text) for text in spelled])).astype(np.int64)
    letters = np.frombuffer("".join(spelled).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int32)
    return Spelling(letters, bounds, (first >= 0) & (document[first] == document[last]))


@compiled
def misread(one, other, letters, bounds, odd):
    """Whether one of two words may be the other, misread."""
    if not odd[one] and not odd[other]:
        return False
    a, b = letters[bounds[one] : bounds[one + 1]], letters[bounds[other] : bounds[other + 1]]
    few, many = min(len(a), len(b)), max(len(a), len(b))
    head = 0
    while head < few and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < few - head and a[len(a) - 1 - tail] == b[len(b) - 1 - tail]:
        tail += 1
    if many - head - tail > FEW or 2 * (head + tail) < many:
        return False
    changed = 0  # signs that are no digit: another number is another fact
    for at in range(head, len(a) - tail):
        changed += not _ZERO <= a[at] <= _NINE
    for at in range(head, len(b) - tail):
        changed += not _ZERO <= b[at] <= _NINE
    return changed > 0
