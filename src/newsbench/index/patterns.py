"""Patterns over many words at once: ``*`` and ``?`` for whole words, a regular expression between slashes for parts."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np

from analysis.errors import AnalysisError
from newsbench.index.letters import fold, plain

SECONDS = 10  # that a regular expression may take


class Lines:
    """Words, one a line, so that a pattern is looked for once and not in each."""

    def __init__(self, words: Iterable[str]):
        self._words = list(words)
        self._text = "\n".join(self._words)
        self._begins = np.cumsum([0, *(len(word) + 1 for word in self._words)])

    def matching(self, pattern: str, *, folded: bool) -> np.ndarray:
        """Numbers of the words that a pattern fits, rising. folded: in any case.

        Raises AnalysisError for a regular expression that is none or takes too long.
        """
        import regex

        if not self._words:
            return np.empty(0, np.int64)
        if is_regex(pattern):
            return self._searched(pattern[1:-1], folded)
        form = (fold if folded else plain)(pattern)
        found = regex.finditer(f"(?m)^{glob(form)}$", self._text)
        places = np.fromiter((match.start() for match in found), np.int64)
        return np.searchsorted(self._begins, places, "right") - 1

    def _searched(self, expression: str, folded: bool) -> np.ndarray:
        import regex

        until = time.monotonic() + SECONDS
        try:
            compiled = regex.compile(expression, regex.IGNORECASE if folded else 0)
            return np.array([n for n, word in enumerate(self._words) if _found(compiled, word, until)], np.int64)
        except (regex.error, OverflowError, RecursionError, MemoryError) as error:
            raise AnalysisError(
                f"/{expression}/ is no regular expression: {error}",
                where="query",
                do="Between slashes stands an expression of Python's regex; for `*` and `?` leave the slashes out.",
            ) from None
        except TimeoutError:
            raise AnalysisError(
                f"/{expression}/ takes more than {SECONDS} seconds",
                where="query",
                do="Write it without repetitions inside repetitions.",
            ) from None


def _found(compiled, word: str, until: float) -> bool:
    return compiled.search(word, timeout=max(until - time.monotonic(), 0.001)) is not None


def is_regex(pattern: str) -> bool:
    """Whether a pattern stands between slashes."""
    return len(pattern) > 2 and pattern[0] == pattern[-1] == "/"


def is_glob(pattern: str) -> bool:
    """Whether a pattern has a ``*`` or a ``?``."""
    return "*" in pattern or "?" in pattern


def glob(pattern: str) -> str:
    """A regular expression for ``*`` (any characters, or none) and ``?`` (one)."""
    import regex

    inside = {"*": r"[^\n]*", "?": r"[^\n]"}
    return "".join(inside.get(part) or regex.escape(part) for part in regex.split(r"([*?])", pattern))
