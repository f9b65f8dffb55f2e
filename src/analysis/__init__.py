"""Reproducible research notebooks over a corpus of news articles.

What a notebook needs is exported here and loaded on first use, so that ``import analysis`` costs nothing: a build with
nothing to do loads the standard library only, so not even lazy_loader, which the other packages use.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "AnalysisError": "analysis.errors",
    "Answer": "analysis.answer",
    "limits": "analysis.caveats",
    "load_corpus": "analysis.corpus",
    "noted": "analysis.caveats",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
