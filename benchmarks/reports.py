"""How long reports take: this package's build and check against plain papermill and `pytest --nbval`, in one run.

``python benchmarks/reports.py`` works on a copy of this project (``--mini``: the small one of the tests). Papermill
runs the reports one after another with a kernel started for each; nbval replays the executed notebooks. Both use the
same environment as the build.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
import mini_project


def timed(project: Path, *command: str, repeat: int = 1) -> float:
    """Seconds, the median of some runs."""
    taken = []
    for _ in range(repeat):
        begun = time.monotonic()
        run = subprocess.run(
            command, cwd=project, env=mini_project.environment(project), capture_output=True, text=True
        )
        taken.append(time.monotonic() - begun)
        if run.returncode:
            raise SystemExit(f"{' '.join(command[:4])} failed:\n{(run.stdout + run.stderr)[-2000:]}")
    return statistics.median(taken)


def peak_memory(project: Path, *command: str) -> int:
    """Peak memory of a command and all its processes together, in MB. A run of its own: watching takes time."""
    process = subprocess.Popen(
        command,
        cwd=project,
        env=mini_project.environment(project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = [0]
    _watch(project, process, peak)
    return peak[0]


def _watch(project: Path, process: subprocess.Popen[bytes], peak: list[int]) -> None:
    mark = f"PYTHONPATH={project / 'src'}".encode()
    while process.poll() is None:
        total = 0
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    # Shared pages of forked kernels count once: PSS, not RSS.
                    total += next(
                        int(line.split()[1])
                        for line in (entry / "smaps_rollup").read_text().splitlines()
                        if line.startswith("Pss:")
                    )
            except (OSError, StopIteration):
                continue
        peak[0] = max(peak[0], total // 1024)
        time.sleep(0.2)


def papermill(project: Path, reports: list[Path], room: Path) -> float:
    """Seconds for all reports by plain papermill, one after another."""
    seconds = 0.0
    for report in reports:
        settings = yaml.safe_load(report.read_text("utf-8"))
        source, parameters = project / f"notebooks/{settings['notebook']}.ipynb", room / "parameters.yml"
        parameters.write_text(yaml.safe_dump(settings.get("parameters") or {}), "utf-8")
        seconds += timed(
            project,
            sys.executable,
            "-m",
            "papermill",
            str(source),
            str(room / "out.ipynb"),
            "-f",
            str(parameters),
            "--no-progress-bar",
        )
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mini", action="store_true", help="the small project in place of this one")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        room, project = Path(folder), Path(folder) / "project"
        if args.mini:
            mini_project.write(project)
        else:
            mini_project.copy_tracked(mini_project.ROOT, project)
        reports = sorted((project / "notebooks/params").glob("*.yml"))
        analysis = (sys.executable, "-m", "analysis")
        nbval = (
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "reports/notebooks",
        )
        timed(project, *analysis, "build", "--force")  # bytecode and the page cache, for all alike
        print(
            f"{len(reports)} reports, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n\n"
            "| what | seconds |\n|---|---:|",
            flush=True,
        )
        taken: dict[str, float] = {}
        for what, run in {
            "build, all reports": lambda: timed(project, *analysis, "build", "--force", repeat=3),
            "plain papermill, one after another": lambda: papermill(project, reports, room),
            "check, nbval's pass included": lambda: timed(project, *analysis, "check", repeat=3),
            "pytest --nbval alone": lambda: timed(project, *nbval),
            "build with nothing to do": lambda: timed(project, *analysis, "build", repeat=5),
        }.items():
            taken[what] = run()
            print(f"| {what} | {taken[what]:.2f} |", flush=True)
        for ours, peer, goal in (
            ("build, all reports", "plain papermill, one after another", 8),
            ("check, nbval's pass included", "pytest --nbval alone", 3),
        ):
            print(
                f"\n{ours}: {taken[peer] / taken[ours]:.1f} times as fast as {peer} (goal: {goal})", end="", flush=True
            )
        for verb in (("build", "--force"), ("check",)):
            print(f"\npeak memory of {verb[0]}: {peak_memory(project, *analysis, *verb)} MB", end="", flush=True)
    print()


if __name__ == "__main__":
    main()
