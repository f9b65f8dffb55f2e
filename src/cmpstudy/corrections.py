"""What the articles get wrong: slips of fact and name with their source, what contradicts itself, and typing errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.sentence import Sentence, paragraph, sentence
from cmpstudy import marks

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

TYPING = "typing"


def slips(corpus: Corpus) -> pd.DataFrame:
    """What is wrong or contradicts itself: article (title), paragraph, where, kind, says, correct, source, rows, id."""
    return _labelled(corpus, corpus.corrections.loc[lambda frame: frame["kind"] != TYPING])


def typing(corpus: Corpus) -> pd.DataFrame:
    """Errors of typing, as `slips`."""
    return _labelled(corpus, corpus.corrections.loc[lambda frame: frame["kind"] == TYPING])


def _labelled(corpus: Corpus, frame: pd.DataFrame) -> pd.DataFrame:
    codes = corpus.codebook["corrections"]["kind"].codes
    place = list(codes)
    frame = frame.sort_values("kind", key=lambda kinds: kinds.map(place.index), kind="stable").reset_index(drop=True)
    return frame.assign(
        where=[marks.locator(*place) for place in zip(frame["article"], frame["paragraph"], strict=True)],
        article=frame["article"].map(corpus.titles),
        kind=[codes[kind].label for kind in frame["kind"]],
    )


def answer(corpus: Corpus) -> Sentence:
    """How many errors there are, and of which kind."""
    frame = corpus.corrections
    of = {kind: frame[frame["kind"] == kind] for kind in frame["kind"]}
    facts, names = of.get("fact", frame[:0]), of.get("name", frame[:0])
    report, typed = of.get("within-report", frame[:0]), of.get(TYPING, frame[:0])
    return paragraph(
        sentence(
            "Going by outside sources, {facts} facts and {names} names in CMP's text are wrong.",
            rows=[*facts["id"], *names["id"]],
            holds={"each has a source": bool(facts["source"].notna().all() and names["source"].notna().all())},
            facts=len(facts),
            names=len(names),
        ),
        sentence(
            "At {report} points a newspaper report that CMP translates does not agree with itself; "
            "CMP's text has {typed} typing errors.",
            rows=[*report["id"], *typed["id"]],
            report=len(report),
            typed=len(typed),
        ),
    )
