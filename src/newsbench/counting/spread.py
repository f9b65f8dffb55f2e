"""How evenly words are spread over the parts of a corpus, and how varied its words are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures import dispersion as spreads
from analysis.measures import diversity as varieties
from analysis.nearest import unknown
from newsbench.counting import places
from newsbench.counting.cells import Cells, cells
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

DISPERSION = ("range_relative", "juilland_d", "dp", "dp_norm", "kl")
DIVERSITY = ("ttr", "mattr", "mtld", "yule_k")
_ROOM = 20_000_000  # counts of words by parts at a time


def dispersion(
    corpus: Counted,
    words: str | Sequence[str] | None = None,
    *,
    parts: str | Sequence[str] = "article",
    measures: Sequence[str] = DISPERSION,
    top: int = 1000,
) -> Result:
    """How evenly words are spread over articles, outlets, months ...

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    words : str or list of str, optional
        Queries; the most frequent words where none is given.
    parts : str or list of str
        What makes the parts: ``"article"``, ``"outlet"``, ``"month"`` or another fact; those without words are left
        out.
    measures : sequence of str
        Names in `analysis.measures.dispersion.MEASURES`.
    top : int
        How many words are measured where none is given.

    Returns
    -------
    Result
        word, count, parts, parts_with, measures.

    Raises
    ------
    AnalysisError
        For a measure or a fact that there is not, and a corpus of fewer than two parts.

    Examples
    --------
    >>> dispersion(corpus, ["ferry", "harbour"], parts="outlet")["parts_with"].tolist()
    [2, 2]
    """
    chosen = [spreads.MEASURES[name] for name in measures]
    groups = cells(corpus, parts)
    sizes = groups.summed(corpus.scope.documents, corpus.scope.words.astype(float))
    filled = np.flatnonzero(sizes > 0)
    if len(filled) < 2:
        raise AnalysisError(f"the corpus has {len(filled)} parts with words", where="parts", do="Take smaller parts.")
    names: Any
    if words is None:
        total = corpus.scope.frequency
        types = np.argsort(-total, kind="stable")[:top]
        types = types[total[types] > 0]
        names, blocks = corpus.index.types[types], _blocks(corpus, groups, types)
    else:
        names = [words] if isinstance(words, str) else list(words)
        documents = [corpus.index.document_of(corpus.find(word).starts) for word in names]
        blocks = [np.array([groups.summed(found) for found in documents])]
    made = []
    for counts in blocks:
        counts = counts[:, filled]
        columns = {"count": counts.sum(1).astype(np.int64), "parts_with": (counts > 0).sum(1)}
        with np.errstate(divide="ignore", invalid="ignore"):
            made.append(columns | {one.name: np.atleast_1d(one(counts, sizes[filled])) for one in chosen})
    table: dict[str, Any] = {"word": np.array(names, object)}
    table |= {name: np.concatenate([block[name] for block in made]) for name in made[0]}
    return result(
        corpus,
        table,
        _opens(corpus),
        formula={one.name: one.formula for one in chosen},
        source={one.name: one.source for one in chosen},
        parts=f"{len(filled):,} by {' and '.join(groups.names)}",
    )


def diversity(
    corpus: Counted, *, by: str | Sequence[str] | None = "article", measures: Sequence[str] = DIVERSITY
) -> Result:
    """How varied the words of each group are.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    by : str or list of str, optional
        Groups, as in ``frequency``.
    measures : sequence of str
        Names in `analysis.measures.diversity.MEASURES` and ``RUNNING``.

    Returns
    -------
    Result
        groups, words, types, measures. Look at words first: most measures hang on the length of a text.

    Raises
    ------
    AnalysisError
        For a measure or a fact that there is not.

    Examples
    --------
    >>> diversity(corpus, by="outlet", measures=["mattr", "mtld"])["types"].tolist()
    [78, 63]
    """
    every = [*varieties.MEASURES, *varieties.RUNNING]
    for name in measures:
        if name not in every:
            raise unknown("a measure of lexical diversity", name, every, where="measures")
    known = [varieties.RUNNING[name] if name in varieties.RUNNING else varieties.MEASURES[name] for name in measures]
    groups = cells(corpus, by)
    scope = corpus.scope
    part = groups.of_document[corpus.index.document_of(scope.begins)]
    table: dict[str, Any] = {name: groups.labels[name].to_numpy(object) for name in groups.names}
    rows: list[dict[str, float]] = []
    for cell in range(len(groups)):
        here = [
            corpus.index.tokens[begin:end]
            for begin, end in zip(scope.begins[part == cell], scope.ends[part == cell], strict=True)
        ]
        tokens = np.concatenate(here).astype(np.int64) if here else np.empty(0, np.int64)
        counts = np.unique(tokens, return_counts=True)[1].astype(float)
        row = {"words": float(len(tokens)), "types": float(len(counts))}
        for one in known:
            given = tokens.tolist() if one.name in varieties.RUNNING else counts
            try:
                row[one.name] = varieties.score(one.name, given)
            except AnalysisError:  # too few words for it, which the number of words beside it shows
                row[one.name] = np.nan
        rows.append(row)
    table |= {name: np.array([row[name] for row in rows]) for name in rows[0]}
    table |= {name: table[name].astype(np.int64) for name in ("words", "types")}

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        inside = groups.of_document[corpus.index.document_of(scope.begins)] == groups.number(row)
        return "first words", scope.begins[inside], scope.begins[inside] + 1

    return result(
        corpus,
        table,
        opens,
        formula={one.name: one.formula for one in known},
        source={one.name: one.source for one in known},
    )


def _blocks(corpus: Counted, groups: Cells, types: np.ndarray) -> list[np.ndarray]:
    step = max(1, _ROOM // len(groups))
    return [
        places.by_cell(corpus, groups.of_document, len(groups), types[at : at + step])
        for at in range(0, len(types), step)
    ] or [np.empty((0, len(groups)))]


def _opens(corpus: Counted) -> Any:
    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        hits = corpus.find(row["word"])
        return str(row["word"]), hits.starts, hits.ends

    return opens
