"""Rows of a table whose columns the caller knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, without the index.

    For type checkers pandas gives each cell as anything that any frame may hold; what a column holds is said by whoever
    made the frame.
    """
    return frame.itertuples(index=False)
