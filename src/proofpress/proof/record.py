"""``make record``: note in reports/check.json what the last check compared, for the proof page and the archive.

A check itself changes nothing that is committed, so this is an act of its own. It refuses unless that check covered
every report, found no difference, and the outputs still stand as they were checked. No time is noted: the same outputs
give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re

from analysis import paths
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.paths import shown

RECORD = paths.REPORTS / "check.json"
RESULT = paths.BUILD / "check" / "result.json"
METHODS = paths.ROOT / "METHODS.md"
_CAUGHT = re.compile(r"<!-- mutations:begin -->\n(\d+) of (\d+) changes")


def state() -> str:
    """SHA-256 over the name and content of everything that a whole check compares."""
    found = hashlib.sha256()
    for path in compared():
        content = path.read_bytes()
        found.update(f"{path.relative_to(paths.ROOT).as_posix()}\n{len(content)}\n".encode() + content)
    return found.hexdigest()


def compared() -> list:
    """The files that a whole check compares: executed notebooks, figures, facts, provenance, processed tables."""
    return sorted(
        path
        for folder in (paths.REPORTS, paths.PROCESSED)
        for path in folder.rglob("*")
        if path.is_file() and path != RECORD
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    try:
        checked = json.loads(RESULT.read_bytes()).get("state", "")
    except (OSError, ValueError):
        raise AnalysisError("there is no check to note", where="record", do="make check") from None
    if not checked:
        raise AnalysisError(
            "the last check did not cover every report, or found a difference", where="record", do="make check"
        )
    if checked != state():
        raise AnalysisError("the outputs changed since the last check", where="record", do="make check")
    content = (json.dumps(noted(checked), indent=1) + "\n").encode()
    if RECORD.exists() and RECORD.read_bytes() == content:
        print(f"{shown(RECORD)} says so already")
        return 0
    replace_file(RECORD, content)
    print(f"{shown(RECORD)}: noted. Commit it.")
    return 0


def noted(checked: str) -> dict[str, object]:
    """What a whole check of the outputs as they stand compared: reports, outputs of cells, files; and, from METHODS, how many
    planted changes the checker was seen to catch."""
    notebooks = [json.loads(path.read_bytes()) for path in sorted(paths.EXECUTED.glob("*.ipynb"))]
    found: dict[str, object] = {
        "reports": len(notebooks),
        "outputs": sum(len(cell.get("outputs", ())) for notebook in notebooks for cell in notebook["cells"]),
        "files": len(compared()),
        "of": checked,
    }
    if METHODS.exists() and (caught := _CAUGHT.search(METHODS.read_text("utf-8"))):
        found |= {"caught": int(caught[1]), "mutations": int(caught[2])}
    return dict(sorted(found.items()))
