"""Files of text and of Markdown: one article each, or many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsbench.importing import boundaries, encodings, frontmatter
from newsbench.importing.asked import Asked
from newsbench.importing.document import Doubt, Found, Unreadable
from newsbench.importing.parts import Part

# Each is linear in the length of a line: what is repeated can begin nothing that is looked for again.
_MARKS = (
    (re.compile(r"^[^\S\n]{0,3}#{1,6}\s++(\S.*)$", re.MULTILINE), lambda found: found[1].rstrip().rstrip("#").rstrip()),
    (re.compile(r"!\[([^\[\]]*+)\]\([^)\[]*+\)"), r"\1"),
    (re.compile(r"\[([^\[\]]++)\]\([^)\[]*+\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)((?:(?!\1)[^\n])++)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]++)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"^[^\S\n]{0,3}>[^\S\n]?", re.MULTILINE), ""),
    (re.compile(r"^[^\S\n]{0,3}(?:[-*_][^\S\n]*+){3,}+$", re.MULTILINE), ""),
    (re.compile(r"`([^`\n]++)`"), r"\1"),
)


def read(part: Part, asked: Asked) -> Iterator[Found]:
    """The articles of a file of text."""
    text, encoding = encodings.decode(part.read(), part.name, asked.encoding)
    yield from of_text(text, part.name, asked, encoding)


def of_text(text: str, name: str, asked: Asked, encoding: encodings.Encoding = encodings.UTF8) -> Iterator[Found]:
    """The articles of a text, whatever held it. Raises Unreadable for front matter that is none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    markdown = name.lower().endswith((".md", ".markdown"))
    whole = boundaries.Cut([text], "") if markdown and not asked.split else boundaries.cut(text, asked.split)
    for number, piece in enumerate(whole.pieces, 1):
        yield _article(piece, name, f"article {number}" if whole.by else "", asked, markdown, whole, encoding)


def _article(
    piece: str, name: str, place: str, asked: Asked, markdown: bool, whole: boundaries.Cut, encoding: encodings.Encoding
) -> Found:
    try:
        fields, rest, _ = frontmatter.yaml(piece)
    except ValueError as error:
        raise Unreadable(
            str(error), where=name, do="Quote values that hold a colon, or take the lines of dashes out."
        ) from None
    doubts = list(boundaries.doubts(piece, whole))
    head, body, unsure = frontmatter.headed(rest, asked.dates) if "title" not in fields else ({}, rest, [])
    if "title" in fields:
        fields_below, at = frontmatter.labels(rest.split("\n"))
        body = "\n".join(rest.split("\n")[at:])
        head = fields_below
    if not encoding.sure:
        doubts.append(Doubt("encoding", "it is not UTF-8 and does not say what it is", encoding.name))
    if markdown:
        for form, kept in _MARKS:
            body = form.sub(kept, body)
    return Found(body, {**head, **fields}, name, place, [*doubts, *unsure])
