"""Who appears in which article, and what they do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import wording
from analysis.sentence import Sentence, sentence, together
from cmpstudy import marks
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

# Who is looked for, with the accounts and pen names that belong to them.
WHO = {
    "peoples-daily": ("peoples-daily", "peoples-daily-online", "zhong-sheng"),
    "xinhua": ("xinhua", "xinhua-online-matters"),
    "weibo": ("weibo",),
    "wechat": ("wechat",),
    "xi-jinping": ("xi-jinping",),
}
# What a row says of them: table -> columns, by what they do.
DOES: dict[str, dict[str, tuple[str, ...]]] = {
    "speaks or acts": {
        "statements": ("speaker",),
        "support": ("speaker",),
        "coverage": ("claim_holder", "speaker"),
        "phrases": ("speaker",),
        "events": ("actor",),
        "numbers": ("claimed_by",),
    },
    "carries others": {
        "statements": ("outlet",),
        "support": ("outlet", "relayed_via"),
        "coverage": ("outlet",),
        "reprints": ("carrier",),
        "phrases": ("outlet",),
        "events": ("place",),
    },
    "is spoken of": {"statements": ("about",)},
}
# The strongest part that somebody has in an article gives the shade.
LOOKS = {"speaks or acts": ("speaks or acts", "#3F3F3F"), "carries others": ("carries others", "#8C8C8C")}
LOOKS |= {"is spoken of": ("is only spoken of", "#BDBDBD")}


@once
def presence(corpus: Corpus) -> pd.DataFrame:
    """One row an article and who appears in it: row (title), column (who), words (what they do), kind (the strongest),
    rows, article.

    Whoever carries only their own words, such as a paper its own headline, speaks.
    """
    import pandas as pd

    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for does, tables in DOES.items():
        for table, columns in tables.items():
            for row in corpus.frame(table).to_dict("records"):
                for who, names in WHO.items():
                    if any(_named(row[column], names) for column in columns) and not (
                        does == "carries others" and _named(row.get("speaker") or row.get("origin"), names)
                    ):
                        found.setdefault((row["article"], who), {}).setdefault(does, []).append(row["id"])
    out = []
    for article in corpus.titles:
        for who in WHO:
            if parts := found.get((article, who)):
                kept = [does for does in DOES if does in parts and (does != "is spoken of" or len(parts) == 1)]
                out.append(
                    {
                        "row": corpus.titles[article],
                        "column": corpus.name(who),
                        "words": wording.join([does.replace("is spoken of", "spoken of") for does in kept]),
                        "kind": kept[0],
                        "rows": together(name for names in parts.values() for name in names),
                        "article": article,
                    }
                )
    return pd.DataFrame(out, columns=["row", "column", "words", "kind", "rows", "article"])


def _named(cell: object, names: tuple[str, ...]) -> bool:
    return isinstance(cell, str) and bool(set(cell.split("|")) & set(names))


def head(corpus: Corpus, frame: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure; frame: what it draws."""
    articles = frame.groupby("column")["article"].nunique()
    most, number = (articles.idxmax(), int(articles.max())) if len(articles) else ("", 0)
    second, third = corpus.name("xinhua"), corpus.name("xi-jinping")
    carries = frame[frame["words"].str.contains("carries")].groupby("column")["article"].nunique()
    return {
        "title": sentence(
            "{most} appears in {number} of {all} articles, and nobody in all: {second} is in {two}, {third} in {three}",
            rows=marks.behind(frame[frame["column"].isin([most, second, third])], ["column", "article"]),
            holds={
                "one appears in most": int((articles == articles.max()).sum()) == 1,
                "nobody is in all": number < len(corpus.titles),
            },
            most=most,
            number=number,
            all=len(corpus.titles),
            second=second,
            two=int(articles.get(second, 0)),
            third=third,
            three=int(articles.get(third, 0)),
        ),
        "subtitle": sentence(
            "Who speaks or acts, who carries the words of others, and who is only spoken of, by article",
            rows=together(frame["rows"]),
            holds={"somebody carries": len(carries) > 0},
        ),
        "source": marks.source(corpus, frame["rows"]),
    }
