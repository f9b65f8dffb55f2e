"""Findings: tidy tables, and the sentences computed from them. Notebooks show them; nothing here draws.

A person writes a sentence, and a table fills it, so that it changes with the rows. Each begins with who says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import Answer, dates

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analysis.corpus import Corpus

UNKNOWN = "outlet not known"


def articles(corpus: Corpus, outlet: str = "") -> pd.DataFrame:
    """One row an article: outlet, title, published (in words), words, article. outlet: only this one's."""
    found = corpus.articles
    found = found[found["outlet"] == outlet] if outlet else found
    return found.assign(
        outlet=found["outlet"].map(corpus.names).fillna(UNKNOWN),
        published=[dates.words(day) if day else "not known" for day in found["published"].fillna("")],
        words=found["words"] + found["han"],
    ).sort_values(["outlet", "position"])[["outlet", "title", "published", "words", "article"]]


def corpus_answer(found: pd.DataFrame) -> Answer:
    """How many articles, from how many outlets, and how many without a date."""
    undated = int((found["published"] == "not known").sum())
    outlets = found["outlet"].nunique()
    text = (
        f"The study holds {len(found)} invented articles from {outlets} outlets, with {found['words'].sum():,} words; "
        f"a Chinese character counts as one. {undated} of them have no date."
    )
    return Answer(text, {"articles": len(found), "outlets": outlets, "undated": undated})


def mentions(corpus: Corpus, topic: str) -> pd.DataFrame:
    """One row an article that names a term or an entity of the topic: outlet, title, mentions, article."""
    wanted = corpus.topics[topic].vocabulary
    found = corpus.mentions[corpus.mentions["term"].isin(wanted)]
    summed = found.groupby("article", as_index=False)["count"].sum().rename(columns={"count": "mentions"})
    joined = articles(corpus).merge(summed, on="article")
    return joined.sort_values(["mentions", "article"], ascending=[False, True])[
        ["outlet", "title", "mentions", "article"]
    ]


def claims(corpus: Corpus, topic: str) -> pd.DataFrame:
    """The coded claims about a thing of the topic: who says it, stance, statement, where it stands, rows (its id)."""
    wanted = set(corpus.topics[topic].entities)
    found = corpus.claims
    found = found[[bool(wanted & set(about.split("|"))) for about in found["about"].fillna("")]]
    return found.assign(
        speaker=[corpus.names.get(speaker, speaker) for speaker in found["speaker"]],
        where=[
            f"{corpus.titles[article]}, paragraph {place}"
            for article, place in zip(found["article"], found["paragraph"], strict=True)
        ],
        rows=found["id"],
    )[["speaker", "speaker_type", "stance", "statement", "where", "rows"]]


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
    asked = corpus.topics[topic]
    named, said = mentions(corpus, topic), claims(corpus, topic)
    if named.empty:
        looked = (
            "None of its terms stands in any of the articles."
            if not corpus.uncounted(topic)
            else "Its terms were not counted yet."
        )
        return Answer(f"**{asked.question}** The articles do not mention it. {looked}", {"articles": 0, "claims": 0})
    sides = said["stance"].value_counts()
    text = (
        f"**{asked.question}** {len(named)} of {len(corpus.articles)} articles name it. "
        f"They hold {len(said)} coded claims about it: {sides.get('for', 0)} for, {sides.get('against', 0)} against, "
        f"{sides.get('asks-for-more', 0)} that ask for more."
    )
    return Answer(text, {"articles": len(named), "claims": len(said)})
