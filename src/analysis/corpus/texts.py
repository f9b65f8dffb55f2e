"""A corpus as plain texts with what is known of them, for programs that read such folders.

It needs the text, and is written where its owner says: never into what git tracks by itself.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from analysis import codebook, tables
from analysis.corpus.source import read_text, text_path
from analysis.files import replace_file
from analysis.formulas import inert
from analysis.study import Study

_THEN = (2020, 1, 1, 0, 0, 0)  # the same bytes whenever it is written


def write(of: Study, path: Path, text: Path | None) -> int:
    """Write a zip: a .txt an article, and metadata.csv with a line for each. How many articles.

    Raises AnalysisError where the text is not at hand.
    """
    articles = read_text(text or text_path(of), of)
    table = codebook.read(of).table("articles", ("article",), what="the export of texts")
    rows = {row["article"]: row for row in tables.rows_of(table)}
    listed = io.StringIO()
    writer = csv.DictWriter(listed, ["file", *table.names], lineterminator="\n")
    writer.writeheader()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for article in articles:
            name = f"texts/{article.slug}.txt"
            writer.writerow({"file": name, **{key: inert(cell) for key, cell in rows[article.slug].items()}})
            body = "\n\n".join([article.title, *article.paragraphs]) + "\n"
            archive.writestr(zipfile.ZipInfo(name, _THEN), body)
        archive.writestr(zipfile.ZipInfo("metadata.csv", _THEN), listed.getvalue())
    replace_file(path, packed.getvalue())
    return len(articles)
