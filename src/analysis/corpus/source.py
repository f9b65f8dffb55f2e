"""Where the private text is, and reading it by the manifest."""

from __future__ import annotations

import os
from pathlib import Path

from analysis import tables
from analysis.corpus import schema
from analysis.corpus.text import Article, parse, read_lines
from analysis.errors import AnalysisError


def text_path() -> Path:
    """Where the owner of a copy says that the text is. Raises AnalysisError when CORPUS_TEXT is not set."""
    given = os.environ.get("CORPUS_TEXT", "")
    if not given:
        raise AnalysisError(
            "the text of the articles is not here, and data/processed is built from it",
            where="CORPUS_TEXT",
            do="If you own a copy: CORPUS_TEXT=/path/to/the/text make data. Reports need no text: make",
        )
    return Path(given).expanduser()


def read_text(path: Path) -> list[Article]:
    """The articles of the text, recognised by the manifest."""
    sums = {}
    if schema.PARAGRAPHS.path.exists():
        sums = {
            (row["article"], int(row["paragraph"])): row["checksum"]
            for row in tables.rows_of(schema.PARAGRAPHS, schema.PARAGRAPHS.path)
        }
    return parse(read_lines(path), tables.rows_of(schema.ARTICLES, schema.ARTICLES.path), sums)
