"""Lexical diversity: of tokens in their order, or of the frequencies of their types.

Every measure but the last few takes frequencies, one number a type (`frequencies` makes them of tokens, `of_spectrum`
of how many types come once, twice ...). Those that move along the text (`running`) take the tokens.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.contingency import Floats, divided, logarithm
from analysis.measures.measure import Family
from analysis.measures.running import RUNNING, numbered
from analysis.nearest import unknown

if TYPE_CHECKING:
    import pandas as pd

MEASURES = Family("lexical diversity")
_QUANTEDA = "quanteda.textstats, textstat_lexdiv"
_TWEEDIE = "Tweedie & Baayen 1998, How variable may a constant be?"

__all__ = ["MEASURES", "RUNNING", "frequencies", "of_spectrum", "score", "scores"]


def frequencies(tokens: Iterable[Hashable]) -> Floats:
    """How often each type comes, the most frequent first.

    Parameters
    ----------
    tokens : iterable
        Words, or numbers that stand for them.

    Returns
    -------
    numpy.ndarray
        One number a type.

    Raises
    ------
    AnalysisError
        When there is no token.

    Examples
    --------
    >>> frequencies("a b a c".split()).tolist()
    [2.0, 1.0, 1.0]
    """
    from collections import Counter

    counted = Counter(tokens)
    if not counted:
        raise AnalysisError("there is no word", where="tokens", do="Give the words of a text.")
    return np.array(sorted(counted.values(), reverse=True), dtype=float)


def of_spectrum(spectrum: Mapping[Any, Any]) -> Floats:
    """Frequencies of types from a spectrum.

    Parameters
    ----------
    spectrum : mapping
        How often a type comes, and how many types come so often.

    Returns
    -------
    numpy.ndarray
        One number a type.

    Raises
    ------
    AnalysisError
        When a number is negative or no number.

    Examples
    --------
    >>> of_spectrum({"1": 2, "3": 1}).tolist()
    [3.0, 1.0, 1.0]
    """
    often, types = contingency.counts(often=[float(k) for k in spectrum], types=list(spectrum.values()))
    return np.sort(np.repeat(often, types.astype(int)))[::-1]


def score(measure: str, given: npt.ArrayLike | Sequence[Hashable], **options: Any) -> float:
    """One measure of lexical diversity.

    Parameters
    ----------
    measure : str
        A name in `MEASURES` or `RUNNING`; a wrong one is answered with the nearest.
    given : array_like or sequence
        Frequencies for a name in `MEASURES`, tokens in their order for one in `RUNNING`.
    **options
        What the measure takes besides, for example ``window``.

    Returns
    -------
    float
        The measure.

    Raises
    ------
    AnalysisError
        When there is no such measure, or nothing to measure.

    Examples
    --------
    >>> score("ttr", [2, 1, 1])
    0.75
    >>> round(score("mattr", "one one two one one two one".split(), window=3), 3)
    0.667
    """
    if measure in RUNNING:
        tokens = numbered(given)  # type: ignore[arg-type]
        return float(RUNNING[measure](tokens, **options))
    v = contingency.counts(frequencies=given)[0]
    v = v[v > 0]
    if not v.size:
        raise AnalysisError("there is no word", where="frequencies", do="Give the frequency of each type.")
    if measure not in MEASURES:
        raise unknown("a measure of lexical diversity", measure, [*MEASURES, *RUNNING], where="measure")
    return float(MEASURES[measure](v, **options))


def scores(tokens: Sequence[Hashable], measures: Iterable[str] | None = None) -> pd.DataFrame:
    """measure, value, formula, source of a text.

    Parameters
    ----------
    tokens : sequence
        Words in their order.
    measures : iterable of str, optional
        Names in `MEASURES` and `RUNNING`, all where none is named.

    Returns
    -------
    pandas.DataFrame
        One row a measure. `attrs` holds tokens and types, which every comparison of texts must look at first.

    Raises
    ------
    AnalysisError
        As `score`.

    Examples
    --------
    >>> scores("a b a c".split(), ["ttr", "cttr"])["value"].round(3).tolist()
    [0.75, 1.061]
    """
    import pandas as pd

    counted = frequencies(tokens)
    names = [*MEASURES, *RUNNING] if measures is None else list(measures)
    rows = []
    for name in names:
        value = score(name, tokens if name in RUNNING else counted)
        one = RUNNING[name] if name in RUNNING else MEASURES[name]
        rows.append((name, value, one.formula, one.source))
    frame = pd.DataFrame(rows, columns=["measure", "value", "formula", "source"])
    frame.attrs |= {"tokens": int(counted.sum()), "types": len(counted)}
    return frame


@MEASURES.add("ttr", "V / N", "Johnson 1944")
def ttr(v: Floats) -> Any:
    """Types per token."""
    return len(v) / v.sum()


@MEASURES.add("rttr", "V / √N", "Guiraud 1954 (R, root TTR)")
def rttr(v: Floats) -> Any:
    """Types per root of tokens."""
    return len(v) / np.sqrt(v.sum())


@MEASURES.add("cttr", "V / √(2 N)", "Carroll 1964")
def cttr(v: Floats) -> Any:
    """Corrected types per token."""
    return len(v) / np.sqrt(2 * v.sum())


@MEASURES.add("herdan_c", "log V / log N", "Herdan 1960 (C, log TTR)")
def herdan_c(v: Floats) -> Any:
    """Ratio of logarithms."""
    return divided(np.log(len(v)), np.log(v.sum()))


@MEASURES.add("somers_s", "log log V / log log N", "Somers 1966; quanteda takes log10")
def somers_s(v: Floats, base: float = np.e) -> Any:
    """Ratio of logarithms of logarithms; it hangs on the base."""
    return divided(logarithm(logarithm(len(v), base), base), logarithm(logarithm(v.sum(), base), base))


@MEASURES.add("dugast_u", "(log10 N)² / (log10 N - log10 V)", f"Dugast 1978; {_QUANTEDA}")
def dugast_u(v: Floats, base: float = 10) -> Any:
    """Uber index."""
    n = logarithm(v.sum(), base)
    return divided(n**2, n - logarithm(len(v), base))


@MEASURES.add("maas_a2", "(log10 N - log10 V) / (log10 N)²", "Maas 1972 (a²)")
def maas_a2(v: Floats, base: float = 10) -> Any:
    """Maas's index, small where a text is diverse."""
    return divided(1, dugast_u(v, base))


@MEASURES.add("maas_a", "√((log10 N - log10 V) / (log10 N)²)", f"Maas 1972 (a); {_QUANTEDA}")
def maas_a(v: Floats, base: float = 10) -> Any:
    """The root of Maas's index."""
    return np.sqrt(maas_a2(v, base))


@MEASURES.add("maas_log_v0", "log10 V / √(1 - (log10 V / log10 N)²)", f"Maas 1972; {_QUANTEDA}")
def maas_log_v0(v: Floats) -> Any:
    """Maas's logarithm of the vocabulary."""
    types, tokens = np.log10(len(v)), np.log10(v.sum())
    return divided(types, np.sqrt(1 - divided(types, tokens) ** 2))


@MEASURES.add("yule_k", "10⁴ (Σ v² - N) / N²", f"Yule 1944; {_TWEEDIE}")
def yule_k(v: Floats) -> Any:
    """Yule's characteristic: large where words are repeated."""
    return 1e4 * ((v**2).sum() - v.sum()) / v.sum() ** 2


@MEASURES.add("yule_i", "V² / (Σ v² - V)", f"Yule 1944; {_QUANTEDA}")
def yule_i(v: Floats) -> Any:
    """Yule's I; 0 where every word comes once, as quanteda has it."""
    below = (v**2).sum() - len(v)
    return len(v) ** 2 / below if below else 0.0


@MEASURES.add("yule_diversity", "N² / (Σ v² - N)", "Williams 1970")
def yule_diversity(v: Floats) -> Any:
    """Yule's index of diversity, 10⁴ / K."""
    return divided(v.sum() ** 2, (v**2).sum() - v.sum())


@MEASURES.add("simpson_d", "Σ v/N (v - 1)/(N - 1)", "Simpson 1949")
def simpson_d(v: Floats) -> Any:
    """The chance that two words at random are the same."""
    n = v.sum()
    return divided((v * (v - 1)).sum(), n * (n - 1))


@MEASURES.add("herdan_vm", "√(Σ (v/N)² - 1/V)", f"Herdan 1955; {_QUANTEDA}")
def herdan_vm(v: Floats) -> Any:
    """The relative variation of frequencies."""
    return np.sqrt(max(((v / v.sum()) ** 2).sum() - 1 / len(v), 0.0))


@MEASURES.add("honore_r", "100 ln N / (1 - V1/V)", f"Honoré 1979; {_TWEEDIE}")
def honore_r(v: Floats) -> Any:
    """From words that come once."""
    return divided(100 * np.log(v.sum()), 1 - (v == 1).sum() / len(v))


@MEASURES.add("brunet_w", "N^(V^-0.172)", f"Brunet 1978; {_TWEEDIE}")
def brunet_w(v: Floats) -> Any:
    """Small where a text is diverse."""
    return v.sum() ** (len(v) ** -0.172)


@MEASURES.add("entropy", "-Σ v/N log2(v/N)", "Shannon 1948; Popescu 2009, p. 173")
def entropy(v: Floats, base: float = 2) -> Any:
    """Entropy in bits."""
    shares = v / v.sum()
    return -(shares * logarithm(shares, base)).sum()


@MEASURES.add("entropy_of_spectrum", "the same of how many types come once, twice ...", "Popescu 2009, p. 178")
def entropy_of_spectrum(v: Floats) -> Any:
    """Entropy of the spectrum of frequencies."""
    return entropy(np.unique(v, return_counts=True)[1].astype(float))


@MEASURES.add("repeat_rate", "Σ (v/N)²", "Popescu 2009, p. 165")
def repeat_rate(v: Floats) -> Any:
    """The chance of the same word again, drawn with return."""
    return ((v / v.sum()) ** 2).sum()


@MEASURES.add("repeat_rate_of_spectrum", "the same of how many types come once, twice ...", "Popescu 2009, p. 172")
def repeat_rate_of_spectrum(v: Floats) -> Any:
    """Repeat rate of the spectrum of frequencies."""
    return repeat_rate(np.unique(v, return_counts=True)[1].astype(float))


@MEASURES.add("fisher_alpha", "α of V = α ln(1 + N/α)", "Fisher, Corbet & Williams 1943")
def fisher_alpha(v: Floats) -> Any:
    """Fisher's index of diversity."""
    return fisher_alpha_of(len(v), int(v.sum()))


@MEASURES.add("hdd", "Σ over types (1 - P(none of it in 42 drawn)) / 42", "McCarthy & Jarvis 2007 (HD-D)")
def hdd(v: Floats, sample: int = 42) -> Any:
    """The types that a sample of 42 words is expected to have, per word."""
    from scipy.stats import hypergeom

    n = int(v.sum())
    if n < sample:
        raise AnalysisError(f"{n} words are fewer than a sample of {sample}", where="sample", do="Take a longer text.")
    return float((1 - hypergeom.pmf(0, n, v.astype(int), sample)).sum() / sample)


def fisher_alpha_of(types: int, tokens: int) -> float:
    """Fisher's alpha of two numbers: types among tokens."""
    from scipy.optimize import brentq

    if not 0 < types < tokens:
        raise AnalysisError(
            f"{types} types among {tokens} tokens have no alpha", where="types", do="Need repeated words."
        )
    return float(brentq(lambda a: a * np.log1p(tokens / a) - types, 1e-9, 1e12, xtol=1e-12))
