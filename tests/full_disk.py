"""A disk that is full from one write on, for every write of a command: what any of them leaves behind.

A *write* is a file that is opened to be written, a folder that is made, or a name that is given to what stands beside.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDED = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
FULL = "No space left on device"


def can_mount() -> bool:
    """Whether a small disk can be mounted for a process and those that it starts."""
    try:
        done = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


class Disk:
    """Counts writes; from the one numbered `at` on it is full, or only then where it is not `lasting`."""

    def __init__(self, under: Path, at: int = -1, lasting: bool = True):
        self.under, self.at, self.lasting, self.count = os.path.realpath(under), at, lasting, 0

    def is_full(self, path: int | str | bytes | os.PathLike) -> bool:
        """Count a write to a path, or to what is open under a number; whether there is no room for it."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        if not os.path.realpath(os.fsdecode(path)).startswith(self.under):
            return False
        self.count += 1
        return self.at >= 0 and (self.count > self.at if self.lasting else self.count == self.at + 1)


@contextmanager
def disk(under: Path, at: int = -1, lasting: bool = True) -> Iterator[Disk]:
    """Let the disk below a folder be full from a write on, counted from 0; -1 for never."""
    made, patch = Disk(under, at, lasting), pytest.MonkeyPatch()

    def opening(real):
        def opened(file, mode="r", *more, **named):
            there = real(file, mode, *more, **named)
            if set(mode) & set("wax") and made.is_full(file):
                full = os.open("/dev/full", os.O_WRONLY)
                os.dup2(full, there.fileno())  # what is written now meets a full disk, as late as it would
                os.close(full)
            return there

        return opened

    def naming(real, which: int):
        def named(*arguments, **more):
            # A name takes no room in a folder that is there: only at this one, or nothing could be put back.
            if made.is_full(arguments[which]) and (which == 0 or made.count == made.at + 1):
                raise OSError(errno.ENOSPC, FULL, os.fspath(arguments[which]))
            return real(*arguments, **more)

        return named

    with patch.context() as patched:
        opened = opening(io.open)
        patched.setattr(io, "open", opened)
        patched.setattr(builtins, "open", opened)
        for name, which in (("mkdir", 0), ("replace", 1), ("rename", 1)):
            patched.setattr(os, name, naming(getattr(os, name), which))
        yield made


def files(folder: Path) -> dict[str, bytes]:
    """Name -> content of what a person sees in a folder; what is built and locked for a while is left out."""
    return {
        path.relative_to(folder).as_posix(): _content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"build", ".git"} & set(path.relative_to(folder).parts)
    }


def _content(path: Path) -> bytes:
    """What a file holds; a workbook says when it was written, which is left out."""
    if path.suffix == ".xlsx" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            return b"".join(book.read(name) for name in sorted(book.namelist()) if "core.xml" not in name)
    return path.read_bytes()


def at_every_write(
    place: Path,
    work: Callable[[], int],
    told: Callable[[], str],
    *,
    step: int = 1,
    kept: Callable[[str], bool] = lambda name: False,
    again: Callable[[], int] | None = None,
) -> int:
    """Run a command with a disk that is full at each of its writes, and check what is left; how many there were.

    place: all that it reads and writes, put back before each run. work: runs it and gives its exit status. told: what
    it said on the error stream since. step: every how manyth write is tried. kept: files that may be left for the next
    run. again: what is run when there is room, if it is another command.
    """
    pristine = place.with_name(f"{place.name}-pristine")
    shutil.copytree(place, pristine, symlinks=True)
    before = files(place)
    with disk(place) as counted:
        usual = work()
    assert usual in (0, 1)
    whole = files(place)
    told()
    for at in range(0, counted.count, step):
        for lasting in (True, False):
            shutil.rmtree(place)
            shutil.copytree(pristine, place, symlinks=True)
            with disk(place, at, lasting):
                status = work()
            said, left = told(), files(place)
            where = f"write {at} of {counted.count}, lasting: {lasting}: {said}"
            assert status in (usual, 2), where
            named = re.search(r"[\w./-]+: (it could not|cannot) be written", said)
            assert status == usual or (FULL in said and named), where
            assert "Traceback" not in said, where
            odd = [
                name
                for name, content in left.items()
                if content not in (before.get(name), whole.get(name)) and not kept(name)
            ]
            assert not odd, f"{where}: neither as before nor whole: {odd}"
            gone = [name for name in before if name not in left and name in whole]
            assert not gone, f"{where}: gone: {gone}"
            if status == 2:
                assert (again or work)() in (0, 1), f"{where}: the next run: {told()}"
                told()
            after = files(place)
            odd = sorted(name for name in {*after, *whole} if after.get(name) != whole.get(name))
            assert not odd, f"{where}: other than in a whole run: {odd}"
    return counted.count
