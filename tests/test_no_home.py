"""A package that its user may not write and a user without a home: every verb works, or says in a sentence why not."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus_fixture
import mini_project
import perturb
import pytest
from import_samples import FERRY, LANTERNS
from this_study import HERE

from analysis.__main__ import VERBS

# verb -> which study it works on, and what is called; a verb that is missing here fails below.
CALLS = {
    "build": ("mini", ["build", "votes", "--force"]),
    "replay": ("mini", ["replay", "terms"]),
    "check": ("mini", ["check", "terms"]),
    "accept": ("mini", ["accept"]),
    "record": ("mini", ["record"]),
    "status": ("mini", ["status"]),
    "site": ("mini", ["site"]),
    "archive": ("mini", ["archive", "--no-site"]),
    "lab": ("mini", ["lab", "--port", "8899", "--", "--no-browser"]),
    "tidy": ("mini", ["tidy"]),
    "docs": ("mini", ["docs"]),
    "data": ("text", ["data", "--accept"]),
    "codebook": ("text", ["codebook"]),
    "code": ("text", ["code", "export", "support.qdc", "--table", "support"]),
    "tidy-table": ("text", ["tidy-table", "entities"]),
    "leaks": ("text", ["leaks", "--path", "data"]),
    "add-article": ("text", ["add-article", "more.txt", "--article", "more"]),
    "new-topic": ("text", ["new-topic", "tides", "--terms", "tide"]),
    "new-study": ("mini", ["new-study", "../tmp/harbour"]),
    "import": ("none", ["import", "news", "--as", "harbour", "--into", "corpora"]),
    # `python -m reprints` is the same.
    "reuse": ("none", ["reuse", "news.csv", "--out", "out", "--figures", "1"]),
}

# These do their work by reading, or find that there is nothing to write.
READING = {"status", "replay", "leaks", "tidy", "tidy-table"}
OTHERS = {"archive": "dubious ownership"}  # what else may be said
NOWHERE = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "IPYTHONDIR", "MPLCONFIGDIR"), "/proc/none")


@pytest.fixture(scope="module")
def place(mini):
    """A folder that everybody may enter, with a package that nobody may write, and a study of each kind."""
    if os.getuid() == 0 and (reason := perturb.another_user()):
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="nohome-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        shutil.copytree(HERE.source, folder / "lib", ignore=shutil.ignore_patterns("__pycache__"))
        # As in the wheel, which brings the lock along.
        shutil.copy(mini_project.ROOT / "requirements.lock", folder / "lib" / "analysis" / "newstudy" / "template")
        kept = shutil.ignore_patterns("analysis", "cmpstudy", "newsbench", "proofpress", "reprints", "__pycache__")
        mini_project.with_history(shutil.copytree(mini, folder / "mini", ignore=kept))
        (folder / "mini" / "vendor").mkdir()
        (folder / "mini" / "vendor" / "proofpress-0-py3-none-any.whl").write_bytes(b"the package, packed")
        path = {"PYTHONPATH": f"{folder / 'lib'}{os.pathsep}{folder / 'mini' / 'src'}"}
        checked = mini_project.run(folder / "mini", "check", env=path)
        assert checked.returncode in (0, 1), checked.stderr
        of_texts(folder / "text")
        of_news(folder / "none")
        written = sorted((folder / "lib").rglob("*"))
        for path in (folder / "lib", *written):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield folder
        for path in (folder / "lib", *written):
            path.chmod(0o755)


def of_texts(folder):
    folder.mkdir()
    shutil.copy(corpus_fixture.write(folder), folder / "text.txt")
    (folder / "notebooks" / "params").mkdir(parents=True, exist_ok=True)
    (folder / "notebooks" / "10_topic.ipynb").write_text("{}", "utf-8")
    (folder / "more.txt").write_text(f"A Ferry More\n\n{FERRY}\n", "utf-8")


def of_news(folder):
    (folder / "news").mkdir(parents=True)
    rows = ["id,outlet,date,title,text"]
    for number, text in enumerate((FERRY, LANTERNS, FERRY), start=1):
        (folder / "news" / f"{number}.txt").write_text(f"Piece {number}\n\n{text}", "utf-8")
        flat = text.replace("\n", " ").replace('"', "")
        rows.append(f'{number},Gazette {number},2020-01-0{number},Piece {number},"{flat}"')
    (folder / "news.csv").write_text("\n".join(rows) + "\n", "utf-8")


@pytest.fixture
def of(place, request):
    """A copy of a study, and what runs a verb on it for a user who has no home."""
    folders = []

    def begun(kind, arguments, writable=True):
        folder = shutil.copytree(place / kind, place / f"{kind}-{len(folders)}", symlinks=True)
        folders.append(folder)
        if os.getuid() == 0 and writable:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, int(perturb.NOBODY), int(perturb.NOBODY))
        elif not writable:
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o555 if path.is_dir() else 0o444)
        (folder.parent / "tmp").mkdir(exist_ok=True)
        (folder.parent / "tmp").chmod(0o777)
        path = os.pathsep.join([str(place / "lib"), str(folder / "src")])
        return subprocess.Popen(
            [*(perturb.as_nobody() if os.getuid() == 0 else ()), sys.executable, "-m", "analysis", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "TMPDIR": str(folder.parent / "tmp"), **NOWHERE}
            | ({"CORPUS_TEXT": str(folder / "text.txt")} if kind == "text" else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    yield begun
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(folder)


def test_every_verb_is_tried():
    assert sorted(CALLS) == sorted(VERBS)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "lab"])
def test_a_verb_works_without_a_home_and_with_a_package_that_it_may_not_write(of, verb):
    kind, arguments = CALLS[verb]
    said, wrong = (done := of(kind, arguments)).communicate(timeout=600)
    assert done.returncode == 0, f"{said}{wrong}"
    assert "Traceback" not in wrong and "Warning" not in wrong and "/proc/none" not in wrong, wrong


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "lab"])
def test_a_verb_says_in_a_sentence_that_the_study_may_not_be_written_either(of, verb):
    kind, arguments = CALLS[verb]
    if verb == "new-study":
        arguments = ["new-study", "../harbour"]
    said, wrong = (done := of(kind, arguments, writable=False)).communicate(timeout=600)
    assert "Traceback" not in wrong and "Warning" not in wrong and "/proc/none" not in wrong, wrong
    assert done.returncode == (0 if verb in READING else 2), f"{said}{wrong}"
    if done.returncode:
        assert ("ermission" in wrong or OTHERS.get(verb, "-") in wrong) and wrong.count("\n") <= 3, wrong


def test_jupyterlab_starts_without_a_home(of):
    kind, arguments = CALLS["lab"]
    lab = of(kind, arguments)
    try:
        lines = []
        for line in lab.stderr:
            lines.append(line)
            if "http://" in line:
                break
        assert any("http://" in line for line in lines), "".join(lines)
        assert "Traceback" not in "".join(lines), "".join(lines)
    finally:
        os.killpg(lab.pid, signal.SIGKILL)
        lab.communicate()
