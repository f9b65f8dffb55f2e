"""Mutations: each changes the committed outputs of a built project in one way; the check must catch it and name it.

``python tests/proof/mutations.py`` runs them all on the small project and on a copy of this one, with nbval's own
verdict beside, then the controls and the changed sources, and writes the table of docs/checks.md. Slow: minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mutated_cells  # noqa: F401  # they fill the list
import mutated_files  # noqa: F401
from mutation import ALL, Mutation

from analysis import study
from proofpress.proof import check
from proofpress.reports import build, freshness, parameters

BEGIN, END = "<!-- mutations:begin -->", "<!-- mutations:end -->"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation. report: on which it was tried; kinds: what the check said; nbval: whether nbval failed
    too.
    """

    mutation: Mutation
    report: str
    kinds: tuple[str, ...]
    nbval: bool | None = None

    @property
    def right(self) -> bool:
        return self.mutation.kind in self.kinds and not any(kind.startswith("false alarm") for kind in self.kinds)


class Bench:
    """A built project (the one whose library is running), its fresh outputs, and its committed files to go back to."""

    def __init__(self):
        self.study = study.find()
        if (self.study.root / "src").is_relative_to(Path(__file__).resolve().parents[2]):
            raise SystemExit("mutations run on a copy of a project, never on the project itself")
        names = parameters.names(self.study)
        self.reports = {name: parameters.read_report(self.study, name) for name in names}
        self.fresh: dict[str, check.Outcome] = {
            outcome.name: outcome for outcome in check.check(self.study, list(self.reports))
        }
        self.kept = Path(tempfile.mkdtemp(prefix="kept-"))
        for folder in (self.study.reports, self.study.processed):
            if folder.exists():
                shutil.copytree(folder, self.kept / folder.name)

    def restore(self) -> None:
        for folder in (self.study.reports, self.study.processed):
            if folder.exists():
                shutil.rmtree(folder)
                shutil.copytree(self.kept / folder.name, folder)

    def said(self) -> list[check.Difference]:
        """What the check says of the committed files as they stand."""
        facts, was, found = check.committed_facts(self.study), freshness.provenance(self.study), []
        for name, report in self.reports.items():
            fresh = self.fresh[name]
            found += check.compare_report(report, fresh, facts) + check.compare_inputs(
                self.study, name, was.get(name, {}), fresh.inputs
            )
            self.fresh[name].differences = [one for one in found if one.report == name]
        return found + check.around_reports(self.study, list(self.reports), list(self.fresh.values()), lambda study: {})

    def verdict(self, mutation: Mutation, nbval: Callable[[str], bool] | None = None) -> Verdict | None:
        """Apply a mutation to the first report that it fits, and see what the check says; None where it fits none."""
        for name in sorted(self.reports, key=lambda name: (not self.reports[name].parameters, name)):
            try:
                if mutation.apply(name):
                    found = self.said()
                    # What is said of another report would be a false alarm, unless the file belongs to all of them.
                    stray = {one.report for one in found} - {name, ""}
                    kinds = tuple(dict.fromkeys(one.kind for one in found)) + tuple(
                        f"false alarm in {other}" for other in stray
                    )
                    committed = self.study.executed / f"{name}.ipynb"
                    return Verdict(mutation, name, kinds, nbval(name) if nbval and committed.exists() else None)
            finally:
                self.restore()
        return None


def table(
    verdicts: list[Verdict], controls: tuple[int, int], sources: list[tuple[str, str]], own: list[Verdict] = ()
) -> str:
    """The Markdown of docs/checks.md. own: verdicts on this project's own reports."""
    right = sum(verdict.right for verdict in verdicts)
    blind = sum(verdict.nbval is not True for verdict in verdicts)
    lines = [
        f"{right} of {len(verdicts)} changes of committed outputs were caught and named; nbval alone misses {blind} of "
        "them. "
        f"{controls[0]} of {controls[1]} runs without a change passed."
        + (
            " The changes are made in a small invented project that contains everything a report can contain. "
            f"{len(own)} of them can also be made in the reports of this package; there "
            f"{sum(one.right for one in own)} were caught."
            if own
            else ""
        ),
        "",
        "| what was changed | named as | nbval alone |",
        "|---|---|---|",
    ]
    lines += [
        f"| {verdict.mutation.what} | {verdict.mutation.kind if verdict.right else 'MISSED'} | "
        f"{'caught' if verdict.nbval else 'blind'} |"
        for verdict in verdicts
    ]
    if sources:
        lines += [
            "",
            "| what was changed in a source | likely cause given |",
            "|---|---|",
            *(f"| {what} | {given} |" for what, given in sources),
        ]
    return "\n".join(lines)


# Changed sources of the small project: what, file, old, new, and what the check must give as the likely cause.
SOURCES = (
    ("a coded row", "data/raw/votes.csv", "North,radio,31", "North,radio,32", "data: data/raw/votes.csv changed"),
    (
        "a row's order",
        "data/raw/votes.csv",
        "North,radio,31,0.258333\nNorth,post,12,0.100000",
        "North,post,12,0.100000\nNorth,radio,31,0.258333",
        "data: data/raw/votes.csv changed",
    ),
    ("a topic's term", "data/raw/topics.yml", "barley", "rye", "data: data/raw/topics.yml changed"),
    (
        "a function of the library",
        "src/votes.py",
        "ascending=False",
        "ascending=True",
        "code: src/votes.py changed",
    ),
    (
        "a colour of the charts",
        "src/votes.py",
        "mark_bar()",
        'mark_bar(color="#009E73")',
        "code: src/votes.py changed",
    ),
    (
        "a default parameter",
        "notebooks/10_votes.ipynb",
        "top: int = 2",
        "top: int = 1",
        "notebook: cells of notebooks/10_votes.ipynb changed",
    ),
    (
        "a report's parameter",
        "notebooks/params/votes-radio.yml",
        "top: 3",
        "top: 2",
        "parameter: notebooks/params/votes-radio.yml changed",
    ),
    (
        "a version in the lock",
        "requirements.lock",
        "pandas==3",
        "pandas==2",
        "lock: the lock requirements.lock changed",
    ),
    (
        "a random number in a cell",
        "notebooks/20_terms.ipynb",
        "len(terms)",
        "import random; random.random()",
        "notebook: cells of notebooks/20_terms.ipynb changed",
    ),
)


def changed_sources(project: Path, cases=SOURCES) -> list[tuple[str, str]]:
    """Run the real check after each changed source; (what, cause given, or what is wrong)."""
    from mini_project import run

    given = []
    for what, file, old, new, expected in cases:
        path = project / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
        done = run(project, "check")
        path.write_text(text, "utf-8")
        given.append(
            (
                what,
                expected
                if done.returncode == 1 and f"likely cause: {expected}" in done.stdout
                else f"NOT CAUGHT ({done.returncode})",
            )
        )
    return given


def write_table(text: str, file: Path) -> bool:
    """Put the table between its markers; False where the file has none."""
    old = file.read_text("utf-8") if file.exists() else ""
    if BEGIN not in old or END not in old:
        return False
    head, _, rest = old.partition(BEGIN)
    file.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")
    return True


def inside(argv: argparse.Namespace) -> int:
    """In a copy: all mutations; verdicts as JSON on the last line."""
    bench = Bench()
    wrong = [outcome.name for outcome in bench.fresh.values() if outcome.differences]
    if wrong:
        print(f"not a clean start: {wrong}", file=sys.stderr)
        return 1
    verdicts = []
    from proofpress.reports.environment import world

    with world(bench.study) as env:

        def nbval(name: str) -> bool:
            build._enter(env)
            with tempfile.TemporaryDirectory() as folder:
                here = Path.cwd()
                try:
                    return bool(check.replay_committed(bench.reports[name], Path(folder))[0])
                finally:
                    os.chdir(here)

        if argv.nbval and (wrong := [name for name in bench.reports if nbval(name)]):
            print(f"nbval fails where nothing was changed: {wrong}", file=sys.stderr)
            return 1
        for mutation in ALL:
            verdict = bench.verdict(mutation, nbval if argv.nbval else None)
            if verdict:
                verdicts.append(
                    {"what": mutation.what, "report": verdict.report, "kinds": verdict.kinds, "nbval": verdict.nbval}
                )
    shutil.rmtree(bench.kept)
    print(json.dumps(verdicts))
    return 0


def judged(project: Path, *, nbval: bool) -> list[Verdict]:
    """All mutations on a built copy of a project, with the library of that copy."""
    from mini_project import environment

    done = subprocess.run(
        [sys.executable, __file__, "--inside", *(["--nbval"] if nbval else [])],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    known = {mutation.what: mutation for mutation in ALL}
    return [
        Verdict(known[one["what"]], one["report"], tuple(one["kinds"]), one["nbval"])
        for one in json.loads(done.stdout.splitlines()[-1])
    ]


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--nbval", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--controls", type=int, default=20, help="how often the unchanged project is checked")
    args = parser.parse_args()
    if args.inside:
        return inside(args)
    import mini_project

    root, bad, own = Path(__file__).resolve().parents[2], 0, []
    with tempfile.TemporaryDirectory() as folder:
        mini = mini_project.with_history(mini_project.built(Path(folder)))
        verdicts = judged(mini, nbval=True)
        passed = 0
        for number in range(args.controls):
            passed += mini_project.run(mini, "check").returncode == 0
            print(f"control {number + 1}: {passed} passed", file=sys.stderr)
        sources = changed_sources(mini)
        bad += (
            sum(not verdict.right for verdict in verdicts)
            + (args.controls - passed)
            + sum("NOT" in given for _, given in sources)
        )
        if unfit := misfits(verdicts):
            bad += len(unfit)
            print("fit no report:", *unfit, sep="\n  ")
        if any((root / "notebooks/params").glob("*.yml")):
            real = mini_project.copy_tracked(root, Path(folder) / "real")
            built = mini_project.run(real, "build", timeout=1800)
            if built.returncode:
                raise SystemExit(built.stderr)
            mini_project.with_history(real)
            own = judged(real, nbval=False)
            missed = [f"{verdict.mutation.what}: {verdict.kinds}" for verdict in own if not verdict.right]
            bad += len(missed)
            print(
                f"On this project's own reports: {len(own) - len(missed)} of {len(own)} changes caught and named; "
                "these fit none of them:",
                *misfits(own),
                sep="\n  ",
            )
            print(*[f"MISSED {line}" for line in missed], sep="\n")
    text = table(verdicts, (passed, args.controls), sources, own)
    print(text)
    if not write_table(text, root / "docs/checks.md"):
        print("docs/checks.md has no markers for the table", file=sys.stderr)
    return 1 if bad else 0


def misfits(verdicts: list[Verdict]) -> list[str]:
    """Mutations that changed nothing in any report."""
    tried = {verdict.mutation.what for verdict in verdicts}
    return [mutation.what for mutation in ALL if mutation.what not in tried]


if __name__ == "__main__":
    sys.exit(main())
