"""Text reuse, detected: which passages stand in which documents, exactly where, and how much of each document they are.

``repeats`` is exact and meant for a few thousand paragraphs; ``find`` scales from ten documents to millions. Everything
is loaded on first use, so that ``import reprints.reuse`` costs nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"detect": ["find", "Reuse"], "repetition": ["repeats", "repeated_passages"]}
)
