"""Searches that were saved for a report: what was asked, of which articles, and how often it stands in which paragraph.

These are facts. The lines of a concordance are text that may not be ours, and where in a paragraph each word stands
gives the text back: neither is kept. Whoever has the text asks again, and sees the lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis import dates, wording
from analysis.answer import Answer
from analysis.corpus import imported
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
    articles = searched(corpus, search)
    hits = corpus.frame(table_of(_imported(corpus, search)))
    own = hits[hits["search"] == search]
    summed = own.groupby("article", as_index=False).agg(hits=("hits", "sum"), paragraphs=("paragraph", "nunique"))
    kept = [name for name in ("article", "title", "outlet", "published") if name in articles]
    joined = summed.merge(articles[kept], on="article")
    joined["title"] = joined["title"].fillna(joined["article"])
    if "published" in joined:
        joined["published"] = [dates.words(day) if day else UNKNOWN for day in joined["published"].fillna("")]
    order = [name for name in ("title", "outlet", "published", "hits", "paragraphs", "article") if name in joined]
    return joined.sort_values(["hits", "article"], ascending=[False, True])[order].reset_index(drop=True)


def table_of(imported: str) -> str:
    """The name of the table of hits in an imported corpus; empty: in the articles of the study."""
    return f"hits_{imported}" if imported else "hits"


def _imported(corpus: Frames, search: str) -> str:
    return str(asked(corpus, search).get("corpus", ""))


def searched(corpus: Frames, search: str) -> pd.DataFrame:
    """The articles of which some were searched: those of the study, or of the imported corpus, in the same columns."""
    name = _imported(corpus, search)
    if not name:
        return corpus.frame("articles")
    found = corpus.frame(name).rename(columns={"id": "article", "date": "published"})
    return found.astype(dict.fromkeys(("article", "title", "outlet", "published"), "object"))


def source(what: Mapping[str, object]) -> str:
    """Where the hits of a search that was asked come from, for the foot of a figure."""
    return f"the imported corpus {what['corpus']}" if what.get("corpus") else "the texts of the study"


def whose(corpus: Frames, search: str) -> Answer:
    """Whose articles were searched, how many there are, and what of them is not in the report."""
    name, articles = _imported(corpus, search), searched(corpus, search)
    if not name:
        text = f"The study has {wording.figure(len(articles), 'article')}. None of their sentences is in this report."
        return Answer(
            f"{text} Whoever has the text sees the lines with `load_corpus().concordance(...)`.",
            {"articles_of_corpus": len(articles)},
        )
    return imported.described(corpus.study, name, articles)


def by_month(corpus: Frames, search: str) -> pd.DataFrame:
    """Hits by outlet (else by article) and month, to be drawn: row, column, value. Undated articles stand apart."""
    table = found(corpus, search)
    articles = searched(corpus, search).set_index("article")
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
    of = f" of the corpus {what['corpus']}" if what.get("corpus") else ""
    looked = f"{wording.figure(int(str(what['articles'])), 'article')}{of}{part}, {what['words']:,} words"
    hits = int(table["hits"].sum())
    facts: dict[str, str | int | float | bool] = {
        "articles": len(table),
        "hits": hits,
        "searched": int(str(what["articles"])),
    }
    if table.empty:
        return Answer(f"“{what['query']}” stands in none of {looked}.", facts)
    return Answer(
        f"“{what['query']}” stands {hits:,} times in {len(table)} of {looked}. "
        f"Most often in “{table['title'].iloc[0]}”: {table['hits'].iloc[0]} times.",
        facts,
    )


def title(corpus: Frames, search: str) -> str:
    """The finding as a sentence: where most of the hits are."""
    cells = by_month(corpus, search).groupby("row")["value"].sum().sort_values(ascending=False, kind="stable")
    names = corpus.frame("entities").set_index("entity")["english"].to_dict() if "entities" in corpus.codebook else {}
    first = str(cells.index[0])
    return f"{cells.iloc[0]} of {cells.sum()} hits stand in {names.get(first, first)}"
