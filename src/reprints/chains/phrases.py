"""Phrase chains: do two passages use the same phrases in the same order, and could that be chance?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError

EXACT = 8  # shared phrases up to which every order is counted
SHUFFLES = 20_000  # orders drawn beyond
COLUMNS = ["passage_a", "passage_b", "shared", "in_order", "p_value", "exact", "orders", "phrases"]


@dataclass(frozen=True)
class Order:
    """shared: phrases in both passages; in_order: the longest run of them in one order in both (others may stand
    between); p_value: share of all orders of the shared phrases that have as many in order, or more; exact: whether
    all orders were counted, else ``orders`` of them were drawn; phrases: those in order."""

    shared: int
    in_order: int
    p_value: float
    exact: bool
    orders: int
    phrases: tuple[str, ...]


def phrase_chains(passages: pd.DataFrame) -> pd.DataFrame:
    """Compare every two passages.

    passages: passage, phrase, position (place of the phrase in the passage; of a phrase that comes again the first
    place counts). Returns passage_a < passage_b and the columns of ``Order``, sorted; ``phrases`` joined by " > ".
    With fewer than two shared phrases there is no order to speak of, and p_value is 1. The p-values are not
    corrected: with k passages they rest on k (k - 1) / 2 comparisons.
    """
    for column in ("passage", "phrase", "position"):
        if column not in passages.columns:
            raise AnalysisError(
                f"no column {column!r}",
                where="passages",
                do="Give a table with the columns passage, phrase and position.",
            )
    first = passages.sort_values(["passage", "position", "phrase"]).drop_duplicates(["passage", "phrase"])
    sequences = {name: list(group["phrase"]) for name, group in first.groupby("passage", sort=True)}
    rows = []
    for (a, one), (b, other) in combinations(sequences.items(), 2):
        order = same_order(one, other)
        joined = " > ".join(order.phrases)
        rows.append((a, b, order.shared, order.in_order, order.p_value, order.exact, order.orders, joined))
    return pd.DataFrame(rows, columns=COLUMNS)


def same_order(one: list[str], other: list[str]) -> Order:
    """The order that two sequences of distinct phrases have in common, against chance."""
    place = {phrase: i for i, phrase in enumerate(other)}
    shared = [phrase for phrase in one if phrase in place]
    kept = _longest([place[phrase] for phrase in shared])
    phrases = tuple(shared[i] for i in kept)
    n, k = len(shared), len(kept)
    if n < 2:
        return Order(n, k, 1.0, True, 1, phrases)
    if n <= EXACT:
        counts = _lengths(n)
        return Order(n, k, sum(counts[k:]) / factorial(n), True, factorial(n), phrases)
    drawn = _drawn_lengths(n)
    # The observed order is one of the orders too, so a drawn p-value is never 0.
    return Order(n, k, float((1 + (drawn >= k).sum()) / (1 + len(drawn))), False, len(drawn), phrases)


def _longest(places: list[int]) -> list[int]:
    """Indices of a longest rising subsequence; of several, the one that dynamic programming meets first."""
    best: list[list[int]] = []
    for i, at in enumerate(places):
        before = max((b for b in best if places[b[-1]] < at), key=len, default=[])
        best.append([*before, i])
    return max(best, key=len, default=[])


@lru_cache(maxsize=EXACT)
def _lengths(n: int) -> tuple[int, ...]:
    """How many of the n! orders have a longest rising subsequence of each length 0..n."""
    counts = [0] * (n + 1)
    for order in permutations(range(n)):
        counts[_length(order)] += 1
    return tuple(counts)


@lru_cache(maxsize=32)
def _drawn_lengths(n: int) -> np.ndarray:
    rng = np.random.default_rng(n)
    return np.array([_length(rng.permutation(n).tolist()) for _ in range(SHUFFLES)])


def _length(order) -> int:
    """Length of the longest rising subsequence, by patience sorting."""
    from bisect import bisect_left

    piles: list[int] = []
    for value in order:
        at = bisect_left(piles, value)
        piles[at : at + 1] = [value]
    return len(piles)
