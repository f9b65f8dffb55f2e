"""Places in a corpus: those that count, their types, and their cells, at the speed of reading them once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.jit import compiled

if TYPE_CHECKING:
    from newsbench.counting.counted import Counted

NONE = np.empty(0, np.float32)  # weights where every place weighs one


def of_type(corpus: Counted, number: int) -> np.ndarray:
    """Where a type stands in what counts."""
    places = corpus.index.positions(number).astype(np.int64)
    return places if corpus.scope.whole else places[corpus.scope.holds(places, places + 1)]


def by_cell(corpus: Counted, cell: np.ndarray, count: int, types: np.ndarray, weights: np.ndarray = NONE) -> np.ndarray:
    """How often each of some types occurs in each cell: a row a type, a column a cell."""
    row = np.full(len(corpus.index.frequency), -1, np.int64)
    row[types] = np.arange(len(types))
    scope = corpus.scope
    part = cell[corpus.index.document_of(scope.begins)]
    return _by_cell(corpus.index.tokens, scope.begins, scope.ends, part, row, len(types), count, weights)


def documents_with(corpus: Counted, cell: np.ndarray, count: int, types: np.ndarray, each: np.ndarray) -> np.ndarray:
    """In how many articles, each weighing what it weighs, each of some types occurs, by cell."""
    row = np.full(len(corpus.index.frequency), -1, np.int64)
    row[types] = np.arange(len(types))
    scope = corpus.scope
    document = corpus.index.document_of(scope.begins)
    return _documents(corpus.index.tokens, scope.begins, scope.ends, document, cell, row, len(types), count, each)


def frequency(corpus: Counted, weights: np.ndarray = NONE) -> np.ndarray:
    """How often each type occurs in what counts, each place weighing what it weighs."""
    if not len(weights):
        return corpus.scope.frequency
    scope = corpus.scope
    return _weighted(corpus.index.tokens, scope.begins, scope.ends, weights, len(corpus.index.frequency))


@compiled
def _by_cell(tokens, begins, ends, cell, row, rows, count, weights):
    out = np.zeros((rows, count), np.float64)
    weighed = len(weights) > 0
    for part in range(len(begins)):
        if cell[part] < 0:
            continue
        for place in range(begins[part], ends[part]):
            at = row[tokens[place]]
            if at >= 0:
                out[at, cell[part]] += weights[place] if weighed else 1.0
    return out


@compiled
def _documents(tokens, begins, ends, document, cell, row, rows, count, each):
    out = np.zeros((rows, count), np.float64)
    last = np.full(rows, -1, np.int64)
    for part in range(len(begins)):
        here = cell[document[part]]
        if here < 0:
            continue
        for place in range(begins[part], ends[part]):
            at = row[tokens[place]]
            if at >= 0 and last[at] != document[part]:
                last[at] = document[part]
                out[at, here] += each[document[part]]
    return out


@compiled
def _weighted(tokens, begins, ends, weights, types):
    out = np.zeros(types, np.float64)
    for part in range(len(begins)):
        for place in range(begins[part], ends[part]):
            out[tokens[place]] += weights[place]
    return out
