"""Who is said to support the Global Initiative on Data Security, by whom and through which channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis import dates, wording
from analysis.nearest import unknown
from analysis.sentence import Row, Sentence, paragraph, places, sentence
from cmpstudy import marks
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

SPOKESMAN = "its own spokesman"
CHANNELS = {
    "own-country": "its own press",  # of a state, for an act of its own: its own spokesman
    "chinese-state-media": "Chinese state media",
    "chinese-ministry": "China's foreign ministry",
    "cmp": "CMP itself",
}


@once
def claims(corpus: Corpus, target: str) -> pd.DataFrame:
    """Every coded row about a target: id, country, named, polarity, act, words, speaker, outlet, channel, via, when,
    statement, where.

    Names are English, `when` is the date in words or 'no date'. Raises AnalysisError for an unknown target.
    """
    targets = corpus.codebook["support"]["target"].codes
    if target not in targets:
        raise unknown("a target", target, targets, where="parameter target")
    frame = corpus.support
    frame = frame[frame["target"] == target].reset_index(drop=True)

    def optional(column: str) -> pd.Series:
        return frame[column].astype(object).map(corpus.name, na_action="ignore").fillna("")

    return frame.assign(
        country=frame["country"].map(corpus.name),
        words=frame["act_strength"].fillna(""),
        speaker=optional("speaker"),
        outlet=optional("outlet"),
        channel=frame["channel_type"],
        via=[
            wording.join([corpus.name(part) for part in via.split("|")]) if isinstance(via, str) else ""
            for via in frame["relayed_via"]
        ],
        when=[
            "no date" if not isinstance(date, str) else dates.words(date) + (" (report)" if of == "report" else "")
            for date, of in zip(frame["date"], frame["date_of"], strict=True)
        ],
        where=[
            marks.locator(article, paragraph)
            for article, paragraph in zip(frame["article"], frame["paragraph"], strict=True)
        ],
    )[
        [
            "id",
            "country",
            "named",
            "polarity",
            "act",
            "words",
            "speaker",
            "outlet",
            "channel",
            "via",
            "when",
            "statement",
            "where",
            "article",
            "paragraph",
        ]
    ]


@once
def supporters(corpus: Corpus, target: str = "initiative") -> pd.DataFrame:
    """The named supporters: rows of `claims` with polarity support, a name, and an act of support (not lobbying)."""
    frame = claims(corpus, target)
    return frame[
        (frame["polarity"] == "support") & (frame["named"] == "yes") & (frame["act"] != "lobbying")
    ].reset_index(drop=True)


def _footing(channel: str, act: str) -> str:
    """How a row's support is known, in words. A country's spokesman and its press are two kinds: the one speaks for it,
    the other may only carry what is said.
    """
    return SPOKESMAN if channel == "own-country" and act == "statement" else CHANNELS[channel]


@once
def footing(corpus: Corpus, target: str = "initiative") -> pd.DataFrame:
    """One row a supporter: country, channels (how its support is known), when, rows. In the order of the article."""
    frame = supporters(corpus, target)
    groups = frame.groupby("country", sort=False)
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "country": country,
                "channels": wording.join(list(dict.fromkeys(map(_footing, group["channel"], group["act"])))),
                "when": wording.join(list(dict.fromkeys(when for when in group["when"] if when != "no date")))
                or "no date",
                "rows": marks.rows(group["id"]),
            }
            for country, group in groups
        ],
        columns=["country", "channels", "when", "rows"],
    )


@once
def cards(corpus: Corpus, target: str = "initiative") -> pd.DataFrame:
    """What the matrix shows: row, column, words, kind, relay, rows, statement, who, when, where.

    One card an act and channel: outlets that carry one wording of one act share a card. Channels in the order of
    CHANNELS, the own spokesman first, and in each the countries in the order of the article; a channel that nobody used
    has no column.
    """
    import pandas as pd

    frame = supporters(corpus, target)
    out = []
    for (country, channel, act, words, _), group in frame.groupby(
        ["country", "channel", "act", "words", "speaker"], sort=False, dropna=False
    ):
        # A paper of the country itself is no relay through others, even where it only carries the news.
        via = [] if channel == "own-country" else list(dict.fromkeys(cell for cell in group["via"] if cell))
        outlets = list(dict.fromkeys(outlet for outlet in group["outlet"] if outlet and outlet not in via))
        first = group.iloc[0]
        out.append(
            {
                "row": country,
                "column": _footing(str(channel), str(act)),
                "words": (f"“{words}”" if words else "carried the news")
                + (f" – {wording.join(outlets)}" if outlets else ""),
                "kind": channel,
                "relay": wording.join(via),
                "rows": marks.rows(group["id"]),
                "statement": " ".join(group["statement"]),
                "who": first["speaker"],
                "when": first["when"],
                "where": first["where"],
            }
        )
    cards = pd.DataFrame(
        out, columns=["row", "column", "words", "kind", "relay", "rows", "statement", "who", "when", "where"]
    )
    order = {name: number for number, name in enumerate((SPOKESMAN, *CHANNELS.values()))}
    countries = {name: number for number, name in enumerate(dict.fromkeys(cards["row"]))}
    return cards.sort_values(
        ["column", "row"], key=lambda cells: cells.map(countries if cells.name == "row" else order), kind="stable"
    ).reset_index(drop=True)


@once
def contested(corpus: Corpus) -> pd.DataFrame:
    """Claims about support or opposition that name no state, or that say support is lacking, on both targets.

    Columns: about (target in words), who (speaker), says (the words), of (whom it is said of), channel, where, rows,
    statement.
    """
    import pandas as pd

    frames = []
    for target, about in (("initiative", "the initiative"), ("clean-network", corpus.name("clean-network"))):
        frame = claims(corpus, target)
        frames.append(frame[(frame["named"] == "no") | (frame["polarity"] == "absence")].assign(about=about))
    frame = pd.concat(frames, ignore_index=True)
    polarity = {"support": "support", "oppose": "oppose", "absence": "do not support"}
    return pd.DataFrame(
        {
            "about": frame["about"],
            "who": frame["speaker"],
            "of": frame["country"],
            "stand": frame["polarity"].map(polarity),
            "says": frame["words"],
            "channel": frame["channel"],
            "where": frame["where"],
            "rows": frame["id"],
            "statement": frame["statement"],
        }
    )


def _spoke(frame: pd.DataFrame) -> pd.DataFrame:
    """The acts of states that speak through a spokesman of their own."""
    return frame[(frame["act"] == "statement") & (frame["channel"] == "own-country")]


def _by_ministry_only(corpus: Corpus, target: str) -> pd.DataFrame:
    known = footing(corpus, target)
    return known[known["channels"] == CHANNELS["chinese-ministry"]]


def _of_initiative(corpus: Corpus, stand: str) -> pd.DataFrame:
    """Claims about the initiative that name no state: of support, or that it is lacking."""
    frame = contested(corpus)
    return frame[(frame["about"] == "the initiative") & (frame["stand"] == stand)]


def facts(corpus: Corpus, target: str = "initiative") -> dict:
    """Numbers on who is said to support a target."""
    frame = supporters(corpus, target)
    return {
        "supporters": len(footing(corpus, target)),
        "supporters_speaking_themselves": _spoke(frame)["country"].nunique(),
        "supporters_by_chinese_ministry_only": len(_by_ministry_only(corpus, target)),
        "support_rows": len(frame),
        "claims_without_names": int((contested(corpus)["stand"] != "do not support").sum()),
    }


def _cited(frame: pd.DataFrame) -> list[str]:
    """The channels that CMP cites for a state, itself apart."""
    told = frame[frame["channel"] != "cmp"]
    return list(dict.fromkeys(map(_footing, told["channel"], told["act"])))


def answer(corpus: Corpus, target: str = "initiative") -> Sentence:
    """Who is said to support the target, and how that is known."""
    frame, known, every = supporters(corpus, target), footing(corpus, target), claims(corpus, target)
    if frame.empty:
        return paragraph(
            sentence(
                "CMP names no state that supports {name}, lobbying for it apart: "
                "none of {count} {count:record/records} on it does.",
                rows=every,
                count=len(every),
                name=corpus.name(target),
            ),
            NOT_COVERED,
        )
    spoke, ministry = _spoke(frame), _by_ministry_only(corpus, target)
    others = known[~known["country"].isin([*spoke["country"], *ministry["country"]])]
    announced = Row(corpus, "events-0042", actor="pakistan-foreign-office", place="pakistan", date="2020-09-15")
    doubt = _of_initiative(corpus, "do not support")
    doubt, broad = doubt[doubt["channel"] == "cmp"], _of_initiative(corpus, "support")
    states: dict[str, Any] = {"states": known["country"], "rows": known}
    if target != "initiative":
        return sentence(
            "According to CMP, {count} {count:state is/states are} said to support {name}: {states}.",
            count=len(known), name=corpus.name(target), **states,
        )  # fmt: skip
    return paragraph(
        sentence(
            "CMP finds “{doubt}” of support for the {name}.",
            rows=doubt,
            holds={"one row says so": len(doubt) == 1},
            doubt=doubt["says"],
            name=corpus.name(target),
        ),
        sentence(
            "By what it reports, {count} {count:state is/states are} said to support it: {states}.",
            count=len(known),
            **states,
        ),
        sentence(
            "{count} of them, {spoke}, {spoke:speaks/speak} through a spokesman whom a newspaper quotes. For {rest} "
            "CMP cites {channels}; {ministry} {ministry:is/are} known only from {channel}.",
            rows=[*marks.behind(spoke, "country"), *others["rows"], *ministry["rows"]],
            holds={"one other state is left": len(others) == 1},
            count=spoke["country"].nunique(),
            spoke=spoke["country"],
            rest=others["country"],
            channels=[
                channel.replace("its own", f"{wording.join(list(others['country']))}'s own")
                for channel in _cited(frame[frame["country"].isin(others["country"])])
            ],
            ministry=ministry["country"],
            channel=CHANNELS["chinese-ministry"],
        ),
        sentence(
            "The words quoted from the spokesman, “{words}”, do not say “support”; CMP itself says that {state} "
            "announced its support on {day}.",
            rows=[*spoke["rows" if "rows" in spoke else "id"], announced],
            state=announced.name("place"),
            day=announced.when,
            holds={
                "they do not say it": not spoke["words"].str.contains("support").any(),
                "they are one": len(spoke) == 1,
            },
            words=spoke["words"],
        ),
        sentence(
            "{who} {who:writes/write} of “{whom}” without naming one.",
            rows=broad,
            holds={"one group of states is meant": broad["of"].nunique() == 1},
            who=broad["who"],
            whom=broad["of"].str.lower(),
        ),
    )


SHARED, NAME, ALONE = "other words in both", "the initiative’s name", "in this one only"
LOOKS = {NAME: "mid", SHARED: "dark", ALONE: "pale"}


@once
def readouts(corpus: Corpus) -> pd.DataFrame:
    """The read-outs whose wording CMP calls strikingly alike: label, part (NAME, SHARED or ALONE), value (words),
    rows. The name of the initiative is part of what both share, and no sign of copying.
    """
    import pandas as pd

    out = []
    run, name = _run(corpus), _name_words(corpus)
    quotations = corpus.quotations
    for quoted in quotations[quotations["row"].isin(corpus.reprints["id"])].to_dict("records"):
        for part, value in ((NAME, name), (SHARED, run - name), (ALONE, quoted["words"] - run)):
            out.append(
                {
                    "label": quoted["shown"],
                    "part": part,
                    "value": int(value),
                    "end": f"{quoted['words']} words",
                    "rows": quoted["row"],
                }
            )
    return pd.DataFrame(out, columns=["label", "part", "value", "end", "rows"])


def _run(corpus: Corpus) -> int:
    """Words in a row that the quotations share."""
    places_of = set(zip(corpus.quotations["article"], corpus.quotations["paragraph"], strict=True))
    found = corpus.reuse[
        [
            (a, x) in places_of and (b, y) in places_of
            for a, x, b, y in corpus.reuse[["article_a", "paragraph_a", "article_b", "paragraph_b"]].itertuples(
                index=False
            )
        ]
    ]
    return int(found["longest_run"].max()) if len(found) else 0


def _name_words(corpus: Corpus) -> int:
    """Words of the initiative's name, where every quotation has it."""
    paragraphs = corpus.quotations[["article", "paragraph"]].drop_duplicates()
    named = corpus.mentions[corpus.mentions["term"] == "initiative"].merge(paragraphs)
    whole = int((named["count"] - named["by_alias"]).sum())
    return len(corpus.name("initiative").split()) if len(corpus.quotations) and whole >= len(corpus.quotations) else 0


def readouts_head(corpus: Corpus, frame: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on the read-outs; frame: what it draws."""
    lengths, run = corpus.quotations["words"], _run(corpus)
    one, other = Row(corpus, "support-0013", act="readout"), Row(corpus, "support-0012", act="readout")
    alike = Row(corpus, "reprints-0056", relation="worded-alike", asserted_by="cmp")
    return {
        "title": sentence(
            "Of {short} words quoted from the read-out on {one}, {run} in a row are in the one on {other} too; "
            "{name} of them are the initiative's name",
            rows=[one, other, *frame["rows"], *places("reuse", corpus.quotations.head(1))],
            holds={
                "there are two": frame["label"].nunique() == 2,
                "both give the whole name": _name_words(corpus) > 0,
                "the shorter is the first": list(lengths) == sorted(lengths, reverse=True),
            },
            run=run,
            one=one.name("country"),
            other=other.name("country"),
            name=_name_words(corpus),
            short=int(lengths.min()) if len(lengths) else 0,
        ),
        "subtitle": sentence(
            "Words that CMP quotes from {number} read-outs of China's foreign ministry, which it calls "
            "strikingly alike",
            rows=[alike, *frame["rows"]],
            number=frame["label"].nunique(),
        ),
        "source": marks.source(corpus, frame["rows"]),
    }


NOT_COVERED = Sentence("If CMP's articles do not mention something, that does not mean that there is none.")


def head(corpus: Corpus, target: str, cards: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the matrix; cards: what it draws."""
    frame, known = supporters(corpus, target), footing(corpus, target)
    spoke = _spoke(frame)
    return {
        "title": sentence(
            "Of {known} {known:state/states} said to support {target}, only {own} has a spokesman quoted, "
            "and his quoted words do not say “support”",
            rows=[*known["rows"], *marks.behind(spoke, "country")],
            holds={
                "one state has a spokesman quoted": spoke["country"].nunique() == 1,
                "his words do not say support": not spoke["words"].str.contains("support").any(),
            },
            known=len(known),
            target=f"the {corpus.name(target)}" if target == "initiative" else corpus.name(target),
            own=spoke["country"],
        ),
        "subtitle": sentence(
            "The act in its own words where CMP gives them, by who makes it known; "
            "{count} {count:record/records} on {states} {states:state/states}",
            rows=frame,
            count=len(frame),
            states=cards["row"].nunique(),
        ),
        "source": marks.source(corpus, frame["id"]),
    }


def lobbying(corpus: Corpus) -> Sentence:
    """Who is told to have lobbied for Clean Network, and that nobody else is."""
    every = claims(corpus, "clean-network")
    pressed = every[every["act"] == "lobbying"]
    return paragraph(
        sentence(
            "{tellers} {tellers:describes/describe} how {country} lobbied for {name}; "
            "none of {count} {count:record/records} on it names a state that supports it.",
            rows=every,
            holds={
                "no state is named as a supporter": supporters(corpus, "clean-network").empty,
                "one state lobbied": pressed["country"].nunique() == 1,
            },
            tellers=pressed["speaker"],
            country=[f"the {name}" if name == corpus.name("united-states") else name for name in pressed["country"]],
            name=corpus.name("clean-network"),
            count=len(every),
        ),
        NOT_COVERED,
    )
