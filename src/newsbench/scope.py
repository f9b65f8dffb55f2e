"""The part of a corpus that counts: some of its articles, or of their paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.jit import compiled
from newsbench.index.store import Index


@dataclass(frozen=True, eq=False)
class Scope:
    """Articles that are looked at, and the words of theirs that count.

    Attributes
    ----------
    index : Index
        Of the whole corpus.
    documents : numpy.ndarray
        Numbers of the articles, rising.
    begins, ends : numpy.ndarray
        Places from which on and up to which words count, rising; a part never reaches from one article into another.
    """

    index: Index
    documents: np.ndarray
    begins: np.ndarray
    ends: np.ndarray

    @property
    def whole(self) -> bool:
        """Whether every word of the corpus counts."""
        return self.n_words == self.index.n_tokens and len(self.documents) == self.index.n_documents

    @cached_property
    def n_words(self) -> int:
        """Words that count."""
        return int((self.ends - self.begins).sum())

    @cached_property
    def words(self) -> np.ndarray:
        """Words that count of each of the articles."""
        out = np.zeros(self.index.n_documents, np.int64)
        np.add.at(out, self.index.document_of(self.begins), self.ends - self.begins)
        return out[self.documents]

    @cached_property
    def frequency(self) -> np.ndarray:
        """How often each type of the corpus occurs here."""
        every, tokens = self.index.frequency, self.index.tokens
        if 2 * self.n_words <= len(tokens):
            return _counted(tokens, self.begins, self.ends, len(every))
        begins, ends = np.append(0, self.ends), np.append(self.begins, len(tokens))  # less is left out than counted
        return every - _counted(tokens, begins, ends, len(every))

    def holds(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Whether the words from each start to its end all count."""
        if not len(self.begins):
            return np.zeros(len(starts), bool)
        part = np.searchsorted(self.begins, starts, "right") - 1
        return (part >= 0) & (ends <= self.ends[np.maximum(part, 0)])

    def of_documents(self, chosen: np.ndarray) -> Scope:
        """The articles among these whose numbers are given."""
        kept = np.intersect1d(self.documents, chosen)
        among = np.isin(self.index.document_of(self.begins), kept)
        return Scope(self.index, kept, self.begins[among], self.ends[among])

    def of_spans(self, begins: np.ndarray, ends: np.ndarray) -> Scope:
        """What counts here and in given parts of articles; articles of which nothing is left are left out.

        begins, ends: rising, within paragraphs; and those of this scope are whole paragraphs or articles.
        """
        kept = self.holds(begins, ends) & (ends > begins)
        begins, ends = begins[kept], ends[kept]
        return Scope(self.index, np.unique(self.index.document_of(begins)), begins, ends)


def whole(index: Index) -> Scope:
    """All of a corpus."""
    filled = np.flatnonzero(np.diff(index.starts))
    return Scope(index, np.arange(index.n_documents), index.starts[:-1][filled], index.starts[1:][filled])


@compiled
def _counted(tokens, begins, ends, types):
    out = np.zeros(types, np.int64)
    for part in range(len(begins)):
        for place in range(begins[part], ends[part]):
            out[tokens[place]] += 1
    return out
