"""Posts whose fate the articles follow, and the one of Zhao Shengye as two articles tell it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis import dates
from analysis.sentence import Row, Sentence, paragraph, sentence
from cmpstudy import marks
from cmpstudy.cards import day, grid
from cmpstudy.corpus import months
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

LOOKS = {"gone": ("deleted", "#3F3F3F")}  # an end stands out
PUT, ANSWER, END = "put up", "response", "end"


def _gone(corpus: Corpus) -> tuple[Row, Row]:
    """The two deletions: by the account itself, and by nobody named."""
    own = Row(corpus, "reprints-0071", relation="deleted", carrier="xinhua-online-matters", date="2020-10-16")
    return own, Row(corpus, "reprints-0087", relation="deleted", carrier="not said", certainty="hedged")


@once
def fates(corpus: Corpus) -> pd.DataFrame:
    """Five posts, from being put up to their end: row (post), column (stage), words, rows, where."""
    essay, views = Row(corpus, "reprints-0064", relation="revised"), Row(corpus, "numbers-0027", bound="order")
    teaser = Row(corpus, "reprints-0067", relation="posted", date="2020-10-15")
    found = Row(corpus, "reprints-0069", relation="criticised", date="")
    rebuke = Row(corpus, "reprints-0070", relation="criticised", carrier="peoples-daily-online", date="2020-10-15")
    post = Row(corpus, "reprints-0082", relation="posted", date="2020-09-12")
    comments, lawyer = (
        Row(corpus, "numbers-0039", bound="more-than"),
        Row(corpus, "reprints-0085", relation="criticised"),
    )
    piece, kept = Row(corpus, "reprints-0083", relation="posted"), Row(corpus, "reprints-0084", relation="archived")
    video, taken = Row(corpus, "reprints-0034", relation="posted"), Row(corpus, "reprints-0035", relation="carried")
    own, unknown = _gone(corpus)
    weibo, wechat = corpus.name("weibo"), corpus.name("wechat")
    lao, zhao = f"{essay.name('carrier')}'s essay, {wechat}", f"{post.name('carrier')}'s post, {weibo}"
    liu, map_ = f"{lawyer.name('carrier')}'s piece on it, {wechat}", f"{teaser.name('carrier')}: a map, {weibo}"
    helmet = "Video of a man in a helmet"
    made = grid(
        corpus,
        [
            (zhao, PUT, sentence("{day}", rows=post, day=post.when)),
            (
                zhao,
                ANSWER,
                sentence(
                    "more than {comments:,} comments; {who} attacks it",
                    rows=[comments, lawyer],
                    comments=int(comments["value"] or 0),
                    who=lawyer.name("carrier"),
                ),
            ),
            (
                zhao,
                END,
                sentence("apparently deleted {day}; CMP does not say by whom", rows=unknown, day=day(unknown)),
            ),
            (liu, PUT, sentence("{day}, with the text of the post", rows=[piece, kept], day=piece.when)),
            (map_, PUT, sentence("{day}, in the afternoon", rows=teaser, day=teaser.when)),
            (
                map_,
                ANSWER,
                sentence(
                    "{users} find a border wrong; {paper} rebukes it that night, as CMP reads it",
                    rows=[found, rebuke],
                    users=found["carrier"],
                    paper=rebuke.name("carrier"),
                ),
            ),
            (map_, END, sentence("deleted {day} by its own account", rows=own, day=day(own))),
            (lao, PUT, sentence("reworked from a talk, {day}", rows=essay, day=essay.when)),
            (lao, ANSWER, sentence("hundreds of thousands of views", rows=views)),
            (helmet, PUT, sentence("{day}; CMP does not say by whom", rows=video, day=video.when)),
            (helmet, ANSWER, sentence("goes viral; Chinese media report it", rows=[video, taken])),
        ],
    )
    return made.assign(kind=["gone" if column == END else "" for column in made["column"]])


def fates_head(corpus: Corpus, cards: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on five posts; cards: what it draws."""
    own, unknown = _gone(corpus)
    return {
        "title": sentence(
            "Of {posts} posts that CMP mentions, {gone} were deleted: one by its own account, one apparently, and CMP "
            "does not say by whom",
            rows=[own, unknown, *marks.behind(cards, "row")],
            posts=cards["row"].nunique(),
            gone=int((cards["column"] == END).sum()),
        ),
        "subtitle": sentence(
            "How each of the {posts} went up, what people answered, and how it ended, where CMP says so",
            rows=marks.behind(cards, "row"),
            posts=cards["row"].nunique(),
        ),
        "source": marks.source(corpus, cards["rows"]),
    }


def fates_answer(corpus: Corpus) -> Sentence:
    """Which posts were deleted, after what, and by whom."""
    own, unknown = _gone(corpus)
    notice = Row(corpus, "statements-0141", speaker="weibo")
    rebuke = Row(corpus, "reprints-0070", relation="criticised", carrier="peoples-daily-online", date="2020-10-15")
    post, teaser = Row(corpus, "reprints-0082", date="2020-09-12"), Row(corpus, "reprints-0067", date="2020-10-15")
    reading = Row(corpus, "statements-0115", speaker="cmp", form="own")
    cards = fates(corpus)
    open_ended = cards[~cards["row"].isin(cards.loc[cards["column"] == END, "row"])]
    return paragraph(
        sentence(
            "By CMP's account {account} announced its map on {put}. {critic}, as CMP reads it, rebuked it that night. "
            "The account deleted the post the next day.",
            rows=[own, teaser, rebuke, reading],
            account=own.name("carrier"),
            put=teaser.when,
            critic=rebuke.name("carrier"),
        ),
        sentence(
            "{author}'s post of {put} was apparently deleted on {day}; a notice said that many people had reported it, "
            "and CMP does not say who deleted it.",
            rows=[post, unknown, notice],
            author=post.name("carrier"),
            put=day(post),
            day=unknown.when,
        ),
        sentence(
            "CMP does not say how the other {others} ended.",
            rows=marks.behind(open_ended, "row"),
            others=open_ended["row"].nunique(),
        ),
    )


EARLIER, LATER = "apocalyptic-post", "blogger-ccf"


@once
def case(corpus: Corpus) -> pd.DataFrame:
    """Zhao's case as two articles tell it: row (step), column (article), words, rows, where."""
    heads = {name: f"CMP in {months(corpus, [name])}" for name in (EARLIER, LATER)}
    put, put_later = Row(corpus, "reprints-0082", date="2020-09-12"), Row(corpus, "reprints-0075", date="")
    many, many_later = Row(corpus, "reprints-0081", date="2020-09-12/2020-09-13"), Row(corpus, "reprints-0076", date="")
    lawyer, reads = Row(corpus, "reprints-0085", date="2020-09-14"), Row(corpus, "numbers-0040", bound="more-than")
    gone, gone_later = _gone(corpus)[1], Row(corpus, "reprints-0077", relation="deleted", carrier="not said")
    notice = Row(corpus, "statements-0141", speaker="weibo")
    after = Row(corpus, "reprints-0088", relation="criticised")
    revoked, members = Row(corpus, "events-0056", date="2020-09-24"), Row(corpus, "statements-0124", speaker="ccf")
    wechat = Row(corpus, "statements-0123", speaker="ccf")
    rule = Row(corpus, "statements-0125", speaker="ccf")
    followers = Row(corpus, "numbers-0033", bound="more-than", unit="person")
    followers_later = Row(corpus, "numbers-0031", bound="more-than", unit="person")
    comments, shares = Row(corpus, "numbers-0039", bound="more-than"), Row(corpus, "numbers-0038", bound="less-than")
    holds = {"the comments are on the platform": "wechat" in wechat["about"].split("|")}
    cards = [
        (
            "posted",
            EARLIER,
            sentence(
                "{day}, on {platform}, in Chinese and English", rows=put, day=day(put), platform=corpus.name("weibo")
            ),
        ),
        (
            "posted",
            LATER,
            sentence(
                "no day given; to more than {followers:,} followers",
                rows=[put_later, followers_later],
                followers=int(followers_later["value"] or 0),
            ),
        ),
        (
            "posted",
            EARLIER,
            sentence("to more than {followers:,} followers", rows=followers, followers=int(followers["value"] or 0)),
        ),
        (
            "noticed",
            EARLIER,
            sentence(
                "by {day} read more than {reads:,} times, commented on more than {comments:,} times and shared nearly "
                "{shares:,} times",
                rows=[reads, comments, shares],
                reads=int(reads["value"] or 0),
                comments=int(comments["value"] or 0),
                shares=int(shares["value"] or 0),
                day=day(reads),
            ),
        ),
        ("attacked", EARLIER, sentence("that weekend by many Chinese", rows=many)),
        (
            "attacked",
            EARLIER,
            sentence("{day} by lawyer {who}", rows=lawyer, day=day(lawyer), who=lawyer.name("carrier")),
        ),
        ("attacked", LATER, sentence("by many Chinese", rows=many_later)),
        (
            "taken down",
            EARLIER,
            sentence("apparently {day}; a notice says many reported it", rows=[gone, notice], day=day(gone)),
        ),
        ("taken down", LATER, sentence("in the end, after the criticism", rows=gone_later)),
        ("attacked again", EARLIER, sentence("on his account, after the deletion", rows=after)),
        (
            "punished",
            LATER,
            sentence(
                "{day}: the {who} says that it revoked his membership",
                rows=revoked,
                day=day(revoked),
                who=revoked.name("actor"),
            ),
        ),
        (
            "punished",
            LATER,
            sentence(
                "its grounds: Article {number}, members' complaints, his comments on {platform}",
                rows=[rule, members, wechat],
                holds=holds,
                number="".join(re.findall(r"article (\d+)", rule["statement"])),
                platform=corpus.name("wechat"),
            ),
        ),
    ]
    return grid(corpus, [(row, heads[column], words) for row, column, words in cards]).drop(columns="kind")


def case_head(corpus: Corpus, cards: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on Zhao's case; cards: what it draws."""
    gone, revoked = _gone(corpus)[1], Row(corpus, "events-0056", actor="ccf", date="2020-09-24")
    put = Row(corpus, "reprints-0082", date="2020-09-12")
    held = {
        name: dates.days(dates.span(row["date"]))[0]
        for name, row in (("put", put), ("gone", gone), ("revoked", revoked))
        if row["date"]
    }
    days = [(held[name] - held["put"]).days if {"put", name} <= set(held) else 0 for name in ("gone", "revoked")]
    return {
        "title": sentence(
            "Apparently deleted after {first} days; after {second} a computer society said that it had expelled the "
            "author",
            rows=[put, gone, revoked],
            first=days[0],
            second=days[1],
        ),
        "subtitle": sentence(
            "What became of {who}'s post of {day}, by which of {articles} articles says so",
            rows=[put, *marks.behind(cards, "column")],
            who=put.name("carrier"),
            day=put.when,
            articles=cards["column"].nunique(),
        ),
        "source": marks.source(corpus, cards["rows"]),
    }
