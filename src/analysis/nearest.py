"""The right names that are nearest to a wrong one, for answers to slips of the hand."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from analysis.errors import AnalysisError

MOST = 3  # names that an answer offers
_AS_NEAR = 0.1  # of 1: what is further off than that from the nearest is not what was meant
NAMED = 12  # names that an answer lists


def nearest(wrong: object, known: Iterable[object], most: int = MOST) -> list[str]:
    """Known names like a wrong one, the nearest first; case, spaces, hyphens and underscores make no difference."""
    forms: dict[str, str] = {}
    for name in map(str, known):
        forms.setdefault(_folded(name), name)
    given = _folded(str(wrong))
    found = difflib.get_close_matches(given, forms, n=most, cutoff=0.6)
    like = {form: difflib.SequenceMatcher(None, form, given).ratio() for form in found}
    return [forms[form] for form in found if like[form] > like[found[0]] - _AS_NEAR]


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def asked(wrong: object, known: Iterable[object], otherwise: str = "") -> str:
    """``; did you mean 'claims'?`` where something is near, else nothing, or the full stop before a next sentence."""
    near = nearest(wrong, known)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else otherwise


def listed(names: Iterable[object], most: int = NAMED) -> str:
    """Names in a row, the first ones of a long list."""
    texts = list(map(str, names))
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def unknown(kind: str, wrong: object, known: Iterable[object], *, where: str, do: str = "") -> AnalysisError:
    """The error for a name that is none: what is near, and which there are.

    kind: with its article, for example ``a table``; do: what else may be done.
    """
    known = list(map(str, known))
    word = kind.partition(" ")[2] or kind
    listing = f"Known: {listed(known)}." if known else f"There is no {word} here yet."
    return AnalysisError(
        f"{wrong!r} is not the name of {kind}{asked(wrong, known)}", where=where, do=f"{listing} {do}".strip()
    )
