"""All figures of some results in one go, and what they say in two sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.charts.figure import Figure
from reprints.chains.results import Results, read
from reprints.chains.story import largest
from reprints.stories import corpus, outlets, story, words
from reprints.stories.words import Note

if TYPE_CHECKING:
    import pandas as pd

ONE = (story.tree, story.edits, story.strips)
ALL = (
    outlets.matrix,
    outlets.originals,
    corpus.reprint_time,
    corpus.shape,
    outlets.kept,
    outlets.places,
    outlets.credited,
)


def load(results: Path | str, tiers: Path | str = "") -> Results:
    """Results of ``python -m reprints`` from their folder.

    Parameters
    ----------
    results : Path or str
        The folder.
    tiers : Path or str
        A CSV with the columns outlet and tier, where outlets are of kinds; see ``results.read``.

    Returns
    -------
    Results

    Raises
    ------
    AnalysisError
        For what is no folder of results, naming the table that is missing or lacks a column.

    Examples
    --------
    >>> load("out").clusters
    1
    """
    return read(results, tiers)


def labelled(results: Results, label: str) -> Results:
    """The same results, with words that begin the subtitle of each figure.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    label : str
        For example ``Invented news``; empty for none.

    Returns
    -------
    Results

    Examples
    --------
    >>> labelled(computed, "Invented news").label
    'Invented news'
    """
    return replace(results, label=words.printable(label))


class Gallery:
    """Figures one after the other, as a notebook shows them; a sentence instead where there is none."""

    def __init__(self, items: Sequence[Figure | Note]):
        self.items = list(items)

    @property
    def figures(self) -> list[Figure]:
        return [item for item in self.items if isinstance(item, Figure)]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.items))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for item in self.items:
            display(item)


def gallery(results: Results, number: int | None = None) -> Gallery:
    """The figures on one story, or on all stories. Those that cannot be drawn say why.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    number : int, optional
        Number of a story, 0 for the largest; with None the figures on all stories.

    Returns
    -------
    Gallery
        Figures and sentences, one after the other.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> [figure.slug for figure in gallery(computed, 0).figures]
    ['chain', 'edits', 'passages']
    """
    if not results.clusters:
        return Gallery([Note(f"Not drawn: {results.source} hold no chain.")])
    made: list[Callable] = list(ONE) if number is not None else list(ALL)
    drawn = [make(results, number) if number is not None else make(results) for make in made]
    told = [_told(results, item) for item in drawn]
    return Gallery(told if number is None else [story.summary(results, number), *told])


def _told(results: Results, item: Figure | Note) -> Figure | Note:
    """A figure with something to compare; of too little of it, its title as a sentence."""
    if isinstance(item, Note):
        return item
    if item.slug == "depth-and-width" and results.clusters < corpus.FEW:
        return Note(f"{item.title}. So few stories need no figure.")
    if item.slug == "who-from-whom" and item.data.loc[item.data["copies"] > 0, "copies"].median() < 2:
        return Note(f"{item.title}. Most outlets took one copy from another, so no grid compares them.")
    if item.slug == "where-cut" and item.data["row"].nunique() == 1:
        return Note(f"{item.title}. No outlet has enough copies to be compared in a figure.")
    if item.slug == "first-reprint" and item.data["events"].sum() < corpus.FEW:
        return Note(f"{item.title}. So few first reprints need no curve.")
    if item.slug == "credited" and (item.data.groupby("label")["value"].sum() > 1).sum() < 2:
        return Note(f"{item.title}. Only one outlet was taken from more than once, so no figure compares them.")
    return item


def caveats(results: Results) -> tuple[str, ...]:
    """Ids of what these results cannot say.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> caveats(computed)[:2]
    ('R1', 'R2')
    """
    return (*results.caveats, *words.CHAINS)


def overview(results: Results) -> pd.DataFrame:
    """The ten largest stories, to choose from.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    pandas.DataFrame
        One row a story: its number, size, and what it is about.

    Examples
    --------
    >>> len(overview(computed))
    1
    """
    found = largest(results)
    return found.assign(first_date=found["first_date"].map(words.day)) if "first_date" in found else found


def answer(results: Results) -> tuple[str, dict]:
    """Sentences on what was computed, and their facts; what each story says is in its gallery.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    tuple of str and dict
        The sentences, and facts by name.

    Examples
    --------
    >>> answer(computed)[1]["stories"]
    1
    """
    pairs, stories = len(words.pairs(results)), results.clusters
    status = results.chains["status"].value_counts()
    facts = {
        "linked_pairs": pairs,
        "stories": stories,
        **{f"documents_{name}": int(status.get(name, 0)) for name in ("origin", "copy", "undecided")},
    }
    if not stories:
        return _none(results), facts
    text = (
        f"{words.many(pairs, 'pair')} of documents share passages. They make {words.many(stories, 'story', 'stories')} "
        f"of {words.many(len(results.chains), 'document')}: {int(status.get('copy', 0)):,} can be traced to a source, "
        f"{int(status.get('origin', 0)):,} are first in this corpus, and {int(status.get('undecided', 0)):,} are "
        "undecided."
    )
    first = largest(results, 1).iloc[0]
    return (
        f"{text} The largest story, number {first['story']}, has {words.many(int(first['documents']), 'document')}.",
        facts,
    )


def _none(results: Results) -> str:
    links = words.pairs(results)
    paragraphs = words.paragraphs(results)
    across = sum(
        a.split("#")[0] != b.split("#")[0]
        for a, b in zip(links["id_a"].astype(str), links["id_b"].astype(str), strict=True)
    )
    own = len(results.links) - len(links)
    apart = (
        f" ({words.many(own, 'paragraph')} more {'repeats' if own == 1 else 'repeat'} a run within "
        f"{'itself' if own == 1 else 'themselves'})"
        if own
        else ""
    )
    ending = "Chains are drawn here as soon as a folder of results holds one."
    if paragraphs and not across:
        return (
            f"Computed from the texts, {results.source} hold no chain: of "
            f"{words.many(len(links), 'pair of paragraphs', 'pairs of paragraphs')} that share a run of eight "
            f"words or more, none joins two articles{apart}, "
            f"so no run of eight words or more was taken from one into another. {ending}"
        )
    return (
        "Computed from the texts: the results hold no chain; "
        f"{words.many(len(links), 'pair of documents', 'pairs of documents')} share passages, in no story. {ending}"
    )
