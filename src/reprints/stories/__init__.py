"""Computed chains as a reader sees them: figures, sentences and readers, for any results of ``python -m reprints``.

    from reprints import stories
    computed = stories.load("out")             # a folder of results
    stories.largest(computed)                  # which stories there are
    stories.course(computed)                   # who was first in each, how fast, how far, who rewrote
    stories.tree(computed, 4)                  # each function draws one figure, or says in a sentence why it cannot

One story: summary, tree, edits, strips, reader. All of them: matrix, originals, credited, kept, places, shape,
reprint_time, shared. ``gallery`` shows those that can be drawn. Loaded on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "galleries": ["load", "labelled", "answer", "gallery", "overview", "caveats", "largest"],
        "folder": ["figure_files", "reader_files"],
        "story": ["summary", "tree", "edits", "strips"],
        "outlets": ["matrix", "originals", "credited", "kept", "places"],
        "courses": ["course"],
        "corpus": ["shape", "reprint_time", "shared"],
        "versions": ["reader"],
        "words": ["pairs"],
    },
)
