"""Words that say nothing about copying: boilerplate, stock, and lines that several stories print."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.rows import each
from reprints.reuse.tokens import Tokens

SHARED_LINE = 3  # stories that print the same line: it belongs to the trade, not to a story
_SHINGLE = 5  # words by which known boilerplate is recognised


def lines(texts: list[str], body: Tokens) -> np.ndarray:
    """For each word, the number of its line over some texts (rising; a new text is a new line)."""
    number, base = np.empty(len(body), np.int64), 0
    for i, text in enumerate(texts):
        breaks = np.array([found.start() for found in re.finditer("\n", text)], np.int64)
        low, high = body.bounds[i], body.bounds[i + 1]
        number[low:high] = base + np.searchsorted(breaks, body.start[low:high])
        base += len(breaks) + 1
    return number


def printed(body: Tokens, line: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """How many words each line has, and a row of numbers a line: of the words, of which they are, and of the document.

    line: of each word; first: the number of the first document.
    """
    begins = np.flatnonzero(np.append(True, np.diff(line) != 0))[: len(line)]
    sizes = np.diff(np.append(begins, len(line)))
    # Two sums over the line's words tell lines apart: one of the words, one of the words in their places.
    place = np.arange(len(line)) - np.repeat(begins, sizes)
    mixed = body.hash * (2 * place.astype(np.uint64) + np.uint64(1))
    key = np.add.reduceat(mixed, begins) if len(begins) else mixed
    return sizes, np.column_stack([sizes.astype(np.uint64), key, (body.document[begins] + first).astype(np.uint64)])


def of_the_trade(rows: np.ndarray) -> np.ndarray:
    """Which lines several stories print word for word. rows: see ``printed``, with stories in place of documents."""
    order = np.lexsort(rows.T[::-1])
    rows = rows[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:, :2] != rows[:-1, :2]).any(axis=1)
    other = new.copy()
    other[1:] |= rows[1:, 2] != rows[:-1, 2]
    group = np.cumsum(new) - 1
    found = np.empty(len(rows), bool)
    found[order] = (np.bincount(group, other) >= SHARED_LINE)[group] if len(rows) else False
    return found


def known(docs: pd.DataFrame, examples: pd.DataFrame | None, tokens: Callable[[list[str]], Tokens]) -> np.ndarray:
    """Numbers of the runs of words in pieces of boilerplate. examples: id, start, end, in the texts of docs."""
    if examples is None or not len(examples):
        return np.zeros(0, np.uint64)
    texts = docs.set_index("id")["text"]
    here = examples[examples["id"].isin(texts.index)]
    found = _shingles(tokens([texts[row.id][row.start : row.end] for row in each(here)]))
    return found[found != 0]


def standing(pieces: np.ndarray, body: Tokens) -> np.ndarray:
    """Words that stand in a known piece of boilerplate (see ``known``), wherever it is printed."""
    dull = np.zeros(len(body), bool)
    if len(pieces) and len(body):
        at = np.flatnonzero(np.isin(_shingles(body), pieces))
        for step in range(_SHINGLE):
            dull[at + step] = True
    return dull


def places(ids: np.ndarray, found: pd.DataFrame | None) -> np.ndarray:
    """Document (by its place among some ids), start and end of some places, in the order of documents."""
    if found is None or not len(found):
        return np.zeros((0, 3), np.int64)
    rows = np.column_stack([pd.Index(ids).get_indexer(found["id"]), found["start"], found["end"]]).astype(np.int64)
    return rows[np.argsort(rows[:, 0], kind="stable")]


def inside(rows: np.ndarray, body: Tokens, first: int) -> np.ndarray:
    """Words that begin in some places (see ``places``). first: the number of the first document."""
    begin, end = np.searchsorted(rows[:, 0], [first, first + len(body.bounds) - 1])
    number, low, high = rows[begin:end].T
    wide = int(max(body.end.max(initial=0), high.max(initial=0))) + 1
    at, number = body.document * wide + body.start, (number - first) * wide
    change = np.zeros(len(body) + 1, np.int64)
    np.add.at(change, np.searchsorted(at, number + low), 1)
    np.add.at(change, np.searchsorted(at, number + high), -1)
    return np.cumsum(change[:-1]) > 0


def _shingles(tokens: Tokens) -> np.ndarray:
    """A number for the words from each place on; 0 where the text ends before."""
    size = len(tokens) - _SHINGLE + 1
    if size <= 0:
        return np.zeros(max(size, 0), np.uint64)
    total = np.zeros(size, np.uint64)
    for step in range(_SHINGLE):
        total = total * np.uint64(0x9E3779B97F4A7C15) + tokens.hash[step : step + size]
    document = tokens.document
    return np.where(document[:size] == document[_SHINGLE - 1 :], total, np.uint64(0))
