"""A frame of counts that says by which formula and after whom, and opens the lines behind each of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from newsbench.concordance import Concordance
from newsbench.paging import paged
from newsbench.query import Hits

if TYPE_CHECKING:
    from newsbench.counting.counted import Counted

# Of a row: what is looked for, where it begins and ends, and the corpus where that is not the one that was counted.
Opens = Callable[[pd.Series], tuple[Any, ...]]


class Result(pd.DataFrame):
    """A frame whose rows open their lines. Sorted, filtered or cut it still does. It shows itself in pages.

    Attributes
    ----------
    attrs : dict
        ``formula`` and ``source`` by column, ``counted`` (of what, in words), and what else a count must say.
    """

    _metadata = ["_corpus", "_opens"]
    _corpus: Any
    _opens: Any

    @property
    def _constructor(self) -> type[Result]:
        return Result

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Result:
        made = super().__finalize__(other, method=method, **kwargs)  # type: ignore[misc]
        if method in ("groupby", "concat", "merge", "transpose"):  # its rows are not those that were counted
            made._opens = None
        return made

    def lines(self, row: Any) -> Concordance:
        """The places that a row counts, as a concordance.

        Parameters
        ----------
        row : label
            The row's label in the index of this frame.

        Returns
        -------
        Concordance

        Raises
        ------
        AnalysisError
            Where there is no such row, or rows were summed so that none is left to open.

        Examples
        --------
        >>> corpus.frequency(["ferry"]).lines(0)
        7 hits of ferry in 5 articles; searched: 266 words of 6 articles...
        """
        if getattr(self, "_opens", None) is None:
            raise AnalysisError(
                "these rows were made of others and open nothing", where="lines", do="Ask the frame that was counted."
            )
        if row not in self.index:
            raise AnalysisError(
                f"there is no row {row!r}",
                where="lines",
                do=f"Rows are {self.index[0]!r} to {self.index[-1]!r}." if len(self) else "The frame has no rows.",
            )
        found = self.loc[row]
        if isinstance(found, pd.DataFrame):
            raise AnalysisError(f"{len(found)} rows are called {row!r}", where="lines", do="Reset the index first.")
        labels = row if isinstance(row, tuple) else (row,)
        known = dict(zip(self.index.names, labels, strict=False)) | found.to_dict()
        try:
            said, starts, ends, *other = self._opens(pd.Series(known, dtype=object))
        except KeyError as column:
            raise AnalysisError(
                f"the column {column} is gone, which says what the row counts",
                where="lines",
                do="Keep it in the frame.",
            ) from None
        order = np.argsort(starts, kind="stable")
        hits = Hits(starts[order].astype(np.int64), ends[order].astype(np.int64))
        return Concordance(other[0] if other else self._corpus, said, hits)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = pd.DataFrame(self.reset_index(names="row" if self.index.nlevels == 1 else None))
        for name in shown.select_dtypes("float").columns:
            shown[name] = shown[name].round(3)
        opens = " `.lines(row)` opens the lines of a row." if getattr(self, "_opens", None) is not None else ""
        caption = f"{self.attrs.get('counted', '')}.{opens}".lstrip(".").strip()
        bundle: dict[str, Any] = paged(shown, caption)._repr_mimebundle_(include, exclude)
        return bundle


def result(
    corpus: Counted,
    columns: Mapping[str, Any],
    opens: Opens,
    *,
    formula: Mapping[str, str],
    source: Mapping[str, str] | None = None,
    **more: str | int | float,
) -> Result:
    """A frame of columns with what it must say."""
    # Words stay objects: to make strings of Arrow of them takes longer than to count them.
    kept = {name: pd.Series(values, dtype=object) if _is_text(values) else values for name, values in columns.items()}
    made = Result(pd.DataFrame(kept))
    made.attrs.update(formula=dict(formula), source=dict(source or {}), counted=described(corpus), **more)
    made._corpus, made._opens = corpus, opens
    return made


def _is_text(values: Any) -> bool:
    return isinstance(values, (list, np.ndarray)) and np.asarray(values).dtype.kind in "OU"


def described(corpus: Counted) -> str:
    """What was counted, in words."""
    name = " ".join(filter(None, [corpus.name, f"({corpus.part})" if corpus.part else ""]))
    return f"{name + ': ' if name else ''}{corpus.n_words:,} words of {corpus.n_articles:,} articles"
