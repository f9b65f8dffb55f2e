"""Where articles begin in a file that holds many: at a line of marks, at a repeated label, or where the caller says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.script import count_han, count_words
from newsbench.importing.document import Doubt
from newsbench.importing.frontmatter import is_label

_RULE = re.compile(r"^[^\S\n]*(?P<mark>[=*_#~+]|-(?!-{0,2}\s*$))(?P=mark){4,}[^\S\n]*$", re.MULTILINE)
_NUMBERED = re.compile(
    r"^[^\S\n]*(?:article|document|text|文章|第)?[^\S\n]*\d+[^\S\n]*(?:of|/|篇|条)[^\S\n]*\d*[^\S\n]*"
    r"(?:articles|documents)?[^\S\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
FEW = 20  # words, or characters of Chinese, under which a piece is doubted to be an article


@dataclass(frozen=True)
class Cut:
    """Articles of one file, and by what they were told apart: empty where it is one article."""

    pieces: list[str]
    by: str


def cut(text: str, split: str = "") -> Cut:
    """The articles of a file. split: a regular expression for the lines at which they begin.

    A line that begins an article belongs to it where it says more than a mark or a number.
    """
    if split:
        return Cut(_at_lines(text, re.compile(split)), f"lines that match {split!r}")
    if text.count("\f") > 1 and _articles(pieces := text.split("\f")):
        return Cut(_filled(pieces), "form feeds")
    rules: dict[str, int] = {}
    for found in _RULE.finditer(text):
        rules[found["mark"]] = rules.get(found["mark"], 0) + 1
    for mark in sorted(rules, key=lambda mark: -rules[mark]):
        pieces = re.split(rf"^[^\S\n]*{re.escape(mark)}{{5,}}[^\S\n]*$", text, flags=re.MULTILINE)
        if _articles(pieces):
            return Cut(_filled(pieces), f"lines of {mark * 5}")
    if len(_NUMBERED.findall(text)) > 1 and _articles(pieces := _NUMBERED.split(text)):
        return Cut(_filled(pieces), "numbered lines")
    if (pieces := _at_labels(text)) and _articles(pieces):
        return Cut(_filled(pieces), "the label that each begins with")
    return Cut([text], "")


def doubts(piece: str, of: Cut) -> Iterator[Doubt]:
    """What of the bounds of a piece should be looked at."""
    size = count_words(piece) + count_han(piece)
    if of.by and size < FEW:
        yield Doubt("boundary", f"a piece of {size} words, cut at {of.by}", piece[:80].replace("\n", " "))


def _articles(pieces: list[str]) -> bool:
    """Whether most pieces are long enough to be articles, and there are two at least."""
    sizes = [len(piece.strip()) for piece in pieces if piece.strip()]
    return len(sizes) > 1 and sum(size > 80 for size in sizes) > 0.7 * len(sizes)


def _filled(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if piece.strip()]


def _at_lines(text: str, form: re.Pattern) -> list[str]:
    pieces: list[list[str]] = [[]]
    for line in text.split("\n"):
        if form.search(line):
            pieces.append([] if not re.search(r"[^\W\d_]", line) else [line])
        else:
            pieces[-1].append(line)
    return _filled(["\n".join(piece) for piece in pieces])


def _at_labels(text: str) -> list[str]:
    """Pieces that begin with the label that the file begins with, if labels of other kinds follow it each time."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    label = is_label(lines[first]) if lines else ""
    if not label:
        return []
    starts = [
        index
        for index, line in enumerate(lines)
        if is_label(line) == label and (index == 0 or not lines[index - 1].strip() or index == first)
    ]
    bounds = [*starts, len(lines)]
    return ["\n".join(lines[low:high]) for low, high in zip(bounds, bounds[1:], strict=False)]
