"""Topics: what is asked, what shows it in a text, and which coded rows belong to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.nearest import unknown
from analysis.outline import Outline
from analysis.script import normalise
from analysis.study import Study

if TYPE_CHECKING:
    from yaml import Node


_TEXTS, _LISTS = ("title", "question"), ("articles", "terms", "entities")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MEND = "Write `topic-id:` and below it title, question, and terms or entities."


@dataclass(frozen=True)
class Topic:
    """A topic: what is asked, in which articles (none: in all), and the terms and entities that show it."""

    topic: str
    title: str
    question: str
    articles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """What to look for in the column `term` of mentions."""
        return self.entities + self.terms

    def holds(self, row: Mapping[str, object], naming: Iterable[str], separator: str = "|") -> bool:
        """Whether a coded row belongs to the topic.

        A topic of certain articles holds all their rows. One that runs across articles holds the rows that name one of
        its entities in a column that names entities (`naming`). The words of a statement do not count: they are the
        coder's, and a term such as "internet users" names nothing in particular.
        """
        if self.articles:
            return row["article"] in self.articles
        cells = (row.get(column) for column in naming)
        named = {part for cell in cells if isinstance(cell, str) for part in cell.split(separator)}
        return bool(named & set(self.entities))


class Topics(dict[str, Topic]):
    """Topics by id; asked for one that there is not, they answer with the nearest."""

    def __missing__(self, name: object) -> Topic:
        raise unknown("a topic", name, self, where="topic", do="A new one is written in data/raw/topics.yml.")


def topics_path(study: Study) -> Path:
    """Where a study lists its topics."""
    return study.raw / "topics.yml"


def read_topics(path: Path) -> Topics:
    """Topics by id, in the file's order; none where there is no such file. Raises AnalysisError with every fault."""
    if not path.exists():
        return Topics()
    outline = Outline(path, "the list of topics")
    topics = Topics()
    for name, node in outline.mapping(outline.root, "").items():
        topics[name] = _topic(outline, name, node)
    outline.end(_MEND)
    return topics


def _topic(outline: Outline, name: str, node: Node) -> Topic:
    here, before = f"topic {name}", len(outline.faults)
    if not _SLUG.fullmatch(name):
        outline.fault(node, here, "the id of a topic has lower-case letters, digits and hyphens")
    keys = outline.mapping(node, here, (*_TEXTS, *_LISTS), _TEXTS)
    texts = {key: outline.text(keys[key], f"{here}, {key}") or "" for key in _TEXTS if key in keys}
    lists = {key: outline.texts(keys[key], f"{here}, {key}") if key in keys else () for key in _LISTS}
    for key, items in lists.items():
        for item in items:
            if unseen := next((one for one in item if unicodedata.category(one) == "Cf"), ""):
                what = f"U+{ord(unseen):04X}, a character that nobody sees and no text has"
                outline.fault(keys[key], f"{here}, {key}", f"has {item!r} with {what}")
            elif item != normalise(item):
                what = (
                    "spaces that no text has"
                    if item.split() != [item]
                    else "letters in a form that no text has (an accent apart)"
                )
                outline.fault(keys[key], f"{here}, {key}", f"has {item!r} with {what}")
            elif key == "terms" and item and not any(one.isalnum() for one in item):
                outline.fault(keys[key], f"{here}, {key}", f"has {item!r}, in which there is no word")
            elif not item:
                outline.fault(keys[key], f"{here}, {key}", "has an empty text")
    if keys and not lists["terms"] and not lists["entities"] and len(outline.faults) == before:
        outline.fault(node, here, "it has neither terms nor entities: list what shows the topic in a text")
    return Topic(name, texts.get("title", ""), texts.get("question", ""), **lists)
