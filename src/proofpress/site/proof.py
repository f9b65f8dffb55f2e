"""What a reader needs to repeat the build, read from files of the package: never from the clock or the machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from proofpress.proof import record
from proofpress.reports.freshness import PROVENANCE

COMMIT_FILE = paths.ROOT / "COMMIT"  # an archive without git carries its commit here
CHECK = record.RECORD
SHOWN = (
    "altair",
    "fonttools",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "vl-convert-python",
    "pylopdf-fonts-zh-cn",
)


@dataclass(frozen=True)
class Proof:
    """commit: of the tree, or '' where unknown; lock: sha256; versions: (package, version); tables: (file, sha256);
    reports: report -> {file: sha256} of what went in; check: what the last check noted, name -> value; current: whether that
    was of the outputs as they stand."""

    commit: str
    lock: str
    versions: tuple[tuple[str, str], ...]
    font: tuple[str, str]
    tables: tuple[tuple[str, str], ...]
    reports: dict[str, dict[str, str]]
    check: dict[str, object]
    current: bool = False


def read_proof() -> Proof:
    reports, check = _json(PROVENANCE), _json(CHECK)
    return Proof(
        commit(),
        sha256(paths.LOCK),
        versions(),
        font(),
        tuple((file, sha256(paths.ROOT / file)) for file in table_files()),
        reports,
        check,
        bool(check) and check.get("of") == record.state(),
    )


def _json(path: Path) -> dict:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def check_words(proof: Proof) -> str:
    """What the last check on record compared, in a sentence."""
    check = proof.check
    if not {"reports", "outputs", "files"} <= set(check):
        return "No check is on record in this copy: `make check` compares, and `make record` after it puts the result on record."
    if not proof.current:
        return "The last check on record is of earlier outputs than these: `make check` compares anew, and `make record` after it puts the result on record."
    said = (
        f"The last check on record ran {check['reports']} reports afresh without a network and compared {check['outputs']} outputs of cells and "
        f"{check['files']} files with the committed ones; no byte differed."
    )
    if {"caught", "mutations"} <= set(check):
        said += f" The checker is tested itself: of {check['mutations']} kinds of planted change it catches and names {check['caught']}."
    return said


def sha256(path: Path) -> str:
    """SHA-256 of a file; '' where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def commit() -> str:
    """The commit that the tree stands at, with `-changed` where a tracked file differs from it; '' without git and without COMMIT."""
    return standing()[0]


def standing() -> tuple[str, str]:
    """The commit as `commit` gives it, and its day (ISO); empty where unknown. In an archive both come from its file COMMIT."""
    if COMMIT_FILE.exists():
        words = COMMIT_FILE.read_text("utf-8").split()
        return words[0] if words else "", words[1] if len(words) > 1 else ""
    if not (paths.ROOT / ".git").exists():
        return "", ""
    try:
        # The day in UTC: a clone elsewhere must say the same.
        head, day = _git("log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%d").split()
        return f"{head}-changed" if _git("status", "--porcelain", "--untracked-files=no").strip() else head, day
    except (OSError, ValueError, subprocess.CalledProcessError):
        return "", ""


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=paths.ROOT, env={**os.environ, "TZ": "UTC"}, capture_output=True, check=True, text=True
    ).stdout


def versions() -> tuple[tuple[str, str], ...]:
    """Versions of the packages that decide about bytes, as the lock pins them."""
    try:
        lock = paths.LOCK.read_text("utf-8")
    except OSError:
        return ()
    pinned = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE))
    return tuple((name, pinned[name]) for name in SHOWN if name in pinned)


def font() -> tuple[str, str]:
    """File and SHA-256 of the one font that all text is set in."""
    from analysis.charts import fonts

    return fonts.received().name, sha256(fonts.received())


def table_files() -> list[str]:
    """The tables that every report may read, relative to the root."""
    found = [
        *paths.RAW.glob("*.csv"),
        *paths.RAW.glob("*.yml"),
        *paths.CODED.glob("*.csv"),
        *paths.CODED.glob("passes/*.csv"),
        *paths.PROCESSED.glob("*.csv"),
    ]
    return sorted(path.relative_to(paths.ROOT).as_posix() for path in found)
