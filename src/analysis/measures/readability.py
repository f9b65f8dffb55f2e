"""Readability of English: formulas over counts of words, sentences, syllables, characters. Made for other genres; a
number is no judgement of a text.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.measures import contingency
from analysis.measures.contingency import Floats
from analysis.measures.measure import Family

MEASURES = Family("readability")

__all__ = ["MEASURES", "score"]


def score(measure: str, **counts: Any) -> Floats:
    """One formula of readability.

    Parameters
    ----------
    measure : str
        A name in `MEASURES`, for example ``flesch``.
    **counts
        What the formula takes: ``words``, ``sentences``, ``syllables``, ``characters``, ``long_words`` (of three
        syllables or more; for LIX of more than six letters).

    Returns
    -------
    numpy.ndarray or float
        The score.

    Raises
    ------
    AnalysisError
        When there is no such formula, or a count that it takes is missing or 0.

    Examples
    --------
    >>> round(float(score("flesch", words=10, sentences=1, syllables=10)), 3)
    112.085
    """
    import inspect

    chosen = MEASURES[measure]
    needed = list(inspect.signature(chosen.of).parameters)
    missing = [name for name in needed if name not in counts]
    if missing:
        raise AnalysisError(f"{measure} needs {', '.join(missing)}", where="counts", do=f"It is {chosen.formula}.")
    arrays = dict(zip(needed, contingency.counts(**{name: counts[name] for name in needed}), strict=True))
    if any((arrays[name] == 0).any() for name in ("words", "sentences") if name in arrays):
        raise AnalysisError("a text without words or sentences", where="counts", do="Leave empty texts out.")
    return chosen(**arrays)


@MEASURES.add("flesch", "206.835 - 1.015 words/sentences - 84.6 syllables/words", "Flesch 1948, Reading Ease")
def flesch(words: Floats, sentences: Floats, syllables: Floats) -> Floats:
    """From 100 (easy) down."""
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


@MEASURES.add("flesch_kincaid", "0.39 words/sentences + 11.8 syllables/words - 15.59", "Kincaid et al. 1975")
def flesch_kincaid(words: Floats, sentences: Floats, syllables: Floats) -> Floats:
    """School grade."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


@MEASURES.add(
    "ari", "0.5 words/sentences + 4.71 characters/words - 21.34", "Senter & Smith 1967 (21.43 in Kincaid et al.)"
)
def automated(words: Floats, sentences: Floats, characters: Floats) -> Floats:
    """Automated readability index."""
    return 0.5 * words / sentences + 4.71 * characters / words - 21.34


@MEASURES.add("coleman_liau", "5.88 characters/words - 29.6 sentences/words - 15.8", "Coleman & Liau 1975")
def coleman_liau(words: Floats, sentences: Floats, characters: Floats) -> Floats:
    """School grade, without syllables."""
    return 5.88 * characters / words - 29.6 * sentences / words - 15.8


@MEASURES.add("fog", "0.4 (words/sentences + 100 long/words)", "Gunning 1952")
def fog(words: Floats, sentences: Floats, long_words: Floats) -> Floats:
    """School grade, from words of three syllables or more."""
    return 0.4 * (words / sentences + 100 * long_words / words)


@MEASURES.add("smog", "1.043 √(30 long/sentences) + 3.1291", "McLaughlin 1969")
def smog(sentences: Floats, long_words: Floats) -> Floats:
    """School grade, from words of three syllables or more."""
    return 1.043 * np.sqrt(30 * long_words / sentences) + 3.1291


@MEASURES.add("lix", "words/sentences + 100 long/words", "Björnsson 1968; long: more than six letters")
def lix(words: Floats, sentences: Floats, long_words: Floats) -> Floats:
    """For many languages."""
    return words / sentences + 100 * long_words / words
