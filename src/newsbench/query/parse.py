"""Text to what is looked for: the query language, which ``newsbench.query`` describes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from analysis.errors import AnalysisError
from analysis.script import with_characters
from newsbench.index.patterns import is_glob
from newsbench.index.scan import Scanner

FARTHEST = 1000  # words that `~` may span
MOST = 256  # phrases that alternatives may make
_HELP = (
    "Examples: surnamed Party · terror* · party|state media · win-win · data ~5 security · /^secur/ · 党媒姓党. "
    "More in help(newsbench.query)."
)
# Letters that no text has, in place of wildcards while a query is cut into words.
_STANDINS = "\U00010600\U00010601\U00010602\U00010603"


@dataclass(frozen=True)
class Slot:
    """One word that is looked for. glued: nothing may stand between it and the word before."""

    text: str
    glued: bool = False
    regex: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a word and no pattern."""
        return not self.regex and not is_glob(self.text)

    @property
    def any(self) -> bool:
        """Whether every word fits."""
        return not self.regex and set(self.text) == {"*"}


Sequence = tuple[Slot, ...]


@dataclass(frozen=True)
class Branch:
    """Phrases that stand near each other: phrase, distance to the next, phrase ... Each may be written in many ways."""

    phrases: tuple[tuple[Sequence, ...], ...]
    within: tuple[int, ...] = ()


@dataclass(frozen=True)
class Query:
    """What is looked for: any of the branches.

    Attributes
    ----------
    text : str
        The query as it was written.
    branches : tuple of Branch
        Each is found by itself.
    """

    text: str
    branches: tuple[Branch, ...]


@lru_cache(maxsize=256)
def parse(text: str) -> Query:
    """What a query asks for.

    Parameters
    ----------
    text : str
        See ``help(newsbench.query)``.

    Returns
    -------
    Query

    Raises
    ------
    AnalysisError
        For what is no query: what is wrong with it, and examples.

    Examples
    --------
    >>> parse("data ~5 security").branches[0].within
    (5,)
    """
    if not isinstance(text, str):
        raise _wrong(f"a {type(text).__name__} is no query")
    if not text.strip():
        raise _wrong("the term is empty")
    branches: list[Branch] = []
    phrases: list[tuple[Sequence, ...]] = []
    within: list[int] = []
    chunks: list[tuple[Sequence, ...]] = []
    for kind, value in [*_lexed(text), ("either", "")]:
        if kind == "chunk":
            chunks.append(value)
            continue
        if not (ways := _phrase(chunks, text)):
            raise _wrong(f"there is no word {f'before {value!r}' if value else 'at the end'} in {text!r}")
        phrases.append(ways)
        chunks = []
        if kind == "near":
            within.append(int(value[1:]))
        else:
            branches.append(Branch(tuple(phrases), tuple(within)))
            phrases, within = [], []
    return Query(text, tuple(branches))


def _wrong(what: str) -> AnalysisError:
    return AnalysisError(what, where="query", do=_HELP)


def _lexed(text: str):
    """(kind, value): chunk with its alternatives as sequences, near ``~5``, either ``|``."""
    import regex

    lexer = regex.compile(
        r"(?P<either>\s+\|\s*|\|\s+)|(?P<bar>\|)|(?P<space>\s+)"
        r"|(?P<regex>(?<![^\s|])/(?:\\\S|[^/\\\s])+/(?![^\s|]))|(?P<near>(?<!\S)~\S*)|(?P<word>[^\s|]+)"
    )
    chunk: list[Sequence] = []
    joined = True  # whether the next word is one more alternative
    for found in lexer.finditer(with_characters(text).strip()):
        kind, value = found.lastgroup, found.group()
        if kind == "bar":
            if joined:
                raise _wrong(f"there is no word before '|' in {text!r}")
            joined = True
            continue
        if kind in ("regex", "word"):
            if kind == "word" and value.startswith("/") and (found.start() == 0 or value.count("/") > 1):
                raise _wrong(f"{value!r} is no regular expression: it needs a slash at each end and no space")
            chunk.append((Slot(value[1:-1], regex=True),) if kind == "regex" else _words(value))
            joined = False
            continue
        if joined and chunk:
            raise _wrong(f"there is no word after '|' in {text!r}")
        if chunk:
            yield "chunk", tuple(chunk)
            chunk, joined = [], True
        if kind == "either":
            yield "either", "|"
        elif kind == "near":
            if not (value[1:].isascii() and value[1:].isdigit() and 1 <= int(value[1:]) <= FARTHEST):
                raise _wrong(
                    f"{value!r} says no distance: `~` needs a number from 1 to {FARTHEST}, as in data ~5 security"
                )
            yield "near", value
    if chunk:
        if joined:
            raise _wrong(f"there is no word after '|' in {text!r}")
        yield "chunk", tuple(chunk)


def _words(chunk: str) -> Sequence:
    """What stands between spaces as words, cut as texts are; wildcards stay with their word."""
    star, one = [letter for letter in _STANDINS if letter not in chunk][:2]
    text = chunk.replace("*", star).replace("?", one)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _wrong(f"{chunk!r} holds half a character")
    return tuple(Slot(word.replace(star, "*").replace(one, "?"), glued) for word, glued in cut(text))


def cut(text: str) -> list[tuple[str, bool]]:
    """Words of a text as they are written, and whether each follows the one before at once."""
    data = np.frombuffer(text.encode(), np.uint8)
    scanner = Scanner()
    found = scanner.scan(data, np.array([0, len(data)]))
    forms = scanner.spellings()
    out, end = [], -1
    for number, offset in zip(found.words.tolist(), found.offsets.tolist(), strict=True):
        out.append((forms[number], offset == end))
        end = offset + len(forms[number])
    return out


def _phrase(chunks: list[tuple[Sequence, ...]], text: str) -> tuple[Sequence, ...]:
    """Every way of taking one alternative of each chunk."""
    ways = 1
    for chunk in chunks:
        ways *= len(chunk)
    if ways > MOST:
        raise _wrong(f"the alternatives of {text!r} make {ways} phrases, more than {MOST}")
    made = (tuple(slot for part in taken for slot in part) for taken in product(*chunks))
    return tuple(dict.fromkeys(way for way in made if way))
