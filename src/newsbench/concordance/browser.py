"""The widget of a concordance: pages, orders, and the article of the line that is clicked. It needs no network."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

import anywidget
import traitlets

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.reading import Reader

SIZE = 25
ORDERS = ("", "L1", "L2", "L3", "R1", "R2", "R3", "node", "date", "-date", "outlet", "article")


class Lines(Protocol):
    """What is browsed: a concordance."""

    @property
    def said(self) -> str: ...
    def __len__(self) -> int: ...
    def lines(self, first: int = 0, count: int | None = None) -> pd.DataFrame: ...
    def sort(self, *keys: str) -> Lines: ...
    def read(self, line: int) -> Reader: ...


class Browser(anywidget.AnyWidget):
    """The lines of a query in pages, and the article of one; the kernel sends a page at a time."""

    _esm = (files("newsbench.concordance") / "browser.js").read_text("utf-8")
    _css = (files("newsbench.concordance") / "browser.css").read_text("utf-8")

    said = traitlets.Unicode().tag(sync=True)
    fault = traitlets.Unicode().tag(sync=True)
    orders = traitlets.List(list(ORDERS)).tag(sync=True)
    order = traitlets.Unicode().tag(sync=True)
    first = traitlets.Int(0).tag(sync=True)
    size = traitlets.Int(SIZE).tag(sync=True)
    total = traitlets.Int().tag(sync=True)
    rows: traitlets.List = traitlets.List().tag(sync=True)
    opened = traitlets.Int(0).tag(sync=True)  # the number of a line, 0 for none
    article = traitlets.Unicode().tag(sync=True)

    def __init__(self, concordance: Lines):
        self._all: Lines = concordance
        self._sorted: Lines = concordance
        super().__init__(said=concordance.said, total=len(concordance))
        self._turn()
        self.observe(self._turn, ["first"])
        self.observe(self._sort, ["order"])
        self.observe(self._open, ["opened"])

    def _turn(self, _: Any = None) -> None:
        frame = self._sorted.lines(self.first, self.size)
        frame = frame.astype(object).where(frame.notna(), "")
        self.rows = [{name: str(value) for name, value in row.items()} for row in frame.to_dict("records")]

    def _sort(self, _: Any = None) -> None:
        try:
            self._sorted = self._all.sort(*self.order.replace(",", " ").split())
            self.fault = ""
        except AnalysisError as error:
            self.fault = str(error)
            return
        self.opened = 0
        self.first = 0
        self._turn()

    def _open(self, _: Any = None) -> None:
        self.article = self._sorted.read(self.opened)._repr_html_() if 1 <= self.opened <= self.total else ""
