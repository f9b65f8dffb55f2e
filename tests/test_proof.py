"""A sample of the long suites under tests/proof: kills, two builds at once, a few circumstances, random changes of
inputs.
"""

import subprocess
import sys

import fresh
import interpreters
import kill
import mini_project
import mutations
import perturb
import pytest
import session


@pytest.fixture(scope="session")
def states(mini, tmp_path_factory):
    """Outputs of the small project before and after a changed row."""
    other = mini_project.copy(mini, tmp_path_factory.mktemp("other") / "project")
    kill.edit(other, "North,radio,31", "North,radio,38")
    assert mini_project.run(other, "build").returncode == 0
    return [mini_project.outputs(mini), mini_project.outputs(other)]


def test_a_killed_build_leaves_whole_files_and_no_process_and_the_next_one_mends(mini, states):
    assert kill.killed_at_random(mini, states, times=2, seed=3) == []


def test_two_builds_at_once_do_the_work_once(mini, states):
    assert kill.two_at_once(mini, states) == []


SAMPLED = (
    "a path with spaces and Chinese characters",
    "time zone Asia/Shanghai in the kernels too",
    "variables that libraries listen to",
    "eight jobs",
    "hash seed 42",
    "another working folder",
)


def test_reports_have_the_same_bytes_in_other_circumstances(mini, tmp_path):
    (tmp_path / "needs").mkdir()
    known = {case.name: case for case in perturb.cases(["terms", "votes", "votes-radio"], tmp_path / "needs")}
    path, zone, listened, jobs, seed, away = (known[name] for name in SAMPLED)
    together = perturb.Case(
        "all of these at once",
        env=zone.env + listened.env + seed.env,
        let_in=zone.let_in,
        folder=path.folder,
        cwd=away.cwd,
        arguments=jobs.arguments,
        shows=f"{away.shows}\n{zone.shows}",
    )
    (tmp_path / "room").mkdir()
    assert perturb.attempt(together, mini, mini_project.outputs(mini), tmp_path / "room") == "pass"


def test_a_circumstance_that_does_not_hold_is_not_claimed(mini, tmp_path):
    assert (
        perturb.attempt(perturb.Case("another year", shows="raise SystemExit('this year')"), mini, {}, tmp_path)
        == "not tested, the circumstances do not hold: this year"
    )


def test_a_difference_is_told_in_words(mini):
    wanted = mini_project.outputs(mini)
    name = "reports/notebooks/votes.ipynb"
    found = wanted | {name: wanted[name].replace(b"votes.", b"vetes.", 1)}
    assert wanted[name] != found[name] and perturb.explained([name], wanted, found).startswith("votes, cell ")


def test_every_interpreter_found_starts_and_is_another_one():
    others = interpreters.found()
    if not others:
        pytest.skip("no other Python on this machine")
    for version, path in others.items():
        said = subprocess.run(
            [path, "-c", "import sys; print(sys.version_info[:3])"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout.strip()
        assert said == str(version) and version[:2] >= (3, 11) and version != sys.version_info[:3]


@pytest.mark.parametrize(
    ("place", "once"),
    [
        ("    progress.close()\n", False),
        ("        progress.step(report.name, failed=report.name not in built)\n", True),
    ],
    ids=["before-the-derived-files", "after-one-report"],
)
def test_a_build_that_ends_between_reports_and_derived_files_is_finished_by_the_next(
    mini, states, tmp_path, place, once
):
    project = mini_project.copy(mini, tmp_path / "project")
    kill.edit(project, "North,radio,31", "North,radio,38")
    builder = project / "src/proofpress/reports/build.py"
    whole = builder.read_text("utf-8")
    end = place.replace(place.strip(), "import os; os.kill(os.getpid(), 9)")
    mini_project.rewrite(builder, place, end + place)
    assert mini_project.run(project, "build", *(("--jobs", "1") if once else ())).returncode == -9
    builder.write_text(whole, "utf-8")
    assert kill.broken(project, states) == [] and kill.untold(project) == []
    assert kill.settled(project, states[1]) == []


def test_random_changes_make_no_report_falsely_fresh(mini, tmp_path):
    project = mini_project.copy(mini, tmp_path / "project")
    with session.Session(project, mini_project.environment(project)) as verbs:
        assert fresh.walked(project, verbs.run, steps=3, seed=11) == []


def test_a_false_fresh_would_be_seen(mini, tmp_path):
    project = mini_project.copy(mini, tmp_path / "project")

    def forgetful(*arguments):
        """A status that always says fresh, and builds that do nothing unless forced; that one changes a figure."""
        if "--force" in arguments:
            (project / "reports/figures/votes--votes.csv").write_text("a\n")
        return subprocess.CompletedProcess(arguments, 0, "votes: fresh\n" if arguments == ("status",) else "", "")

    found = fresh.Walk(project, forgetful, seed=1).step()[1]
    assert (
        "votes was called fresh" in found
        and "reports/figures/votes--votes.csv is not what a forced build gives" in found
    )


def test_every_source_that_the_mutations_change_is_in_the_small_project(tmp_path):
    """A run of them takes an hour and comes to the sources last."""
    folder = mini_project.write(tmp_path / "project")
    (folder / "requirements.lock").write_text("pandas==3.0\n")
    for what, file, old, _, _ in mutations.SOURCES:
        assert old in (folder / file).read_text("utf-8"), what
