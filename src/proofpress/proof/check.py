"""``make check``: run every report afresh, without a network, and compare what a reader sees with what is committed.

Writes nothing but `build/check/`: a page that shows each difference, and the fresh outputs for `make accept`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from analysis import paths
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.paths import shown
from proofpress.proof import cause, network, record
from proofpress.proof import differences as by
from proofpress.proof.differences import Difference, Evidence, short
from proofpress.proof.notebooks import compare
from proofpress.proof.outcome import Outcome, summary
from proofpress.proof.page import page
from proofpress.reports import artefacts, build, freshness, parameters
from proofpress.reports.execute import Executed, filled, recorded_inputs

CHECK = paths.BUILD / "check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to check; default: all")
    parser.add_argument(
        "--jobs", type=int, default=None, metavar="N", help="how many reports at a time; default: the cores there are"
    )


def run(args: argparse.Namespace) -> int:
    known = parameters.names()
    for name in args.report:
        if name not in known:
            raise AnalysisError(
                f"there is no report {name!r}",
                where=shown(paths.PARAMS),
                do=f"The reports are: {', '.join(known) or 'none'}",
            )
    how = network.cut()
    with build.one_build():
        outcomes = check(args.report or known, args.jobs)
        general = [] if args.report else around_reports(known, outcomes)
        keep(outcomes, general)
    wrong = [outcome for outcome in outcomes if outcome.differences]
    for line in summary(wrong, general):
        print(line)
    for outcome in outcomes:
        if outcome.tolerance:
            print(f"{outcome.name}: numbers may differ by {outcome.tolerance:g} (its tolerance)")
    total = sum(len(outcome.differences) for outcome in wrong) + len(general)
    plural = "s" * (len(outcomes) != 1)
    if total:
        print(
            f"{total} difference{'s' * (total != 1)}; {len(outcomes) - len(wrong)} of {len(outcomes)} reports reproduce, {how}. See {shown(CHECK / 'index.html')}; "
            f"when the new outputs are right: make accept",
            file=sys.stderr,
        )
        return 1
    print(f"{len(outcomes)} report{plural} reproduce{'' if plural else 's'}, byte for byte and under nbval; {how}")
    return 0


def check(names: list[str], jobs: int | None = None) -> list[Outcome]:
    """Execute reports in an empty folder and compare them with their committed files."""
    import nbval  # noqa: F401  # before the workers are forked
    import pytest  # noqa: F401

    outcomes: dict[str, Outcome] = {name: Outcome(name) for name in names}
    reports = []
    for name in names:
        try:
            reports.append(parameters.read_report(name))
        except AnalysisError as error:
            outcomes[name].differences.append(_failed(name, error))
    was, facts = freshness.provenance(), committed_facts()
    with tempfile.TemporaryDirectory(prefix="check-") as empty:
        for report, (result, replayed) in build.execute_all(reports, jobs, Path(empty), execute_and_replay):
            outcome = outcomes[report.name]
            outcome.tolerance = report.tolerance
            if isinstance(result, AnalysisError):
                outcome.differences.append(_failed(report.name, result))
                continue
            outcome.notebook, outcome.inputs = (
                result.notebook,
                freshness.inputs_of(report.notebook, report.file, result.inputs),
            )
            outcome.differences = [
                *compare_report(report, result.notebook, facts),
                *replayed,
                *compare_inputs(report.name, was.get(report.name, {}), outcome.inputs),
            ]
    for outcome in outcomes.values():
        if outcome.differences and outcome.notebook:
            outcome.causes = [*cause.changed(was.get(outcome.name, {}), outcome.inputs), *cause.around(outcome.name)]
    _run_again([outcome for outcome in outcomes.values() if outcome.differences and outcome.notebook], jobs)
    return list(outcomes.values())


def execute_and_replay(report: parameters.Report, empty: Path):
    """In a worker: a fresh run, and nbval's differences from the committed notebook, each in a folder that holds nothing else.

    Where nbval passes and its own run gives the committed notebook to the byte, that was the fresh run: the same cells in
    a kernel of its own. Otherwise papermill runs the source again, and what is told comes from there.
    """
    committed = paths.EXECUTED / f"{report.name}.ipynb"
    if not committed.exists():
        return build.execute_or_tell(report, Path(tempfile.mkdtemp(dir=empty))), []
    seen, fresh = replay_committed(report, Path(tempfile.mkdtemp(dir=empty)))
    if fresh is None or fresh.notebook != committed.read_bytes():
        fresh = build.execute_or_tell(report, Path(tempfile.mkdtemp(dir=empty)))
    return fresh, seen


def replay_committed(report: parameters.Report, folder: Path) -> tuple[list[Difference], Executed | None]:
    """nbval's differences, and its run as a report: the source with the outputs that nbval got."""
    from proofpress.proof.nbval import replay

    copy = folder / f"{report.name}.ipynb"
    shutil.copyfile(paths.EXECUTED / copy.name, copy)
    os.chdir(folder)
    with recorded_inputs() as inputs:
        seen = replay(report.name, copy, lax=report.tolerance > 0)
    if seen.outputs is None or (read := inputs()) is None:
        return seen.differences, None
    try:
        return seen.differences, filled(report, seen.outputs, read)
    except AnalysisError:  # papermill's run will say it better
        return seen.differences, None


def _failed(name: str, error: AnalysisError) -> Difference:
    return Difference(
        name,
        "failed run",
        error.where or f"report {name}",
        f"it could not be run: {short(error.what, 160)}",
        "",
        "",
        Evidence("text", "", str(error)),
    )


def compare_report(report: parameters.Report, notebook: bytes, facts: Mapping[str, object]) -> list[Difference]:
    """A fresh notebook against the committed one, its figure files and its facts."""
    name, tolerance = report.name, report.tolerance
    committed = paths.EXECUTED / f"{name}.ipynb"
    if not committed.exists():
        return [Difference(name, "missing report", shown(committed), "it is not committed", "", "", Evidence("text"))]
    found = compare(name, committed.read_bytes(), notebook, tolerance)
    fresh = json.loads(notebook)
    found += compare_files(name, artefacts.figures(name, fresh), tolerance)
    change = by.values(facts.get(name, {}), artefacts.facts(fresh), tolerance)
    return found + ([Difference(name, "facts file", shown(build.FACTS), *change)] if change else [])


def compare_files(name: str, figures: Mapping[str, bytes], tolerance: float) -> list[Difference]:
    """The figure files of a report against those that a fresh run gives."""
    found = []
    committed = {path.name: path for path in sorted(paths.FIGURES.glob(f"{name}--*"))}
    for file in sorted({*figures, *committed}):
        where = shown(paths.FIGURES / file)
        if file not in committed:
            found.append(
                Difference(name, "missing figure file", where, "a fresh run gives a file that is not committed")
            )
        elif file not in figures:
            found.append(Difference(name, "extra figure file", where, "a fresh run does not give it"))
        elif (old := committed[file].read_bytes()) != (new := figures[file]):
            if change := _file(file, old, new, tolerance):
                found.append(Difference(name, f"figure file {file.rpartition('.')[2]}", where, *change))
    return found


def _file(file: str, old: bytes, new: bytes, tolerance: float) -> by.Change | None:
    if file.endswith(".png"):
        return by.pictures(old, new)
    try:
        a, b = old.decode(), new.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8", f"{len(old)} bytes", f"{len(new)} bytes", Evidence("text")
    if file.endswith(".svg"):
        return by.drawings(a, b, tolerance)
    return by.tables(by.csv_rows(a), by.csv_rows(b), tolerance) or (
        None if tolerance else by.texts(a, b) or ("its line ends changed", "", "", Evidence("text"))
    )


def committed_facts() -> dict[str, dict]:
    try:
        return json.loads(build.FACTS.read_bytes())
    except (OSError, ValueError):
        return {}


def compare_inputs(name: str, was: Mapping[str, str], now: Mapping[str, str]) -> list[Difference]:
    """What reports/provenance.json says of a report against what it read just now."""
    kept = {file: hashed for file, hashed in now.items() if file != freshness.PYTHON}
    change = by.values(was, kept) if was != kept else None
    return [Difference(name, "provenance", shown(freshness.PROVENANCE), *change)] if change else []


def _run_again(outcomes: list[Outcome], jobs: int | None) -> None:
    """Where no input changed: a second fresh run tells a report that is not repeatable from one that something else moved."""
    unexplained = [outcome for outcome in outcomes if not outcome.causes]
    if not unexplained:
        return
    with tempfile.TemporaryDirectory(prefix="check-") as empty:
        for report, result in build.execute_all(
            [parameters.read_report(outcome.name) for outcome in unexplained], jobs, Path(empty)
        ):
            outcome = next(one for one in unexplained if one.name == report.name)
            again = [] if isinstance(result, AnalysisError) else compare(report.name, outcome.notebook, result.notebook)
            if again:
                outcome.repeatable = False
                outcome.causes = [
                    f"nondeterminism: two fresh runs just now differ in {again[0].where} ({again[0].kind})"
                ]
            else:
                outcome.causes = [
                    "edited: no recorded input changed and two fresh runs agree, so the committed files were changed by hand, "
                    "or made by another Python, processor or system library"
                ]


def around_reports(known: list[str], outcomes: list[Outcome]) -> list[Difference]:
    """What belongs to no single report: files of reports that are gone, the form of facts.json, the processed tables."""
    found = []
    for path in sorted([*paths.EXECUTED.glob("*"), *paths.FIGURES.glob("*"), *paths.REPORTS.glob("*")]):
        stem = path.name.removesuffix(".ipynb").split("--")[0]
        expected = (
            path.is_dir()
            and path in (paths.EXECUTED, paths.FIGURES)
            or path in (build.FACTS, freshness.PROVENANCE, record.RECORD)
        )
        if not expected and (stem not in known or path.parent == paths.REPORTS):
            found.append(Difference("", "extra file", shown(path), "it belongs to no report"))
    if all(outcome.notebook for outcome in outcomes):
        made = artefacts.facts_file({outcome.name: json.loads(outcome.notebook) for outcome in outcomes})
        old = build.FACTS.read_bytes() if build.FACTS.exists() else b""
        told = any(difference.kind == "facts file" for outcome in outcomes for difference in outcome.differences)
        if old != made and not told and not any(outcome.tolerance for outcome in outcomes):
            change = by.texts(old.decode("utf-8", "replace"), made.decode())
            found.append(
                Difference(
                    "", "facts file", shown(build.FACTS), *(change or ("its bytes changed", "", "", Evidence("text")))
                )
            )
    return found + processed_tables()


def processed_tables() -> list[Difference]:
    """The processed tables against those that the text gives; without the text, against the last commit."""
    from analysis import processed

    if os.environ.get("CORPUS_TEXT"):
        from analysis.corpus.source import read_text, text_path

        made = {path: text.encode() for path, text in processed.build(read_text(text_path())).items()}
    else:
        made = {paths.ROOT / name: content for name, content in _last_commit("data/processed").items()}
    found = []
    for path, content in made.items():
        if (path.read_bytes() if path.exists() else b"") != content:
            change = (
                _file(path.name, path.read_bytes(), content, 0.0)
                if path.exists()
                else ("it is missing", "", "", Evidence("text"))
            )
            found.append(Difference("", "processed table", shown(path), *change))
    return found


def _last_commit(folder: str) -> dict[str, bytes]:
    import subprocess

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True, check=True).stdout

    try:
        if Path(git("rev-parse", "--show-toplevel").decode().strip()) != paths.ROOT:
            return {}
        changed = git("diff", "--name-only", "-z", "HEAD", "--", folder).decode().split("\0")
        return {
            name: git("show", f"HEAD:{name}")
            for name in changed
            if name.endswith((".csv", ".json"))
            and name in git("ls-tree", "-r", "--name-only", "HEAD", folder).decode().splitlines()
        }
    except (OSError, subprocess.CalledProcessError):
        return {}


def keep(outcomes: list[Outcome], general: list[Difference]) -> None:
    """Write the page and the fresh outputs to build/check, in place of those of the last check."""
    shutil.rmtree(CHECK, ignore_errors=True)
    wrong = [outcome for outcome in outcomes if outcome.differences]
    kept = {}
    for outcome in wrong:
        if outcome.notebook:
            replace_file(CHECK / "fresh" / f"{outcome.name}.ipynb", outcome.notebook)
            kept[outcome.name] = {
                "inputs": outcome.inputs,
                "repeatable": outcome.repeatable,
                "summary": summary([outcome], []),
            }
    checked = [outcome.name for outcome in outcomes]
    clean = checked == parameters.names() and not wrong and not general
    replace_file(
        CHECK / "result.json",
        json.dumps({"checked": checked, "differ": kept, "state": record.state() if clean else ""}, indent=1).encode(),
    )
    replace_file(CHECK / "index.html", page(outcomes, general).encode())
