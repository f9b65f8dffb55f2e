"""One article as a reader of some format found it: words as they stand, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.errors import AnalysisError

KINDS = ("boundary", "title", "date", "language", "duplicate", "encoding", "join", "text")


@dataclass(frozen=True)
class Doubt:
    """What is uncertain of an article. kind: one of KINDS; about: a sentence; found: what was taken."""

    kind: str
    about: str
    found: str = ""


@dataclass
class Found:
    """An article. fields: meaning -> the words of the source; file, place: where it stands in the source."""

    text: str
    fields: dict[str, str]
    file: str = ""
    place: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    wrapped: bool = True  # lines may be cut at a width, so that a paragraph is what stands between empty lines
    told_language: str = ""  # the exporter's, where a layout says it


@dataclass(frozen=True)
class LeftOut:
    """What was met and is no article of the corpus, and why."""

    file: str
    place: str
    reason: str


class Unreadable(AnalysisError):
    """A file that cannot be read. In a folder of others it is left out and named; alone it stops the import."""
