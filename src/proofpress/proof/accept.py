"""``make accept``: take the outputs that the last check found to differ, after showing what changes."""

from __future__ import annotations

import argparse

from analysis import git, inputs
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.proof import check
from proofpress.reports import build, freshness


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to accept; default: all that differed")


def run(args: argparse.Namespace) -> int:
    study = args.study
    folder = check.folder(study)
    with build.one_build(study):
        try:
            found = inputs.parsed(folder / "result.json")
            result = found if isinstance(found, dict) else {}
        except AnalysisError:
            raise AnalysisError(
                "there is no check whose outputs could be accepted", where="accept", do="make check"
            ) from None
        differ = result.get("differ", {})
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
            _still_holds(study, name, differ[name])
        accepted = {}
        for name in names:
            print("\n".join(differ[name]["summary"]))
            fresh = folder / "fresh"
            drawings = {path.name: path.read_bytes() for path in fresh.glob(f"{name}--*.svg")}
            files = build.write_report(study, name, (fresh / f"{name}.ipynb").read_bytes(), drawings)
            accepted[name] = differ[name]["inputs"]
            freshness.record(study, name, accepted[name], {file: freshness.digest(study.root / file) for file in files})
        build.write_derived(study, accepted)
    print(f"Accepted: {', '.join(names)}. Look at it with: git diff reports")
    if told := git.said(study.root, "--no-pager", "diff", "--stat", "--", "reports"):
        print(told.decode().rstrip())
    return 0


def _still_holds(study: Study, name: str, found: dict) -> None:
    """Refuse what nobody could reproduce."""
    if not found["repeatable"]:
        raise AnalysisError(
            "two runs of it differ, so there is nothing to accept",
            where=f"report {name}",
            do="Take the randomness, the clock or the order of a set out of it, then make check.",
        )
    if freshness.current(study, found["inputs"]) != found["inputs"]:
        raise AnalysisError("its inputs changed since the check", where=f"report {name}", do="make check")
