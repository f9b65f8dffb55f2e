"""The Python interpreters that a machine has, found by asking each, and environments from the project's lock
for them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

UV = str(Path(sys.executable).with_name("uv"))
OLDEST = (3, 11)
_TELL = (
    "import json, sys, sysconfig; print(json.dumps([sys.implementation.name, sys.version_info[:3], "
    "sys.version_info.releaselevel, "
    "bool(sysconfig.get_config_var('Py_GIL_DISABLED'))]))"
)


def candidates() -> Iterator[str]:
    """Whatever may be an interpreter: on PATH, among pyenv's versions, and what uv knows. Shims that start nothing are
    among them.
    """
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    homes = {Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")} | {
        folder.parent for folder in folders if folder.name == "shims"
    }
    folders += [
        Path("/usr/bin"),
        Path("/usr/local/bin"),
        *(version / "bin" for home in sorted(homes) for version in sorted(home.glob("versions/*"))),
    ]
    for folder in dict.fromkeys(folders):
        yield from (
            str(path) for path in sorted(folder.glob("python3*")) if re.fullmatch(r"python3(\.\d+)?", path.name)
        )
    listed = subprocess.run(
        [UV, "python", "list", "--only-installed", "--no-python-downloads", "--output-format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        yield from (one["path"] for one in json.loads(listed.stdout or "[]") if one["path"])
    except ValueError:
        return


@cache
def found() -> dict[tuple[int, int, int], str]:
    """Version -> path of each released CPython from 3.11 on that starts, but the one that runs."""
    here, known, asked = sys.version_info[:3], {}, set()
    for path in candidates():
        real = os.path.realpath(path)
        if real in asked:
            continue
        asked.add(real)
        try:
            said = subprocess.run(
                [path, "-I", "-c", _TELL], capture_output=True, text=True, check=True, timeout=20, cwd="/"
            ).stdout
            name, version, level, threaded = json.loads(said)
        except (OSError, ValueError, subprocess.SubprocessError):
            continue
        if (
            (name, level, threaded) == ("cpython", "final", False)
            and tuple(version[:2]) >= OLDEST
            and tuple(version) != here
        ):
            known.setdefault(tuple(version), path)
    return dict(sorted(known.items()))


def environment(python: str, project: Path, folder: Path) -> str:
    """An environment outside the project from its lock, hashes required, with the project in it; gives its interpreter.

    Made once for a folder. Raises CalledProcessError.
    """
    there = folder / "bin/python"
    if not (folder / "whole").exists():
        for command in (
            [UV, "venv", "--quiet", "--clear", "--python", python, str(folder)],
            [
                UV,
                "pip",
                "sync",
                "--quiet",
                "--require-hashes",
                "--compile-bytecode",
                "--python",
                str(there),
                "requirements.lock",
            ],
            [
                UV,
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--python",
                str(there),
                "--editable",
                ".",
            ],
        ):
            subprocess.run(command, cwd=project, check=True, capture_output=True, text=True)
        (folder / "whole").touch()
    return str(there)
