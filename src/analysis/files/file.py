"""A file: written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from analysis import locks
from analysis.errors import AnalysisError
from analysis.inputs import refuse_others
from analysis.study import shown


def replace_file(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old file or the new one, never a part. One that holds it is left
    alone.

    Raises AnalysisError where it cannot be written, and then nothing was changed.
    """
    replace_files({path: content})


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """As ``replace_file``, several at once, in their order: none gets its name before there was room for all.

    Raises AnalysisError, naming the file, where one cannot be written, or a folder, a pipe or a device is in its place;
    then nothing was changed, unless the disk fails at a name, which takes no room.
    """
    for path in contents:
        with suppress(OSError):  # nothing is there, which is well, or it is told below
            refuse_others(path.stat().st_mode, shown(path))
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if not (path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content):
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                beside[path] = Path(made)
                _write(handle, content)
                beside[path].chmod(0o666 & ~_umask())
        for path in list(beside):
            os.replace(beside[path], path)
            del beside[path]
    except OSError as error:
        raise AnalysisError(
            f"it could not be written ({error.strerror})",
            where=shown(path),
            do="Free some space or mend the permissions; nothing was changed."
            if len(beside) == len(contents) or len(contents) == 1
            else "Free some space or mend the permissions, and do it again.",
        ) from None
    finally:
        for left in beside.values():
            left.unlink(missing_ok=True)


def _write(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


@contextmanager
def in_turn(folder: Path, name: str) -> Iterator[None]:
    """One process at a time at what is called so; folder: where a study keeps what it builds.

    Raises AnalysisError where the folder cannot be written.
    """
    with ExitStack() as held:
        with told(shown(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(locks.alone(folder / f"{name}.lock"))
        yield


@contextmanager
def told(folder: Path | str) -> Iterator[None]:
    """Raises AnalysisError, naming the folder, for an error of the disk inside the block."""
    try:
        yield
    except OSError as error:
        raise AnalysisError(
            f"cannot be written: {error.strerror or error}",
            where=str(folder),
            do="Make room, or choose another folder.",
        ) from None
