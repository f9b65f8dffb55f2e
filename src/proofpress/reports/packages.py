"""Our packages, wherever they lie: below a study, in an environment, as a wheel. Standard library only.

A file of a package is named by the package, ``analysis/dates.py``, so that it is the same input of a report whether the
package is installed or lies in the study. Whatever else a report reads is named from the root of its study.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

NAMES = ("analysis", "newsbench", "proofpress", "reprints")


@cache
def folders() -> dict[str, Path]:
    """Package -> the folder that it is imported from."""
    found = {}
    for name in NAMES:
        spec = find_spec(name)
        if spec and spec.submodule_search_locations:
            found[name] = Path(os.path.abspath(next(iter(spec.submodule_search_locations))))
    return found


def path_of(root: Path, name: str) -> Path:
    """Where an input of a report lies: in one of our packages, or below the root of its study."""
    first, _, rest = name.partition("/")
    folder = folders().get(first)
    return folder / rest if folder else root / name


def name_of(root: Path, path: str | os.PathLike) -> str:
    """The name of a file or folder as an input; empty for what lies in neither."""
    text = os.fspath(path)
    for package, folder in folders().items():
        if text.startswith(f"{folder}{os.sep}"):
            return f"{package}/{text[len(str(folder)) + 1 :].replace(os.sep, '/')}"
    return text[len(str(root)) + 1 :].replace(os.sep, "/") if text.startswith(f"{root}{os.sep}") else ""


def import_path(study_source: Path) -> str:
    """PYTHONPATH for kernels: the study's own package and these, whichever others the interpreter has."""
    homes = [study_source, *(folder.parent for folder in folders().values())]
    return os.pathsep.join(dict.fromkeys(str(home) for home in homes if home.is_dir() and home.name != "site-packages"))


def files() -> Iterator[Path]:
    """Every module of our packages."""
    for folder in folders().values():
        yield from (path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
