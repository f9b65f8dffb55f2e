"""The answers to the questions of topics, each written by hand from rows that it names, true while they say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis import dates
from analysis.sentence import Row, Sentence, paragraph, places, sentence, together
from cmpstudy import marks, topics

if TYPE_CHECKING:
    from analysis.corpus import Corpus


def answer(corpus: Corpus, name: str) -> Sentence:
    """What an editor wrote on a topic; of another, where its entities appear, and what the tables hold."""
    topics.topic(corpus, name)
    if name in WRITTEN:
        return paragraph(*WRITTEN[name](corpus))
    return paragraph(*topics.presence(corpus, name), topics.coded(corpus, name))


def media_policy(corpus: Corpus) -> list[Sentence]:
    used = corpus.phrases.loc[lambda frame: frame["article"] == "revisiting-media-policy"]
    norms = used[(used["utterance_id"] == "zhong-sheng-ofcom") & used["position"].gt(1)]
    speech = used[used["utterance_id"] == "xi-2016-speech"]
    party = speech[speech["phrase"].str.contains("party|ccp", case=False)]
    attack, fair = (
        Row(corpus, "phrases-0001", position="1"),
        speech[speech["phrase"].str.contains("fairness and justice")],
    )
    author = Row(corpus, "statements-0002", speaker="zhong-sheng", outlet="peoples-daily")
    told = Row(corpus, "statements-0012", speaker="xi-jinping")
    return [
        sentence(
            "{who}, in {paper}, claims {norms} for Chinese media.",
            rows=[author, attack, norms],
            who=author.name("speaker"),
            paper=author.name("outlet"),
            norms=norms["phrase"],
        ),
        sentence(
            "In the excerpts of {who}'s speech that CMP translates, "
            "{party} of {phrases:,} official phrases name the Party and none is among those norms; "
            "{fair} asks for fairness and justice.",
            rows=[told, *marks.behind(speech, "phrase"), together(norms["id"])],
            holds={
                "there are norms": len(norms) > 0,
                "none of the norms is among the phrases": not set(norms["phrase"]) & set(speech["phrase"]),
            },
            who=told.name("speaker"),
            party=party["phrase"].nunique(),
            phrases=speech["phrase"].nunique(),
            fair=fair["phrase"].nunique(),
        ),
        Sentence("CMP chose and cut these excerpts, so they do not stand for the whole speech."),
    ]


def press_cards(corpus: Corpus) -> list[Sentence]:
    run, conduct = Row(corpus, "events-0007", actor="nppa"), Row(corpus, "events-0006", actor="nppa")
    accounts = Row(corpus, "statements-0021", speaker="nppa", form="verbatim")
    points = corpus.statements.loc[
        lambda frame: (frame["article"] == "journalist-social-media") & (frame["speaker"] == "nppa")
    ]
    media = [corpus.name(name) for name in ("weibo", "wechat") if name in accounts["about"].split("|")]
    return [
        sentence(
            "According to CMP, press cards are verified {run}, for conduct {conduct}.",
            rows=[run, conduct],
            run=run.when,
            conduct=conduct.when,
        ),
        sentence(
            "CMP translates {points} points of the notice by the {who}; "
            "one asks whether reporters opened private accounts on {media:or}, or told of their work, "
            "without permission.",
            rows=[accounts, points],
            points=len(points),
            who=accounts.name("speaker"),
            media=media,
        ),
        Sentence("Other sections of the notice are not shown."),
    ]


def women_and_work(corpus: Corpus) -> list[Sentence]:
    by_lao = {"speaker": "lao-dongyan", "form": "verbatim"}
    mother, worker = Row(corpus, "statements-0101", **by_lao), Row(corpus, "statements-0104", **by_lao)
    both, turns = Row(corpus, "statements-0100", **by_lao), Row(corpus, "statements-0110", **by_lao)
    aside = Row(corpus, "statements-0097", speaker="cmp", form="own")
    words = corpus.paragraphs.loc[lambda frame: frame["article"] == "impossible-balance"]
    hers = words[words["voice_holder"] == "lao-dongyan"]
    return [
        sentence(
            "{who} sets demands against each other: by tradition a woman is a wife and mother, "
            "and of late she is to be independent and have a career.",
            rows=[mother, worker],
            who=mother.name("speaker"),
        ),
        sentence(
            "She says that nobody can balance both, and that partners should give way and take turns.",
            rows=[both, turns],
        ),
        sentence(
            "CMP translates the first section of her essay, {hers:,} of the article's {words:,} words, "
            "and notes that she leaves aside laws that disadvantage women.",
            rows=[aside, *places("paragraphs", words[words["words"] > 0])],
            holds={"there are words of hers": len(hers) > 0},
            hers=hers["words"].sum(),
            words=words["words"].sum(),
        ),
    ]


def poverty_map(corpus: Corpus) -> list[Sentence]:
    put = Row(corpus, "events-0048", actor="xinhua-online-matters", date="2020-10-15")
    found = Row(corpus, "reprints-0069", relation="criticised", carrier="internet users", date="")
    rebuke = Row(corpus, "events-0052", actor="peoples-daily-online", date="2020-10-15")
    gone = Row(corpus, "events-0053", actor="xinhua-online-matters", date="2020-10-16")
    points = Row(corpus, "numbers-0029", unit="data point")
    guess = Row(corpus, "statements-0112", speaker="internet users", form="paraphrase")
    reading, content = (
        Row(corpus, "statements-0115", speaker="cmp", form="own"),
        Row(corpus, "statements-0119", speaker="cmp", form="own"),
    )
    return [
        sentence(
            "By CMP's account {account} announced the map in the afternoon of {day}, "
            "{critic} wrote in the night that a map may have no error, and the announcement was deleted on {end}.",
            rows=[put, rebuke, gone],
            account=put.name("actor"),
            day=put.when,
            critic=rebuke.name("actor"),
            end=gone.when,
        ),
        sentence(
            "After the announcement {users} found a border drawn wrongly by the official view; "
            "CMP gives no hour for it.",
            rows=found,
            users=found["carrier"],
        ),
        sentence("That the night's post was meant for the announcement is CMP's reading.", rows=reading),
        sentence(
            "That the {points:,} data points of the announcement stand for the people of {place} was a guess of users.",
            rows=[points, guess],
            points=int(points["value"] or 0),
            place=corpus.name("taiwan") if "taiwan" in guess["about"].split("|") else "",
        ),
        sentence("The map released since is one of poverty relief, CMP infers.", rows=content),
    ]


def extreme_post(corpus: Corpus) -> list[Sentence]:
    put = Row(corpus, "reprints-0082", relation="posted", date="2020-09-12")
    gone = Row(corpus, "reprints-0087", relation="deleted", certainty="hedged", carrier="not said", date="2020-09-14")
    followers = Row(corpus, "numbers-0033", bound="more-than", unit="person")
    reads = Row(corpus, "numbers-0040", bound="more-than", unit="read")
    notice = Row(corpus, "statements-0141", speaker="weibo")
    revoked = Row(corpus, "events-0056", actor="ccf", date="2020-09-24")
    complaints, rule = Row(corpus, "statements-0124", speaker="ccf"), Row(corpus, "statements-0125", speaker="ccf")
    censure = Row(corpus, "reprints-0079", carrier="ccf")
    earlier, later = corpus.name("weibo"), corpus.name("wechat")
    days = (
        (dates.days(dates.span(revoked["date"]))[0] - dates.days(dates.span(put["date"]))[0]).days
        if revoked["date"] and put["date"]
        else 0
    )
    many, few = int(followers["value"] or 0), int(reads["value"] or 0)
    return [
        sentence(
            "According to CMP, {who} put up the post on {put}, and it was apparently deleted on {gone}; by whom is not "
            "said, and a notice on {platform} tells that many people had reported it.",
            rows=[put, gone, notice],
            who=put.name("carrier"),
            put=put.when,
            gone=gone.when,
            platform=notice.name("speaker"),
        ),
        sentence(
            "CMP gives more than {reads:,} reads for more than {followers:,} followers, about one in {ratio}; "
            "both numbers are lower bounds.",
            rows=[reads, followers],
            reads=few,
            followers=many,
            ratio=f"{round(many / few, -1):.0f}" if few else "",
        ),
        sentence(
            "On {day}, {days} days after the post, the {who} announced that it had revoked his membership; "
            "it named an article of its constitution and complaints by members.",
            rows=[revoked, put, complaints, rule],
            day=revoked.when,
            days=days,
            who=revoked.name("actor"),
        ),
        sentence(
            "The federation speaks of {later}, CMP's earlier article of {earlier}.",
            rows=censure,
            holds={"the row flags it": {earlier, later} <= set(re.findall(r"\w+", censure["source_slip"]))},
            earlier=earlier,
            later=later,
        ),
    ]


def pandemic_heroes(corpus: Corpus) -> list[Sentence]:
    decree = Row(
        corpus,
        "statements-0149",
        speaker="peoples-daily",
        about="peoples-daily|xi-jinping|zhong-nanshan|zhang-boli|zhang-dingyu|chen-wei",
    )
    songs = Row(corpus, "statements-0150", speaker="peoples-daily", form="verbatim")
    honoured = [corpus.name(name) for name in decree["about"].split("|")[2:]]
    open_, held = (
        Row(corpus, "statements-0153", speaker="zhong-nanshan"),
        Row(corpus, "statements-0154", speaker="cmp", form="own"),
    )
    no_cover, delay = (
        Row(corpus, "statements-0156", speaker="zhang-dingyu"),
        Row(corpus, "statements-0157", speaker="cmp", form="own"),
    )
    return [
        sentence(
            "By a decree that {paper} leads with, {first} receives the highest order, and {others} are named heroes.",
            rows=decree,
            paper=decree.name("speaker"),
            first=honoured[:1],
            others=honoured[1:],
        ),
        sentence("The paper says that such models deserve songs and tears.", rows=songs),
        sentence(
            "Against {who}'s word that the authorities were open, "
            "CMP sets evidence of early attempts to hold information back.",
            rows=[open_, held],
            who=open_.name("speaker"),
        ),
        sentence(
            "Against {who}'s word that there was no cover-up, it sets documented weeks of delay.",
            rows=[no_cover, delay],
            who=no_cover.name("speaker"),
        ),
        sentence(
            "Against the {others} others it sets nothing.",
            rows=decree,
            holds={"it has no word against them": not _against(corpus, decree, (open_, no_cover))},
            others=len(honoured) - 2,
        ),
    ]


def _against(corpus: Corpus, decree: Row, answered: tuple[Row, ...]) -> list[str]:
    """What CMP says in its own words of those honoured whose word it does not answer."""
    rest = set(decree["about"].split("|")[2:]) - {row["speaker"] for row in answered}
    own = corpus.statements.loc[lambda frame: frame["form"] == "own"]
    return [row["id"] for row in own.to_dict("records") if rest & set(str(row["about"]).split("|"))]


# Topic -> its answer. A topic of data/raw/topics.yml that is not here has only what `topics` counts.
WRITTEN: dict[str, Callable[[Corpus], list[Sentence]]] = {
    "media-policy": media_policy,
    "press-cards": press_cards,
    "women-and-work": women_and_work,
    "poverty-map": poverty_map,
    "extreme-post": extreme_post,
    "pandemic-heroes": pandemic_heroes,
}
