"""Cells: the groups of articles that a count is given for, by outlet, month, year or any other fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.nearest import unknown

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

MADE = ("article", "year", "month")  # groups that are read from other facts


@dataclass(frozen=True, eq=False)
class Cells:
    """Which cell each article of a corpus is in.

    Attributes
    ----------
    names : tuple of str
        The facts that make cells.
    labels : pandas.DataFrame
        One row a cell, a column a fact; what is unknown is missing.
    of_document : numpy.ndarray
        Number of the cell of each article of the whole index; -1 where it does not count.
    """

    names: tuple[str, ...]
    labels: pd.DataFrame
    of_document: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def summed(self, documents: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
        """Counts, or values, of places by the cell of their article."""
        cell = self.of_document[documents]
        kept = cell >= 0
        return np.bincount(cell[kept], None if values is None else values[kept], minlength=len(self))

    def number(self, row: pd.Series) -> int:
        """The cell that a row of a result speaks of."""
        same = np.ones(len(self), bool)
        for name in self.names:
            value, column = row[name], self.labels[name]
            same &= (column.isna() if value is None or value != value else column == value).to_numpy(bool)
        return int(np.flatnonzero(same)[0])


def cells(corpus: Counted, by: str | Sequence[str] | None) -> Cells:
    """The cells of a corpus: all of it as one where nothing is said.

    Raises AnalysisError for a fact that there is not, with the nearest.
    """
    import pandas as pd

    facts, numbers = corpus.articles, corpus.scope.documents
    of_document = np.full(corpus.index.n_documents, -1, np.int64)
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    if not names:
        of_document[numbers] = 0
        return Cells((), pd.DataFrame(index=[0]), of_document)
    made = {"article": facts["id"], "year": facts["date"].str[:4], "month": facts["date"].str[:7]}
    known = [*MADE, *(name for name in facts.columns if name not in ("id", "words"))]
    for name in names:
        if name not in known:
            raise unknown("a group", name, known, where="by")
    table = pd.DataFrame({name: made[name] if name in made else facts[name] for name in names})
    grouped = table.groupby(list(names), dropna=False, sort=True)
    of_document[numbers] = grouped.ngroup().to_numpy()
    labels = table.drop_duplicates().sort_values(list(names), ignore_index=True)
    return Cells(names, labels, of_document)
