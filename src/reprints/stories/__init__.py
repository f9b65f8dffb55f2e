"""Computed chains as a reader sees them: figures, sentences and readers, for any results of ``python -m analysis reuse``.

    from reprints import stories
    computed = stories.load("out")             # a folder of results; empty: the ten articles
    stories.largest(computed)                  # which stories there are
    stories.tree(computed, 4)                  # each function draws one figure, or says in a sentence why it cannot

One story: summary, tree, edits, strips, reader. All of them: matrix, originals, credited, kept, places, shape,
reprint_time, shared. ``gallery`` shows those that can be drawn. Loaded on first use.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "load": "reprints.stories.galleries", "answer": "reprints.stories.galleries", "gallery": "reprints.stories.galleries",
    "overview": "reprints.stories.galleries", "caveats": "reprints.stories.galleries", "figure_files": "reprints.stories.folder", "reader_files": "reprints.stories.folder",
    "pairs": "reprints.stories.words", "largest": "reprints.chains.story", "summary": "reprints.stories.story",
    "tree": "reprints.stories.story", "edits": "reprints.stories.story", "strips": "reprints.stories.story",
    "matrix": "reprints.stories.outlets", "originals": "reprints.stories.outlets", "credited": "reprints.stories.outlets",
    "kept": "reprints.stories.outlets", "places": "reprints.stories.outlets",
    "shape": "reprints.stories.corpus", "reprint_time": "reprints.stories.corpus", "shared": "reprints.stories.corpus",
    "reader": "reprints.stories.versions",
}  # fmt: skip

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'reprints.stories' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
