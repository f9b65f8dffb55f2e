"""Words about documents of any corpus: names short enough for a label, printable characters, counts with N."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Any

import pandas as pd

from analysis.charts import fonts
from analysis.errors import AnalysisError
from analysis.script import HAN, count_han
from reprints.caveats import CAVEATS, SHORT
from reprints.chains import when

CHAINS, NOTED = tuple(CAVEATS), SHORT  # what every figure on computed chains is to be read with
LONGEST = 34  # characters of a name in a label or title


class Note:
    """What stands where a figure cannot be drawn: a sentence that says why."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": f"<p>{html.escape(self.text)}</p>", "text/plain": self.text}


@lru_cache(maxsize=8192)
def _print(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Cs", "Co"):
        return ""
    try:
        return fonts.clean(character)
    except AnalysisError:
        return "□"


def printable(text: object) -> str:
    """Text of a stranger's corpus made fit for a figure: a white square for each character that the font lacks."""
    line = unicodedata.normalize("NFC", " ".join(str(text).split()))
    return "".join(character if character == " " else _print(character) for character in line).strip()


def short(text: object, most: int = LONGEST) -> str:
    """A name that a label has room for; the middle of a long one goes, as ids often differ at the end. A Chinese
    character is as wide as two letters.
    """
    line = printable(text)
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    if wide <= most:
        return line
    keep = most * len(line) // wide - 1
    return f"{line[: keep - keep // 3].rstrip()}…{line[len(line) - keep // 3 :].lstrip()}"


def given(cell: Any) -> str:
    """A cell as text; nothing where it is missing."""
    return "" if cell is None or pd.isna(cell) else str(cell)


def named(identity: object, outlet: object) -> str:
    """How a document is called: by its outlet, or its id where no outlet is known."""
    return short(given(outlet) or identity) or "(no name)"


def day(date: object) -> str:
    """A date in words, with its time of day, or that there is none."""
    return when.said(given(date)) or "no date"


def edtf(date: object) -> str:
    """A date as the charts read it: EDTF without a time of day."""
    text = given(date).replace(" ", "T")
    return text.split("T")[0] if "/" not in text else text


# Chinese with the signs that stand in it: those of CJK and the wide forms of Latin ones.
_WIDE = r"\u3000-\u303f\uff00-\uffef"
_CHINESE = re.compile(f"[{HAN}{_WIDE}]*[{HAN}][{HAN}{_WIDE}]*")


def marked_up(text: str) -> str:
    """Text as HTML, Chinese marked as such: a browser takes its forms of characters, and a voice reads it."""
    return _CHINESE.sub(lambda found: f'<span lang="zh">{found[0]}</span>', html.escape(text))


def chinese(text: str) -> bool:
    """Whether a text is Chinese: more of its characters are Han than Latin letters."""
    return count_han(text) > len(re.findall("[A-Za-z]", text))


def of(number: int, total: int) -> str:
    """``3 of 7``: how a share is given where a percentage would pretend."""
    return f"{number:,} of {total:,}"


def many(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def unit(counted: int, characters: int) -> str:
    """Whether words or characters were counted: a Chinese text has nearly as many words as characters."""
    return "character" if counted * 2 > characters > 0 else "word"


def percent(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1%"
    return f"{100 * share:.0f}%"


def pairs(results) -> pd.DataFrame:
    """The links between two: a paragraph that repeats itself is no pair.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    pandas.DataFrame
        Rows of ``results.links``.

    Examples
    --------
    >>> len(pairs(computed))
    3
    """
    return results.links[results.links["id_a"].astype(str) != results.links["id_b"].astype(str)]


def paragraphs(results) -> bool:
    """Whether the links join paragraphs, whose ids are article#paragraph, and not documents."""
    links = pairs(results)
    return len(links) > 0 and bool(links["id_a"].astype(str).str.contains("#").all())


def subtitle(results, text: str) -> str:
    """A subtitle, begun with the label of the results where they have one: ``Invented news: copies by ...``."""
    return f"{results.label}: {text[:1].lower()}{text[1:]}" if results.label else text


def source(results, drawn: str) -> str:
    """The source line: what was computed from what, with N."""
    return f"Source: computed by reprints; {printable(results.source)}, {drawn}"
