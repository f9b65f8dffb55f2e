"""Computed chains as a reader sees them: figures, sentences and readers, for any results of ``python -m analysis reuse``.

    from analysis import stories
    computed = stories.load("out")             # a folder of results; empty: the ten articles
    stories.largest(computed)                  # which stories there are
    stories.tree(computed, 4)                  # each function draws one figure, or says in a sentence why it cannot

One story: summary, tree, edits, strips, reader. All of them: matrix, originals, credited, kept, places, shape,
reprint_time, shared. ``gallery`` shows those that can be drawn. Loaded on first use.
"""

from __future__ import annotations

from importlib import import_module

_EXPORTS = {
    "load": "analysis.stories.galleries", "answer": "analysis.stories.galleries", "gallery": "analysis.stories.galleries",
    "overview": "analysis.stories.galleries", "caveats": "analysis.stories.galleries", "figure_files": "analysis.stories.folder", "reader_files": "analysis.stories.folder",
    "pairs": "analysis.stories.words", "largest": "analysis.chains.story", "summary": "analysis.stories.story",
    "tree": "analysis.stories.story", "edits": "analysis.stories.story", "strips": "analysis.stories.story",
    "matrix": "analysis.stories.outlets", "originals": "analysis.stories.outlets", "credited": "analysis.stories.outlets",
    "kept": "analysis.stories.outlets", "places": "analysis.stories.outlets",
    "shape": "analysis.stories.corpus", "reprint_time": "analysis.stories.corpus", "shared": "analysis.stories.corpus",
    "reader": "analysis.stories.versions",
}  # fmt: skip

__all__ = sorted(_EXPORTS)


def __getattr__(name: str):
    if name not in _EXPORTS:
        raise AttributeError(f"module 'analysis.stories' has no attribute {name!r}; it exports {', '.join(__all__)}")
    return getattr(import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
