"""Keyness: which words set one part of a corpus, or one corpus, apart from another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures.keyness import MEASURES, score
from newsbench.counting import places
from newsbench.counting.cells import cells
from newsbench.counting.copies import weights
from newsbench.counting.result import Result, described, result
from newsbench.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

DEFAULT = ("g2_signed", "log_ratio_half", "log_ratio_conservative", "percent_difference")


def keyness(
    target: Counted,
    reference: Counted | None = None,
    *,
    measures: Sequence[str] = DEFAULT,
    least: int = 5,
    count: str = "plain",
    sort: str = "",
) -> Result:
    """Words that come more, or less, often here than there.

    Parameters
    ----------
    target : Corpus
        What is looked at, for example ``corpus.where(outlet="Harbour Post")``.
    reference : Corpus, optional
        What it is compared with; the rest of its corpus where none is given.
    measures : sequence of str
        Names in `analysis.measures.keyness.MEASURES`.
    least : int
        Leave out words that come more seldom in both together.
    count : {"plain", "distinct"}
        "distinct" adds the counts in which copies of a passage count once on either side, and the measures of these.
    sort : str
        A column, the first measure where none is named; the largest first. Words that the target lacks stand at the end
        where the measure has a sign.

    Returns
    -------
    Result
        word, f1 of n1 words here, f2 of n2 there, both per 1,000, measures. `lines` opens the target; for a word that
        it lacks, the reference.

    Raises
    ------
    AnalysisError
        For a measure that there is not, a reference that holds words of the target, or nothing to compare with.

    Examples
    --------
    >>> keyness(corpus.where(outlet="Echo"))[["word", "f1", "f2"]].head(1).values.tolist()
    [['board', 4, 4]]
    """
    chosen = [MEASURES[name].name for name in measures]
    other = rest(target) if reference is None else reference
    if not target.n_words or not other.n_words:
        raise AnalysisError(
            f"there is nothing in {'the target' if not target.n_words else 'the reference'}",
            where="keyness",
            do="Give a part of the corpus, or another corpus as reference.",
        )
    _apart(target, other)
    words, f1, f2 = _aligned(target, other, target.scope.frequency, other.scope.frequency)
    kept = f1 + f2 >= max(least, 1)
    words, f1, f2 = words[kept], f1[kept], f2[kept]
    table: dict[str, Any] = {"word": words, "f1": f1, "f2": f2}
    table |= {"per_1000_1": 1000 * f1 / target.n_words, "per_1000_2": 1000 * f2 / other.n_words}
    for name in chosen:
        table[name] = score(name, f1, target.n_words, f2, other.n_words)
    said: dict[str, Any] = {"n1": target.n_words, "n2": other.n_words, "reference": described(other)}
    formula = {name: MEASURES[name].formula for name in chosen}
    if count != "plain":
        here, there = (weights(one, cells(one, None), count) for one in (target, other))
        _, d1, d2 = _aligned(
            target, other, places.frequency(target, here.places), places.frequency(other, there.places)
        )
        n1, n2 = float(here.sums.sum()), float(there.sums.sum())
        d1, d2 = np.minimum(d1[kept], n1), np.minimum(d2[kept], n2)
        table |= {"distinct_1": d1, "distinct_2": d2}
        for name in chosen:
            table[f"{name}_distinct"] = score(name, d1, n1, d2, n2)
            formula[f"{name}_distinct"] = f"{formula[name]}, of distinct counts"
        said |= {
            "distinct_n1": n1,
            "distinct_n2": n2,
            "distinct": "copies within the target, and within the reference, count once",
        }
        formula |= {"distinct_1": here.formula["distinct"], "distinct_2": here.formula["distinct"]}
    made = result(
        target,
        table,
        _opens(target, other),
        formula=formula,
        source={name: MEASURES[name].source for name in chosen},
        **said,
    )
    by = sort or chosen[0]
    if by not in made.columns:
        from analysis.nearest import unknown

        raise unknown("a column", by, made.columns, where="sort")
    return made.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def rest(of: Counted) -> Any:
    """What of a corpus a part of it leaves: the other articles, and other paragraphs of the same ones."""
    index = of.index
    begins = np.concatenate([[0], of.scope.ends, index.starts[:-1]])
    ends = np.concatenate([of.scope.begins, [index.n_tokens], index.starts[1:]])
    edges = np.unique(np.concatenate([begins, ends]))
    low, high = edges[:-1], edges[1:]
    free = ~of.scope.holds(low, high) if len(of.scope.begins) else np.ones(len(low), bool)
    low, high = low[free], high[free]
    documents = np.unique(index.document_of(low)) if len(low) else np.empty(0, np.int64)
    part = f"all but {of.part}" if of.part else "nothing: the target is the whole corpus"
    made: Any = type(of)  # a corpus of the same kind
    return made(index, of.name, scope=Scope(index, documents, low, high), part=part)


def _apart(target: Counted, other: Counted) -> None:
    if target.index is not other.index:
        return
    both = other.scope.holds(target.scope.begins, target.scope.begins + 1).any()
    if both or target.scope.holds(other.scope.begins, other.scope.begins + 1).any():
        raise AnalysisError(
            "the reference holds words of the target",
            where="keyness",
            do="Leave the reference out to compare with the rest, or give two parts that share nothing.",
        )


def _aligned(
    target: Counted, other: Counted, here: np.ndarray, there: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words of both with their counts."""
    if target.index is other.index:
        return target.index.types, here, there
    known = {word: number for number, word in enumerate(target.index.types)}
    new = [number for number, word in enumerate(other.index.types) if word not in known]
    words = np.concatenate([target.index.types, other.index.types[new]])
    f1 = np.concatenate([here, np.zeros(len(new), here.dtype)])
    f2 = np.zeros(len(words), there.dtype)
    at = [known.get(word, -1) for word in other.index.types]
    old = np.flatnonzero(np.array(at) >= 0)
    f2[np.array(at)[old]] = there[old]
    f2[len(known) :] = there[new]
    return words, f1, f2


def _opens(target: Counted, other: Counted) -> Any:
    def opens(row: pd.Series) -> Any:
        corpus = target if row["f1"] else other
        number = corpus.index.type_id(row["word"])
        assert number is not None, "a row is a word of either corpus"
        at = places.of_type(corpus, number)
        return str(row["word"]), at, at + 1, corpus

    return opens
