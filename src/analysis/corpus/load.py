"""`load_corpus`: every table of a study as a frame, read on first use."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from analysis import study as studies
from analysis.corpus import source
from analysis.corpus.frames import Frames
from analysis.corpus.names import ID, Names, naming
from analysis.corpus.summary import summary
from analysis.corpus.working import Working
from analysis.errors import AnalysisError
from analysis.nearest import asked, unknown
from analysis.study import Study
from analysis.tables.column import LIST_SEPARATOR
from analysis.tables.spreadsheet import told
from analysis.topics import Topic, read_topics, topics_path

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.terms import Vocabulary
    from analysis.corpus.text import Article
    from newsbench.concordance import Concordance
    from newsbench.corpus import Corpus as Searched
    from newsbench.reading import Reader


class Corpus(Frames, Working):
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

    # What is named and asked

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Topics of data/raw/topics.yml by id."""
        path = topics_path(self.study)
        topics = read_topics(path)
        known = {"articles": self.titles, "entities": self.names}
        faults = [
            f"topic {topic.topic}, {key}: {name!r} does not occur in {key}.csv{asked(name, known[key])}"
            for topic in topics.values()
            for key in known
            for name in getattr(topic, key)
            if name not in known[key]
        ]
        if faults:
            raise AnalysisError(
                "\n  ".join(faults), where=self.study.shown(path), do="Mend the ids, or add their rows."
            )
        return topics

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        from analysis.corpus.terms import Vocabulary

        entities = self.optional("entities")
        return Vocabulary.of([] if entities is None else _texts(entities), self.topics.values())

    @cached_property
    def counted(self) -> frozenset[str]:
        """Terms that were looked for in the text, with the spellings that they have now; some may occur nowhere.

        A study that does not say what was looked for (data/processed/terms.csv) counts what occurs.
        """
        terms = self.optional("terms")
        if terms is None:
            mentions = self.optional("mentions")
            return frozenset() if mentions is None else frozenset(mentions["term"])
        now = {term: LIST_SEPARATOR.join(spellings) for term, spellings in self._vocabulary.terms.items()}
        return frozenset(
            term
            for term, spellings in zip(terms["term"], terms["spellings"], strict=True)
            if now.get(term) == spellings
        )

    def uncounted(self, topic: str) -> list[str]:
        """What shows a topic and was not looked for in the text yet. What was, and is not there, is absent.

        Parameters
        ----------
        topic : str
            Id of a topic of data/raw/topics.yml.

        Returns
        -------
        list of str
            Terms and entities; empty where all were counted, even if none of them occurs.

        Raises
        ------
        AnalysisError
            For an id that is none, with the nearest ones.

        Examples
        --------
        >>> corpus.uncounted("harbour")
        []
        """
        return [term for term in self.topics[topic].vocabulary if term not in self.counted]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Article id -> title, in the corpus's order."""
        table = self.codebook.table("articles", ("article", "title"), what="the corpus")
        frame = self.frame("articles")
        frame = frame.sort_values("position") if "position" in table else frame
        return dict(zip(frame["article"], frame["title"], strict=True))

    @cached_property
    def _names(self) -> Names:
        entities = self.optional("entities")
        if entities is None:
            return Names(())
        self.codebook.table("entities", ("entity", "english"), what="the corpus")
        return Names(_texts(entities))

    @property
    def names(self) -> Mapping[str, str]:
        """Entity id -> English name. `name` gives free descriptions back as they are."""
        return self._names.english

    @cached_property
    def _descriptions(self) -> frozenset[str]:
        """What coders wrote in place of an id, in the tables that name entities."""
        return frozenset(
            part
            for table in self.codebook.coded()
            for column in naming(table)
            for cell in self.frame(table.name)[column.name].dropna()
            for part in column.parts(cell)
            if part not in self.names
        )

    def name(self, value: str) -> str:
        """The English name of an entity id; a description that a coder wrote, with a capital.

        Parameters
        ----------
        value : str
            What stands in a cell that names an entity or describes one.

        Returns
        -------
        str

        Raises
        ------
        AnalysisError
            For what looks like an id and is none, with the nearest ones.

        Examples
        --------
        >>> corpus.name("a passer-by")
        'A passer-by'
        """
        if value in self.names:
            return self.names[value]
        if not isinstance(value, str) or not value or (ID.fullmatch(value) and value not in self._descriptions):
            raise unknown(
                "an entity",
                value,
                self.names,
                where="corpus.name",
                do="An entity is a row of data/raw/entities.csv; a description has more than one word, "
                "or stands in a coded table.",
            )
        return value[:1].upper() + value[1:]

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, str]]:
        """Coded value -> (label, hue): how charts name and colour marks, from the codes of all tables."""
        return self.codebook.kinds()

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What should be looked at and is no fault: names close to a known one, files that a spreadsheet saved."""
        found = []
        for table in self.codebook.present():
            loaded, where = self._load(table), self.study.shown(table.path)
            if loaded.told:
                found.append(told(where, table.name, loaded.told))
            if table.path.parent == self.study.coded:
                found += self._names.warnings(where, naming(table), zip(loaded.numbers, loaded.rows, strict=True))
        found += [
            f"{self.study.shown(path)} has no description beside it and is not read. "
            f"Write {path.with_suffix('.yml').name}, "
            "or take it from a sheet: python -m analysis codebook --from SHEET.xlsx"
            for path in self.codebook.undescribed
        ]
        return tuple(found)

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
        return searched(self.text, *frames, coded, faulty, self.codebook)

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
        self._asked = self._searched.concordance(term, width=width, **options)
        return self._asked

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


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a frame of texts, what is missing as an empty one."""
    return [
        {str(name): cell for name, cell in row.items()} for row in frame.astype("str").fillna("").to_dict("records")
    ]


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

        return open_corpus(text, study=study)
    return Corpus(study, source.given(text))


def _is_name(text: str, study: Study) -> bool:
    """Whether a corpus of that name was imported, or nothing else can be meant: a text is a path that is there."""
    from newsbench.store import NAME, names

    return text in names(study=study) or (NAME.fullmatch(text) is not None and not Path(text).exists())
