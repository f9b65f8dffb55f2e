"""How likely each kind of change is on the way from a text to its copy, learned on the corpus itself.

The score of an edge is the log-probability of the copy given the source: nats for every word that is new, the odds
of editing, of losing and of gaining passages, of keeping the headline, and of the lag. Which way losing and gaining
point differs between corpora (wire copy is cut, encyclopaedia articles grow), so nothing is assumed: without dated
pairs losing and gaining weigh the same. With them, expectation-maximisation over trees learns the difference, and
only from edges whose dates leave no doubt about the direction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from reprints.chains.evidence import FEW, KINDS, NOWHERE, SHAPES, Pairs

RATES = np.array([0.0005, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3])  # share of words edited
_PRIOR_EDGES = 12.0  # edges that the symmetric prior counts for
_FLOOR = 1e-5
_PRIOR_EDITS = 100.0
_PRIOR_CREDITS = 6.0
_CREDIT = np.array([2.5, 0.6])  # before anything is learned: a credit often names the first source, not the next
_OCTAVE = 3  # classes of length per doubling
LENGTHS = 20 * _OCTAVE


@dataclass(frozen=True)
class Weights:
    """What was learned of a corpus.

    rates: share of hops at each edit rate; edits: how edits split by words lost and gained (see ``evidence.SHAPES``);
    lost, gained: share of hops by kind of passages (see ``evidence._kind``). All four by script, since a word of
    Chinese is a character: row 0 for texts of words, row 1 for texts of characters. headline: share of hops that keep
    it; lags: share of hops by class of lag; lengths: share of origins by class of length; credit: how much likelier
    than chance a parent is if the copy credits its outlet, and if it credits another; edges: the hops learned from.
    """

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
        only_a, only_b = (pairs.only_a, pairs.only_b) if forward else (pairs.only_b, pairs.only_a)
        score = np.logaddexp.reduce(self._by_rate(pairs, forward), axis=1)
        score += np.log(self.lost)[pairs.script, only_a] + np.log(self.gained)[pairs.script, only_b] + pairs.saved
        return score + np.where(pairs.headline, np.log(self.headline), np.log(1 - self.headline))

    def _by_rate(self, pairs: Pairs, forward: bool) -> np.ndarray:
        edits = pairs.edits.sum(axis=1, dtype=float)
        shapes = self.edits if forward else np.array([mirrored(row) for row in self.edits])
        split = (pairs.edits * np.log(shapes)[pairs.script]).sum(axis=1)
        return (
            np.log(self.rates)[pairs.script]
            + edits[:, None] * np.log(RATES)
            + pairs.kept[:, None] * np.log1p(-RATES)
            + split[:, None]
        )


def mirrored(shapes: np.ndarray) -> np.ndarray:
    """Numbers by shape of edit, with what is lost and what is gained exchanged."""
    return shapes.reshape(FEW + 1, FEW + 1).T.ravel()


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
    few = 0.5 ** np.arange(FEW + 1)
    edits = np.outer(few, few).ravel()
    edits[0] = 0.0  # nothing lost and nothing gained is no edit
    edits[0] = edits[1:].min() * 1e-3
    rates, edits = np.tile(rates, (2, 1)), np.tile(edits / edits.sum(), (2, 1))
    kinds = np.tile(kinds, (2, 1))
    return Weights(rates, edits, kinds, kinds.copy(), 0.5, lags / lags.sum(), lengths, _CREDIT)


@dataclass(frozen=True)
class Counts:
    """What one round of expectation counts over some clusters. Counts of other clusters are added.

    rates, edits, lost, gained: by script, of hops whose direction dates prove; same: of these how many keep the
    headline; total: how many they are; lags, lengths, credit: see ``count``.
    """

    rates: np.ndarray
    edits: np.ndarray
    lost: np.ndarray
    gained: np.ndarray
    same: float
    total: float
    lags: np.ndarray
    lengths: np.ndarray
    credit: np.ndarray

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


def count(
    old: Weights,
    pairs: Pairs,
    forward: np.ndarray,
    backward: np.ndarray,
    lags: np.ndarray,
    lengths: np.ndarray,
    credit: np.ndarray,
) -> Counts:
    """The sums from which one step of maximisation learns.

    forward, backward: how surely a is the parent of b, and b of a, counted only where dates prove the direction;
    lags: expected number of edges in each class of lags, over all edges whose two dates are exact; lengths: number
    of origins in each class of length, over clusters whose dates prove which member is the first; credit:
    of the proven edges into copies that credit an outlet of the corpus, how many come from it, how many would by
    chance, and how many there are.
    """
    responsible = np.zeros((2, len(RATES)))
    for weight, way in ((forward, True), (backward, False)):
        by_rate = old._by_rate(pairs, way)
        by_rate -= by_rate.max(axis=1, keepdims=True)
        share = np.exp(by_rate)
        share = weight[:, None] * share / share.sum(axis=1, keepdims=True)
        responsible += [share[pairs.script == row].sum(axis=0) for row in (0, 1)]
    edits, lost, gained = (np.zeros((2, n)) for n in (SHAPES, KINDS, KINDS))
    for row in (0, 1):
        here = pairs.script == row
        one, other = np.where(here, forward, 0.0), np.where(here, backward, 0.0)
        edits[row] = one @ pairs.edits + mirrored(other @ pairs.edits)
        lost[row] = np.bincount(pairs.only_a, one, KINDS) + np.bincount(pairs.only_b, other, KINDS)
        gained[row] = np.bincount(pairs.only_b, one, KINDS) + np.bincount(pairs.only_a, other, KINDS)
    same, total = (forward + backward) @ pairs.headline, forward.sum() + backward.sum()
    return Counts(responsible, edits, lost, gained, float(same), float(total), lags, lengths, credit)


def learn(counts: Counts) -> Weights:
    """One step of maximisation, from the counts of all clusters."""
    prior, total = symmetric(), counts.total
    both = (counts.lost + counts.gained).sum(axis=0)
    either = (both + _PRIOR_EDGES * prior.lost[0]) / (2 * total + _PRIOR_EDGES)
    shapes = _blend(counts.edits.sum(axis=0), prior.edits[0])
    return Weights(
        rates=_by_script(counts.rates, prior.rates[0]),
        edits=np.array([_blend(row, shapes) for row in counts.edits]),
        lost=_by_script(counts.lost, either),
        gained=_by_script(counts.gained, either),
        headline=float((counts.same + 0.5 * _PRIOR_EDGES) / (total + _PRIOR_EDGES)),
        lags=_smooth(counts.lags, prior.lags),
        lengths=_smooth(_spread(counts.lengths), prior.lengths),
        credit=_odds(counts.credit),
        edges=total,
    )


def _smooth(counts: np.ndarray, prior: np.ndarray) -> np.ndarray:
    shares = (counts + _PRIOR_EDGES * prior / prior.sum()) / (counts.sum() + _PRIOR_EDGES)
    shares = np.maximum(shares, _FLOOR)
    return shares / shares.sum()


def _by_script(counts: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Shares in each row, drawn to those of all rows together."""
    together = _smooth(counts.sum(axis=0), prior)
    return np.array([_smooth(row, together) for row in counts])


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


def _blend(counts: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Shares drawn to those in which losing and gaining are alike."""
    even = (counts + mirrored(counts)) / 2 + prior
    shares = counts + _PRIOR_EDITS * even / even.sum()
    return shares / shares.sum()
