"""A table that a report asks for in several places is computed once: a corpus stays as it was read."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def once(compute: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """A function of a corpus and names, whose last tables are kept; whoever asks gets a copy."""
    kept = lru_cache(maxsize=16)(compute)

    @wraps(compute)
    def asked(*given: object) -> pd.DataFrame:
        return kept(*given).copy()

    return asked
