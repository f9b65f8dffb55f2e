"""Hits to lines: the node, and on each side as much of its paragraph as there is room for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from newsbench.index.store import Index

if TYPE_CHECKING:
    import pandas as pd

CUT = "\u2026"  # in place of what there was no room for
COLUMNS = ("line", "article", "outlet", "date", "paragraph", "left", "node", "right")


@dataclass(frozen=True)
class Line:
    """A hit in its context. first, last: the characters of the article that it begins at and ends before."""

    document: int
    paragraph: int
    left: str
    node: str
    right: str
    first: int
    last: int


@lru_cache(maxsize=256)
def _paragraphs(index: Index, document: int) -> tuple[str, np.ndarray, np.ndarray]:
    """The text of an article, where its lines end, and how many of them up to each are not empty."""
    text = index.text(document)
    lines = text.split("\n")
    ends = np.cumsum([len(line) + 1 for line in lines])
    return text, ends, np.cumsum([bool(line.strip()) for line in lines])


def lines(index: Index, starts: np.ndarray, ends: np.ndarray, width: int, words: int | None) -> list[Line]:
    """The line of each hit, in the order given."""
    documents = index.document_of(starts).tolist()
    firsts = index.spans(starts)[0].tolist()
    lasts = index.spans(ends - 1)[1].tolist()
    around = _by_words(index, starts, ends, words) if words is not None else None
    out = []
    for n, (document, first, last) in enumerate(zip(documents, firsts, lasts, strict=True)):
        text, line_ends, counts = _paragraphs(index, document)
        at = int(np.searchsorted(line_ends, first, "right"))
        begin = int(line_ends[at - 1]) if at else 0
        end = int(line_ends[np.searchsorted(line_ends, last - 1, "right")]) - 1
        if around is None:
            left, right = _fit(text[begin:first], width, -1), _fit(text[last:end], width, 1)
        else:
            low, high = around[0][n], around[1][n]
            left, right = _spaced(text[low:first]).lstrip(), _spaced(text[last:high]).rstrip()
        out.append(Line(document, int(counts[at]), left, _spaced(text[first:last]), right, first, last))
    return out


def _by_words(index: Index, starts: np.ndarray, ends: np.ndarray, words: int) -> tuple[list[int], list[int]]:
    """The first character of the words before each hit, and the one behind those after it, within its paragraph."""
    bounds = np.append(index.paragraphs, index.n_tokens)
    low = np.maximum(starts - words, bounds[np.searchsorted(bounds, starts, "right") - 1])
    high = np.minimum(ends + words, bounds[np.searchsorted(bounds, ends - 1, "right")])
    return index.spans(low)[0].tolist(), index.spans(high - 1)[1].tolist()


def _spaced(text: str) -> str:
    """Every run of white space as one space."""
    inner = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (text[-1:].isspace() and bool(inner))}" if text else ""


def _fit(text: str, width: int, side: int) -> str:
    """As many whole words next to the node as there is room for; side -1: those at the end of the text."""
    text = _spaced(text[-8 * width - 8 :] if side < 0 else text[: 8 * width + 8])
    room, near = width, text[::side]
    for n, letter in enumerate(near):
        room -= wide(letter)
        if room < 0:
            kept = near[:n]
            if not _ideographic(letter) and not letter.isspace() and kept and not _ideographic(kept[-1]):
                whole = kept.rpartition(" ")[0]
                kept = whole if whole.strip() else kept
            return (kept.rstrip() + CUT)[::side]
    return near.rstrip()[::side] if near.strip() else ""


@lru_cache(maxsize=4096)
def wide(letter: str) -> int:
    """How many places of a fixed width a character takes."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _ideographic(letter: str) -> bool:
    return wide(letter) == 2


def frame(index: Index, made: list[Line], first: int) -> pd.DataFrame:
    """Lines as a table. first: the number of the first one."""
    import pandas as pd

    documents = np.array([line.document for line in made], np.int64)
    article, outlet, date = (index.facts[name].array.take(documents) for name in ("id", "outlet", "date"))
    return pd.DataFrame(
        {
            "line": np.arange(first, first + len(made)),
            "article": article,
            "outlet": outlet,
            "date": date,
            "paragraph": [line.paragraph for line in made],
            **{
                side: pd.Series([getattr(line, side) for line in made], dtype="str")
                for side in ("left", "node", "right")
            },
        },
        columns=list(COLUMNS),
    )
