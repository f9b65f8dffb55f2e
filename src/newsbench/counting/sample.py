"""Samples of articles: at random, by strata, or as constructed weeks; the same seed draws the same ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import dates
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from newsbench.counting.cells import cells
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from newsbench.counting.counted import Counted

HOW = ("random", "stratified", "constructed week")


def sample(
    corpus: Counted,
    n: int,
    *,
    how: str = "random",
    by: str | Sequence[str] | None = None,
    seed: int = 1,
) -> Result:
    """Articles drawn from a corpus.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    n : int
        How many articles; of constructed weeks, how many weeks.
    how : {"random", "stratified", "constructed week"}
        "stratified" draws from each stratum as many as its share of the corpus asks for, one at the least; largest
        remainders get what is left over. "constructed week" draws for each weekday n days at random between the first
        and the last day of the corpus and takes all articles of these days (Riffe, Aust & Lacy 1993).
    by : str or list of str, optional
        What makes the strata: ``"outlet"``, ``"month"`` or another fact.
    seed : int
        The same seed draws the same articles of the same corpus.

    Returns
    -------
    Result
        article, outlet, date, words; the strata with how many they hold and the weight of an article (how many it
        stands for); for constructed weeks the weekday. `attrs` holds the seed and what was left out.

    Raises
    ------
    AnalysisError
        For more articles than there are, strata without facts, or weeks without exact dates.

    Examples
    --------
    >>> sample(corpus, 4, how="stratified", by="outlet", seed=7)["outlet"].tolist()
    ['Echo', 'Echo', 'Post', 'Post']
    """
    if how not in HOW:
        raise unknown("a way to sample", how, HOW, where="how")
    if not isinstance(n, int) or n < 1:
        raise AnalysisError(f"n is {n!r}", where="n", do="Give a number, 1 or more.")
    if (how == "stratified") != (by is not None):
        raise AnalysisError(
            "strata are not said" if by is None else f"a sample that is {how} has no strata",
            where="by",
            do='For example how="stratified", by="outlet".',
        )
    random = np.random.default_rng(seed)
    facts = corpus.articles
    more: dict[str, Any] = {}
    columns: dict[str, Any] = {}
    if how == "constructed week":
        rows, columns, more = _weeks(facts, n, random)
    elif n > len(facts):
        raise AnalysisError(f"there are {len(facts):,} articles, not {n:,}", where="n", do="Draw fewer.")
    elif how == "random":
        rows = np.sort(random.choice(len(facts), n, replace=False))
        columns["weight"] = np.full(n, len(facts) / n)
    else:
        rows, columns = _strata(corpus, n, by, random)
    chosen = facts.iloc[rows]
    table: dict[str, Any] = {"article": chosen["id"].to_numpy(object)}
    table |= {name: chosen[name].to_numpy() for name in ("outlet", "date", "words")} | columns
    starts = corpus.index.starts

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        number = corpus.index.document(row["article"])
        at = starts[number : number + 1][: int(row["words"] > 0)]
        return "the first word", at, at + 1

    formula = {"weight": "articles of the stratum / those drawn of it"}
    return result(corpus, table, opens, formula=formula, seed=seed, how=how, **more)


def _strata(
    corpus: Counted, n: int, by: str | Sequence[str] | None, random: np.random.Generator
) -> tuple[np.ndarray, dict[str, Any]]:
    groups = cells(corpus, by)
    of = groups.of_document[corpus.scope.documents]
    sizes = np.bincount(of, minlength=len(groups))
    if n < len(groups):
        raise AnalysisError(
            f"{len(groups)} strata need {len(groups)} articles at the least", where="n", do="Draw more, or by less."
        )
    exact = n * sizes / sizes.sum()
    drawn = np.maximum(np.floor(exact).astype(int), 1)
    while drawn.sum() != n:  # one article each until it is right: no stratum gets more than it has
        step = 1 if drawn.sum() < n else -1
        can = drawn < sizes if step > 0 else drawn > 1
        gap = np.where(can, step * (exact - drawn), -np.inf)
        drawn[int(np.argmax(gap))] += step
    rows = [
        np.sort(random.choice(np.flatnonzero(of == cell), drawn[cell], replace=False)) for cell in range(len(groups))
    ]
    cell = np.repeat(np.arange(len(groups)), drawn)
    columns = {f"stratum_{name}": groups.labels[name].to_numpy(object)[cell] for name in groups.names}
    columns |= {"stratum_articles": sizes[cell], "weight": (sizes / drawn)[cell]}
    return np.concatenate(rows), columns


def _weeks(
    facts: pd.DataFrame, weeks: int, random: np.random.Generator
) -> tuple[np.ndarray, dict[str, Any], dict[str, Any]]:
    spans = [dates.span(text) if isinstance(text, str) and text else None for text in facts["date"]]
    days = [span.first if span and span.exact and span.first else None for span in spans]
    known = [day for day in days if day]
    if not known:
        raise AnalysisError("no article has an exact date", where="how", do="Draw at random, or by strata.")
    first, last = min(known).toordinal(), max(known).toordinal()
    chosen: set[int] = set()
    for weekday in range(7):
        every = [day for day in range(first, last + 1) if (day - 1) % 7 == weekday]
        if len(every) < weeks:
            raise AnalysisError(
                f"the corpus spans {len(every)} {_WEEKDAYS[weekday]}s, not {weeks}", where="n", do="Draw fewer weeks."
            )
        chosen |= {every[at] for at in random.choice(len(every), weeks, replace=False)}
    rows = np.array([at for at, day in enumerate(days) if day and day.toordinal() in chosen], np.int64)
    weekday_of = [_WEEKDAYS[day.weekday()] for at in rows if (day := days[at])]
    drawn = ", ".join(dt.date.fromordinal(day).isoformat() for day in sorted(chosen))
    more = {"days": drawn, "left_out": f"{len(days) - len(known)} articles without an exact date"}
    return rows, {"weekday": np.array(weekday_of, object)}, more


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
