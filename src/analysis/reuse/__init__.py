"""Text reuse, detected: which passages stand in which documents, exactly where, and how much of each document they are.

``repeats`` is exact and meant for a few thousand paragraphs; ``find`` scales from ten documents to millions. Everything
is loaded on first use, so that ``import analysis.reuse`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "align": "analysis.reuse.edits",
    "find": "analysis.reuse.detect",
    "headline_similarity": "analysis.reuse.edits",
    "Reuse": "analysis.reuse.detect",
    "repeats": "analysis.reuse.repetition",
    "repeated_passages": "analysis.reuse.repetition",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'analysis.reuse' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
