"""What a word is: the kind of each character, and the one form under which spellings count as alike.

A word is a run of letters, digits and their marks. Hyphens and apostrophes between letters or digits join
(``self-evident``, ``China's``, ``COVID-19``), as do full stops and commas between digits (``3,000``, ``0.5``) and full
stops between single letters (``U.S``). Each character of a script that puts no spaces between words (Chinese, kana,
Thai, Lao, Khmer, Burmese) is a word of its own, so that an exact Chinese string is a phrase.

Words that differ only in case, width, composed or decomposed accents (NFKC) or in the shape of an apostrophe or a
hyphen are one type. Accents themselves count.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.script import HAN

if TYPE_CHECKING:
    import numpy as np

RULE = 2  # rises when a text would be cut into other words: indexes made before are then made anew

# Kinds of characters. The first four make words.
UPPER, LOWER, DIGIT, SINGLE, MARK, APOSTROPHE, HYPHEN, STOP, COMMA, END, STRONG, SPACE, NEWLINE, OTHER = range(14)

APOSTROPHES = "'\u2019\u2018\u02bc\uff07"
HYPHENS = "-\u2010\u2011\uff0d"
UNSPACED = rf"[{HAN}\p{{Hiragana}}\p{{Katakana}}\u30fc\p{{Thai}}\p{{Lao}}\p{{Khmer}}\p{{Myanmar}}]"
_IGNORED = "\u00ad\u200c\u200d\u2060\ufeff"  # soft hyphen, joiners, byte order mark: no part of a spelling
_CLASSES = (  # later ones override earlier ones
    (r"\p{L}", UPPER),  # or of a script without case
    (r"\p{Ll}", LOWER),
    (r"\p{N}", DIGIT),
    (rf"[{UNSPACED}&&[\p{{L}}\p{{N}}]]", SINGLE),
    (f"[{HAN}]", SINGLE),  # what Unicode will yet put there, too
    (rf"[\p{{M}}{_IGNORED}]", MARK),
    (r"[\p{Z}\t\r\v\f\x1c-\x1f\x85]", SPACE),
    (r"\n", NEWLINE),
    (f"[{APOSTROPHES}]", APOSTROPHE),
    (r"[\-\u2010\u2011\uff0d\p{Pc}]", HYPHEN),
    (r"[.\uff0e]", STOP),
    (r"[,\uff0c]", COMMA),
    (r"[!?\u2026\u203c\u2047-\u2049]", END),
    (r"[\u3002\uff01\uff1f\uff61]", STRONG),
)
# A full stop after one of these ends no sentence.
_ABBREVIATIONS = """mr mrs ms dr prof gen col lt sgt capt sen rep gov st jr sr vs etc dept fig vol
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun""".split()

_SHAPES = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(_IGNORED)})


@lru_cache(maxsize=1)
def kinds() -> np.ndarray:
    """Code point -> kind."""
    import numpy as np
    import regex

    every = "".join(map(chr, range(0x110000)))
    table = np.full(0x110000, OTHER, np.uint8)
    for pattern, kind in _CLASSES:
        for run in regex.finditer(f"(?V1){pattern}+", every):
            table[run.start() : run.end()] = kind
    return table


def plain(spelling: str) -> str:
    """A word as it is written, its width, accents, apostrophes and hyphens in one form."""
    if spelling.isascii():
        return spelling
    formed = unicodedata.normalize("NFKC", spelling.translate(_SHAPES))
    return "".join(formed.split()) or spelling


def fold(spelling: str) -> str:
    """The type of a word: as ``plain``, and in one case."""
    return spelling.lower() if spelling.isascii() else unicodedata.normalize("NFKC", plain(spelling).casefold())


def abbreviations() -> list[bytes]:
    """Spellings after which a full stop ends no sentence."""
    return [form.encode() for word in _ABBREVIATIONS for form in (word, word.capitalize())]
