"""What an import is unsure of, in a table that a person corrects; the next import does as its column ``decided`` says.

``keep`` leaves a thing as it is, ``leave out`` drops the article, ``join`` puts it to the one before it, ``-`` makes a
fact unknown; anything else is the right title, date or language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from newsbench.importing import csvs
from newsbench.importing.document import Doubt

COLUMNS = ("id", "file", "kind", "about", "found", "decided")
KEEP, LEAVE, JOIN, NONE = "keep", "leave out", "join", "-"
VALUES = ("title", "date", "language")  # kinds whose decision is a value
_WORDS, _CHARACTERS = 8, 60
MOST = 1_000  # rows of one kind that say the same


@dataclass
class Decisions:
    """What a person decided: (id, kind) -> words. used: those that an article of this import met."""

    said: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def of(self, name: str, kind: str) -> str:
        row = self.said.get((name, kind))
        return row["decided"] if row else ""

    def leaves_out(self, name: str) -> bool:
        return any(self.of(name, kind).casefold() == LEAVE for kind in self._kinds(name))

    def _kinds(self, name: str) -> Iterable[str]:
        return self._by_id.get(name, ())

    def __post_init__(self) -> None:
        self._by_id: dict[str, list[str]] = {}
        for name, kind in self.said:
            self._by_id.setdefault(name, []).append(kind)

    def rename(self, old: str, name: str) -> None:
        """An article has another id now; what was decided of it goes with it."""
        for kind in self._by_id.pop(old, ()):
            self.said.setdefault((name, kind), self.said.pop((old, kind)))
            self._by_id.setdefault(name, []).append(kind)

    def kinds(self, name: str) -> Iterable[str]:
        """The kinds of which something is decided for an article; it is noted that it is there."""
        if name in self._by_id:
            self.met.add(name)
        return self._kinds(name)


def read(path: Path) -> Decisions:
    """What was decided in the table of an earlier import; nothing where there is none."""
    if not path.is_file():
        return Decisions()
    rows = csvs.read(path, ("id", "kind", "decided"))
    return Decisions({(row["id"], row["kind"]): row for row in rows if row["decided"]})


def _short(found: str) -> str:
    """A few words of what was taken: the table may be committed, and holds no sentence of a text."""
    words = found.split()
    cut = " ".join(words[:_WORDS])[:_CHARACTERS]
    return cut if cut == found else f"{cut} …"


class Table:
    """The rows of the new table, in the order of the articles."""

    def __init__(self, decisions: Decisions):
        self.decisions = decisions
        self.rows: list[tuple[str, str, str, str, str, str]] = []
        self.open: Counter[str] = Counter()
        self.beyond: Counter[str] = Counter()
        self._same: Counter[tuple[str, str]] = Counter()
        self._seen: set[tuple[str, str]] = set()

    def add(self, name: str, file: str, doubt: Doubt) -> None:
        decided = self.decisions.of(name, doubt.kind)
        if (name, doubt.kind) in self._seen and decided:
            decided = ""
        self._seen.add((name, doubt.kind))
        if not decided:
            self.open[doubt.kind] += 1
            same = (doubt.kind, doubt.about.partition(":")[0])
            self._same[same] += 1
            if self._same[same] > MOST:
                self.beyond[doubt.kind] += 1
                return
        self.rows.append((name, file, doubt.kind, doubt.about, _short(doubt.found), decided))

    def finish(self) -> int:
        """Keep the decisions that no doubt of this import asks for; how many of them meet no article."""
        gone = 0
        for (name, kind), row in self.decisions.said.items():
            if (name, kind) not in self._seen:
                there = name in self.decisions.met
                gone += not there
                about = row.get("about", "") if there else "no article of this id is in the corpus any more"
                self.rows.append((name, row.get("file", ""), kind, about, row.get("found", ""), row["decided"]))
        return gone

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csvs.Writer(file, COLUMNS)
            for row in self.rows:
                writer.row(dict(zip(COLUMNS, row, strict=True)))
