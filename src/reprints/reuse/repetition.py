"""Every repeated run of words between the units of a small corpus, and inside each: exact, no sampling, numpy only.

Meant for up to some thousand paragraphs; ``find`` is for corpora.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from reprints.reuse.tokens import Tokens, tokenise

MOST = 30_000_000  # pairs of places that are compared, in some 2 GB


def repeats(units: pd.DataFrame, min_words: int = 8) -> pd.DataFrame:
    """Pairs of units that share a run of ``min_words`` words or more, letter for letter after folding.

    Parameters
    ----------
    units : DataFrame
        Columns ``id`` (unique) and ``text``. A CJK character counts as a word.
    min_words : int
        Words of a run.

    Returns
    -------
    DataFrame
        One row a pair, sorted: ``id_a <= id_b``; ``shared_words``, the words of the shared runs (where the two units
        differ in that, the smaller number); ``longest_run``; ``containment_a`` and ``containment_b``, the share of each
        unit's words that stand in such runs. A row with ``id_a == id_b`` is repetition inside one unit: its words are
        those that stood there before.

    Raises
    ------
    AnalysisError
        For a missing column, an id that stands twice, a length below one, and words that repeat so often that their
        pairs cannot be compared.

    Examples
    --------
    >>> units = pd.DataFrame({"id": [1, 2], "text": ["a b c d e", "x b c d y"]})
    >>> repeats(units, min_words=3)[["shared_words", "longest_run"]].values.tolist()
    [[3, 3]]
    """
    passages, sizes = _passages(units, min_words)
    rows = []
    for (a, b), found in passages.groupby(["id_a", "id_b"], sort=True):
        covered_b = _covered(found.token_b, found.words)
        covered_a = covered_b if a == b else _covered(found.token_a, found.words)
        rows.append(
            (a, b, min(covered_a, covered_b), int(found.words.max()), covered_a / sizes[a], covered_b / sizes[b])
        )
    columns = ["id_a", "id_b", "shared_words", "longest_run", "containment_a", "containment_b"]
    return pd.DataFrame(rows, columns=columns).astype({"shared_words": "int64", "longest_run": "int64"})


def repeated_passages(units: pd.DataFrame, min_words: int = 8) -> pd.DataFrame:
    """The runs behind ``repeats``.

    Parameters
    ----------
    units : DataFrame
        Columns ``id`` (unique) and ``text``.
    min_words : int
        Words of a run.

    Returns
    -------
    DataFrame
        Ids, character offsets in both units (end exclusive) and the number of words. Inside one unit, ``a`` is the
        earlier place and ``b`` the later one; the two never overlap.

    Raises
    ------
    AnalysisError
        As ``repeats`` does.

    Examples
    --------
    >>> units = pd.DataFrame({"id": [1, 2], "text": ["a b c d e", "x b c d y"]})
    >>> repeated_passages(units, min_words=3)[["start_a", "end_a", "words"]].values.tolist()
    [[2, 7, 3]]
    """
    passages, _ = _passages(units, min_words)
    return passages.drop(columns=["token_a", "token_b"])


def _passages(units: pd.DataFrame, min_words: int) -> tuple[pd.DataFrame, dict[Hashable, int]]:
    missing = [c for c in ("id", "text") if c not in units.columns]
    if missing:
        raise AnalysisError(f"no column {missing[0]!r}", where="units", do="Give a table with the columns id and text.")
    twice = units.id[units.id.duplicated()]
    if len(twice):
        raise AnalysisError(f"the id {twice.iloc[0]!r} stands twice", where="units, column id", do="Make ids unique.")
    if min_words < 1:
        raise AnalysisError(f"{min_words} is no length of a run", where="min_words", do="Use 1 or more.")
    units = units.sort_values("id", kind="stable")
    ids = units.id.to_numpy(object)
    tokens = tokenise(list(units.text))
    sizes = dict(zip(ids, np.diff(tokens.bounds).tolist(), strict=True))
    first, second, words = _runs(tokens, min_words, ids)
    document = tokens.document
    a, b = document[first], document[second]
    table = pd.DataFrame(
        {
            "id_a": ids[a],
            "id_b": ids[b],
            "start_a": tokens.start[first],
            "end_a": tokens.end[first + words - 1],
            "start_b": tokens.start[second],
            "end_b": tokens.end[second + words - 1],
            "words": words,
            "token_a": first,
            "token_b": second,
        }
    )
    table = table.sort_values(["id_a", "id_b", "start_a", "start_b"], kind="stable", ignore_index=True)
    return table, sizes


def _runs(tokens: Tokens, size: int, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Maximal runs of equal tokens: first token here, first token there, length; earlier place first."""
    document = tokens.document
    none = np.empty(0, np.int64)
    starts = np.arange(len(tokens) - size + 1)
    if len(starts) < 2:
        return none, none, none
    starts = starts[document[starts] == document[starts + size - 1]]
    gram = np.zeros(len(starts), np.int64)
    for offset in range(size):  # ranks of ever longer runs: exact, whatever the size
        word = np.unique(tokens.hash[starts + offset], return_inverse=True)[1]
        gram = np.unique(gram * (int(word.max(initial=0)) + 1) + word, return_inverse=True)[1]
    order = np.lexsort((starts, gram))
    gram, starts = gram[order], starts[order]
    edges = np.concatenate([[0], np.flatnonzero(np.diff(gram)) + 1, [len(gram)]])
    _refuse_too_many(np.diff(edges), starts, edges, document, ids, size)
    first, second = [none], [none]
    for low, high in pairwise(edges):
        if high - low > 1:
            here, there = np.triu_indices(high - low, 1)
            first.append(starts[low:high][here])
            second.append(starts[low:high][there])
    i, j = np.concatenate(first), np.concatenate(second)
    # Matches on one diagonal that follow each other are one run.
    order = np.lexsort((i, document[j], document[i], j - i))
    i, j = i[order], j[order]
    if not len(i):
        return none, none, none
    new = np.ones(len(i), bool)
    new[1:] = (
        (np.diff(i) != 1) | (np.diff(j - i) != 0) | (np.diff(document[i]) != 0) | (np.diff(document[j]) != 0)
    )  # fmt: skip
    heads = np.flatnonzero(new)
    length = np.diff(np.concatenate([heads, [len(i)]])) + size - 1
    i, j = i[heads], j[heads]
    length = np.where(document[i] == document[j], np.minimum(length, j - i), length)
    long = length >= size
    return i[long], j[long], length[long]


def _refuse_too_many(
    times: np.ndarray, starts: np.ndarray, edges: np.ndarray, document: np.ndarray, ids: np.ndarray, size: int
) -> None:
    """Raises AnalysisError where the places of repeated words make more pairs than are compared."""
    pairs = int((times * (times - 1) // 2).sum())
    if pairs <= MOST:
        return
    most = int(times.argmax())
    where = np.bincount(document[starts[edges[most] : edges[most + 1]]])
    raise AnalysisError(
        f"the same {size} words stand {int(times[most]):,} times in the texts, {int(where.max()):,} of them in "
        f"{ids[int(where.argmax())]}; all repeats make {pairs:,} pairs, and at most {MOST:,} are compared",
        where="repeated passages",
        do="Is it text? Take such filling out, or compare longer runs of words.",
    )


def _covered(starts: pd.Series, lengths: pd.Series) -> int:
    """Words in the union of the runs."""
    covered, reach = 0, -1
    for start, length in sorted(zip(starts, lengths, strict=True)):
        covered += max(0, start + length - max(start, reach))
        reach = max(reach, start + length)
    return int(covered)
