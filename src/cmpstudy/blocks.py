"""Blocks of other people's words: whose they are, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis import wording
from analysis.sentence import Sentence, paragraph, places, sentence, together
from cmpstudy import corpus as whole
from cmpstudy.made import MADE
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

SET_OFF = ("translated", "quoted")
PART = "block"  # all bars have one colour: whose words they are stands beside them
LOOKS = {PART: ("other people’s words", "#3F3F3F")}
# What an outlet that never speaks in a coded row counts as.
_OUTLETS = {"party-state": "state-media", "commercial": "commercial-media", "foreign": "foreign-media"}


@once
def blocks(corpus: Corpus) -> pd.DataFrame:
    """Blocks by whose words they hold: whose, kind (of who has most words), article, title, words, paragraphs; the
    longest first.

    Paragraphs that follow each other, captions apart, are one block; blocks of the same people in one article count
    together.
    """
    import pandas as pd

    types = _types(corpus)
    found: dict[tuple[str, frozenset], list[dict]] = {}
    for article, frame in corpus.paragraphs.loc[lambda frame: frame["voice"] != "caption"].groupby(
        "article", sort=False
    ):
        rows = frame.sort_values("paragraph")
        number = (rows["voice"] != rows["voice"].shift()).cumsum()
        for _, run in rows[rows["voice"].isin(SET_OFF)].groupby(number):
            found.setdefault((str(article), frozenset(run["voice_holder"])), []).extend(run.to_dict("records"))
    out = []
    for (article, _), parts in found.items():
        by = pd.DataFrame(parts).groupby("voice_holder")["words"].sum().sort_values(ascending=False, kind="stable")
        out.append(
            {
                "whose": wording.join([corpus.name(name) for name in by.index]),
                "kind": types.get(by.index[0], ""),
                "article": article,
                "title": corpus.titles[article],
                "words": int(by.sum()),
                "paragraphs": together(f"paragraphs {article} {part['paragraph']}" for part in parts),
            }
        )
    names = ["whose", "kind", "article", "title", "words", "paragraphs"]
    return (
        pd.DataFrame(out, columns=names).sort_values(["words", "whose"], ascending=[False, True]).reset_index(drop=True)
    )


def _types(corpus: Corpus) -> dict[str, str]:
    """Holder of words -> kind of speaker, by what it is coded as when it speaks, else by the kind of outlet."""
    outlets = corpus.entities.set_index("entity")["outlet_kind"].dropna().map(_OUTLETS).to_dict()
    said = corpus.statements.dropna(subset=["speaker"])
    return {str(one): str(kind) for one, kind in outlets.items()} | dict(
        zip(said["speaker"], said["speaker_type"], strict=True)
    )


def _worded(corpus: Corpus) -> list[str]:
    """The paragraphs that have words to count: one in Chinese characters alone has none."""
    return places("paragraphs", corpus.paragraphs[corpus.paragraphs["words"] > 0])


_NONE: dict[str, Any] = {"whose": "", "kind": "", "words": 0}


def answer(corpus: Corpus) -> Sentence:
    """How much of the page is other people's, and whose."""
    frame, words = blocks(corpus), corpus.paragraphs["words"].sum()
    records: list[Any] = [*frame.to_dict("records"), _NONE, _NONE]
    first, second = records[:2]
    without = corpus.articles[~corpus.articles["article"].isin(frame["article"])]
    return paragraph(
        sentence(
            "Of the {all:,} words in the {articles} articles, {blocks:,} are other people's, in blocks of translation "
            "or quotation that China Media Project (CMP) sets off from its own text.",
            rows=[*frame["paragraphs"], *_worded(corpus)],
            all=words,
            articles=len(corpus.titles),
            blocks=frame["words"].sum(),
        ),
        sentence(
            "The longest are a newspaper report by {first} ({one:,} words) and an essay by {second} ({two:,}).",
            rows=list(frame["paragraphs"][:2]),
            holds={
                "the longest is a newspaper's": first["kind"] == "commercial-media",
                "the next is a scholar's": second["kind"] == "chinese-scholar",
            },
            first=first["whose"],
            one=first["words"],
            second=second["whose"],
            two=second["words"],
        ),
        sentence(
            "Every block gives the words of a Chinese speaker or outlet; foreign critics are quoted in passing.",
            rows=[together(frame["paragraphs"]), *_foreign(corpus)],
            holds={
                "no block is foreign": not frame["kind"].str.startswith("foreign").any(),
                "critics from abroad are quoted": bool(_foreign(corpus)),
            },
        ),
        sentence(
            "{none} articles have no block.",
            rows=places("articles", without),
            holds={"they are several": len(without) > 1},
            none=len(without),
        ),
    )


def _foreign(corpus: Corpus) -> list[str]:
    """Statements of foreign officials, media and scholars that CMP quotes: one entry, as they fall together."""
    said = corpus.statements
    said = said[said["speaker_type"].str.startswith("foreign") & (said["form"] == "verbatim")]
    return [together(said["id"])] if len(said) else []


def head(corpus: Corpus, frame: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and source of the figure on blocks; frame: what it draws."""
    words = corpus.paragraphs["words"].sum()
    return {
        "title": sentence(
            "Long passages of other people's words fill {share:.0%} of {articles} articles, and none is a foreign "
            "critic's",
            rows=[*frame["paragraphs"], together(places("paragraphs", corpus.paragraphs))],
            holds={
                "no block is foreign": not frame["kind"].str.startswith("foreign").any(),
                "critics from abroad are quoted": bool(_foreign(corpus)),
            },
            share=frame["words"].sum() / words,
            articles=len(corpus.titles),
        ),
        "subtitle": sentence(
            "Words in blocks of translation or quotation that CMP sets off, by whose they are; "
            "{blocks:,} of {words:,} words",
            rows=[*frame["paragraphs"], *_worded(corpus)],
            blocks=frame["words"].sum(),
            words=words,
        ),
        "source": sentence(
            "Source: {articles} CMP staff articles, {months}. {made}",
            rows="articles",
            articles=len(corpus.titles),
            months=whole.months(corpus),
            made=MADE,
        ),
    }
