"""Where the private text is, and reading it by the manifest."""

from __future__ import annotations

import os
from pathlib import Path

from analysis import codebook, study, tables
from analysis.corpus.text import Article, parse, read_lines
from analysis.errors import AnalysisError
from analysis.study import Study

VARIABLE = "CORPUS_TEXT"
MANIFEST = ("article", "title", "position", "paragraphs", "sha256")


def given(text: str | os.PathLike | None = None) -> Path | None:
    """The file or folder of the text that a caller or the variable names; None for none, and for an empty name."""
    if text is None:
        text = os.environ.get(VARIABLE, "")
    try:
        return Path(text).expanduser() if os.fspath(text) else None
    except (TypeError, RuntimeError):
        raise AnalysisError(
            f"{text!r} is not the name of a file or folder", where="text", do="Give a path, or '' for none."
        ) from None


def kept(of: Study) -> Path | None:
    """The folder data/raw/text, where a study keeps the text itself; None where it holds none."""
    own = of.raw / "text"
    return own if own.is_dir() and next(own.rglob("*.txt"), None) else None


def at_hand(of: Study) -> Path | None:
    """Where the text is: as the owner of a copy says, or data/raw/text; None where there is none."""
    return given() or kept(of)


def text_path(of: Study) -> Path:
    """The same. Raises AnalysisError where there is none."""
    if path := at_hand(of):
        return path
    raise AnalysisError(
        "the text of the articles is not here, and data/processed is built from it",
        where=VARIABLE,
        do="If you own a copy: CORPUS_TEXT=/path/to/the/text make data. Reports need no text: make",
    )


def read_text(path: Path, of: Study | None = None) -> list[Article]:
    """The articles of the text, recognised by the manifest."""
    book = codebook.read(of or study.find())
    articles = book.table("articles", MANIFEST, what="the parser of the text")
    sums = {}
    paragraphs = book.get("paragraphs")
    if paragraphs and paragraphs.path.exists() and "checksum" in paragraphs:
        sums = {(row["article"], int(row["paragraph"])): row["checksum"] for row in tables.rows_of(paragraphs)}
    return parse(read_lines(path), tables.rows_of(articles), sums, where=path)
