"""The paragraphs of a text: one a line, without empty lines; lines that were cut at a width are put together again."""

from __future__ import annotations

import re
from unicodedata import is_normalized

from analysis.script import CHARACTER, normalise, with_characters

_BREAK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
# Marks of a line's end are one; controls and marks of no width are none.
_MARKS: dict[int, str | None] = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
_MARKS |= dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F, 0xFEFF, 0x200B, 0x2060))
_END = re.compile(r"[.!?。！？…:：\"”’」』)）]$")
LONG = 110  # a line of more characters was cut at no width


def split(text: str, wrapped: bool = False) -> str:
    """A text as paragraphs, one a line. wrapped: its lines may be cut at a width."""
    text = with_characters(text.replace("\r\n", "\n").translate(_MARKS))
    if wrapped and _is_wrapped(text):
        text = "\n".join(_joined(block) for block in _BREAK.split(text))
    return "\n".join(filter(None, map(_plain, text.split("\n"))))


def _plain(line: str) -> str:
    return " ".join(line.split()) if is_normalized("NFC", line) else normalise(line)


def _is_wrapped(text: str) -> bool:
    """Whether blocks between empty lines are paragraphs whose lines end where the width ends."""
    blocks = [[line.strip() for line in block.split("\n") if line.strip()] for block in _BREAK.split(text)]
    inner = [line for block in blocks for line in block[:-1]]
    if len(blocks) < 2 and len(inner) < 3 or not inner or max(map(len, inner)) > LONG:
        return False
    ends = sum(bool(_END.search(line)) for line in inner)
    longest = max(map(len, inner))
    full = sum(len(line) > 0.7 * longest for line in inner)
    return ends < 0.35 * len(inner) and full > 0.7 * len(inner) and longest > 25


def _joined(block: str) -> str:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    out = ""
    for line in lines:
        if not out:
            out = line
        elif CHARACTER.match(out[-1]) or CHARACTER.match(line[0]):
            out += line
        elif out.endswith("\u00ad"):  # a soft hyphen marks a word that was cut
            out = out[:-1] + line
        else:
            out += " " + line
    return out
