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
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis import git, inputs
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
from proofpress.proof import cause, network, record
from proofpress.proof import differences as by
from proofpress.proof.differences import Difference, Evidence, short
from proofpress.proof.notebooks import compare
from proofpress.proof.outcome import Outcome, of_a_picture, summary
from proofpress.proof.page import page
from proofpress.reports import artefacts, build, freshness, machine, parameters
from proofpress.reports.execute import Executed, filled, recorded_inputs

# Gives the processed tables that the text makes, or none where there is no text at hand.
Processed = Callable[[Study], Mapping[Path, bytes]]


def folder(study: Study) -> Path:
    """Where the page and the outputs of the last check lie."""
    return study.build / "check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to check; default: all")
    parser.add_argument(
        "--jobs", type=int, default=None, metavar="N", help="how many reports at a time; default: the cores there are"
    )


def run(args: argparse.Namespace) -> int:
    study = args.study
    wanted = parameters.chosen(study, args.report)
    how = network.cut()
    with build.one_build(study):
        outcomes = check(study, wanted, args.jobs)
        general = [] if args.report else around_reports(study, wanted, outcomes, args.processed)
        keep(study, outcomes, general)
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
            f"{total} difference{'s' * (total != 1)}; {len(outcomes) - len(wrong)} of {len(outcomes)} reports "
            f"reproduce, {how}. See {study.shown(folder(study) / 'index.html')}; "
            f"when the new outputs are right: make accept",
            file=sys.stderr,
        )
        return 1
    compared = (
        "byte for byte and under nbval"
        if machine.draws_alike()
        else f"in text, tables and specs; pictures are not compared on {machine.name()}"
    )
    print(f"{len(outcomes)} report{plural} reproduce{'' if plural else 's'}, {compared}; {how}")
    return 0


def check(study: Study, names: list[str], jobs: int | None = None) -> list[Outcome]:
    """Execute reports in an empty folder and compare them with their committed files."""
    import nbval  # noqa: F401  # before the workers are forked
    import pytest  # noqa: F401

    outcomes: dict[str, Outcome] = {name: Outcome(name) for name in names}
    reports = []
    for name in names:
        try:
            reports.append(parameters.read_report(study, name))
        except AnalysisError as error:
            outcomes[name].differences.append(_failed(name, error))
    was, facts = freshness.provenance(study), committed_facts(study)
    with tempfile.TemporaryDirectory(prefix="check-") as empty:
        for report, (result, replayed) in build.execute_all(study, reports, jobs, Path(empty), execute_and_replay):
            outcome = outcomes[report.name]
            outcome.tolerance = report.tolerance
            if isinstance(result, AnalysisError):
                outcome.differences.append(_failed(report.name, result))
                continue
            outcome.notebook, outcome.drawings, outcome.inputs = (
                result.notebook,
                result.drawings,
                freshness.inputs_of(study, report.notebook, report.file, result.inputs),
            )
            outcome.differences = [
                *comparable(compare_report(report, result, facts)),
                *replayed,
                *compare_inputs(study, report.name, was.get(report.name, {}), outcome.inputs),
            ]
    for outcome in outcomes.values():
        if outcome.differences and outcome.notebook:
            outcome.causes = [
                *cause.changed(was.get(outcome.name, {}), outcome.inputs),
                *cause.around(study, outcome.name),
            ]
    _run_again(study, [outcome for outcome in outcomes.values() if outcome.differences and outcome.notebook], jobs)
    return list(outcomes.values())


def execute_and_replay(report: parameters.Report, empty: Path):
    """In a worker: a fresh run, and nbval's differences from the committed notebook, each in a folder that holds
    nothing else.

    Where nbval passes and its own run gives the committed notebook to the byte, that was the fresh run: the same cells
    in a kernel of its own. Otherwise papermill runs the source again, and what is told comes from there.
    """
    committed = report.study.executed / f"{report.name}.ipynb"
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
    shutil.copyfile(report.study.executed / copy.name, copy)
    os.chdir(folder)
    with recorded_inputs() as inputs:
        seen = replay(report.name, copy, lax=report.tolerance > 0 or not machine.draws_alike())
    if seen.outputs is None or (read := inputs()) is None:
        return seen.differences, None
    try:
        return seen.differences, filled(report, seen.outputs, read)
    except AnalysisError:  # papermill's run will say it better
        return seen.differences, None


def comparable(found: list[Difference]) -> list[Difference]:
    """Differences that count on this machine: all, or only text, tables and specs where pictures come out otherwise."""
    return found if machine.draws_alike() else [one for one in found if not of_a_picture(one)]


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


def compare_report(report: parameters.Report, result: Executed, facts: Mapping[str, object]) -> list[Difference]:
    """A fresh notebook against the committed one, its figure files and its facts."""
    study, name, tolerance = report.study, report.name, report.tolerance
    committed = report.study.executed / f"{name}.ipynb"
    if not committed.exists():
        return [
            Difference(name, "missing report", study.shown(committed), "it is not committed", "", "", Evidence("text"))
        ]
    found = compare(name, committed.read_bytes(), result.notebook, tolerance)
    fresh = json.loads(result.notebook)
    found += compare_files(study, name, artefacts.figures(name, fresh, result.drawings), tolerance)
    change = by.values(facts.get(name, {}), artefacts.facts(fresh), tolerance)
    return found + ([Difference(name, "facts file", study.shown(build.facts_path(study)), *change)] if change else [])


def compare_files(study: Study, name: str, figures: Mapping[str, bytes], tolerance: float) -> list[Difference]:
    """The figure files of a report against those that a fresh run gives."""
    found = []
    committed = {path.name: path for path in sorted(study.figures.glob(f"{name}--*"))}
    for file in sorted({*figures, *committed}):
        where = study.shown(study.figures / file)
        if file not in committed:
            found.append(
                Difference(name, "missing figure file", where, "a fresh run gives a file that is not committed")
            )
        elif file not in figures:
            found.append(Difference(name, "extra figure file", where, "a fresh run does not give it"))
        elif (old := committed[file].read_bytes()) != figures[file] and (
            change := _file(file, old, figures[file], tolerance)
        ):
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


def committed_facts(study: Study) -> dict[str, dict]:
    try:
        found = inputs.parsed(build.facts_path(study))
    except AnalysisError:
        return {}
    return found if isinstance(found, dict) else {}


def compare_inputs(study: Study, name: str, was: Mapping[str, str], now: Mapping[str, str]) -> list[Difference]:
    """What reports/provenance.json says of a report against what it read just now."""
    kept = {file: hashed for file, hashed in now.items() if file != freshness.PYTHON}
    change = by.values(was, kept) if was != kept else None
    return [Difference(name, "provenance", study.shown(freshness.provenance_path(study)), *change)] if change else []


def _run_again(study: Study, outcomes: list[Outcome], jobs: int | None) -> None:
    """Where no input changed: a second fresh run tells an unrepeatable report from one that something moved."""
    unexplained = [outcome for outcome in outcomes if not outcome.causes]
    if not unexplained:
        return
    with tempfile.TemporaryDirectory(prefix="check-") as empty:
        for report, result in build.execute_all(
            study, [parameters.read_report(study, outcome.name) for outcome in unexplained], jobs, Path(empty)
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
                    "edited: no recorded input changed and two fresh runs agree, "
                    "so the committed files were changed by hand, "
                    "or made by another Python, processor or system library"
                ]


def around_reports(study: Study, known: list[str], outcomes: list[Outcome], processed: Processed) -> list[Difference]:
    """What belongs to no single report: files of past reports, the form of facts.json, the processed tables."""
    found = []
    for path in sorted([*study.executed.glob("*"), *study.figures.glob("*"), *study.reports.glob("*")]):
        stem = path.name.removesuffix(".ipynb").split("--")[0]
        expected = (
            path.is_dir()
            and path in (study.executed, study.figures)
            or path in (build.facts_path(study), freshness.provenance_path(study), record.path(study))
        )
        if not expected and (stem not in known or path.parent == study.reports):
            found.append(Difference("", "extra file", study.shown(path), "it belongs to no report"))
    if all(outcome.notebook for outcome in outcomes):
        made = artefacts.facts_file({outcome.name: json.loads(outcome.notebook) for outcome in outcomes})
        old = build.facts_path(study).read_bytes() if build.facts_path(study).exists() else b""
        told = any(difference.kind == "facts file" for outcome in outcomes for difference in outcome.differences)
        if old != made and not told and not any(outcome.tolerance for outcome in outcomes):
            change = by.texts(old.decode("utf-8", "replace"), made.decode())
            found.append(
                Difference(
                    "",
                    "facts file",
                    study.shown(build.facts_path(study)),
                    *(change or ("its bytes changed", "", "", Evidence("text"))),
                )
            )
    return found + processed_tables(study, processed)


def processed_tables(study: Study, processed: Processed) -> list[Difference]:
    """The processed tables against those that the text gives; without the text, against the last commit."""
    made = processed(study) or _last_commit(study)
    found = []
    for path, content in made.items():
        old = path.read_bytes() if path.exists() else None
        if old != content:
            missing: by.Change = ("it is missing", "", "", Evidence("text"))
            change = missing if old is None else _file(path.name, old, content, 0.0)
            if change:
                found.append(Difference("", "processed table", study.shown(path), *change))
    return found


def _last_commit(study: Study) -> dict[Path, bytes]:
    committed = git.committed(study.root, study.shown(study.processed))
    return {study.root / name: git.content(study.root, name) for name in committed if name.endswith((".csv", ".json"))}


def keep(study: Study, outcomes: list[Outcome], general: list[Difference]) -> None:
    """Write the page and the fresh outputs to build/check, in place of those of the last check."""
    shutil.rmtree(folder(study), ignore_errors=True)
    wrong = [outcome for outcome in outcomes if outcome.differences]
    kept = {}
    for outcome in wrong:
        if outcome.notebook:
            replace_file(folder(study) / "fresh" / f"{outcome.name}.ipynb", outcome.notebook)
            for file, drawing in outcome.drawings.items():
                replace_file(folder(study) / "fresh" / file, drawing)
            kept[outcome.name] = {
                "inputs": outcome.inputs,
                "repeatable": outcome.repeatable,
                "summary": summary([outcome], []),
            }
    checked = [outcome.name for outcome in outcomes]
    clean = checked == parameters.names(study) and not wrong and not general and machine.draws_alike()
    replace_file(
        folder(study) / "result.json",
        json.dumps(
            {"checked": checked, "differ": kept, "state": record.state(study) if clean else ""}, indent=1
        ).encode(),
    )
    replace_file(folder(study) / "index.html", page(outcomes, general).encode())
