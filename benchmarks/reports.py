"""How long reports take: this package's build and check against plain papermill and `pytest --nbval`, in one run.

``python benchmarks/reports.py`` works on a copy of this project (``--mini``: the small one of the tests). Papermill runs
the reports one after another with a kernel started for each; nbval replays the executed notebooks. Both use the same
environment as the build.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
import mini_project


def timed(project: Path, *command: str) -> tuple[float, int]:
    """(seconds, peak memory in MB of all its processes together)."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=project, env=mini_project.environment(project), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peak = [0]
    watch = threading.Thread(target=_watch, args=(project, process, peak), daemon=True)
    watch.start()
    said, _ = process.communicate()
    took = time.monotonic() - begun
    watch.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed:\n{said[-2000:]}")
    return took, peak[0]


def _watch(project: Path, process: subprocess.Popen, peak: list[int]) -> None:
    mark = f"PYTHONPATH={project / 'src'}".encode()
    while process.poll() is None:
        total = 0
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes():
                    # Shared pages of forked kernels count once: PSS, not RSS.
                    total += next(int(line.split()[1]) for line in (entry / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue
        peak[0] = max(peak[0], total // 1024)
        time.sleep(0.2)


def papermill(project: Path, reports: list[Path], room: Path) -> tuple[float, int]:
    """All reports by plain papermill, one after another."""
    seconds, memory = 0.0, 0
    for report in reports:
        settings = yaml.safe_load(report.read_text("utf-8"))
        source, parameters = project / f"notebooks/{settings['notebook']}.ipynb", room / "parameters.yml"
        parameters.write_text(yaml.safe_dump(settings.get("parameters") or {}), "utf-8")
        took, peak = timed(project, sys.executable, "-m", "papermill", str(source), str(room / "out.ipynb"), "-f", str(parameters), "--no-progress-bar")
        seconds, memory = seconds + took, max(memory, peak)
    return seconds, memory


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
        timed(project, *analysis, "build", "--force")  # bytecode and the page cache, for all alike
        rows = [("build, all reports", timed(project, *analysis, "build", "--force"))]
        rows.append(("plain papermill, one after another", papermill(project, reports, room)))
        rows.append(("check, nbval's pass included", timed(project, *analysis, "check")))
        rows.append(("pytest --nbval alone", timed(project, sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "reports/notebooks")))
        rows.append(("build with nothing to do", min(timed(project, *analysis, "build") for _ in range(5))))
    taken = dict(rows)
    print(f"{len(reports)} reports, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n\n| what | seconds | peak memory, MB |\n|---|---:|---:|")
    for what, (seconds, memory) in rows:
        print(f"| {what} | {seconds:.2f} | {memory} |")
    for ours, peer, goal in (("build, all reports", "plain papermill, one after another", 8), ("check, nbval's pass included", "pytest --nbval alone", 3)):
        print(f"\n{ours}: {taken[peer][0] / taken[ours][0]:.1f} times as fast as {peer} (goal: {goal})", end="")
    print()


if __name__ == "__main__":
    main()
