"""Both counts: plain, and with copies counted as copies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.nearest import unknown
from newsbench.counting.places import NONE

if TYPE_CHECKING:
    from newsbench.counting.cells import Cells
    from newsbench.counting.counted import Counted

COUNTS = ("plain", "distinct")


@dataclass(frozen=True, eq=False)
class Weights:
    """What places and articles weigh; nothing where all weigh one.

    Attributes
    ----------
    places : numpy.ndarray
        By place of the whole index.
    sums : numpy.ndarray
        Weights of all places of each cell.
    documents : dict of str to numpy.ndarray
        By article of the whole index, for each threshold.
    formula, said : dict of str to str
        What a result says of them.
    """

    places: np.ndarray = field(default_factory=lambda: NONE)
    sums: np.ndarray = field(default_factory=lambda: NONE)
    documents: dict[str, np.ndarray] = field(default_factory=dict)
    formula: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


def weights(corpus: Counted, groups: Cells, count: str, documents: bool = False) -> Weights:
    """What counts: nothing is computed for "plain". Raises AnalysisError for another word than the two."""
    if count not in COUNTS:
        raise unknown("a way to count", count, COUNTS, where="count")
    if count == "plain":
        return Weights()
    from newsbench import distinct

    found = distinct.copies(corpus.index)
    where = f"within each {' and '.join(groups.names)}" if groups.names else "within all that is counted"
    said: dict[str, Any] = {"distinct": f"copies {where} count once"}
    if documents:
        each = distinct.article_weights(found, groups.of_document, np.diff(corpus.index.starts))
        formula = {
            f"distinct_{name}": f"articles, those that share {name}% of the shorter and 50% of the longer text as one"
            for name in each
        }
        return Weights(documents=each, formula=formula, said=said)
    made = distinct.place_weights(found, groups.of_document, corpus.index.n_tokens)
    scope = corpus.scope
    totals = np.concatenate([[0.0], np.cumsum(made, dtype=np.float64)])
    parts = totals[scope.ends] - totals[scope.begins]
    sums = groups.summed(corpus.index.document_of(scope.begins), parts)
    formula = {
        "distinct": "Σ 1/k, k articles of the cell that have the passage",
        "of_distinct": "the same of all words",
    }
    return Weights(made, sums, {}, formula, said)
