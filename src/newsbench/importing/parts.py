"""The files of a source: one file, those of a folder, the members of a zip; each with its name and how it opens.

Links that lead out of a folder, pipes and devices are passed over and named; so are the files that systems leave
behind.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from analysis.errors import AnalysisError
from analysis.files import MARKER
from analysis.script import has_han
from newsbench.importing.document import LeftOut, Unreadable

_SYSTEM = {"thumbs.db", "desktop.ini", "__macosx"}
LARGEST = 1 << 30  # bytes of one member of a zip that is many times larger than it is packed
_RATIO = 200


# What the standard library raises for a zip that is damaged somewhere.
DAMAGED = (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error)


class _Packed(gzip.GzipFile):
    """What is packed with gzip; damage is told wherever it is met."""

    def __init__(self, file: BinaryIO, name: str):
        super().__init__(fileobj=file)
        self.of = name

    def read(self, size: int | None = -1) -> bytes:
        try:
            return super().read(size)
        except DAMAGED as error:
            raise Unreadable(
                f"its gzip is damaged ({error})", where=self.of, do="Is it whole? Fetch it again."
            ) from None


@dataclass
class Part:
    """One file. name: within the source, with slashes; size: bytes that are read of the disk."""

    name: str
    size: int
    opener: Callable[[], BinaryIO]
    path: Path | None = None
    position: Callable[[], int] = field(default=lambda: 0)

    def open(self) -> BinaryIO:
        """The file, to be read from its beginning. Raises Unreadable."""
        try:
            file = self.opener()
        except DAMAGED as error:
            raise Unreadable(
                f"cannot be read: {getattr(error, 'strerror', None) or error}",
                where=self.name,
                do="Check the file and its permissions.",
            ) from None
        raw = file
        self.position = lambda: raw.tell() if not raw.closed else self.size
        if file.read(2) == b"\x1f\x8b":
            file.seek(0)
            return cast(BinaryIO, io.BufferedReader(_Packed(file, self.name)))
        file.seek(0)
        return file

    def read(self) -> bytes:
        """All of the file. Raises Unreadable."""
        try:
            with self.open() as file:
                return file.read()
        except DAMAGED as error:
            raise Unreadable(
                f"cannot be read: {getattr(error, 'strerror', None) or error}",
                where=self.name,
                do="Is it whole? Fetch it again.",
            ) from None

    @property
    def suffix(self) -> str:
        """The end of the name in lower case, without .gz."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix


def of(source: Path) -> tuple[list[Part], list[LeftOut]]:
    """The files of a source in the order of their names, and what was passed over.

    Raises AnalysisError where there is no such source, or nothing in it can be read.
    """
    try:
        mode = source.stat().st_mode
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}",
            where=_short(source),
            do="Check the path of what you bring: a file, or a folder of files.",
        ) from None
    if stat.S_ISDIR(mode):
        return _of_folder(source)
    if not stat.S_ISREG(mode):
        raise AnalysisError("it is a pipe or a device", where=_short(source), do="Give a file or a folder.")
    part = _of_file(source, source.name)
    if _is_archive(part):
        return _members(part, "")
    return [part], []


def _of_folder(folder: Path) -> tuple[list[Part], list[LeftOut]]:
    parts, left = [], []
    real = folder.resolve()

    def failed(error: OSError) -> None:
        left.append(LeftOut(_name(Path(error.filename), folder), "", f"the folder cannot be opened ({error.strerror})"))

    for home, folders, names in os.walk(folder, onerror=failed):
        own = [name for name in folders if Path(home, name, MARKER).is_file()]
        left += [
            LeftOut(_name(Path(home, name), folder), "", "a folder that this package wrote, no source") for name in own
        ]
        folders[:] = sorted(
            name for name in folders if name not in own and name[0] != "." and name.lower() not in _SYSTEM
        )
        for name in sorted(names):
            path = Path(home, name)
            shown = _name(path, folder)
            if name.startswith((".", "~$")) or name.lower() in _SYSTEM:
                left.append(LeftOut(shown, "", "a file of the system or of an open program"))
            elif path.is_symlink() and not path.resolve().is_relative_to(real):
                left.append(LeftOut(shown, "", "a link that leads out of the folder"))
            elif not path.is_file():
                left.append(LeftOut(shown, "", "no file but a pipe, a device or a broken link"))
            else:
                part = _of_file(path, shown)
                if _is_archive(part):
                    more, passed = _members(part, f"{shown}/")
                    parts += more
                    left += passed
                else:
                    parts.append(part)
    return parts, left


def _of_file(path: Path, name: str) -> Part:
    return Part(name.encode("utf-8", "replace").decode(), path.stat().st_size, lambda: path.open("rb"), path)


def _is_archive(part: Part) -> bool:
    """Whether a file is a zip and no document that is packed as one."""
    if part.suffix not in (".zip", ""):
        return False
    with part.opener() as file:
        if file.read(4) != b"PK\x03\x04":
            return False
        try:
            with zipfile.ZipFile(file) as packed:
                names = set(packed.namelist())
        except DAMAGED:
            return part.suffix == ".zip"
    return not names & {"word/document.xml", "xl/workbook.xml", "mimetype"}


def _members(part: Part, before: str) -> tuple[list[Part], list[LeftOut]]:
    """The files in a zip. Nothing is unpacked to the disk."""
    parts, left = [], []
    try:
        packed = zipfile.ZipFile(part.opener())
        infos = sorted(packed.infolist(), key=lambda info: info.filename)
    except DAMAGED as error:
        raise Unreadable(f"it is no whole zip: {error}", where=part.name, do="Fetch or pack it again.") from None
    for info in infos:
        shown = before + _unzipped_name(info)
        last = PurePosixPath(shown).name
        if info.is_dir() or "__MACOSX" in PurePosixPath(shown).parts:
            continue
        if last.startswith((".", "~$")) or last.lower() in _SYSTEM:
            left.append(LeftOut(shown, "", "a file of the system or of an open program"))
        elif info.flag_bits & 1:
            left.append(LeftOut(shown, "", "it is locked with a password"))
        elif info.file_size > LARGEST and info.file_size > _RATIO * max(1, info.compress_size):
            left.append(LeftOut(shown, "", "it would unpack to many times its size; unpack it yourself"))
        elif last.lower().endswith(".zip"):
            left.append(LeftOut(shown, "", "a zip within a zip; unpack it first"))
        else:
            parts.append(Part(shown, info.compress_size, _opener(packed, info)))
    return parts, left


def _opener(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, packed.open(info))


def _unzipped_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; Chinese Windows writes GBK and says nothing of it."""
    name = info.filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            read = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or has_han(read):
            return read
    return name


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()


def _short(path: Path) -> str:
    text = str(path).encode("utf-8", "replace").decode()
    return text if len(text) < 200 else text[:100] + "…"


def walk(parts: list[Part]) -> Iterator[tuple[int, int, Part]]:
    """Each part with the bytes before it and those of all."""
    total, before = sum(part.size for part in parts), 0
    for part in parts:
        yield before, total, part
        before += part.size
