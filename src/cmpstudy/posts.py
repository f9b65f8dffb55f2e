"""Posts whose fate the articles follow, and the one of Zhao Shengye as two articles tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates
from analysis.sentence import TOGETHER, Row, Sentence, paragraph, sentence, together
from cmpstudy import marks
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

LOOKS = {"gone": ("deleted", "#3F3F3F")}  # an end stands out
PUT, ANSWER, END = "put up", "how it was answered", "what became of it"


def _cards(corpus: Corpus, cards: list[tuple[str, str, Sentence]]) -> pd.DataFrame:
    """Cards of a matrix: row, column, words, kind (of an end), rows, where."""
    import pandas as pd

    out = []
    for row, column, words in cards:
        names = [name for entry in words.rows for name in entry.split(TOGETHER)]
        if not names:
            continue  # its rows are gone: whoever listens to sentences has heard of it
        held = corpus.frame(names[0].rpartition("-")[0]).set_index("id")
        first = held.loc[names[0]] if names[0] in held.index else {"article": "", "paragraph": 0}
        out.append(
            {
                "row": row,
                "column": column,
                "words": words,
                "rows": together(names),
                "where": marks.locator(first["article"], first["paragraph"]),
                "kind": "gone" if column == END else "",
            }
        )
    return pd.DataFrame(out)


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
    names = ("Lao Dongyan's essay, WeChat", "Zhao Shengye's post, Weibo", "Liu Xiaoyuan's piece on it, WeChat")
    lao, zhao, liu = names
    map_, helmet = "Xinhua account's map, Weibo", "Video of a man in a helmet"
    return _cards(
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
                sentence("apparently deleted {day}, by whom is not said", rows=unknown, day=_day(unknown)),
            ),
            (liu, PUT, sentence("{day}", rows=piece, day=piece.when)),
            (liu, ANSWER, sentence("keeps the text of Zhao's post", rows=kept)),
            (map_, PUT, sentence("{day}, in the afternoon", rows=teaser, day=teaser.when)),
            (
                map_,
                ANSWER,
                sentence(
                    "{users} find a border at fault; {paper} rebukes it that night",
                    rows=[found, rebuke],
                    users=found["carrier"],
                    paper=rebuke.name("carrier"),
                ),
            ),
            (map_, END, sentence("deleted {day} by the account itself", rows=own, day=_day(own))),
            (lao, PUT, sentence("{day}, reworked from a talk", rows=essay, day=essay.when)),
            (lao, ANSWER, sentence("hundreds of thousands of views", rows=views)),
            (helmet, PUT, sentence("{day}, by somebody unknown", rows=video, day=video.when)),
            (helmet, ANSWER, sentence("goes viral; Chinese media take it up", rows=[video, taken])),
        ],
    )


def _day(row: Row) -> str:
    """The day and month of a row, without its year."""
    return dates.words(row["date"]).rsplit(" ", 1)[0] if row["date"] else ""


def fates_head(corpus: Corpus, cards: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on five posts; cards: what it draws."""
    own, unknown = _gone(corpus)
    return {
        "title": sentence(
            "Of {posts} posts that CMP follows, one was deleted by its owner and one by nobody named",
            rows=[own, unknown, *marks.behind(cards, "row")],
            posts=cards["row"].nunique(),
        ),
        "subtitle": sentence(
            "How each was put up, answered and ended; an empty cell: CMP tells of no end",
            rows=marks.behind(cards, "row"),
        ),
        "source": marks.source(corpus, cards["rows"]),
    }


def fates_answer(corpus: Corpus) -> Sentence:
    """Which posts were deleted, after what, and by whom."""
    own, unknown = _gone(corpus)
    notice = Row(corpus, "statements-0141", speaker="weibo")
    rebuke = Row(corpus, "reprints-0070", relation="criticised", carrier="peoples-daily-online", date="2020-10-15")
    post, teaser = Row(corpus, "reprints-0082", date="2020-09-12"), Row(corpus, "reprints-0067", date="2020-10-15")
    return paragraph(
        sentence(
            "By CMP's account {account} deleted its map on {day}, the day after it was put up and rebuked by {critic}.",
            rows=[own, teaser, rebuke],
            account=own.name("carrier"),
            day=own.when,
            critic=rebuke.name("carrier"),
        ),
        sentence(
            "{author}'s post of {put} was apparently deleted on {day}; a notice says that many people had reported it, "
            "and nobody says who deleted it.",
            rows=[post, unknown, notice],
            author=post.name("carrier"),
            put=_day(post),
            day=unknown.when,
        ),
    )


EARLIER, LATER = "apocalyptic-post", "blogger-ccf"


@once
def case(corpus: Corpus) -> pd.DataFrame:
    """Zhao's case as two articles tell it: row (step), column (article), words, rows, where."""
    heads = {EARLIER: "CMP in September 2020", LATER: "CMP in October 2020"}
    put, put_later = Row(corpus, "reprints-0082", date="2020-09-12"), Row(corpus, "reprints-0075", date="")
    many, many_later = Row(corpus, "reprints-0081", date="2020-09-12/2020-09-13"), Row(corpus, "reprints-0076", date="")
    lawyer, reads = Row(corpus, "reprints-0085", date="2020-09-14"), Row(corpus, "numbers-0040", bound="more-than")
    gone, gone_later = _gone(corpus)[1], Row(corpus, "reprints-0077", relation="deleted", carrier="not said")
    notice = Row(corpus, "statements-0141", speaker="weibo")
    after = Row(corpus, "reprints-0088", relation="criticised")
    revoked, members = Row(corpus, "events-0056", date="2020-09-24"), Row(corpus, "statements-0124", speaker="ccf")
    wechat = Row(corpus, "statements-0123", speaker="ccf")
    rule = Row(corpus, "statements-0125", speaker="ccf")
    followers = Row(corpus, "numbers-0031", bound="more-than", unit="person")
    holds = {"the comments are on WeChat": "wechat" in wechat["about"].split("|")}
    cards = [
        ("posted", EARLIER, sentence("{day}, on Weibo, in Chinese and English", rows=put, day=_day(put))),
        ("posted", LATER, sentence("no day given; to more than {followers:,} followers", rows=[put_later, followers], followers=int(followers["value"] or 0))),
        ("read", EARLIER, sentence("more than {reads:,} times by 14 September", rows=reads, reads=int(reads["value"] or 0))),
        ("attacked", EARLIER, sentence("that weekend by many Chinese", rows=many)),
        ("attacked", EARLIER, sentence("{day} by lawyer {who}", rows=lawyer, day=_day(lawyer), who=lawyer.name("carrier"))),
        ("attacked", LATER, sentence("by many Chinese", rows=many_later)),
        ("taken down", EARLIER, sentence("apparently {day}; a notice says many reported it", rows=[gone, notice], day=_day(gone))),
        ("taken down", LATER, sentence("in the end, after the criticism", rows=gone_later)),
        ("attacked again", EARLIER, sentence("on Zhao's account, after the deletion", rows=after)),
        ("punished", LATER, sentence("{day}: the {who} says that it revoked his membership", rows=revoked, day=_day(revoked), who=revoked.name("actor"))),
        ("punished", LATER, sentence("its grounds: Article 21, members' complaints, his comments on WeChat", rows=[rule, members, wechat], holds=holds)),
    ]  # fmt: skip
    return _cards(corpus, [(row, heads[column], words) for row, column, words in cards])


def case_head(corpus: Corpus, cards: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on Zhao's case; cards: what it draws."""
    gone, revoked = _gone(corpus)[1], Row(corpus, "events-0056", actor="ccf", date="2020-09-24")
    put = Row(corpus, "reprints-0082", date="2020-09-12")
    held = {
        name: dates.span(row["date"]).first
        for name, row in (("put", put), ("gone", gone), ("revoked", revoked))
        if row["date"]
    }
    days = [(held[name] - held["put"]).days if {"put", name} <= set(held) else 0 for name in ("gone", "revoked")]
    return {
        "title": sentence(
            "Apparently deleted after {first} days, its author punished after {second}: one post, as two articles tell it",
            rows=[put, gone, revoked],
            first=days[0],
            second=days[1],
        ),
        "subtitle": sentence(
            "What became of Zhao Shengye's post of {day}, step by step, by the article that says so",
            rows=[put, together(cards["rows"])],
            day=put.when,
        ),
        "source": marks.source(corpus, cards["rows"]),
    }
