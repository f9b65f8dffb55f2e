"""What the data cannot say. Figures and reports name caveats by id; METHODS lists them all: C for those of this study,
R for what `reprints` says of any computed chain."""

from __future__ import annotations

import html

from analysis.errors import AnalysisError
from reprints import caveats as reprints

CAVEATS = {
    "C1": "The corpus is ten consecutive posts under one staff byline of China Media Project (CMP), August 2020 to February 2021. "
    "It is no sample of CMP's work, nor of Chinese media, and nothing here is a rate or a trend.",
    "C2": "Everything here is what CMP says, or what CMP says that others said. It does not measure Chinese coverage.",
    "C3": "Only two articles can be dated to the day. The other dates of publication are derived from cues, some of them only as a range of weeks.",
    "C4": "Whose words a paragraph holds was decided in coding, paragraph by paragraph. CMP translated the Chinese passages itself, so their English wording is CMP's choice.",
    "C5": "What an article does not mention is not covered by it, which is not the same as absent or zero.",
    "C6": "Two passes coded the articles, both by language models of one kind and from one codebook; no human coder took part. Their agreement shows consistency and is no proof of validity.",
    "C7": "Mentions are counted by a curated list of names and terms. A thing referred to in other words is not counted.",
    "C8": "A repeated passage is a run of eight or more words within these ten articles. Whether a text was reprinted elsewhere cannot be seen here.",
    "C9": "No carrier of the look-back has a time or a text in the article, so its order and wording are not known.",
    "C10": "The Chinese originals are not at hand. 'Identical' or 'alike' is CMP's judgement, and CMP's own English may have made wordings more alike.",
    "C11": "A number is shown as the article bounds it. Most are claims of a party with an interest, and nobody has verified them.",
    "C12": "Being said to support is not supporting. Support is known through kinds of channel that differ, and kinds are not grades.",
    "C13": "A claim and its contradiction are both shown as claims. The article does not settle which is true.",
    "C14": "Phrases are given in CMP's English. One English phrase may stand for several Chinese ones, and the order is that of the translation.",
} | reprints.CAVEATS


class Limits:
    """The caveats of a report as a list that a reader sees first."""

    def __init__(self, *ids: str):
        unknown = [name for name in ids if name not in CAVEATS]
        if unknown or not ids:
            raise AnalysisError(
                f"unknown caveat {', '.join(unknown)}" if unknown else "no caveat is named",
                where="limits",
                do=f"The caveats are: {', '.join(CAVEATS)}",
            )
        self.ids = ids

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        items = "".join(f"<li><b>{name}</b> {html.escape(CAVEATS[name])}</li>" for name in self.ids)
        return {
            "text/html": f'<ul class="limits">{items}</ul>',
            "text/plain": "\n".join(f"{name}  {CAVEATS[name]}" for name in self.ids),
        }


def limits(*ids: str) -> Limits:
    """Show caveats by id, for example ``limits("C1", "C2")``."""
    return Limits(*ids)
