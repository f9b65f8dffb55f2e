"""Locks between processes, on every system. A lock goes with the process that holds it, however that ends.

Unix locks a file for those who ask; Windows locks its first byte for everybody, readers too, and cannot lock a folder.
So what is locked here is a file without contents, and a folder only where that can be done.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What a file system says that knows no locks. One then works without: the rules about whose files are whose still hold.
_UNKNOWN = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}


def lock(handle: int, *, wait: bool = True) -> bool | None:
    """Lock an open file until it is closed; whether it is locked now, None where there are no locks.

    Raises OSError where the system fails.
    """
    from filelock import lock_descriptor

    try:
        return lock_descriptor(handle, blocking=wait)
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
        return None


@contextmanager
def alone(file: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """One process at a time in the block; one that must wait for another calls `waiting` first."""
    with file.open("ab") as opened:
        if lock(opened.fileno(), wait=False) is False:
            waiting()
            lock(opened.fileno())
        yield


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One process at a time in a folder, if it is there."""
    if not folder.exists():
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        with _beside(folder):
            yield
        return
    try:
        with suppress(OSError):
            lock(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def _beside(folder: Path) -> Iterator[None]:
    """As `alone_in`, with a file next to the folder, gone afterwards: Windows removes none that another has open."""
    file = folder.parent / f".{folder.name}.lock"
    try:
        with alone(file):
            yield
    finally:
        with suppress(OSError):
            file.unlink()
