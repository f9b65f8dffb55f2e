"""A term over time. A date that is uncertain gives the least and the most that each period can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import dates
from analysis.nearest import unknown
from newsbench.counting.cells import Cells
from newsbench.counting.copies import weights
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

# A day as the number of its period.
_PERIODS: dict[str, Callable[[dt.date], int]] = {
    "day": lambda day: day.toordinal(),
    "week": lambda day: (day.toordinal() - 1) // 7,  # weeks begin on Monday
    "month": lambda day: day.year * 12 + day.month - 1,
    "quarter": lambda day: day.year * 4 + (day.month - 1) // 3,
    "year": lambda day: day.year,
}
_NAMES: dict[str, Callable[[int], str]] = {
    "day": lambda number: dt.date.fromordinal(number).isoformat(),
    "week": lambda number: dt.date.fromordinal(number * 7 + 1).isoformat(),
    "month": lambda number: f"{number // 12:04d}-{number % 12 + 1:02d}",
    "quarter": lambda number: f"{number // 4:04d}-Q{number % 4 + 1}",
    "year": lambda number: f"{number:04d}",
}


def trend(corpus: Counted, query: str, *, every: str = "month", count: str = "plain") -> Result:
    """How often a query comes in each period.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    query : str
        See ``help(newsbench.query)``.
    every : {"day", "week", "month", "quarter", "year"}
        The length of a period; a week is named by its Monday.
    count : {"plain", "distinct"}
        "distinct" adds the count in which copies of a passage within a period count once, for articles whose period is
        certain.

    Returns
    -------
    Result
        period; hits, words, articles and articles_with a hit, each as the least that the period can hold (articles
        that are certainly of it) and the most (all that may be); per_1000 of what is certain, and the least and the
        most that it can be, whichever of the others are of the period. Periods without an article are rows too.
        `attrs` tells how many articles have no date: they are in no period.

    Raises
    ------
    AnalysisError
        For what is no query and no period.

    Examples
    --------
    >>> trend(corpus, "ferry", every="month")["period"].tolist()
    ['2020-01', '2020-02', '2020-03']
    """
    if every not in _PERIODS:
        raise unknown("a period", every, _PERIODS, where="every")
    facts, numbers = corpus.articles, corpus.scope.documents
    first, last, certain = _spans(facts["date"].tolist(), _PERIODS[every])
    known = first <= last
    base = int(first[known].min()) if known.any() else 0
    size = int(last[known].max()) - base + 1 if known.any() else 0
    cell = np.full(corpus.index.n_documents, -1, np.int64)
    sure = known & certain
    cell[numbers[sure]] = first[sure] - base
    names = np.array([_NAMES[every](base + at) for at in range(size)], object)

    hits = corpus.find(query)
    of_hit = corpus.index.document_of(hits.starts)
    found = np.bincount(of_hit, minlength=corpus.index.n_documents)[numbers]
    values = {"hits": found, "words": corpus.scope.words, "articles": np.ones(len(numbers), np.int64)}
    values["articles_with"] = (found > 0).astype(np.int64)
    table: dict[str, Any] = {"period": names}
    for name, each in values.items():
        table[f"{name}_least"] = np.bincount(first[sure] - base, each[sure], size).astype(np.int64)
        table[f"{name}_most"] = _over_spans(first[known] - base, last[known] - base, each[known], size)
    table["per_1000"] = np.divide(
        1000 * table["hits_least"],
        table["words_least"],
        out=np.full(size, np.nan),
        where=table["words_least"] > 0,
    )
    open_ones = np.flatnonzero(known & ~certain)
    low, high = _rates(table, found, corpus.scope.words, first - base, last - base, open_ones)
    table["per_1000_least"], table["per_1000_most"] = low, high
    import pandas as pd

    groups = Cells(("period",), pd.DataFrame({"period": names}), cell)
    weighed = weights(corpus, groups, count)
    if len(weighed.places):
        table["distinct"] = groups.summed(of_hit, weighed.places[hits.starts])
        table["of_distinct"] = weighed.sums
        table["distinct_per_1000"] = np.divide(
            1000 * table["distinct"], weighed.sums, out=np.full(size, np.nan), where=weighed.sums > 0
        )
    reach = np.full((2, corpus.index.n_documents), -1, np.int64)
    reach[:, numbers[known]] = first[known] - base, last[known] - base
    return result(
        corpus,
        table,
        _opens(query, names, reach, of_hit, hits.starts, hits.ends),
        formula={
            "hits_least": "hits in articles that are certainly of the period",
            "hits_most": "hits in all articles that may be of it",
            "per_1000": "1,000 · hits_least / words_least",
            "per_1000_least": "the smallest share that any choice of the uncertain articles gives",
            "per_1000_most": "the largest share that any choice of the uncertain articles gives",
        }
        | weighed.formula,
        query=query,
        every=every,
        undated=int((~known).sum()),
        uncertain=len(open_ones),
        **weighed.said,
    )


def _spans(texts: list[Any], period: Callable[[dt.date], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last period of each article (the last before the first: no date), and whether it is certain.

    An end that is open reaches to the first or last day of the corpus.
    """
    spans = [dates.span(text) if isinstance(text, str) and text else None for text in texts]
    days = [day for span in spans if span for day in (span.first, span.last) if day]
    first, last = np.ones(len(spans), np.int64), np.zeros(len(spans), np.int64)
    certain = np.zeros(len(spans), bool)
    for at, span in enumerate(spans):
        if span is None:
            continue
        first[at], last[at] = period(span.first or min(days)), period(span.last or max(days))
        certain[at] = bool(
            span.first and span.last and first[at] == last[at] and not (span.approximate or span.uncertain)
        )
    return first, last, certain


def _over_spans(first: np.ndarray, last: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Values summed over all periods from the first to the last of each."""
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, first, values)
    np.add.at(steps, last + 1, -values)
    return np.cumsum(steps[:-1])


def _rates(
    table: dict[str, Any],
    hits: np.ndarray,
    words: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    open_ones: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most per 1,000 words of each period, over every choice of the articles that may be of it.

    An article belongs into the choice that gives the most where its own share is above that of the choice; taken in the
    order of their shares, the best choice is found exactly.
    """
    size = len(table["period"])
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    shares = np.divide(hits, words, out=np.zeros(len(hits)), where=words > 0)
    order = open_ones[np.argsort(shares[open_ones], kind="stable")]
    order = order[words[order] > 0]
    for at in range(size):
        may = order[(first[order] <= at) & (last[order] >= at)]
        for out, ranked, sign in ((low, may, 1), (high, may[::-1], -1)):
            h, w = int(table["hits_least"][at]), int(table["words_least"][at])
            for one in ranked:
                if w and sign * (shares[one] - h / w) >= 0:
                    break
                h, w = h + int(hits[one]), w + int(words[one])
            out[at] = 1000 * h / w if w else np.nan
    return low, high


def _opens(
    query: str, names: np.ndarray, reach: np.ndarray, of_hit: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> Any:
    """Opens every hit that may be of a row's period."""
    number = {name: at for at, name in enumerate(names)}

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        at = number[row["period"]]
        inside = (reach[0, of_hit] <= at) & (reach[1, of_hit] >= at) & (reach[0, of_hit] >= 0)
        return query, starts[inside], ends[inside]

    return opens
