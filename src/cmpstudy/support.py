"""Who is said to support the Global Initiative on Data Security, by whom and through which channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates
from analysis.nearest import unknown
from cmpstudy import wording

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

SPOKESMAN = "its own spokesman"
CHANNELS = {
    "own-country": "its own press",  # for an act of its own: its own spokesman
    "chinese-state-media": "Chinese state media",
    "chinese-ministry": "China's foreign ministry",
    "cmp": "CMP itself",
}


def claims(corpus: Corpus, target: str) -> pd.DataFrame:
    """Every coded row about a target: id, country, named, polarity, act, words, speaker, outlet, channel, via, when, statement, where.

    Names are English, `when` is the date in words or 'no date'. Raises AnalysisError for an unknown target.
    """
    targets = corpus.codebook["support"]["target"].codes
    if target not in targets:
        raise unknown("a target", target, targets, where="parameter target")
    frame = corpus.support
    frame = frame[frame["target"] == target].reset_index(drop=True)
    optional = lambda column: frame[column].map(corpus.name, na_action="ignore").fillna("")  # noqa: E731
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
            wording.locator(article, paragraph)
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


def supporters(corpus: Corpus, target: str = "initiative") -> pd.DataFrame:
    """The named supporters: the rows of `claims` with polarity support, a name, and an act of support (not lobbying)."""
    frame = claims(corpus, target)
    return frame[
        (frame["polarity"] == "support") & (frame["named"] == "yes") & (frame["act"] != "lobbying")
    ].reset_index(drop=True)


def _footing(channel: str, act: str) -> str:
    """How a row's support is known, in words. A country's spokesman and its press are two kinds: the one speaks for it, the other may only carry what is said."""
    return SPOKESMAN if channel == "own-country" and act == "statement" else CHANNELS[channel]


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
                "rows": wording.rows(group["id"]),
            }
            for country, group in groups
        ],
        columns=["country", "channels", "when", "rows"],
    )


def cards(corpus: Corpus, target: str = "initiative") -> pd.DataFrame:
    """What the matrix shows: row, column, words, kind, relay, rows, statement, who, when, where.

    One card an act and channel: outlets that carry one wording of one act share a card. Channels in the order of CHANNELS,
    the own spokesman first, and in each the countries in the order of the article; a channel that nobody used has no column.
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
                "column": _footing(channel, act),
                "words": (f"“{words}”" if words else "carried the news")
                + (f" – {wording.join(outlets)}" if outlets else ""),
                "kind": channel,
                "relay": wording.join(via),
                "rows": wording.rows(group["id"]),
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


def contested(corpus: Corpus) -> pd.DataFrame:
    """Claims about support or opposition that name no state, or that say support is lacking, on both targets.

    Columns: about (target in words), who (speaker), says (the words), of (whom it is said of), channel, where, rows, statement.
    """
    import pandas as pd

    frames = []
    for target, about in (("initiative", "the initiative"), ("clean-network", "Clean Network")):
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


def answer(corpus: Corpus, target: str = "initiative") -> tuple[str, dict]:
    """Two sentences on who is said to support the target, and their facts."""
    frame, known = supporters(corpus, target), footing(corpus, target)
    meaning = corpus.codebook["support"]["target"].codes[target].meaning
    name = meaning.removeprefix("China's ").removeprefix("The US ").removesuffix(" programme")
    if frame.empty:
        return (
            f"CMP's articles name no state that supports {name}, lobbying for it apart. That is not covered by the articles, which is not the same as no supporters.",
            {"supporters": 0},
        )
    spoke = list(
        dict.fromkeys(frame.loc[(frame["act"] == "statement") & (frame["channel"] == "own-country"), "country"])
    )
    ministry = [row["country"] for row in known.to_dict("records") if row["channels"] == CHANNELS["chinese-ministry"]]
    unnamed = contested(corpus)
    unnamed = unnamed[(unnamed["about"] == "the initiative") & (unnamed["stand"] == "support")]
    doubt = contested(corpus)
    doubt = doubt[
        (doubt["about"] == "the initiative") & (doubt["stand"] == "do not support") & (doubt["channel"] == "cmp")
    ]
    opening = (
        f"CMP finds “{doubt['says'].iloc[0]}” of support for the {name}. By what it reports"
        if len(doubt) and target == "initiative"
        else "According to CMP"
    )
    named = "it" if opening.startswith("CMP") else f"the {name}"
    text = (
        f"{opening}, {wording.count(len(known), 'state')} {'is' if len(known) == 1 else 'are'} said to support {named}: {wording.join(known['country'])}. "
        f"{wording.spell(len(spoke)).capitalize()} of them, {wording.join(spoke)}, {'speaks' if len(spoke) == 1 else 'speak'} through a spokesman in {'its' if len(spoke) == 1 else 'their'} own press; "
        f"{wording.join(ministry)} {'is' if len(ministry) == 1 else 'are'} known only from China's foreign ministry"
        + (
            f", while {wording.join(list(dict.fromkeys(unnamed['who'])))} writes of “{unnamed['of'].iloc[0].lower()}” without naming one."
            if len(unnamed)
            else "."
        )
    )
    return text, {
        "supporters": len(known),
        "supporters_speaking_themselves": len(spoke),
        "supporters_by_chinese_ministry_only": len(ministry),
        "support_rows": len(frame),
        "claims_without_names": int((contested(corpus)["stand"] != "do not support").sum()),
    }


def title(corpus: Corpus, target: str = "initiative") -> str:
    """The finding as the title of the matrix."""
    known = footing(corpus, target)
    frame = supporters(corpus, target)
    own = frame.loc[(frame["act"] == "statement") & (frame["channel"] == "own-country"), "country"].nunique()
    pressed = frame.loc[frame["channel"] == "own-country", "country"].nunique()
    return (
        f"Of {wording.count(len(known), 'state')} said to support the initiative, {wording.spell(pressed)} {'is' if pressed == 1 else 'are'} heard in {'its' if pressed == 1 else 'their'} own press, "
        f"{wording.spell(own)} of them through a spokesman"
    )


def contested_title(contested: pd.DataFrame) -> str:
    """The finding on claims without names as a title."""
    lacking = int((contested["stand"] == "do not support").sum())
    broad = len(contested) - lacking
    return (
        f"{wording.count(broad, 'claim').capitalize()} of broad support or opposition {'names' if broad == 1 else 'name'} no state; "
        f"{wording.count(lacking, 'statement')} {'says' if lacking == 1 else 'say'} that support is lacking"
    )
