"""The answers to the questions of topics, each written by hand from rows that it names, true while they say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis import dates
from analysis.sentence import Row, Sentence, paragraph, places, sentence, together
from cmpstudy import topics

if TYPE_CHECKING:
    import pandas as pd

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
    attack, fair = (
        Row(corpus, "phrases-0001", position="1"),
        speech[speech["phrase"].str.contains("fairness and justice")],
    )
    author = Row(corpus, "statements-0002", speaker="zhong-sheng", outlet="peoples-daily")
    told = Row(corpus, "statements-0012", speaker="xi-jinping", outlet="xinhua")
    return [
        sentence(
            "{who}, in {paper}, claims {norms} for Chinese media.",
            rows=[author, attack, norms],
            who=author.name("speaker"),
            paper=author.name("outlet"),
            norms=norms["phrase"],
        ),
        sentence(
            "None of them is in the excerpts of {who}'s speech that CMP translates: these name the Party again and "
            "again, and once ask for fairness and justice.",
            rows=[told, together(speech["id"]), together(norms["id"]), *places("phrases", fair)],
            holds=speaks_of_the_party(norms, speech) | {"one asks for fairness": len(fair) == 1},
            who=told.name("speaker"),
        ),
        sentence(
            "CMP took and cut these excerpts from a summary by {agency}, so they do not represent the whole speech.",
            rows=told,
            agency=told.name("outlet"),
        ),
    ]


def speaks_of_the_party(norms: pd.DataFrame, speech: pd.DataFrame) -> dict[str, bool]:
    """Whether the excerpts have no word of the norms, and name the Party in most of their paragraphs."""
    named = speech.loc[speech["phrase"].str.contains("party|ccp", case=False), "paragraph"].nunique()
    return {
        "there are norms": len(norms) > 0,
        "none of the norms is among the phrases": not set(norms["phrase"]) & set(speech["phrase"]),
        "the excerpts name the Party again and again": named > 2,
    }


def press_cards(corpus: Corpus) -> list[Sentence]:
    run, conduct = Row(corpus, "events-0007", actor="nppa"), Row(corpus, "events-0006", actor="nppa")
    scope = Row(corpus, "statements-0016", speaker="cmp", form="own")
    accounts = Row(corpus, "statements-0021", speaker="nppa", form="verbatim")
    paid, firms, training, fakes = (
        Row(corpus, f"statements-{number}", speaker="nppa", form="verbatim")
        for number in ("0019", "0020", "0022", "0023")
    )
    points = corpus.statements.loc[
        lambda frame: (frame["article"] == "journalist-social-media") & (frame["speaker"] == "nppa")
    ]
    media = [corpus.name(name) for name in ("weibo", "wechat") if name in accounts["about"].split("|")]
    return [
        sentence(
            "According to CMP, press cards are verified {run}, for conduct {conduct}; whether reporters meet the legal "
            "conditions of a card is checked as well.",
            rows=[run, conduct, scope],
            run=run.when,
            conduct=conduct.when,
        ),
        sentence(
            "CMP translates {points} points of the notice by the {who}. They ask about paid services and side jobs, "
            "advertising firms, training, extortion, paid news and fake news.",
            rows=[points, paid, firms, training, fakes],
            points=len(points),
            who=accounts.name("speaker"),
        ),
        sentence(
            "One concerns social media: did reporters open accounts as reporters on {media:or}, or post about their "
            "work, without permission?",
            rows=accounts,
            media=media,
        ),
        Sentence("Other sections of the notice are not shown."),
    ]


def women_and_work(corpus: Corpus) -> list[Sentence]:
    by_lao = {"speaker": "lao-dongyan", "form": "verbatim"}
    mother, worker = Row(corpus, "statements-0101", **by_lao), Row(corpus, "statements-0104", **by_lao)
    asked = Row(corpus, "statements-0106", **by_lao)
    both, turns = Row(corpus, "statements-0100", **by_lao), Row(corpus, "statements-0110", **by_lao)
    aside = Row(corpus, "statements-0097", speaker="cmp", form="own")
    words = corpus.paragraphs.loc[lambda frame: frame["article"] == "impossible-balance"]
    hers = words[words["voice_holder"] == "lao-dongyan"]
    return [
        sentence(
            "Women are, says {who}, and she asks whether men ever were. Women are still expected to be good wives "
            "and mothers, and now to have careers as well.",
            rows=[asked, mother, worker],
            who=mother.name("speaker"),
        ),
        sentence(
            "She says that career and family cannot be balanced, and that partners should make concessions and take "
            "turns.",
            rows=[both, turns],
        ),
        sentence(
            "CMP translates the first section of her essay, {hers:,} of the article's {words:,} words, "
            "and notes that she leaves aside the laws that disadvantage women.",
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
    points, people = Row(corpus, "numbers-0029", unit="data point"), Row(corpus, "numbers-0030", claimed_by="cmp")
    guess = Row(corpus, "statements-0112", speaker="internet users", form="paraphrase")
    letter = Row(corpus, "events-0050", actor="peoples-daily", date="2020-10-15")
    reading, content = (
        Row(corpus, "statements-0115", speaker="cmp", form="own"),
        Row(corpus, "statements-0119", speaker="cmp", form="own"),
    )
    return [
        sentence(
            "By CMP's account {account} announced the map on the afternoon of {day}, {critic} posted that night that "
            "a map must be free of error, and the account deleted its announcement on {end}.",
            rows=[put, rebuke, gone],
            account=put.name("actor"),
            day=put.when,
            critic=rebuke.name("actor"),
            end=gone.when,
        ),
        sentence(
            "After the announcement {users} found that its picture drew a border against the official view; "
            "CMP does not say at what hour.",
            rows=found,
            users=found["carrier"],
        ),
        sentence(
            "That the night's post was aimed at the map is CMP's reading. Why the account deleted its announcement, "
            "CMP does not say.",
            rows=reading,
        ),
        sentence(
            "Users had guessed that the map concerned {place}, CMP says: its {points:,} data points are close to the "
            "number of people there, and {paper} had that day printed a letter to {place}'s intelligence services.",
            rows=[points, people, guess, letter],
            paper=letter.name("actor"),
            points=int(points["value"] or 0),
            place=corpus.name("taiwan") if "taiwan" in guess["about"].split("|") else "",
        ),
        sentence("From what the agency released since, CMP infers that it is a map of poverty relief.", rows=content),
    ]


def extreme_post(corpus: Corpus) -> list[Sentence]:
    put = Row(corpus, "reprints-0082", relation="posted", date="2020-09-12")
    gone = Row(corpus, "reprints-0087", relation="deleted", certainty="hedged", carrier="not said", date="2020-09-14")
    followers = Row(corpus, "numbers-0033", bound="more-than", unit="person")
    reads = Row(corpus, "numbers-0040", bound="more-than", unit="read")
    comments, shares = Row(corpus, "numbers-0039", bound="more-than"), Row(corpus, "numbers-0038", bound="less-than")
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
    return [
        sentence(
            "According to CMP, {who} put up the post on {put}, and it was apparently deleted on {gone}. CMP does not "
            "say by whom; a notice on {platform} said that many people had reported it.",
            rows=[put, gone, notice],
            who=put.name("carrier"),
            put=put.when,
            gone=gone.when,
            platform=notice.name("speaker"),
        ),
        sentence(
            "By {day} it had been read more than {reads:,} times, with more than {comments:,} comments and nearly "
            "{shares:,} shares; the author had more than {followers:,} followers.",
            rows=[reads, comments, shares, followers],
            day=reads.when,
            reads=int(reads["value"] or 0),
            comments=int(comments["value"] or 0),
            shares=int(shares["value"] or 0),
            followers=int(followers["value"] or 0),
        ),
        sentence(
            "A notice of the {who} of {day}, {days} days after the post, says that it had revoked his membership; "
            "it named Article {article} of its constitution and complaints by members.",
            rows=[revoked, put, complaints, rule],
            day=revoked.when,
            days=days,
            who=revoked.name("actor"),
            article="".join(re.findall(r"article (\d+)", rule["statement"])),
        ),
        sentence(
            "The federation speaks of comments on {later}, CMP's earlier article of a post on {earlier}.",
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
            "{paper} leads with a decree of {leader}: {first} receives the Medal of the Republic (CMP calls it an "
            "Order), and {others} are named people's heroes.",
            rows=decree,
            paper=decree.name("speaker"),
            leader=corpus.name(decree["about"].split("|")[1]) if decree["about"] else "",
            first=honoured[:1],
            others=honoured[1:],
        ),
        sentence("The paper says that such examples deserve songs and tears.", rows=songs),
        sentence(
            "{who} said that the authorities were open; CMP sets against it evidence of early attempts to hold "
            "information back.",
            rows=[open_, held],
            who=open_.name("speaker"),
        ),
        sentence(
            "{who} said that there was no cover-up; CMP sets against it well-documented weeks of delay.",
            rows=[no_cover, delay],
            who=no_cover.name("speaker"),
        ),
        sentence(
            "Against the other {others} it sets nothing.",
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
