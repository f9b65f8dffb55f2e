"""What an import did, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from analysis import wording
from analysis.columns import Taken
from analysis.errors import plain
from newsbench.importing.document import LeftOut
from newsbench.importing.writing import Changes
from newsbench.store import Place

_NAMED = 5
_DOUBTS = {
    "boundary": "where an article begins or ends",
    "title": "a title",
    "date": "a date",
    "language": "a language",
    "duplicate": "whether an article stands there twice",
    "encoding": "how a text is encoded",
    "join": "what belongs to an article",
    "text": "whether a text is clean and whole",
}


@dataclass
class Report:
    """What was brought, and what of it should be looked at. Shows itself as text, in a notebook too."""

    place: Place
    shown: str
    source: str
    count: int = 0
    words: int = 0
    han: int = 0
    known: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    left: list[LeftOut] = field(default_factory=list)
    taken: dict[str, Taken] = field(default_factory=dict)
    unsure: Counter[str] = field(default_factory=Counter)
    beyond: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changes: Changes | None = None
    moved: list[str] = field(default_factory=list)
    indexed: bool = False
    opened: str = ""  # the Python that opens the corpus

    @property
    def name(self) -> str:
        return self.place.name

    def __str__(self) -> str:
        return plain("\n".join(self.lines()))

    __repr__ = __str__

    def lines(self) -> list[str]:
        """The report line by line."""
        sizes = [wording.figure(self.words, "word")] if self.words or not self.han else []
        sizes += [wording.figure(self.han, "Chinese character")] if self.han else []
        span = f", {self.first} to {self.last}" if self.first else ""
        out = [f"{self.name}: {wording.figure(self.count, 'article')} from {self.source}, {' and '.join(sizes)}{span}"]
        out += self._taken_lines()
        lacking = [
            f"{self.count - number:,} without {name}"
            for name, number in self.known.items()
            if name != "time" and number < self.count
        ]
        out += [f"unknown: {', '.join(lacking)}"] if lacking else []
        out += self._left_lines()
        out += self._changed_lines()
        out += self.notes
        out += [f"look at: {warning}" for warning in self.warnings]
        if self.unsure:
            told = ", ".join(f"{_DOUBTS[kind]} ({number:,})" for kind, number in sorted(self.unsure.items()))
            out.append(f"unsure of {told}: see {self.shown}/unsure.csv; write in its column decided, and import again")
        out += [
            f"of the doubts about {_DOUBTS[kind]} {number:,} more are of the same kind and not in the table"
            for kind, number in sorted(self.beyond.items())
        ]
        out.append(
            f"{self.shown}/ holds manifest.csv and import.yml (facts, may be committed) and text/ (ignored by git)"
            + (", with its index" if self.indexed else "")
        )
        if self.indexed:
            out.append(f"next, in a notebook: {self.opened}; corpus.concordance('a word')")
        return out

    def _taken_lines(self) -> list[str]:
        """What was taken for what: once for files whose columns are the same."""
        groups: dict[str, list[str]] = {}
        for file, taken in self.taken.items():
            groups.setdefault(_taken(taken), []).append(file)
        return [f"columns of {_files(files)}: {told}" for told, files in groups.items()]

    def _left_lines(self) -> list[str]:
        if not self.left:
            return []
        reasons: dict[str, list[LeftOut]] = {}
        for one in self.left:
            reasons.setdefault(one.reason, []).append(one)
        out = [f"left out: {len(self.left):,} (all in {self.shown}/left-out.csv)"]
        for reason, ones in sorted(reasons.items(), key=lambda item: -len(item[1])):
            named = [f"{one.file} {one.place}".strip() for one in ones[:_NAMED]]
            more = f" and {len(ones) - _NAMED:,} more" if len(ones) > _NAMED else ""
            out.append(f"  {len(ones):,}: {reason} ({', '.join(named)}{more})")
        return out

    def _changed_lines(self) -> list[str]:
        changed = self.changes
        if changed is None or changed.first:
            return []
        parts = []
        for told, names in (
            ("added", changed.added),
            ("with another text", changed.texts),
            ("with other facts", changed.facts),
            ("gone", changed.gone),
        ):
            if names:
                some = ", ".join(names[:_NAMED]) + (" and more" if len(names) > _NAMED else "")
                parts.append(f"{len(names):,} {told} ({some})")
        if changed.renamed:
            some = ", ".join(f"{old} → {new}" for old, new in list(changed.renamed.items())[:_NAMED])
            more = " and more" if len(changed.renamed) > _NAMED else ""
            parts.append(f"{len(changed.renamed):,} with another id ({some}{more}), which coded rows must follow")
        same = f"{changed.same:,} as before"
        return [
            f"against the last import: {'; '.join([*parts, same])}"
            if parts
            else "nothing changed since the last import"
        ]


def _taken(taken: Taken) -> str:
    said = ", ".join(f"{meaning} from {name!r}" for meaning, name in taken.names.items())
    return said + (f"; not used: {', '.join(map(repr, taken.unused))}" if taken.unused else "")


def _files(files: list[str]) -> str:
    if len(files) == 1:
        return files[0]
    return f"{len(files)} files ({', '.join(files[:_NAMED])}{' and more' if len(files) > _NAMED else ''})"
