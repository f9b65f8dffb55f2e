"""The order of concordance lines: by words left or right of the node, by the node, by facts about the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from analysis.errors import AnalysisError
from analysis.nearest import asked
from newsbench.index.store import Index
from newsbench.query import Hits

_PLACE = re.compile(r"([LR])([1-9][0-9]?)")
_NODE_WORDS = 5  # of a node that count for its order


def order(index: Index, hits: Hits, keys: Sequence[str]) -> np.ndarray:
    """Which hit comes first, second ...: by the first key, then by the next; at last as in the corpus.

    Raises AnalysisError for a key that there is not.
    """
    columns: list[np.ndarray] = []
    for key in keys:
        columns += _column(index, hits, key)
    return np.lexsort([np.arange(len(hits)), *reversed(columns)])


def _column(index: Index, hits: Hits, key: str) -> list[np.ndarray]:
    bare, down = str(key).removeprefix("-"), str(key).startswith("-")
    if place := _PLACE.fullmatch(bare.upper()):
        side, far = place[1], int(place[2])
        at = hits.starts.astype(np.int64) - far if side == "L" else hits.ends.astype(np.int64) + far - 1
        columns = [_ranked(index, at, index.document_of(hits.starts))]
    elif bare == "node":
        inside = [(hits.starts.astype(np.int64) + n, n) for n in range(_NODE_WORDS)]
        documents = index.document_of(hits.starts)
        columns = [np.where(at < hits.ends, _ranked(index, at, documents), -1) for at, _ in inside]
    elif bare in ("article", "id", "place"):
        columns = [index.document_of(hits.starts)]
    elif bare in index.facts.columns:
        values = index.facts[bare]
        ranks = values.rank(method="dense", na_option="bottom").to_numpy()
        columns = [ranks[index.document_of(hits.starts)]]
    else:
        known = ["L1", "R1", "node", "article", *(name for name in index.facts.columns if name != "id")]
        raise AnalysisError(
            f"lines cannot be sorted by {key!r}{asked(bare, known)}",
            where="sort",
            do=f"By words left or right (L1, R2 ...), node, or a fact: {', '.join(known[3:])}; -date for the reverse.",
        )
    return [-column for column in columns] if down else columns


def _ranked(index: Index, places: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """Words at places by the order of their letters; -1 beyond the ends of the article."""
    inside = (places >= index.starts[documents]) & (places < index.starts[documents + 1])
    types = index.tokens[np.where(inside, places, 0)] if index.n_tokens else np.zeros(0, np.int64)
    met, back = np.unique(types, return_inverse=True)
    ranks = np.empty(len(met), np.int64)
    ranks[sorted(range(len(met)), key=lambda n: index.types[met[n]])] = np.arange(len(met))
    return np.where(inside, ranks[back], -1)
