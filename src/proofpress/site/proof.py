"""What a reader needs to repeat the build, read from files of the package: never from the clock or the machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from analysis import git, inputs
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress import package
from proofpress.proof import record
from proofpress.reports import freshness

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
    """commit, day: of the tree, or '' where unknown; lock: sha256; versions: (package, version); tables: (file,
    sha256); reports: report -> {file: sha256} of what went in; check: what the last check noted, name -> value;
    current: whether that was of the outputs as they stand.
    """

    commit: str
    lock: str
    versions: tuple[tuple[str, str], ...]
    font: tuple[str, str]
    tables: tuple[tuple[str, str], ...]
    reports: dict[str, dict[str, str]]
    check: dict[str, object]
    current: bool = False
    day: str = ""


def read_proof(study: Study) -> Proof:
    """What the files of a study say of its build."""
    reports, check = _json(freshness.provenance_path(study)), _json(record.path(study))
    commit, day = standing(study)
    return Proof(
        commit,
        sha256(study.lock),
        versions(study),
        font(),
        tuple((file, sha256(study.root / file)) for file in table_files(study)),
        reports,
        check,
        bool(check) and check.get("of") == record.state(study),
        day[:10],
    )


def nothing() -> Proof:
    """Of a notebook that belongs to no study."""
    return Proof("", "", (), font(), (), {}, {})


def _json(path: Path) -> dict:
    try:
        found = inputs.parsed(path)
    except AnalysisError:
        return {}
    return found if isinstance(found, dict) else {}


def check_words(proof: Proof) -> str:
    """What the last check on record compared, in a sentence."""
    check = proof.check
    if not {"reports", "outputs", "files"} <= set(check):
        return (
            "No check is recorded in this copy. "
            "Run `make check` to compare the outputs, and then `make record` to record the result."
        )
    if not proof.current:
        return (
            "The last recorded check compared earlier outputs. "
            "Run `make check` to compare these, and then `make record` to record the result."
        )
    said = (
        f"The last recorded check ran {check['reports']} reports afresh without a network and compared "
        f"{check['outputs']} outputs of cells and "
        f"{check['files']} files with the committed ones; no byte differed."
    )
    if {"caught", "mutations"} <= set(check):
        said += (
            f" The checker is tested itself: of {check['mutations']} kinds of planted change it catches and names "
            f"{check['caught']}."
        )
    return said


def sha256(path: Path) -> str:
    """SHA-256 of a file; '' where there is none."""
    try:
        return inputs.digest(path)
    except OSError:
        return ""


def standing(study: Study) -> tuple[str, str]:
    """The commit that the tree stands at, with `-changed` where a tracked file differs from it, and its day (ISO).

    An archive without git carries both in its file COMMIT; empty where nothing is known.
    """
    carried = study.root / "COMMIT"
    if carried.exists():
        words = inputs.text(carried).split()
        return words[0] if words else "", words[1] if len(words) > 1 else ""
    return git.standing(study.root)


def versions(study: Study) -> tuple[tuple[str, str], ...]:
    """Versions of the packages that decide about bytes, as the lock pins them."""
    if not study.lock.exists():
        return ()
    lock = inputs.text(study.lock, "the lock")
    pinned = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE))
    return tuple((name, pinned[name]) for name in SHOWN if name in pinned)


def font() -> tuple[str, str]:
    """File and SHA-256 of the one font that all text is set in."""
    from analysis.charts import fonts

    return fonts.received().name, sha256(fonts.received())


def table_files(study: Study) -> list[str]:
    """The tables of a study, what describes them and its lists, named from the root."""
    tables = [package.file_of(study, resource) for resource in package.resources(study)]
    lists = [*study.raw.glob("*.yml"), *study.coded.rglob("*.yml"), *study.processed.glob("*.yml")]
    return sorted({study.shown(path) for path in [*tables, *lists]})
