"""The command: every verb explains itself, an error is a sentence and never a traceback, exit codes say what happened."""

import io
import os
import subprocess
import sys
from importlib import import_module

import pytest
from this_study import HERE

import analysis
from analysis import __main__ as command
from analysis.errors import AnalysisError

ROOT = HERE.root

VERBS = [verb for verb in command.VERBS]


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


def test_help_lists_every_verb(capsys):
    with pytest.raises(SystemExit) as caught:
        command.main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert {line.split()[0] for line in out.splitlines() if line.startswith("    ") and line[4] != " "} - {
        "VERB"
    } == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_error_for_a_person_is_exit_1_without_a_traceback(verb, capsys, monkeypatch):
    def fail(args):
        raise AnalysisError("it is broken", where="data/x.csv, row 3", do="Mend it.")

    module = import_module(command.VERBS[verb][0])
    monkeypatch.setattr(module, "run", fail)
    monkeypatch.setattr(module, "add_arguments", lambda parser: None)
    assert command.main([verb]) == 1
    assert capsys.readouterr().err == f"{verb}: data/x.csv, row 3: it is broken\n  Mend it.\n"


@pytest.mark.parametrize(("outcome", "code"), [(None, 0), (0, 0), (3, 3)])
def test_exit_code_is_what_the_verb_returns(outcome, code, monkeypatch):
    module = import_module(command.VERBS["data"][0])
    monkeypatch.setattr(module, "run", lambda args: outcome)
    assert command.main(["data"]) == code


def test_interrupt_is_exit_130(monkeypatch, capsys):
    def stop(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module(command.VERBS["data"][0]), "run", stop)
    assert command.main(["data"]) == 130
    assert capsys.readouterr().err == "data: stopped\n"


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
    assert done.returncode == 1 and done.stdout == ""
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
