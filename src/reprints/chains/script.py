"""What became of a text in another, place by place: the edit script behind the ledger, figures and reader."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reprints.chains.align import CHUNK, MOVED, differences
from reprints.chains.texts import Texts, read

COLUMNS = ["id_a", "id_b", "kind", "start_a", "end_a", "start_b", "end_b", "words_a", "words_b"]
KINDS = ("kept", "cut", "added", "moved", "replaced")
PAIRS = 10_000  # pairs whose scripts are packed together
STANDS = ("kept", "moved")  # kinds of what one text has of the other
_MIRROR = {"cut": "added", "added": "cut"}

Row = tuple[str, int, int, int, int]  # kind, first and last word (exclusive) in a, and in b


def script(texts: Texts, above: int, own: int) -> list[Row]:
    """Rows in the order of a: kept, cut, added, moved (in passages of eight words or more), replaced (in shorter
    edits).

    Every word of either body stands in exactly one row; a row that has no word of a text has an empty place there.
    """
    a, b = texts.spelled(above), texts.spelled(own)
    nats = np.append(0.0, np.cumsum(texts.nats[above], dtype=float))
    rows: list[Row] = []
    lost, new = [], []
    at_a = at_b = 0
    for first_a, last_a, first_b, last_b in [*differences(a, b, nats), (len(a), len(a), len(b), len(b))]:
        if first_a > at_a:
            rows.append(("kept", at_a, first_a, at_b, first_b))
        if last_a - first_a < CHUNK and last_b - first_b < CHUNK:
            if last_a > first_a or last_b > first_b:
                rows.append(("replaced", first_a, last_a, first_b, last_b))
        else:
            if last_a > first_a:
                lost.append((first_a, last_a, first_b))
            if last_b > first_b:
                new.append((first_b, last_b, last_a))
        at_a, at_b = last_a, last_b
    moved = _moved(a, b, lost, new)
    if not moved:
        rows += [("cut", first, last, there, there) for first, last, there in lost]
        rows += [("added", there, there, first, last) for first, last, there in new]
        return sorted(rows, key=lambda row: (row[1], row[3], row[2], row[4]))
    rows += [("moved", *place) for place in moved]
    taken_a, taken_b = ({i for place in moved for i in range(place[side], place[side + 1])} for side in (0, 2))
    rows += [
        ("cut", low, high, there, there) for first, last, there in lost for low, high in _left(first, last, taken_a)
    ]
    rows += [
        ("added", there, there, low, high) for first, last, there in new for low, high in _left(first, last, taken_b)
    ]
    return sorted(rows, key=lambda row: (row[1], row[3], row[2], row[4]))


def counts(rows: list[Row]) -> dict[str, int]:
    """Words of each kind; of a replacement the longer side."""
    return {kind: sum(max(a1 - a0, b1 - b0) for name, a0, a1, b0, b1 in rows if name == kind) for kind in KINDS}


@dataclass(frozen=True)
class Edits:
    """The edit scripts of some pairs of texts (numbers above and own), a row of ``cells`` for each row of a script.

    kind: the number of its kind; cells: first and last character (exclusive) in either text, and words in either.
    """

    above: np.ndarray
    own: np.ndarray
    sizes: np.ndarray
    kind: NDArray[np.int8]
    cells: np.ndarray

    def counts(self) -> np.ndarray:
        """Words of each kind, a row a pair; of a replacement the longer side."""
        pair = np.repeat(np.arange(len(self.sizes)), self.sizes)
        words = self.cells[:, 4:].max(axis=1, initial=0)
        found = np.bincount(pair * len(KINDS) + self.kind, words, len(self.sizes) * len(KINDS))
        return found.astype(np.int64).reshape(-1, len(KINDS))

    def joined(self, other: Edits) -> Edits:
        return Edits(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(Edits)))

    def table(self, ids: np.ndarray) -> pd.DataFrame:
        """id_a, id_b, kind, start_a, end_a, start_b, end_b (characters, ends exclusive), words_a, words_b.

        Ids and kinds are categories, as they stand in very many rows.
        """
        if not len(self.kind):
            return pd.DataFrame(columns=COLUMNS)
        names, sides = pd.Index(ids.tolist()), (self.above, self.own)
        columns = [pd.Categorical.from_codes(np.repeat(side, self.sizes), names) for side in sides]
        columns.append(pd.Categorical.from_codes(self.kind, pd.Index(KINDS)))
        return pd.DataFrame(dict(zip(COLUMNS, [*columns, *self.cells.T], strict=True)), copy=False)


@dataclass(frozen=True)
class Scripts:
    """The edit scripts of pairs of texts."""

    texts: Texts

    def of(self, above: int, own: int) -> list[Row]:
        """The script from one text to another, by their numbers."""
        return script(self.texts, above, own)

    def edits(self, above: np.ndarray, own: np.ndarray) -> Edits:
        """The scripts of many pairs."""
        sizes, kinds, cells = np.zeros(len(above), np.int32), [np.zeros(0, np.int8)], [np.zeros((0, 6), np.int32)]
        for low in range(0, len(above), PAIRS):
            kind, cell = [], []
            for at in range(low, min(low + PAIRS, len(above))):
                one, other = int(above[at]), int(own[at])
                rows = self.of(one, other)
                kind += [KINDS.index(row[0]) for row in rows]
                a0, a1, b0, b1 = np.array([row[1:] for row in rows], np.int64).reshape(-1, 4).T
                places = *_characters(self.texts, one, a0, a1), *_characters(self.texts, other, b0, b1)
                cell.append(np.column_stack([*places, a1 - a0, b1 - b0]).astype(np.int32))
                sizes[at] = len(rows)
            kinds.append(np.array(kind, np.int8))
            cells.append(np.concatenate(cell))
        return Edits(above, own, sizes, np.concatenate(kinds), np.concatenate(cells))


def between(one: str, other: str) -> pd.DataFrame:
    """The table of two texts of which nothing else is known: nothing in them is boilerplate."""
    docs = pd.DataFrame({"id": ["a", "b"], "text": [one, other]})
    texts = read(docs, docs[["id"]].assign(cluster=0))
    return Scripts(texts).edits(np.array([0]), np.array([1])).table(texts.ids)


def told(found: pd.DataFrame, one: object, other: object) -> pd.DataFrame:
    """The rows of a pair, whichever way round they were made; empty where the pair was not aligned."""
    a, b = found["id_a"].astype(str), found["id_b"].astype(str)
    rows = found[(a == str(one)) & (b == str(other))].astype({"kind": object})
    if len(rows):
        return rows
    rows = found[(a == str(other)) & (b == str(one))].astype({"kind": object})
    swapped = {name: name[:-1] + ("b" if name.endswith("a") else "a") for name in COLUMNS if name[-2:] in ("_a", "_b")}
    return (
        rows.rename(columns=swapped)
        .assign(kind=rows["kind"].replace(_MIRROR))[COLUMNS]
        .sort_values(["start_a", "start_b"])
    )


def _moved(a: str, b: str, lost: list, new: list) -> list[tuple[int, int, int, int]]:
    """Words of passages that were lost in one place and stand in another, none twice."""
    from rapidfuzz.distance import LCSseq

    places: list[tuple[int, int, int, int]] = []
    taken: set = set()
    whole = [piece for piece in lost if piece[1] - piece[0] >= CHUNK]
    for first, last, _ in new:
        if last - first < CHUNK or not whole:
            continue
        piece = b[first:last]
        start, end, _ = max(whole, key=lambda other: LCSseq.similarity(piece, a[other[0] : other[1]]))
        if LCSseq.similarity(piece, a[start:end]) < MOVED * len(piece):
            continue
        for op in LCSseq.opcodes(a[start:end], piece):
            if op.tag == "equal":
                for low, high in _left(start + op.src_start, start + op.src_end, taken):
                    there = first + op.dest_start + low - start - op.src_start
                    places.append((low, high, there, there + high - low))
        taken.update(i for place in places for i in range(place[0], place[1]))
    return places


def _left(first: int, last: int, taken: set[int]) -> list[tuple[int, int]]:
    """The runs of a stretch that are not taken."""
    free = [i for i in range(first, last) if i not in taken]
    begins = [i for i in free if i - 1 < first or i - 1 in taken]
    ends = [i + 1 for i in free if i + 1 >= last or i + 1 in taken]
    return list(zip(begins, ends, strict=True))


def _characters(texts: Texts, number: int, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last character (exclusive) of some stretches of words; of an empty one, the place where it is."""
    start = texts.start[number]
    end = start + texts.long[number]
    if not len(start):
        return np.zeros_like(low), np.zeros_like(low)
    at = np.where(low > 0, end[np.maximum(low, 1) - 1], start[0])
    full = low < high
    return (
        np.where(full, start[np.minimum(low, len(start) - 1)], at),
        np.where(full, end[np.maximum(high, 1) - 1], at),
    )
