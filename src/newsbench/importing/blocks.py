"""The words of an element of a page, as a reader sees them."""

from __future__ import annotations

import re

_BLOCKS = set(
    "p div section article li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table pre br hr header footer figure figcaption "
    "td".split()
)
_SILENT = {"script", "style", "noscript", "template", "svg", "button", "select", "head"}


def words_of(element) -> str:
    """What a reader sees of an element: its blocks, one a line."""
    out: list[str] = []

    def walk(node) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            return
        block = node.tag in _BLOCKS
        if block:
            out.append("\n")
        out.append(re.sub(r"\s+", " ", node.text or "") if node.tag != "pre" else node.text or "")
        for child in node:
            walk(child)
            out.append(re.sub(r"\s+", " ", child.tail or ""))
        if block:
            out.append("\n")

    walk(element)
    lines = (line.strip(" \t\u3000\xa0") for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)
