"""Replaying the executed notebooks with nbval, in the same world in which they were built."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import machine, parameters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to replay; default: all")
    parser.add_argument(
        "--jobs", type=int, default=None, metavar="N", help="how many reports at a time; default: the cores there are"
    )


def run(args: argparse.Namespace) -> int:
    names = parameters.chosen(args.study, args.report)
    return replay(args.study, [args.study.executed / f"{name}.ipynb" for name in names], args.jobs)


def replay(study: Study, notebooks: list[Path], jobs: int | None = None) -> int:
    """Run nbval over executed notebooks; its exit status. Every cell's outputs must come out as they stand."""
    from proofpress.reports.environment import world

    if not notebooks:  # pytest would look for tests of its own
        print("There is no report to replay.")
        return 0
    missing = [path.name for path in notebooks if not path.exists()]
    if missing:
        raise AnalysisError(f"{', '.join(missing)} is not built", where="reports/notebooks", do="make")
    if not machine.draws_alike():
        print(
            f"Outputs are not replayed on {machine.name()}, where pictures come out otherwise; "
            "make check compares the rest."
        )
    workers = min(jobs or machine.cores(), len(notebooks))
    spread = ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else ["-p", "no:xdist"]
    with world(study) as env:
        status = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "--nbval" if machine.draws_alike() else "--nbval-lax",
                "--nbval-kernel-name",
                "python3",
                "-q",
                "-p",
                "no:cacheprovider",
                "-c",
                os.devnull,
                "--rootdir",
                str(study.root),
                *spread,
                *map(str, notebooks),
            ],
            env=env,
            cwd=study.root,
        ).returncode
    if status not in (0, 1):  # nbval found nothing wrong with a report: it could not be run
        raise AnalysisError("nbval could not be run", where="replay", do="It has said why above.")
    return status
