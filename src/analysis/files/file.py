"""A file: written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.study import shown


def replace_file(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old file or the new one, never a part. One that holds it is left
    alone.

    Raises AnalysisError where it cannot be written, and then nothing was changed.
    """
    beside = ""
    try:
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(beside).chmod(0o666 & ~umask)
        os.replace(beside, path)
    except OSError as error:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise AnalysisError(
            f"it could not be written ({error.strerror})",
            where=shown(path),
            do="Free some space or mend the permissions; nothing was changed.",
        ) from None
    except BaseException:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise


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
