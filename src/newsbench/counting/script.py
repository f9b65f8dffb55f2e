"""In which unit words are counted: of a script that puts no spaces between words, characters are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from newsbench.counting import places
from newsbench.index.letters import UNSPACED

if TYPE_CHECKING:
    from newsbench.counting.cells import Cells
    from newsbench.counting.counted import Counted
    from newsbench.index import Index


@lru_cache(maxsize=8)
def characters(index: Index) -> np.ndarray:
    """Numbers of the types that are a character of an unspaced script."""
    import regex

    one = regex.compile(UNSPACED)
    return np.flatnonzero([len(word) == 1 and one.match(word) is not None for word in index.types])


def units(corpus: Counted, groups: Cells) -> np.ndarray:
    """By cell: characters where more than half of the words are such, else words."""
    types = characters(corpus.index)
    if not len(types):
        return np.full(len(groups), "words", object)
    single = places.by_cell(corpus, groups.of_document, len(groups), types).sum(0)
    every = groups.summed(corpus.scope.documents, corpus.scope.words.astype(float))
    return np.where(2 * single > every, "characters", "words").astype(object)
