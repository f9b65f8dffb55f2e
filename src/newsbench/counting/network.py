"""Who is mentioned with whom: a network of names, by articles or paragraphs or sentences that have both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.association import MEASURES, of_table
from analysis.nearest import unknown
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

WITHIN = ("article", "paragraph", "sentence")
DEFAULT = ("npmi", "jaccard", "g2_signed")


def network(
    corpus: Counted,
    names: Sequence[str] | Mapping[str, str],
    *,
    within: str = "article",
    measures: Sequence[str] = DEFAULT,
    least: int = 1,
) -> Result:
    """Pairs of names that come together.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    names : list of str, or mapping of name to query
        Queries; or what stands for each name, for example ``{"Harbour Board": "Harbour Board|the Board"}``.
    within : {"article", "paragraph", "sentence"}
        What has both.
    measures : sequence of str
        Names in `analysis.measures.association.MEASURES`.
    least : int
        Leave out pairs that come together more seldom.

    Returns
    -------
    Result
        one, other, f (units with both), f1, f2 (with either), n (units), expected, measures: the edges of a network.

    Raises
    ------
    AnalysisError
        For fewer than two names, a unit or a measure that there is not.

    Examples
    --------
    >>> network(corpus, ["Ada Reyes", "harbour board", "ferry"], within="paragraph")["f"].tolist()
    [3, 3, 3]
    """
    asked = dict(names) if isinstance(names, Mapping) else {name: name for name in names}
    if len(asked) < 2:
        raise AnalysisError("a network needs two names at the least", where="names", do='For example ["Ada", "Ben"].')
    if within not in WITHIN:
        raise unknown("a unit", within, WITHIN, where="within")
    chosen = [MEASURES[name].name for name in measures]
    index, scope = corpus.index, corpus.scope
    edges = {"article": index.starts[:-1], "paragraph": index.paragraphs, "sentence": index.sentences}[within]
    hits = {name: corpus.find(query) for name, query in asked.items()}
    units = {name: np.unique(np.searchsorted(edges, found.starts, "right") - 1) for name, found in hits.items()}
    inside = scope.holds(edges.astype(np.int64), edges.astype(np.int64) + 1)
    n = len(scope.documents) if within == "article" else int(inside.sum())
    pairs = [
        (one, other, len(np.intersect1d(units[one], units[other], assume_unique=True)))
        for one, other in combinations(asked, 2)
    ]
    pairs = [pair for pair in pairs if pair[2] >= least]
    f, f1, f2 = (
        np.array(column, float)
        for column in (
            [both for _, _, both in pairs],
            [len(units[one]) for one, _, _ in pairs],
            [len(units[other]) for _, other, _ in pairs],
        )
    )
    table: dict[str, Any] = {
        "one": np.array([one for one, _, _ in pairs], object),
        "other": np.array([other for _, other, _ in pairs], object),
    }
    table |= {"f": f.astype(np.int64), "f1": f1.astype(np.int64), "f2": f2.astype(np.int64), "n": np.full(len(f), n)}
    cells = contingency.of_pair(f, f1, f2, np.full(len(f), float(n)))
    table["expected"] = cells.expected[0]
    for name in chosen:
        table[name] = of_table(name, cells)

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        both = np.intersect1d(units[row["one"]], units[row["other"]])
        starts, ends = [], []
        for name in (row["one"], row["other"]):
            found = hits[name]
            near = np.isin(np.searchsorted(edges, found.starts, "right") - 1, both)
            starts.append(found.starts[near])
            ends.append(found.ends[near])
        return f"{asked[row['one']]} | {asked[row['other']]}", np.concatenate(starts), np.concatenate(ends)

    made = result(
        corpus,
        table,
        opens,
        formula={"expected": "f1 · f2 / n"} | {name: MEASURES[name].formula for name in chosen},
        source={name: MEASURES[name].source for name in chosen},
        within=within,
    )
    return made.sort_values("f", ascending=False, kind="stable", ignore_index=True)
