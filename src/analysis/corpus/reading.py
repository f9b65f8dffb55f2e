"""What the owner of the text sees in JupyterLab: concordance and article reader. Never part of a report."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from analysis.corpus.text import Article
from analysis.errors import AnalysisError
from analysis.script import has_han, normalise

if TYPE_CHECKING:
    import pandas as pd

_SHADE = "#efefef"  # behind words that are not the article's own
NOT_CODED = "not coded"


def concordance(articles: Mapping[str, Article], term: str, width: int) -> pd.DataFrame:
    """Key word in context: article, paragraph, left, hit, right; one row an occurrence, in reading order."""
    import pandas as pd

    wanted = normalise(term)
    if not wanted:
        raise AnalysisError("the term is empty", where="concordance", do="Give a word, a phrase or a Chinese string.")
    # Straight and curly apostrophes are one to a searcher.
    words = re.sub("['’]", "['’]", re.escape(wanted))
    pattern = re.compile(words if has_han(wanted) else rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    rows = [
        {
            "article": slug,
            "paragraph": number,
            "left": text[max(0, hit.start() - width) : hit.start()],
            "hit": hit.group(),
            "right": text[hit.end() : hit.end() + width],
        }
        for slug, article in articles.items()
        for number, text in enumerate(map(normalise, article.paragraphs), start=1)
        for hit in pattern.finditer(text)
    ]
    return pd.DataFrame(rows, columns=["article", "paragraph", "left", "hit", "right"])


class Reader:
    """An article for reading: numbered paragraphs, those shaded that hold others' words.

    voices: paragraph -> whose words it holds, where that is coded; own: the voices that are the article's own.
    """

    def __init__(self, article: Article, voices: Mapping[int, str], own: Collection[str] = ()):
        self.article, self.own = article, {*own, NOT_CODED}
        self.voices = {number: voices.get(number, NOT_CODED) for number in range(1, len(article.paragraphs) + 1)}

    def __repr__(self) -> str:
        lines = [
            f"{number:>3}  [{self.voices[number]}] {text}"
            for number, text in enumerate(self.article.paragraphs, start=1)
        ]
        return "\n".join([self.article.title, *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr style="background:{"transparent" if self.voices[number] in self.own else _SHADE}">'
            f'<th scope="row" style="vertical-align:top">{number}</th>'
            f'<td style="text-align:left;vertical-align:top">{self.voices[number]}</td>'
            f'<td style="text-align:left;max-width:42em">{html.escape(text)}</td></tr>'
            for number, text in enumerate(self.article.paragraphs, start=1)
        )
        return f'<table><caption style="text-align:left;font-size:1.2em">{html.escape(self.article.title)}</caption>{rows}</table>'
