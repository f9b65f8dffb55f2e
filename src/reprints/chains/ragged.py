"""Rows of many lengths in one array: a row costs its values and one bound, and not an object of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

PIECE = 1 << 22  # values that are worked on together


@dataclass(frozen=True)
class Ragged:
    """Row i is ``flat[bounds[i]:bounds[i + 1]]``."""

    flat: np.ndarray
    bounds: np.ndarray

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, row: int) -> np.ndarray:
        return self.flat[self.bounds[row] : self.bounds[row + 1]]

    def __iter__(self) -> Iterator[np.ndarray]:
        return map(self.__getitem__, range(len(self)))

    def taken(self, rows: np.ndarray) -> Ragged:
        """Some of the rows."""
        at = bounds(self.sizes[rows])
        flat = np.empty(at[-1], self.flat.dtype)
        for low, high, row in zip(at[:-1].tolist(), at[1:].tolist(), rows.tolist(), strict=True):
            flat[low:high] = self[row]
        return Ragged(flat, at)

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.bounds)


def bounds(sizes: np.ndarray) -> np.ndarray:
    """Where rows of some sizes begin, and where the last one ends."""
    return np.append(0, np.cumsum(sizes, dtype=np.int64))


def joined(parts: list[np.ndarray]) -> np.ndarray:
    """Some arrays as one, of the widest kind of theirs; they go one by one, so that nothing is held twice for long."""
    whole = np.empty(sum(map(len, parts)), np.result_type(*{part.dtype for part in parts}) if parts else np.int32)
    end = len(whole)
    while parts:
        part = parts.pop()
        whole[end - len(part) : end] = part
        end -= len(part)
    return whole


def narrowed(values: np.ndarray) -> np.ndarray:
    """Numbers of eight bytes as such of four, in the place of the others, which are gone."""
    half = values.view(np.float32)
    for low in range(0, len(values), PIECE):
        part = values[low : low + PIECE].astype(np.float32)
        half[low : low + len(part)] = part
    del half
    values.resize(-(-len(values) // 2), refcheck=False)
    return values.view(np.float32)
