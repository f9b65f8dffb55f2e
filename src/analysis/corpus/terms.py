"""The curated vocabulary: entities and topic terms, and where they stand in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import tables
from analysis.corpus import schema
from analysis.corpus.text import HAN, normalise
from analysis.errors import AnalysisError
from analysis.paths import RAW

TOPICS = RAW / "topics.yml"
_GLOSS = re.compile(r"[”’\"']?\s?\([“‘\"'@]?")  # what stands between a name and its gloss in brackets
_TOPIC_KEYS = {"title": str, "question": str, "articles": list, "terms": list, "entities": list}


@dataclass(frozen=True)
class Topic:
    """A topic: what is asked, in which articles (none: in all), and the terms and entities that show it."""

    topic: str
    title: str
    question: str
    articles: tuple[str, ...]
    terms: tuple[str, ...]
    entities: tuple[str, ...]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """What to look for in the column `term` of mentions."""
        return self.entities + self.terms


def read_topics(path: Path = TOPICS) -> dict[str, Topic]:
    """Topics by id, in the file's order. Raises AnalysisError with topic and key."""
    where = tables.shown(path)
    try:
        found = _load(path.read_bytes())
    except OSError as error:
        raise AnalysisError(
            f"the list of topics cannot be read ({error.strerror})", where=where, do="Restore it with git."
        ) from None
    except (ValueError, RecursionError) as error:
        mark = getattr(error.__cause__, "problem_mark", None)
        problem = getattr(error.__cause__, "problem", None) or "not text in UTF-8, or a date that is none"
        raise AnalysisError(
            f"it is not valid YAML ({problem}{f', line {mark.line + 1}' if mark else ''})",
            where=where,
            do="Mend indentation and quotes; a key stands once.",
        ) from None
    if not isinstance(found, dict):
        raise AnalysisError(
            "it is not a mapping of topics", where=where, do="Write `topic-id:` and below it title, question, terms."
        )
    topics = {}
    for name, body in found.items():
        here = f"{where}, topic {name}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(name)) or not isinstance(body, dict):
            raise AnalysisError(
                "a topic is a lower-case id with keys below it",
                where=here,
                do="Write `topic-id:` and below it title, question, terms.",
            )
        for key, value in body.items():
            kind = _TOPIC_KEYS.get(key)
            if kind is None:
                raise AnalysisError(f"unknown key {key!r}", where=here, do=f"The keys are: {', '.join(_TOPIC_KEYS)}")
            if not isinstance(value, kind) or (
                kind is list and not all(isinstance(item, str) and item.strip() for item in value)
            ):
                raise AnalysisError(
                    f"{key} is not a {'list of texts' if kind is list else 'text'}",
                    where=here,
                    do="Quote texts that YAML reads as numbers or dates.",
                )
            items = value if kind is list else []
            for item in items:
                if item != normalise(item) or items.count(item) > 1:
                    raise AnalysisError(
                        f"{key} has {item!r} {'twice' if item == normalise(item) else 'with spaces that no text has'}",
                        where=here,
                        do="Write each once, with single spaces inside.",
                    )
        for key in ("title", "question"):
            if not body.get(key):
                raise AnalysisError(f"{key} is missing", where=here, do="Every topic has a title and a question.")
        if not body.get("terms") and not body.get("entities"):
            raise AnalysisError(
                "it has neither terms nor entities", where=here, do="List what shows the topic in a text."
            )
        topics[str(name)] = Topic(
            str(name),
            body["title"],
            body["question"],
            *(tuple(body.get(key, ())) for key in ("articles", "terms", "entities")),
        )
    return topics


def _load(content: bytes) -> object:
    """YAML with every key once. Raises ValueError, its cause saying where."""
    import yaml

    class Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # in C it is ten times as fast
        def construct_mapping(self, node, deep=False):
            keys = [key.value for key, _ in node.value]
            for number, (key, _) in enumerate(node.value):
                if key.value in keys[:number]:
                    raise yaml.constructor.ConstructorError(problem="a key stands twice", problem_mark=key.start_mark)
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(content.decode("utf-8"), Strict)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


@dataclass(frozen=True)
class Vocabulary:
    """Terms with their spellings. A spelling with a capital is matched as written, one without in any case."""

    spellings: Mapping[str, str]  # spelling -> term

    @classmethod
    def of(cls, entities: Iterable[Mapping[str, str]], topics: Iterable[Topic]) -> Vocabulary:
        """Every name, alias and topic term. Raises AnalysisError when one spelling stands for two terms."""
        spellings: dict[str, str] = {}

        def add(spelling: str, term: str, where: str) -> None:
            spelling = _apostrophe(spelling)
            if spellings.setdefault(spelling, term) != term:
                raise AnalysisError(
                    f"{spelling!r} stands for {spellings[spelling]} and for {term}",
                    where=where,
                    do="A spelling names one term: make one of them longer, or drop it.",
                )

        for row in entities:
            where = f"{tables.shown(schema.ENTITIES.path)}, entity {row['entity']}"
            for spelling in (row["english"], row["chinese"], *row["aliases"].split(tables.LIST_SEPARATOR)):
                if spelling:
                    add(spelling, row["entity"], where)
        for topic in topics:
            for term in topic.terms:
                add(term, term, f"{tables.shown(TOPICS)}, topic {topic.topic}")
        return cls(spellings)

    @cached_property
    def _longest_first(self) -> list[str]:
        return sorted(self.spellings, key=lambda spelling: (-len(spelling), spelling))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # A group each says which spelling matched: case folding is no way back ("İ" matches i, and folds to two characters).
        return re.compile("|".join(f"({_expression(spelling)})" for spelling in self._longest_first) or r"(?!)")

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, term) of each occurrence, in order; each place counts once, for its longest spelling."""
        return [
            (match.start(), match.end(), self.spellings[self._longest_first[match.lastindex - 1]])
            for match in self._pattern.finditer(_apostrophe(text))
        ]

    def mentions(self, text: str) -> list[tuple[str, str]]:
        """(term, as written) of each mention. A gloss in brackets beside its name, ``Wang Yi (王毅)``, is the same mention and not another."""
        found = []
        before = (0, "")
        for start, end, term in self.find(text):
            if not (term == before[1] and _GLOSS.fullmatch(text[before[0] : start])):
                found.append((term, _apostrophe(text[start:end])))
            before = (end, term)
        return found

    def count(self, text: str) -> Counter[str]:
        """Mentions by term."""
        return Counter(term for term, _ in self.mentions(text))


def _any_case(spelling: str) -> bool:
    return spelling == spelling.lower() and not HAN.search(spelling)


def _apostrophe(text: str) -> str:
    """One kind of apostrophe and of space; keeps the length."""
    return text.replace("’", "'").replace("\u00a0", " ")


def _expression(spelling: str) -> str:
    words = re.escape(spelling)
    if HAN.search(spelling):  # Chinese has no word boundary
        return words
    whole = rf"(?<!\w){words}(?!\w)"
    return f"(?i:{whole})" if _any_case(spelling) else whole
