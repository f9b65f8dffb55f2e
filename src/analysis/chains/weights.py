"""How likely each kind of change is on the way from a text to its copy, learned on the corpus itself.

The score of an edge is the log-probability of the copy given the source: nats for every word that is new, the odds
of editing, of losing and of gaining passages, of keeping the headline, and of the lag. Which way losing and gaining
point differs between corpora (wire copy is cut, encyclopaedia articles grow), so nothing is assumed: without dated
pairs losing and gaining weigh the same. With them, expectation-maximisation over trees learns the difference, and
only from edges whose dates leave no doubt about the direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.chains.evidence import KINDS, NOWHERE, Pairs

RATES = np.array([0.0005, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3])  # share of words edited
_PRIOR_EDGES = 12.0  # edges that the symmetric prior counts for
_FLOOR = 1e-5
_PRIOR_CREDITS = 6.0
_CREDIT = np.array([2.5, 0.6])  # before anything is learned: a credit often names the first source, not the next
_OCTAVE = 3  # classes of length per doubling
LENGTHS = 20 * _OCTAVE


@dataclass(frozen=True)
class Weights:
    """rates: share of hops at each edit rate; edits: how edits split into replaced, lost and gained words; lost,
    gained: share of hops by kind of passages (see ``evidence.kind``); headline: share of hops that keep it; lags:
    share of hops by class of lag; lengths: share of origins by class of length; credit: how
    much likelier than chance a parent is if the copy credits its outlet, and if it credits another; edges: the hops learned from."""

    rates: np.ndarray
    edits: np.ndarray
    lost: np.ndarray
    gained: np.ndarray
    headline: float
    lags: np.ndarray
    lengths: np.ndarray
    credit: np.ndarray
    edges: float = 0.0

    def origins(self, words: np.ndarray) -> np.ndarray:
        """Log-probability of an origin's length, in words."""
        return np.log(self.lengths)[length_class(words)]

    def changes(self, pairs: Pairs, forward: bool) -> np.ndarray:
        """Log-probability of side b given side a (or of a given b), dates left aside."""
        extra_a, extra_b, only_a, only_b = pairs.extra_a, pairs.extra_b, pairs.only_a, pairs.only_b
        if not forward:
            extra_a, extra_b, only_a, only_b = extra_b, extra_a, only_b, only_a
        score = np.logaddexp.reduce(self._by_rate(pairs, extra_a, extra_b), axis=1)
        score += np.log(self.lost)[only_a] + np.log(self.gained)[only_b] + pairs.saved
        return score + np.where(pairs.headline, np.log(self.headline), np.log(1 - self.headline))

    def _by_rate(self, pairs: Pairs, lost: np.ndarray, gained: np.ndarray) -> np.ndarray:
        edits = pairs.changed + lost + gained
        split = pairs.changed * np.log(self.edits[0]) + lost * np.log(self.edits[1]) + gained * np.log(self.edits[2])
        return (
            np.log(self.rates)
            + edits[:, None] * np.log(RATES)
            + pairs.kept[:, None] * np.log1p(-RATES)
            + split[:, None]
        )


def length_class(words: np.ndarray) -> np.ndarray:
    """Classes of length, each a third longer than the one before."""
    return np.minimum((_OCTAVE * np.log2(np.maximum(words, 1))).astype(int), LENGTHS - 1)


def symmetric() -> Weights:
    """Before anything is learned: no direction is preferred."""
    kinds = np.full(KINDS, 0.5 / (KINDS - 1))
    kinds[NOWHERE] = 0.5
    lags = np.array([30, 20, 10, 6, 4, 3, 2.5, 2, 6, 6, 5, 4, 1.5])  # most copies come soon, a few after years
    rates = np.full(len(RATES), 1 / len(RATES))
    lengths = np.full(LENGTHS, 1 / LENGTHS)
    return Weights(rates, np.array([0.5, 0.25, 0.25]), kinds, kinds.copy(), 0.5, lags / lags.sum(), lengths, _CREDIT)


def learn(
    old: Weights,
    pairs: Pairs,
    forward: np.ndarray,
    backward: np.ndarray,
    lags: np.ndarray,
    lengths: np.ndarray,
    credit: np.ndarray,
) -> Weights:
    """One step of maximisation.

    forward, backward: how surely a is the parent of b, and b of a, counted only where dates prove the direction;
    lags: expected number of edges in each class of lags, over all edges whose two dates are exact; lengths: number
    of origins in each class of length, over clusters whose dates prove which member is the first; credit:
    of the proven edges into copies that credit an outlet of the corpus, how many come from it, how many would by
    chance, and how many there are.
    """
    prior, total = symmetric(), forward.sum() + backward.sum()
    responsible = np.zeros(len(RATES))
    for weight, (lost, gained) in (
        (forward, (pairs.extra_a, pairs.extra_b)),
        (backward, (pairs.extra_b, pairs.extra_a)),
    ):
        by_rate = old._by_rate(pairs, lost, gained)
        by_rate -= by_rate.max(axis=1, keepdims=True)
        share = np.exp(by_rate)
        responsible += weight @ (share / share.sum(axis=1, keepdims=True))
    changed = (forward + backward) @ pairs.changed
    lost_words = forward @ pairs.extra_a + backward @ pairs.extra_b
    gained_words = forward @ pairs.extra_b + backward @ pairs.extra_a
    edits = _blend(np.array([changed, lost_words, gained_words]), prior.edits, 100.0, mirrored=(1, 2))
    lost = np.bincount(pairs.only_a, forward, KINDS) + np.bincount(pairs.only_b, backward, KINDS)
    gained = np.bincount(pairs.only_b, forward, KINDS) + np.bincount(pairs.only_a, backward, KINDS)
    either = (lost + gained + _PRIOR_EDGES * prior.lost) / (2 * total + _PRIOR_EDGES)
    same = (forward + backward) @ pairs.headline
    return Weights(
        rates=(responsible + _PRIOR_EDGES * prior.rates) / (total + _PRIOR_EDGES),
        edits=edits,
        lost=_smooth(lost, either),
        gained=_smooth(gained, either),
        headline=float((same + 0.5 * _PRIOR_EDGES) / (total + _PRIOR_EDGES)),
        lags=_smooth(lags, prior.lags),
        lengths=_smooth(_spread(lengths), prior.lengths),
        credit=_odds(credit),
        edges=float(total),
    )


def _smooth(counts: np.ndarray, prior: np.ndarray) -> np.ndarray:
    shares = (counts + _PRIOR_EDGES * prior / prior.sum()) / (counts.sum() + _PRIOR_EDGES)
    shares = np.maximum(shares, _FLOOR)
    return shares / shares.sum()


def _odds(counts: np.ndarray) -> np.ndarray:
    """Likelihood ratios of crediting and not crediting, drawn to the prior of a few edges."""
    right, chance, total = counts
    base = (chance + 1.0) / (total + 3.0)
    share = (right + _PRIOR_CREDITS * min(_CREDIT[0] * base, 0.8)) / (total + _PRIOR_CREDITS)
    return np.array([share / base, (1 - share) / (1 - base)])


def _spread(counts: np.ndarray) -> np.ndarray:
    """Each count shared with the two neighbouring classes."""
    padded = np.pad(counts, 1, mode="edge")
    return (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4


def _blend(counts: np.ndarray, prior: np.ndarray, strength: float, mirrored: tuple[int, int]) -> np.ndarray:
    """Shares with a prior in which the two mirrored classes are alike."""
    one, other = mirrored
    even = counts.copy()
    even[one] = even[other] = (counts[one] + counts[other]) / 2
    even = even + prior
    shares = counts + strength * even / even.sum()
    return shares / shares.sum()
