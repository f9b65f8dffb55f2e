"""The order of a report's page, whatever the order of its notebook's cells.

A section is what follows a heading. Its charts come first, each with the tables behind it folded below, then its text,
then its code in one fold. The section of the first chart leads, so that a chart stands directly under the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from proofpress.site.markup import plain_text

Blocks = list[tuple[str, Any]]
_HEADING = re.compile(r'<h(?P<level>[2-4]) id="(?P<id>[\w-]+)">(?P<words>(?:(?!</?h\d).)*)</h(?P=level)>\s*', re.DOTALL)
_PERMALINK = re.compile(r'<a class="permalink".*?</a>', re.DOTALL)
_OPENS, _CLOSES = re.compile(r"<(?:ul|ol|blockquote|table)\b"), re.compile(r"</(?:ul|ol|blockquote|table)>")
TABLES = ("table", "grid")
DEEPEST = 3  # headings below it are not listed in the contents


@dataclass(frozen=True)
class Section:
    """Blocks of a document under one heading, in the order in which a page shows them."""

    blocks: Blocks

    @property
    def contents(self) -> list[tuple[int, str, str]]:
        """Headings and charts as (level, id, title), for the contents of the page."""
        found: list[tuple[int, str, str]] = []
        for kind, content in self.blocks:
            if kind == "figure":
                found.append((3, content.id, content.title or f"Figure {content.number}"))
            elif kind in ("heading", "html"):
                found += [
                    (int(one["level"]), one["id"], plain_text(_PERMALINK.sub("", one["words"])))
                    for one in _HEADING.finditer(str(content))
                    if int(one["level"]) <= DEEPEST
                ]
        return found


def as_run(blocks: Blocks) -> list[Section]:
    """One section, in the order of the cells: the notebook of a stranger reads as its author had it."""
    return [Section(list(blocks))]


def in_order(blocks: Blocks) -> list[Section]:
    """The sections of a report."""
    parts: list[Blocks] = [[]]
    for kind, content in blocks:
        for piece in _pieces(str(content)) if kind == "html" else ():
            if heading := _HEADING.match(piece):
                parts.append([("heading", Markup(heading[0]))])
                piece = piece[heading.end() :]
            if piece.strip():
                parts[-1].append(("html", Markup(piece)))
        if kind != "html":
            parts[-1].append((kind, content))
    lead = next((number for number, part in enumerate(parts) if _has(part, "figure")), None)
    first = parts.pop(0) if lead != 0 else []
    if lead:
        parts.insert(0, parts.pop(lead - 1))
    if _has(first, *(kind for kind, _ in first if kind != "code")):
        parts.insert(1 if lead is not None else 0, first)
    elif parts:
        parts[0] = first + parts[0]  # nothing but code: it goes into the fold of the section that leads
    else:
        parts = [first]
    arranged = [_arranged(part, leads=number == 0 and lead is not None) for number, part in enumerate(parts) if part]
    return [Section(part) for part in arranged]


def _pieces(html: str) -> list[str]:
    """Prose cut before each heading that stands in nothing else."""
    cuts = [
        found.start()
        for found in re.finditer(r"^<h[2-4] ", html, re.MULTILINE)
        if len(_OPENS.findall(html, 0, found.start())) == len(_CLOSES.findall(html, 0, found.start()))
    ]
    return [html[start:end] for start, end in zip([0, *cuts], [*cuts, len(html)], strict=True)]


def _has(part: Blocks, *kinds: str) -> bool:
    return any(kind in kinds for kind, _ in part)


def _arranged(part: Blocks, *, leads: bool) -> Blocks:
    """A section in the order of the page. leads: the question of the page is its heading."""
    heading = [block for block in part if block[0] == "heading"]
    code = [content for kind, content in part if kind == "code"]
    charts: Blocks = []
    waiting: Blocks = []
    text: Blocks = []
    for kind, content in part:
        if kind == "figure":
            charts += [(kind, content), *waiting]
            waiting = []
        elif kind in TABLES and _has(part, "figure"):
            waiting.append(("behind", (kind, content)))
        elif kind not in ("heading", "code"):
            text.append((kind, content))
    charts += waiting
    before, after = ([], heading) if leads and text else (heading, [])
    return [*before, *charts, *after, *text, *([("code", _folded(code))] if code else [])]


def _folded(code: Sequence[tuple[str, str, tuple]]) -> tuple[str, str, tuple]:
    """The code of a section as one: sources, numbers of cells, and what their outputs became."""
    sources = "\n\n".join(source.rstrip() for source, _, _ in code)
    return (
        sources,
        ", ".join(number for _, number, _ in code if number),
        tuple(note for *_, notes in code for note in notes),
    )
