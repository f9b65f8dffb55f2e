"""What stands behind the marks of a figure: ids of coded rows, and where they stand in an article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.sentence import TOGETHER, Sentence, sentence, together
from cmpstudy.corpus import months
from cmpstudy.made import MADE

_MANY = 4  # articles of which a source line gives the number and no titles

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus


def locator(article: str, paragraph: int) -> str:
    """Where a row stands: ``eu-deal, paragraph 12``."""
    return f"{article}, paragraph {int(paragraph)}"


def rows(ids: Iterable[str]) -> str:
    """Ids of the coded rows behind a mark, as a figure's data holds them."""
    return TOGETHER.join(ids)


def ids(cells: Iterable[str]) -> list[str]:
    """The coded rows behind marks: the ids in their cells of `rows`, each once."""
    return list(dict.fromkeys(name for cell in cells for name in cell.split(TOGETHER) if name))


def behind(frame: pd.DataFrame, by: str | list[str]) -> list[str]:
    """What a sentence rests on that counts values of a column: one entry a value, its rows together."""
    column = "rows" if "rows" in frame.columns else "id"
    return [together(group[column]) for _, group in frame.groupby(by, sort=False) if any(group[column])]


def articles(corpus: Corpus, cells: Iterable[str]) -> list[str]:
    """Titles, in quotes, of the articles that coded rows are of, in the corpus's order."""
    by_table: dict[str, list[str]] = {}
    for name in ids(cells):
        by_table.setdefault(name.rpartition("-")[0], []).append(name)
    held = {
        article
        for table, names in by_table.items()
        for article in corpus.frame(table).loc[lambda frame, names=names: frame["id"].isin(names), "article"]
    }
    return [f"‘{title}’" for article, title in corpus.titles.items() if article in held]


def _between(span: str) -> str:
    """A span of months as that of one article, which appeared once: ``between October and December``."""
    first, to, last = span.partition(" to ")
    month, year = first.rsplit(" ", 1) if to else ("", "")
    return f"between {month if last.endswith(year) else first} and {last}" if to else span


def source(corpus: Corpus, cells: Iterable[str]) -> Sentence:
    """The source line of a figure that draws coded rows: the articles they are of, and how many they are."""
    found = ids(cells)
    named = articles(corpus, found)
    span = months(corpus, [name for name, title in corpus.titles.items() if f"‘{title}’" in named])
    return sentence(
        "Source: China Media Project (CMP), {articles} ({months}), {count} {count:record/records}. {made}",
        rows=found,
        articles=named if len(named) < _MANY else f"{len(named)} articles",
        months=span if len(named) > 1 else _between(span),
        count=len(found),
        made=MADE,
    )
