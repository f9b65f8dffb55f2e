"""Who took a text from whom, as far as the texts, dates and credit lines of a corpus can tell.

``infer`` gives for each cluster of documents an origin, a parent for every copy, and how sure that is. "Origin" means
first *in this corpus*: what lies outside it is an unseen source, and may have been first. Loaded on first use.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "Chains": "reprints.chains.inference",
    "infer": "reprints.chains.inference",
    "phrase_chains": "reprints.chains.phrases",
    "tell": "reprints.chains.summary",
    "to_graphml": "reprints.chains.export",
    "to_json": "reprints.chains.export",
}

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'reprints.chains' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
