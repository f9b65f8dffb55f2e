"""Texts to tokens with the way back to the characters: the reference in numpy, which the compiled kernel must equal.

A token is a 64-bit hash of its folded spelling (see ``fold``), the document it stands in, and its first and last
character (offsets into the original string, end exclusive).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reprints.reuse import fold as _fold
from reprints.reuse.fold import BASE, BREAK, HYPHEN, PASSED, SINGLE, SPACE, U64, WORD, Table, scramble

WORDS, SINGLES = (
    5,
    8,
)  # length in tokens of a shingle that begins with a word, or with a character of an unspaced script
LONGEST_BREAK = 8  # white space that a hyphen at a line end may bridge, in characters

_INVERSE = pow(BASE, -1, 1 << 64)


@dataclass(frozen=True)
class Tokens:
    """Arrays of one length, in reading order; document d holds ``bounds[d]:bounds[d + 1]``."""

    hash: np.ndarray  # uint64
    start: np.ndarray  # int64, characters
    end: np.ndarray  # int64, characters
    single: np.ndarray  # bool: a one-character token
    bounds: np.ndarray  # int64, one more than there are documents

    def __len__(self) -> int:
        return len(self.hash)

    @property
    def document(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))


def powers(base: int, count: int) -> np.ndarray:
    """1, base, base**2 ... modulo 2**64."""
    out = np.ones(max(count, 1), U64)
    filled = 1
    while filled < count:
        more = min(filled, count - filled)
        out[filled : filled + more] = out[:more] * U64(pow(base, filled, 1 << 64))
        filled += more
    return out[:count]


def tokenise(texts: Sequence[str], table: Table | None = None) -> Tokens:
    """The tokens of each text. Lone surrogates are separators, as is anything that is no letter, mark or number."""
    table = table or _fold.table()
    sizes = np.fromiter((len(t) for t in texts), np.int64, len(texts))
    first = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(sizes + 1, out=first[1:])  # a NUL after each text keeps words of neighbours apart
    points = np.frombuffer("".join(t + "\0" for t in texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kind = _without_hyphens(table.kind[points])

    spelled = np.flatnonzero(kind != PASSED)
    is_word = kind[spelled] == WORD
    before = np.concatenate([[False], is_word[:-1]])
    after = np.concatenate([is_word[1:], [False]])
    opens = spelled[is_word & ~before]
    closes = spelled[is_word & ~after] + 1
    alone = spelled[kind[spelled] == SINGLE]
    start = np.concatenate([opens, alone])
    end = np.concatenate([closes, alone + 1])
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    single = order >= len(opens)

    # A token's polynomial is a difference of running sums, shifted back to power zero.
    counted = np.isin(kind, (WORD, SINGLE))
    length = np.where(counted, table.length[points], 0).astype(np.int64)
    exponent = np.concatenate([[0], np.cumsum(length)])
    raised = np.where(counted, table.value[points], U64(0)) * powers(BASE, int(exponent[-1]) + 1)[exponent[:-1]]
    total = np.concatenate([np.zeros(1, U64), np.cumsum(raised, dtype=U64)])
    hashes = (total[end] - total[start]) * powers(_INVERSE, int(exponent[-1]) + 1)[exponent[start]]

    bounds = np.searchsorted(start, first)
    origin = np.repeat(first[:-1], np.diff(bounds))
    return Tokens(scramble(hashes), start - origin, end - origin, single, bounds)


def _without_hyphens(kind: np.ndarray) -> np.ndarray:
    """Pass over each hyphen that joins two parts of a word, with the line end it stands at."""
    kind = kind.copy()
    at = np.flatnonzero(kind == HYPHEN)
    at = at[(at > 0) & (at < len(kind) - 1)]
    seen = np.maximum.accumulate(np.where(kind != PASSED, np.arange(len(kind)), 0))
    at = at[kind[seen[at - 1]] == WORD]  # an accent apart stands between its letter and a hyphen
    ahead = at + 1
    broken = np.zeros(len(at), bool)
    for _ in range(LONGEST_BREAK):
        here = kind[np.minimum(ahead, len(kind) - 1)]
        broken |= here == BREAK
        ahead = ahead + ((here == BREAK) | (here == SPACE))
    ahead = np.minimum(ahead, len(kind) - 1)
    joins = (kind[ahead] == WORD) & (broken | (ahead == at + 1))
    for begin, stop in zip(at[joins], ahead[joins], strict=True):
        kind[begin:stop] = PASSED
    kind[kind == HYPHEN] = 0
    return kind
