"""Kills and full disks: whatever ends a build, every file stays whole and the next build ends with the right bytes.

``python tests/proof/kill.py`` works on the small project. It kills builds at random moments (SIGKILL to the driver, or
to its whole group), kills kernels, builds on full disks and with a full /dev/shm, and runs two builds at once.
"""

from __future__ import annotations

import argparse
import hashlib
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
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", "build", *arguments],
        cwd=project,
        env=mini_project.environment(project) | (env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def broken(project: Path, good: list[dict[str, bytes]]) -> list[str]:
    """Files that are neither one whole state nor the other; half-written ones beside them are hidden and no output.

    facts.json and provenance.json speak of all reports, each of which may be in either state: they must be whole JSON.
    """
    wrong = []
    for name, content in mini_project.outputs(project).items():
        if Path(name).name.startswith("."):
            continue
        if name.endswith(("facts.json", "provenance.json")):
            try:
                json.loads(content)
            except ValueError:
                wrong.append(name)
        elif content not in [state.get(name) for state in good]:
            wrong.append(name)
    return wrong


def notebooks(project: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (project / "reports/notebooks").glob("[!.]*.ipynb")}


def strangers(project: Path, name: str, notebook: bytes) -> list[str]:
    """Figure files of a report that are missing or have not the hash that its notebook holds."""
    figures = [
        one
        for cell in json.loads(notebook)["cells"]
        for output in cell.get("outputs", [])
        if (one := output.get("data", {}).get("application/vnd.analysis.figure+json"))
    ]
    wrong = []
    for one in figures:
        for part, hashed in one["sha256"].items():
            file = project / f"reports/figures/{name}--{one['slug']}.{part.replace('_svg', '.svg')}"
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != hashed:
                wrong.append(str(file.relative_to(project)))
    return wrong


def untold(project: Path) -> list[str]:
    """Files that do not belong to their report's notebook and of which status says nothing."""
    status = mini_project.run(project, "status").stdout
    return [
        file
        for name, notebook in notebooks(project).items()
        for file in strangers(project, name, notebook)
        if f"{file} does not belong to" not in status
    ]


def settled(project: Path, wanted: dict[str, bytes]) -> list[str]:
    """What is wrong after the next build."""
    done = mini_project.run(project, "build")
    if done.returncode:
        return [f"the next build failed: {done.stderr.strip()}"]
    found = mini_project.outputs(project)
    apart = [file for name, notebook in notebooks(project).items() for file in strangers(project, name, notebook)]
    return sorted({*apart, *(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))})


def processes(project: Path) -> list[int]:
    """Processes that work for a project."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"PYTHONPATH={project / 'src'}\0".encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def left_running(project: Path) -> list[str]:
    """What they are, of those that still run."""
    found = []
    for pid in processes(project):
        try:
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:80])
        except OSError:
            continue
    return found


def gone(project: Path, seconds: float = 5.0) -> list[str]:
    """What still runs for a project after a moment's patience: the kernel ends orphans one after another."""
    until = time.monotonic() + seconds
    while (alive := left_running(project)) and time.monotonic() < until:
        time.sleep(0.05)
    return alive


def duration(project: Path) -> float:
    """Seconds that a build of everything takes here and now."""
    begun = time.monotonic()
    start(project, "--force").communicate()
    return time.monotonic() - begun


def killed_at_random(source: Path, states: list[dict[str, bytes]], times: int, seed: int) -> list[str]:
    """SIGKILL at random moments of a build, among them those in which files are written; every third time to its whole
    group.
    """
    wrong, chance = [], random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        whole = duration(project)
        for number in range(times):
            before, after = (31, 38) if number % 2 == 0 else (38, 31)
            edit(project, f"North,radio,{before}", f"North,radio,{after}")
            stood = notebooks(project)
            build = start(project)
            moment = chance.uniform(0.02, 1.0) ** 0.5 * whole  # later moments more often: there files are renamed
            time.sleep(moment)
            if number % 3 == 2:
                os.killpg(build.pid, signal.SIGKILL)
            else:
                build.send_signal(signal.SIGKILL)
            build.communicate()
            faults = [f"left running: {alive}"] if (alive := gone(project)) else []
            faults += [f"not whole: {torn}"] if (torn := broken(project, states)) else []
            faults += [
                f"{name}.ipynb was written before its figures: {early}"
                for name, notebook in notebooks(project).items()
                if notebook != stood.get(name) and (early := strangers(project, name, notebook))
            ]
            faults += [f"status does not tell of {quiet}"] if (quiet := untold(project)) else []
            if number % 3 and (
                apart := settled(project, states[0 if after == 31 else 1])
            ):  # every third is followed by another kill
                faults.append(f"after the next build: {apart}")
            wrong += [f"kill {number}, after {moment:.2f} of {whole:.2f} s: {fault}" for fault in faults]
        if apart := settled(project, states[times % 2]):
            wrong.append(f"after all kills: {apart}")
    return wrong


def mounted(script: str, project: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A shell script in a mount namespace of its own, with the build as its arguments."""
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, "-m", "analysis", *arguments],
        cwd=project,
        env=mini_project.environment(project),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def full_disk(source: Path, states: list[dict[str, bytes]], place: str, room: int) -> list[str]:
    """A build that has only so many KB left to write in reports/ or build/."""
    wrong, told = [], f"{place}/ full ({room} KB left)"
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        kept = Path(folder) / "kept"
        size = (
            sum(-(-path.stat().st_size // 4096) * 4 for path in (project / place).rglob("*") if path.is_file()) + room
        )
        script = (
            f'mkdir "{kept}" && cp -a {place}/. "{kept}" && mount -t tmpfs -o size={size}k tmpfs {place} && cp -a '
            f'"{kept}/." {place} && rm -r "{kept}" && '
            f'"$@"; status=$?; cp -a {place} "{kept}"; exit $status'
        )
        done = mounted(script, project, "build")
        # Files are replaced one at a time, so a little room may be enough; none at all is not, where files only grow.
        failed = done.returncode == 1 and ("could not be written" in done.stderr or "No space left" in done.stderr)
        if "Traceback" in done.stderr or not (failed or ((room or place == "build") and done.returncode == 0)):
            wrong.append(f"{told}: status {done.returncode}, {done.stderr.strip()[-300:]}")
        shutil.rmtree(project / place)
        shutil.copytree(kept, project / place)
        wrong += [f"{told}: not whole: {name}" for name in broken(project, states)]
        wrong += [f"{told}: status does not tell of {name}" for name in untold(project)]
        wrong += [f"{told}, after the next build: {name}" for name in settled(project, states[1])]
    return wrong


def full_temporary(source: Path, states: list[dict[str, bytes]], room: int) -> list[str]:
    """A build whose temporary files have only so many KB: kernels, sockets and half-made notebooks live there."""
    told = f"temporary folder full ({room} KB)"
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as small:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        done = mounted(f'mount -t tmpfs -o size={room}k tmpfs "{small}" && TMPDIR="{small}" "$@"', project, "build")
        wrong = (
            [f"{told}: status {done.returncode}, {done.stderr.strip()[-300:]}"]
            if "Traceback" in done.stderr or done.returncode not in (0, 1)
            else []
        )
        return (
            wrong
            + [f"{told}: not whole: {name}" for name in broken(project, states)]
            + [f"{told}, after the next build: {name}" for name in settled(project, states[1])]
        )


def full_shared_memory(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """A build while /dev/shm has no byte left: semaphores of the workers live there."""
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        script = 'mount -t tmpfs -o size=16k tmpfs /dev/shm && { cat /dev/zero > /dev/shm/full 2>/dev/null; "$@"; }'
        done = mounted(script, project, "build")
        wrong = (
            [f"full /dev/shm: {done.stderr.strip()[-300:]}"]
            if "Traceback" in done.stderr or done.returncode not in (0, 1)
            else []
        )
        return (
            wrong
            + [f"full /dev/shm: not whole: {name}" for name in broken(project, states)]
            + [f"full /dev/shm, after the next build: {name}" for name in settled(project, states[1])]
        )


def dying_kernels(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Every process below the driver killed in the midst of its work: kernels, workers, the warm parent."""
    wrong, hit = [], 0
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        whole = duration(project)
        for number, share in enumerate((0.2, 0.4, 0.6, 0.8)):
            edit(
                project, f"North,radio,{31 if number % 2 == 0 else 38}", f"North,radio,{38 if number % 2 == 0 else 31}"
            )
            build = start(project)
            time.sleep(share * whole)
            for pid in processes(project):
                if pid != build.pid:
                    try:
                        os.kill(pid, signal.SIGKILL)
                        hit += 1
                    except OSError:
                        continue
            _, said = build.communicate(timeout=120)
            if "Traceback" in said or build.returncode not in (0, 1):
                wrong.append(f"kernels killed at {share:.0%}: status {build.returncode}: {said[-300:]}")
            wrong += [f"kernels killed at {share:.0%}: not whole: {name}" for name in broken(project, states)]
            wrong += [
                f"kernels killed at {share:.0%}, after the next build: {name}"
                for name in settled(project, states[(number + 1) % 2])
            ]
    return wrong or ([] if hit else ["no kernel was there to be killed"])


def two_at_once(source: Path, states: list[dict[str, bytes]]) -> list[str]:
    """Two builds of the same project at the same time: one waits, both end well."""
    with tempfile.TemporaryDirectory() as folder:
        project = mini_project.copy(source, Path(folder) / "project")
        edit(project, "North,radio,31", "North,radio,38")
        builds = [start(project), start(project)]
        said = [build.communicate(timeout=180) for build in builds]
        wrong = [
            f"two builds: status {build.returncode}: {errors}"
            for build, (_, errors) in zip(builds, said, strict=True)
            if build.returncode
        ]
        built = sum(int(count) for out, _ in said for count in re.findall(r"(\d+) reports? built", out))
        if built != 2:
            wrong.append(f"two builds built {built} reports between them, not 2")
        return wrong + [f"two builds: {name}" for name in settled(project, states[1])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=30, help="how many builds are killed")
    parser.add_argument(
        "--seed", type=int, default=None, help="of the moments; default: another one each time, printed"
    )
    args = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    print(f"seed {seed} (--seed {seed} draws the same moments)", flush=True)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        source = mini_project.built(Path(folder))
        other = mini_project.copy(source, Path(folder) / "other")
        edit(other, "North,radio,31", "North,radio,38")
        assert mini_project.run(other, "build").returncode == 0
        states = [mini_project.outputs(source), mini_project.outputs(other)]
        space = subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0
        suites = [
            (f"{args.kills} builds killed", lambda: killed_at_random(source, states, args.kills, seed)),
            ("kernels killed", lambda: dying_kernels(source, states)),
            ("two builds at once", lambda: two_at_once(source, states)),
        ]
        if space:
            suites += [
                (
                    f"disk full, {place}/, {room} KB left",
                    lambda place=place, room=room: full_disk(source, states, place, room),
                )
                for place, rooms in (("reports", (0, 20, 60, 200)), ("build", (0, 8)))
                for room in rooms
            ]
            suites += [
                (f"temporary folder of {room} KB", lambda room=room: full_temporary(source, states, room))
                for room in (16, 64, 256, 1024)
            ]
            suites.append(("/dev/shm full", lambda: full_shared_memory(source, states)))
        else:
            print("disk full, /dev/shm full: not tested, namespaces are not allowed")
        verdicts = []
        for name, suite in suites:
            begun = time.monotonic()
            found = suite()
            verdicts.append(f"{name}: {'pass' if not found else 'FAILED'} ({time.monotonic() - begun:.0f} s)")
            print(verdicts[-1], *found, sep="\n  ", flush=True)
            wrong += found
    print(f"\n{sum(': pass' in verdict for verdict in verdicts)} of {len(verdicts)} passed, seed {seed}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
