"""The figure of a topic: what an editor chose to draw of it, in which form. A topic without one has its terms drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.sentence import Row, Sentence, sentence, together
from cmpstudy import marks, posts
from cmpstudy.answers import speaks_of_the_party
from cmpstudy.cards import day, grid

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus


@dataclass(frozen=True)
class Picture:
    """What `charts` is told: the name of a form, what it draws, its words, and the ids of its caveats."""

    form: str
    drawn: Any
    told: Mapping[str, object]
    caveats: tuple[str, ...]


def of(corpus: Corpus, topic: str) -> Picture | None:
    """The figure that was chosen for a topic; None where none was."""
    return CHOSEN[topic](corpus) if topic in CHOSEN else None


def _head(corpus: Corpus, slug: str, title: Sentence, subtitle: Sentence, rows: Iterable[str]) -> dict[str, object]:
    return {"slug": slug, "title": title, "subtitle": subtitle, "source": marks.source(corpus, rows)}


def _told(corpus: Corpus, cards: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Cards written by hand, each from one coded row."""
    return grid(corpus, [(row, column, sentence(words, rows=Row(corpus, name))) for row, column, words, name in cards])


def media_policy(corpus: Corpus) -> Picture:
    used = corpus.phrases.loc[lambda frame: frame["article"] == "revisiting-media-policy"]
    norms = used[(used["utterance_id"] == "zhong-sheng-ofcom") & used["position"].gt(1)]
    speech = used[used["utterance_id"] == "xi-2016-speech"]
    comment = Row(corpus, "statements-0002", speaker="zhong-sheng")
    earlier = Row(corpus, "reprints-0001", date="2021-02")
    spoken = Row(corpus, "events-0005", actor="xi-jinping")
    paper, leader = comment.name("outlet"), corpus.name("xi-jinping")
    commentary, excerpts = f"the commentary in {paper}", f"CMP's excerpts of {leader}'s speech"
    norm, party, guide = "norms of reporting", "the Party", "guidance"
    drawn = _told(
        corpus,
        [
            (norm, commentary, "objectivity", "phrases-0003"),
            (norm, commentary, "impartiality", "phrases-0004"),
            (norm, commentary, "truth", "phrases-0005"),
            (norm, commentary, "accuracy", "phrases-0006"),
            (norm, commentary, "journalistic ethics", "phrases-0002"),
            (norm, excerpts, "defend fairness and justice", "phrases-0028"),
            (party, excerpts, "be led by it", "phrases-0010"),
            (party, excerpts, "bear its surname", "phrases-0012"),
            (party, excerpts, "defend its authority", "phrases-0015"),
            (party, excerpts, "love it", "phrases-0017"),
            (party, excerpts, "spread its policies", "phrases-0025"),
            (party, excerpts, "earn its trust", "phrases-0038"),
            (guide, excerpts, "guide public opinion correctly", "phrases-0035"),
            (guide, excerpts, "learn the Marxist view of journalism", "phrases-0024"),
        ],
    )
    return Picture(
        "matrix",
        drawn.drop(columns="kind"),
        _head(
            corpus,
            "norms-and-phrases",
            sentence(
                "A {paper} commentary names {norms} norms; none is in CMP's excerpts of {leader}'s speech, which name "
                "the Party again and again",
                rows=[*norms["id"], together(speech["id"])],
                holds=speaks_of_the_party(norms, speech),
                paper=paper,
                norms=len(norms),
                leader=leader,
            ),
            sentence(
                "What the commentary of {day} claims for Chinese media and the speech of {speech} asks of them, "
                "shortened; CMP chose and cut the excerpts, so what is missing from them may be in the speech",
                rows=[comment, earlier, spoken],
                day=earlier.when,
                speech=spoken.when,
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"]},
        ("C2", "C14"),
    )


def press_cards(corpus: Corpus) -> Picture:
    asked, media = "what the notice asks of reporters", "social media"
    drawn = _told(
        corpus,
        [
            (
                "side work",
                asked,
                "Did they take paid services, brokering or side jobs tied to their post?",
                "statements-0019",
            ),
            ("advertising", asked, "Did they set up or join advertising companies?", "statements-0020"),
            (
                media,
                asked,
                "Did they open accounts as reporters on social media, or post about their work, without permission?",
                "statements-0021",
            ),
            ("training", asked, "Did they take part in the training that is required?", "statements-0022"),
            ("misuse", asked, "Is there extortion, paid news, other personal gain or fake news?", "statements-0023"),
        ],
    )
    notice, conduct = Row(corpus, "events-0008", actor="nppa"), Row(corpus, "events-0006", actor="nppa")
    accounts = Row(corpus, "statements-0021", speaker="nppa", form="verbatim")
    return Picture(
        "matrix",
        drawn.assign(kind=["asked" if row == media else "" for row in drawn["row"]]),
        _head(
            corpus,
            "what-is-checked",
            sentence(
                "Of {points} points on which {country} checks reporters for their press cards, one is what they do on "
                "social media",
                rows=[accounts, *drawn["rows"]],
                holds={"it names both platforms": {"weibo", "wechat"} <= set(accounts["about"].split("|"))},
                points=len(drawn),
                country=corpus.name("china"),
            ),
            sentence(
                "The points that CMP translates from the press administration's notice of {day}, on conduct {conduct}; "
                "the legal conditions of a card are checked as well",
                rows=[notice, conduct, Row(corpus, "statements-0016", speaker="cmp", form="own")],
                day=notice.when,
                conduct=conduct.when,
            ),
            drawn["rows"],
        )
        | {"kinds": {"asked": ("on social media", "#3F3F3F")}, "tooltip": ["where", "rows"]},
        ("C2",),
    )


def women_and_work(corpus: Corpus) -> Picture:
    asked, costs, way = "what is asked of women", "what it costs", "what she proposes"
    home, work, both = "at home", "at work", "both at once"
    drawn = _told(
        corpus,
        [
            (asked, home, "be a good wife and mother, not a person of her own", "statements-0101"),
            (asked, home, "make the sacrifice for raising children", "statements-0102"),
            (asked, work, "be independent and have a career", "statements-0104"),
            (asked, both, "earn, be beautiful and raise a child", "statements-0105"),
            (asked, both, "explain how she balances both; were men ever asked?", "statements-0106"),
            (costs, home, "children, family and society are harmed, fathers absent", "statements-0109"),
            (costs, work, "she blames herself when she works", "statements-0103"),
            (costs, both, "exhaustion: both cannot be balanced", "statements-0100"),
            (way, both, "partners give way and take turns", "statements-0110"),
        ],
    )
    both_row, turns = (
        Row(corpus, "statements-0100", speaker="lao-dongyan"),
        Row(corpus, "statements-0110", speaker="lao-dongyan"),
    )
    mother, worker = (
        Row(corpus, "statements-0101", speaker="lao-dongyan"),
        Row(corpus, "statements-0104", speaker="lao-dongyan"),
    )
    return Picture(
        "matrix",
        drawn.drop(columns="kind"),
        _head(
            corpus,
            "demands",
            sentence(
                "Mothers at home, earners at work: {who} says that women cannot balance both, and that partners "
                "should take turns",
                rows=[mother, worker, both_row, turns],
                who=both_row.name("speaker"),
            ),
            sentence(
                "What the section of her essay that CMP translates says about women, in our words",
                rows=[together(drawn["rows"])] if len(drawn) else [],
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"], "kinds": corpus.kinds},
        ("C4",),
    )


def poverty_map(corpus: Corpus) -> Picture:
    put = Row(corpus, "reprints-0067", relation="posted", date="2020-10-15")
    rebuke = Row(corpus, "reprints-0070", relation="criticised", carrier="peoples-daily-online", date="2020-10-15")
    gone = Row(corpus, "reprints-0071", relation="deleted", carrier="xinhua-online-matters", date="2020-10-16")
    found = Row(corpus, "reprints-0069", relation="criticised", date="")
    noon, night, next_day, untold = f"{day(put)}, afternoon", f"{day(rebuke)}, night", day(gone), "day not given"
    account, paper = put.name("carrier") or "the account", rebuke.name("carrier") or "the paper"
    drawn = _told(
        corpus,
        [
            (account, noon, "announces an important map", put.id),
            (paper, night, "posts that a map must be free of error", rebuke.id),
            (account, next_day, "deletes the announcement", gone.id),
            ("Internet users", untold, "find a border drawn against the official view", found.id),
            ("Internet users", untold, "go on to blame the agency", "reprints-0072"),
            (corpus.name("xinhua"), untold, "its later content points to a map of poverty relief", "reprints-0073"),
        ],
    )
    return Picture(
        "matrix",
        drawn.drop(columns="kind"),
        _head(
            corpus,
            "a-day-and-a-night",
            sentence(
                "{agency}'s map teaser: up in the afternoon, rebuked at night, deleted the next day; CMP does not say "
                "when users found the fault",
                rows=[put, rebuke, gone, found],
                agency=corpus.name("xinhua"),
            ),
            sentence(
                "Who did what about the map that {account} announced on {day}; that the rebuke was meant for it is "
                "CMP's reading",
                rows=[put, rebuke, gone],
                account=account,
                day=put.when,
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"], "kinds": corpus.kinds},
        ("C2",),
    )


def extreme_post(corpus: Corpus) -> Picture:
    drawn = posts.case(corpus)
    return Picture(
        "matrix",
        drawn,
        {"slug": "two-articles", **posts.case_head(corpus, drawn), "tooltip": ["where", "rows"]},
        ("C2",),
    )


def pandemic_heroes(corpus: Corpus) -> Picture:
    honour, word, against = "honour", "own words, as CMP reports them", "what CMP sets against it"
    decree = "statements-0149"
    names = [corpus.name(name) for name in ("zhong-nanshan", "zhang-boli", "zhang-dingyu", "chen-wei")]
    drawn = _told(
        corpus,
        [
            (names[0], honour, "Medal of the Republic (CMP: Order)", decree),
            (names[0], word, "the authorities were open", "statements-0153"),
            (names[0], against, "evidence of early attempts to hold information back", "statements-0154"),
            (names[1], honour, "people's hero", decree),
            (names[1], word, "traditional medicine helps", "statements-0155"),
            (names[2], honour, "people's hero", decree),
            (names[2], word, "no cover-up: people were coming to understand the disease", "statements-0156"),
            (names[2], against, "documented weeks of delay", "statements-0157"),
            (names[3], honour, "people's hero", decree),
        ],
    )
    held, delay = Row(corpus, "statements-0154", speaker="cmp"), Row(corpus, "statements-0157", speaker="cmp")
    open_ = Row(corpus, "statements-0153", speaker="zhong-nanshan")
    no_cover = Row(corpus, "statements-0156", speaker="zhang-dingyu")
    honoured = Row(corpus, decree, speaker="peoples-daily")
    return Picture(
        "matrix",
        drawn,
        _head(
            corpus,
            "honours",
            sentence(
                "{some} of the {all} honoured for fighting Covid-19 said that nothing was hidden; CMP sets evidence "
                "against their word",
                rows=[honoured, open_, held, no_cover, delay],
                all=len(honoured["about"].split("|")[2:]),
                some=len([row for row in (held, delay) if row["about"]]),
                holds={
                    "four are honoured": sum(
                        name in honoured["about"].split("|")
                        for name in ("zhong-nanshan", "zhang-boli", "zhang-dingyu", "chen-wei")
                    )
                    == 4,
                    "one is Zhong, the other Zhang Dingyu": "zhong-nanshan" in held["about"]
                    and "zhang-dingyu" in delay["about"],
                },
            ),
            sentence(
                "What each receives, what each said and what CMP sets against it, where it sets anything",
                rows=[together(drawn["rows"])] if len(drawn) else [],
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"], "kinds": corpus.kinds},
        ("C2",),
    )


CHOSEN: dict[str, Callable[[Corpus], Picture]] = {
    "media-policy": media_policy,
    "press-cards": press_cards,
    "women-and-work": women_and_work,
    "poverty-map": poverty_map,
    "extreme-post": extreme_post,
    "pandemic-heroes": pandemic_heroes,
}
