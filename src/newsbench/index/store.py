"""The index of a corpus as one reads it: mapped into memory, so that opening it costs nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from newsbench.index import documents as sources
from newsbench.index import patterns
from newsbench.index.letters import RULE, fold, plain
from newsbench.index.parts import ARRAYS, LONG, mapped, read_lines

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1


class StaleIndex(AnalysisError):
    """An index that was made of another text, or by another version."""


class Index:
    """Where every word of a corpus stands.

    Places are numbers of words in the order of the corpus, from 0; types are numbered from the most frequent on.

    Attributes
    ----------
    tokens : numpy.ndarray
        Type of the word at each place.
    variants : numpy.ndarray
        Which of the spellings of its type it has: ``forms[forms_of[type] + variant]``.
    offsets : numpy.ndarray
        The character of its article that it begins with.
    starts : numpy.ndarray
        Place at which each article begins, and one beyond the last: article d has ``starts[d]:starts[d + 1]``.
    sentences, paragraphs : numpy.ndarray
        Places at which each begins; those without a word are left out. Both begin anew with each article.
    frequency : numpy.ndarray
        How often each type occurs.
    forms_of : numpy.ndarray
        Number of the first spelling of each type, and one beyond the last.
    """

    def __init__(
        self,
        arrays: Mapping[str, np.ndarray],
        types: list[str] | Callable[[], list[str]],
        forms: list[str] | Callable[[], list[str]],
        facts: Callable[[], pd.DataFrame],
        head: Mapping[str, Any],
    ):
        self.tokens, self.variants, self.offsets = arrays["tokens"], arrays["variants"], arrays["offsets"]
        self.starts, self.sentences, self.paragraphs = arrays["starts"], arrays["sentences"], arrays["paragraphs"]
        self.frequency, self.forms_of = arrays["frequency"], arrays["forms_of"]
        self._postings, self._texts, self._text_starts = arrays["postings"], arrays["texts"], arrays["text_starts"]
        self._read_types, self._read_forms, self._read_facts, self._head = types, forms, facts, head

    @property
    def n_documents(self) -> int:
        """Articles."""
        return len(self.starts) - 1

    @property
    def n_tokens(self) -> int:
        """Words of all articles; each Chinese character is one."""
        return len(self.tokens)

    @property
    def digest(self) -> str:
        """SHA-256 of the texts."""
        return self._head["texts"]

    @cached_property
    def types(self) -> np.ndarray:
        """The types as text, by number: array of str."""
        return _objects(self._read_types)

    @cached_property
    def forms(self) -> np.ndarray:
        """Every spelling as it stands in the texts, those of a type together: array of str."""
        return _objects(self._read_forms)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """What is known about each article, in the order of the corpus."""
        frame = self._read_facts()
        frame["words"] = np.diff(self.starts)
        return frame

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {text: number for number, text in enumerate(self.types)}

    @cached_property
    def _documents(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.facts["id"])}

    @cached_property
    def _ends(self) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(self.frequency)])

    @cached_property
    def _lengths(self) -> np.ndarray:
        return np.fromiter(map(len, self.forms), np.int64, len(self.forms))

    @cached_property
    def lines_of_types(self) -> patterns.Lines:
        """The types as one text, for patterns."""
        return patterns.Lines(self.types)

    @cached_property
    def lines_of_forms(self) -> patterns.Lines:
        """The spellings as one text, each in its plain form."""
        return patterns.Lines([plain(form) for form in self.forms])

    @cached_property
    def hyphenated(self) -> dict[str, list[str]]:
        """Types with hyphens, by what they are without."""
        out: dict[str, list[str]] = {}
        for word in self.types:
            if "-" in word:
                out.setdefault(word.replace("-", ""), []).append(word)
        return out

    def type_id(self, word: str) -> int | None:
        """Number of the type of a word in any spelling; None where it does not occur."""
        return self._numbers.get(fold(word))

    def form_ids(self, type_id: int) -> range:
        """Numbers of the spellings of a type."""
        return range(int(self.forms_of[type_id]), int(self.forms_of[type_id + 1]))

    def positions(self, type_id: int) -> np.ndarray:
        """Places of a type, rising."""
        return self._postings[self._ends[type_id] : self._ends[type_id + 1]]

    def matching(self, pattern: str) -> np.ndarray:
        """Numbers of the types that a pattern fits: ``*`` and ``?``, or ``/a regular expression/`` found anywhere.

        Parameters
        ----------
        pattern : str
            For whole types, in any case.

        Returns
        -------
        numpy.ndarray
            Rising, that is the most frequent first.

        Raises
        ------
        AnalysisError
            For a regular expression that is none or takes too long.

        Examples
        --------
        >>> list(index.types[index.matching("ferr*")])
        ['ferry']
        """
        return self.lines_of_types.matching(pattern, folded=True)

    def document_of(self, positions: np.ndarray) -> np.ndarray:
        """Number of the article of each place."""
        return np.searchsorted(self.starts, positions, "right") - 1

    def document(self, id: str) -> int:
        """Number of the article with an id. Raises AnalysisError, with the nearest ones, where there is none."""
        if id not in self._documents:
            from analysis.nearest import unknown

            raise unknown("an article", id, self._documents, where="corpus")
        return self._documents[id]

    def text(self, document: int) -> str:
        """The text of an article as it was imported."""
        first, last = self._text_starts[document], self._text_starts[document + 1]
        return self._texts[first:last].tobytes().decode()

    def spans(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The characters of its article at which each word begins and ends (one beyond)."""
        first = self.offsets[positions].astype(np.int64)
        form = self.forms_of[self.tokens[positions]] + self.variants[positions]
        return first, first + self._lengths[form]

    def __repr__(self) -> str:
        return f"Index of {self.n_documents:,} articles: {self.n_tokens:,} words, {len(self.frequency):,} types"


def open_index(folder: str | os.PathLike, source: str | os.PathLike | None = None) -> Index:
    """Open the index in a folder.

    Parameters
    ----------
    folder : path
        Where ``build`` made it.
    source : path, optional
        The Parquet file that it must have been made of; it is read once for its hash.

    Returns
    -------
    Index

    Raises
    ------
    AnalysisError
        Where there is no index.
    StaleIndex
        Where it was made of another text or by another version: build it anew.

    Examples
    --------
    >>> open_index("data/raw/corpora/harbour/index").n_documents
    6
    """
    folder = Path(folder)
    again = "Make it anew: import the corpus again."
    try:
        head = json.loads((folder / "index.json").read_bytes())
    except (OSError, ValueError):
        raise AnalysisError("there is no index", where=str(folder), do=again) from None
    if (head.get("version"), head.get("rule")) != (VERSION, RULE):
        raise StaleIndex("the index was made by another version of this package", where=str(folder), do=again)
    if source is not None and head.get("source") != sources.digest(source):
        raise StaleIndex(f"the index was not made of {Path(source).name} as it is now", where=str(folder), do=again)
    dtypes = ARRAYS if head["words"] < 1 << 32 else ARRAYS | {"postings": LONG}
    arrays = {name: mapped(folder, name, dtype) for name, dtype in dtypes.items()}
    if len(arrays["tokens"]) != head["words"] or len(arrays["starts"]) != head["articles"] + 1:
        raise StaleIndex("the files of the index do not belong together", where=str(folder), do=again)
    return Index(
        arrays,
        lambda: read_lines(folder, "types"),
        lambda: read_lines(folder, "forms"),
        lambda: _read_facts(folder),
        head,
    )


def _read_facts(folder: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    return pq.read_table(folder / "facts.parquet").to_pandas()


def _objects(given: list[str] | Callable[[], list[str]]) -> np.ndarray:
    texts = given() if callable(given) else given
    out = np.empty(len(texts), object)
    out[:] = texts
    return out
