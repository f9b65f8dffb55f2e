"""``make``: build every stale report, in parallel, each whole or not at all."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from analysis import git, locks
from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
from proofpress.reports import artefacts, freshness, machine, parameters, requested
from proofpress.reports.freshness import digest


def facts_path(study: Study) -> Path:
    return study.reports / "facts.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to build; default: all that are stale")
    parser.add_argument("--force", action="store_true", help="rebuild what is fresh too")
    parser.add_argument(
        "--jobs", type=int, default=None, metavar="N", help="how many reports at a time; default: two for each core"
    )


def run(args: argparse.Namespace) -> int:
    if args.jobs is not None and args.jobs < 1:
        raise AnalysisError(f"{args.jobs} is not a number of jobs", where="--jobs", do="Give 1 or more.")
    return max(_run(study, wanted, args) for study, wanted in requested.divided(args.study, args.report))


def _run(study: Study, wanted: list[str], args: argparse.Namespace) -> int:
    """Build those of the reports that are stale, and say what came of it."""
    stale = [name for name in wanted if args.force or freshness.reasons(study, name)]
    if not stale and (args.report or derived_files_stand(study)):
        print(f"Nothing to do: {len(wanted)} report{'s are' if len(wanted) != 1 else ' is'} fresh. FORCE=1 rebuilds.")
        print(_next(study, wanted))
        return 0
    with one_build(study):
        # Another build may have done the work while this one waited.
        stale = [name for name in stale if args.force or freshness.reasons(study, name)]
        try:
            built, failures = build(study, stale, args.jobs, kept=None if args.force else study.build / "pictures")
        except AnalysisError as stopped:  # such as a machine on which no process can be started: the call was right
            built, failures = {}, [stopped]
    committed = {} if isinstance(study, requested.Requested) else git.committed(study.root, "reports")
    if built:
        same = sum(
            all(committed.get(file) == git.blob(study.root / file) for file in files) for files in built.values()
        )
        print(
            f"{len(built)} report{'s' * (len(built) != 1)} built, "
            f"{same} identical to the committed {'ones' if len(built) != 1 else 'one'}"
            if committed
            else f"{len(built)} report{'s' * (len(built) != 1)} built"
            + " (no commit to compare with)" * (not isinstance(study, requested.Requested))
        )
        for name, files in built.items():
            changed = [file for file in files if committed and committed.get(file) != git.blob(study.root / file)]
            if changed and not any(file in committed for file in files):
                print(f"  {name}: new, nothing of it is committed yet")
            elif changed:
                print(
                    f"  {name}: differs in "
                    f"{', '.join(changed[:3])}{f' and {len(changed) - 3} more' if len(changed) > 3 else ''}"
                )
        for name in built:
            notebook = notebooks.read(study.executed / f"{name}.ipynb")
            for note in artefacts.notes(notebook):
                print(f"  {name}, {note}")
    elif not failures:
        print("No report was stale; facts.json and provenance.json were written anew for the reports there are.")
    for error in failures:
        print(f"FAILED {error}", file=sys.stderr)
    if failures:
        return 1
    print(_next(study, wanted))
    return 0


def _next(study: Study, names: list[str]) -> str:
    """What to open now."""
    if isinstance(study, requested.Requested):
        told = "None of it is committed or on the site."
        return f"To read: {study.shown(study.executed)}, and its figures beside it. {told}"
    executed = study.shown(study.executed / f"{names[0]}.ipynb") if len(names) == 1 else study.shown(study.executed)
    page = study.site / "index.html"
    pages = f"{study.shown(page)} (make site brings it up to date)" if page.exists() else "make site"
    return (
        f"To read: {pages}. To work: make lab, which opens {study.shown(study.notebooks)}/; "
        f"what ran stands in {executed}."
    )


def build(
    study: Study, names: list[str], jobs: int | None = None, kept: Path | None = None
) -> tuple[dict[str, list[str]], list[AnalysisError]]:
    """Build reports; gives the files of each that succeeded, and the failures. A failed one keeps its old files.

    kept: the folder of pictures that earlier builds drew; None to draw each anew.
    """
    reports, failures = [], []
    for name in names:
        try:
            reports.append(parameters.read_report(study, name))
        except AnalysisError as error:
            failures.append(error)
    built: dict[str, list[str]] = {}
    inputs: dict[str, dict[str, str]] = {}
    before = freshness.snapshot(study) if reports else {}
    known = freshness.provenance(study)
    # Who reads most takes longest: started first, it does not keep everybody waiting at the end.
    reports.sort(key=lambda report: -len(known.get(report.name, ())))
    progress = Progress(len(reports))
    for report, outcome in execute_all(study, reports, jobs, task=partial(execute_or_tell, kept=kept)):
        if isinstance(outcome, AnalysisError):
            failures.append(outcome)
        else:
            try:
                found = freshness.inputs_of(study, report.notebook, report.file, outcome.inputs)
                if moved := [file for file in found if before.get(file, found[file]) != found[file]]:
                    raise AnalysisError(
                        f"{moved[0]} changed while it was built", where=f"report {report.name}", do="Build again."
                    )
                inputs[report.name] = found
                # A build that ends before they are written anew is noticed by this.
                (freshness.keys(study) / "derived").unlink(missing_ok=True)
                built[report.name] = write_report(study, report.name, outcome.notebook, outcome.drawings)
                freshness.record(
                    study,
                    report.name,
                    inputs[report.name],
                    {file: digest(study.root / file) for file in built[report.name]},
                )
            except AnalysisError as error:
                failures.append(error)
        progress.step(report.name, failed=report.name not in built)
    progress.close()
    if kept:
        from proofpress.reports import pictures

        pictures.forget(kept)
    try:
        write_derived(study, inputs)
    except AnalysisError as error:  # a full disk: the reports that failed are told of as well
        failures.append(error)
    return dict(sorted(built.items())), failures


def execute_all(
    study: Study,
    reports: list[parameters.Report],
    jobs: int | None = None,
    cwd: Path | None = None,
    task: Callable | None = None,
) -> Iterator[tuple]:
    """(report, Executed or AnalysisError) as they finish; each in a process and a kernel of its own.

    cwd: where kernels start. task: what is done for a report in place of executing it, called with report and cwd.
    """
    if not reports:
        return
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    from proofpress.reports.environment import world
    from proofpress.reports.execute import default_folder

    cwd = cwd or default_folder(study)
    with world(study) as env:
        import papermill  # noqa: F401  # once, before the workers are forked

        # Half of a report's time is waiting for messages between papermill and its kernel, so two share a core.
        workers = min(jobs or 2 * machine.cores(), len(reports))
        try:
            executor = machine.pool(workers, _enter, env)
        except OSError as error:
            raise AnalysisError(
                f"no processes can be started ({error.strerror or error})",
                where="/dev/shm",
                do="Free some space there; nothing was changed.",
            ) from None
        with executor as pool:
            pending = {pool.submit(task or execute_or_tell, report, cwd): report for report in reports}
            for future in as_completed(pending):
                try:
                    yield pending[future], future.result()
                except BrokenProcessPool:
                    yield (
                        pending[future],
                        AnalysisError(
                            "the process that ran it was killed",
                            where=f"report {pending[future].name}",
                            do="Free some memory, or build with fewer jobs: JOBS=1.",
                        ),
                    )


def _enter(env: dict[str, str]) -> None:
    """Make a worker's environment the one of the reports."""
    machine.end_with_parent()
    machine.become(env)


def execute_or_tell(report: parameters.Report, cwd: Path, kept: Path | None = None):
    """The executed report, or the AnalysisError that says why there is none."""
    from proofpress.reports.execute import execute

    try:
        return execute(report, cwd, kept)
    except AnalysisError as error:
        return error
    except OSError as error:  # a full disk, no more processes
        return AnalysisError(
            f"it could not be run ({error.strerror or error})",
            where=f"report {report.name}",
            do="Mend that and build again; nothing was changed.",
        )


def write_report(study: Study, name: str, notebook: bytes, drawings: Mapping[str, bytes]) -> list[str]:
    """Write a report's figures, then its notebook, which vouches for them. Gives their names."""
    figures = artefacts.figures(name, json.loads(notebook), drawings)
    study.figures.mkdir(parents=True, exist_ok=True)
    for file, content in figures.items():
        replace_file(study.figures / file, content)
    for old in study.figures.glob(f"{name}--*"):
        if old.name not in figures:
            old.unlink()
    target = study.executed / f"{name}.ipynb"
    replace_file(target, notebook)
    return sorted([study.shown(target), *(study.shown(study.figures / file) for file in figures)])


def write_derived(study: Study, inputs: Mapping[str, Mapping[str, str]]) -> None:
    """facts.json and provenance.json from all reports there are, and nothing of reports that are gone."""
    known = parameters.names(study)
    for folder in (study.reports, study.executed, study.figures, freshness.keys(study)):
        for half in folder.glob(".*.*"):
            half.unlink()  # written beside by a build that was killed; builds hold a lock, so none is being written now
    for old in (*study.executed.glob("*.ipynb"), *study.figures.glob("*--*")):
        if old.name.removesuffix(".ipynb").split("--")[0] not in known:
            old.unlink()
    executed = {
        name: notebooks.read(study.executed / f"{name}.ipynb")
        for name in known
        if (study.executed / f"{name}.ipynb").exists()
    }
    replace_file(facts_path(study), artefacts.facts_file(executed))
    # A build that was killed may have recorded reports here of which provenance.json does not know yet.
    known_here = {
        name: record["inputs"]
        for name in executed
        if (record := freshness.recorded(study, name))
        and all(digest(study.root / file) == hashed for file, hashed in record["outputs"].items())
    }
    found = freshness.provenance(study) | known_here | dict(inputs)
    replace_file(
        freshness.provenance_path(study),
        freshness.provenance_file({name: found[name] for name in executed if name in found}),
    )
    replace_file(
        freshness.keys(study) / "derived",
        f"{digest(facts_path(study))} {digest(freshness.provenance_path(study))}".encode(),
    )


def derived_files_stand(study: Study) -> bool:
    """Whether facts.json and provenance.json are as the last build left them, and no report went away."""
    try:
        noted = (freshness.keys(study) / "derived").read_text("utf-8")
    except OSError:
        return False
    executed = sorted(path.stem for path in study.executed.glob("*.ipynb"))
    return (
        noted == f"{digest(facts_path(study))} {digest(freshness.provenance_path(study))}"
        and executed == parameters.names(study)
    )


@contextlib.contextmanager
def one_build(study: Study) -> Iterator[None]:
    """Let one build at a time write; a second waits and says so. The lock goes with the process."""
    study.build.mkdir(parents=True, exist_ok=True)
    waiting = "Another build is running; waiting for it to end."
    with locks.alone(study.build / "lock", lambda: print(waiting, file=sys.stderr)):
        yield


class Progress:
    """A line on a terminal that tells how far the work is; silent elsewhere."""

    def __init__(self, total: int):
        self.total, self.done, self.shown = total, 0, sys.stderr.isatty()
        self.started = time.monotonic()

    def step(self, name: str, *, failed: bool) -> None:
        self.done += 1
        if self.shown:
            print(
                f"\r\033[K[{self.done}/{self.total}] {name}{' FAILED' if failed else ''} "
                f"({time.monotonic() - self.started:.0f} s)",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def close(self) -> None:
        if self.shown and self.done:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
