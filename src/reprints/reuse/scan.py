"""Whether a corpus looks like misread scans of short texts, for which other options fit better."""

from __future__ import annotations

import numpy as np

from reprints.reuse.documents import Documents
from reprints.reuse.fingerprints import Recipe, compiled_available

WORDS = 60_000  # words that are looked at; fewer tell nothing
# Share of them that stand only once: some 0.05 in clean English prose, more where each scan misreads in its own way.
ONCE = 0.1
SHORT = 200  # words of half of the texts


def hint(documents: Documents) -> str:
    """What to try, where many words of short texts stand only once; else nothing."""
    batch = next(documents.texts(), None)
    if batch is None:
        return ""
    tokens = Recipe(compiled=compiled_available()).tokenise(batch.column("text"))
    words = tokens.hash[~tokens.single][:WORDS]
    if len(words) < WORDS or np.median(np.diff(tokens.bounds)) > SHORT:
        return ""
    once = (np.unique(words, return_counts=True)[1] == 1).sum() / WORDS
    if once < ONCE:
        return ""
    return (
        f"many words stand only once ({once:.0%} of {WORDS:,}), as in misread scans: "
        "--sensitive --min-words 12 finds short reprints there, and takes longer"
    )
