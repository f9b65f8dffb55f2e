"""Perturbation runs: the reports built in other circumstances must have the same bytes.

``python tests/proof/perturb.py`` builds a copy of the project (``--mini``: the small one) in each named case and
compares reports/ byte by byte with a plain build, which itself is compared with what is committed. Each case shows
first, in its own circumstances, that they hold; one that this machine cannot stage says so, and nothing is claimed of
it.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import interpreters
import mini_project

BEGIN, END = "<!-- circumstances:begin -->", "<!-- circumstances:end -->"
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
NOBODY = 65534
# The reports' world keeps variables of the caller away from kernels. Here some are let in, to see whether it would
# matter.
LET_IN = """import os, sys
from proofpress.reports import environment
names = sys.argv[1].split(',')
environment._KEPT += tuple(names)
environment._FIXED = {name: value for name, value in environment._FIXED.items() if name not in names}
from analysis.__main__ import main
sys.exit(main(sys.argv[2:]))"""


@dataclass(frozen=True)
class Case:
    """What is other than usual.

    shows: code that fails where the circumstances do not hold; let_in: variables that reach the kernels too;
    missing: what the machine lacks for the case, empty where it can be staged.
    """

    name: str
    env: tuple[tuple[str, str], ...] = ()
    prefix: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    folder: str = "project"
    cwd: str = "."
    let_in: tuple[str, ...] = ()
    python: str = ""
    limit: int = 1800  # seconds
    shows: str = ""
    missing: Callable[[], str] = lambda: ""


def needs(path: str, package: str = "") -> Callable[[], str]:
    return lambda: (
        "" if shutil.which(path) or Path(path).exists() else f"{path} is not here{f' ({package})' if package else ''}"
    )


def namespaces(*flags: str) -> Callable[[], str]:
    return lambda: (
        ""
        if subprocess.run(["unshare", *flags, "true"], capture_output=True, check=False).returncode == 0
        else "namespaces are not allowed"
    )


def locales(folder: Path) -> Callable[[str], Callable[[], str]]:
    """Gives, for the name of a locale, a function that compiles it into a folder and tells what is missing for that."""

    def of(name: str) -> Callable[[], str]:
        def missing() -> str:
            if not shutil.which("localedef"):
                return "localedef is not here"
            language, _, charset = name.partition(".")
            done = subprocess.run(
                ["localedef", "-i", language, "-f", charset, str(folder / name)],
                capture_output=True,
                text=True,
                check=False,
            )
            return (
                ""
                if (folder / name).exists()
                else f"the locale {name} cannot be made: {(done.stderr.strip().splitlines() or [''])[-1]}"
            )

        return missing

    return of


def as_nobody() -> tuple[str, ...]:
    """A prefix that runs a command as another user, in a mount namespace in which that user may enter the folders of
    this Python.

    The interpreter may lie below a home that is closed to others: there an empty folder is mounted in its place, with
    nothing in it but what Python needs.
    """
    wanted = dict.fromkeys(str(Path(place).resolve()) for place in (sys.base_prefix, sys.prefix))
    closed: dict[str, list[str]] = {}
    for place in wanted:
        shut = [str(parent) for parent in [*Path(place).parents][::-1] if not parent.stat().st_mode & 0o001]
        if shut:
            closed.setdefault(shut[0], []).append(place)
    lines = []
    for number, (top, places) in enumerate(closed.items()):
        kept = [f'"$hold/{number}-{at}"' for at in range(len(places))]
        lines += [f"mkdir {at}; mount --bind {shlex.quote(place)} {at}" for at, place in zip(kept, places, strict=True)]
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(top)}")
        lines += [
            f"mkdir -p {shlex.quote(place)}; mount --bind {at} {shlex.quote(place)}"
            for at, place in zip(kept, places, strict=True)
        ]
    hold = 'hold=$(mktemp -d); mount -t tmpfs tmpfs "$hold"; ' if lines else ""
    script = (
        f'here=$PWD; {hold}{"; ".join(lines)}{"; " if lines else ""}cd "$here"; exec setpriv --reuid={NOBODY} '
        f'--regid={NOBODY} --clear-groups "$@"'
    )
    return ("unshare", "-m", "sh", "-ec", script, "sh")


def another_user() -> str:
    if os.getuid():
        return "only root may become another user"
    tried = subprocess.run(
        [*as_nobody(), sys.executable, "-c", ""], capture_output=True, text=True, check=False, cwd="/"
    )
    return (
        ""
        if tried.returncode == 0
        else f"no other user may start this Python ({(tried.stderr.strip().splitlines() or [''])[-1]})"
    )


def older_processor() -> str:
    return "" if platform.machine() == "x86_64" else "only known for x86-64"


def zone(name: str, hours: str) -> dict:
    """hours: of the zone's clock in a northern summer and winter, against UTC."""
    return {
        "env": (("TZ", name),),
        "shows": "import time; assert [time.localtime(at).tm_gmtoff / 3600 for at in (1593561600, 1577836800)] == "
        f"{hours}",
    }


def language(name: str, made: Callable[[str], Callable[[], str]], folder: Path, shows: str) -> dict:
    return {
        "env": (("LC_ALL", name), ("LANG", name), ("LOCPATH", str(folder))),
        "missing": made(name),
        "shows": f"import locale; locale.setlocale(locale.LC_ALL, ''); {shows}",
    }


def clock(shift: str, years: int) -> dict:
    # The monotonic clock is shifted along: where it is left alone, libfaketime's timed waits never end.
    return {
        "env": (("LD_PRELOAD", FAKETIME), ("FAKETIME", shift)),
        "let_in": ("LD_PRELOAD", "FAKETIME"),
        "limit": 900,
        "missing": needs(FAKETIME, "Debian's faketime"),
        "shows": f"import datetime, numpy; assert {{datetime.date.today().year, numpy.datetime64('now').item().year}} "
        f"<= {set(range(years - 1, years + 2))}",
    }


def cases(names: list[str], room: Path) -> list[Case]:
    """All cases for reports of these names. room: a folder for what they need."""
    year = time.localtime().tm_year
    shuffled = random.Random(7).sample(names, len(names))
    locale_folder = room / "locales"
    locale_folder.mkdir(exist_ok=True)
    made = locales(locale_folder)
    read_only = (
        'mkdir -p build reports; mount --bind . . && cd "$PWD" && for d in build reports; do mount --bind $d $d; done '
        '&& mount -o remount,bind,ro . && exec "$@"'
    )
    cores = sorted(os.sched_getaffinity(0))
    return [
        Case("plain"),
        Case(
            "a path with spaces and Chinese characters",
            folder="a copy 在 这里",
            shows="import os; assert ' ' in os.getcwd() and '在' in os.getcwd()",
        ),
        Case("another working folder", cwd="/", shows="import os; assert os.getcwd() == '/'"),
        Case(
            "another home",
            env=(("HOME", "/nonexistent/home"), ("USER", "someone"), ("LOGNAME", "someone")),
            shows="import os; assert os.path.expanduser('~') == '/nonexistent/home'",
        ),
        Case(
            "another user",
            prefix=as_nobody(),
            missing=another_user,
            shows=f"import os; assert os.getuid() == {NOBODY} and not os.access('/root', os.W_OK)",
        ),
        Case("time zone Asia/Shanghai", **zone("Asia/Shanghai", "[8, 8]")),
        Case("time zone America/New_York (daylight saving)", **zone("America/New_York", "[-4, -5]")),
        Case(
            "time zone Pacific/Chatham (daylight saving, three quarters of an hour)",
            **zone("Pacific/Chatham", "[12.75, 13.75]"),
        ),
        Case("time zone Asia/Shanghai in the kernels too", let_in=("TZ",), **zone("Asia/Shanghai", "[8, 8]")),
        Case("locale C", env=(("LC_ALL", "C"), ("LANG", "C"))),
        Case(
            "locale de_DE",
            **language("de_DE.UTF-8", made, locale_folder, "assert locale.localeconv()['decimal_point'] == ','"),
        ),
        Case(
            "locale zh_CN",
            **language("zh_CN.UTF-8", made, locale_folder, "import time; assert '月' in time.strftime('%B')"),
        ),
        *(Case(f"hash seed {seed}", env=(("PYTHONHASHSEED", seed),)) for seed in ("1", "42", "random")),
        Case("a random hash seed in the kernels too", env=(("PYTHONHASHSEED", "random"),), let_in=("PYTHONHASHSEED",)),
        Case("clock eight years back", **clock("-8y", year - 8)),
        Case("clock nine years ahead", **clock("+9y", year + 9)),
        Case(
            "one core",
            prefix=("taskset", "-c", str(cores[0])),
            missing=needs("taskset"),
            shows="import os; assert len(os.sched_getaffinity(0)) == 1",
        ),
        Case(
            "two cores",
            prefix=("taskset", "-c", ",".join(map(str, cores[:2]))),
            missing=lambda: needs("taskset")() or ("" if len(cores) > 1 else "there is one core"),
            shows="import os; assert len(os.sched_getaffinity(0)) == 2",
        ),
        Case(
            "an older processor (no AVX in numpy and its sums)",
            env=(("OPENBLAS_CORETYPE", "Nehalem"), ("NPY_DISABLE_CPU_FEATURES", "X86_V3 X86_V4 AVX512_ICL AVX512_SPR")),
            let_in=("NPY_DISABLE_CPU_FEATURES",),
            missing=older_processor,
            shows="from numpy._core._multiarray_umath import __cpu_features__ as has; assert not has['X86_V3'] and not "
            "has['X86_V4']",
        ),
        Case("one job", arguments=("--jobs", "1")),
        Case("eight jobs", arguments=("--jobs", "8")),
        Case(
            "umask 077",
            prefix=("sh", "-c", 'umask 077; exec "$@"', "sh"),
            shows="import os; assert os.umask(0) == 0o077",
        ),
        Case(
            "a read-only source tree",
            prefix=("unshare", "-rm", "sh", "-ec", read_only, "sh"),
            missing=namespaces("-rm"),
            shows=(
                "import pathlib\nfor name in ('src/x', 'data/x', 'x'):\n try: pathlib.Path(name).touch()\n except "
                "OSError: pass\n else: raise SystemExit(1)"
            ),
        ),
        Case(
            "no network",
            prefix=("unshare", "-rn"),
            missing=namespaces("-rn"),
            shows="import socket; assert {name for _, name in socket.if_nameindex()} <= {'lo'}",
        ),
        Case("cold kernels", env=(("ANALYSIS_COLD", "1"),)),
        Case("reports in another order", arguments=tuple(shuffled)),
        Case(
            "variables that libraries listen to",
            env=(
                ("MPLBACKEND", "pdf"),
                ("OMP_NUM_THREADS", "7"),
                ("PYTHONWARNINGS", "always"),
                ("COLUMNS", "40"),
                ("NO_COLOR", "1"),
            ),
        ),
        *(
            Case(
                f"Python {'.'.join(map(str, version))}",
                python=path,
                shows=f"import sys; assert sys.version_info[:3] == {version}",
            )
            for version, path in interpreters.found().items()
        ),
    ]


def run(case: Case, project: Path, python: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*case.prefix, python, *arguments],
        cwd=project / case.cwd,
        env=mini_project.environment(project) | dict(case.env),
        capture_output=True,
        text=True,
        check=False,
        timeout=case.limit,
    )


def attempt(case: Case, source: Path, wanted: dict[str, bytes], room: Path) -> str:
    """`pass`, `not tested` and why, or what differs or failed. room: an empty folder; environments are kept
    beside it.
    """
    project = room / case.folder
    shutil.copytree(source, project)
    if "setpriv" in " ".join(case.prefix):
        room.parent.chmod(0o755)
        for path in (room, *room.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    python = sys.executable
    if case.python:
        try:
            python = interpreters.environment(case.python, source, room.parent / case.name.lower().replace(" ", "-"))
        except subprocess.CalledProcessError as error:
            return f"not tested, no environment: {(error.stderr.strip().splitlines() or [''])[-1]}"
    try:
        if case.shows and (shown := run(case, project, python, "-c", case.shows)).returncode:
            return (
                f"not tested, the circumstances do not hold: {(shown.stderr.strip().splitlines() or ['no word'])[-1]}"
            )
        which = () if case.cwd == "." else ("--study", str(project))
        build = (*which, "build", "--force", *case.arguments)
        done = run(
            case,
            project,
            python,
            *(("-c", LET_IN, ",".join(case.let_in), *build) if case.let_in else ("-m", "analysis", *build)),
        )
    except subprocess.TimeoutExpired:
        return f"FAILED: a build does not end in {case.limit} s"
    found = mini_project.outputs(project)
    shutil.rmtree(project)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no word"]
        return f"FAILED: {next((line.removeprefix('FAILED ') for line in said if line.startswith('FAILED')), said[-1])}"
    changed = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    return (
        f"DIFFERS in {len(changed)} of {len(wanted)} files: {explained(changed, wanted, found)}" if changed else "pass"
    )


def explained(changed: list[str], wanted: dict[str, bytes], found: dict[str, bytes]) -> str:
    """The first differences in words."""
    sys.path.insert(0, str(mini_project.ROOT / "src"))
    from proofpress.proof.notebooks import compare

    said = []
    for name in changed:
        if name.endswith(".ipynb") and name in wanted and name in found:
            said += [
                f"{Path(name).stem}, {one.where}: {one.kind}: "
                f"{one.what}{f' ({one.old} -> {one.new})' if one.old or one.new else ''}"
                for one in compare(name, wanted[name], found[name])
            ]
    return "; ".join(said[:3] or changed[:5]) + (" ..." if len(said) > 3 or len(changed) > 5 else "")


def table(about: str, verdicts: list[tuple[str, str, float]]) -> str:
    """All cases with their verdicts, for docs/circumstances.md and the end of a run."""
    tested = [verdict for _, verdict, _ in verdicts if not verdict.startswith("not tested")]
    head = (
        f"{sum(verdict == 'pass' for verdict in tested)} of {len(tested)} circumstances gave the same bytes ({about})"
    )
    lines = [
        f"{head}; {len(verdicts) - len(tested)} could not be staged." if len(tested) < len(verdicts) else f"{head}.",
        "",
        "| built with | result |",
        "|---|---|",
    ]
    return "\n".join(lines + [f"| {name} | {verdict.replace('|', '/')} |" for name, verdict, _ in verdicts])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mini", action="store_true", help="the small project in place of this one")
    parser.add_argument("case", nargs="*", help="words of the names of the cases to run; default: all")
    args = parser.parse_args()
    verdicts: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory(prefix="perturb-") as folder:
        room = Path(folder)
        room.chmod(0o755)
        source = room / "source"
        if args.mini:
            mini_project.write(source)
        else:
            mini_project.copy_tracked(mini_project.ROOT, source)
        committed = {} if args.mini else mini_project.outputs(source)
        done = mini_project.run(source, "build", "--force", timeout=1800)
        if done.returncode:
            raise SystemExit(done.stderr)
        wanted = mini_project.outputs(source)
        names = sorted(path.stem for path in (source / "notebooks/params").glob("*.yml"))
        about = (
            f"{len(names)} reports, {len(wanted)} files; {platform.system()} on {platform.machine()}, Python "
            f"{platform.python_version()}"
        )
        print(about, flush=True)
        if committed:
            apart = sorted(name for name in {*wanted, *committed} if wanted.get(name) != committed.get(name))
            verdicts.append(
                (
                    "nothing, against what is committed",
                    f"DIFFERS in {len(apart)} files: {explained(apart, committed, wanted)}" if apart else "pass",
                    0.0,
                )
            )
            print(*verdicts[-1][:2], sep=": ", flush=True)
        for number, case in enumerate(cases(names, room)):
            if args.case and not any(word in case.name for word in args.case):
                continue
            begun, lacks = time.monotonic(), case.missing()
            place = room / str(number)
            place.mkdir()
            verdict = f"not tested, {lacks}" if lacks else attempt(case, source, wanted, place)
            shutil.rmtree(place, ignore_errors=True)
            verdicts.append((case.name, verdict, time.monotonic() - begun))
            print(f"{case.name}: {verdict} ({verdicts[-1][2]:.0f} s)", flush=True)
    print(f"\n{table(about, verdicts)}")
    if (
        not args.mini
        and not args.case
        and not (report := mini_project.ROOT / "docs/circumstances.md").read_text("utf-8").count(BEGIN)
    ):
        print(f"{report.name} has no markers for the table", file=sys.stderr)
    elif not args.mini and not args.case:
        head, _, rest = report.read_text("utf-8").partition(BEGIN)
        report.write_text(f"{head}{BEGIN}\n{table(about, verdicts)}\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0 if all(verdict == "pass" or verdict.startswith("not tested") for _, verdict, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
