"""Texts of imported corpora are kept apart from what git tracks, unless their owner says that they are free."""

import argparse
import subprocess

import pytest
from import_samples import FERRY, LANTERNS, write

import newsbench
from analysis.corpus import imported, leakcheck
from analysis.errors import AnalysisError
from analysis.study import at


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.delenv("CORPUS_TEXT", raising=False)
    root = tmp_path / "study"
    (root / "notebooks" / "params").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", root], check=True)
    source = write(tmp_path / "t.csv", f'title,text\nLanterns,"{LANTERNS}"\nFerry,"{FERRY}"\n')
    newsbench.bring(source, "mine", study=at(root))
    return at(root)


def check(study):
    parser = argparse.ArgumentParser()
    leakcheck.add_arguments(parser)
    return leakcheck.run(parser.parse_args([], argparse.Namespace(study=study)))


def test_a_sentence_of_an_imported_text_in_a_tracked_file_is_found(study, capsys):
    write(study.root / "notes.md", f"As one paper wrote, {LANTERNS.lower()}")
    with pytest.raises(AnalysisError, match="1 passage"):
        check(study)
    assert "notes.md" in capsys.readouterr().out


def test_a_source_that_is_tracked_is_found(study):
    write(study.root / "exports" / "t.csv", f'title,text\nFerry,"{FERRY}"\n')
    with pytest.raises(AnalysisError, match="passage"):
        check(study)


def test_what_an_import_writes_may_be_tracked_without_its_texts(study, capsys):
    assert check(study) == 0
    tracked = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard"], cwd=study.root, capture_output=True, text=True
    ).stdout
    assert "manifest.csv" in tracked and "parquet" not in tracked and "index" not in tracked
    assert "nor of 1 imported corpora" in capsys.readouterr().out


def test_a_corpus_that_is_open_is_passed_over(study):
    write(study.root / "notes.md", LANTERNS)
    asked = study.raw / "corpora" / "mine" / "import.yml"
    asked.write_text(asked.read_text().replace("open: false", "open: true"))
    assert imported.guarded(study) == []


def test_a_source_inside_the_study_may_be_imported_again_and_open_stays(study, tmp_path):
    asked = study.raw / "corpora" / "mine" / "import.yml"
    asked.write_text(asked.read_text().replace("open: false", "open: true"))
    newsbench.bring(tmp_path / "t.csv", "mine", study=study)
    assert "open: true" in asked.read_text()
