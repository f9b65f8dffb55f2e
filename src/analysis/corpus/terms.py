"""The curated vocabulary: entities and topic terms, and where they stand in a text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from analysis.errors import AnalysisError
from analysis.script import has_han
from analysis.tables.column import LIST_SEPARATOR
from analysis.topics import Topic

_LETTERS = re.compile(r"[^\W\0-\x7f]+")
_GLOSS = re.compile(r"[”’\"']?\s?\([“‘\"'@]?")  # what stands between a name and its gloss in brackets


@dataclass(frozen=True)
class Vocabulary:
    """Terms with their spellings. A spelling with a capital is matched as written, one without in any case."""

    spellings: Mapping[str, str]  # spelling -> term

    @classmethod
    def of(cls, entities: Iterable[Mapping[str, str]], topics: Iterable[Topic], where: str = "") -> Vocabulary:
        """Every name, alias and topic term. Raises AnalysisError when one spelling stands for two terms.

        where: what lists the entities, for an error.
        """
        spellings: dict[str, str] = {}

        def add(spelling: str, term: str, where: str) -> None:
            spelling = one_form(spelling)
            if spellings.setdefault(spelling, term) != term:
                raise AnalysisError(
                    f"{spelling!r} stands for {spellings[spelling]} and for {term}",
                    where=where,
                    do="A spelling names one term: make one of them longer, or drop it.",
                )

        for row in entities:
            named = (row["english"], row.get("chinese", ""), *row.get("aliases", "").split(LIST_SEPARATOR))
            for spelling in filter(None, named):
                add(spelling, row["entity"], f"{where or 'entities'}, entity {row['entity']}")
        for topic in topics:
            for term in topic.terms:
                add(term, term, f"topics.yml, topic {topic.topic}")
        return cls(spellings)

    @cached_property
    def terms(self) -> dict[str, list[str]]:
        """The spellings of each term, in order."""
        found: dict[str, list[str]] = {}
        for spelling, term in self.spellings.items():
            found.setdefault(term, []).append(spelling)
        return {term: sorted(spellings) for term, spellings in found.items()}

    @cached_property
    def _longest_first(self) -> list[str]:
        return sorted(self.spellings, key=lambda spelling: (-len(spelling), spelling))

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return [(_fold(spelling), spelling) for spelling in self._longest_first]

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, term) of each occurrence in a text of one form, in order; each place counts once, for its
        longest spelling.
        """
        # Of thousands of spellings few are in a paragraph, and a pattern of those alone is quick.
        folded = _fold(text)
        here = [spelling for form, spelling in self._folded if form in folded]
        if not here:
            return []
        # A group each says which spelling matched: case folding is no way back ("İ" matches i, and folds to two
        # characters).
        pattern = _pattern(tuple(here))
        return [
            (match.start(), match.end(), self.spellings[here[(match.lastindex or 0) - 1]])
            for match in pattern.finditer(text)
        ]

    def mentions(self, text: str) -> list[tuple[str, str]]:
        """(term, as written) of each mention; a name with its gloss in brackets, ``Wang Yi (王毅)``, is one."""
        text = one_form(text)
        found = []
        before = (0, "")
        for start, end, term in self.find(text):
            if not (term == before[1] and _GLOSS.fullmatch(text[before[0] : start])):
                found.append((term, text[start:end]))
            before = (end, term)
        return found

    def count(self, text: str) -> Counter[str]:
        """Mentions by term."""
        return Counter(term for term, _ in self.mentions(text))


def _fold(text: str) -> str:
    """A text whose parts are found whatever their case: what a pattern takes for alike is one here, the i of Turkish
    too.
    """
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()


@lru_cache(maxsize=4096)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({_expression(spelling)})" for spelling in spellings))


def _any_case(spelling: str) -> bool:
    return spelling == spelling.lower() and not has_han(spelling)


def one_form(text: str) -> str:
    """One form of accents, of letters (full-width, half-width, ligatures), of apostrophes and of spaces.

    Signs stay as they are: ``™`` is no letter, and ends a name.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u00a0", " ")
    return _LETTERS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed)


def _expression(spelling: str) -> str:
    words = re.escape(spelling)
    if has_han(spelling):  # Chinese has no word boundary
        return words
    whole = rf"(?<!\w){words}(?!\w)"
    return f"(?i:{whole})" if _any_case(spelling) else whole
