"""Frequency: how often words or queries come, among how many words, in how many articles, in each group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from newsbench.counting import places, script
from newsbench.counting.cells import Cells, cells
from newsbench.counting.copies import COUNTS, Weights, weights
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

MOST = 20_000_000  # rows of a frame
_FORMULA = {
    "count": "hits",
    "per_1000": "1,000 · count / of",
    "articles": "articles with a hit",
    "share": "articles / all articles of the group",
}


def frequency(
    corpus: Counted,
    words: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    least: int = 1,
    count: str = "plain",
) -> Result:
    """How often each word, or each of some queries, comes.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    words : str or list of str, optional
        Queries; every word of the corpus where none is given.
    by : str or list of str, optional
        Groups: ``"outlet"``, ``"year"``, ``"month"``, ``"article"`` or any other fact.
    least : int
        Leave out words that come more seldom in all.
    count : {"plain", "distinct"}
        "distinct" adds counts in which copies of a passage within a group count once: ``help(newsbench.distinct)``.

    Returns
    -------
    Result
        word, groups, count, of (words of the group), unit, per_1000, articles, share; the most frequent first.

    Raises
    ------
    AnalysisError
        For what is no query, no group, or no way to count.

    Examples
    --------
    >>> frequency(corpus, ["ferry", "bridge"], by="outlet")["count"].tolist()
    [5, 3, 2, 0]
    """
    groups = cells(corpus, by)
    weighed = weights(corpus, groups, count)
    if words is None:
        return _of_types(corpus, groups, least, weighed)
    asked = [words] if isinstance(words, str) else list(words)
    if not asked:
        raise AnalysisError("no word is asked for", where="words", do='For example words=["ferry", "bridge"].')
    return _of_queries(corpus, groups, asked, least, weighed)


def share(
    corpus: Counted, words: str | Sequence[str], *, by: str | Sequence[str] | None = None, count: str = "plain"
) -> Result:
    """In which share of articles a query is found.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    words : str or list of str
        Queries.
    by : str or list of str, optional
        Groups, as in `frequency`.
    count : {"plain", "distinct"}
        "distinct" adds the share among articles where those that are one text count once, at three thresholds.

    Returns
    -------
    Result
        word, groups, articles, of_articles, share.

    Raises
    ------
    AnalysisError
        As `frequency`.

    Examples
    --------
    >>> share(corpus, "ferry", by="month")["share"].tolist()
    [1.0, 1.0, 0.0]
    """
    groups = cells(corpus, by)
    weighed = weights(corpus, groups, count, documents=True)
    asked = [words] if isinstance(words, str) else list(words)
    columns: dict[str, list[Any]] = {"word": [], **{name: [] for name in groups.names}}
    counts: dict[str, list[np.ndarray]] = {}
    numbers = corpus.scope.documents
    for word in asked:
        _label(columns, groups, word)
        with_hit = np.unique(corpus.index.document_of(corpus.find(word).starts))
        found = {"articles": groups.summed(with_hit), "of_articles": groups.summed(numbers)}
        for name, each in weighed.documents.items():
            found[f"distinct_{name}"] = groups.summed(with_hit, each[with_hit])
            found[f"of_distinct_{name}"] = groups.summed(numbers, each[numbers])
        for name, values in found.items():
            counts.setdefault(name, []).append(values)
    table: dict[str, Any] = columns | {name: np.concatenate(values) for name, values in counts.items()}
    formula = {"share": "articles / of_articles"}
    for name in ("articles", *(f"distinct_{name}" for name in weighed.documents)):
        table["share" + name.removeprefix("articles").replace("distinct", "_distinct")] = _over(
            table[name], table[f"of_{name}"]
        )
    return result(corpus, table, _opens(corpus, groups), formula=formula | weighed.formula, **weighed.said)


def _of_types(corpus: Counted, groups: Cells, least: int, weighed: Weights) -> Result:
    total = corpus.scope.frequency
    types = np.flatnonzero(total >= max(least, 1))
    many = len(groups)
    if len(types) * many > MOST:
        raise AnalysisError(
            f"{len(types):,} words in {many:,} groups make more than {MOST:,} rows",
            where="frequency",
            do="Name the words, raise `least`, or take fewer groups.",
        )
    plain = places.by_cell(corpus, groups.of_document, many, types).astype(np.int64)
    each = np.ones(corpus.index.n_documents)
    articles = places.documents_with(corpus, groups.of_document, many, types, each).astype(np.int64)
    table = _table(corpus, groups, corpus.index.types[types], plain, articles, weighed)
    if len(weighed.places):
        _distinct(table, places.by_cell(corpus, groups.of_document, many, types, weighed.places), weighed)
    return _done(corpus, groups, table, weighed)


def _of_queries(corpus: Counted, groups: Cells, asked: list[str], least: int, weighed: Weights) -> Result:
    plain, articles, distinct = [], [], []
    for word in asked:
        hits = corpus.find(word)
        documents = corpus.index.document_of(hits.starts)
        plain.append(groups.summed(documents))
        articles.append(groups.summed(np.unique(documents)))
        if len(weighed.places):
            distinct.append(groups.summed(documents, weighed.places[hits.starts]))
    kept = [at for at, counts in enumerate(plain) if counts.sum() >= least or least <= 1]
    names = np.array([asked[at] for at in kept], object)
    chosen = [np.array([rows[at] for at in kept]) for rows in (plain, articles)]
    table = _table(corpus, groups, names, chosen[0], chosen[1], weighed)
    if len(weighed.places):
        _distinct(table, np.array([distinct[at] for at in kept]), weighed)
    return _done(corpus, groups, table, weighed)


def _table(
    corpus: Counted, groups: Cells, names: np.ndarray, plain: np.ndarray, articles: np.ndarray, weighed: Weights
) -> dict[str, Any]:
    """Columns of words by cells: a row for each word in each cell."""
    many, rows = len(groups), len(names)
    of = groups.summed(corpus.scope.documents, corpus.scope.words.astype(float)).astype(np.int64)
    all_articles = groups.summed(corpus.scope.documents)
    table: dict[str, Any] = {"word": np.repeat(names, many)}
    for name in groups.names:
        table[name] = np.tile(groups.labels[name].to_numpy(object), rows)
    table["count"] = plain.reshape(-1)
    table["of"] = np.tile(of, rows)
    table["unit"] = np.tile(script.units(corpus, groups), rows)
    table["per_1000"] = _over(1000 * table["count"], table["of"])
    table["articles"] = articles.reshape(-1)
    table["share"] = _over(table["articles"], np.tile(all_articles, rows))
    return table


def _distinct(table: dict[str, Any], counts: np.ndarray, weighed: Weights) -> None:
    table["distinct"] = counts.reshape(-1)
    table["of_distinct"] = np.tile(weighed.sums, len(counts))
    table["distinct_per_1000"] = _over(1000 * table["distinct"], table["of_distinct"])


def _done(corpus: Counted, groups: Cells, table: dict[str, Any], weighed: Weights) -> Result:
    made = result(corpus, table, _opens(corpus, groups), formula=_FORMULA | weighed.formula, **weighed.said)
    return made.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _opens(corpus: Counted, groups: Cells) -> Any:
    """Opens the hits of a row's word in its cell."""

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        hits = corpus.find(row["word"])
        inside = groups.of_document[corpus.index.document_of(hits.starts)] == groups.number(row)
        return str(row["word"]), hits.starts[inside], hits.ends[inside]

    return opens


def _label(columns: dict[str, list[Any]], groups: Cells, word: str) -> None:
    columns["word"] += [word] * len(groups)
    for name in groups.names:
        columns[name] += groups.labels[name].tolist()


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A quotient, missing where there is nothing to count among."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=np.asarray(below) > 0)


__all__ = ["COUNTS", "frequency", "share"]
