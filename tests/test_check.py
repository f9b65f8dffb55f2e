"""The check finds whatever a reader would see otherwise, names it, tells why, and changes nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import mini_project
import pytest
from mini_project import outputs, rewrite, run

from analysis.proof import differences as by
from analysis.proof.notebooks import compare

PROOF = Path(__file__).parent / "proof"


def everything(project):
    """All files but those that may change: the page and the fresh outputs, bytecode, the lock of the build."""
    return {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts and "build/check" not in str(path) and path.name != "lock"}


def test_an_unchanged_project_passes_without_a_network_and_nothing_is_written(project):
    before = everything(project)
    done = run(project, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 reports reproduce, byte for byte and under nbval; network" in done.stdout
    assert everything(project) == before


def test_a_changed_input_is_named_as_the_cause_and_shown_with_both_values(project):
    rewrite(project / "data/raw/votes.csv", "North,radio,31", "North,radio,32")
    before = everything(project)
    done = run(project, "check", "votes")
    assert done.returncode == 1
    assert "cell 4 (answer): answer: it changed\n    - North leads with 43 votes.\n    + North leads with 44 votes." in done.stdout
    assert "likely cause: data: data/raw/votes.csv changed" in done.stdout
    assert everything(project) == before
    page = (project / "build/check/index.html").read_text("utf-8")
    assert "Where they differ" in page and "<del>3</del>" in page and "data/raw/votes.csv changed" in page


def test_a_report_that_is_not_repeatable_is_told_from_an_edited_one_and_cannot_be_accepted(project):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "import random; random.random()")
    assert run(project, "build", "terms").returncode == 0
    rewrite(project / "reports/figures/votes--votes.csv", "North", "West")
    (project / "build/keys/votes.json").unlink()
    done = run(project, "check", "terms", "votes")
    assert "likely cause: nondeterminism: two fresh runs just now differ in cell 3 (terms) (result)" in done.stdout
    assert "votes: 1 difference" in done.stdout and "likely cause: edited: no recorded input changed and two fresh runs agree" in done.stdout
    refused = run(project, "accept")
    assert refused.returncode == 1 and "two runs of it differ" in refused.stderr


def test_accept_takes_what_the_check_showed_and_the_next_check_and_build_have_nothing_to_say(project):
    rewrite(project / "notebooks/10_votes.ipynb", "The votes are invented", "All votes are invented")
    assert run(project, "check").returncode == 1
    done = run(project, "accept")
    assert done.returncode == 0 and "prose" in done.stdout and "Accepted: votes, votes-radio" in done.stdout
    assert b"All votes are invented" in outputs(project)["reports/notebooks/votes.ipynb"]
    assert run(project, "check").returncode == 0
    assert "Nothing to do" in run(project, "build").stdout


def test_accept_refuses_what_no_check_has_seen(project):
    assert "make check" in run(project, "accept").stderr
    rewrite(project / "data/raw/topics.yml", "barley", "rye")
    run(project, "check", "terms")
    rewrite(project / "data/raw/topics.yml", "rye", "oats")
    assert "its inputs changed since the check" in run(project, "accept").stderr


def test_a_failing_report_is_a_difference_that_names_its_cell(project):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "1 / 0")
    done = run(project, "check", "terms")
    assert done.returncode == 1 and "failed run" in done.stdout and "cell 3" in done.stdout and "ZeroDivisionError" in done.stdout


def test_a_tolerance_covers_its_numbers_is_printed_and_covers_nothing_else(project):
    with (project / "notebooks/params/terms.yml").open("a") as file:
        file.write("tolerance: 1.0e-6\n")
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "len(terms) / 7")
    assert run(project, "build", "terms").returncode == 0
    rewrite(project / "reports/notebooks/terms.ipynb", "0.2857142857142857", "0.2857142857142851")
    done = run(project, "check", "terms")
    assert done.returncode == 0 and "terms: numbers may differ by 1e-06 (its tolerance)" in done.stdout
    rewrite(project / "reports/notebooks/terms.ipynb", "0.2857142857142851", "0.2857242857142851")
    assert run(project, "check", "terms").returncode == 1


@pytest.mark.parametrize("tolerance", ["1", "-1.0e-9", "yes", "small"])
def test_a_tolerance_that_is_none_is_refused(project, tolerance):
    with (project / "notebooks/params/terms.yml").open("a") as file:
        file.write(f"tolerance: {tolerance}\n")
    assert "is no tolerance" in run(project, "check", "terms").stdout


def test_an_unknown_report_is_refused(project):
    assert "there is no report 'vote'" in run(project, "check", "vote").stderr


def test_every_change_of_committed_outputs_is_caught_and_named(project):
    mini_project.with_history(project)
    env = mini_project.environment(project) | {"PYTHONPATH": os.pathsep.join([str(project / "src"), str(PROOF.parent)])}
    done = subprocess.run([sys.executable, str(PROOF / "mutations.py"), "--inside"], cwd=project, env=env, capture_output=True, text=True, check=True)
    verdicts = json.loads(done.stdout.splitlines()[-1])
    kinds = {mutation.what: mutation.kind for mutation in mutations().ALL}
    assert len(verdicts) >= 80 and set(kinds) == {one["what"] for one in verdicts}
    assert [one for one in verdicts if kinds[one["what"]] not in one["kinds"] or any(kind.startswith("false") for kind in one["kinds"])] == []


def mutations():
    sys.path.insert(0, str(PROOF))
    try:
        import mutations
    finally:
        sys.path.remove(str(PROOF))
    return mutations


def test_a_file_that_is_no_notebook_is_a_difference():
    assert [one.kind for one in compare("votes", b"{}", b'{"cells": []}')] == ["notebook"]
    assert [one.kind for one in compare("votes", b"[1]", b'{"cells": []}')] == ["notebook"]


@pytest.mark.parametrize(("old", "new", "tolerance", "same"), [
    ("mean 0.1666660", "mean 0.1666661", 0.0, False), ("mean 0.1666660", "mean 0.1666661", 1e-5, True), ("mean 0.16", "mean 0.17", 1e-5, False),
    ("a 1", "b 1", 1e-5, False), ("1 2", "1", 1e-5, False), ("x1", "x2", 1e-3, False), ("1e-9", "2e-9", 1e-8, True),
])
def test_a_tolerance_looks_at_numbers_only(old, new, tolerance, same):
    assert by.close(old, new, tolerance) is same


def test_table_differences_name_row_and_column():
    old, new = [["region", "votes"], ["North", "43"], ["East", "39"]], [["region", "votes"], ["North", "43"], ["East", "38"]]
    assert by.tables(old, new)[:3] == ("row 2, votes changed", "39", "38")
    assert by.tables(old, [old[0], old[2], old[1]])[0] == "its rows are in another order"
    assert by.tables(old, old[:2])[0] == "it has 1 rows, not 2"
    assert by.tables(old, old) is None


def test_spec_differences_name_the_path():
    assert by.values({"a": [{"b": 1}]}, {"a": [{"b": 2}]})[:3] == ("a[0].b changed", "1", "2")
    assert by.values({"a": 1}, {"a": True})[0] == "a changed"
