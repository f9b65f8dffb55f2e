"""What the owner of the text sees in JupyterLab: concordance and article reader. Never part of a report."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.corpus.text import HAN, Article, normalise
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

_SHADE = {
    "cmp": "transparent",
    "translated": "#e8e8e8",
    "quoted": "#f2f2f2",
    "caption": "#fafafa",
    "not coded": "transparent",
}


def concordance(articles: Mapping[str, Article], term: str, width: int) -> pd.DataFrame:
    """Key word in context: article, paragraph, left, hit, right; one row an occurrence, in reading order."""
    import pandas as pd

    wanted = normalise(term)
    if not wanted:
        raise AnalysisError("the term is empty", where="concordance", do="Give a word, a phrase or a Chinese string.")
    # Straight and curly apostrophes are one to a searcher.
    words = re.sub("['’]", "['’]", re.escape(wanted))
    pattern = re.compile(words if HAN.search(wanted) else rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
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
    """An article for reading: numbered paragraphs, shaded by voice."""

    def __init__(self, article: Article, paragraphs: pd.DataFrame):
        self.article = article
        own = paragraphs[paragraphs["article"] == article.slug]
        coded = dict(zip(own["paragraph"], own["voice"], strict=True))
        self.voices = {number: coded.get(number, "not coded") for number in range(1, len(article.paragraphs) + 1)}

    def __repr__(self) -> str:
        lines = [
            f"{number:>3}  [{self.voices[number]}] {text}"
            for number, text in enumerate(self.article.paragraphs, start=1)
        ]
        return "\n".join([self.article.title, *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr style="background:{_SHADE[self.voices[number]]}"><th scope="row" style="vertical-align:top">{number}</th>'
            f'<td style="text-align:left;vertical-align:top">{self.voices[number]}</td><td style="text-align:left;max-width:42em">{html.escape(text)}</td></tr>'
            for number, text in enumerate(self.article.paragraphs, start=1)
        )
        return f'<table><caption style="text-align:left;font-size:1.2em">{html.escape(self.article.title)}</caption>{rows}</table>'
