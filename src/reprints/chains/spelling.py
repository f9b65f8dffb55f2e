"""Which words may be one word that was misread: each scan of a text misreads it in a way of its own.

Such a reading says nothing about who copied whom. Taken for an edit, it would make whichever copy was scanned best look
like the source of all others. No other document of the story has it (see ``private``), as a copy of what was misread
would have it too, and it has half of the letters or more of the word that the other text has in its place. An editor's
new word seldom has both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.jit import compiled
from reprints.chains.ragged import Ragged, bounds
from reprints.reuse.tokens import Tokens

FEW = 2  # letters that are taken for one or two others, as m is for rn
_ZERO, _NINE = ord("0"), ord("9")


@dataclass(frozen=True)
class Spelling:
    """letters, bounds: code points of each word of the vocabulary, one word after the other."""

    letters: np.ndarray
    bounds: np.ndarray

    def only(self, words: np.ndarray) -> Spelling:
        """Some of the words."""
        spelled = Ragged(self.letters, self.bounds).taken(words)
        return Spelling(spelled.flat, spelled.bounds)


class Vocabulary:
    """Words by their hashes, as batches of texts bring them, each with its first spelling in a body.

    Words are numbered in the order in which they came; ``order`` tells their numbers by hash.
    """

    def __init__(self):
        self._hash = np.zeros(0, np.uint64)  # sorted
        self._number = np.zeros(0, np.int32)  # of each hash
        self._seen = np.zeros(0, bool)  # whether a body has it
        self._spelled: list[str] = []

    def add(self, texts: list[str], body: Tokens, title: Tokens) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the words of some bodies and titles."""
        code, hashes = pd.factorize(np.concatenate([body.hash, title.hash]), sort=True)
        number = self._numbers(hashes)
        code = code.astype(np.int32)
        words, document = code[: len(body)], body.document
        at = np.full(len(hashes), -1)
        at[words[::-1]] = np.arange(len(words))[::-1]
        new = np.flatnonzero((at >= 0) & ~self._seen[number])
        self._seen[number[new]] = True
        for n, d, s, e in zip(
            number[new].tolist(), document[at[new]].tolist(), body.start[at[new]].tolist(), body.end[at[new]].tolist(),
            strict=True,
        ):  # fmt: skip
            self._spelled[n] = texts[d][s:e].casefold()
        code = number[code]
        return code[: len(body)], code[len(body) :]

    def _numbers(self, hashes: np.ndarray) -> np.ndarray:
        """The numbers of some sorted hashes; new ones get the next."""
        at = np.searchsorted(self._hash, hashes)
        here = np.minimum(at, len(self._hash) - 1)
        new = np.flatnonzero(self._hash[here] != hashes) if len(self._hash) else np.arange(len(hashes))
        fresh = np.arange(len(self._number), len(self._number) + len(new), dtype=np.int32)
        self._hash = np.insert(self._hash, at[new], hashes[new])
        self._number = np.insert(self._number, at[new], fresh)
        self._seen = np.append(self._seen, np.zeros(len(new), bool))
        self._spelled += [""] * len(new)
        return self._number[np.searchsorted(self._hash, hashes)]

    def order(self) -> np.ndarray:
        """For each word its number in the order of hashes."""
        place = np.empty(len(self._number), np.int32)
        place[self._number] = np.arange(len(self._number))
        return place

    def spelling(self) -> Spelling:
        """Of all words in the order of hashes."""
        spelled = [self._spelled[n] for n in self._number.tolist()]
        letters = np.frombuffer("".join(spelled).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int32)
        return Spelling(letters, bounds(np.array([*map(len, spelled)])))


@compiled
def misread(one, other, letters, bounds):
    """Whether one of two words looks like the other, misread."""
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
