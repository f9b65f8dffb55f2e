"""Reprint chains among a study's own articles, as processed tables: what `reprints.stories.load` reads.

A study asks for them by having the folder ``data/processed/reprints``. They hold ids, dates, headlines and numbers, and
no text. Numbers are rounded to six digits, so that machines agree.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import codebook, tables
from analysis.corpus import imported
from analysis.corpus.text import Article
from analysis.formulas import inert_frame
from analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd


def folder(of: Study) -> Path:
    """Where a study keeps them."""
    return of.processed / "reprints"


def documents(articles: list[Article], of: Study) -> pd.DataFrame:
    """The articles as documents: id, outlet (its English name where entities.csv has one), date, title, text."""
    import pandas as pd

    book = codebook.read(of)
    known = {row["article"]: row for row in tables.rows_of(book["articles"])}
    entities = book.get("entities")
    named = tables.rows_of(entities) if entities is not None and entities.path.exists() else []
    names = {row["entity"]: row["english"] for row in named}
    return pd.DataFrame(
        {
            "id": article.slug,
            "outlet": names.get(outlet := known[article.slug].get("outlet", ""), outlet) or None,
            "date": known[article.slug].get("published") or None,
            "title": article.title,
            "text": "\n".join(article.paragraphs),
        }
        for article in articles
    )


def build(articles: list[Article], of: Study) -> dict[Path, str]:
    """The tables as the texts of their files; none where the study does not ask for them."""
    home = folder(of)
    if not home.is_dir():
        return {}
    return {
        home / f"{name}.csv": inert_frame(frame).to_csv(index=False, lineterminator="\n", float_format=_rounded)
        for name, frame in _tables(documents(articles, of)).items()
    }


def of_imported(of: Study, corpus: str) -> dict[Path, bytes]:
    """The tables of an imported corpus as Parquet, which no codebook describes. Raises AnalysisError without texts."""
    docs = imported.texts(of, corpus)[["id", "outlet", "date", "title", "text"]]
    made = {}
    for name, frame in _tables(docs).items():
        held = io.BytesIO()
        frame.round(6).reset_index(drop=True).to_parquet(held, index=False)
        made[of.processed / f"reprints_{corpus}" / f"{name}.parquet"] = held.getvalue()
    return made


def _tables(docs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    from reprints.chains import infer, results
    from reprints.reuse import find

    found = find(docs)
    inside = docs["id"].isin(set(found.clusters.id))
    alone = docs[~inside].groupby("date").size().rename("documents").reset_index()
    told = results.of(infer(docs[inside].reset_index(drop=True), found), found, alone)
    return {
        name: told.about.drop(columns="tier") if name == "documents" else getattr(told, name) for name in results.TABLES
    }


def _rounded(value: object) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
