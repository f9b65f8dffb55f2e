"""Text reuse, detected: which passages stand in which documents, exactly where, and how much of each document they are.

``repeats`` is exact and meant for a few thousand paragraphs; ``find`` scales from ten documents to millions. Everything
is loaded on first use, so that ``import reprints.reuse`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "align": "reprints.reuse.edits",
    "find": "reprints.reuse.detect",
    "headline_similarity": "reprints.reuse.edits",
    "Reuse": "reprints.reuse.detect",
    "repeats": "reprints.reuse.repetition",
    "repeated_passages": "reprints.reuse.repetition",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'reprints.reuse' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
