"""Official phrases: which utterances use them, in which order, and how Chinese terms are rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.sentence import Row, Sentence, paragraph, places, sentence, together
from cmpstudy import marks
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus


@once
def shared(corpus: Corpus, article: str, least: int = 2) -> pd.DataFrame:
    """Phrases of an article that at least `least` utterances use: utterance, passage (a label for it), who, phrase,
    position, chinese, form, rows, statement, where.

    Utterances in reading order, phrases in their order within the first utterance that has most of them.
    """
    frame = corpus.phrases
    known = sorted(set(frame["article"]))
    if article not in known:
        raise AnalysisError(
            f"no phrase of {article!r} is coded",
            where="parameter article",
            do=f"Articles with phrases: {', '.join(known)}",
        )
    frame = frame[frame["article"] == article]
    uses = frame.groupby("phrase")["utterance_id"].nunique()
    frame = frame[frame["phrase"].isin(uses[uses >= least].index)]
    firsts = (
        frame.groupby(["utterance_id", "phrase"], sort=False)
        .agg(
            position=("position", "min"),
            chinese=("chinese", "first"),
            form=("form", "first"),
            speaker=("speaker", "first"),
            outlet=("outlet", "first"),
            rows=("id", marks.rows),
            statement=("statement", "first"),
            paragraph=("paragraph", "min"),
        )
        .reset_index()
    )
    fullest = firsts["utterance_id"].value_counts(sort=False)
    order = (
        firsts[firsts["utterance_id"] == fullest.idxmax()].sort_values("position")["phrase"].tolist()
        if len(firsts)
        else []
    )
    order += [phrase for phrase in firsts["phrase"] if phrase not in order]
    rank = {phrase: number for number, phrase in enumerate(dict.fromkeys(order))}
    first_seen = firsts.groupby("utterance_id")["paragraph"].min()
    firsts = firsts.assign(
        rank=firsts["phrase"].map(rank),
        seen=firsts["utterance_id"].map(first_seen),
        who=[_who(corpus, row) for row in firsts.to_dict("records")],
        where=[marks.locator(article, p) for p in firsts["paragraph"]],
    )
    firsts["who"] = firsts["who"].astype("str")
    # Two headlines of one paper have the same speaker; a number tells them apart.
    alike = firsts.groupby("who")["utterance_id"].transform(
        lambda ids: ids.map({name: number for number, name in enumerate(dict.fromkeys(ids), start=1)})
    )
    several = firsts.groupby("who")["utterance_id"].transform("nunique") > 1
    what = firsts["utterance_id"].str.contains("headline").map({True: ", headline ", False: ", text "})
    firsts["passage"] = firsts["who"].where(~several, firsts["who"] + what + alike.astype(str))
    firsts["utterance"] = firsts["utterance_id"].map(lambda name: name.replace("-", " "))
    # A place is one among the shared phrases: which others a coder kept is too uncertain to count (METHODS).
    firsts["position"] = firsts.groupby("utterance_id")["position"].rank()
    return firsts.sort_values(["seen", "utterance_id", "rank"])[
        ["utterance", "passage", "who", "phrase", "position", "chinese", "form", "rows", "statement", "where"]
    ].reset_index(drop=True)


def _who(corpus: Corpus, row: dict) -> str:
    parts = [corpus.name(row[name]) for name in ("speaker", "outlet") if isinstance(row[name], str)]
    return ", ".join(dict.fromkeys(parts)) or "not said"


@once
def same_order(corpus: Corpus, article: str) -> pd.DataFrame:
    """Whether utterances give the shared phrases in one order: utterance, phrases (how many have a position), in_order
    (yes, no or too few).

    The order is compared with that of the utterance that has most of them.
    """
    import pandas as pd

    frame = shared(corpus, article)
    rank = (
        {
            phrase: number
            for number, phrase in enumerate(
                dict.fromkeys(frame.loc[frame["utterance"] == frame["utterance"].value_counts().idxmax(), "phrase"])
            )
        }
        if len(frame)
        else {}
    )
    out = []
    for utterance, group in frame.groupby("utterance", sort=False):
        placed = group[group["position"].notna() & group["phrase"].isin(rank)].sort_values("position")
        ranks = [rank[phrase] for phrase in placed["phrase"]]
        out.append(
            {
                "utterance": utterance,
                "who": group["who"].iloc[0],
                "phrases": len(ranks),
                "in_order": "too few" if len(ranks) < 2 else "yes" if ranks == sorted(ranks) else "no",
            }
        )
    return pd.DataFrame(out, columns=["utterance", "who", "phrases", "in_order"])


@once
def renderings(corpus: Corpus) -> pd.DataFrame:
    """Chinese with several English renderings, and English with several Chinese ones: term, direction, renderings,
    places.

    Pairs come from the glossary, from coded phrases with their Chinese, and from the English name of a programme whose
    Chinese is glossed. Two cuts of one gloss in one paragraph are one rendering.
    """
    import pandas as pd

    glossed, coded = corpus.glossary, corpus.phrases
    coded = coded[coded["chinese"].notna()].rename(columns={"phrase": "english"})
    entities = corpus.entities
    named = entities[entities["chinese"].isin(glossed["chinese"]) & (entities["kind"] == "programme")]
    pairs = pd.concat([glossed, coded])[["english", "chinese", "article", "paragraph"]]
    pairs = pairs.assign(
        where=[marks.locator(a, p) for a, p in zip(pairs["article"], pairs["paragraph"], strict=True)]
    )[["english", "chinese", "where"]]
    pairs = pd.concat([pairs, named[["english", "chinese"]].assign(where="elsewhere in the articles")])
    pairs["english"] = pairs["english"].str.strip("“”\"'‘’")
    pairs["folded"] = pairs["english"].str.casefold()
    out = []
    for key, other, direction in (
        ("chinese", "folded", "one Chinese term, several English ones"),
        ("folded", "chinese", "one English term, several Chinese ones"),
    ):
        for term, group in pairs.groupby(key, sort=True):
            if group[other].nunique() > 1 and group["where"].nunique() > 1:
                shown = group.drop_duplicates(other)["english" if other == "folded" else "chinese"]
                out.append(
                    {
                        "term": term,
                        "direction": direction,
                        "renderings": "; ".join(shown),
                        "places": "; ".join(dict.fromkeys(group["where"])),
                    }
                )
    return pd.DataFrame(out, columns=["term", "direction", "renderings", "places"])


def glossary(corpus: Corpus) -> pd.DataFrame:
    """The glossary: chinese, english, kind, places; by kind and Chinese."""
    frame = corpus.glossary
    frame = frame.assign(where=[marks.locator(a, p) for a, p in zip(frame["article"], frame["paragraph"], strict=True)])
    return (
        frame.groupby(["kind", "chinese", "english"], sort=True)["where"]
        .agg("; ".join)
        .reset_index()
        .rename(columns={"where": "places"})[["chinese", "english", "kind", "places"]]
    )


def _placed(corpus: Corpus, article: str) -> pd.DataFrame:
    """Utterances with enough places to compare their order."""
    order = same_order(corpus, article)
    return order[order["in_order"] != "too few"]


def facts(corpus: Corpus, article: str) -> dict:
    """Numbers on the shared phrases and their order."""
    frame, placed = shared(corpus, article), _placed(corpus, article)
    return {
        "phrase_rows": len(corpus.phrases),
        "shared_phrases": frame["phrase"].nunique(),
        "utterances_sharing": frame["utterance"].nunique(),
        "utterances_placed": len(placed),
        "utterances_in_one_order": int((placed["in_order"] == "yes").sum()),
        "terms_with_two_renderings": len(renderings(corpus)),
    }


def answer(corpus: Corpus, article: str) -> Sentence:
    """How far the formula of praise travels, how that is known, and what its critics dispute."""
    frame, placed = shared(corpus, article), _placed(corpus, article)
    texts = frame[frame["utterance"].isin(placed["utterance"])]
    lower = corpus.phrases[lambda rows: rows["utterance_id"] == "pd-headline-2"]
    critics = [
        Row(corpus, name, form="verbatim", speaker=who)
        for name, who in (
            ("statements-0027", "reinhard-buetikofer"),
            ("statements-0029", "theresa-fallon"),
            ("statements-0030", "noah-barkin"),
        )
    ]
    last, chinese = frame[~frame["utterance"].isin(placed["utterance"])], texts[texts["chinese"].notna()]
    return paragraph(
        sentence(
            "By CMP's account {texts} texts give the same {phrases} terms of praise in the same order: {said}.",
            rows=[*marks.behind(texts, "utterance"), *marks.behind(texts, "phrase")],
            holds={"all have one order": bool((placed["in_order"] == "yes").all())},
            texts=len(placed),
            phrases=texts["phrase"].nunique(),
            said=[f"“{phrase}”" for phrase in texts["phrase"]],
        ),
        sentence(
            "They are {agency}'s summary of a call by {xi}, {headlines} headlines in {paper}, and an answer by an "
            "official of the {ministry}.",
            rows=marks.behind(texts, "utterance"),
            holds={
                "these are the texts": list(texts["utterance"].unique())
                == ["xi summary", "pd headline 1", "pd headline 2", "mofcom qa"]
            },
            headlines=texts.loc[texts["utterance"].str.startswith("pd headline"), "utterance"].nunique(),
            agency=corpus.name("xinhua"),
            xi=corpus.name("xi-jinping"),
            paper=corpus.name("peoples-daily"),
            ministry=corpus.name("mofcom"),
        ),
        sentence(
            "{who}, a scholar whom {outlet} interviews, has only the last, and in other Chinese words.",
            rows=[*last["rows"], together(chinese["rows"])],
            holds={
                "it is one phrase": last["phrase"].nunique() == 1,
                "it is the last": set(last["phrase"]) == {texts["phrase"].iloc[-1] if len(texts) else ""},
                "its Chinese is given, and is another": bool(last["chinese"].notna().all())
                and not set(last["chinese"]) & set(chinese["chinese"]),
            },
            who=_speaker(last),
            outlet=last["who"].str.split(", ").str[1],
        ),
        sentence(
            "CMP shows the Chinese for {shown} of the {texts}; that the second headline has the same order is CMP's "
            "word.",
            rows=[together(chinese["rows"]), together(lower["id"])],
            shown=chinese["utterance"].nunique(),
            texts=len(placed),
        ),
        sentence(
            "{critics} criticise the agreement, not the wording.",
            rows=critics,
            critics=[critic.name("speaker") for critic in critics if critic["speaker"]],
        ),
    )


def _speaker(shared: pd.DataFrame) -> pd.Series:
    """Who speaks, without the paper that prints it."""
    return shared["who"].str.split(", ").str[0]


def head(corpus: Corpus, article: str, shared: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on order; shared: what it draws."""
    placed = _placed(corpus, article)
    compared = shared[shared["utterance"].isin(placed["utterance"])]
    rest = shared[~shared["utterance"].isin(placed["utterance"])]
    return {
        "title": sentence(
            "{placed} texts praise the deal in the same {phrases} terms and the same order; a fifth has only the last",
            rows=[*marks.behind(compared, "utterance"), *marks.behind(compared, "phrase"), *rest["rows"]],
            holds={
                "all have one order": bool((placed["in_order"] == "yes").all()),
                "it is the fifth": len(placed) == 4 and rest["utterance"].nunique() == 1,
                "it has the last": set(rest["phrase"]) == {compared["phrase"].iloc[-1] if len(compared) else ""},
            },
            placed=len(placed),
            phrases=compared["phrase"].nunique(),
        ),
        "subtitle": sentence(
            "Place of each term among these terms in its text, with the Chinese where CMP gives it; {texts} texts on "
            "the {deal}",
            rows=marks.behind(shared, "utterance"),
            texts=shared["utterance"].nunique(),
            deal=corpus.name("cai"),
        ),
        "source": marks.source(corpus, shared["rows"]),
    }


def glossed(corpus: Corpus) -> Sentence:
    """How many Chinese terms the articles gloss, and how many of them in more than one way."""
    two, terms = renderings(corpus), corpus.glossary
    return sentence(
        "The articles gloss {terms} Chinese terms; {two} {two:term has/terms have} more than one rendering, "
        "from Chinese to English or the other way.",
        rows=[together(places("glossary", group)) for _, group in terms.groupby("chinese", sort=False)],
        terms=terms["chinese"].nunique(),
        two=len(two),
    )
