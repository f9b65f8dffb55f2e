"""A corpus as a researcher holds it: to search, to read, to narrow down, to count."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError, plain
from analysis.nearest import unknown
from newsbench import conditions
from newsbench import scope as scopes
from newsbench.counting.methods import Counting
from newsbench.index.store import Index
from newsbench.query import Hits, find
from newsbench.scope import Scope
from newsbench.screen import Screen

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.concordance import Concordance
    from newsbench.reading import Reader

Voices = Mapping[tuple[str, int], str]  # (article, paragraph) -> whose words it holds


class Corpus(Counting):
    """An imported corpus, or a part of one: every method of the whole works on a part.

    Attributes
    ----------
    name : str
        What it is called.
    index : Index
        Where every word of the whole corpus stands.
    scope : Scope
        What of it counts here.
    screen : Screen
        What was asked last, of this or another part, and who makes a report of it.
    """

    def __init__(
        self,
        index: Index,
        name: str = "",
        *,
        scope: Scope | None = None,
        part: str = "",
        voices: Voices | None = None,
        own: frozenset[str] = frozenset(),
        notes: Mapping[tuple[str, int], list[str]] | None = None,
        screen: Screen | None = None,
    ):
        self.index, self.name, self.part = index, name, part
        self.scope = scope or scopes.whole(index)
        self._voices, self._own, self._notes = voices, own, notes or {}
        self.screen = screen or Screen()

    @property
    def n_articles(self) -> int:
        """How many articles there are."""
        return len(self.scope.documents)

    @property
    def n_words(self) -> int:
        """How many words they have; each Chinese character is one."""
        return self.scope.n_words

    @property
    def voices(self) -> list[str]:
        """Whose words paragraphs hold, where that is coded."""
        return sorted(set((self._voices or {}).values()))

    @cached_property
    def articles(self) -> pd.DataFrame:
        """What is known about each article; ``words`` counts those that are looked at."""
        frame = self.index.facts.iloc[self.scope.documents].reset_index(drop=True)
        return frame.assign(words=self.scope.words)

    def find(self, query: str, *, case: bool = False, written: bool = False) -> Hits:
        """Where a query is found in what counts here: places in the index, the ground of every count.

        Parameters
        ----------
        query : str
            See ``help(newsbench.query)``.
        case : bool
            Whether capitals count.
        written : bool
            Whether to find only what is written as in the query.

        Returns
        -------
        Hits

        Raises
        ------
        AnalysisError
            For what is no query.

        Examples
        --------
        >>> len(corpus.find("ferry landing"))
        3
        """
        hits = find(self.index, query, case=case, written=written)
        return hits if self.scope.whole else hits.take(self.scope.holds(hits.starts, hits.ends))

    def concordance(
        self,
        query: str,
        *,
        case: bool = False,
        written: bool = False,
        width: int = 60,
        words: int | None = None,
        sort: str | tuple[str, ...] = (),
    ) -> Concordance:
        """Every place at which a query is found, in its context, a line each.

        Parameters
        ----------
        query : str
            A word, a phrase, ``terror*``, ``party|state media``, ``data ~5 security``, ``/^secur/``, a Chinese string:
            see ``help(newsbench.query)``.
        case : bool
            Whether capitals count.
        written : bool
            Whether to find only what is written as in the query: else ``win-win`` also finds ``win win``, and says so.
        width : int
            Characters of context on each side, a Chinese one counting as two.
        words : int, optional
            Words of context on each side, in place of characters.
        sort : str or tuple of str
            ``"L1"``, ``"R2"``, ``"node"``, ``"date"``, ``"outlet"`` or another fact; ``"-date"`` the other way round.

        Returns
        -------
        Concordance

        Raises
        ------
        AnalysisError
            For what is no query, and no key to sort by.

        Examples
        --------
        >>> corpus.concordance("ferry landing", sort=("R1", "date"))
        3 hits of ferry landing in 3 articles; searched: 266 words of 6 articles...
        """
        from newsbench.concordance import Concordance

        made = Concordance(self, query, self.find(query, case=case, written=written), width, words)
        keys = (sort,) if isinstance(sort, str) else tuple(sort)
        self.screen.last = made.sort(*keys) if keys else made
        return self.screen.last

    def save_report(self, name: str, shown: Concordance | None = None) -> None:
        """Make a report of what is on the screen: query, part of the corpus, counts by paragraph; never its lines.

        Parameters
        ----------
        name : str
            Name of the report: lower-case letters, digits and hyphens.
        shown : Concordance, optional
            What to report on; default: the last concordance of this corpus or a part of it.

        Raises
        ------
        AnalysisError
            Where nothing was asked yet, the corpus belongs to no study, a name is taken, or a sentence of the text
            would get into a file.

        Examples
        --------
        ``corpus.save_report("tender", corpus.where(outlet="Echo").concordance("tender"))`` writes a notebook and its
        parameters.
        """
        print("\n".join(self.screen.report(name, shown)))

    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Corpus:
        """The part of the corpus that fulfils all conditions.

        Parameters
        ----------
        possibly : bool
            Take articles whose date may lie in the period, too: unknown, approximate or wider than it.
        voice : str or list of str, optional
            Whose words paragraphs hold, where that is coded.
        **facts : str, list or None
            A value or several of a fact: ``outlet="Harbour Post"``, ``article=[...]``; None for unknown;
            ``date="2020-12/2021-01"`` for what certainly lies in it.

        Returns
        -------
        Corpus

        Raises
        ------
        AnalysisError
            For a fact or a value that there is not, with the nearest.

        Examples
        --------
        >>> corpus.where(outlet="Echo", date="2020-01/2020-02").n_articles
        2
        """
        chosen = conditions.chosen(self.index.facts, facts, possibly)
        scope = self.scope.of_documents(np.flatnonzero(chosen)) if facts else self.scope
        told = conditions.said(facts, possibly)
        if voice is not None:
            scope = scope.of_spans(*self._spoken([voice] if isinstance(voice, str) else list(voice)))
            told = ", ".join(filter(None, [told, conditions.said({"voice": voice}, possibly)]))
        return Corpus(
            self.index,
            self.name,
            scope=scope,
            part="; ".join(filter(None, [self.part, told])),
            voices=self._voices,
            own=self._own,
            notes=self._notes,
            screen=self.screen,
        )

    def read(
        self, article: str, at: int | None = None, *, terms: str = "", lit: tuple[int, int] | None = None
    ) -> Reader:
        """An article, for reading.

        Parameters
        ----------
        article : str
            Its id.
        at : int, optional
            The paragraph that it opens at.
        terms : str
            A query whose hits are marked.
        lit : tuple of int, optional
            First character and the one beyond the last of what is marked as the place that was looked for.

        Returns
        -------
        Reader

        Raises
        ------
        AnalysisError
            For an article that there is not, with the nearest.

        Examples
        --------
        >>> corpus.read("ferry-two", at=2)
        ferry two...
        """
        from newsbench.reading import Reader

        number = self.index.document(article)
        marks = []
        if terms:
            hits = find(self.index, terms)
            here = self.index.document_of(hits.starts) == number
            firsts, _ = self.index.spans(hits.starts[here])
            _, lasts = self.index.spans(hits.ends[here] - 1)
            marks = list(zip(firsts.tolist(), lasts.tolist(), strict=True))
        return Reader(
            {str(name): value for name, value in self.index.facts.iloc[number].items() if isinstance(value, str)},
            self.index.text(number),
            at=at,
            lit=lit,
            marks=marks,
            voices=None
            if self._voices is None
            else {p: said for (name, p), said in self._voices.items() if name == article},
            own=self._own,
            notes={p: said for (name, p), said in self._notes.items() if name == article},
        )

    def _spoken(self, wanted: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Where the paragraphs begin and end whose voice is wanted."""
        if not self._voices:
            raise AnalysisError("whose words a paragraph holds is not coded here", where="where: voice")
        known = set(self._voices.values())
        for voice in wanted:
            if voice not in known:
                raise unknown("a voice", voice, sorted(known), where="where")
        begins, ends = [], []
        for number, document in enumerate(self.index.facts["id"]):
            first, last = self.index.starts[number], self.index.starts[number + 1]
            inside = self.index.paragraphs[slice(*np.searchsorted(self.index.paragraphs, [first, last]))]
            ends_inside = np.append(inside, last)[1:]
            for begin, end, paragraph in zip(inside, ends_inside, self.paragraphs_at(number, inside), strict=True):
                if self._voices.get((document, paragraph)) in wanted:
                    begins.append(begin)
                    ends.append(end)
        return np.array(begins, np.int64), np.array(ends, np.int64)

    def paragraphs_at(self, document: int, places: np.ndarray) -> list[int]:
        """The paragraph of an article that each place stands in: the count of lines that are not empty."""
        begins, _ = self.index.spans(places)
        return paragraphs_of(self.index.text(document), begins)

    def _summary(self) -> list[tuple[str, str]]:
        facts = self.articles
        outlets = facts["outlet"].nunique()
        known = sorted(facts["date"].dropna())
        lines = [("articles", f"{self.n_articles:,}, {self.n_words:,} words")]
        if self.part:
            lines.append(("part", self.part))
        if outlets:
            lines.append(("outlets", f"{outlets:,}"))
        if known:
            undated = int(facts["date"].isna().sum())
            lines.append(("dates", f"{known[0]} to {known[-1]}" + (f"; {undated:,} unknown" if undated else "")))
        return lines

    def __repr__(self) -> str:
        return plain(
            "\n".join([f"Corpus {self.name}".rstrip(), *(f"  {name}: {value}" for name, value in self._summary())])
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td style="text-align:left">{html.escape(value)}</td></tr>'
            for name, value in self._summary()
        )
        return f"<table><caption>{html.escape(f'Corpus {self.name}'.rstrip())}</caption>{rows}</table>"


def paragraphs_of(text: str, begins: np.ndarray) -> list[int]:
    """The paragraph of each character: the count of lines that are not empty up to it."""
    lines = np.cumsum([len(line) + 1 for line in text.split("\n")])
    count = np.cumsum([bool(line.strip()) for line in text.split("\n")])
    return count[np.searchsorted(lines, begins, "right")].tolist()
