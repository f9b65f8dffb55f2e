"""Kills and full disks: whatever ends a build, every file stays whole and the next build ends with the right bytes.

``python tests/proof/kill.py`` works on the small project. It kills builds (SIGKILL to the driver) at random moments, kills
kernels, builds on a full disk and with a full /dev/shm, and runs two builds at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import mini_project

CHANGED = ("data/raw/votes.csv", "North,radio,31", "North,radio,38")


def edit(project: Path, old: str, new: str) -> None:
    path = project / CHANGED[0]
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def start(project: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "analysis", "build", *arguments], cwd=project, env=mini_project.environment(project) | (env or {}),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def broken(project: Path, good: list[dict[str, bytes]]) -> list[str]:
    """Files that are neither one whole state nor the other; half-written ones beside them are hidden and no output."""
    return [name for name, content in mini_project.outputs(project).items()
            if not Path(name).name.startswith(".") and content not in [state.get(name) for state in good] and not name.endswith(("facts.json", "provenance.json"))]


def untold(project: Path) -> list[str]:
    """Reports whose files do not belong together and of which status says nothing."""
    status = mini_project.run(project, "status").stdout
    missed = []
    for path in (project / "reports/notebooks").glob("[!.]*.ipynb"):
        carried = {one["slug"]: one for cell in json.loads(path.read_bytes())["cells"] for output in cell.get("outputs", [])
                   if (one := output.get("data", {}).get("application/vnd.analysis.figure+json"))}
        for slug, one in carried.items():
            file = project / f"reports/figures/{path.stem}--{slug}.svg"
            apart = not file.exists() or file.read_text("utf-8") != one["svg"]
            if apart and f"{file.relative_to(project)} does not belong to" not in status:
                missed.append(file.name)
    return missed


def settled(project: Path, wanted: dict[str, bytes]) -> list[str]:
    """What is wrong after the next build."""
    done = mini_project.run(project, "build")
    if done.returncode:
        return [f"the next build failed: {done.stderr.strip()}"]
    found = mini_project.outputs(project)
    return sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))


def left_running(project: Path) -> list[str]:
    """Processes that still work for a project."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"PYTHONPATH={project / 'src'}".encode() in entry.read_bytes():
                found.append((entry.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80])
        except OSError:
            continue
    return found


def killed_at_random(source: Path, states: list[dict[str, bytes]], times: int, seed: int) -> list[str]:
    """SIGKILL at random moments of a build, among them those in which files are written."""
    wrong, chance = [], random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        begun = time.monotonic()
        start(project, "--force").communicate()
        whole = time.monotonic() - begun
        for number in range(times):
            before, after = (31, 38) if number % 2 == 0 else (38, 31)
            edit(project, f"North,radio,{before}", f"North,radio,{after}")
            build = start(project)
            time.sleep(chance.uniform(0.02, 1.0) ** 0.5 * whole)  # later moments more often: there files are renamed
            build.send_signal(signal.SIGKILL)
            build.communicate()
            time.sleep(0.3)
            if alive := left_running(project):
                wrong.append(f"kill {number}: left running: {alive}")
            if torn := broken(project, states):
                wrong.append(f"kill {number}: not whole: {torn}")
            if quiet := untold(project):
                wrong.append(f"kill {number}: status does not tell of {quiet}")
            if number % 5 == 4 and (apart := settled(project, states[0 if after == 31 else 1])):
                wrong.append(f"kill {number}: after the next build: {apart}")
        if apart := settled(project, states[times % 2]):
            wrong.append(f"after all kills: {apart}")
    return wrong


def mounted(script: str, project: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A shell script in a mount namespace of its own, with the build as its arguments."""
    return subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-m", "analysis", *arguments], cwd=project, env=mini_project.environment(project),
                          capture_output=True, text=True, check=False, timeout=300)


def full_disk(source: Path, states: list[dict[str, bytes]], room: int) -> list[str]:
    """A build whose reports/ has only so many KB left to write."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        kept = Path(folder) / "kept"
        size = sum(-(-len(content) // 4096) * 4 for content in states[0].values()) + room
        script = (f'mkdir "{kept}" && cp -a reports/. "{kept}" && mount -t tmpfs -o size={size}k tmpfs reports && cp -a "{kept}/." reports && rm -r "{kept}" && '
                  f'"$@"; status=$?; cp -a reports "{kept}"; exit $status')
        done = mounted(script, project, "build")
        # Files are replaced one at a time, so a little room may be enough; none at all is not.
        failed = done.returncode == 1 and "could not be written" in done.stderr
        if "Traceback" in done.stderr or not (failed or (room and done.returncode == 0)):
            wrong.append(f"full disk ({room} KB left): status {done.returncode}, {done.stderr.strip()[-300:]}")
        shutil.rmtree(project / "reports")
        shutil.copytree(kept, project / "reports")
        wrong += [f"full disk ({room} KB left): not whole: {name}" for name in broken(project, states)]
        wrong += [f"full disk: status does not tell of {name}" for name in untold(project)]
        wrong += [f"full disk ({room} KB left), after the next build: {name}" for name in settled(project, states[1])]
    return wrong


def full_shared_memory(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """A build while /dev/shm has no byte left: semaphores of the workers live there."""
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        script = 'mount -t tmpfs -o size=16k tmpfs /dev/shm && { cat /dev/zero > /dev/shm/full 2>/dev/null; "$@"; }'
        done = mounted(script, project, "build")
        wrong = [f"full /dev/shm: {done.stderr.strip()[-300:]}"] if "Traceback" in done.stderr or done.returncode not in (0, 1) else []
        return wrong + [f"full /dev/shm: not whole: {name}" for name in broken(project, states)] + [f"full /dev/shm, after the next build: {name}" for name in settled(project, states[1])]


def dying_kernels(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Every process below the driver killed in the midst of its work: kernels, workers, the warm parent."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        for number, moment in enumerate((0.8, 1.4, 2.0)):
            edit(project, f"North,radio,{31 if number % 2 == 0 else 38}", f"North,radio,{38 if number % 2 == 0 else 31}")
            build = start(project)
            time.sleep(moment)
            for entry in Path("/proc").glob("[0-9]*/environ"):
                pid = int(entry.parent.name)
                try:
                    if pid != build.pid and f"PYTHONPATH={project / 'src'}".encode() in entry.read_bytes():
                        os.kill(pid, signal.SIGKILL)
                except OSError:
                    continue
            _, said = build.communicate(timeout=120)
            if "Traceback" in said:
                wrong.append(f"kernels killed after {moment} s: {said[-300:]}")
            wrong += [f"kernels killed after {moment} s: not whole: {name}" for name in broken(project, states)]
            wrong += [f"kernels killed, after the next build: {name}" for name in settled(project, states[(number + 1) % 2])]
    return wrong


def two_at_once(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Two builds of the same project at the same time: one waits, both end well."""
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        builds = [start(project), start(project)]
        said = [build.communicate(timeout=180) for build in builds]
        wrong = [f"two builds: status {build.returncode}: {errors}" for build, (_, errors) in zip(builds, said, strict=True) if build.returncode]
        built = sum(int(count) for out, _ in said for count in re.findall(r"(\d+) reports? built", out))
        if built != 2:
            wrong.append(f"two builds built {built} reports between them, not 2")
        return wrong + [f"two builds: {name}" for name in settled(project, states[1])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=30, help="how many builds are killed")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    args = parser.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        source = mini_project.built(Path(folder))
        other = mini_project.copy(source, Path(folder) / "other")
        edit(other, "North,radio,31", "North,radio,38")
        assert mini_project.run(other, "build").returncode == 0
        states = [mini_project.outputs(source), mini_project.outputs(other)]
        space = subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0
        suites = [(f"{args.kills} builds killed", lambda: killed_at_random(source, states, args.kills, args.seed)), ("kernels killed", lambda: dying_kernels(source, states)),
                  ("two builds at once", lambda: two_at_once(source, states))]
        if space:
            suites += [("disk full", lambda: [fault for room in (0, 20, 60) for fault in full_disk(source, states, room)]),
                       ("/dev/shm full", lambda: full_shared_memory(source, states))]
        else:
            print("disk full, /dev/shm full: not tested, namespaces are not allowed")
        for name, suite in suites:
            found = suite()
            print(f"{name}: {'pass' if not found else 'FAILED'}", *found, sep="\n  ", flush=True)
            wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
