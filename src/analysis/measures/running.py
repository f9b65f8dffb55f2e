"""Lexical diversity along a text: windows, segments and runs of its words in their order, numbered by type."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import AnalysisError
from analysis.measures.measure import Family

RUNNING = Family("lexical diversity along a text")


@RUNNING.add("mattr", "mean TTR of all windows of w words", "Covington & McFall 2010")
def mattr(tokens: npt.NDArray[np.int64], window: int = 50) -> Any:
    """Moving average of types per token; a window longer than the text is the text."""
    width = _width(window, len(tokens), "window")
    seen = np.zeros(int(tokens.max()) + 1, dtype=np.int64)
    types, total = 0, 0
    for at, token in enumerate(tokens.tolist()):
        types += seen[token] == 0
        seen[token] += 1
        if at >= width:
            out = tokens[at - width]
            seen[out] -= 1
            types -= seen[out] == 0
        total += types * (at >= width - 1)
    return total / width / (len(tokens) - width + 1)


@RUNNING.add("msttr", "mean TTR of segments of s words, the rest at the end dropped", "Johnson 1944")
def msttr(tokens: npt.NDArray[np.int64], segment: int = 100) -> Any:
    """Mean types per token of segments that follow each other."""
    width = _width(segment, len(tokens), "segment")
    cut = tokens[: len(tokens) // width * width].reshape(-1, width)
    return np.mean([len(np.unique(row)) / width for row in cut])


@RUNNING.add("mtld", "mean length of runs with TTR > t, there and back", "McCarthy & Jarvis 2010")
def mtld(tokens: npt.NDArray[np.int64], threshold: float = 0.72) -> Any:
    """Mean of both directions; the last run counts by the part of the way to the threshold."""
    return (_factors(tokens, threshold) + _factors(tokens[::-1], threshold)) / 2


@RUNNING.add(
    "mtld_wrap",
    "mean length of the run from each word on, round the end",
    "McCarthy & Jarvis 2010; Vidal & Jarvis 2020",
)
def mtld_wrap(tokens: npt.NDArray[np.int64], threshold: float = 0.72, least: int = 10) -> Any:
    """Moving average MTLD that goes on at the beginning, runs of `least` words at the least."""
    doubled = np.concatenate([tokens, tokens])
    lengths = [
        length for at in range(len(tokens)) if (length := _run(doubled[at : at + len(tokens)], threshold, least))
    ]
    return np.mean(lengths) if lengths else 0.0


@RUNNING.add(
    "mtld_both_ways",
    "mean length of the run from each word on, there and back",
    "McCarthy & Jarvis 2010; Vidal & Jarvis 2020",
)
def mtld_both_ways(tokens: npt.NDArray[np.int64], threshold: float = 0.72, least: int = 10) -> Any:
    """Moving average MTLD of both directions; runs that the end cuts do not count."""
    means = []
    for way in (tokens, tokens[::-1]):
        lengths = [length for at in range(len(way)) if (length := _run(way[at:], threshold, least))]
        means.append(float(np.mean(lengths)) if lengths else 0.0)
    return sum(means) / 2


def _run(tokens: npt.NDArray[np.int64], threshold: float, least: int) -> int:
    """How many words it takes until types per token fall below the threshold; 0 where they never do."""
    seen: set[int] = set()
    for length, token in enumerate(tokens.tolist(), start=1):
        seen.add(token)
        if len(seen) / length < threshold and length >= least:
            return length
    return 0


def _factors(tokens: npt.NDArray[np.int64], threshold: float) -> float:
    factors, length, seen = 0.0, 0, set[int]()
    share = 1.0
    for token in tokens.tolist():
        length += 1
        seen.add(token)
        share = len(seen) / length
        if share <= threshold:
            factors, length, seen, share = factors + 1, 0, set(), 1.0
    factors += (1 - share) / (1 - threshold)
    return len(tokens) / factors if factors else float(len(tokens))


def numbered(tokens: Sequence[Hashable]) -> npt.NDArray[np.int64]:
    """Tokens as small whole numbers."""
    known: dict[Hashable, int] = {}
    numbers = np.array([known.setdefault(token, len(known)) for token in tokens], dtype=np.int64)
    if not numbers.size:
        raise AnalysisError("there is no word", where="tokens", do="Give the words of a text.")
    return numbers


def _width(width: int, size: int, name: str) -> int:
    if width < 1:
        raise AnalysisError(f"{name} is {width}", where=name, do="Give a number of words, 1 or more.")
    return min(int(width), size)
