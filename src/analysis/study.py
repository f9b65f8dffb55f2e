"""A study: a folder with data, notebooks and reports. It is a value, found once and handed on; no module knows one at
import.

A folder is a study when it has ``notebooks/params/``. Two studies side by side do not see each other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import AnalysisError

VARIABLE = "ANALYSIS_STUDY"  # how a kernel or a worker is told its study, wherever it starts
_MARK = Path("notebooks", "params")


@dataclass(frozen=True)
class Study:
    """Where the things of a study are. root: its folder, absolute and without links."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def coded(self) -> Path:
        return self.raw / "coded"

    @property
    def processed(self) -> Path:
        return self.data / "processed"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def params(self) -> Path:
        return self.root / _MARK

    @property
    def source(self) -> Path:
        """The study's own package, importable in its notebooks."""
        return self.root / "src"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def executed(self) -> Path:
        return self.reports / "notebooks"

    @property
    def figures(self) -> Path:
        return self.reports / "figures"

    @property
    def build(self) -> Path:
        """Keys, logs and caches: ignored by git, made again when they are gone."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def lock(self) -> Path:
        return self.root / "requirements.lock"

    def shown(self, path: Path) -> str:
        """A path as a reader is told it: from the root, with slashes, where it lies inside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def find(start: str | os.PathLike | None = None) -> Study:
    """The study that one works in: the one handed over by `VARIABLE`, else the nearest folder upward from `start` (the
    working directory) that is a study.

    Raises AnalysisError where there is none.
    """
    if start is None and (given := os.environ.get(VARIABLE)):
        return at(given)
    here = _absolute(start or os.curdir)
    for folder in (here, *here.parents):
        if (folder / _MARK).is_dir():
            return Study(folder)
    raise AnalysisError(
        "this is not the folder of a study, nor inside one",
        where=str(here),
        do=f"A study has {_MARK.as_posix()}/. Go to one, name it with --study DIR, or start one: "
        "python -m analysis new-study DIR",
    )


def at(folder: str | os.PathLike) -> Study:
    """The study of a folder. Raises AnalysisError where it is none."""
    root = _absolute(folder)
    if not (root / _MARK).is_dir():
        raise AnalysisError(
            "it is not the folder of a study", where=str(folder), do=f"A study has {_MARK.as_posix()}/ in it."
        )
    return Study(root)


def _absolute(folder: str | os.PathLike) -> Path:
    """A folder from the root on, links followed. Raises AnalysisError where the working directory is gone."""
    try:
        return Path(os.path.abspath(folder)).resolve()
    except FileNotFoundError:
        raise AnalysisError(
            "the folder that you stand in is gone", where="working directory", do="Go to one that is there."
        ) from None


def shown(path: Path) -> str:
    """A path as an error names it: from the root of the study that it lies in, whichever that is; else whole."""
    for folder in path.parents:
        if (folder / _MARK).is_dir():
            return Study(folder).shown(path)
    return str(path)
