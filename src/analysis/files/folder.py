"""A folder that a command writes: only over what is its own.

Such a folder has a record of it, `.made-by.json`: which command made it from which source, and the
name and SHA-256 of every file that was written. Whatever stands there and is not in the record is somebody else's and
is refused by name; a file that is in it and has other contents was changed by somebody, and is kept unless the caller
says otherwise. Files are made in a folder beside and moved in when the last one is complete. Before the first moves,
the record holds the old files and the new ones, so that a run that was killed halfway is recognised by the next.

The record holds a hash of the source's path and not the path: such folders are published.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from analysis import locks
from analysis.errors import AnalysisError
from analysis.files.file import told
from analysis.files.working import is_scratch, scratch

MARKER = ".made-by.json"
STAGING = ".writing-"
NAMED = 10  # files that a refusal names

_DESKTOP = {".DS_Store", "Thumbs.db", "desktop.ini"}  # left by a look into a folder: never refused, never removed


@dataclass(frozen=True)
class Record:
    """What the marker of a folder says.

    kind: the command; source: hash of the path that it read; named: that path's last part; files: name -> SHA-256.
    coming: what a run that moves files in, or was killed while it did, is writing. note: what else it keeps.
    """

    kind: str
    source: str
    named: str
    files: dict[str, str]
    coming: dict[str, str] = field(default_factory=dict)
    note: dict = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.files or name in self.coming

    def wrote(self, name: str, digest: str) -> bool:
        return digest in (self.files.get(name), self.coming.get(name))


def read_record(folder: Path) -> Record | None:
    """What the marker in a folder says; None where there is none that can be read."""
    marker = folder / MARKER
    try:
        record = None if marker.is_symlink() else Record(**json.loads(marker.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return record if record and _is_sound(record) else None


def _is_sound(record: Record) -> bool:
    texts, tables = (record.kind, record.source, record.named), (record.files, record.coming, record.note)
    return all(isinstance(value, str) for value in texts) and all(isinstance(value, dict) for value in tables)


def named_folder(given: Path | str, option: str) -> Path:
    """The folder that an option names. Raises AnalysisError for an empty name, which would be the current folder."""
    if not str(given):
        raise AnalysisError("no folder is named", where=option, do=f"Give a folder: {option} DIR")
    return Path(given)


def keep_apart(folder: Path, inputs: Iterable[Path | str]) -> None:
    """Raises AnalysisError where something that is read lies in a folder that is to be written, links followed."""
    for given in inputs:
        if _within(_real(Path(given)), _real(folder)):
            raise AnalysisError(
                f"{given}, which is read, lies in it and could be overwritten",
                where=str(folder),
                do="Name another folder; it may be one inside this one.",
            )


def claim(
    folder: Path,
    kind: str,
    source: Path,
    *,
    inputs: Iterable[Path | str] = (),
    overwrite: bool = False,
    passing: Callable[[Path], bool] = lambda folder: False,
    edited: frozenset[str] = frozenset(),
    anywhere: bool = False,
) -> Target:
    """Check, before any work, that a folder may be written; nothing is changed.

    kind, source: the command and what it reads; together they say whose the folder is. inputs: what else may not lie in
    it. overwrite: take what was made from another source, and files that were changed since. passing: folders inside
    that runs keep for themselves, beside those of ``scratch``. edited: files of a run that a person writes in, and the
    next run reads: a change of theirs is no reason to refuse. anywhere: what was made from a source in another place is
    no reason either, as the caller sees for itself whether that is the same (``Target.elsewhere``).

    Raises AnalysisError where the folder holds an input, a file that no run wrote, or, unless ``overwrite``, files of
    another source or files that were changed.
    """
    keep_apart(folder, [source, *inputs])
    target = Target(folder, _real(folder), kind, _real(source), overwrite, passing, edited, anywhere)
    target.check()
    return target


@dataclass(frozen=True)
class Target:
    """A folder that a command may write for a source. given: as the caller named it; folder: where it is."""

    given: Path
    folder: Path
    kind: str
    source: Path
    overwrite: bool
    passing: Callable[[Path], bool]
    edited: frozenset[str] = frozenset()
    anywhere: bool = False

    @property
    def elsewhere(self) -> str:
        """The name of the source in another place that the folder was made from; empty where it was this one."""
        found = read_record(self.folder)
        return found.named if found and found.source != self._identity() else ""

    def record(self) -> Record | None:
        """What was written here from the same source before."""
        found = read_record(self.folder)
        return found if found and self._is_mine(found) else None

    def check(self) -> dict[str, str]:
        """The files that are there and may be replaced: name -> SHA-256. Raises AnalysisError as ``claim`` says."""
        with told(self.given):
            if self.folder.exists() and not self.folder.is_dir():
                raise AnalysisError(
                    "cannot be written: it is a file and no folder", where=str(self.given), do="Name a folder."
                )
            with locks.alone_in(self.folder):
                return self._checked()

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder beside the files to make new ones in, gone afterwards. Raises AnalysisError where none can
        be made.
        """
        with ExitStack() as stack:
            with told(self.given):
                self.folder.mkdir(parents=True, exist_ok=True)
                beside = stack.enter_context(scratch(self.folder, STAGING)) / "files"
                beside.mkdir()
            yield beside

    def take(
        self, beside: Path, *, kept: Mapping[str, str] | None = None, note: Mapping | None = None
    ) -> tuple[list[str], list[str]]:
        """Move in what stands in the staging folder, and remove what was written before and is no longer; names of
        both.

        kept: files that stay as they are, name -> SHA-256. Raises AnalysisError, before anything moves, where the
        folder meanwhile holds what ``claim`` refuses; and where the disk fails, which the next run mends.
        """
        with told(self.given), locks.alone_in(self.folder):
            there = self._checked()
            coming = {name: _digest(beside / name) for name in _files(beside, lambda folder: False)}
            self._make_way(coming)
            wanted = {**(kept or {}), **coming}
            self._mark(beside, there, wanted, {})
            moved = [name for name in coming if there.get(name) != coming[name]]
            self._move(beside, moved)
            removed = [name for name in there if name not in wanted]
            self._remove(removed)
            self._mark(beside, wanted, {}, dict(note or {}))
            return moved, removed

    def _is_mine(self, record: Record) -> bool:
        return record.kind == self.kind and (self.anywhere or record.source == self._identity())

    def _identity(self) -> str:
        """A hash of where the source is; of a folder inside it, where in it that lies: both may be moved together."""
        inside = self.folder.is_relative_to(self.source)
        return _hash(os.fsencode(f"within: {self.folder.relative_to(self.source)}" if inside else self.source))

    def _checked(self) -> dict[str, str]:
        record = read_record(self.folder)
        if record and not self.overwrite and not self._is_mine(record):
            raise AnalysisError(
                f"it holds what `{record.kind}` made from another source, {record.named!r}",
                where=str(self.given),
                do="Name another folder, or replace what is there with --overwrite.",
            )
        self._refuse_foreign(record)
        there = {name: _digest(self.folder / name) for name in self._standing() if name != MARKER}
        changed = [
            name
            for name, digest in there.items()
            if name not in self.edited and not (record and record.wrote(name, digest))
        ]
        if changed and not self.overwrite:
            raise AnalysisError(
                f"changed since they were written: {_listed(changed)}",
                where=str(self.given),
                do="Move them away if you want to keep them, or replace them with --overwrite.",
            )
        return there

    def _refuse_foreign(self, record: Record | None) -> None:
        foreign = (name for name in self._standing() if not (record and (name == MARKER or record.has(name))))
        if named := list(islice(foreign, NAMED + 1)):
            raise AnalysisError(
                f"it holds files that no run is known to have written: {_listed(named)}",
                where=str(self.given),
                do="Name a new or empty folder, or move these files away.",
            )

    def _standing(self) -> Iterator[str]:
        return _files(self.folder, lambda folder: is_scratch(folder) or self.passing(folder))

    def _make_way(self, names: Iterable[str]) -> None:
        for name in names:
            if (self.folder / name).is_dir():
                raise AnalysisError(
                    "a folder stands where a file is to be written", where=str(self.given / name), do="Move it away."
                )

    def _mark(self, beside: Path, files: dict[str, str], coming: dict[str, str], note: dict) -> None:
        record = Record(self.kind, self._identity(), self.source.name, files, coming, note)
        made = beside.parent / MARKER  # in the folder that is cleared away, so that a kill leaves no part of it
        made.write_text(json.dumps(asdict(record), indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
        _synced(made)
        os.replace(made, self.folder / MARKER)

    def _move(self, beside: Path, names: list[str]) -> None:
        for name in names:
            _synced(beside / name)
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, self.folder / name)

    def _remove(self, names: list[str]) -> None:
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
            for home in Path(name).parents[:-1]:
                with suppress(OSError):  # not empty
                    (self.folder / home).rmdir()


def summed_up(names: Iterable[str]) -> str:
    """File names in a few words: those of a folder are counted."""
    count: dict[str, int] = {}
    for name in names:
        top, slash, _ = name.partition("/")
        count[top + slash] = count.get(top + slash, 0) + 1
    files = {
        name: f" ({number} file{'s' * (number > 1)})" if name.endswith("/") else "" for name, number in count.items()
    }
    return ", ".join(f"{name}{number}" for name, number in sorted(files.items()))


def _files(folder: Path, passing: Callable[[Path], bool]) -> Iterator[str]:
    """Names of the files below a folder; a link is one, wherever it leads. Empty folders hold nothing of anybody."""
    for home, folders, names in os.walk(folder, onerror=_unless_gone):
        links = [name for name in folders if Path(home, name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in links and not passing(Path(home, name)))
        found = sorted(name for name in [*links, *names] if name not in _DESKTOP)
        yield from (Path(home, name).relative_to(folder).as_posix() for name in found)


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # a run beside this one has cleared its folder away
        raise error


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" and more" if len(names) > NAMED else "")


def _digest(path: Path) -> str:
    """SHA-256 of a file; of a link or a pipe, which no run writes, nothing."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _synced(path: Path) -> None:
    with path.open("r+b") as file:  # Windows syncs no file that was opened to be read
        os.fsync(file.fileno())


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise AnalysisError(
            f"its links lead nowhere: {error}", where=str(path), do="Mend the link, or name another path."
        ) from None


def _within(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or lies in it, by name or, where names differ in case only, by what they lead to."""
    return any(place == folder or _same(place, folder) for place in (path, *path.parents))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
