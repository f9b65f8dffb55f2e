"""The check on record: only a whole check without differences is noted, of the outputs as they stand, and the check
itself notes nothing.
"""

import json

import mini_project
import pytest
from mini_project import run

CHECKS = (
    "# Checks\n<!-- mutations:begin -->\n84 of 85 changes of committed outputs were caught and named; more.\n"
    "<!-- mutations:end -->\n"
)


@pytest.fixture(scope="module")
def checked(mini, tmp_path_factory):
    """The small project after a whole check, which found nothing."""
    folder = mini_project.copy(mini, tmp_path_factory.mktemp("checked") / "project")
    (folder / "docs").mkdir()
    (folder / "docs/checks.md").write_text(CHECKS)
    before = mini_project.outputs(folder)
    done = run(folder, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert mini_project.outputs(folder) == before  # a check writes nothing that is committed
    return folder


@pytest.fixture
def project(checked, tmp_path):
    return mini_project.copy(checked, tmp_path / "project")


def refused(project):
    done = run(project, "record")
    assert done.returncode == 2 and not (project / "reports/check.json").exists()
    return done.stderr


def test_without_a_check_there_is_nothing_to_note(project):
    (project / "build/check/result.json").unlink()
    assert "there is no check to note" in refused(project)


def test_outputs_that_changed_since_the_check_are_not_noted(project):
    mini_project.rewrite(project / "reports/facts.json", "North", "South")
    assert "the outputs changed since the last check" in refused(project)


def test_a_check_of_one_report_is_not_noted(project):
    assert run(project, "check", "terms").returncode == 0
    assert "did not cover every report" in refused(project)


def test_a_check_that_found_a_difference_is_not_noted(project):
    mini_project.rewrite(project / "reports/figures/votes--votes.csv", "North", "Nord")
    assert run(project, "check").returncode == 1
    assert "found a difference" in refused(project)


def test_what_was_compared_is_noted_without_a_time_and_the_next_check_agrees(project):
    assert run(project, "record").returncode == 0
    first = (project / "reports/check.json").read_bytes()
    noted = json.loads(first)
    notebooks = [json.loads(path.read_bytes()) for path in (project / "reports/notebooks").glob("*.ipynb")]
    assert {key: value for key, value in noted.items() if key not in ("of", "files")} == {
        "reports": 3,
        "outputs": sum(len(cell.get("outputs", ())) for notebook in notebooks for cell in notebook["cells"]),
        "caught": 84,
        "mutations": 85,
    }
    compared = [*(project / "reports").rglob("*"), *(project / "data" / "processed").rglob("*")]
    assert noted["files"] == sum(path.is_file() and path.name != "check.json" for path in compared)
    done = run(project, "check")
    assert done.returncode == 0, done.stdout
    assert "says so already" in run(project, "record").stdout
    assert (project / "reports/check.json").read_bytes() == first
