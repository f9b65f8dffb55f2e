"""What is in the corpus: whose words, which dates, what was left out."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from analysis import dates, wording
from analysis.errors import AnalysisError
from analysis.sentence import Sentence, places, sentence, together
from cmpstudy.made import MADE
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

VOICES = ("cmp", "quoted", "translated", "caption")
VOICE_WORDS = {
    "cmp": "CMP's own text",
    "cmp-quoted": "quotations inside CMP's text",
    "quoted": "passages set off as quotations",
    "translated": "translated blocks",
    "caption": "captions",
}


# Other people's words have a colour of their own; CMP's are the paper on which they stand.
VOICE_LOOKS = {"cmp": ("CMP", "pale"), "cmp-quoted": ("Quoted within CMP’s text", "#B8B1DB")}


def voice_kinds(corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Labels and hues of voices, for charts of whose words a text is made of."""
    looks = dict(corpus.kinds)
    order = [voice for voice in VOICE_WORDS if voice in looks or voice in VOICE_LOOKS]
    return {voice: VOICE_LOOKS.get(voice) or looks.pop(voice) for voice in order} | {
        value: look for value, look in looks.items() if value not in order
    }


@once
def voice_shares(corpus: Corpus) -> pd.DataFrame:
    """Whose words, by article: article, title, voice (a key of VOICE_WORDS), words, share (of the article's words).

    CMP's paragraphs are split: words inside quotation marks are somebody else's. Sorted by the share of words that are
    not CMP's own, the largest first.
    """
    import pandas as pd

    frame = corpus.paragraphs
    inline = frame[frame["voice"] == "cmp"].assign(voice="cmp-quoted", words=lambda f: f["quoted_words"])
    own = frame.assign(words=frame["words"] - frame["quoted_words"])
    parts = pd.concat([own, inline]).groupby(["article", "voice"], as_index=False)["words"].sum()
    parts = parts[parts["words"] > 0]
    parts["share"] = (parts["words"] / parts.groupby("article")["words"].transform("sum")).astype(float)
    parts["title"] = parts["article"].map(corpus.titles)
    others = parts[parts["voice"] != "cmp"].groupby("article")["share"].sum()
    parts["order"] = parts["article"].map(others).fillna(0.0)
    parts["rank"] = parts["voice"].map(list(VOICE_WORDS).index)
    ordered = parts.sort_values(["order", "article", "rank"], ascending=[False, True, True])
    return ordered[["article", "title", "voice", "words", "share"]].reset_index(drop=True)


@once
def borrowed(corpus: Corpus) -> pd.DataFrame:
    """Share of each article's words in translated or quoted blocks: article, title, words, block_words, share; largest
    first.
    """
    frame = corpus.paragraphs
    blocks = frame[frame["voice"].isin(["translated", "quoted"])].groupby("article")["words"].sum()
    out = frame.groupby("article", as_index=False)[["words"]].sum()
    out["block_words"] = out["article"].map(blocks).fillna(0).astype(int)
    out["share"] = (out["block_words"] / out["words"]).astype(float)
    out["title"] = out["article"].map(corpus.titles)
    return out.sort_values(["share", "article"], ascending=[False, True])[
        ["article", "title", "words", "block_words", "share"]
    ].reset_index(drop=True)


def attrition(corpus: Corpus) -> pd.DataFrame:
    """How many articles reach each stage: stage, articles, left_out, why. Raises AnalysisError where it does not add
    up.
    """
    import pandas as pd

    articles = corpus.articles
    coded = {
        article
        for name in ("support", "coverage", "reprints", "phrases", "events", "numbers", "statements")
        for article in corpus.frame(name)["article"]
    }
    charted = coded & set(corpus.paragraphs["article"])
    dated = articles[articles["published"].notna()]
    exact = [
        article
        for article, published in zip(dated["article"], dated["published"], strict=True)
        if dates.span(published).exact
    ]
    stages = [
        ("received", len(articles), "one listing page"),
        ("parsed", corpus.paragraphs["article"].nunique(), "recognised by the hash of its text"),
        ("dated", len(dated), f"{len(exact)} to the day, {len(dated) - len(exact)} as a range or with reserve"),
        ("coded", len(coded), "at least one record"),
        ("charted", len(charted), "in at least one figure"),
    ]
    out, before = [], len(articles)
    for stage, number, why in stages:
        if number > before:
            raise AnalysisError(
                f"{number} articles are {stage}, but only {before} reached the stage before",
                where="attrition",
                do="A table holds an article that the manifest does not; compare data/raw/articles.csv.",
            )
        out.append({"stage": stage, "articles": number, "left_out": before - number, "why": why})
        if stage != "dated":  # an article without a date goes on all the same
            before = number
    return pd.DataFrame(out)


@once
def publication(corpus: Corpus) -> pd.DataFrame:
    """When each article appeared: article, title, published (EDTF), first, last (days), days, said (words), basis;
    latest first.

    An article without a date is left out, and `attrition` counts it. days is missing where a date has an open end.
    """
    import pandas as pd

    out = corpus.articles[["article", "title", "published", "published_basis", "position"]].rename(
        columns={"published_basis": "basis"}
    )
    out = out[out["published"].notna()].sort_values("position").drop(columns="position").reset_index(drop=True)
    spans = [dates.span(published) for published in out["published"]]
    out["first"], out["last"] = [span.first for span in spans], [span.last for span in spans]
    days = [(span.last - span.first).days + 1 if span.first and span.last else None for span in spans]
    out["days"] = pd.array(days, dtype="Int64") if None in days else days
    out["said"] = [dates.words(published) for published in out["published"]]
    return out


def sizes(corpus: Corpus) -> pd.DataFrame:
    """The articles in order: article, title, published in words, paragraphs, words, chinese characters, coded rows."""
    out = corpus.articles.sort_values("position")[
        ["article", "title", "published", "paragraphs", "words", "han"]
    ].reset_index(drop=True)
    out["published"] = out["published"].map(dates.words, na_action="ignore").fillna("unknown")
    coded = {
        name: corpus.frame(name)["article"].value_counts()
        for name in ("support", "coverage", "reprints", "phrases", "events", "numbers", "statements")
    }
    out["coded_rows"] = [sum(int(counts.get(article, 0)) for counts in coded.values()) for article in out["article"]]
    return out


def months(corpus: Corpus, articles: Collection[str] = ()) -> str:
    """The span of the corpus, or of some articles: ``August 2020 to February 2021``; empty where none has a date."""
    published = publication(corpus)
    published = published[published["article"].isin(articles or published["article"])]
    ends = [[day for day in published[column] if day] for column in ("first", "last")]
    if not all(ends):
        return ""
    first, last = (dates.words(day.strftime("%Y-%m")) for day in (min(ends[0]), max(ends[1])))
    return first if first == last else f"{first} to {last}"


def exactly_dated(corpus: Corpus) -> pd.DataFrame:
    """The articles that can be dated to the day."""
    articles = corpus.articles
    return articles[[isinstance(day, str) and dates.span(day).exact for day in articles["published"]]]


def _blocks(corpus: Corpus) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Articles of which a third or more stands in blocks, those without a block, and what both rest on."""
    shares, frame = borrowed(corpus), corpus.paragraphs
    many, none = shares[shares["share"] >= 1 / 3], shares[shares["block_words"] == 0]
    blocks = frame[frame["voice"].isin(["translated", "quoted"]) & frame["article"].isin(many["article"])]
    rest = [together(places("paragraphs", group)) for _, group in blocks.groupby("article")]
    return many, none, [*rest, *places("articles", none)]


def facts(corpus: Corpus) -> dict:
    """Numbers on what the corpus holds."""
    (many, none, _), frame = _blocks(corpus), corpus.paragraphs
    return {
        "articles": len(corpus.articles),
        "paragraphs": len(frame),
        "words": frame["words"].sum(),
        "han": frame["han"].sum(),
        "articles_mostly_blocks": len(many),
        "articles_without_blocks": len(none),
        "lowest_block_share": round(float(many["share"].min()), 3),
        "highest_block_share": round(float(many["share"].max()), 3),
        "articles_dated_to_the_day": len(exactly_dated(corpus)),
        "mentions": corpus.mentions["count"].sum(),
        "glosses": len(corpus.glossary),
        "reuse_pairs": len(corpus.reuse),
    }


def voice_head(corpus: Corpus, shares: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on whose words; shares: what it draws."""
    (many, _, rest), total = _blocks(corpus), borrowed(corpus)
    drawn = corpus.paragraphs.loc[lambda frame: frame["article"].isin(shares["article"])]
    return {
        "title": sentence(
            "In {many} of {articles} {articles:article/articles} a third or more of the words are in blocks "
            "of translation or quotation",
            rows=[*rest, *places("articles", total)],
            many=len(many),
            articles=len(total),
        ),
        "subtitle": sentence(
            "Share of each article's words by whose they are; {words:,} words in {articles} "
            "{articles:article/articles}",
            rows=places("paragraphs", drawn[drawn["words"] > 0]),
            words=shares["words"].sum(),
            articles=shares["article"].nunique(),
        ),
        "source": sentence(
            "Source: CMP staff articles, {months}; {paragraphs:,} {paragraphs:paragraph/paragraphs} coded by "
            "whose words they are. {made}",
            rows=places("paragraphs", drawn),
            months=months(corpus),
            paragraphs=len(drawn),
            made=MADE,
        ),
    }


def date_head(corpus: Corpus, published: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and source of the figure on dates of publication; published: what it draws."""
    return {
        "title": date_title(corpus),
        "subtitle": sentence(
            "Days on which each article may have appeared; {articles} {articles:article/articles}",
            rows=places("articles", published),
            articles=len(published),
        ),
        "source": f"Source: cues in {wording.spell(len(corpus.titles))} CMP staff articles and their addresses. {MADE}",
    }


def date_title(corpus: Corpus) -> Sentence:
    """How many articles can be dated to the day, and how wide the widest range is."""
    exact, frame = exactly_dated(corpus), publication(corpus)
    days, undated = frame["days"].dropna(), len(corpus.articles) - len(frame)
    if frame.empty:
        return sentence(
            "None of {articles} {articles:article/articles} has a date", rows="articles", articles=len(corpus.articles)
        )
    dated: dict[str, Any] = {
        "rows": "articles",
        "exact": wording.spell(len(exact)),
        "articles": len(corpus.articles),
        "days": wording.figure(days.max() if len(days) else 0, "day"),
    }
    if undated:
        return sentence(
            "{exact} of {articles} {articles:article/articles} can be dated to the day; the widest range is {days}; "
            "{undated} {undated:has/have} no date",
            undated=undated,
            **dated,
        )
    return sentence(
        "{exact} of {articles} {articles:article/articles} can be dated to the day; the widest range is {days}",
        holds={"some date is a range": len(days) > 0 and days.max() > 1},
        **dated,
    )
