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
from pathlib import Path

from analysis import inputs
from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study

_CAUGHT = re.compile(r"<!-- mutations:begin -->\n(\d+) of (\d+) changes")


def path(study: Study) -> Path:
    """The record, which is committed."""
    return study.reports / "check.json"


def state(study: Study) -> str:
    """SHA-256 over the name and content of everything that a whole check compares."""
    found = hashlib.sha256()
    for file in compared(study):
        content = file.read_bytes()
        found.update(f"{study.shown(file)}\n{len(content)}\n".encode() + content)
    return found.hexdigest()


def compared(study: Study) -> list[Path]:
    """The files that a whole check compares: executed notebooks, figures, facts, provenance, processed tables."""
    files = (file for folder in (study.reports, study.processed) for file in folder.rglob("*") if file.is_file())
    return sorted(file for file in files if file != path(study))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    study = args.study
    try:
        found = inputs.parsed(study.build / "check" / "result.json")
        checked = found.get("state", "") if isinstance(found, dict) else ""
    except AnalysisError:
        raise AnalysisError("there is no check to note", where="record", do="make check") from None
    if not checked:
        raise AnalysisError(
            "the last check did not cover every report, or found a difference", where="record", do="make check"
        )
    if checked != state(study):
        raise AnalysisError("the outputs changed since the last check", where="record", do="make check")
    content = (json.dumps(noted(study, checked), indent=1) + "\n").encode()
    target = path(study)
    if target.exists() and target.read_bytes() == content:
        print(f"{study.shown(target)} says so already")
        return 0
    replace_file(target, content)
    print(f"{study.shown(target)}: noted. Commit it.")
    return 0


def noted(study: Study, checked: str) -> dict[str, object]:
    """What a whole check of the outputs as they stand compared: reports, outputs of cells, files; and, from
    docs/checks.md, how many planted changes the checker was seen to catch.
    """
    executed = [notebooks.read(file) for file in sorted(study.executed.glob("*.ipynb"))]
    found: dict[str, object] = {
        "reports": len(executed),
        "outputs": sum(len(cell.get("outputs", ())) for notebook in executed for cell in notebook["cells"]),
        "files": len(compared(study)),
        "of": checked,
    }
    tried = study.root / "docs" / "checks.md"
    if tried.exists() and (caught := _CAUGHT.search(tried.read_text("utf-8"))):
        found |= {"caught": int(caught[1]), "mutations": int(caught[2])}
    return dict(sorted(found.items()))
