"""The figure of a topic: what an editor chose to draw of it, in which form. A topic without one has its terms drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from re import Match
from typing import TYPE_CHECKING, Any

from analysis.sentence import Row, Sentence, sentence, together
from cmpstudy import marks, posts
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
    """Cards that a person wrote, each from one coded row."""
    return grid(corpus, [(row, column, sentence(words, rows=Row(corpus, name))) for row, column, words, name in cards])


def media_policy(corpus: Corpus) -> Picture:
    used = corpus.phrases.loc[lambda frame: frame["article"] == "revisiting-media-policy"]
    norms = used[(used["utterance_id"] == "zhong-sheng-ofcom") & used["position"].gt(1)]
    author, leader = (corpus.name(name) for name in ("zhong-sheng", "xi-jinping"))
    speech = used[used["utterance_id"] == "xi-2016-speech"]
    speech = speech.groupby("phrase", sort=False).agg(rows=("id", together)).reset_index()
    party = speech["phrase"].str.contains("party|ccp", case=False)
    fair = speech[speech["phrase"].str.contains("fairness and justice")]
    frame = (
        norms.assign(group=f"norms that {author} names", rows=norms["id"], kind="state-media")[
            ["group", "phrase", "rows", "kind"]
        ],
        speech[party].assign(group="phrases in the excerpts that name the Party", kind="party-state"),
        speech[~party].assign(group="the other phrases in the excerpts", kind=""),
    )
    comment, earlier = (
        Row(corpus, "statements-0002", speaker="zhong-sheng"),
        Row(corpus, "reprints-0001", date="2021-02"),
    )
    spoken = Row(corpus, "events-0005", actor="xi-jinping")
    import pandas as pd

    drawn = pd.concat(frame, ignore_index=True)
    drawn["item"] = drawn["phrase"].str.replace(
        r"\b(?:ccp central committee|party|marxist|chinese)\b", _capital, regex=True
    )
    rests = [*norms["id"], *speech["rows"]]
    return Picture(
        "dots",
        drawn,
        _head(
            corpus,
            "norms-and-phrases",
            sentence(
                "{who} names {norms} norms of reporting; of {phrases} phrases in CMP's excerpts of {leader}'s speech "
                "{party} name the Party and {fair} asks for fairness",
                rows=rests,
                who=author,
                leader=leader,
                norms=len(norms),
                phrases=f"{len(speech)}",
                party=f"{int(party.sum())}",
                fair=len(fair),
            ),
            sentence(
                "Official phrases in {paper}, {day}, and in the speech of {speech}; CMP chose and cut the "
                "excerpts, so what is missing from them may be in the speech",
                rows=[comment, earlier, spoken],
                paper=comment.name("outlet"),
                day=earlier.when,
                speech=spoken.when,
            ),
            drawn["rows"],
        )
        | {"kinds": corpus.kinds},
        ("C2", "C14"),
    )


def _capital(found: Match[str]) -> str:
    """A name as English writes it: phrases are coded in small letters, so that one with two spellings counts once."""
    return found[0].title().replace("Ccp", "CCP")


def press_cards(corpus: Corpus) -> Picture:
    rows = {
        "Conduct that is checked": Row(corpus, "events-0006", actor="nppa"),
        "Notice is released": Row(corpus, "events-0008", actor="nppa"),
        "Press cards are checked": Row(corpus, "events-0007", actor="nppa"),
    }
    import pandas as pd

    from analysis import dates

    drawn = pd.DataFrame(
        [
            {"label": label, "date": row["date"], "rows": row.id, "when": _period(row.when)}
            for label, row in rows.items()
            if row["date"]
        ],
        columns=["label", "date", "rows", "when"],
    )
    conduct, _, check = (dates.span(row["date"]) if row["date"] else None for row in rows.values())
    months = [
        round((span.last - span.first).days / 30.4) if span and span.first and span.last else 0
        for span in (conduct, check)
    ]
    return Picture(
        "figure",
        _periods(drawn, 690),
        _head(
            corpus,
            "checked-when",
            sentence(
                "Press cards: {first} months of reporters' conduct are checked within {second} months, "
                "starting the day after the notice",
                rows=list(rows.values()),
                holds={
                    "the check begins a day later": bool(
                        check
                        and rows["Notice is released"]["date"]
                        and (dates.days(check)[0] - dates.days(dates.span(rows["Notice is released"]["date"]))[0]).days
                        == 1
                    )
                },
                first=f"{months[0]}",
                second=months[1],
            ),
            sentence(
                "What the press administration's notice sets, and the day on which it was released",
                rows=list(rows.values()),
            ),
            drawn["rows"],
        )
        | {
            "alt": sentence(
                "Bars on a time axis. {bars}.",
                rows=list(rows.values()),
                bars="; ".join(f"{one.label}: {one.when}" for one in drawn.itertuples()),
            ),
            "narrow": _periods(drawn, 316),
            "data": drawn,
        },
        ("C2",),
    )


def _period(words: str) -> str:
    """A period in words: ``2 Dec 2019 to 1 Jan 2021``, where a date would be between the two."""
    return words.removeprefix("between ").replace(" and ", " to ")


# Of the axis; the words of a bar after the middle end where the bar ends.
_BEGINS, _MIDDLE, _ENDS = "2019-12-01", "2020-08-01", "2021-04-01"


def _periods(drawn: pd.DataFrame, width: float) -> Any:
    """Bars on a time axis, above each what it is and its dates in words; a single day is a narrow one."""
    import altair as alt
    import pandas as pd

    from analysis import dates

    spans = [dates.days(dates.span(date)) for date in drawn["date"]]
    data = drawn.assign(
        start=[first.isoformat() for first, _ in spans],
        end=[(last + pd.Timedelta(days=1)).isoformat() for _, last in spans],
        words=drawn["label"] + ": " + drawn["when"],
        late=[first > pd.Timestamp(_MIDDLE).date() for first, _ in spans],
    )
    axis = alt.Axis(format="%b %Y", tickCount=5 if width > 500 else 3, orient="top", gridColor="#EDEDED", domain=False)
    scale = alt.Scale(type="utc", domain=[_BEGINS, _ENDS])
    y = alt.Y("label:N", sort=list(data["label"]), axis=None)
    base = alt.Chart(data).encode(x=alt.X("start:T", scale=scale, title=None, axis=axis), y=y)
    bars = base.mark_bar(height=14, yOffset=9, color="#3F3F3F", stroke="#3F3F3F", strokeWidth=2)
    early = base.transform_filter("!datum.late").mark_text(align="left", dy=-9).encode(text="words:N")
    others = (
        base.transform_filter("datum.late")
        .mark_text(align="right", dy=-9)
        .encode(x=alt.X("end:T", scale=scale, axis=axis), text="words:N")
    )
    return alt.layer(bars.encode(x2="end:T", tooltip=["label", "when"]), early, others).properties(
        width=width, height=165
    )


def women_and_work(corpus: Corpus) -> Picture:
    asked, costs, way = "what is asked of women", "what it costs", "what she proposes"
    home, work, both = "at home", "at work", "both at once"
    drawn = _told(
        corpus,
        [
            (asked, home, "be a good wife and mother, not a person of her own", "statements-0101"),
            (asked, home, "give up work for children", "statements-0102"),
            (asked, work, "be independent and have a career", "statements-0104"),
            (asked, both, "earn, be beautiful and raise a child", "statements-0105"),
            (asked, both, "explain how she balances them; no man is asked", "statements-0106"),
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
                "What her essay says about women, in our words",
                rows=[together(drawn["rows"])] if len(drawn) else [],
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"], "kinds": corpus.kinds},
        ("C2", "C4"),
    )


def poverty_map(corpus: Corpus) -> Picture:
    put = Row(corpus, "reprints-0067", relation="posted", date="2020-10-15")
    rebuke = Row(corpus, "reprints-0070", relation="criticised", carrier="peoples-daily-online", date="2020-10-15")
    gone = Row(corpus, "reprints-0071", relation="deleted", carrier="xinhua-online-matters", date="2020-10-16")
    found = Row(corpus, "reprints-0069", relation="criticised", date="")
    noon, night, next_day, untold = f"{day(put)}, afternoon", f"{day(rebuke)}, night", day(gone), "hour not given"
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
                "Put up in the afternoon, rebuked at night, deleted the next day; CMP does not say when users found "
                "the fault",
                rows=[put, rebuke, gone, found],
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
            (names[0], honour, "Order of the Republic", decree),
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
                "What each receives, what each said and what CMP sets against it; an empty cell: CMP gives nothing",
                rows=[together(drawn["rows"])] if len(drawn) else [],
            ),
            drawn["rows"],
        )
        | {"tooltip": ["where", "rows"], "kinds": corpus.kinds},
        ("C2", "C13"),
    )


CHOSEN: dict[str, Callable[[Corpus], Picture]] = {
    "media-policy": media_policy,
    "press-cards": press_cards,
    "women-and-work": women_and_work,
    "poverty-map": poverty_map,
    "extreme-post": extreme_post,
    "pandemic-heroes": pandemic_heroes,
}
