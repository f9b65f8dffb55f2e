"""Findings: tidy tables, and the sentences computed from them. Notebooks show them; nothing here draws.

A person writes a sentence, and a table fills it, so that it changes with the rows. Each begins with who says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import AnalysisError, Answer, dates
from analysis.coding import ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analysis.corpus import Corpus
    from newsbench.concordance import Concordance

UNKNOWN = "outlet not known"


def articles(corpus: Corpus, outlet: str = "") -> pd.DataFrame:
    """One row an article: outlet, title, published (in words), words, article. outlet: only this one's."""
    found = corpus.articles
    found = found[found["outlet"] == outlet] if outlet else found
    return found.assign(
        outlet=[corpus.names.get(name, name) for name in found["outlet"].fillna(UNKNOWN)],
        published=[dates.words(day) if day else "not known" for day in found["published"].fillna("")],
        words=found["words"] + found["han"],
    ).sort_values(["outlet", "position"])[["outlet", "title", "published", "words", "article"]]


def corpus_answer(found: pd.DataFrame, whose: str = "The study") -> Answer:
    """How many articles, from how many outlets, and how many without a date or an outlet."""
    undated = int((found["published"] == "not known").sum())
    homeless = int((found["outlet"] == UNKNOWN).sum())
    outlets = found.loc[found["outlet"] != UNKNOWN, "outlet"].nunique()
    text = (
        f"{whose} holds {many(len(found), 'article')} from {many(outlets, 'outlet')}, with {found['words'].sum():,} "
        f"words; a Chinese character counts as one. {many(undated, 'article')} without a date, "
        f"{homeless} without an outlet."
    )
    return Answer(text, {"articles": len(found), "outlets": outlets, "undated": undated})


def outlets_title(found: pd.DataFrame) -> str:
    """Which outlet has most articles; where several have, that they do."""
    counts = found.loc[found["outlet"] != UNKNOWN, "outlet"].value_counts()
    first = sorted(counts[counts == counts.max()].index)
    if len(first) == 1:
        return f"{first[0]} has the most articles: {counts.max()} of {len(found)}"
    return (
        f"{' and '.join([', '.join(first[:-1]), first[-1]])} have the most articles: "
        f"{counts.max()} each of {len(found)}"
    )


def many(number: int, noun: str) -> str:
    """``1 article``, ``36 articles``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def mentions(corpus: Corpus, topic: str) -> pd.DataFrame:
    """One row an article that names a term or an entity of the topic: outlet, title, mentions, article.

    Raises AnalysisError for a topic that is none, and for one whose terms were not counted since they changed.
    """
    if waiting := corpus.uncounted(topic):
        raise AnalysisError(
            f"not counted yet: {', '.join(waiting)}",
            where=f"topic {topic}",
            do="Count them: make data ACCEPT=1; of an imported corpus: make data CORPUS=NAME ACCEPT=1",
        )
    found = corpus.mentions[corpus.mentions["term"].isin(corpus.topics[topic].vocabulary)]
    summed = found.groupby("article", as_index=False)["count"].sum().rename(columns={"count": "mentions"})
    joined = articles(corpus).merge(summed, on="article")
    return joined.sort_values(["mentions", "article"], ascending=[False, True])[
        ["outlet", "title", "mentions", "article"]
    ]


def claims(corpus: Corpus, topic: str) -> pd.DataFrame:
    """The coded claims about a thing of the topic: who says it, stance, statement, where it stands, rows (its id).

    Where coders' rows were settled, also who coded each and what was adjudicated.
    """
    wanted = set(corpus.topics[topic].entities)
    found = corpus.claims[corpus.claims["article"].isin(corpus.titles)]
    about = found["about"].fillna("").astype(str)
    found = found[about.map(lambda cell: bool(wanted & set(cell.split("|")))).astype(bool)]
    coders = ledger.told("claims", corpus.study)
    shown = found.assign(
        speaker=[corpus.names.get(speaker, speaker) for speaker in found["speaker"]],
        where=[
            f"{corpus.titles.get(article, article)}, paragraph {place}"
            for article, place in zip(found["article"], found["paragraph"], strict=True)
        ],
        rows=found["id"],
        coders=[coders.get(row, "not settled") for row in found["id"]],
    )
    columns = ["speaker", "speaker_type", "stance", "statement", "where", *(["coders"] if coders else []), "rows"]
    return shown[columns]


def stances(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """Claims by kind of speaker and stance, in words: row, column, value, rows (their ids)."""
    grouped = found.groupby(["speaker_type", "stance"])["rows"]
    table = grouped.agg(value="size", rows="|".join).reset_index()
    named = table.assign(row=table["speaker_type"].map(label(corpus)), column=table["stance"].map(label(corpus)))
    return named[["row", "column", "value", "rows"]]


def stances_title(corpus: Corpus, found: pd.DataFrame) -> str:
    """Who speaks against it most, or, where nobody does, who speaks of it most."""
    against = found[found["stance"] == "against"]
    chosen, what = (against, "claims against it") if len(against) else (found, "claims about it")
    most = chosen["speaker_type"].value_counts()
    return f"Of {len(chosen)} {what}, {most.iloc[0]} are of the kind “{label(corpus)(most.index[0])}”"


def label(corpus: Corpus) -> Callable[[str], str]:
    """The words that the codebook has for a value."""
    kinds = corpus.kinds
    return lambda value: kinds[value][0] if value in kinds else value


def topic_answer(corpus: Corpus, topic: str) -> Answer:
    """Where a topic is named and who takes which side; that it is named nowhere is an answer too."""
    named, said = mentions(corpus, topic), claims(corpus, topic)
    question = f"**{corpus.topics[topic].question}**"
    if named.empty:
        text = f"{question} The articles do not mention it: none of its terms stands in any of {len(corpus.articles)}."
        return Answer(text, {"articles": 0, "claims": 0})
    sides = said["stance"].value_counts()
    text = (
        f"{question} {len(named)} of {many(len(corpus.articles), 'article')} name it. "
        f"They hold {many(len(said), 'coded claim')} about it: {sides.get('for', 0)} for, {sides.get('against', 0)} "
        f"against, {sides.get('asks-for-more', 0)} that ask for more."
    )
    return Answer(text, {"articles": len(named), "claims": len(said)})


def search_answer(lines: Concordance) -> Answer:
    """How often a query is found, in how many articles of how many outlets."""
    outlets = hits(lines)["group"].nunique()
    text = f"{lines.said} They are of {many(outlets, 'outlet')}." if len(lines) else lines.said
    return Answer(text, {"hits": len(lines), "articles": lines.n_articles, "outlets": outlets})


def hits(lines: Concordance) -> pd.DataFrame:
    """One row a hit: group (its outlet), item (where it stands)."""
    found = lines.lines()
    return found.assign(
        group=found["outlet"].fillna(UNKNOWN), item=found["article"] + ", paragraph " + found["paragraph"].astype(str)
    )[["group", "item"]]


def hits_title(lines: Concordance) -> str:
    """Which outlet has most hits; where several have, how many each."""
    counts = hits(lines)["group"].value_counts()
    first = sorted(counts[counts == counts.max()].index)
    if len(first) == 1:
        return f"{first[0]} has most hits of “{lines.query}”: {counts.max()} of {len(lines)}"
    return f"{len(first)} outlets have most hits of “{lines.query}”: {counts.max()} each of {len(lines)}"
