"""The files of a corpus, written as the articles come, so that memory stays bounded; and what changed since."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.formulas import restored
from analysis.script import count_han
from newsbench.importing import csvs
from newsbench.importing.document import LeftOut
from newsbench.store import COLUMNS, MANIFEST

if TYPE_CHECKING:
    import pyarrow as pa

ROWS, BYTES = 4_096, 16 << 20  # articles that are written together, whichever comes first
_COUNTED = ("id", "sha256", "words", "han", "paragraphs")  # what is said of an article by its name and its text
_LEFT = ("file", "place", "reason")


@dataclass
class Changes:
    """What differs from the corpus that was there: ids, the first ones named."""

    before: dict[str, tuple[str, str]]
    first: bool
    added: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    same: int = 0

    def __post_init__(self) -> None:
        self.size = len(self.before)
        self._of_text: dict[str, list[str]] = {}
        for name, (digest, _) in self.before.items():
            self._of_text.setdefault(digest, []).append(name)

    @property
    def known(self) -> int:
        """Articles whose text was there before."""
        return self.same + len(self.facts)

    def old_name(self, text: str, name: str) -> str:
        """The id that a text had in the corpus that was there; of several the one that is named, else the first."""
        if not self._of_text:
            return ""
        names = self._of_text.get(digest_of(text.encode("utf-8", "replace")), [])
        old = name if name in names else next(iter(names), "")
        if old:
            names.remove(old)
        return old

    def rename(self, old: str, name: str) -> None:
        """An article that was there has another id now."""
        if old in self.before and name not in self.before:
            self.renamed[old] = name
            self.before[name] = self.before.pop(old)

    def see(self, name: str, digest: str, facts: str) -> None:
        old = self.before.pop(name, None)
        if old is None:
            self.added.append(name)
        elif old[0] != digest:
            self.texts.append(name)
        elif old[1] != facts:
            self.facts.append(name)
        else:
            self.same += 1

    @property
    def gone(self) -> list[str]:
        return list(self.before)


def changes(manifest: Path) -> Changes:
    """Ready to compare with the manifest of an earlier import."""
    if not manifest.is_file():
        return Changes({}, True)
    before = {}
    with manifest.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cells = {name: restored(row.get(name) or "") for name in MANIFEST}
            before[cells["id"]] = (cells["sha256"], _facts(cells))
    return Changes(before, False)


def digest_of(content: bytes) -> str:
    """SHA-256 of a text in UTF-8, as the manifest holds it."""
    return hashlib.sha256(content).hexdigest()


def _facts(cells: dict[str, Any]) -> str:
    said = "\0".join(str(cells.get(name) or "") for name in MANIFEST if name not in _COUNTED)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class Writer:
    """Writes texts and manifest of a corpus into a folder."""

    def __init__(self, folder: Path, compared: Changes):
        import pyarrow as pa
        import pyarrow.parquet as pq

        (folder / "text").mkdir()
        kinds = [(name, pa.large_string() if name == "text" else pa.string()) for name in COLUMNS]
        self._schema: pa.Schema = pa.schema(kinds)
        self._documents = pq.ParquetWriter(folder / "text" / "documents.parquet", self._schema, compression="zstd")
        self._sheet = (folder / "manifest.csv").open("w", encoding="utf-8", newline="")
        self._manifest = csvs.Writer(self._sheet, MANIFEST)
        self._rows: list[dict[str, str | None]] = []
        self._contents: list[bytes] = []  # their texts
        self._bytes = 0
        self.changes = compared
        self.count, self.words, self.han = 0, 0, 0
        self.known: dict[str, int] = dict.fromkeys(("outlet", "date", "time", "title", "language"), 0)
        self.files: set[str] = set()  # some of those that articles came from
        self.first: str | None = None
        self.last: str | None = None

    def add(self, facts: dict[str, str | None]) -> None:
        content = str(facts["text"]).encode("utf-8", "replace")
        self._rows.append(facts)
        self._contents.append(content)
        self._bytes += len(content)
        if len(self._rows) >= ROWS or self._bytes >= BYTES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        from newsbench.index.scan import words_of

        texts = pa.array(self._contents, pa.large_string())
        for facts, content, every in zip(self._rows, self._contents, words_of(texts).tolist(), strict=True):
            self._note(facts, content, every)
        columns = {name: [_clean(row[name]) for row in self._rows] for name in COLUMNS if name != "text"}
        self._documents.write_table(pa.table({**columns, "text": texts}).select(COLUMNS).cast(self._schema))
        self._rows, self._contents, self._bytes = [], [], 0

    def _note(self, facts: dict[str, str | None], content: bytes, every: int) -> None:
        """A row of the manifest. every: words as the index counts them, each Chinese character as one."""
        han = 0 if content.isascii() else count_han(str(facts["text"]))
        words, digest = every - han, digest_of(content)
        paragraphs = sum(bool(line.strip()) for line in str(facts["text"]).split("\n"))
        row = {**facts, "words": words, "han": han, "paragraphs": paragraphs, "sha256": digest}
        self._manifest.row(row)
        self.changes.see(str(facts["id"]), digest, _facts(row))
        self.count, self.words, self.han = self.count + 1, self.words + words, self.han + han
        for name in self.known:
            self.known[name] += facts[name] is not None
        if len(self.files) < 200:
            self.files.add(str(facts["file"]))
        if date := facts["date"]:
            self.first = min(self.first or date, date)
            self.last = max(self.last or date, date)

    def close(self) -> None:
        """Write what is left; the files are whole then."""
        if self._rows:
            self._flush()
        self._shut()

    def _shut(self) -> None:
        self._documents.close()
        self._sheet.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self._shut()


def _clean(fact: str | None) -> str | None:
    """A fact that UTF-8 can carry: a lone surrogate becomes a question mark."""
    return fact if fact is None or fact.isascii() else fact.encode("utf-8", "replace").decode("utf-8")


def left_out(path: Path, rows: Iterator[LeftOut] | list[LeftOut]) -> None:
    """The table of what was met and left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csvs.Writer(file, _LEFT)
        for one in rows:
            writer.row({"file": one.file, "place": one.place, "reason": one.reason})
