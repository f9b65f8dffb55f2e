"""How text is written: one form of it, and what a word and a Chinese character are, for every count, pattern and check.

Chinese characters are the letters of Unicode's script Han: unified and compatibility ideographs of every plane, the
repetition mark and the zero that dates are written with. Kana and Hangul are not Chinese, nor are punctuation, radicals
and hexagrams.
"""

from __future__ import annotations

import re
import unicodedata

# For use inside a character class of a pattern.
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"

# Radicals that look like characters, as a PDF gives them in their place: to a reader they are the character.
_LOOK_ALIKE = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    0x2E9F: "\u6bcd",
    **dict(
        zip(
            (0x2EA0, 0x2EC4, 0x2EC5, 0x2EC6, 0x2EC9, 0x2ECB, 0x2ED3, 0x2ED4, 0x2ED8, 0x2EDA, 0x2EDB, 0x2EDC, 0x2EE2)
            + (0x2EE3, 0x2EE4, 0x2EE5, 0x2EE6, 0x2EE8, 0x2EE9, 0x2EEC, 0x2EEE, 0x2EF0, 0x2EF3),
            "\u6c11\u897f\u89c1\u89d2\u8d1d\u8f66\u957f\u95e8\u9752\u9875\u98ce\u98de\u9a6c"
            "\u9aa8\u9b3c\u9c7c\u9e1f\u9ea6\u9ec4\u9f50\u9f7f\u9f99\u9f9f",
            strict=True,
        )
    ),
}
_RADICAL = re.compile("[\u2e80-\u2fd5]")


def with_characters(text: str) -> str:
    """A text with characters in the place of radicals that look like them."""
    return text.translate(_LOOK_ALIKE) if _RADICAL.search(text) else text


CHARACTER = re.compile(f"[{HAN}]")
# A word of an alphabetic script: letters and digits with inner apostrophes, hyphens apart.
WORD = re.compile(rf"[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")

# For plain ASCII: what parts words becomes a space, and apostrophes, which never do, nothing.
_APART = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): None}


def normalise(line: str) -> str:
    """NFC, characters for radicals, every run of white space (non-breaking too) as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", with_characters(line)).split())


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in a text."""
    return CHARACTER.search(text) is not None


def count_han(text: str) -> int:
    """Chinese characters of a text."""
    return len(CHARACTER.findall(text))


def count_words(text: str) -> int:
    """Words of a text in alphabetic scripts; Chinese characters are counted by themselves."""
    if text.isascii() and "''" not in text:  # the same in a tenth of the time
        return len(text.translate(_APART).split())
    return len(WORD.findall(unicodedata.normalize("NFC", text)))  # an accent apart would end a word
