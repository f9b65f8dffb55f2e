"""What several test modules share: among others an invented corpus, which is a study in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

import mini_project
import pytest
import session
from hypothesis import HealthCheck, settings

# No deadline: a loaded machine is no bug. The same examples everywhere: a failure that comes and goes helps nobody.
settings.register_profile(
    "analysis",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("analysis")


# Files that take longest: begun first, they leave no worker alone at the end.
LONGEST = (
    "newstudy",
    "site_browser",
    "machines",
    "proof",
    "reports_build",
    "sentences",
    "lab",
    "stories",
    "coding_lab",
    "reuse_detect",
)


def pytest_collection_modifyitems(items):
    """Order files by what they take; the order within a file stays."""
    places = {f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


@pytest.fixture
def invented(tmp_path, monkeypatch):
    """The invented corpus as the study that one works in, its processed tables not yet built. Gives the file of its
    text; CORPUS_TEXT is not set.
    """
    import corpus_fixture

    from analysis.study import VARIABLE

    monkeypatch.delenv("CORPUS_TEXT", raising=False)
    text = corpus_fixture.write(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return text


@pytest.fixture
def text_of_articles():
    """The real text, for who has it."""
    given = os.environ.get("CORPUS_TEXT", "")
    if not given:
        pytest.skip("needs the private text: set CORPUS_TEXT to its file or folder")
    return Path(given)


@pytest.fixture(scope="session")
def mini(tmp_path_factory):
    """A small project of its own, built once for all tests that change a copy of it."""
    return mini_project.built(mini_project.shared(tmp_path_factory))


@pytest.fixture
def project(mini, tmp_path):
    """A copy of the small project that a test may change."""
    return mini_project.copy(mini, tmp_path / "project")


@pytest.fixture(scope="session")
def workshop(mini, tmp_path_factory):
    """A copy of the small project and a process that runs its verbs: starting both once spares most of the time.
    Modules of the packages are loaded once there: who changes them runs a process of its own.
    """
    folder = mini_project.copy(mini, tmp_path_factory.mktemp("workshop") / "project")
    with session.Session(folder, mini_project.environment(folder)) as verbs:
        yield folder, verbs


@pytest.fixture
def served(workshop, mini):
    """The copy of the workshop, as it was built."""
    return mini_project.restore(workshop[0], mini)


@pytest.fixture
def verb(workshop):
    """Runs a verb on the copy of the workshop: ``verb("check", "votes")``."""
    return workshop[1].run


@pytest.fixture(scope="session")
def chains():
    """Chains of invented news, inferred once for all tests that only read them."""
    from benchmarks import chains as benchmark
    from benchmarks import truth
    from reprints.chains import infer

    made = truth.make(700, 3)
    return infer(made.docs, benchmark.clusters_of(made.docs, made.truth, given=True))
