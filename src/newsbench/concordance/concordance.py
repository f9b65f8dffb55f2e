"""The lines of a query: sorted, narrowed down, counted by groups, paged, opened in the article."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from analysis.errors import AnalysisError, plain
from analysis.nearest import unknown
from newsbench.concordance import lines as making
from newsbench.concordance import shown, sorting
from newsbench.paging import is_live
from newsbench.query import Hits

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.concordance.browser import Browser
    from newsbench.index.store import Index
    from newsbench.reading import Reader
    from newsbench.scope import Scope

PAGE = 50  # lines that are shown at a time
_NEAR = 50_000  # of the most frequent words, among which ones like the query are looked for
_ALIKE = 75  # of 100


class Searched(Protocol):
    """What a concordance asks of a corpus."""

    index: Index
    scope: Scope

    @property
    def n_articles(self) -> int: ...
    @property
    def n_words(self) -> int: ...
    @property
    def articles(self) -> pd.DataFrame: ...
    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Searched: ...
    def read(
        self, article: str, at: int | None = None, *, terms: str = "", lit: tuple[int, int] | None = None
    ) -> Reader: ...


class Concordance:
    """Every hit of a query in its context. It shows itself: in JupyterLab as a table to page, sort and click in.

    Attributes
    ----------
    corpus : newsbench.corpus.Corpus
        What was searched.
    query : str
        What was looked for.
    hits : Hits
        Where it is, in the order of the lines.
    """

    def __init__(self, corpus: Searched, query: str, hits: Hits, width: int = 60, words: int | None = None):
        if not isinstance(width, int) or width < 1 or (words is not None and (not isinstance(words, int) or words < 0)):
            raise AnalysisError(
                "the context is no number of characters or words",
                where="concordance",
                do="For example width=60, or words=5.",
            )
        self.corpus, self.query, self.hits, self._width, self._words = corpus, query, hits, width, words

    def __len__(self) -> int:
        return len(self.hits)

    @cached_property
    def documents(self) -> np.ndarray:
        """Number of the article of each line."""
        return self.corpus.index.document_of(self.hits.starts)

    @property
    def n_articles(self) -> int:
        """Articles that have a line."""
        return len(np.unique(self.documents))

    @property
    def said(self) -> str:
        """What was found, in words: how often, in how many articles, and under which ways of writing."""
        searched = f"{_count(self.corpus.n_words, 'word')} of {_count(self.corpus.n_articles, 'article')}"
        if not len(self):
            return f"No hit of {self.query} in {searched}.{self._like}{self._beside}"
        found = (
            f"{_count(len(self), 'hit')} of {self.query} in {_count(self.n_articles, 'article')}; searched: {searched}."
        )
        return f"{found}{self._counted}{self._beside}"

    @property
    def _like(self) -> str:
        from rapidfuzz import fuzz, process

        known = self.corpus.index.types[:_NEAR]
        near = process.extract(self.query.lower(), known, scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE)
        return f" Words like it: {', '.join(word for word, *_ in near)}." if near else ""

    @property
    def _counted(self) -> str:
        forms = sorted(self.hits.counted.items(), key=lambda item: -item[1])
        if not forms:
            return ""
        more = f" and {len(forms) - 8} more" if len(forms) > 8 else ""
        where = "" if self.corpus.scope.whole else "in the whole corpus "
        return f" Counted {where}as: {', '.join(f'{form} ({n:,})' for form, n in forms[:8])}{more}."

    @property
    def _beside(self) -> str:
        if not self.hits.beside:
            return ""
        ((word, n),) = self.hits.beside.items()
        return f" Not counted: {word} ({n:,}); ask for {self.query.strip()}|{word}."

    # Narrowed down, in another order

    def sort(self, *keys: str) -> Concordance:
        """The same lines in another order.

        Parameters
        ----------
        *keys : str
            ``"L1"``, ``"R2"``, ``"node"``, ``"date"``, ``"outlet"`` or another fact; ``"-date"`` the other way round;
            none for the order of the corpus.

        Returns
        -------
        Concordance

        Raises
        ------
        AnalysisError
            For a key that there is not.

        Examples
        --------
        >>> corpus.concordance("ferry").sort("R1", "R2").lines(0, 1)["article"].item()
        'market'
        """
        hits = self.hits.take(np.argsort(self.hits.starts, kind="stable"))
        return self._with(hits.take(sorting.order(self.corpus.index, hits, keys)) if keys else hits)

    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Concordance:
        """The lines that lie in a part of the corpus: conditions as in ``Corpus.where``.

        Parameters
        ----------
        possibly : bool
            Take articles whose date may lie in the period, too.
        voice : str or list of str, optional
            Whose words the paragraph holds.
        **facts : str, list or None
            As in ``Corpus.where``.

        Returns
        -------
        Concordance

        Raises
        ------
        AnalysisError
            For a fact or a value that there is not, with the nearest.

        Examples
        --------
        >>> len(corpus.concordance("ferry").where(outlet="Echo"))
        2
        """
        part = self.corpus.where(possibly=possibly, voice=voice, **facts)
        kept = part.scope.holds(self.hits.starts, self.hits.ends)
        return Concordance(part, self.query, self.hits.take(kept), self._width, self._words)

    def group(self, by: str | Iterable[str] = "article") -> pd.DataFrame:
        """Hits counted by groups of articles, the largest first.

        Parameters
        ----------
        by : str or list of str
            ``"article"``, ``"outlet"``, ``"date"`` or another fact; ``"year"`` or ``"month"`` of the date as it
            stands; ``"node"`` counts what was found.

        Returns
        -------
        pandas.DataFrame
            hits, articles with a hit; for facts also articles and words in all and hits per 1,000 words.

        Raises
        ------
        AnalysisError
            For a fact that there is not.

        Examples
        --------
        >>> corpus.concordance("ferry").group("outlet")["hits"].tolist()
        [5, 2]
        """
        import pandas as pd

        if by == "node":
            nodes = [line.node.lower() for line in self._made(0, None)]
            return (
                pd.DataFrame({"node": nodes, "article": self.documents})
                .groupby("node")
                .agg(hits=("article", "size"), articles_with=("article", "nunique"))
                .sort_values("hits", ascending=False, kind="stable")
                .reset_index()
            )
        names = [by] if isinstance(by, str) else list(by)
        facts = self._groups(names)
        per = np.bincount(self.documents, minlength=self.corpus.index.n_documents)[self.corpus.scope.documents]
        counted = facts.assign(_hits=per, _with=per > 0, _words=self.corpus.scope.words)
        grouped = counted.groupby(names, dropna=False, sort=True)
        out = grouped.agg(
            hits=("_hits", "sum"), articles_with=("_with", "sum"), articles=("_hits", "size"), words=("_words", "sum")
        ).reset_index()
        out["per_1000"] = (1000 * out["hits"] / out["words"].where(out["words"] > 0)).round(3)
        return out.sort_values("hits", ascending=False, kind="stable").reset_index(drop=True)

    def _groups(self, names: list[str]) -> pd.DataFrame:
        import pandas as pd

        facts = self.corpus.articles
        made = {"article": facts["id"], "year": facts["date"].str[:4], "month": facts["date"].str[:7]}
        known = ["node", *made, *(name for name in facts.columns if name not in ("id", "words"))]
        for name in names:
            if name not in known[1:]:
                raise unknown("a group", name, known, where="group")
        return pd.DataFrame({name: made[name] if name in made else facts[name] for name in names})

    # Lines

    def lines(self, first: int = 0, count: int | None = None) -> pd.DataFrame:
        """Lines as a table.

        Parameters
        ----------
        first : int
            How many lines are passed over.
        count : int, optional
            How many are given; all where nothing is said.

        Returns
        -------
        pandas.DataFrame
            line, article, outlet, date, paragraph, left, node, right.

        Examples
        --------
        >>> len(corpus.concordance("ferry").lines(0, 10))
        7
        """
        return making.frame(self.corpus.index, self._made(first, count), first + 1)

    def page(self, number: int = 1, size: int = PAGE) -> pd.DataFrame:
        """A page of lines as a table, the first is 1.

        Parameters
        ----------
        number, size : int
            Which page, and how many lines one has.

        Returns
        -------
        pandas.DataFrame
            As ``lines``.

        Examples
        --------
        >>> corpus.concordance("ferry").page(2, size=5)["line"].tolist()
        [6, 7]
        """
        return self.lines((number - 1) * size, size)

    def read(self, line: int) -> Reader:
        """The article of a line, opened at it.

        Parameters
        ----------
        line : int
            Its number, from 1.

        Returns
        -------
        Reader

        Raises
        ------
        AnalysisError
            For a number that no line has.

        Examples
        --------
        >>> corpus.concordance("ferry").read(1)
        ferry one...
        """
        if not isinstance(line, (int, np.integer)) or not 1 <= line <= len(self):
            raise AnalysisError(f"there is no line {line!r}", where="read", do=f"Lines are 1 to {len(self):,}.")
        (made,) = self._made(int(line) - 1, 1)
        article = self.corpus.index.facts["id"].iloc[made.document]
        return self.corpus.read(article, at=made.paragraph, terms=self.query, lit=(made.first, made.last))

    def browse(self) -> Browser:
        """A table to page, sort and click in; a click opens the article at the line.

        Returns
        -------
        Browser
            A widget, for live work.

        Examples
        --------
        >>> type(corpus.concordance("ferry").browse()).__name__
        'Browser'
        """
        from newsbench.concordance.browser import Browser

        return Browser(self)

    def _with(self, hits: Hits) -> Concordance:
        return Concordance(self.corpus, self.query, hits, self._width, self._words)

    def _made(self, first: int, count: int | None) -> list[making.Line]:
        chosen = slice(max(first, 0), None if count is None else max(first, 0) + count)
        part = self.hits.take(chosen)
        return making.lines(self.corpus.index, part.starts, part.ends, self._width, self._words)

    def __repr__(self) -> str:
        return plain(shown.as_text(self.said, self.lines(0, PAGE), len(self)))

    def _repr_mimebundle_(self, include=None, exclude=None):
        if is_live() and len(self):
            return self.browse()._repr_mimebundle_()
        return {
            "text/plain": repr(self),
            "text/html": shown.as_html(self.said, self.lines(0, PAGE), len(self)),
        }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
