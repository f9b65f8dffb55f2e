"""What counts as a word, decided code point by code point, so that mixed text needs no language flag.

Each code point has a class and a folded spelling. The spelling is its compatibility decomposition in folded case,
without the marks that a scan, a keyboard or a normaliser may lose (accents, vowel points, voicing of kana): full-width
and plain, composed and decomposed, ligature and letters come out alike. Because the folding never looks at a neighbour,
a token can always be traced back to the characters it came from.

- Alphabetic scripts, Hangul among them (Korean is written with spaces): a token is a word.
- Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan, Yi): a token is a character.
- Apostrophes of any shape and invisible characters are passed over inside a word; a hyphen too, if letters stand on
  both sides of it or of the line end after it. Everything else separates.

A spelling is carried as a polynomial over its characters (value and length), which both kernels can add up.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analysis.errors import AnalysisError

SEPARATOR, WORD, SINGLE, PASSED, HYPHEN, SPACE, BREAK = range(7)

POINTS = 0x110000
BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
U64 = np.uint64
_MASK = (1 << 64) - 1

_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07"
_HYPHENS = "-\u00ac\u00ad\u2010\u2011\ufe63\uff0d"  # the not sign is what OCR often makes of a hyphen at a line end
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"

# Marks that are optional in their script. Other marks (Indic vowels, for one) are part of the spelling.
_LOST_MARKS = (
    (0x0300, 0x0370), (0x0483, 0x048A), (0x0591, 0x05C8), (0x0610, 0x061B), (0x064B, 0x0660), (0x0670, 0x0671),
    (0x06D6, 0x06EE), (0x0711, 0x0712), (0x0730, 0x074B), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100),
    (0x302A, 0x3030), (0x3099, 0x309D), (0xFE00, 0xFE10), (0xFE20, 0xFE30), (0xE0100, 0xE01F0),
)  # fmt: skip

# Letters of scripts that are written without spaces between words.
_UNSPACED = (
    (0x0E00, 0x1000), (0x1000, 0x10A0), (0x1780, 0x1800), (0x1950, 0x1AB0), (0x19E0, 0x1A00), (0x2E80, 0x2FE0),
    (0x3005, 0x3008), (0x3021, 0x302A), (0x3031, 0x3036), (0x3038, 0x303D), (0x3041, 0x3130), (0x31A0, 0x3200),
    (0x3400, 0x4DC0), (0x4E00, 0xA4D0), (0xA9E0, 0xAA00), (0xAA60, 0xAAE0), (0xF900, 0xFB00), (0x1AFF0, 0x1B170),
    (0x20000, 0x323B0),
)  # fmt: skip

# Their own fold, without exception: no need to ask the Unicode database 90,000 times.
_PLAIN_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2F800), (0x30000, 0x323B0))
_ASSIGNED = ((0, 0x3400), (0x4DC0, 0x4E00), (0xA000, 0xD800), (0xF900, 0x20000), (0x2F800, 0x2FA20), (0xE0000, 0xE01F0))


@dataclass(frozen=True)
class Table:
    """Per code point: ``kind`` (uint8), ``value`` (uint64) and ``length`` (uint8) of the folded spelling."""

    name: str
    kind: np.ndarray
    value: np.ndarray
    length: np.ndarray


def scramble(x: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014), on uint64 arrays."""
    x = x + U64(BASE)
    x = (x ^ (x >> U64(30))) * U64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> U64(27))) * U64(0x94D049BB133111EB)
    return x ^ (x >> U64(31))


def _inside(point: int, ranges) -> bool:
    return any(low <= point < high for low, high in ranges)


def _spelling(char: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = []
    for c in folded:
        if c.isdecimal():
            kept.append(str(unicodedata.decimal(c)))
        elif c.isalnum() or (unicodedata.category(c)[0] == "M" and not _inside(ord(c), _LOST_MARKS)):
            kept.append(c)
    return "".join(kept)


def _kind(char: str, spelling: str) -> int:
    if char in _HYPHENS:
        return HYPHEN
    if char in _APOSTROPHES:
        return PASSED
    if char in _BREAKS:
        return BREAK
    if char.isspace():
        return SPACE
    category = unicodedata.category(char)
    if category in ("Cf", "Me") or (category[0] == "M" and _inside(ord(char), _LOST_MARKS + _UNSPACED)):
        return PASSED
    if char in "\uff9e\uff9f":  # half-width voicing marks are letters to Unicode
        return PASSED
    if not spelling:
        return SEPARATOR
    if category[0] not in "LNM" and not category.startswith("So"):
        return SEPARATOR
    return SINGLE if _inside(ord(spelling[0]), _UNSPACED) else WORD


@lru_cache(maxsize=2)
def table(fold: str | None = None) -> Table:
    """The fold table; ``fold="t2s"`` also writes traditional Chinese characters as simplified ones (needs OpenCC)."""
    if fold not in (None, "t2s"):
        raise AnalysisError(f"unknown fold {fold!r}", where="fold", do="Use None or 't2s'.")
    own = scramble(np.arange(POINTS, dtype=U64))
    kind = np.zeros(POINTS, np.uint8)
    value = np.zeros(POINTS, U64)
    length = np.zeros(POINTS, np.uint8)
    for low, high in _PLAIN_HAN:
        kind[low:high], value[low:high], length[low:high] = SINGLE, own[low:high], 1
    for low, high in _ASSIGNED:
        for point in range(low, high):
            char = chr(point)
            spelling = _spelling(char)
            what = _kind(char, spelling)
            kind[point] = what
            if what in (WORD, SINGLE):
                total, power = 0, 1
                for c in spelling:
                    total += int(own[ord(c)]) * power
                    power = power * BASE & _MASK
                value[point], length[point] = total & _MASK, len(spelling)
    name = f"fold2-unicode{unicodedata.unidata_version}"
    if fold == "t2s":
        name += "-" + _simplify(kind, value)
    for array in (kind, value, length):
        array.setflags(write=False)
    return Table(name, kind, value, length)


def _simplify(kind: np.ndarray, value: np.ndarray) -> str:
    """Give each traditional character the value of its simplified form. Returns the name of the mapping."""
    try:
        import opencc
    except ImportError:
        raise AnalysisError(
            "folding traditional to simplified Chinese needs OpenCC, which is not installed",
            where="fold='t2s'",
            do="Install it with: pip install opencc",
        ) from None
    points = np.concatenate([np.arange(low, high) for low, high in _PLAIN_HAN])
    simple = opencc.OpenCC("t2s").convert("\n".join(map(chr, points))).split("\n")
    own = value.copy()  # what a character is before any of them is given that of another
    for point, char in zip(points, simple, strict=True):
        if len(char) == 1:
            value[point] = own[ord(char)]
    return f"t2s-opencc{getattr(opencc, '__version__', '')}"
