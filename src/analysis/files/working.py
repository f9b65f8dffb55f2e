"""A folder that is there while a run works; what killed runs left is recognised and cleared away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis import locks

HELD = "working"  # the file in each scratch folder that says that a run made it
_LOCK = ".lock"  # and the one beside it that its run holds a lock on
_WORKING = b"A run of analysis works in this folder and removes it afterwards.\n"


@contextmanager
def scratch(where: Path, prefix: str) -> Iterator[Path]:
    """A new folder in one that is there; it is gone afterwards. What killed runs left under the prefix goes too.

    Nothing else goes: not a folder's name but the file in it says that a run made it. Raises OSError where
    it cannot be made.
    """
    _sweep(where, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=where))
    # Locked before it has the name by which it is found, and as long as the block lasts: at no moment may another run
    # clear it away.
    try:
        with (folder / _LOCK).open("wb") as file:
            locks.lock(file.fileno())
            (folder / f".{HELD}").write_bytes(_WORKING)
            (folder / f".{HELD}").rename(folder / HELD)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_scratch(folder: Path) -> bool:
    """Whether a run made the folder for itself: not its name tells, but the file in it."""
    return any(_is_working(folder / name) for name in (HELD, f".{HELD}")) or _just_begun(folder)


def _just_begun(folder: Path) -> bool:
    """Whether a run was killed before the folder had its name: only what comes first is there, and is empty."""
    try:
        there = {path.name: path.stat().st_size for path in folder.iterdir()}
    except OSError:
        return False
    return bool(there) and set(there) <= {_LOCK, f".{HELD}"} and not any(there.values())


def _sweep(where: Path, prefix: str) -> None:
    for left in where.glob(f"{prefix}*/{HELD}"):
        with suppress(OSError):  # gone, or of somebody whom it may not be taken from
            if _is_working(left) and _is_free(left.parent / _LOCK):
                shutil.rmtree(left.parent, ignore_errors=True)


def _is_free(file: Path) -> bool:
    """Whether no run that is alive holds a lock on a file; where locks are unknown, nobody can tell."""
    if not file.exists():
        return True
    with file.open("r+b") as opened:
        return bool(locks.lock(opened.fileno(), wait=False))


def _is_working(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size == len(_WORKING) and file.read_bytes() == _WORKING
    except OSError:
        return False
