"""A sample of the long suites under tests/proof: one kill, two builds at once, and a few circumstances."""

import sys
from pathlib import Path

import mini_project
import pytest

PROOF = Path(__file__).parent / "proof"
sys.path.insert(0, str(PROOF))
import kill  # noqa: E402
import perturb  # noqa: E402

sys.path.remove(str(PROOF))


@pytest.fixture(scope="session")
def mini(tmp_path_factory):
    return mini_project.built(mini_project.shared(tmp_path_factory))


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


@pytest.mark.parametrize("name", ["a path with spaces and Chinese characters", "time zone Pacific/Chatham", "variables that libraries listen to"])
def test_reports_have_the_same_bytes_in(name, mini, tmp_path):
    case = next(case for case in perturb.cases(["terms", "votes", "votes-radio"]) if case.name == name)
    assert perturb.attempt(case, mini, mini_project.outputs(mini), tmp_path) == "pass"
