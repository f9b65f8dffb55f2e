"""The lines of a document, whatever held them: what the layouts of archives are told by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """text: without spaces at its ends; heading: the document marks it as a heading of the first rank."""

    text: str
    heading: bool = False


def of_text(text: str) -> list[Line]:
    """The lines of a text, empty ones too."""
    return [Line(line.replace("\xa0", " ").strip()) for line in text.replace("\r\n", "\n").split("\n")]


def joined(lines: list[Line], apart: str = "\n") -> str:
    """The lines that say something, as one text."""
    return apart.join(line.text for line in lines if line.text)
