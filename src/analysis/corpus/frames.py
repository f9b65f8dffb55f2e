"""The tables of a study as frames, each read and checked on first use, its references against the others."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from analysis import codebook, tables
from analysis.codebook import Codebook
from analysis.nearest import asked, unknown
from analysis.study import Study
from analysis.tables import Table
from analysis.tables.checking import Loaded
from analysis.tables.table import needs

if TYPE_CHECKING:
    import pandas as pd


class Frames:
    """The described tables of a study, each as an attribute by its name; bad rows are one error for each table."""

    def __init__(self, study: Study):
        self.study = study
        self._frames: dict[str, pd.DataFrame] = {}
        self._loaded: dict[str, Loaded] = {}
        self._values: dict[tuple[str, tuple[str, ...]], frozenset[tuple[str, ...]]] = {}
        self._loading: list[str] = []

    @cached_property
    def codebook(self) -> Codebook:
        """The descriptions of all tables, by name."""
        return codebook.read(self.study)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self.codebook:
            raise AttributeError(f"a corpus has no {name!r}{self._missing(name)}")
        return self.frame(name).copy()

    def _missing(self, name: str) -> str:
        """What to say of a table that there is not."""
        bare = [self.study.shown(path) for path in self.codebook.undescribed if path.stem == name]
        if bare:
            return f": {bare[0]} has no description {name}.yml beside it"
        return f"{asked(name, self.codebook.names, '.')} Its tables are: {', '.join(self.codebook.names)}"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.codebook.names]

    def frame(self, name: str) -> pd.DataFrame:
        """A table by name, its references checked. Shared: copy it before changing it.

        Parameters
        ----------
        name : str
            Name of a table, as its file is called.

        Returns
        -------
        pandas.DataFrame
            The described columns; empty cells are missing.

        Raises
        ------
        AnalysisError
            For a name that is none, with the nearest ones; for a table that is not there; with every fault of it.

        Examples
        --------
        >>> len(corpus.frame("articles"))
        3
        """
        if name not in self._frames:
            table = self._table(name)
            self._frames[name] = tables.frame(table, self._load(table).rows)
        return self._frames[name]

    def _table(self, name: str) -> Table:
        if not isinstance(name, str) or name not in self.codebook:
            bare = isinstance(name, str) and any(path.stem == name for path in self.codebook.undescribed)
            do = f"A CSV of that name is there: describe it in {name}.yml beside it." if bare else ""
            raise unknown("a table", name, self.codebook.names, where="corpus", do=do)
        return self.codebook[name]

    def _load(self, table: Table) -> Loaded:
        if table.name not in self._loaded:
            self._loading.append(table.name)
            try:
                self._loaded[table.name] = tables.load(self.codebook.located(table), known=self._known)
            finally:
                self._loading.pop()
        return self._loaded[table.name]

    def _known(self, name: str, columns: tuple[str, ...]) -> Collection[tuple[str, ...]] | None:
        """The values of columns of a table; None where two tables refer to each other, and this one is being read."""
        if name in self._loading:
            return None
        if (name, columns) not in self._values:
            frame = self.frame(needs(self._table(name), columns, what="a reference").name)
            cells = frame[list(columns)].dropna().astype("str")
            self._values[name, columns] = frozenset(map(tuple, cells.to_numpy().tolist()))
        return self._values[name, columns]

    def optional(self, name: str) -> pd.DataFrame | None:
        """A table that a study may lack."""
        table = self.codebook.get(name)
        return self.frame(name) if name in self._frames or (table is not None and table.path.exists()) else None
