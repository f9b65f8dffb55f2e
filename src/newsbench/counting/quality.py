"""How good a search is: its precision and recall, from a sample of articles that a person has coded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError, many
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted

_Z = 1.959963984540054  # of the normal distribution, for 95 of 100
RESAMPLES = 2000


def quality(corpus: Counted, query: str, coded: Mapping[str, bool] | pd.Series[Any], *, seed: int = 1) -> Result:
    """Precision and recall of a query, as far as a coded sample tells.

    Parameters
    ----------
    corpus : Corpus
        What the query searches.
    query : str
        See ``help(newsbench.query)``.
    coded : mapping or Series of article to bool
        Whether an article is about what is looked for. Articles that the query finds and others that it does not find
        must be among them: who codes hits only learns nothing about recall.
    seed : int
        Of the resamples for intervals.

    Returns
    -------
    Result
        measure, value, low, high: precision = coded hits that are right / coded hits; recall = right hits / all right
        articles, and F1, both estimated: a coded article stands for as many of the corpus as there are articles found
        (or not found) for each one coded of that kind. Intervals of 95%: Wilson's for precision, resampled ones else.
        `attrs` holds the four counts.

    Raises
    ------
    AnalysisError
        For ids that are none of the corpus's, values that are neither true nor false, or a sample of hits only.

    Examples
    --------
    >>> quality(corpus, "ferry", {"market": True, "bridge": False, "quote": False})["value"].round(2).tolist()
    [0.5, 1.0, 0.67]
    """
    judged = dict(coded)
    _check(corpus, judged)
    documents = np.unique(corpus.index.document_of(corpus.find(query).starts))
    found = {str(corpus.index.facts["id"].iloc[number]) for number in documents}
    hit = np.array([article in found for article in judged])
    right = np.array([bool(value) for value in judged.values()])
    if not hit.any() or hit.all():
        raise AnalysisError(
            f"all {len(hit)} coded articles are {'found' if hit.all() else 'missed'} by the query",
            where="coded",
            do="Code some articles that the query finds and some that it does not find, drawn at random of each.",
        )
    stand = np.where(hit, len(found) / hit.sum(), (corpus.n_articles - len(found)) / (~hit).sum())
    values = _values(hit, right, stand)
    random = np.random.default_rng(seed)
    resampled = np.array([_resampled(hit, right, stand, random) for _ in range(RESAMPLES)])
    with np.errstate(invalid="ignore"):
        low, high = np.nanquantile(resampled, [0.025, 0.975], axis=0) if right.any() else np.full((2, 3), np.nan)
    low[0], high[0] = _wilson(int((hit & right).sum()), int(hit.sum()))
    table = {"measure": np.array(["precision", "recall", "f1"], object), "value": values, "low": low, "high": high}
    numbers = [corpus.index.document(article) for article, is_hit in zip(judged, hit, strict=True) if is_hit]

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        hits = corpus.find(query)
        inside = np.isin(corpus.index.document_of(hits.starts), numbers)
        return query, hits.starts[inside], hits.ends[inside]

    return result(
        corpus,
        table,
        opens,
        formula={
            "precision": "right hits / coded hits",
            "recall": "weighted right hits / weighted right articles",
            "f1": "2 precision · recall / (precision + recall)",
        },
        source={"precision": "Wilson 1927 (interval)", "recall": "Stryker, Wray, Hornik & Yanovitzky 2006"},
        query=query,
        seed=seed,
        right_hits=int((hit & right).sum()),
        wrong_hits=int((hit & ~right).sum()),
        right_missed=int((~hit & right).sum()),
        wrong_missed=int((~hit & ~right).sum()),
        articles_found=len(found),
        articles=corpus.n_articles,
    )


def _check(corpus: Counted, judged: Mapping[Any, Any]) -> None:
    from analysis.nearest import asked

    if not judged:
        raise AnalysisError("no article is coded", where="coded", do="Give ids with True or False.")
    known = set(corpus.articles["id"])
    faults = [f"{name!r} is no article of the corpus{asked(name, known)}" for name in judged if name not in known]
    faults += [f"{name!r} is coded as {value!r}" for name, value in judged.items() if value not in (True, False, 0, 1)]
    if faults:
        raise many(faults, "coded", "Give an id of the corpus, and True or False.")


def _values(hit: np.ndarray, right: np.ndarray, stand: np.ndarray) -> np.ndarray:
    true = stand[hit & right].sum()
    precision = true / stand[hit].sum() if hit.any() else np.nan
    recall = true / stand[right].sum() if right.any() else np.nan
    both = precision + recall
    return np.array([precision, recall, 2 * precision * recall / both if both > 0 else np.nan])


def _resampled(hit: np.ndarray, right: np.ndarray, stand: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The same of articles drawn with return, as many of those found and of those missed as were coded."""
    drawn = np.concatenate([random.choice(one, len(one)) for one in (np.flatnonzero(hit), np.flatnonzero(~hit))])
    return _values(hit[drawn], right[drawn], stand[drawn])


def _wilson(count: int, of: int) -> tuple[float, float]:
    share, z = count / of, _Z
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return float(max(middle - half, 0)), float(min(middle + half, 1))
