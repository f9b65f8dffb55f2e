"""The archive: the same bytes each time, nothing in it that is not described, and its own README's command rebuilds its
figures.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import mini_project
import pytest
import site_tree
from mini_project import ROOT, run

DESCRIPTION = "ro-crate-metadata.json"
HOSTILE = (
    "data/raw/a b #1.csv",
    "data/raw/c:d?e.csv",
    "data/raw/中文 “x”.csv",
    "data/raw/new\nline.csv",
    "data/raw/%2e%2e.csv",
    "data/raw/<b>&'.csv",
)


@pytest.fixture(scope="module")
def committed(mini, tmp_path_factory):
    """The small project with Makefile and hostile names, under git."""
    folder = mini_project.copy(mini, tmp_path_factory.mktemp("archive") / "project")
    shutil.copy(ROOT / "Makefile", folder)
    for name in HOSTILE:
        (folder / name).write_text("a\n")
    assert run(folder, "build").returncode == 0  # the names of all data count as read
    return mini_project.with_history(folder)


def archive(folder: Path, *options: str, **settings) -> bytes:
    out = folder / "build" / "archive.zip"
    done = run(folder, "archive", *options, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return out.read_bytes()


@pytest.fixture(scope="module")
def packed(committed) -> bytes:
    return archive(committed, "--no-site")


@pytest.fixture(scope="module")
def graph(packed) -> dict[str, dict]:
    """The entities of the description by id."""
    return {
        entity["@id"]: entity for entity in json.loads(zipfile.ZipFile(io.BytesIO(packed)).read(DESCRIPTION))["@graph"]
    }


@pytest.fixture
def unpacked(packed, tmp_path) -> Path:
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path / "un packed")
    return tmp_path / "un packed"


def listed(value) -> list[str]:
    """Ids that a property refers to, be it one or many."""
    return [part["@id"] for part in (value if isinstance(value, list) else [value])]


# What is refused.


def test_a_report_that_is_not_built_is_refused(committed, tmp_path):
    folder = mini_project.copy(committed, tmp_path / "project")
    (folder / "reports/notebooks/votes.ipynb").unlink()
    done = run(folder, "archive", "--no-site")
    assert (
        done.returncode == 2
        and "report votes: the report is not built" in done.stderr
        and not (folder / "build/archive.zip").exists()
    )


def test_a_tracked_text_of_the_articles_is_refused(committed, tmp_path):
    folder = mini_project.copy(committed, tmp_path / "project")
    with (folder / ".gitignore").open("a") as ignored:  # by this a study says that its texts are somebody else's
        ignored.write("data/raw/text/\n")
    (folder / "data/raw/text").mkdir()
    (folder / "data/raw/text/articles.txt").write_text("private")
    subprocess.run(["git", "add", "-f", "data/raw/text/articles.txt"], cwd=folder, check=True)
    done = run(folder, "archive", "--no-site")
    assert (
        done.returncode == 2
        and "the text of the articles is tracked" in done.stderr
        and not (folder / "build/archive.zip").exists()
    )


def test_a_tracked_link_is_refused_lest_it_bring_what_it_leads_to(committed, tmp_path):
    (tmp_path / "secret.txt").write_text("elsewhere")
    folder = mini_project.copy(committed, tmp_path / "project")
    (folder / "data/raw/link.csv").symlink_to(tmp_path / "secret.txt")
    subprocess.run(["git", "add", "data/raw/link.csv"], cwd=folder, check=True)
    done = run(folder, "archive", "--no-site")
    assert done.returncode == 2 and "it is a link" in done.stderr


def test_a_folder_of_which_nobody_knows_the_files_is_refused(committed, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(committed, folder, ignore=shutil.ignore_patterns(".git"))
    done = run(folder, "archive", "--no-site", env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert done.returncode == 2 and "neither git nor a crate tells" in done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The hostile tree and its site under git, in a place of this module's own."""
    shared = site_tree.hostile(mini_project.shared(tmp_path_factory))
    tree = shutil.copytree(
        shared, tmp_path_factory.mktemp("hostile") / "tree", ignore=shutil.ignore_patterns("__pycache__", "mail")
    )
    (tree / ".gitignore").write_text("site/\nbuild/\n__pycache__/\n")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x"],
    ):
        subprocess.run(["git", *command], cwd=tree, check=True)
    site_tree.build(tree, tree / "site")
    return tree


def test_a_site_that_is_older_than_its_reports_is_refused(hostile):
    path = hostile / "reports/notebooks/10_hostile.ipynb"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b" ")
        done = run(hostile, "archive")
    finally:
        path.write_bytes(kept)
    assert done.returncode == 2 and "missing or older" in done.stderr


def test_a_site_that_holds_the_text_is_refused(hostile, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("text")
    copy = shutil.copytree(hostile, tmp_path / "tree", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(copy / "site")
    private = "__import__('collections').defaultdict(lambda: 'A private paragraph.')"
    private = f"{private[:-1]}, {{('clean-network', 1): 'A private paragraph.'}})"
    site_tree.build(copy, copy / "site", options=f", text=Path({str(text)!r}), private={private}")
    assert "A private paragraph." in (copy / "site/claims/support.html").read_text("utf-8")
    done = run(copy, "archive")
    assert done.returncode == 2 and "it holds the text of the articles" in done.stderr


# What it is.


def test_two_archives_of_one_commit_are_identical_wherever_and_whenever(committed, packed, tmp_path):
    elsewhere = mini_project.copy(committed, tmp_path / "else where")
    assert (
        archive(
            elsewhere,
            "--no-site",
            env={"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C", "CORPUS_TEXT": "/nowhere"},
        )
        == packed
    )


def test_the_description_names_every_file_with_its_size_and_hash_and_no_other(packed, graph):
    import hashlib

    with zipfile.ZipFile(io.BytesIO(packed)) as made:
        inside = {name: made.read(name) for name in made.namelist() if name != DESCRIPTION}
    described = {unquote(name): entity for name, entity in graph.items() if "sha256" in entity}
    assert set(described) == set(inside) and set(HOSTILE) <= set(inside)
    assert {name: (entity["contentSize"], entity["sha256"]) for name, entity in described.items()} == {
        name: (str(len(content)), hashlib.sha256(content).hexdigest()) for name, content in inside.items()
    }
    assert sorted(listed(graph["./"]["hasPart"])) == sorted(name for name in graph if unquote(name) in inside)


def test_every_address_in_the_description_is_described(graph):
    def addresses(value):
        if isinstance(value, dict):
            yield from [value["@id"]] if set(value) == {"@id"} else []
            for part in value.values():
                yield from addresses(part)
        elif isinstance(value, list):
            for part in value:
                yield from addresses(part)

    assert {name for entity in graph.values() for name in addresses(entity)} - set(graph) - {
        "https://w3id.org/ro/crate/1.1"
    } == set()
    assert not [name for name in graph if re.search(r"[\s<>\"]", name)]


def test_each_figure_tells_its_notebook_parameters_tables_and_commit(committed, graph):
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=committed, capture_output=True, text=True, check=True
    ).stdout.strip()
    figures = [name for name in graph if name.startswith("reports/figures/")]
    assert len(figures) >= 8
    for figure in figures:
        (run_of,) = [
            entity
            for entity in graph.values()
            if entity["@id"].startswith("#run-") and figure in listed(entity.get("result", []))
        ]
        report = figure.removeprefix("reports/figures/").split("--")[0]
        assert run_of["@id"] == f"#run-{report}" and listed(run_of["instrument"]) == ["notebooks/10_votes.ipynb"]
        went_in = listed(run_of["object"])
        assert {
            "data/raw/votes.csv",
            "src/votes.py",
            "requirements.lock",
            f"notebooks/params/{report}.yml",
        } <= set(went_in)
        values = {graph[name]["name"]: graph[name]["value"] for name in went_in if name.startswith("#")}
        assert values == ({"channel": '"radio"', "top": "3"} if report == "votes-radio" else {})
        assert run_of["identifier"] == graph["./"]["version"] == commit
    assert set(figures) <= set(listed(graph["#run"]["result"])) and listed(graph["#run"]["instrument"]) == ["Makefile"]


def test_an_unpacked_archive_without_git_gives_the_same_archive(packed, unpacked):
    (unpacked / "notes of a reader.txt").write_text("not part of it")
    assert archive(unpacked, "--no-site", env={"GIT_CEILING_DIRECTORIES": str(unpacked.parent)}) == packed


def test_the_command_of_its_own_readme_rebuilds_the_figures_with_the_same_bytes(unpacked, tmp_path):
    readme = (unpacked / "README.md").read_text("utf-8")
    command = re.search(r"```sh\n(\S[^#\n]*?)\s*(?:#|\n)", readme)[1].split()
    assert command[0] == "make"
    before = mini_project.outputs(unpacked)
    assert len(before) > 10
    for name in before:
        (unpacked / name).unlink()
    # The environment that make would set up from the lock stands already: the one that runs this test.
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (venv / "bin/python").chmod(0o755)
    key = subprocess.run(
        "cat requirements.lock pyproject.toml | cksum",
        shell=True,
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (venv / "made-from").write_text(f"{key} {unpacked}\n")
    done = subprocess.run(
        [*command, f"VENV={venv}"],
        cwd=unpacked,
        env=mini_project.environment(unpacked) | {"GIT_CEILING_DIRECTORIES": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert mini_project.outputs(unpacked) == before


def test_the_site_stands_in_it_with_the_manifest_of_outputs(hostile):
    made = zipfile.ZipFile(io.BytesIO(archive(hostile)))
    names = made.namelist()
    assert {"site/index.html", "site/claims.html", "site/reports/10_hostile.html", "codecheck.yml"} <= set(
        names
    ) and not [name for name in names if name.startswith("site/.site")]
    described = {
        unquote(entity["@id"]) for entity in json.loads(made.read(DESCRIPTION))["@graph"] if "sha256" in entity
    }
    assert described == set(names) - {DESCRIPTION}
    assert not [name for name in names if name.startswith("/") or ".." in name.split("/")]


def test_it_goes_over_no_file_of_the_package(committed):
    before = (committed / "README.md").read_bytes()
    done = run(committed, "archive", "--no-site", "--out", "README.md")
    assert (
        done.returncode == 2
        and "README.md: it is a file of the package" in done.stderr
        and (committed / "README.md").read_bytes() == before
    )


def test_it_is_valid_by_roc_validator(packed, tmp_path):
    pytest.importorskip(
        "rocrate_validator", reason="roc-validator is not installed: the crate is validated by make validate only"
    )
    (tmp_path / "archive.zip").write_bytes(packed)
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/proof/crate.py"), str(tmp_path / "archive.zip")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "workflow-run-crate-0.5: 0 required" in done.stdout, done.stdout + done.stderr
