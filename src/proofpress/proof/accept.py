"""``make accept``: take the outputs that the last check found to differ, after showing what changes."""

from __future__ import annotations

import argparse
import json
import subprocess
from typing import TYPE_CHECKING

from analysis import paths
from analysis.errors import AnalysisError
from proofpress.reports import build, freshness

if TYPE_CHECKING:
    from pathlib import Path

CHECK = paths.BUILD / "check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to accept; default: all that differed")


def run(args: argparse.Namespace) -> int:
    with build.one_build():
        try:
            result = json.loads((CHECK / "result.json").read_bytes())
        except (OSError, ValueError):
            raise AnalysisError(
                "there is no check whose outputs could be accepted", where="accept", do="make check"
            ) from None
        differ = result["differ"]
        for name in args.report:
            if name not in differ:
                raise AnalysisError(
                    f"the last check found nothing to accept in {name!r}",
                    where="accept",
                    do=f"It found: {', '.join(differ) or 'no difference'}",
                )
        names = sorted(args.report or differ)
        if not names:
            print("Nothing to accept: the last check found no difference.")
            return 0
        for name in names:
            _still_holds(name, differ[name])
        accepted = {}
        for name in names:
            print("\n".join(differ[name]["summary"]))
            files = build.write_report(name, (CHECK / "fresh" / f"{name}.ipynb").read_bytes())
            accepted[name] = differ[name]["inputs"]
            freshness.record(name, accepted[name], {file: freshness.digest(paths.ROOT / file) for file in files})
        build.write_derived(accepted)
    print(f"Accepted: {', '.join(names)}. Look at it with: git diff reports")
    _show_git(paths.REPORTS)
    return 0


def _still_holds(name: str, found: dict) -> None:
    """Refuse what nobody could reproduce."""
    if not found["repeatable"]:
        raise AnalysisError(
            "two runs of it differ, so there is nothing to accept",
            where=f"report {name}",
            do="Take the randomness, the clock or the order of a set out of it, then make check.",
        )
    if freshness.current(found["inputs"]) != found["inputs"]:
        raise AnalysisError("its inputs changed since the check", where=f"report {name}", do="make check")


def _show_git(folder: Path) -> None:
    try:
        subprocess.run(["git", "--no-pager", "diff", "--stat", "--", str(folder)], cwd=paths.ROOT, check=False)
    except OSError:
        pass  # a copy without git
