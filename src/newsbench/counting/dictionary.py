"""Categories of words, counted in a corpus."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError, many
from newsbench.counting.cells import cells
from newsbench.counting.copies import weights
from newsbench.counting.formats import Categories, read
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted


def dictionary(
    corpus: Counted,
    given: str | os.PathLike[str] | Mapping[str, Sequence[str]],
    *,
    by: str | Sequence[str] | None = None,
    count: str = "plain",
) -> Result:
    """How often the words of each category come.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    given : path or mapping
        A file, or queries by category. A place that two words of a category fit counts once.
    by : str or list of str, optional
        Groups, as in ``frequency``.
    count : {"plain", "distinct"}
        "distinct" adds the counts in which copies of a passage within a group count once.

    Returns
    -------
    Result
        category, groups, count, of (words), per_1000, articles with a hit, share; words of the category, and how many
        of them are found. `attrs` names under ``left_out`` the entries of a file that can be no query, such as ``:)``.

    Raises
    ------
    AnalysisError
        For a file that cannot be read, and for words given here that are no query, all of them at once.

    Examples
    --------
    >>> dictionary(corpus, {"sea": ["ferr*", "harbour"], "land": ["road", "bridge"]}, by="outlet")["count"].tolist()
    [3, 7, 3, 0]
    """
    categories = {name: list(words) for name, words in given.items()} if isinstance(given, Mapping) else read(given)
    groups = cells(corpus, by)
    weighed = weights(corpus, groups, count)
    found, faults = _found(corpus, categories)
    if faults and isinstance(given, Mapping):
        raise many(faults, "dictionary", "A word is a query: see help(newsbench.query).")
    of = groups.summed(corpus.scope.documents, corpus.scope.words.astype(float)).astype(np.int64)
    articles_of = groups.summed(corpus.scope.documents)
    rows: dict[str, list[Any]] = {}
    for name, (starts, _, words) in found.items():
        documents = corpus.index.document_of(starts)
        columns: dict[str, Any] = {"category": [name] * len(groups)}
        columns |= {fact: groups.labels[fact].tolist() for fact in groups.names}
        columns |= {"count": groups.summed(documents), "of": of, "articles": groups.summed(np.unique(documents))}
        columns |= {"articles_of": articles_of, "words_found": [words] * len(groups)}
        columns["words"] = [len(categories[name])] * len(groups)
        if len(weighed.places):
            columns |= {"distinct": groups.summed(documents, weighed.places[starts]), "of_distinct": weighed.sums}
        for column, values in columns.items():
            rows.setdefault(column, []).extend(values)
    table: dict[str, Any] = {
        column: np.array(values, object if isinstance(values[0], str) else None) for column, values in rows.items()
    }
    for name, (above, below) in {
        "per_1000": ("count", "of"),
        "distinct_per_1000": ("distinct", "of_distinct"),
        "share": ("articles", "articles_of"),
    }.items():
        if above in table:
            table[name] = np.divide(
                (1000 if "1000" in name else 1) * table[above],
                table[below],
                out=np.full(len(table[above]), np.nan),
                where=table[below].astype(float) > 0,
            )

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        starts, ends, _ = found[row["category"]]
        inside = groups.of_document[corpus.index.document_of(starts)] == groups.number(row)
        return str(row["category"]), starts[inside], ends[inside]

    formula = {"count": "places that a word of the category fits", "per_1000": "1,000 · count / of"}
    return result(corpus, table, opens, formula=formula | weighed.formula, left_out="; ".join(faults), **weighed.said)


def _found(corpus: Counted, categories: Categories) -> tuple[dict[str, tuple[np.ndarray, np.ndarray, int]], list[str]]:
    """Places of each category and how many of its words are found; and what is no query."""
    known: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    faults: list[str] = []
    for name, words in categories.items():
        for word in words:
            if word in known:
                continue
            try:
                hits = corpus.find(word)
                known[word] = hits.starts, hits.ends
            except AnalysisError as error:
                faults.append(f"{name}: {word!r}: {error.what}")
    out = {}
    for name, given in categories.items():
        words = [word for word in given if word in known]
        starts = np.concatenate([known[word][0] for word in words] or [np.empty(0, np.int64)])
        ends = np.concatenate([known[word][1] for word in words] or [np.empty(0, np.int64)])
        order = np.lexsort((-ends, starts))
        starts, ends = starts[order], ends[order]
        first = np.ones(len(starts), bool)
        first[1:] = np.diff(starts) != 0
        out[name] = starts[first], ends[first], sum(bool(len(known[word][0])) for word in words)
    return out, faults
