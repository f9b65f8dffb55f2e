"""`load_corpus`: every table of a study as a frame, read on first use."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from analysis import study as studies
from analysis.corpus import source
from analysis.corpus.subjects import Subjects
from analysis.corpus.summary import summary
from analysis.corpus.working import Working
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.text import Article
    from newsbench.concordance import Concordance
    from newsbench.corpus import Corpus as Searched
    from newsbench.reading import Reader


class Corpus(Subjects, Working):
    """The corpus of a study in one of two modes.

    facts: frames of the committed tables, each as an attribute by its name (`corpus.articles`); dir(corpus) lists them.
    text: the same, and `text`, `concordance` and `read` for the owner of a copy. It never changes a frame.
    Each frame is read and checked on first use; bad rows are one AnalysisError with file, row and column of each.

    Parameters
    ----------
    study : Study
        Whose corpus it is.
    text : Path, optional
        Its text, for text mode.

    Raises
    ------
    AnalysisError
        Where the text is not that of the articles; on first use of a table, with every fault of it.

    Examples
    --------
    >>> corpus = load_corpus()
    >>> corpus.mode, len(corpus.articles)
    ('facts', 3)
    """

    def __init__(self, study: Study, text: Path | None = None):
        super().__init__(study)
        self._text_path = text
        if text is not None:
            len(self.text)  # a wrong text is refused at once, not at the first concordance

    @property
    def mode(self) -> str:
        return "facts" if self._text_path is None else "text"

    def variant(self, **frames: pd.DataFrame) -> Corpus:
        """The same corpus with other rows in some tables, for example those of one coder alone.

        Parameters
        ----------
        **frames : pandas.DataFrame
            Frames by name of table, with all of its columns.

        Returns
        -------
        Corpus

        Raises
        ------
        AnalysisError
            For a name that is no table, for what is no frame, and for a frame that lacks columns.

        Examples
        --------
        >>> len(corpus.variant(entities=corpus.entities.head(1)).entities)
        1
        """
        import pandas as pd

        for name, frame in frames.items():
            table = self._table(name)
            if not isinstance(frame, pd.DataFrame):
                raise AnalysisError(
                    f"{name} is a {type(frame).__name__}", where="variant", do="Give a frame, as corpus.frame does."
                )
            if lacking := [column for column in table.names if column not in frame.columns]:
                raise AnalysisError(
                    f"the frame for {name} lacks {', '.join(lacking)}",
                    where="variant",
                    do=f"Its columns are: {', '.join(table.names)}",
                )
        other = Corpus(self.study, self._text_path)
        other._frames = {**{name: self.frame(name) for name in self._frames}, **frames}
        return other

    # For the owner of a copy of the text.

    @cached_property
    def text(self) -> Mapping[str, Article]:
        """The articles with their paragraphs, by id (text mode only)."""
        if self._text_path is None:
            raise self._without_text("corpus in facts mode")
        return {article.slug: article for article in source.read_text(self._text_path, self.study)}

    def _without_text(self, where: str, more: str = "") -> AnalysisError:
        """The error for a corpus that was loaded without its text, with the way to give it."""
        own = source.kept(self.study)
        return AnalysisError(
            f"this needs the text of the articles, and the corpus was loaded without it{more}",
            where=where,
            do=f"Give the text: load_corpus(text={self.study.shown(own)!r}), which is the study's own."
            if own
            else "If you have the text: load_corpus(text='/path/to/its/file/or/folder'), "
            "or set CORPUS_TEXT to it before JupyterLab starts.",
        )

    @cached_property
    def _searched(self) -> Searched:
        from analysis.corpus.lookup import searched

        coded, faulty = {}, []
        for table in self.codebook.coded():
            try:
                coded[table.name] = self.frame(table.name)
            except AnalysisError:  # an article can be read all the same
                faulty.append(self.study.shown(table.path))
        frames = self.frame("articles"), self.optional("paragraphs")
        made = searched(self.text, *frames, coded, faulty, self.codebook)
        made.screen.save = self._report
        return made

    def _report(self, name: str, shown: Concordance) -> list[str]:
        from analysis.corpus.searches import saving

        return saving.of_study(self.study, self.text.values(), name, shown)

    def concordance(self, term: str, *, width: int = 60, **options: Any) -> Concordance:
        """Every place at which a query is found in the text, a line each (text mode only).

        Parameters
        ----------
        term : str
            A word, a phrase, ``terror*``, ``party|state media``, ``data ~5 security``, ``/^secur/``, a Chinese string:
            see ``help(newsbench.query)``.
        width : int
            Characters of context on each side.
        **options
            As in ``newsbench.corpus.Corpus.concordance``: case, written, words, sort.

        Returns
        -------
        newsbench.concordance.Concordance

        Raises
        ------
        AnalysisError
            Where the text is not at hand: with what the tables tell of the term, counted, absent, or not on the list.
            For what is no query.

        Examples
        --------
        >>> len(corpus.concordance("ferry", width=30))
        1
        """
        if self._text_path is None:
            from analysis.corpus.lookup import listed

            told = listed(str(term), self._vocabulary, self.counted, self.optional("mentions"))
            raise self._without_text("concordance", f"; {told}")
        return self._searched.concordance(term, width=width, **options)

    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Searched:
        """The part of the text that fulfils all conditions, to be searched and counted (text mode only).

        Parameters
        ----------
        possibly : bool
            Take articles whose date may lie in the period, too.
        voice : str or list of str, optional
            Whose words paragraphs hold.
        **facts : str, list or None
            ``article``, ``title``, ``author``, ``url``; ``date="2020-12/2021-01"`` for what certainly lies in it.

        Returns
        -------
        newsbench.corpus.Corpus

        Raises
        ------
        AnalysisError
            Where the text is not at hand; for a fact or a value that there is not, with the nearest.

        Examples
        --------
        >>> len(corpus.where(voice="translated").concordance("tide"))
        1
        """
        return self._searched.where(possibly=possibly, voice=voice, **facts)

    def read(self, article: str, at: int | None = None, *, terms: str = "") -> Reader:
        """The article with numbered paragraphs, voices and what was coded of them (text mode only).

        Parameters
        ----------
        article : str
            Id of an article.
        at : int, optional
            The paragraph that it opens at.
        terms : str
            A query whose hits are marked.

        Returns
        -------
        newsbench.reading.Reader

        Raises
        ------
        AnalysisError
            Where the text is not at hand, or there is no such article, with the nearest ones.

        Examples
        --------
        >>> corpus.read("ferry-ledger").facts["title"]
        'The Ferry “Ledger”'
        """
        if article not in self.titles:
            raise unknown("an article", article, self.titles, where="read")
        return self._searched.read(article, at, terms=terms)

    def _summary(self) -> list[tuple[str, str]]:
        return summary(self, self.topics, self.warnings, self._text_path)

    def __repr__(self) -> str:
        return "Corpus\n" + "\n".join(f"  {name}: {value}" for name, value in self._summary())

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
            for name, value in self._summary()
        )
        return f"<table><caption>Corpus</caption>{rows}</table>"


@overload
def load_corpus(
    text: Literal[""] | os.PathLike | None = None, study: Study | str | os.PathLike | None = None
) -> Corpus: ...
@overload
def load_corpus(text: str, study: Study | str | os.PathLike | None = None) -> Corpus | Searched: ...
def load_corpus(
    text: str | os.PathLike | None = None, study: Study | str | os.PathLike | None = None
) -> Corpus | Searched:
    """The corpus of a study: its tables, and the text where `text` or the variable CORPUS_TEXT names a copy.

    With the name of a corpus that was imported (``python -m analysis import SOURCE --as NAME``), that one.

    Parameters
    ----------
    text : str or path, optional
        Name of an imported corpus; or file or folder of the text of the study; ``""`` means facts mode even where the
        variable is set.
    study : Study or path, optional
        The study, or its folder; the one that one works in where nothing is given.

    Returns
    -------
    Corpus, or newsbench.corpus.Corpus of an imported one

    Raises
    ------
    AnalysisError
        Where there is no such study or corpus, or the text is not that of its articles.

    Examples
    --------
    >>> corpus = load_corpus()
    >>> corpus.articles["article"].tolist()
    ['ferry-ledger', 'lanterns-low-water', 'rope-makers']
    """
    if study is None:
        study = studies.find()
    elif not isinstance(study, Study):
        if not isinstance(study, (str, os.PathLike)):
            raise AnalysisError(
                f"a {type(study).__name__} is no study",
                where="load_corpus",
                do="Give a Study or the name of its folder.",
            )
        study = studies.at(study)
    if isinstance(text, str) and _is_name(text, study):
        from newsbench.opening import open_corpus
        from newsbench.screen import Screen

        return open_corpus(text, study=study, screen=Screen(partial(_report, study, text)))
    return Corpus(study, source.given(text))


def _report(study: Study, corpus: str, name: str, shown: Concordance) -> list[str]:
    from analysis.corpus.searches import saving

    return saving.of_imported(study, corpus, name, shown)


def _is_name(text: str, study: Study) -> bool:
    """Whether a corpus of that name was imported, or nothing else can be meant: a text is a path that is there."""
    from newsbench.store import NAME, names

    return text in names(study=study) or (NAME.fullmatch(text) is not None and not Path(text).exists())
