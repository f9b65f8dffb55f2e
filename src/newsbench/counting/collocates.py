"""Collocates: the words that stand within a window around a query.

Windows that overlap are one: a word is counted once, however many hits it stands near. Words of the hits themselves do
not count, neither in windows nor outside, and no window reaches over a bound (a sentence, a paragraph, an article).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.jit import compiled
from analysis.measures import contingency
from analysis.measures.association import MEASURES, of_table
from analysis.nearest import unknown
from newsbench.counting import places
from newsbench.counting.cells import cells
from newsbench.counting.copies import weights
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

DEFAULT = ("log_dice", "mi", "mi3", "t_score", "z_score", "g2_signed")
BOUNDS = ("sentence", "paragraph", "article")
_LOG_DICE = "14 + log2(2 f / (hits + f2))"


def collocates(
    corpus: Counted,
    query: str,
    *,
    window: int | tuple[int, int] = 5,
    within: str = "sentence",
    measures: Sequence[str] = DEFAULT,
    least: int = 3,
    count: str = "plain",
    sort: str = "",
) -> Result:
    """Words near a query, and how much more often they stand there than elsewhere.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    query : str
        See ``help(newsbench.query)``.
    window : int or (int, int)
        Words on either side, or on the left and on the right.
    within : {"sentence", "paragraph", "article"}
        What no window reaches over.
    measures : sequence of str
        Names in `analysis.measures.association.MEASURES`.
    least : int
        Leave out words that stand more seldom in windows.
    count : {"plain", "distinct"}
        "distinct" adds counts in which copies of a passage count once, and the measures of these.
    sort : str
        A column, the first measure where none is named; the largest first.

    Returns
    -------
    Result
        word, f (in windows), f2 (in all, without words of hits), left, right, expected, measures. `attrs` holds hits,
        f1 (words in windows) and n (words that are no hit). `lines` opens the hits that a word stands near.

    Raises
    ------
    AnalysisError
        For what is no query, window, bound or measure.

    Examples
    --------
    >>> collocates(corpus, "ferry", window=(0, 3), within="paragraph")["word"].head(2).tolist()
    ['before', 'landing']
    """
    left, right = (window, window) if isinstance(window, int) else tuple(window)
    if min(left, right) < 0 or not left + right:
        raise AnalysisError(f"window is {window!r}", where="window", do="For example 5, or (0, 3) for the right only.")
    if within not in BOUNDS:
        raise unknown("a bound", within, BOUNDS, where="within")
    chosen = [MEASURES[name].name for name in measures]
    hits = corpus.find(query)
    low, high = _bounds(corpus, hits.starts, hits.ends, within)
    weighed = weights(corpus, cells(corpus, None), count)
    types = len(corpus.index.frequency)
    sides, inside = _windows(corpus.index.tokens, hits.starts, hits.ends, low, high, left, right, types, places.NONE)
    f, f2 = sides.sum(0), corpus.scope.frequency - inside
    n = corpus.n_words - int(inside.sum())
    kept = np.flatnonzero(f >= max(least, 1))
    table: dict[str, Any] = {
        "word": corpus.index.types[kept],
        "f": f[kept].astype(np.int64),
        "f2": f2[kept].astype(np.int64),
    }
    table |= {"left": sides[0][kept].astype(np.int64), "right": sides[1][kept].astype(np.int64)}
    scored, formula = _scored(chosen, f[kept], float(f.sum()), f2[kept], n, len(hits))
    table |= scored
    said: dict[str, Any] = {
        "query": query,
        "hits": len(hits),
        "f1": int(f.sum()),
        "n": n,
        "window": f"{left} left, {right} right",
    }
    said |= {"within": within}
    if len(weighed.places):
        d, d_inside = _windows(
            corpus.index.tokens, hits.starts, hits.ends, low, high, left, right, types, weighed.places
        )
        d2 = places.frequency(corpus, weighed.places) - d_inside
        dn = float(weighed.sums.sum() - d_inside.sum())
        nodes = float(weighed.places[hits.starts].sum())
        table |= {"distinct_f": d.sum(0)[kept], "distinct_f2": d2[kept]}
        again, _ = _scored(chosen, d.sum(0)[kept], float(d.sum()), d2[kept], dn, nodes)
        table |= {f"{name}_distinct": values for name, values in again.items()}
        said |= {"distinct_hits": nodes, "distinct_f1": float(d.sum()), "distinct_n": dn} | weighed.said
        formula |= weighed.formula
    made = result(
        corpus,
        table,
        _opens(corpus, query, hits.starts, hits.ends, low, high, left, right),
        formula=formula,
        source={name: MEASURES[name].source for name in chosen},
        **said,
    )
    by = sort or chosen[0]
    if by not in made.columns:
        raise unknown("a column", by, made.columns, where="sort")
    return made.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def _scored(
    chosen: list[str], f: np.ndarray, f1: float, f2: np.ndarray, n: float, hits: float
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Measures of windows (f1 words of n) against the rest; logDice has the hits in their place, as its author does."""
    # Sums of fractions may overstep their whole in the last digit.
    f2 = np.maximum(f, np.minimum(f2, n - f1 + f))
    table = contingency.of_pair(f, np.full(len(f), f1), f2, np.full(len(f), n))
    out = {"expected": table.expected[0]}
    formula = {"expected": "f1 · f2 / n"}
    for name in chosen:
        if name == "log_dice":
            out[name] = 14 + contingency.logarithm(contingency.divided(2 * f, hits + f2))
            formula[name] = _LOG_DICE
        else:
            out[name] = of_table(name, table)
            formula[name] = MEASURES[name].formula
    return out, formula


def _bounds(corpus: Counted, starts: np.ndarray, ends: np.ndarray, within: str) -> tuple[np.ndarray, np.ndarray]:
    """The first place that a window of each hit may have, and the one beyond the last."""
    index = corpus.index
    edges = {"sentence": index.sentences, "paragraph": index.paragraphs, "article": index.starts[:-1]}[within]
    edges = np.append(edges.astype(np.int64), index.n_tokens)
    low = edges[np.searchsorted(edges, starts, "right") - 1]
    high = edges[np.searchsorted(edges, ends - 1, "right")]
    scope = corpus.scope
    if not scope.whole:  # what does not count is no neighbour either
        part = np.searchsorted(scope.begins, starts, "right") - 1
        low, high = np.maximum(low, scope.begins[part]), np.minimum(high, scope.ends[part])
    return low, high


def _opens(
    corpus: Counted,
    query: str,
    starts: np.ndarray,
    ends: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    left: int,
    right: int,
) -> Any:
    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        number = corpus.index.type_id(row["word"])
        assert number is not None, "a row is a word of the corpus"
        at = corpus.index.positions(number).astype(np.int64)
        at = at[~_in_hits(at, starts, ends)]
        near = np.zeros(len(starts), bool)
        for first, last in (
            (np.maximum(low, starts - left), starts),
            (ends, np.minimum(high, ends + right)),
        ):
            near |= np.searchsorted(at, last) > np.searchsorted(at, first)
        return query, starts[near], ends[near]

    return opens


def _in_hits(at: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which places are a word of a hit."""
    if not len(starts):
        return np.zeros(len(at), bool)
    hit = np.searchsorted(starts, at, "right") - 1
    return (hit >= 0) & (at < np.maximum.accumulate(ends)[np.maximum(hit, 0)])


@compiled
def _windows(tokens, starts, ends, low, high, left, right, types, weights):
    """Words left and right of hits, and of hits, by type. Hits rise; each word counts once, where it is first met."""
    sides = np.zeros((2, types), np.float64)
    inside = np.zeros(types, np.float64)
    weighed = len(weights) > 0
    done = 0  # every place before it is counted
    covered = 0  # the place beyond the last word of a hit so far
    for hit in range(len(starts)):
        first = max(starts[hit] - left, low[hit], done)
        for place in range(first, starts[hit]):
            sides[0, tokens[place]] += weights[place] if weighed else 1.0
        for place in range(max(starts[hit], covered), ends[hit]):
            inside[tokens[place]] += weights[place] if weighed else 1.0
        covered = max(covered, ends[hit])
        done = max(done, covered)
        stop = min(covered + right, high[hit]) if covered == ends[hit] else covered
        if hit + 1 < len(starts):
            stop = min(stop, starts[hit + 1])
        for place in range(max(covered, done), stop):
            sides[1, tokens[place]] += weights[place] if weighed else 1.0
        done = max(done, stop)
    return sides, inside
