"""Dispersion: how evenly a word is spread over the parts of a corpus.

Two scales are in use and both are named: conventional (1 is even) and Gries's (0 is even). `score` gives each measure
as its authors did, and turns it where `even` says what an even spread shall be. Measures that divide by the size of
parts take `sizes`; without them the parts count as equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.contingency import Floats, divided
from analysis.measures.measure import Family

if TYPE_CHECKING:
    import pandas as pd

MEASURES = Family("dispersion")
_GRIES = "Gries 2020, Analyzing dispersion"
_EVEN = {  # what an even spread scores, as published
    **dict.fromkeys(
        ("range_relative", "juilland_d", "carroll_d2", "rosengren_s", "zhang_dc", "lyne_d3", "burch_da"), 1
    ),
    **dict.fromkeys(("dp", "dp_norm", "dp_egbert", "kl_odds", "kl_power"), 0),
}

__all__ = ["MEASURES", "score", "scores"]


def score(measure: str, counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None, even: int | None = None) -> Floats:
    """One measure of dispersion.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`, for example ``dp``; a wrong one is answered with the nearest.
    counts : array_like
        How often the word comes in each part; a row a word where there are several words.
    sizes : array_like, optional
        How many words each part has; equal parts where none are given.
    even : {0, 1}, optional
        What an even spread shall score; as published where not said.

    Returns
    -------
    numpy.ndarray or float
        The measure, one number a word.

    Raises
    ------
    AnalysisError
        When there is no such measure, a count is negative, sizes do not fit, or the measure has no such scale.

    Examples
    --------
    >>> round(float(score("dp", [1, 2, 3, 4, 5], [9, 10, 10, 10, 11])), 2)
    0.18
    """
    chosen = MEASURES[measure]
    seen, parts = _parts(counts, sizes)
    value = chosen(seen, parts)
    if even is None:
        return value
    if measure not in _EVEN or even not in (0, 1):
        raise AnalysisError(
            f"{measure} has no scale from 0 to 1 that could be turned" if even in (0, 1) else f"even is {even}",
            where="even",
            do=f"Give 0 or 1, with one of {', '.join(_EVEN)}.",
        )
    return value if _EVEN[measure] == even else 1 - value


def scores(
    counts: npt.ArrayLike, sizes: npt.ArrayLike | None = None, measures: Iterable[str] | None = None
) -> pd.DataFrame:
    """A frame of frequency, range and measures, one row a word.

    Parameters
    ----------
    counts, sizes : array_like
        As for `score`.
    measures : iterable of str, optional
        Names in `MEASURES`, all where none is named.

    Returns
    -------
    pandas.DataFrame
        frequency, parts and a column a measure; `attrs` holds each one's formula and source.

    Raises
    ------
    AnalysisError
        As `score`.

    Examples
    --------
    >>> scores([[1, 1, 1], [3, 0, 0]], measures=["dp", "juilland_d"]).round(2).values.tolist()
    [[3.0, 3.0, 0.0, 1.0], [3.0, 3.0, 0.67, 0.0]]
    """
    import pandas as pd

    names = list(MEASURES if measures is None else measures)
    seen, parts = _parts(counts, sizes)
    rows = np.atleast_2d(seen)
    frame = pd.DataFrame({"frequency": rows.sum(-1), "parts": float(rows.shape[-1])})
    for name in names:
        frame[name] = np.atleast_1d(MEASURES[name](rows, parts))
    frame.attrs |= MEASURES.attrs(names)
    return frame


@MEASURES.add("range", "parts with the word", "Keniston 1920")
def parts_with(v: Floats, s: Floats) -> Floats:
    """How many parts have the word at all."""
    return (v > 0).sum(-1).astype(float)[()]


@MEASURES.add("range_relative", "parts with the word / parts", "Keniston 1920; R package tlda")
def share_of_parts(v: Floats, s: Floats) -> Floats:
    """The share of parts that have the word."""
    return (v > 0).mean(-1)


@MEASURES.add("sd", "√(Σ (v - mean v)² / n)", _GRIES)
def deviation(v: Floats, s: Floats) -> Floats:
    """Standard deviation of the counts, of the population."""
    return v.std(-1)


@MEASURES.add("variation", "sd / mean v", _GRIES)
def variation(v: Floats, s: Floats) -> Floats:
    """Coefficient of variation of the counts."""
    return divided(v.std(-1), v.mean(-1))


@MEASURES.add(
    "juilland_d", "1 - variation of v/s / √(n - 1)", "Juilland & Chang-Rodríguez 1964, for unequal parts Gries 2020"
)
def juilland_d(v: Floats, s: Floats) -> Floats:
    """From relative frequencies, so that parts need not be equal."""
    rates = divided(v, s)
    return 1 - divided(divided(rates.std(-1), rates.mean(-1)), np.sqrt(v.shape[-1] - 1))


@MEASURES.add("carroll_d2", "entropy of (v/s) / log2 n", "Carroll 1970")
def carroll_d2(v: Floats, s: Floats) -> Floats:
    """The entropy of relative frequencies, as a share of the greatest that there could be."""
    rates = divided(v, s)
    shares = divided(rates, rates.sum(-1, keepdims=True))
    return divided(_entropy(shares), np.log2(v.shape[-1]))


@MEASURES.add("rosengren_s", "(Σ √(share of size · v))² / f", "Rosengren 1971")
def rosengren_s(v: Floats, s: Floats) -> Floats:
    """For unequal parts too."""
    return divided(rosengren_kf(v, s), v.sum(-1))


@MEASURES.add("zhang_dc", "(Σ √v / n)² / (f/n)", "Zhang 2004, distributional consistency")
def zhang_dc(v: Floats, s: Floats) -> Floats:
    """Rosengren's S with parts as equals."""
    return divided((np.sqrt(v).mean(-1)) ** 2, v.mean(-1))


@MEASURES.add("lyne_d3", "1 - X²/(4 f), X² over parts as equals", "Lyne 1985")
def lyne_d3(v: Floats, s: Floats) -> Floats:
    """From the chi-squared of the counts."""
    awaited = v.mean(-1, keepdims=True)
    return 1 - divided(divided((v - awaited) ** 2, awaited).sum(-1), 4 * v.sum(-1))


@MEASURES.add("dp", "½ Σ |v/f - share of size|", "Gries 2008, Dispersions and adjusted frequencies")
def dp(v: Floats, s: Floats) -> Floats:
    """Gries's deviation of proportions, 0 where even."""
    return np.abs(divided(v, v.sum(-1, keepdims=True)) - s / s.sum()).sum(-1) / 2


@MEASURES.add("dp_norm", "DP / (1 - smallest share of size)", "Lijffijt & Gries 2012")
def dp_norm(v: Floats, s: Floats) -> Floats:
    """DP that can reach 1 only in the smallest part."""
    return divided(dp(v, s), 1 - (s / s.sum()).min())


@MEASURES.add("dp_egbert", "DP / (1 - smallest share of size among parts with the word)", "Egbert, Burch & Biber 2020")
def dp_egbert(v: Floats, s: Floats) -> Floats:
    """DP that reaches 1 wherever one part has all."""
    shares = np.where(v > 0, s / s.sum(), np.inf).min(-1)
    return divided(dp(v, s), 1 - shares)


@MEASURES.add("burch_da", "1 - mean |ri - rj| over pairs of parts / (2 mean r), r = v/s", "Burch, Egbert & Biber 2017")
def burch_da(v: Floats, s: Floats) -> Floats:
    """From the differences of all pairs of parts."""
    rates = np.sort(divided(v, s), axis=-1)
    n = v.shape[-1]
    spread = (rates * (2 * np.arange(1, n + 1) - n - 1)).sum(-1) / (n * (n - 1) / 2)
    return 1 - divided(spread, 2 * rates.mean(-1))


@MEASURES.add("kl", "Σ v/f log2((v/f) / share of size)", _GRIES)
def divergence(v: Floats, s: Floats) -> Floats:
    """Kullback-Leibler divergence in bits, 0 where even, without an upper end."""
    shares = divided(v, v.sum(-1, keepdims=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1) / (s / s.sum())), 0.0)
    return np.where(v.sum(-1) > 0, terms.sum(-1), np.nan)[()]


@MEASURES.add("kl_odds", "KL / (1 + KL)", "Gries 2024, p. 90; R package tlda (odds-to-probability)")
def divergence_odds(v: Floats, s: Floats) -> Floats:
    """KL between 0 and 1 as a chance is made of odds."""
    value = divergence(v, s)
    return value / (1 + value)


@MEASURES.add("kl_power", "1 - e^-KL", "Gries 2021; R package tlda (base e)")
def divergence_power(v: Floats, s: Floats) -> Floats:
    """KL between 0 and 1 by a power of e."""
    return 1 - np.exp(-divergence(v, s))


@MEASURES.add("juilland_u", "f · Juilland's D", "Juilland & Chang-Rodríguez 1964")
def juilland_u(v: Floats, s: Floats) -> Floats:
    """Frequency less what is uneven in it."""
    return v.sum(-1) * juilland_d(v, s)


@MEASURES.add("carroll_um", "f D2 + (1 - D2) f/n", "Carroll 1970")
def carroll_um(v: Floats, s: Floats) -> Floats:
    """Frequency less what is uneven in it, by Carroll's D2."""
    even = carroll_d2(v, s)
    return v.sum(-1) * even + (1 - even) * v.mean(-1)


@MEASURES.add("rosengren_kf", "(Σ √(share of size · v))²", "Rosengren 1971")
def rosengren_kf(v: Floats, s: Floats) -> Floats:
    """Korrigierte Frequenz."""
    return np.sqrt(s / s.sum() * v).sum(-1) ** 2


@MEASURES.add("engwall_fm", "f · range / n", "Engwall 1974")
def engwall_fm(v: Floats, s: Floats) -> Floats:
    """Frequency times the share of parts."""
    return v.sum(-1) * share_of_parts(v, s)


@MEASURES.add("kromer_ur", "Σ (ψ(v + 1) + γ)", "Kromer 2003")
def kromer_ur(v: Floats, s: Floats) -> Floats:
    """Each further time in one part counts less: 1, ½, ⅓ ..."""
    from scipy.special import digamma

    return (digamma(v + 1) + np.euler_gamma).sum(-1)


def _entropy(shares: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1)), shares).sum(-1)


def _parts(counts: npt.ArrayLike, sizes: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    seen = contingency.counts(counts=counts)[0]
    if seen.ndim not in (1, 2) or seen.shape[-1] < 2:
        raise AnalysisError("dispersion needs two parts or more", where="counts", do="Give a count a part.")
    if sizes is None:
        return seen, np.ones(seen.shape[-1])
    parts = contingency.counts(sizes=sizes)[0]
    if parts.shape != seen.shape[-1:]:
        raise AnalysisError(
            f"{seen.shape[-1]} counts have {parts.size} sizes", where="sizes", do="Give the size of each part."
        )
    if (parts == 0).any():
        raise AnalysisError("a part has no words", where="sizes", do="Leave empty parts out.")
    return seen, parts


def gaps(positions: Sequence[int], size: int) -> Floats:
    """Distances between the places of a word in a corpus of `size` words, the last one round to the first."""
    places = np.sort(contingency.counts(positions=positions)[0])
    if places.size and places[-1] >= size:
        raise AnalysisError(f"place {places[-1]:g} is beyond the {size} words", where="positions", do="Count from 0.")
    return np.diff(places, append=places[:1] + size)


def average_reduced_frequency(positions: Sequence[int], size: int) -> float:
    """ARF (Savický & Hlaváčová 2002): 1/v Σ min(gap, v), v the mean gap. Needs no parts."""
    distance = gaps(positions, size)
    mean = size / len(distance) if len(distance) else 0
    return float(np.minimum(distance, mean).sum() / mean) if mean else 0.0


def average_waiting_time(positions: Sequence[int], size: int) -> float:
    """AWT (Savický & Hlaváčová 2002): (1 + Σ gap² / N) / 2."""
    distance: Any = gaps(positions, size)
    return float((1 + (distance**2).sum() / size) / 2) if len(distance) else 0.0


def average_logarithmic_distance(positions: Sequence[int], size: int) -> float:
    """ALD (Savický & Hlaváčová 2002): Σ gap log10(gap) / N."""
    distance = gaps(positions, size)
    return float((distance * np.log10(distance)).sum() / size) if len(distance) else 0.0
