"""Long frames as tables to page, search and sort, in JupyterLab without a network; nothing of them is cut unsaid."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, plain

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 50  # rows that a page or a terminal shows
MOST = 200_000  # rows that are sent to a browser


def is_live() -> bool:
    """Whether somebody works in JupyterLab: a report that is built or replayed is given fixed bytes."""
    return bool(os.environ.get("JPY_SESSION_NAME"))


def paged(frame: pd.DataFrame, caption: str = "") -> Paged:
    """A frame that shows itself in pages, however long it is.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame: counts, lines, articles.
    caption : str
        What stands above it.

    Returns
    -------
    Paged

    Raises
    ------
    AnalysisError
        For what is no frame.

    Examples
    --------
    >>> paged(corpus.articles, "Articles").caption
    'Articles'
    """
    if not hasattr(frame, "iloc") or getattr(frame, "ndim", 0) != 2:
        raise AnalysisError(f"a {type(frame).__name__} is no frame", where="paged", do="Give a pandas DataFrame.")
    return Paged(frame, caption)


class Paged:
    """A frame shown in pages. `frame` is the frame itself."""

    def __init__(self, frame: pd.DataFrame, caption: str = ""):
        self.frame, self.caption = frame, caption

    @property
    def _rest(self) -> str:
        return f"Rows 1 to {SHOWN} of {len(self.frame):,}." if len(self.frame) > SHOWN else ""

    def __repr__(self) -> str:
        table = self.frame.head(SHOWN).to_string(max_colwidth=None)
        return plain("\n".join(filter(None, [self.caption, table, self._rest])))

    def widget(self) -> Any:
        """The table for live work: it pages, searches and sorts in the browser.

        Returns
        -------
        itables.widget.ITable

        Examples
        --------
        >>> type(paged(corpus.articles).widget()).__name__
        'ITable'
        """
        from itables.widget import ITable

        rows, told = self.frame, self.caption
        if len(rows) > MOST:
            rows = rows.head(MOST)
            told = f"{told} (rows 1 to {MOST:,} of {len(self.frame):,}: a browser holds no more)".strip()
        # Without its limit of bytes itables would leave out rows; without footer, its link to a page of the network.
        # Its own caption is lost where a table is scrolled sideways, as every table is here.
        above: dict[str, Any] = {"layout": {"top2Start": {"div": {"text": told}}}} if told else {}
        return ITable(rows, maxBytes=0, maxRows=0, maxColumns=0, showIndex=False, **above)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if is_live() and len(self.frame) > 10:
            return self.widget()._repr_mimebundle_()
        table = self.frame.head(SHOWN).to_html(index=False, max_cols=None, justify="left")
        told = [f"<p>{html.escape(text)}</p>" if text else "" for text in (self.caption, self._rest)]
        return {"text/plain": repr(self), "text/html": f"{told[0]}{table}{told[1]}"}
