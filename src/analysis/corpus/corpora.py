"""Whose articles a general notebook tells of: those of the study, or those of a corpus that was imported into it.

The tables of an imported corpus are its manifest, and what ``make data CORPUS=name`` counted in its texts. The texts
are not asked for, so that a clone without them builds the same reports.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis import dates, study, tables
from analysis.answer import Answer
from analysis.corpus import imported
from analysis.corpus.load import Corpus, load_corpus
from analysis.errors import AnalysisError
from analysis.study import Study
from newsbench import store

if TYPE_CHECKING:
    import pandas as pd

COUNTED = ("mentions", "terms")
_SAME = ("title", "outlet", "author", "url", "words", "han", "paragraphs", "sha256")


def of(name: str, within: Study | None = None) -> Corpus:
    """The corpus that a notebook tells of; an imported one has its own articles and counts in place of the study's.

    Parameters
    ----------
    name : str
        Of an imported corpus; empty for the articles of the study.
    within : Study, optional
        The study; the one that one works in where nothing is given.

    Returns
    -------
    Corpus

    Raises
    ------
    AnalysisError
        For a name that no corpus has, with the nearest.

    Examples
    --------
    ``corpora.of("harbour").articles`` are the articles of an imported corpus, in the columns of the study's own.
    """
    here = within or study.find()
    if not name:
        return load_corpus(study=here)
    place = store.at(name, study=here)
    own = load_corpus("", here)
    made = own.variant(articles=_articles(place, own.codebook["articles"].names), **_counts(own, name))
    # What names articles of the study is held against the study: its topics, and references of its other tables.
    made.__dict__.update(topics=own.topics, _known=own._known)
    return made


def _articles(place: store.Place, columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    rows = store.manifest(place)
    known = {name: rows[name] for name in _SAME}
    known |= {"article": rows["id"], "position": pd.Series(rows.index + 1), "published": rows["date"].map(_readable)}
    known["title"] = rows["title"].fillna(rows["id"])
    return pd.DataFrame({name: known.get(name) for name in dict.fromkeys([*columns, "outlet", "published"])})


def _readable(day: object) -> object:
    """A date that can be read, or none: what cannot is listed in unsure.csv."""
    try:
        return day if isinstance(day, str) and dates.span(day) else None
    except ValueError:
        return None


def _counts(own: Corpus, name: str) -> dict[str, pd.DataFrame]:
    """What was counted in the texts of the corpus; nothing where nobody counted."""
    book = own.codebook
    return {
        table: own.frame(f"{table}_{name}") if f"{table}_{name}" in book else tables.frame(book[table], [])
        for table in COUNTED
        if table in book
    }


def source(name: str) -> str:
    """Where the articles come from, for the foot of a figure."""
    return f"the imported corpus {name}" if name else "the texts of the study"


def reprints(name: str, within: Study | None = None) -> Path:
    """The folder of computed chains: of the study, or of an imported corpus.

    Raises AnalysisError where nobody computed them, with what to do.
    """
    here = within or study.find()
    if not name:
        return here.processed / "reprints"
    store.at(name, study=here)
    folder = here.processed / f"reprints_{name}"
    if not folder.is_dir():
        raise AnalysisError(
            "nobody looked for reprints in it",
            where=f"corpus {name}",
            do=f"Whoever has its texts: make data CORPUS={name} ACCEPT=1",
        )
    return folder


def answer(name: str, within: Study | None = None) -> Answer | None:
    """Whose articles an imported corpus holds, how many, and what is not passed on; None for the study's own."""
    here = within or study.find()
    return imported.described(here, name, of(name, here).articles) if name else None
