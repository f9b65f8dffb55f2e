"""Building reports: what is stale is rebuilt and nothing else, a failure harms nobody, and bytes do not depend on how a
kernel starts.
"""

import asyncio
import hashlib
import json
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import mini_project
import pytest
from jupyter_client.kernelspec import KernelSpec
from mini_project import cell, notebook, outputs, rewrite

from analysis import AnalysisError
from analysis import study as studies
from proofpress.reports import build as building
from proofpress.reports import environment, freshness, machine, provisioner


@pytest.fixture
def project(served):
    return served


def status(verb):
    """Report -> the reasons for which it is stale."""
    found, name = {}, None
    for line in verb("status").stdout.splitlines():
        if line.startswith("  "):
            found[name].append(line.strip())
        else:
            name, verdict = line.split(": ")
            found[name] = []
            assert verdict in ("fresh", "stale")
    return found


def test_nothing_is_stale_after_a_build(project, verb):
    assert status(verb) == {"terms": [], "votes": [], "votes-radio": []}


@pytest.mark.parametrize(
    ("file", "old", "new", "stale", "why"),
    [
        ("data/raw/votes.csv", "31", "32", {"votes", "votes-radio"}, "data/raw/votes.csv changed"),
        ("data/raw/topics.yml", "barley", "rye", {"terms"}, "data/raw/topics.yml changed"),
        (
            "src/votes.py",
            "leads with",
            "is first with",
            {"votes", "votes-radio"},
            "src/votes.py changed",
        ),
        (
            "src/analysis/charts/style.py",
            "MARGIN",
            "MARGIN ",
            {"terms", "votes", "votes-radio"},
            "analysis/charts/style.py changed",
        ),
        (
            "src/proofpress/reports/execute.py",
            '"""Executing',
            '""" Executing',
            {"terms", "votes", "votes-radio"},
            "proofpress/reports/execute.py changed",
        ),
        (
            "notebooks/20_terms.ipynb",
            "Which terms",
            "What terms",
            {"terms"},
            "cells of notebooks/20_terms.ipynb changed",
        ),
        ("notebooks/params/votes-radio.yml", "3", "2", {"votes-radio"}, "notebooks/params/votes-radio.yml changed"),
        (
            "requirements.lock",
            "numpy==",
            "numpy== ",
            {"terms", "votes", "votes-radio"},
            "the lock requirements.lock changed",
        ),
        (
            "reports/figures/votes--votes.csv",
            "North",
            "West",
            {"votes"},
            "its output reports/figures/votes--votes.csv is not the one that was built",
        ),
    ],
)
def test_a_change_makes_stale_what_depends_on_it_and_nothing_else(project, verb, file, old, new, stale, why):
    rewrite(project / file, old, new)
    found = status(verb)
    assert {name for name, reasons in found.items() if reasons} == stale
    assert all(why in found[name] for name in stale)


def test_a_missing_output_is_named(project, verb):
    (project / "reports/figures/votes--votes.png").unlink()
    assert "its output reports/figures/votes--votes.png is missing" in status(verb)["votes"]


@pytest.mark.parametrize("file", ["src/analysis/dates.py", "README.md", "notebooks/30_new.ipynb"])
def test_a_file_that_no_report_read_makes_nothing_stale(project, verb, file):
    with (project / file).open("a") as other:
        other.write("\n# something\n")
    assert not any(status(verb).values())


def test_saving_a_notebook_with_other_metadata_makes_nothing_stale(project, verb):
    path = project / "notebooks/20_terms.ipynb"
    saved = json.loads(path.read_text("utf-8"))
    saved["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    path.write_text(json.dumps(saved, indent=2), "utf-8")
    assert not any(status(verb).values())


def test_a_file_added_to_a_folder_that_a_report_listed_makes_it_stale(project, verb):
    (project / "notebooks/20_terms.ipynb").write_text(
        notebook(
            cell("code", "parameters", 'ending: str = "csv"  # of the files to count', "parameters"),
            cell(
                "code",
                "count",
                "from analysis import study\n\nlen([path for path in study.find().raw.iterdir() if "
                "path.name.endswith(ending)])",
            ),
        ),
        "utf-8",
    )
    assert verb("build").returncode == 0
    assert not any(status(verb).values())
    (project / "data/raw/more.csv").write_text("a\n1\n")
    assert status(verb)["terms"] == ["other files lie below data/", "data/raw/ holds other files"]
    assert status(verb)["votes"] == ["other files lie below data/"]


UNSEEN = {
    "a process that reads": "import subprocess\n\nprint(subprocess.check_output(['cat', str(place)], text=True))",
    "arrow": "import pyarrow.csv\n\nprint(pyarrow.csv.read_csv(str(place)))",
    "duckdb": "import duckdb\n\nprint(duckdb.sql(f\"select * from '{place}'\"))",
    "a database file": "import sqlite3\n\nprint(sqlite3.connect(place).execute('select 1').fetchone())",
    "lxml": "from lxml import etree\n\nprint(etree.parse(str(place), etree.HTMLParser()).getroot() is None)",
    "a function of C": "import ctypes\n\nprint(ctypes.CDLL(None).fopen(str(place).encode(), b'r') != 0)",
    "a shell": "import os\n\nos.system(f'cat {place} > /dev/null')",
}


def test_who_asks_for_the_size_of_a_file_has_read_it(project, verb):
    (project / "data/raw/zz.csv").write_text("a\n1\n")
    source = "import os\n\nfrom analysis import study\n\nos.path.getsize(study.find().raw / 'zz.csv')"
    cells = [cell("code", "parameters", 'x: str = ""  # nothing', "parameters"), cell("code", "read", source)]
    (project / "notebooks/20_terms.ipynb").write_text(notebook(*cells), "utf-8")
    assert verb("build").returncode == 0
    (project / "data/raw/zz.csv").write_text("a\n22\n")
    assert "data/raw/zz.csv changed" in status(verb)["terms"]


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN)
def test_who_reads_in_a_way_that_cannot_be_seen_has_read_all_data(project, verb, code):
    (project / "data/raw/zz.db").write_bytes(b"")
    (project / "data/raw/zz.csv").write_text("a\n1\n")
    place = "zz.db" if "sqlite" in code else "zz.csv"
    source = f"from analysis import study\n\nplace = study.find().raw / '{place}'\n{code}"
    cells = [cell("code", "parameters", 'x: str = ""  # nothing', "parameters"), cell("code", "read", source)]
    (project / "notebooks/20_terms.ipynb").write_text(notebook(*cells), "utf-8")
    done = verb("build")
    assert done.returncode == 0, done.stderr
    assert not any(status(verb).values())
    (project / "data/raw/zz.csv").write_text("a\n2\n")
    assert "a file below data/ changed, and what this report reads there cannot be seen" in status(verb)["terms"]
    assert not status(verb)["votes"]


def test_a_file_opened_to_be_changed_counts_as_read(project, verb):
    source = (
        "from analysis import study\n\nwith open(study.find().raw / 'zz.csv', 'r+') as file:\n    print(file.read())"
    )
    (project / "data/raw/zz.csv").write_text("a\n1\n")
    cells = [cell("code", "parameters", 'x: str = ""  # nothing', "parameters"), cell("code", "read", source)]
    (project / "notebooks/20_terms.ipynb").write_text(notebook(*cells), "utf-8")
    assert verb("build").returncode == 0
    (project / "data/raw/zz.csv").write_text("a\n2\n")
    assert "data/raw/zz.csv changed" in status(verb)["terms"]


def test_a_failing_cell_is_named_its_report_kept_and_the_others_built(project, verb):
    before = outputs(project)
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "1 / 0")
    rewrite(project / "data/raw/votes.csv", "31", "41")
    done = verb("build")
    assert done.returncode == 1
    assert "report terms (notebooks/20_terms.ipynb), cell 3: ZeroDivisionError: division by zero" in done.stderr
    assert "Traceback" not in done.stderr
    after = outputs(project)
    assert after["reports/notebooks/terms.ipynb"] == before["reports/notebooks/terms.ipynb"]
    assert after["reports/notebooks/votes.ipynb"] != before["reports/notebooks/votes.ipynb"]
    assert status(verb)["terms"] and not status(verb)["votes"]


def test_the_cell_of_a_failure_is_counted_as_in_the_source_where_parameters_are_injected(project, verb):
    rewrite(project / "notebooks/10_votes.ipynb", "votes.answer(counted)", "votes.answr(counted)")
    lines = [line for line in verb("build").stderr.splitlines() if line.startswith("FAILED")]
    assert [re.search(r"report (\S+) .*cell (\d+): (\w+)", line).groups() for line in sorted(lines)] == [
        ("votes", "4", "AttributeError"),
        ("votes-radio", "4", "AttributeError"),
    ]


def test_a_kernel_that_dies_fails_its_report_alone(project, verb):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "import os; os.kill(os.getpid(), 9)")
    done = verb("build", "--force")
    assert done.returncode == 1 and "report terms" in done.stderr and "2 reports built" in done.stdout


@pytest.mark.parametrize("kind", [provisioner.ReportProvisioner, provisioner.ColdProvisioner])
def test_a_kernel_is_reached_by_a_file_that_goes_with_its_run_whoever_is_killed(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    manager = provisioner.ReportManager(kernel_name="python3")
    spec = KernelSpec(argv=["python", "-f", "{connection_file}"])
    one = kind(kernel_id="one", kernel_spec=spec, parent=manager)
    for _ in range(2):  # started, and started again where it died
        asyncio.run(one.pre_launch(env={}))
        (file,) = tmp_path.rglob("*.json")
        assert str(file) == manager.connection_file
        assert manager.transport == "tcp" or Path(manager.ip).parent == file.parent


class _Silent(provisioner.ReportClient):
    """A client whose kernel never answers."""

    alive = True

    def kernel_info(self):
        self.asked = getattr(self, "asked", 0) + 1

    async def get_shell_msg(self, **_):
        raise queue.Empty

    async def is_alive(self):
        return self.alive


def test_a_kernel_that_dies_before_it_is_ready_is_not_waited_for():
    client = _Silent()
    client.alive = False
    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(client.wait_for_ready(timeout=60))
    assert client.asked == 1


def test_a_kernel_that_is_never_ready_is_asked_again_and_given_up_in_time():
    client = _Silent()
    with pytest.raises(RuntimeError, match="not ready within 0 seconds"):
        asyncio.run(client.wait_for_ready(timeout=0.05))
    assert client.asked > 1


def test_a_cold_kernel_that_lives_and_is_silent_is_left_to_its_client_and_one_that_died_is_not(monkeypatch):
    cold = provisioner.ColdProvisioner()
    cold.connection_info = {"ip": "127.0.0.1", "hb_port": 9}
    looks = iter([None, None, 1])
    cold.process = SimpleNamespace(poll=lambda: next(looks))
    assert cold._answers() is False and list(looks) == []
    monkeypatch.setattr(provisioner, "_PATIENCE", 0.2)
    cold.process = SimpleNamespace(poll=lambda: None)
    assert cold._answers() is True


def test_a_cold_kernel_whose_port_was_taken_meanwhile_is_started_with_another(project, monkeypatch):
    from jupyter_client.manager import start_new_kernel
    from jupyter_client.provisioning.local_provisioner import LocalPortCache

    monkeypatch.setattr(machine, "forks", lambda: False)
    with environment.world(studies.at(project)) as env, closing(socket.socket()) as thief:
        monkeypatch.setattr(os, "environ", env)
        thief.bind(("127.0.0.1", 0))
        thief.listen()
        taken, free = thief.getsockname()[1], LocalPortCache.find_available_port
        numbers = []
        monkeypatch.setattr(
            LocalPortCache,
            "find_available_port",
            lambda cache, ip: numbers.append(taken if not numbers else free(cache, ip)) or numbers[-1],
        )
        manager, client = start_new_kernel(startup_timeout=180, kernel_name="python3", env=env)
        try:
            assert numbers[0] == taken and len(numbers) == 10  # five sockets, twice
            assert client.execute_interactive("1 + 1", timeout=180, output_hook=print)["content"]["status"] == "ok"
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        assert not Path(manager.connection_file).exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("channel: radio", "chanel: radio", "unknown parameter 'chanel'"),
        ("top: 3", "top: many", "parameter top: 'many' is not a whole number"),
        ("top: 3", "top: 010", "parameter top: '010' is not a whole number"),
        ("top: 3", "top: 3\n  top: 4", "top stands twice"),
        ("channel: radio", "channel: no", "no is read as a truth value; for a text write 'no' in quotes"),
        ("channel: radio", "channel: 2020-09-08", "read as a date"),
        ("top: 3", "top: 1:30", "parameter top: '1:30' is not a whole number"),
        ("notebook: 10_votes", "notebook: 10_voted", "there is no notebook '10_voted'"),
        ("parameters:", "parameter:", "unknown key 'parameter'; did you mean 'parameters'?"),
    ],
)
def test_a_wrong_parameter_file_is_refused_and_names_what_is_valid(project, verb, old, new, message):
    rewrite(project / "notebooks/params/votes-radio.yml", old, new)
    done = verb("build")
    assert done.returncode == 1 and message in done.stderr
    assert "channel: str" in done.stderr or "10_votes" in done.stderr or "For example" in done.stderr


def test_an_unknown_report_is_refused_with_the_known_ones(project, verb):
    done = verb("build", "voting")
    assert (
        done.returncode == 2
        and "there is no report 'voting'" in done.stderr
        and "terms, votes, votes-radio" in done.stderr
    )


def test_a_value_that_no_params_file_gives_is_made_on_request_beside_the_shelf(project, verb):
    before = {path: path.read_bytes() for path in sorted((project / "reports").rglob("*")) if path.is_file()}
    done = verb("build", "10_votes-post")
    assert done.returncode == 0, done.stderr
    made = project / "build/requested/reports"
    assert "42 votes" in (made / "notebooks/10_votes-post.ipynb").read_text("utf-8")
    assert (made / "figures/10_votes-post--votes.png").exists() and "on the site" in done.stdout
    assert {path: path.read_bytes() for path in sorted((project / "reports").rglob("*")) if path.is_file()} == before
    assert not (project / "notebooks/params/10_votes-post.yml").exists()
    assert "Nothing to do" in verb("build", "10_votes-post").stdout


def test_a_request_that_fails_leaves_nothing_half_made_and_says_why(project, verb):
    done = verb("build", "20_terms-no-such-topic")
    assert done.returncode == 1 and "no-such-topic" in done.stderr
    assert not (project / "build/requested/reports/notebooks/20_terms-no-such-topic.ipynb").exists()


def test_a_notebook_without_a_parameters_cell_is_refused(project, verb):
    rewrite(project / "notebooks/20_terms.ipynb", '"tags"', '"notags"')
    assert "no cells tagged `parameters`" in verb("build", "terms").stderr


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import warnings; warnings.warn('old news')", "prints to stderr"),
        ("import urllib.request; urllib.request.urlopen('http://192.0.2.1')", "a report reaches no network"),
    ],
)
def test_warnings_and_the_network_are_refused(project, verb, code, message):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", code)
    done = verb("build", "terms")
    assert done.returncode == 1 and message in done.stderr and "cell 3" in done.stderr


def ran_and_saved(path):
    """Leave in a source notebook what JupyterLab leaves there when it was run and saved, and more."""
    saved = json.loads(path.read_text("utf-8"))
    saved["metadata"] |= {
        "language_info": {"name": "python", "version": "3.99.0"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}},
        "toc-autonumbering": True,
    }
    saved["cells"].append(
        {"cell_type": "code", "execution_count": 7, "id": "blank", "metadata": {}, "outputs": [], "source": ""}
    )
    for number, one in enumerate(saved["cells"], start=1):
        one["metadata"] |= {
            "execution": {"iopub.execute_input": "2026-11-30T00:00:00Z"},
            "collapsed": False,
            "scrolled": True,
        }
        one["metadata"]["jupyter"] = {"outputs_hidden": True}
        if one["cell_type"] == "code":
            one["execution_count"] = number
            one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "other wheat"}]
    path.write_text(json.dumps(saved), "utf-8")


def test_a_source_that_was_run_and_saved_changes_no_report(project, verb):
    """Nor does a cell without code keep outputs of an earlier time."""
    blank = cell("code", "blank", "")
    for path in (project / "notebooks").glob("*.ipynb"):
        path.write_text(
            json.dumps((saved := json.loads(path.read_text("utf-8"))) | {"cells": [*saved["cells"], blank]}), "utf-8"
        )
    assert verb("build").returncode == 0
    before = outputs(project)
    for path in (project / "notebooks").glob("*.ipynb"):
        saved = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(saved | {"cells": saved["cells"][:-1]}), "utf-8")
        ran_and_saved(path)
    done = verb("build")
    assert done.returncode == 0 and "Nothing to do" in done.stdout
    done = verb("build", "--force")
    assert done.returncode == 0, done.stderr
    assert outputs(project) == before
    assert verb("check").returncode == 0


def test_tidy_takes_out_what_a_run_left_and_nothing_else(project, verb):
    path = project / "notebooks/20_terms.ipynb"
    before = path.read_text("utf-8")
    saved = json.loads(before)
    saved["cells"][2]["metadata"] = {"scrolled": True}
    saved["cells"][2] |= {
        "execution_count": 4,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "wheat"}],
    }
    path.write_text(json.dumps(saved), "utf-8")
    done = verb("tidy")
    assert done.returncode == 0 and done.stdout.startswith("notebooks/20_terms.ipynb: 1 cell had been run")
    assert json.loads(path.read_text("utf-8")) == json.loads(before)
    assert verb("tidy").stdout == ""


def test_tidy_tells_what_is_no_notebook(project, verb):
    (project / "notebooks/20_terms.ipynb").write_text("{", "utf-8")
    done = verb("tidy")
    assert done.returncode == 2 and "notebooks/20_terms.ipynb: it is not a whole notebook" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nbformat": 2}, "its format is nbformat 2"),
        ({"metadata": {"kernelspec": {"name": "julia"}}}, "its kernel is not python3"),
    ],
)
def test_a_source_of_another_format_or_kernel_is_stale_and_refused(project, verb, change, said):
    path = project / "notebooks/20_terms.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    assert status(verb)["terms"]
    done = verb("build")
    assert "notebooks/20_terms.ipynb" in done.stderr and said in done.stderr
    assert "Traceback" not in done.stderr


def test_status_names_files_that_do_not_belong_together(project, verb):
    figures = project / "reports/figures"
    shutil.copy(figures / "votes-radio--votes.svg", figures / "votes--votes.svg")
    (figures / "votes--extra.csv").write_text("a\n")
    (project / "reports/notebooks/terms.ipynb").write_text("{")
    found = status(verb)
    assert "reports/figures/votes--votes.svg does not belong to reports/notebooks/votes.ipynb" in found["votes"]
    assert "reports/figures/votes--extra.csv belongs to no figure of reports/notebooks/votes.ipynb" in found["votes"]
    assert (
        "reports/notebooks/terms.ipynb: it is not a whole notebook: it is no JSON (line 1: Expecting property name "
        "enclosed in double quotes)" in found["terms"]
    )


def test_the_next_build_mends_what_does_not_belong(project, verb):
    before = outputs(project)
    (project / "reports/figures/votes--extra.csv").write_text("a\n")
    (project / "reports/figures/.votes--votes.png.half").write_text("a")
    (project / "reports/figures/gone--bars.csv").write_text("a\n")
    (project / "reports/facts.json").write_text("{}")
    (project / "reports/notebooks/terms.ipynb").write_text("{")
    assert verb("build").returncode == 0
    assert outputs(project) == before


def test_a_removed_report_takes_its_files_along(project, verb):
    (project / "notebooks/params/votes-radio.yml").unlink()
    assert verb("build").returncode == 0
    left = outputs(project)
    assert not [name for name in left if "votes-radio" in name]
    assert sorted(json.loads(left["reports/facts.json"])) == ["terms", "votes"]


def test_what_the_warm_parent_imports_of_the_package_counts_for_every_report():
    code = (
        "import sys; from proofpress.reports import warm\nwith warm.looks_like_a_kernel(): warm.rehearse()\n"
        "print(*{m.__file__ for n, m in sys.modules.items() if n.startswith('analysis') and getattr(m, '__file__', "
        "None)})"
    )
    src = Path(__file__).parents[1] / "src"
    seen = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(src)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    loaded = {Path(file).relative_to(src).as_posix() for file in seen} - {"proofpress/reports/__init__.py"}  # empty
    assert "analysis/charts/figure.py" in loaded
    assert loaded <= set(freshness.builder_files())


def test_cold_kernels_give_the_bytes_of_forked_ones(project, mini):
    assert mini_project.run(project, "build", "--force", env={"ANALYSIS_COLD": "1"}).returncode == 0
    assert outputs(project) == outputs(mini)


def test_a_build_with_nothing_to_do_imports_the_standard_library_only(project):
    code = (
        "import sys; from analysis.__main__ import main; status = main(['build']); "
        "print(sorted({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names - {'analysis', "
        "'proofpress', '__main__'}))"
    )
    # The environment's own start-up hooks may import something; the build may not add to that.
    started = subprocess.run(
        [sys.executable, "-c", "import sys; print(sorted({name.partition('.')[0] for name in sys.modules}))"],
        capture_output=True,
        text=True,
    )
    full = subprocess.run(
        [sys.executable, "-c", code], cwd=project, env=mini_project.environment(project), capture_output=True, text=True
    )
    assert "Nothing to do" in full.stdout, full.stdout + full.stderr
    assert set(json.loads(full.stdout.splitlines()[-1].replace("'", '"'))) <= set(
        json.loads(started.stdout.replace("'", '"'))
    )


def test_an_executed_report_holds_no_time_path_or_version(mini):
    text = (mini / "reports/notebooks/votes-radio.ipynb").read_text("utf-8")
    assert not re.search(r"papermill|/tmp/|\d{4}-\d\d-\d\dT\d\d:|\"version\": \"3", text)
    assert [cell["id"] for cell in json.loads(text)["cells"]] == [
        "question",
        "parameters",
        "injected-parameters",
        "load",
        "answer",
        "table",
        "chart",
        "print",
        "limits",
    ]


def test_a_picture_is_drawn_once_and_kept_unless_it_is_damaged_or_the_build_is_forced(project, verb):
    """What lies among the kept pictures is told from a fresh drawing by a mark that only the kept one has."""
    before = outputs(project)
    kept = sorted((project / "build" / "pictures").glob("*.json"))
    assert kept

    def change(mark, whole):
        for file in kept:
            held = json.loads(file.read_bytes())
            held["svgs"] = {kind: f"{svg}{mark}" for kind, svg in held["svgs"].items()}
            if whole:
                said = "".join([*held["svgs"].values(), held["png"]])
                held["sha256"] = hashlib.sha256(said.encode()).hexdigest()
            file.write_text(json.dumps(held), "utf-8")

    def built(*options):
        shutil.rmtree(project / "build" / "keys")
        done = verb("build", *options)
        assert done.returncode == 0, done.stderr
        return outputs(project)

    assert built() == before
    change("<!--kept-->", whole=True)
    assert b"<!--kept-->" in b"".join(built().values())
    assert built("--force") == before
    change("<!--damaged-->", whole=False)
    assert built() == before


def test_a_disk_that_is_full_at_the_end_is_told_as_a_failure_beside_those_of_reports(tmp_path, monkeypatch):
    def full(study, inputs):
        raise AnalysisError("it could not be written (No space left on device)", where="reports/provenance.json")

    folder = mini_project.write(tmp_path / "project")
    monkeypatch.setattr(building, "write_derived", full)
    built, failures = building.build(studies.at(folder), ["no-such-report"])
    assert not built and [error.where for error in failures][-1] == "reports/provenance.json" and len(failures) == 2


def test_a_clone_without_the_texts_of_imported_corpora_finds_its_reports_fresh(tmp_path):
    """Their hashes stand in the manifest, which counts."""
    made = studies.Study(tmp_path)
    folder = made.data / "raw/corpora/harbour"
    (folder / "text").mkdir(parents=True)
    (folder / "manifest.csv").write_text("id,sha256\n", "utf-8")
    kinds = [freshness.DATA, freshness.DATA_NAMES]
    before = freshness.current(made, kinds)
    (folder / "text/documents.parquet").write_bytes(b"text")
    assert freshness.current(made, kinds) == before
    (folder / "manifest.csv").write_text("id,sha256\na,b\n", "utf-8")
    assert freshness.current(made, kinds) != before
    (made.data / "raw/text").mkdir()
    (made.data / "raw/text/index").write_text("", "utf-8")
    assert freshness.current(made, [freshness.DATA_NAMES])[freshness.DATA_NAMES] != before[freshness.DATA_NAMES]
