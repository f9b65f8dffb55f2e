"""`load_corpus`: every table of the package as a frame, read on first use."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import tables
from analysis.coding.schema import CODED_TABLES
from analysis.corpus.schema import CORPUS_TABLES
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.terms import Topic
    from analysis.corpus.text import Article

TABLES = {table.name: table for table in (*CORPUS_TABLES, *CODED_TABLES)}


class Corpus:
    """The corpus in one of two modes.

    facts: frames of the committed tables (attributes `articles`, `paragraphs`, `mentions`, `glossary`, `reuse`,
    `entities`, `support`, `coverage`, `reprints`, `phrases`, `events`, `numbers`, `statements`, ...).
    text: the same, and `text`, `concordance` and `read` for the owner of a copy. It never changes a frame.
    Each frame is read and checked on first use; a bad row is an AnalysisError with file, row and column.
    """

    def __init__(self, text: Path | None = None):
        self._text_path = text
        self._frames: dict[str, pd.DataFrame] = {}
        if text is not None:
            self.text  # a wrong text is refused at once, not at the first concordance

    @property
    def mode(self) -> str:
        return "facts" if self._text_path is None else "text"

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in TABLES:
            raise AttributeError(f"a corpus has no {name!r}; its tables are: {', '.join(TABLES)}")
        return self.frame(name).copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def frame(self, name: str) -> pd.DataFrame:
        """A table by name, its references checked. Shared: copy it before changing it."""
        if name not in self._frames:
            table = TABLES[name]
            frame = tables.read(table)
            self._check_references(table, frame)
            self._frames[name] = frame
        return self._frames[name]

    def variant(self, **frames: pd.DataFrame) -> Corpus:
        """The same corpus with other rows in some tables, for example a coding pass: ``corpus.variant(support=frame)``."""
        other = Corpus(self._text_path)
        other._frames = {**{name: self.frame(name) for name in self._frames}, **frames}
        return other

    def _check_references(self, table: tables.Table, frame: pd.DataFrame) -> None:
        for column in table.columns:
            if not column.refers:
                continue
            other, key = column.refers.split(".")
            source = frame if other == table.name else self.frame(other)
            tables.refer(table, column, frame[column.name].fillna(""), set(source[key].dropna()))
        if {"article", "paragraph"} <= set(table.names) and table.name != "paragraphs":
            known = set(map(tuple, self.frame("paragraphs")[["article", "paragraph"]].to_numpy().tolist()))
            for number, place in enumerate(frame[["article", "paragraph"]].to_numpy().tolist(), start=2):
                if tuple(place) not in known:
                    raise AnalysisError(
                        f"{place[0]} has no paragraph {place[1]}",
                        where=f"{tables.shown(table.path)}, row {number}, column paragraph",
                        do="A paragraph is the 1-based count of non-empty lines after the title.",
                    )

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Topics of data/raw/topics.yml by id."""
        from analysis.corpus.terms import TOPICS, read_topics

        topics = read_topics()
        for key in ("articles", "entities"):
            known = set(self.frame(key).iloc[:, 0])
            for topic in topics.values():
                unknown = [name for name in getattr(topic, key) if name not in known]
                if unknown:
                    raise AnalysisError(
                        f"{unknown[0]!r} does not occur in {tables.shown(TABLES[key].path)}",
                        where=f"{tables.shown(TOPICS)}, topic {topic.topic}, {key}",
                        do="Mend the id, or add its row.",
                    )
        return topics

    @cached_property
    def counted(self) -> frozenset[str]:
        """Terms that data/processed/mentions.csv counts."""
        return frozenset(self.frame("mentions")["term"])

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Article id -> title, in the corpus's order."""
        frame = self.frame("articles").sort_values("position")
        return dict(zip(frame["article"], frame["title"], strict=True))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Entity id -> English name. `name` gives free descriptions back as they are."""
        frame = self.frame("entities")
        return dict(zip(frame["entity"], frame["english"], strict=True))

    def name(self, value: str) -> str:
        """The English name of an entity id; any other description with a capital."""
        return self.names.get(value) or value[:1].upper() + value[1:]

    # For the owner of a copy of the text.

    @cached_property
    def text(self) -> Mapping[str, Article]:
        """The articles with their paragraphs, by id (text mode only)."""
        if self._text_path is None:
            raise AnalysisError(
                "this needs the text of the articles, which is not part of the package",
                where="load_corpus",
                do="If you own a copy, set CORPUS_TEXT to its file or folder before JupyterLab starts, or call load_corpus(text=...).",
            )
        from analysis.corpus.source import read_text

        return {article.slug: article for article in read_text(self._text_path)}

    def concordance(self, term: str, *, width: int = 60):
        """Key word in context (text mode only): a frame of article, paragraph, left, hit, right.

        term: matched in any case as whole words, Chinese as it is; width: characters of context on each side.
        """
        from analysis.corpus.reading import concordance

        return concordance(self.text, term, width)

    def read(self, article: str):
        """The article with numbered paragraphs and voices, for reading in JupyterLab (text mode only)."""
        from analysis.corpus.reading import Reader

        if article not in self.titles:
            raise AnalysisError(
                f"there is no article {article!r}", where="read", do=f"The articles are: {', '.join(self.titles)}"
            )
        return Reader(self.text[article], self.frame("paragraphs"))

    def _summary(self) -> list[tuple[str, str]]:
        articles, paragraphs = self.frame("articles"), self.frame("paragraphs")
        coded = [(table.name, len(self.frame(table.name))) for table in CODED_TABLES]
        return [
            (
                "articles",
                f"{len(articles)}, {paragraphs['words'].sum():,} words and {paragraphs['han'].sum():,} Chinese characters in {len(paragraphs)} paragraphs",
            ),
            (
                "mode",
                "facts: the tables of data/raw and data/processed, without the text"
                if self.mode == "facts"
                else f"text: the same tables, and the text at {self._text_path}",
            ),
            ("coded rows", ", ".join(f"{count} {name}" for name, count in coded)),
            ("topics", ", ".join(self.topics)),
        ]

    def __repr__(self) -> str:
        return "Corpus\n" + "\n".join(f"  {name}: {value}" for name, value in self._summary())

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
            for name, value in self._summary()
        )
        return f"<table><caption>Corpus</caption>{rows}</table>"


def load_corpus(text: str | os.PathLike | None = None) -> Corpus:
    """The corpus in facts mode, or in text mode where `text` or the variable CORPUS_TEXT names a copy of the text.

    ``text=""`` means facts mode even where the variable is set.
    """
    given = text if text is not None else os.environ.get("CORPUS_TEXT", "")
    return Corpus(Path(given).expanduser() if os.fspath(given) else None)
