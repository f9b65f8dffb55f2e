"""Other machines: whatever a system lacks, wherever a checkout lies, reports come out with the same bytes."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import mini_project
import perturb
import pytest
from machines import SIMULATED, put
from this_study import HERE

from analysis import git


def on(machine, project, *arguments):
    """Runs the command in a project on another machine, with a TMPDIR of its own, so that machines do not meet."""
    (project.parent / "t").mkdir(exist_ok=True)
    return mini_project.run(put(project, machine), *arguments, env={"TMPDIR": str(project.parent / "t")})


@pytest.fixture(scope="module")
def built(mini, tmp_path_factory):
    """Gives the small project as another machine built all of it, and what was said: once for each machine."""
    made = {}

    def of(machine):
        if machine not in made:
            project = mini_project.copy(mini, tmp_path_factory.mktemp("machine") / "project")
            made[machine] = project, on(machine, project, "build", "--force")
        return made[machine]

    return of


def told(outputs):
    """Outputs without what the simulation itself puts there: a module that every kernel reads."""
    provenance = json.loads(outputs["reports/provenance.json"])
    for inputs in provenance.values():
        inputs.pop("src/sitecustomize.py", None)
    return outputs | {"reports/provenance.json": provenance}


@pytest.mark.parametrize("name", SIMULATED)
def test_reports_have_the_same_bytes_on_a_machine_that_lacks_what_linux_has(mini, built, name):
    project, done = built(name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 reports built" in done.stdout
    assert told(mini_project.outputs(project)) == told(mini_project.outputs(mini))


def test_check_and_replay_work_where_nothing_can_be_forked(built):
    for verb in ("check", "replay"):
        done = on("Windows", built("Windows")[0], verb)
        assert done.returncode == 0, done.stdout + done.stderr
        assert {"check": "3 reports reproduce", "replay": "passed"}[verb] in done.stdout


def test_elsewhere_text_tables_and_specs_are_compared_and_pictures_are_not(built, tmp_path):
    project = mini_project.copy(built("another processor")[0], tmp_path / "project")
    mini_project.rewrite(project / "reports/figures/votes--votes.svg", 'fill="#0072B2"', 'fill="#0072B3"')
    done = on("another processor", project, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 reports reproduce, in text, tables and specs; pictures are not compared on Linux on arm64" in done.stdout
    assert on("another processor", project, "replay").returncode == 0
    assert on("another processor", project, "record").returncode == 2
    mini_project.rewrite(project / "reports/notebooks/votes.ipynb", "North leads", "East leads")
    mini_project.rewrite(project / "reports/figures/votes-radio--votes.csv", "North,", "Nord,")
    done = on("another processor", project, "check")
    assert done.returncode == 1 and "votes: " in done.stdout and "votes-radio: " in done.stdout
    assert "svg:" not in done.stdout and "png:" not in done.stdout


def test_a_report_that_reaches_out_is_refused_where_socket_pairs_go_over_loopback(project):
    mini_project.rewrite(
        project / "src" / "votes.py",
        "    import pandas as pd\n",
        "    import socket\n    import pandas as pd\n\n    socket.socketpair()\n    "
        "socket.socket().connect(('192.0.2.1', 9))\n",
    )
    done = on("Windows", project, "build", "votes")
    assert done.returncode == 1 and "cell 3: OSError: a report reaches no network" in done.stderr


def test_a_long_path_in_chinese_without_a_home_under_the_c_locale(mini, tmp_path):
    place = tmp_path / "研究 报告"
    place /= "x" * (200 - len(str(place)))
    assert len(str(place)) > 200
    mini_project.copy(mini, place)
    (place / "tmp").mkdir()
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "IPYTHONDIR", "MPLCONFIGDIR"), "/proc/none")
    done = mini_project.run(
        place, "build", "--force", env={"LC_ALL": "C", "TMPDIR": str(place / "tmp"), "COLUMNS": "80", **nowhere}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert mini_project.outputs(place) == mini_project.outputs(mini)


@pytest.mark.skipif(bool(perturb.another_user()), reason="only root may become another user")
def test_a_package_that_its_user_may_not_write_is_compiled_without_a_home():
    """As installed for all by root, in a container with no home: numba finds no place for what it compiled."""
    with tempfile.TemporaryDirectory(prefix="readonly-") as home:
        Path(home).chmod(0o755)
        packages = shutil.copytree(HERE.source, Path(home) / "lib", ignore=shutil.ignore_patterns("__pycache__"))
        code = (
            "import os, numpy\n"
            "from reprints.reuse import compiled\n"
            "assert os.getuid() and compiled.__file__.startswith(os.environ['PYTHONPATH'])\n"
            "assert not os.access(os.path.dirname(compiled.__file__), os.W_OK)\n"
            "print((compiled.hash_set(numpy.array([3, 5, 9], numpy.uint64)) > 0).sum())"
        )
        done = subprocess.run(
            [*perturb.as_nobody(), sys.executable, "-c", code],
            env={"PATH": os.defpath, "PYTHONPATH": str(packages), "HOME": "/nonexistent/home"},
            capture_output=True,
            text=True,
            check=False,
            cwd=home,
        )
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr


def test_a_checkout_that_wants_crlf_has_the_same_bytes(mini, tmp_path):
    shutil.copytree(mini, tmp_path / "one", ignore=shutil.ignore_patterns("build", "__pycache__"))
    mini_project.with_history(tmp_path / "one")
    clone = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "clone", "-q", "one", "two"]
    subprocess.run(clone, cwd=tmp_path, check=True)
    names = git.tracked(tmp_path / "one")
    assert len(names) > 20
    changed = [
        name for name in names if (tmp_path / "two" / name).read_bytes() != (tmp_path / "one" / name).read_bytes()
    ]
    assert changed == []


NAMES = git.tracked(HERE.root) or []
RESERVED = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(1, 10))}


@pytest.mark.skipif(not NAMES, reason="git does not say which files are tracked")
def test_every_tracked_name_can_be_had_on_every_system():
    parts = {part for name in NAMES for part in name.split("/")}
    assert {part for part in parts if part.split(".")[0].casefold() in RESERVED} == set()
    assert {part for part in parts if re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part)} == set()
    assert max(map(len, NAMES)) < 120  # Windows has 260 for the whole path
    by_folded = Counter(unicodedata.normalize("NFC", name).casefold() for name in NAMES)
    assert {name: count for name, count in by_folded.items() if count > 1} == {}


# What not every system has, and the modules that may name it: they ask `machine` first.
SYSTEMS = {
    "sched_getaffinity": "machine",
    "pidfd_open": "machine provisioner",
    "pidfd_send_signal": "provisioner",
    "fork": "machine warm",
    "setsid": "warm",
    "tzset": "machine",
    "AF_UNIX": "warm",
    "getuid": "network",
    "geteuid": "machine",
    "getgid": "network",
    "get_context": "machine",
    "killpg": "",
    "mkfifo": "",
    "fcntl": "",
    "resource": "",
    "pwd": "",
    "grp": "",
    "termios": "",
}


def test_no_module_asks_the_system_for_what_another_lacks():
    found = set()
    for path in sorted((HERE.root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.attr] if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else []
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [name.name for name in node.names] + [getattr(node, "module", "") or ""]
            found |= {(name, path.stem) for name in names if name in SYSTEMS}
    assert {(name, stem) for name, stem in found if stem not in SYSTEMS[name].split()} == set()
    assert ("fork", "warm") in found


def test_the_line_that_leads_to_the_packages_is_read_in_any_locale():
    lines = sorted(Path(sysconfig.get_path("purelib")).glob("_proofpress.pth"))
    if not lines or not (Path(sys.prefix) / "made-from").exists():
        pytest.skip("this environment was not made by make")
    assert [line.read_bytes().isascii() for line in lines] == [True]
    assert (Path(sysconfig.get_path("purelib")) / lines[0].read_text().strip()).resolve() == HERE.root / "src"
