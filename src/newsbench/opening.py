"""Opens an imported corpus: by its name, with an index that belongs to its texts as they are now."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from analysis.errors import AnalysisError
from analysis.study import Study, shown
from newsbench import index as indexes
from newsbench import store
from newsbench.corpus import Corpus
from newsbench.index import Index, StaleIndex
from newsbench.screen import Screen


def open_corpus(
    name: str, into: str | os.PathLike | None = None, study: Study | None = None, screen: Screen | None = None
) -> Corpus:
    """An imported corpus, to be searched, read and counted.

    Parameters
    ----------
    name : str
        What it was called when it was imported.
    into : path, optional
        The folder that holds it, where that is not the study's.
    study : Study, optional
        The study that it belongs to; the one that one stands in where nothing is given.
    screen : Screen, optional
        Who makes reports of what is on the screen.

    Returns
    -------
    Corpus

    Raises
    ------
    AnalysisError
        For a name that no corpus has, with the nearest; where its texts are not at hand.

    Examples
    --------
    >>> open_corpus("harbour").n_articles
    6
    """
    place = store.at(name, into, study)
    return Corpus(indexed(place), name, screen=screen)


def indexed(
    place: store.Place, progress: Callable[[str, int, int], object] | None = None, *, tell: bool = True
) -> Index:
    """The index of an imported corpus; one that is missing or stale is made anew, which is told.

    Raises AnalysisError where the texts are not at hand.
    """
    if not place.documents.is_file():
        raise AnalysisError(
            "the texts of the corpus are not here, only the facts about them",
            where=shown(place.documents),
            do=f"Whoever has them imports them again: python -m analysis import SOURCE --as {place.name}",
        )
    if (place.index / "index.json").is_file():
        try:
            return indexes.open(place.index, place.documents)
        except StaleIndex as error:
            if tell:
                print(f"{place.name}: {error.what}; it is made anew.", file=sys.stderr)
    return indexes.build(place.documents, place.index, progress)
