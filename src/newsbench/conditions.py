"""What `corpus.where` asks: which articles are meant, by their facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import dates
from analysis.errors import AnalysisError
from analysis.nearest import unknown

if TYPE_CHECKING:
    import pandas as pd

ARTICLE = ("article", "id")  # two names for one condition
NOT_ASKED = ("words",)


def chosen(facts: pd.DataFrame, conditions: Mapping[str, Any], possibly: bool) -> np.ndarray:
    """Whether each article fulfils all conditions.

    A value or several of a column of the facts; None for what is unknown; ``date`` an EDTF date, which the article's
    own lies in certainly, or, where ``possibly``, may lie in.

    Raises AnalysisError for a column or a value that there is not, with the nearest, and for what is no date.
    """
    fitting = np.ones(len(facts), bool)
    for name, wanted in conditions.items():
        column = "id" if name in ARTICLE else name
        if column not in facts.columns or column in NOT_ASKED:
            known = ["article", *(name for name in facts.columns if name not in (*ARTICLE, *NOT_ASKED)), "voice"]
            raise unknown("a condition", name, known, where="where")
        fitting &= (
            _in_time(facts[column], wanted, possibly) if column == "date" else _among(facts[column], wanted, name)
        )
    return fitting


def _among(column: pd.Series, wanted: Any, name: str) -> np.ndarray:
    values = [wanted] if wanted is None or isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
    known = set(column.dropna())
    for value in values:
        if value is not None and value not in known:
            kind = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
            raise unknown(kind, value, sorted(known), where="where", do="None stands for what is unknown.")
    fitting = column.isin([value for value in values if value is not None])
    return (fitting | column.isna() if None in values else fitting).to_numpy(bool)


def _in_time(column: pd.Series, wanted: Any, possibly: bool) -> np.ndarray:
    if wanted is None:
        return column.isna().to_numpy(bool)
    period = _span(wanted)
    texts = column.dropna().unique()
    fitting = [text for text in texts if _falls(text, period, possibly)]
    found = column.isin(fitting)
    return (found | column.isna() if possibly else found).to_numpy(bool)


def _span(wanted: Any) -> dates.Span:
    try:
        return dates.span(str(wanted))
    except ValueError as error:
        raise AnalysisError(
            str(error), where="where: date", do='Give a day, a month, a year or a period: date="2020-12/2021-01"'
        ) from None


def _falls(text: str, period: dates.Span, possibly: bool) -> bool:
    try:
        own = dates.span(text)
    except ValueError:
        return possibly  # what cannot be read is unknown
    if possibly or own.approximate or own.uncertain:
        apart = (own.last and period.first and own.last < period.first) or (
            own.first and period.last and own.first > period.last
        )
        return possibly and (own.approximate or own.uncertain or not apart)
    after = period.first is None or (own.first is not None and own.first >= period.first)
    before = period.last is None or (own.last is not None and own.last <= period.last)
    return after and before


def said(conditions: Mapping[str, Any], possibly: bool) -> str:
    """Conditions in words: ``outlet Harbour Post, date in 2020-12``."""
    parts = []
    for name, wanted in conditions.items():
        values = [wanted] if wanted is None or isinstance(wanted, str) else list(wanted)
        listing = " or ".join("unknown" if value is None else str(value) for value in values[:5])
        more = f" or {len(values) - 5} more" if len(values) > 5 else ""
        within = ("possibly in " if possibly else "in ") if name == "date" and wanted is not None else ""
        parts.append(f"{name} {within}{listing}{more}")
    return ", ".join(parts)
