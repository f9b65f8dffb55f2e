"""Searches that were saved for a report: what was asked, of which articles, and how often it stands in which paragraph.

These are facts. The lines of a concordance are text that may not be ours, and where in a paragraph each word stands
gives the text back: neither is kept. Whoever has the text asks again, and sees the lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates
from analysis.answer import Answer
from analysis.nearest import unknown

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.frames import Frames

UNKNOWN = "not known"


def asked(corpus: Frames, search: str) -> dict[str, object]:
    """What was asked: query, part (in words), articles, words, case.

    Raises AnalysisError for a search that was not saved, with the nearest.
    """
    frame = corpus.frame("searches")
    rows = frame[frame["search"] == search]
    if rows.empty:
        raise unknown("a saved search", search, frame["search"], where="searches")
    return {str(name): value for name, value in rows.astype("object").fillna("").iloc[0].to_dict().items()}


def found(corpus: Frames, search: str) -> pd.DataFrame:
    """One row an article that has it: title, outlet and published (where the study has them), hits, paragraphs,
    article.
    """
    asked(corpus, search)
    hits = corpus.frame("hits")
    own = hits[hits["search"] == search]
    summed = own.groupby("article", as_index=False).agg(hits=("hits", "sum"), paragraphs=("paragraph", "nunique"))
    articles = corpus.frame("articles")
    kept = [name for name in ("article", "title", "outlet", "published") if name in articles]
    joined = summed.merge(articles[kept], on="article")
    if "published" in joined:
        joined["published"] = [dates.words(day) if day else UNKNOWN for day in joined["published"].fillna("")]
    order = [name for name in ("title", "outlet", "published", "hits", "paragraphs", "article") if name in joined]
    return joined.sort_values(["hits", "article"], ascending=[False, True])[order].reset_index(drop=True)


def by_month(corpus: Frames, search: str) -> pd.DataFrame:
    """Hits by outlet (else by article) and month, to be drawn: row, column, value. Undated articles stand apart."""
    table = found(corpus, search)
    articles = corpus.frame("articles").set_index("article")
    months = []
    for article in table["article"]:
        day = articles.loc[article].get("published") if "published" in articles else None
        span = dates.span(day) if isinstance(day, str) and day else None
        first = span.first if span else None
        same = span and first and span.last and (first.year, first.month) == (span.last.year, span.last.month)
        months.append(first.strftime("%Y-%m") if same and first else "no month")
    name = "outlet" if "outlet" in table else "title"
    drawn = table.assign(row=table[name].fillna(UNKNOWN), column=months)
    summed = drawn.groupby(["row", "column"], as_index=False).agg(value=("hits", "sum"))
    return summed.sort_values(["column", "row"]).reset_index(drop=True)


def answer(corpus: Frames, search: str) -> Answer:
    """How often it stands, in how many of the articles that were searched; that it stands in none is an answer too."""
    what, table = asked(corpus, search), found(corpus, search)
    part = f" ({what['part']})" if what["part"] else ""
    searched = f"{what['articles']} articles{part}, {what['words']:,} words"
    hits = int(table["hits"].sum())
    facts: dict[str, str | int | float | bool] = {
        "articles": len(table),
        "hits": hits,
        "searched": int(str(what["articles"])),
    }
    if table.empty:
        return Answer(f"“{what['query']}” stands in none of {searched}.", facts)
    return Answer(
        f"“{what['query']}” stands {hits:,} times in {len(table)} of {searched}. "
        f"Most often in “{table['title'].iloc[0]}”: {table['hits'].iloc[0]} times.",
        facts,
    )


def title(corpus: Frames, search: str) -> str:
    """The finding as a sentence: where most of the hits are."""
    cells = by_month(corpus, search).groupby("row")["value"].sum().sort_values(ascending=False, kind="stable")
    names = corpus.frame("entities").set_index("entity")["english"].to_dict() if "entities" in corpus.codebook else {}
    first = str(cells.index[0])
    return f"{cells.iloc[0]} of {cells.sum()} hits stand in {names.get(first, first)}"
