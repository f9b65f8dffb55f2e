"""Where the arrays of an index are put together piece by piece: in memory, or in the files of a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedWriter
from pathlib import Path

import numpy as np

# Every array of an index and what it holds. A word's place is its number in the order of the corpus.
ARRAYS: dict[str, np.dtype] = {
    "tokens": np.dtype("<u4"),  # the type of each word
    "variants": np.dtype("<u2"),  # its spelling among those of its type
    "offsets": np.dtype("<u4"),  # the character of the article that it begins with
    "postings": np.dtype("<u4"),  # places, type by type, rising within each
    "starts": np.dtype("<i8"),  # the place that each article begins at, and one beyond the last
    "sentences": np.dtype("<i8"),  # the place that each sentence begins at
    "paragraphs": np.dtype("<i8"),
    "frequency": np.dtype("<i8"),  # of each type
    "forms_of": np.dtype("<i8"),  # where the spellings of each type begin, and one beyond the last
    "texts": np.dtype("u1"),  # the articles in UTF-8, one after the other
    "text_starts": np.dtype("<i8"),
}
LONG: np.dtype = np.dtype("<i8")  # postings of more words than 32 bits can count
CHUNK = 1 << 24  # items that are held at a time


class InMemory:
    """Arrays kept as lists of pieces."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[np.ndarray]] = {}

    def add(self, name: str, piece: np.ndarray) -> None:
        self._pieces.setdefault(name, []).append(piece)

    def chunks(self, name: str, dtype: np.dtype) -> Iterator[np.ndarray]:
        yield from (piece.astype(dtype, copy=False) for piece in self._pieces.get(name, []))

    def drop(self, name: str) -> None:
        self._pieces.pop(name, None)

    def arrays(self) -> dict[str, np.ndarray]:
        return {
            name: np.concatenate([np.empty(0, dtype), *self._pieces.get(name, [])]).astype(dtype, copy=False)
            for name, dtype in ARRAYS.items()
        }


class InFolder:
    """Arrays kept as files of a folder; what is read back is read in chunks, so that memory stays bounded."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._files: dict[str, BufferedWriter] = {}

    def add(self, name: str, piece: np.ndarray) -> None:
        if name not in self._files:
            self._files[name] = self._stack.enter_context((self._folder / name).open("wb"))
        # Not tofile: it passes over a disk that is full.
        self._files[name].write(np.ascontiguousarray(piece).data)

    def chunks(self, name: str, dtype: np.dtype) -> Iterator[np.ndarray]:
        if name not in self._files:
            return
        self._files[name].flush()
        with (self._folder / name).open("rb") as file:
            while len(chunk := np.fromfile(file, dtype, CHUNK)):
                yield chunk

    def drop(self, name: str) -> None:
        if name in self._files:
            self._files.pop(name).close()
            (self._folder / name).unlink()


Parts = InMemory | InFolder


def mapped(folder: Path, name: str, dtype: np.dtype) -> np.ndarray:
    """An array of a folder, mapped into memory; an empty one where there is no file."""
    path = folder / name
    if not path.exists() or not path.stat().st_size:
        return np.empty(0, dtype)
    return np.memmap(path, dtype, "r")


def write_lines(folder: Path, name: str, lines: list[str]) -> None:
    """Words, which hold no line ends, one a line."""
    (folder / name).write_bytes("\n".join(lines).encode())


def read_lines(folder: Path, name: str) -> list[str]:
    text = (folder / name).read_bytes().decode()
    return text.split("\n") if text else []


def write_head(folder: Path, head: dict) -> None:
    (folder / "index.json").write_text(json.dumps(head, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n")
