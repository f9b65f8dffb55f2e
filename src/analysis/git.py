"""What git says of a folder. Without git, a repository or a commit it says nothing, and nothing fails."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path


def said(folder: Path, *arguments: str) -> bytes | None:
    """The output of ``git ARGUMENTS`` in a folder, times in UTC; None where git has no answer."""
    try:
        environment = {**os.environ, "TZ": "UTC"}
        return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def silence(folder: Path) -> str:
    """Why git has no answer in a folder, in its own words: no git, no repository, or another user's."""
    try:
        done = subprocess.run(["git", "rev-parse", "--git-dir"], cwd=folder, capture_output=True, check=False)
    except OSError:
        return "git is not here"
    return next(iter(done.stderr.decode("utf-8", "replace").splitlines()), "").removeprefix("fatal: ")


def names(folder: Path, *arguments: str) -> list[str] | None:
    """The names that a command with ``-z`` lists."""
    listed = said(folder, *arguments)
    return None if listed is None else [name for name in os.fsdecode(listed).split("\0") if name]


def tracked(folder: Path, *, untracked: bool = False) -> list[str] | None:
    """Files that git tracks below a folder, named from it; untracked: those too that the next add would take."""
    return names(folder, "ls-files", "-z", *(["--cached", "--others", "--exclude-standard"] if untracked else []))


def ignored(folder: Path, name: str) -> bool:
    """Whether git would leave a file out; also where there is no git."""
    inside = said(folder, "rev-parse", "--git-dir")
    return inside is None or said(folder, "check-ignore", "--quiet", "--no-index", name) is not None


def committed(folder: Path, below: str) -> dict[str, str]:
    """Name from the folder -> git's hash, of each file below a part of it in the last commit."""
    entries = (entry.split("\t", 1) for entry in names(folder, "ls-tree", "-r", "-z", "HEAD", f"{below}/") or [])
    return {name: about.split()[2] for about, name in entries}


def content(folder: Path, name: str) -> bytes:
    """A file of the last commit, named from the folder."""
    return said(folder, "show", f"HEAD:./{name}") or b""


def blob(path: Path) -> str:
    """Git's hash of a file as it stands."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def standing(folder: Path) -> tuple[str, str]:
    """The last commit (``-changed`` where a tracked file differs) and its day in UTC; empty where unknown."""
    head = (said(folder, "log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%d") or b"").decode().split()
    if len(head) != 2:
        return "", ""
    changed = said(folder, "status", "--porcelain", "--untracked-files=no", "--", ".")
    return f"{head[0]}-changed" if changed and changed.strip() else head[0], head[1]
