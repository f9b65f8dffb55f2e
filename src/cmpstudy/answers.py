"""The answers to the questions of topics, each written by hand from rows that it names, true while they say so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.sentence import Row, Sentence, paragraph, places, sentence, together
from cmpstudy import marks, phrases, support, topics

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus


def answer(corpus: Corpus, name: str) -> Sentence:
    """What an editor wrote on a topic, or on one across articles that names its entities; then what the tables hold."""
    topics.topic(corpus, name)
    told = WRITTEN[name](corpus) if name in WRITTEN else topics.presence(corpus, name)
    return paragraph(*told, topics.coded(corpus, name))


def media_policy(corpus: Corpus) -> list[Sentence]:
    used = corpus.phrases[lambda frame: frame["article"] == "revisiting-media-policy"]
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
    points = corpus.statements[
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


def investment_deal(corpus: Corpus) -> list[Sentence]:
    shared, order = phrases.shared(corpus, "eu-deal"), phrases.same_order(corpus, "eu-deal")
    full = order[order["in_order"] != "too few"]
    texts = shared[shared["utterance"].isin(full["utterance"])]
    last = shared[~shared["utterance"].isin(full["utterance"])]
    critics = [
        Row(corpus, name, form="verbatim", speaker=who)
        for name, who in (
            ("statements-0027", "reinhard-buetikofer"),
            ("statements-0029", "theresa-fallon"),
            ("statements-0030", "noah-barkin"),
        )
    ]
    return [
        sentence(
            "By CMP's account {texts} texts give the same {phrases:term/terms} of praise in the same order: {phrases}.",
            rows=[*marks.behind(texts, "utterance"), *marks.behind(texts, "phrase")],
            holds={"all have one order": bool((full["in_order"] == "yes").all())},
            texts=len(full),
            phrases=texts["phrase"],
        ),
        sentence(
            "They are words of {speakers}.",
            rows=marks.behind(texts.assign(speaker=_speaker(texts)), "speaker"),
            speakers=_speaker(texts),
        ),
        sentence(
            "{who} has only the last of them, “{phrase}”.",
            rows=last,
            holds={
                "it is one phrase": last["phrase"].nunique() == 1,
                "it is the last": set(last["phrase"]) == {texts["phrase"].iloc[-1] if len(texts) else ""},
            },
            who=_speaker(last),
            phrase=last["phrase"],
        ),
        sentence(
            "{critics} criticise the agreement.",
            rows=critics,
            critics=[critic.name("speaker") for critic in critics if critic["speaker"]],
        ),
    ]


def _speaker(shared: pd.DataFrame) -> pd.Series:
    """Who speaks, without the paper that prints it."""
    return shared["who"].str.split(", ").str[0]


def facial_recognition(corpus: Corpus) -> list[Sentence]:
    denial = Row(corpus, "coverage-0039", claim_type="not-collects", claim_holder="soline", speaker="station staff")
    reads = Row(corpus, "coverage-0041", claim_type="collects", claim_holder="soline", speaker="soline")
    deletes = Row(corpus, "coverage-0044", claim_type="deletes", claim_holder="soline", speaker="soline", bound="exact")
    test = Row(corpus, "coverage-0049", claim_type="collects", claim_holder="mps-inspection-center")
    paper = Row(corpus, "statements-0070", speaker="qianjiang-evening-news")
    return [
        sentence(
            "In the newspaper's report that CMP translates, {staff} pass on the word of the maker, {maker}, "
            "that the machine collects no facial information.",
            rows=denial,
            staff=denial["speaker"],
            maker=denial.name("claim_holder"),
        ),
        sentence(
            "Asked itself, the maker says that the machine reads a few points of the face and deletes them after "
            "{minutes} minutes.",
            rows=[reads, deletes],
            minutes=int(deletes["number"] or 0),
        ),
        sentence(
            "A test centre of the police ministry, {centre}, notes that the prototype can collect faces.",
            rows=test,
            centre=test.name("claim_holder"),
        ),
        sentence(
            "The paper, {paper}, objects that the law asks for lawful, proper and necessary collection.",
            rows=paper,
            paper=paper.name("speaker"),
        ),
    ]


def women_and_work(corpus: Corpus) -> list[Sentence]:
    by_lao = {"speaker": "lao-dongyan", "form": "verbatim"}
    mother, worker = Row(corpus, "statements-0101", **by_lao), Row(corpus, "statements-0104", **by_lao)
    both, turns = Row(corpus, "statements-0100", **by_lao), Row(corpus, "statements-0110", **by_lao)
    aside = Row(corpus, "statements-0097", speaker="cmp", form="own")
    words = corpus.paragraphs[lambda frame: frame["article"] == "impossible-balance"]
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
            rows=[aside, *places("paragraphs", words)],
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
        sentence("The map released since is one of poverty relief, CMP infers.", rows=content),
    ]


def ccf_membership(corpus: Corpus) -> list[Sentence]:
    revoked = Row(corpus, "events-0056", actor="ccf", date="2020-09-24")
    harm = Row(corpus, "statements-0123", speaker="ccf")
    complaints, rule = Row(corpus, "statements-0124", speaker="ccf"), Row(corpus, "statements-0125", speaker="ccf")
    bond = Row(corpus, "statements-0127", speaker="cmp", form="own")
    return [
        sentence(
            "According to CMP, the {who} announced on {day} that it had revoked a membership: "
            "extreme comments of {member} had harmed the organisation.",
            rows=[revoked, harm],
            who=revoked.name("actor"),
            day=revoked.when,
            member=corpus.name("zhao-shengye") if "zhao-shengye" in harm["about"].split("|") else "",
        ),
        sentence(
            "It cited complaints by other members and an article of its constitution on words and deeds that break its "
            "rules and do it serious harm.",
            rows=[complaints, rule],
        ),
        sentence(
            "CMP says that the federation is independent in name, "
            "and that its umbrella organisation is led by the Party's united front department.",
            rows=bond,
        ),
    ]


def extreme_post(corpus: Corpus) -> list[Sentence]:
    put = Row(corpus, "reprints-0082", relation="posted", date="2020-09-12")
    gone = Row(corpus, "reprints-0087", relation="deleted", certainty="hedged", carrier="not said", date="2020-09-14")
    followers = Row(corpus, "numbers-0033", bound="more-than", unit="person")
    shares = Row(corpus, "numbers-0038", bound="less-than", unit="share")
    comments = Row(corpus, "numbers-0039", bound="more-than", unit="comment")
    reads = Row(corpus, "numbers-0040", bound="more-than", unit="read")
    lawyer, notice = (
        Row(corpus, "statements-0140", speaker="liu-xiaoyuan"),
        Row(corpus, "statements-0141", speaker="weibo"),
    )
    return [
        sentence(
            "According to CMP, {who} put up the post on {put}, and it was apparently deleted on {gone}; "
            "by whom is not said.",
            rows=[put, gone],
            who=put.name("carrier"),
            put=put.when,
            gone=gone.when,
        ),
        sentence(
            "CMP counts more than {reads:,} reads, more than {comments:,} comments and almost {shares:,} shares, "
            "for an author with more than {followers:,} followers.",
            rows=[reads, comments, shares, followers],
            reads=int(reads["value"] or 0),
            comments=int(comments["value"] or 0),
            shares=int(shares["value"] or 0),
            followers=int(followers["value"] or 0),
        ),
        sentence(
            "{lawyer} answered that it went beyond free speech; a notice on {platform} said that many "
            "people had reported it.",
            rows=[lawyer, notice],
            lawyer=lawyer.name("speaker"),
            platform=notice.name("speaker"),
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
    ]


def zhao_case(corpus: Corpus) -> list[Sentence]:
    post = corpus.reprints[lambda frame: frame["item"] == "extreme-post"]
    shared = {
        relation: [
            post[(post["article"] == article) & (post["relation"] == relation)]
            for article in ("apocalyptic-post", "blogger-ccf")
        ]
        for relation in ("posted", "criticised", "deleted")
    }
    first, notice = Row(corpus, "reprints-0082", carrier="zhao-shengye"), Row(corpus, "reprints-0079", carrier="ccf")
    earlier, later = corpus.name("weibo"), corpus.name("wechat")
    both = [frame for frames in shared.values() for frame in frames]
    return [
        sentence(
            "CMP tells of {who}'s post in {articles}; each says that it was put up, criticised and taken down.",
            rows=[first, *(together(frame["id"]) for frame in both if len(frame))],
            holds={"each article tells of all three": all(len(frame) for frame in both)},
            who=first.name("carrier"),
            articles=[f"‘{title}’" for article, title in corpus.titles.items() if article in set(post["article"])],
        ),
        sentence(
            "They name different platforms for it: {earlier} in the earlier, {later} in the later, "
            "where CMP quotes a notice of the {who}.",
            rows=notice,
            holds={"the row flags it": {earlier, later} <= set(re.findall(r"\w+", notice["source_slip"]))},
            earlier=earlier,
            later=later,
            who=notice.name("carrier"),
        ),
    ]


# Topic -> its answer. A topic of data/raw/topics.yml that is not here has only what `topics` counts.
WRITTEN: dict[str, Callable[[Corpus], list[Sentence]]] = {
    "media-policy": media_policy,
    "press-cards": press_cards,
    "investment-deal": investment_deal,
    "facial-recognition": facial_recognition,
    "data-security": lambda corpus: [support.answer(corpus)],
    "women-and-work": women_and_work,
    "poverty-map": poverty_map,
    "ccf-membership": ccf_membership,
    "extreme-post": extreme_post,
    "pandemic-heroes": pandemic_heroes,
    "zhao-shengye": zhao_case,
}
