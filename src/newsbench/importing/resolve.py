"""From what a reader found to a row of the corpus: dates, language and paragraphs in their one form, an id that lasts,
and a doubt for all that is not certain.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from analysis.errors import AnalysisError, many
from analysis.script import HAN, normalise
from newsbench.importing import encodings, filenames, languages, paragraphs, unsure, when
from newsbench.importing.asked import Asked
from newsbench.importing.document import Doubt, Found, LeftOut
from newsbench.importing.join import Joiner
from newsbench.importing.writing import Changes

_MARKUP = re.compile(r"</?(?:p|div|br|span|a|strong|em|img)\b[^>]*>", re.IGNORECASE)
_EXCEL = 32_767  # characters that a cell of Excel holds
_SLUG = re.compile(r"[^\w]+")
_NAMED = 8
FEW = 20  # words, or characters of Chinese, under which a text is doubted to be an article


@dataclass
class Row:
    """One article of the corpus: its facts by column (None is unknown), and what is doubtful of it."""

    facts: dict[str, str | None]
    file: str
    doubts: list[Doubt]
    joins: bool = False  # it is a part of the article before it


@dataclass
class Resolver:
    """Makes the rows of one import; what must be asked of the caller is collected until the end."""

    asked: Asked
    decisions: unsure.Decisions
    ids: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    evidence: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)  # file: articles to which it gives an id
    unnamed: Counter[str] = field(default_factory=Counter)  # and those to which it gives none
    unpatterned: list[str] = field(default_factory=list)
    joiner: Joiner | None = None
    changes: Changes = field(default_factory=lambda: Changes({}, True))

    def __post_init__(self) -> None:
        self.pattern = filenames.pattern(self.asked.pattern) if self.asked.pattern else None
        self._texts: dict[bytes, str] = {}
        self._urls: dict[str, str] = {}

    def row(self, found: Found) -> Row | LeftOut:
        fields = {name: normalise(value) for name, value in found.fields.items()}
        fields = {name: value for name, value in fields.items() if value}
        doubts = list(found.doubts)
        self._of_name(found, fields, doubts)
        if self.joiner:
            doubts += self.joiner.join(found.file if not found.place else "", fields)
        text = paragraphs.split(found.text, found.wrapped)
        if not text:
            return LeftOut(found.file, found.place, "it has no text")
        name = self._name(found, fields, text)
        facts: dict[str, str | None] = {
            "id": name,
            "title": fields.get("title"),
            "text": text,
            **dict.fromkeys(("outlet", "author", "section", "edition", "page", "credit", "url")),
            "file": found.file,
        }
        facts |= {key: fields[key] for key in facts if key in fields and key != "id"}
        if facts["title"]:
            doubts = [doubt for doubt in doubts if doubt.kind != "title" or doubt.found == facts["title"]]
        self._dated(facts, fields, found, doubts)
        self._tongue(facts, fields, text, found, doubts)
        if facts["author"]:
            facts["author"] = re.sub(r"^by\s+", "", str(facts["author"]), flags=re.IGNORECASE)
        doubts += self._doubted(text, facts)
        for kind in self.decisions.kinds(name):
            decided = self.decisions.of(name, kind)
            if decided.casefold() == unsure.LEAVE:
                return LeftOut(found.file, found.place, "left out by a decision in unsure.csv")
            if kind in unsure.VALUES and decided.casefold() not in (unsure.KEEP, unsure.JOIN):
                self._decide(facts, kind, decided)
        doubts += self._seen_before(name, text, facts)
        joins = self.decisions.of(name, "boundary").casefold() == unsure.JOIN
        return Row(facts, found.file, doubts, joins)

    def refuse(self, where: str) -> None:
        """Raises AnalysisError for all that must be said or mended before the corpus can be brought."""
        if self.ambiguous:
            told = ", ".join(f"{count} can only be {_ORDERS[order]}" for order, count in sorted(self.evidence.items()))
            shown = "; ".join(self.ambiguous[:_NAMED])
            more = f" and {len(self.ambiguous) - _NAMED} more" if len(self.ambiguous) > _NAMED else ""
            self.faults.append(
                f"{len(self.ambiguous)} dates may be day first or month first ({shown}{more})"
                + (f"; of the others {told}" if told else "")
            )
        if self.faults:
            do = "Say the order of all dates of numbers once: --dates dmy or --dates mdy." if self.ambiguous else ""
            twice = any("stands twice" in fault for fault in self.faults)
            do += (" " * bool(do) + "Make the ids unique, or take none from the table: --map id=") if twice else ""
            raise many(self.faults, where, do)

    def _of_name(self, found: Found, fields: dict[str, str], doubts: list[Doubt]) -> None:
        """What the name of the file tells, where the file itself does not tell it."""
        if self.pattern is None:
            return
        told = self.pattern.read(found.file)
        if told is None:
            if found.file not in self.unpatterned[-1:]:
                self.unpatterned.append(found.file)
            return
        for name, value in told.items():
            value = normalise(value.replace("_", " ") if name == "title" else value)
            if name == "date" and (own := fields.get("date")) and self._differ(own, value):
                doubts.append(Doubt("date", f"the name of the file says {value}", own))
            fields.setdefault(name, value)

    def _differ(self, one: str, other: str) -> bool:
        try:
            return when.read(one, self.asked.dates).date != when.read(other, self.asked.dates).date
        except ValueError:
            return False

    def _name(self, found: Found, fields: dict[str, str], text: str) -> str:
        """The id of an article. A text that was there at the last import keeps the one that it had, unless the source
        gives another: then what was decided goes with it.
        """
        own = fields.get("id", "")
        (self.named if own else self.unnamed)[found.file] += 1
        old = self.changes.old_name(text, own or self._made(found, fields))
        if old and not own and old not in self.ids:
            self.ids[old] = 1
            return old
        name = self._id(found, fields)
        if old and old != name:
            self.changes.rename(old, name)
            self.decisions.rename(old, name)
        return name

    def _id(self, found: Found, fields: dict[str, str]) -> str:
        """The id that the source gives; else one made of what does not change when a text is corrected."""
        if given := fields.get("id"):
            if given in self.ids and len(self.faults) < 200:
                self.faults.append(f"{found.place or found.file} of {found.file}: the id {given!r} stands twice")
            self.ids[given] = 1
            return given
        name = self._made(found, fields)
        self.ids[name] = self.ids.get(name, 0) + 1
        while (count := self.ids[name]) > 1:
            other = f"{name}-{count}"
            if other not in self.ids:
                self.ids[other] = 1
                return other
            self.ids[name] += 1
        return name

    @staticmethod
    def _made(found: Found, fields: dict[str, str]) -> str:
        """An id made of the name of the file and, where that holds several articles, of what tells them apart."""
        stem = str(PurePosixPath(found.file).with_suffix(""))
        name = _SLUG.sub("-", stem).strip("-").lower()[:60] or "article"
        if found.place:
            said = fields.get("url") or "|".join(fields.get(key, "") for key in ("title", "date", "time", "outlet"))
            if said.strip("|") == "" or said == fields.get("date", ""):
                said += normalise(found.text[:200])
            name += "-" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return name

    def _dated(self, facts: dict, fields: dict[str, str], found: Found, doubts: list[Doubt]) -> None:
        facts |= {"date": None, "time": None, "zone": None, "retrieved": None}
        if said := fields.get("date"):
            try:
                read = when.read(said, self.asked.dates)
                facts |= {"date": read.date, "time": read.time, "zone": read.zone}
                if read.doubt:
                    doubts.append(Doubt("date", read.doubt, said))
                self._count_evidence(said)
            except when.Ambiguous as error:
                decided = self.decisions.of(str(facts["id"]), "date")
                if not decided:
                    self.ambiguous.append(f"{error}, {f'{found.place} of ' if found.place else ''}{found.file}")
            except ValueError as error:
                doubts.append(Doubt("date", str(error), said))
        if said := fields.get("time"):
            try:
                time, zone = when.time_of(said)
                facts["time"], facts["zone"] = time or facts["time"], zone or facts["zone"]
            except ValueError as error:
                doubts.append(Doubt("date", str(error), said))
        if said := fields.get("zone"):
            facts["zone"] = when.zone_of(said)
        if said := fields.get("retrieved"):
            try:
                read = when.read(said, self.asked.dates)
                facts["retrieved"] = f"{read.date}T{read.time}{read.zone or ''}" if read.time else read.date
            except ValueError:
                facts["retrieved"] = said

    def _count_evidence(self, said: str) -> None:
        if not self.asked.dates and (numbers := re.search(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}", said)):
            first, second = int(numbers[1]), int(numbers[2])
            if (first > 12) != (second > 12):
                self.evidence["dmy" if first > 12 else "mdy"] += 1

    def _tongue(self, facts: dict, fields: dict[str, str], text: str, found: Found, doubts: list[Doubt]) -> None:
        if said := fields.get("language"):
            facts["language"] = languages.said(said)
            return
        code, doubt = languages.of(text)
        facts["language"] = code or None
        if doubt:
            doubts.append(Doubt("language", doubt, code))

    def _doubted(self, text: str, facts: dict) -> Iterator[Doubt]:
        if piece := encodings.mojibake(f"{facts['title'] or ''}\n{text[:20_000]}"):
            yield Doubt("encoding", "it was read in a wrong encoding before it came here", piece)
        if markup := _MARKUP.search(text[:5_000]):
            yield Doubt("text", "it holds HTML markup, which counts as words", markup[0])
        size = (
            len(text.split(maxsplit=FEW)) if text.isascii() else len(re.findall(rf"[^\W_{HAN}]+|[{HAN}]", text[:500]))
        )
        if size < FEW:
            yield Doubt("text", f"it is short for an article: {size} words", "")
        if _EXCEL - 2 <= len(text) <= _EXCEL:
            yield Doubt("text", "it may be cut off: a cell of Excel holds no more", "")

    def _seen_before(self, name: str, text: str, facts: dict) -> Iterator[Doubt]:
        bare = text.replace("\n", "").replace(" ", "").casefold()  # its paragraphs hold no other white space
        digest = hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if (before := self._texts.setdefault(digest, name)) != name:
            yield Doubt("duplicate", f"the same text as {before}", before)
            return
        if url := facts["url"]:
            before = self._urls.setdefault(url, name)
            if before != name:
                yield Doubt("duplicate", f"the same address as {before}", before)

    def _decide(self, facts: dict, kind: str, decided: str) -> None:
        """Take what a person decided of a fact."""
        if decided == unsure.NONE:
            facts[kind] = None
            if kind == "date":
                facts |= {"time": None, "zone": None}
        elif kind == "date":
            try:
                read = when.read(decided, self.asked.dates)
            except ValueError as error:
                self.faults.append(f"unsure.csv, {facts['id']}: {error}")
                return
            facts |= {"date": read.date, "time": read.time or facts["time"], "zone": read.zone or facts["zone"]}
        else:
            facts[kind] = languages.said(decided) if kind == "language" else decided


_ORDERS = {"dmy": "day first", "mdy": "month first"}


def refusal(errors: list[AnalysisError]) -> AnalysisError:
    """One error for those of several files."""
    if len(errors) == 1:
        return errors[0]
    faults = [f"{error.where}: {error.what}" for error in errors]
    does = list(dict.fromkeys(error.do.splitlines()[-1] for error in errors if error.do))
    return many(faults, f"{len(errors)} files", " ".join(does))
