"""The corpus: its articles, what was coded of them, and - for who owns a copy - their text."""

from analysis.corpus.load import Corpus, load_corpus

__all__ = ["Corpus", "load_corpus"]
