"""The columns that a corpus of the detector has, and their names elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from analysis import columns
from analysis.columns import Taken

COLUMNS = ("id", "outlet", "date", "title", "text")
REQUIRED = ("id", "text")


def match(given: Iterable[object], where: str) -> Taken:
    """Raises AnalysisError where id or text is missing, or two columns have one meaning."""
    return columns.match(given, where, COLUMNS, REQUIRED)
