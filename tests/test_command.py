"""The command: every verb explains itself, an error is a sentence and never a traceback, exit codes say what
happened.
"""

import io
import os
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from this_study import HERE

import analysis
from analysis import __main__ as command
from analysis.errors import AnalysisError, Finding

ROOT = HERE.root

VERBS = list(command.VERBS)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nonsense"],
        ["--nonsense"],
        ["build", "--nonsense"],
        ["data", "extra"],
        ["add-article"],
        ["add-article", "x", "--article"],
        ["codebook", "--check=1"],
        ["tidy-table"],
        ["tidy-table", "x", "--dates", "ymd"],
    ],
)
def test_wrong_call_is_exit_2_with_usage(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        command.main(argv)
    assert caught.value.code == 2
    assert "usage: python -m analysis" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as caught:
        command.main([verb, "--help"])
    assert caught.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"analysis {verb}" in out and command.VERBS[verb][1][1:] in out


@pytest.mark.parametrize("argv", [["--help"], *([verb, "--help"] for verb in VERBS)])
def test_help_says_what_each_exit_status_means(argv, capsys):
    with pytest.raises(SystemExit):
        command.main(argv)
    out = " ".join(capsys.readouterr().out.split())
    assert "Exit status: 0 done; 1 the work found something" in out and "2 a wrong call or input" in out


def test_help_lists_every_verb(capsys):
    with pytest.raises(SystemExit) as caught:
        command.main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert {line.split()[0] for line in out.splitlines() if line.startswith("    ") and line[4] != " "} - {
        "VERB"
    } == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_error_for_a_person_is_exit_2_without_a_traceback(verb, capsys, monkeypatch):
    def fail(args):
        raise AnalysisError("it is broken", where="data/x.csv, row 3", do="Mend it.")

    module = import_module(command.VERBS[verb][0])
    monkeypatch.setattr(module, "run", fail)
    monkeypatch.setattr(module, "add_arguments", lambda parser: None)
    assert command.main([verb]) == 2
    assert capsys.readouterr().err == f"{verb}: data/x.csv, row 3: it is broken\n  Mend it.\n"


@pytest.mark.parametrize(("outcome", "code"), [(None, 0), (0, 0), (1, 1), (3, 2), (-9, 2)])
def test_exit_code_is_what_the_verb_returns(outcome, code, monkeypatch):
    module = import_module(command.VERBS["data"][0])
    monkeypatch.setattr(module, "run", lambda args: outcome)
    assert command.main(["data"]) == code


# A wrong input of each verb, in a study of invented news.
WRONG = {
    "build": ["nowhere"],
    "replay": ["nowhere"],
    "check": ["nowhere"],
    "accept": [],  # nothing was checked
    "record": [],
    "status": ["nowhere"],
    "data": [],  # without the text
    "codebook": ["--from", "nowhere.xlsx"],
    "code": ["status", "--table", "nowhere"],
    "tidy-table": ["nowhere"],
    "site": ["--jobs", "0"],
    "archive": [],  # neither git nor a crate
    "lab": ["--", "--no-such-option"],
    "tidy": [],  # with a notebook that is none
    "docs": [],  # with a README in another encoding
    "leaks": ["--path", "nowhere"],
    "add-article": ["nowhere.txt", "--article", "new"],
    "new-study": ["."],
    "import": ["nowhere.csv", "--as", "news"],
    "reuse": ["nowhere.csv", "--out", "out"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_wrong_input_is_exit_2_with_a_sentence_whatever_the_verb(verb, invented, capsys, monkeypatch):
    root = Path(os.environ["ANALYSIS_STUDY"])
    monkeypatch.chdir(root)
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 4)) if verb == "lab" else None
    (root / "README.md").write_bytes(b"\xff\xfe")
    if verb == "tidy":
        (root / "notebooks" / "10_broken.ipynb").write_text("[]")
    if verb == "leaks":
        monkeypatch.setenv("CORPUS_TEXT", str(invented))
    try:
        status = command.main([verb, *WRONG.get(verb, [])])
    except SystemExit as error:
        status = error.code
    told = capsys.readouterr().err
    assert status == 2 and told and "Traceback" not in told


@pytest.mark.parametrize("call", [["codebook", "--check"], ["data"], ["leaks", "--path", "data"]])
def test_what_a_verb_finds_is_exit_1(call, invented, capsys, monkeypatch):
    monkeypatch.chdir(os.environ["ANALYSIS_STUDY"])
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    Path("data/copied.txt").write_text(invented.read_text("utf-8"), "utf-8")
    assert command.main(call) == 1
    assert capsys.readouterr().err.startswith(f"{call[0]}: ")


def test_interrupt_is_exit_130(monkeypatch, capsys):
    def stop(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module(command.VERBS["data"][0]), "run", stop)
    assert command.main(["data"]) == 130
    assert capsys.readouterr().err == "data: stopped\n"


def test_what_the_work_found_is_exit_1(monkeypatch, capsys):
    def find(args):
        raise Finding("it differs", where="data/x.csv")

    monkeypatch.setattr(import_module(command.VERBS["data"][0]), "run", find)
    assert command.main(["data"]) == 1
    assert capsys.readouterr().err == "data: data/x.csv: it differs\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "data/raw"), "data: data/raw: Permission denied"),
        (OSError(28, "No space left on device"), "data: No space left on device"),
        (MemoryError(), "data: it takes more memory than there is"),
    ],
)
def test_an_error_of_the_system_is_told_in_words(error, said, monkeypatch, capsys):
    def fail(args):
        raise error

    monkeypatch.setattr(import_module(command.VERBS["data"][0]), "run", fail)
    assert command.main(["data"]) == 2
    assert capsys.readouterr().err.startswith(said)


# What a shell does with the streams of a command, with the status and the beginning of what is said then. The words
# that are printed here are Chinese, as names of topics are.
STREAMS = {
    "a full disk": ("status > /dev/full", 2, "status: the output cannot be written: No space left on device"),
    "a full disk, for help": ("status --help > /dev/full", 0, ""),  # argparse passes over it
    "a full disk for errors": ("build 没有 2> /dev/full", 2, ""),
    "closed error stream": ("build 没有 2>&-", 2, ""),
    "closed output": ("status >&-", 0, ""),
    "all closed": ("status <&- >&- 2>&-", 0, ""),
    "an ASCII terminal": ("build 没有", 2, "build: notebooks/params: there is no report"),
    "a reader that goes": ("status | true", 0, ""),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("name", STREAMS)
def test_streams_that_take_nothing_end_in_words_and_never_in_a_traceback(name):
    call, status, said = STREAMS[name]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    line = f"{shlex.quote(sys.executable)} -m analysis {call}"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == status and done.stderr.startswith(said)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no folder that somebody stands in")
@pytest.mark.parametrize("call", ["status", "new-study mine", "import a.csv --as mine", "reuse a.csv --out mine"])
def test_a_working_directory_that_is_gone_is_told_in_words(tmp_path, call):
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    line = f'mkdir gone && cd gone && rmdir "$PWD" && {shlex.quote(sys.executable)} -m analysis {call}'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 2 and "the folder that you stand in is gone" in done.stderr
    assert "Traceback" not in done.stderr


def test_as_a_process_from_another_folder(tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "CORPUS_TEXT"} | {
        "PYTHONPATH": str(ROOT / "src")
    }
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "--study", str(ROOT), "data"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=env,
    )
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("data: CORPUS_TEXT: the text of the articles is not here")


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_exported_name_is_there(name):
    assert getattr(analysis, name) is not None and name in dir(analysis)


def test_unknown_name_is_answered_with_those_that_are_exported():
    with pytest.raises(AttributeError, match="load_corpus"):
        len(analysis.load_corpse)


def test_error_in_a_notebook_is_shown_without_traceback():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    out = io.StringIO()
    shell._showtraceback = lambda kind, value, lines: print(*lines, sep="\n", file=out)
    try:
        raise AnalysisError("it is broken", do="Mend it.")
    except AnalysisError:
        shell.showtraceback()
    assert out.getvalue() == "AnalysisError: it is broken\n  Mend it.\n"
