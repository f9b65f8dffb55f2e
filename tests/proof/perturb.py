"""Perturbation runs: the reports built in other circumstances must have the same bytes.

``python tests/proof/perturb.py`` builds a copy of the project (``--mini``: the small one) in each named case and compares
reports/ byte by byte with a plain build. A case that this machine cannot stage says so; none of them is claimed then.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import mini_project

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
# The reports' world keeps LD_PRELOAD away from kernels; only here it is let in, to shift their clock.
SHIFTED = ("import sys; from analysis.reports import environment as e; e._KEPT += ('LD_PRELOAD', 'FAKETIME', 'DONT_FAKE_MONOTONIC'); "
           "from analysis.__main__ import main; sys.exit(main(['build', '--force']))")


@dataclass(frozen=True)
class Case:
    """What is other than usual. missing: what the machine lacks for it, empty where it can be staged."""

    name: str
    env: tuple[tuple[str, str], ...] = ()
    prefix: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    folder: str = "project"
    code: str = ""
    python: str = ""
    limit: int = 1800  # seconds
    missing: Callable[[], str] = lambda: ""


def needs(path: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(path) or Path(path).exists() else f"{path} is not here"


def locale_is_here(name: str) -> Callable[[], str]:
    def missing() -> str:
        listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower().replace("-", "").split()
        return "" if name.lower().replace("-", "") in listed else f"the locale {name} is not installed; set all the same"

    return missing


def another_user() -> str:
    tried = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"],
                           capture_output=True, check=False, cwd="/")
    return "" if tried.returncode == 0 else "no other user may start this Python, or this user is not root"


def namespaces(*flags: str) -> Callable[[], str]:
    return lambda: "" if subprocess.run(["unshare", *flags, "true"], capture_output=True, check=False).returncode == 0 else "namespaces are not allowed"


def cases(names: list[str]) -> list[Case]:
    shuffled = random.Random(7).sample(names, len(names))
    read_only = "for d in src data notebooks; do mount --bind $d $d && mount -o remount,bind,ro $d; done; exec \"$@\""
    return [
        Case("a path with spaces and Chinese characters", folder="a copy 在 这里"),
        Case("another home", env=(("HOME", "/nonexistent/home"), ("USER", "someone"), ("LOGNAME", "someone"))),
        Case("another user", prefix=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), missing=another_user),
        *(Case(f"time zone {zone}", env=(("TZ", zone),)) for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Chatham")),
        Case("locale C", env=(("LC_ALL", "C"), ("LANG", "C"))),
        *(Case(f"locale {name}", env=(("LC_ALL", name), ("LANG", name)), missing=locale_is_here(name)) for name in ("de_DE.UTF-8", "zh_CN.UTF-8")),
        *(Case(f"hash seed {seed}", env=(("PYTHONHASHSEED", seed),)) for seed in ("1", "42", "random")),
        *(Case(f"clock shifted by {shift}", env=(("LD_PRELOAD", FAKETIME), ("FAKETIME", shift), ("DONT_FAKE_MONOTONIC", "1")), code=SHIFTED, limit=120, missing=needs(FAKETIME))
          for shift in ("-8y", "+9y")),
        Case("one core", prefix=("taskset", "-c", "0"), missing=needs("taskset")),
        Case("one job", arguments=("--jobs", "1")),
        Case("eight jobs", arguments=("--jobs", "8")),
        Case("umask 077", prefix=("sh", "-c", "umask 077; exec \"$@\"", "sh")),
        Case("a read-only source tree", prefix=("unshare", "-rm", "sh", "-ec", read_only, "sh"), missing=namespaces("-rm")),
        Case("no network", prefix=("unshare", "-rn"), missing=namespaces("-rn")),
        Case("cold kernels", env=(("ANALYSIS_COLD", "1"),)),
        Case("reports in another order", arguments=tuple(shuffled)),
        Case("variables that libraries listen to", env=(("MPLBACKEND", "pdf"), ("OMP_NUM_THREADS", "7"), ("PYTHONWARNINGS", "always"), ("COLUMNS", "40"), ("NO_COLOR", "1"))),
        *(Case(f"Python {version}", python=path) for version, path in other_pythons()),
    ]


UV = str(Path(sys.executable).with_name("uv"))


def other_pythons() -> list[tuple[str, str]]:
    """(version, path) of interpreters from 3.11 on besides the one that runs, one for each minor version."""
    listed = subprocess.run([UV, "python", "list", "--only-installed", "--no-python-downloads", "--output-format", "json"], capture_output=True, text=True, check=False)
    found: dict[int, tuple[str, str]] = {}
    for one in json.loads(listed.stdout or "[]"):
        minor = one["version_parts"]["minor"]
        if one["implementation"] == "cpython" and one["variant"] == "default" and minor >= 11 and minor != sys.version_info.minor:
            found.setdefault(minor, (one["version"], one["path"]))
    return [found[minor] for minor in sorted(found)]


def environment_of(python: str, project: Path) -> str:
    """An environment from the project's lock for another Python, with the project in it; its interpreter. Raises CalledProcessError."""
    folder = project.parent / "venv"
    python_there = str(folder / "bin/python")
    for command in ([UV, "venv", "--quiet", "--python", python, str(folder)],
                    [UV, "pip", "sync", "--quiet", "--require-hashes", "--python", python_there, "requirements.lock"],
                    [UV, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", python_there, "--editable", "."]):
        subprocess.run(command, cwd=project, check=True, capture_output=True, text=True)
    return python_there


def attempt(case: Case, source: Path, wanted: dict[str, bytes], room: Path) -> str:
    """`pass`, or what differs or failed."""
    project = room / case.folder
    shutil.copytree(source, project)
    if "setpriv" in case.prefix:
        for path in (room, *room.rglob("*")):
            os.chown(path, 65534, 65534)
    python = sys.executable
    if case.python:
        try:
            python = environment_of(case.python, project)
        except subprocess.CalledProcessError as error:
            return f"not tested, no environment: {(error.stderr.strip().splitlines() or [''])[-1]}"
    arguments = ["-c", case.code] if case.code else ["-m", "analysis", "build", "--force", *case.arguments]
    try:
        done = subprocess.run([*case.prefix, python, *arguments], cwd=project, env=mini_project.environment(project) | dict(case.env), capture_output=True,
                              text=True, check=False, timeout=case.limit)
    except subprocess.TimeoutExpired:
        return f"not tested, a build does not end in {case.limit} s this way"
    found = mini_project.outputs(project)
    shutil.rmtree(project)
    if done.returncode:
        return f"FAILED: {(done.stderr.strip().splitlines() or ['no word'])[-1]}"
    changed = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    return f"DIFFERS in {', '.join(changed[:5])}{' ...' if len(changed) > 5 else ''}" if changed else "pass"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mini", action="store_true", help="the small project in place of this one")
    parser.add_argument("case", nargs="*", help="words of the names of the cases to run; default: all")
    args = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        source = Path(folder) / "source"
        if args.mini:
            mini_project.write(source)
        else:
            mini_project.copy_tracked(mini_project.ROOT, source)
        done = mini_project.run(source, "build", "--force", timeout=1800)
        if done.returncode:
            raise SystemExit(done.stderr)
        wanted = mini_project.outputs(source)
        names = sorted(path.stem for path in (source / "notebooks/params").glob("*.yml"))
        print(f"{len(names)} reports, {len(wanted)} files; {platform.platform()}, Python {platform.python_version()}", flush=True)
        for number, case in enumerate(cases(names)):
            if args.case and not any(word in case.name for word in args.case):
                continue
            lacks = case.missing()
            if lacks and not lacks.endswith("all the same"):
                print(f"{case.name}: not tested, {lacks}", flush=True)
                continue
            room = Path(folder) / str(number)
            room.mkdir()
            verdict = attempt(case, source, wanted, room)
            bad += not verdict.startswith(("pass", "not tested"))
            print(f"{case.name}: {verdict}{f' ({lacks})' if lacks else ''}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
