"""A new study stands by itself, and what it shares with this one comes from one place."""

import argparse
import contextlib
import csv
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import mini_project
import pytest
from this_study import HERE

from analysis import study
from analysis.errors import AnalysisError
from analysis.newstudy import command as newstudy


def test_both_makefiles_come_from_one_template():
    made = newstudy.rendered("Makefile.j2", home=True, example="20_initiative_support", package="proofpress")
    assert made == (HERE.root / "Makefile").read_text("utf-8")
    other = newstudy.rendered("Makefile.j2", home=False, example="10_topic", package="archipelago")
    assert set(other.splitlines()) - set(made.splitlines()) and "CORPUS_TEXT" not in other.split("leaks:")[0]


def test_pages_are_made_of_the_codebook_as_the_descriptions_give_it():
    done = subprocess.run(["make", "-n", "site"], cwd=HERE.root, capture_output=True, text=True, check=True).stdout
    steps = re.findall(r"-m analysis (codebook|build|site)", done)
    assert steps == ["codebook", "build", "site"]


@pytest.mark.parametrize("name", ["thesis.docx", ".hidden", "inner/x.txt"])
def test_a_folder_that_holds_something_is_refused_by_name_and_stays(tmp_path, name):
    (tmp_path / "mine" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "mine" / name).write_text("mine")
    with pytest.raises(AnalysisError, match=f"not empty.*{name.split('/')[0]}"):
        newstudy.refuse(tmp_path / "mine")
    assert (tmp_path / "mine" / name).read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(AnalysisError, match="it is a file"):
        newstudy.refuse(tmp_path / "mine")


def test_a_study_inside_another_is_refused():
    with pytest.raises(AnalysisError, match="it lies in the study"):
        newstudy.refuse(HERE.root / "build" / "inner")


@pytest.mark.parametrize(
    "name", ["", "2031", "Ferry", "my-study", "a b", "class", "json", "pandas", "analysis", "群岛"]
)
def test_a_name_that_python_cannot_import_or_has_already_is_refused(name):
    with pytest.raises(AnalysisError, match="--name"):
        newstudy.check_name(name)


def test_the_makefile_makes_the_path_file_of_its_own_package_relative():
    """The set-up is not run by tests, which have no network, so its lines are tried on what uv leaves."""
    made = newstudy.rendered("Makefile.j2", home=False, example="10_topic", package="archipelago")
    assert "/_archipelago.pth; do" in made and "_proofpress.pth" not in made


def test_a_study_can_be_started_in_the_folder_one_stands_in(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(
        newstudy, "write", lambda folder, name, title: (folder / "notebooks/params").mkdir(parents=True)
    )
    monkeypatch.setattr(newstudy, "fill", lambda of: None)
    inode = (tmp_path / "here").stat().st_ino
    assert newstudy.run(argparse.Namespace(folder=Path(), name="mine_own", title=None)) == 0
    assert (tmp_path / "here/notebooks/params").is_dir() and (tmp_path / "here").stat().st_ino == inode


def test_the_guide_to_tables_travels_along():
    start = "## How a table is described"
    guides = [
        path.read_text("utf-8").partition(start)[2]
        for path in (HERE.raw / "README.md", newstudy.TEMPLATE / "data/raw/README.md")
    ]
    assert guides[0] and guides[0] == guides[1]


def test_nothing_in_a_new_study_speaks_of_this_one():
    values = {
        "name": "archipelago",
        "title": "Archipelago",
        "home": False,
        "example": newstudy.EXAMPLE,
        "package": "archipelago",
    }
    files = dict(newstudy.files(values))
    assert len([name for name in files if name.startswith("data/raw/text/")]) == 36 and "README.md" in files
    for file, content in files.items():
        text = content.decode("utf-8")
        found = [
            word for word in ("CMP", "China Media", "cmpstudy", "CORPUS_TEXT=") if word in text and file != "Makefile"
        ]
        assert found == [], file


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A study that a clone of this checkout made, which is gone since; its environment is this one, its package the
    wheel.
    """
    home = tmp_path_factory.mktemp("new")
    clone = mini_project.copy_tracked(HERE.root, home / "clone")
    warmed(clone / "src")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CORPUS_TEXT"))}
    command = [sys.executable, "-m", "analysis", "new-study", "archipelago"]
    env = environment | {"PYTHONPATH": str(clone / "src"), "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(clone)
    equip(home / "archipelago")
    return home / "archipelago"


def warmed(packages: Path) -> None:
    """Give copies of this checkout's modules what Python and numba compiled of them here, where they have: it takes
    half a minute. Both know a module by its time and size.
    """
    for module in HERE.source.rglob("*.py"):
        copied = packages / module.relative_to(HERE.source)
        if not copied.exists() or copied.read_bytes() != module.read_bytes():
            continue
        was = module.stat()
        os.utime(copied, ns=(was.st_atime_ns, was.st_mtime_ns))
        for compiled in (module.parent / "__pycache__").glob(f"{module.stem}.*"):
            (copied.parent / "__pycache__").mkdir(exist_ok=True)
            if compiled.suffix in (".pyc", ".nbi", ".nbc"):
                with contextlib.suppress(FileNotFoundError):  # replaced by another worker meanwhile
                    shutil.copy2(compiled, copied.parent / "__pycache__" / compiled.name)


def equip(folder: Path) -> None:
    """The environment that make would set up from the lock, without a network: this one's packages and the wheel."""
    venv = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    site = next(venv.glob("lib/python*/site-packages"))
    # A path file of a path file is not read, so this checkout's own package does not come along.
    (site / "packages.pth").write_text(
        sysconfig.get_path("purelib") + "\nimport sys; sys.path.insert(0, " + repr(str(site)) + ")\n"
    )
    (site / "study.pth").write_text(f"{folder / 'src'}\n")
    zipfile.ZipFile(next((folder / "vendor").glob("*.whl"))).extractall(site)
    warmed(site)
    key = subprocess.run(
        "cat requirements.lock pyproject.toml | cksum",
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (venv / "made-from").write_text(f"{key} {folder}\n")


def make(folder: Path, *targets: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    done = subprocess.run(["make", *targets], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_under_git_with_one_commit_and_nothing_left_over(made):
    log = subprocess.run(["git", "log", "--oneline"], cwd=made, capture_output=True, text=True, check=True).stdout
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=made, capture_output=True, text=True, check=True
    ).stdout
    assert len(log.splitlines()) == 1
    assert [line for line in status.splitlines() if not line.endswith("reports/")] == []


def test_it_works_after_the_clone_that_made_it_is_gone(made):
    where = subprocess.run(
        [made / ".venv/bin/python", "-c", "import analysis, proofpress; print(analysis.__file__, proofpress.__file__)"],
        cwd="/", capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert all(Path(file).is_relative_to(made / ".venv") for file in where)
    assert "4 reports built" in make(made)
    assert "passed" in make(made, "test")
    assert "4 reports reproduce" in make(made, "check")
    subprocess.run([made / ".venv/bin/python", "-m", "analysis", "codebook", "--check"], cwd=made, check=True)
    assert "pages" in make(made, "site") and (made / "site/index.html").exists()
    assert "analysis lab" in make(made, "-n", "lab")


def test_what_is_asserted_of_the_planted_reprints_is_right(made):
    """Of the copies most can be told, and none wrongly. Two reports that quote one speech at length may pass for a
    copy: shared wording cannot tell (caveat R3).
    """
    with (Path(__file__).parent / "data" / "archipelago-truth.csv").open(encoding="utf-8") as file:
        planted = {(row["child"], row["parent"]): row["kind"] for row in csv.DictReader(file)}
    copied = {pair for pair, kind in planted.items() if kind in ("verbatim", "cut", "rewritten")}
    with (made / "data/processed/reprints/chains.csv").open(encoding="utf-8") as file:
        asserted = {(row["id"], row["parent"]) for row in csv.DictReader(file) if row["status"] == "copy"}
    quoting = {pair for pair, kind in planted.items() if kind == "quotation-only"}
    assert asserted - copied - quoting == set()
    assert len(asserted & copied) >= len(copied) * 2 // 3


def test_two_studies_side_by_side_do_not_see_each_other(tmp_path, monkeypatch):
    for name, says in (("one", "first"), ("two", "second")):
        (tmp_path / name / "notebooks/params").mkdir(parents=True)
        (tmp_path / name / "data/raw").mkdir(parents=True)
        (tmp_path / name / "data/raw/caveats.yml").write_text(f"C1: Of the {says}.\n")
    from analysis import caveats

    monkeypatch.delenv(study.VARIABLE, raising=False)
    for name, says in (("one", "first"), ("two", "second")):
        monkeypatch.chdir(tmp_path / name / "notebooks")
        assert caveats.limits("C1").said == {"C1": f"Of the {says}."}
