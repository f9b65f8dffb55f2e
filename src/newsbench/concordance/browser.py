"""The widget of a concordance: pages, orders, filters, counts, and the article of the line that is clicked. It needs no
network.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

import anywidget
import numpy as np
import traitlets

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.reading import Reader

SIZE = 25
ORDERS = ("", "L1", "L2", "L3", "R1", "R2", "R3", "node", "date", "-date", "outlet", "article")


GROUPS = ("", "outlet", "year", "month", "article", "node")
MOST = 500  # values of a filter to choose from
COUNTED = 30  # groups that are shown


class Lines(Protocol):
    """What is browsed: a concordance."""

    corpus: Any

    @property
    def documents(self) -> np.ndarray: ...
    @property
    def said(self) -> str: ...
    def __len__(self) -> int: ...
    def lines(self, first: int = 0, count: int | None = None) -> pd.DataFrame: ...
    def sort(self, *keys: str) -> Lines: ...
    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Lines: ...
    def group(self, by: str) -> pd.DataFrame: ...
    def read(self, line: int) -> Reader: ...


class Browser(anywidget.AnyWidget):
    """The lines of a query in pages, and the article of one; the kernel sends a page at a time."""

    _esm = (files("newsbench.concordance") / "browser.js").read_text("utf-8")
    _css = (files("newsbench.concordance") / "browser.css").read_text("utf-8")

    said = traitlets.Unicode().tag(sync=True)
    fault = traitlets.Unicode().tag(sync=True)
    orders = traitlets.List(list(ORDERS)).tag(sync=True)
    order = traitlets.Unicode().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)  # fact -> the values that lines have
    filters = traitlets.Dict().tag(sync=True)  # fact -> the value that lines must have
    groups = traitlets.List(list(GROUPS)).tag(sync=True)
    by = traitlets.Unicode().tag(sync=True)
    counted: traitlets.List = traitlets.List().tag(sync=True)
    first = traitlets.Int(0).tag(sync=True)
    size = traitlets.Int(SIZE).tag(sync=True)
    total = traitlets.Int().tag(sync=True)
    rows: traitlets.List = traitlets.List().tag(sync=True)
    opened = traitlets.Int(0).tag(sync=True)  # the number of a line, 0 for none
    article = traitlets.Unicode().tag(sync=True)
    reports = traitlets.Bool(False).tag(sync=True)  # whether a study is there that makes reports
    told = traitlets.Unicode().tag(sync=True)  # what came of the last report

    def __init__(self, concordance: Lines):
        self._every: Lines = concordance
        self._all: Lines = concordance
        self._sorted: Lines = concordance
        super().__init__(
            said=concordance.said,
            total=len(concordance),
            choices=_choices(concordance),
            reports=concordance.corpus.screen.save is not None,
        )
        self._turn()
        self.observe(self._turn, ["first"])
        self.observe(self._sort, ["order"])
        self.observe(self._narrow, ["filters"])
        self.observe(self._count, ["by"])
        self.observe(self._open, ["opened"])
        self.on_msg(self._report)

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

    def _narrow(self, _: Any = None) -> None:
        facts: dict[str, Any] = {
            str(name): str(value).strip() for name, value in self.filters.items() if str(value).strip()
        }
        try:
            self._all = self._every.where(**facts) if facts else self._every
        except AnalysisError as error:
            self.fault = str(error)
            return
        self.said, self.total = self._all.said, len(self._all)
        self._sort()
        self._count()

    def _count(self, _: Any = None) -> None:
        frame = self._all.group(self.by) if self.by in GROUPS[1:] else None
        if frame is None:
            self.counted = []
            return
        frame = frame[frame["hits"] > 0]
        rows = frame.head(COUNTED).astype(object)
        self.counted = [
            {name: str(value) for name, value in row.items()} for row in rows.where(rows.notna(), "").to_dict("records")
        ] + ([{self.by: f"and {len(frame) - COUNTED:,} more: .group({self.by!r})"}] if len(frame) > COUNTED else [])

    def _report(self, _: Any, message: Any, __: Any = None) -> None:
        """Make a report of the lines as they are narrowed now, under the name that was typed."""
        name = str(message.get("report", "")).strip() if isinstance(message, dict) else ""
        self.fault = self.told = ""
        try:
            self.told = "\n".join(self._all.corpus.screen.report(name, self._all))
        except AnalysisError as error:
            self.fault = str(error)

    def _open(self, _: Any = None) -> None:
        self.article = self._sorted.read(self.opened)._repr_html_() if 1 <= self.opened <= self.total else ""


def _choices(concordance: Lines) -> dict[str, list[str]]:
    """What may be chosen of each fact: the values of articles that have a line. A date is written."""
    facts = concordance.corpus.index.facts.iloc[np.unique(concordance.documents)]
    known = {"outlet": facts["outlet"], "article": facts["id"]}
    found = {name: sorted(values.dropna().unique())[:MOST] for name, values in known.items()}
    found["date"] = sorted({str(date)[:7] for date in facts["date"].dropna()})[:MOST]
    found["voice"] = list(concordance.corpus.voices)
    return {name: values for name, values in found.items() if values}
