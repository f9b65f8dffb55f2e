"""A study is a value: found from where one stands or handed over, and never another one."""

import pytest

from analysis import study
from analysis.errors import AnalysisError


@pytest.fixture
def two(tmp_path, monkeypatch):
    """Two studies side by side, and nobody's folder around them."""
    monkeypatch.delenv(study.VARIABLE, raising=False)
    for name in ("one", "two"):
        (tmp_path / name / "notebooks" / "params").mkdir(parents=True)
    return tmp_path / "one", tmp_path / "two"


def test_outside_of_a_study_the_error_says_how_to_get_into_one(two, monkeypatch):
    monkeypatch.chdir(two[0].parent)
    with pytest.raises(AnalysisError, match="not the folder of a study.*\n.*--study DIR.*new-study"):
        study.find()


def test_a_folder_that_is_none_is_refused_by_name(tmp_path):
    with pytest.raises(AnalysisError, match="nothing here"):
        study.at(tmp_path / "nothing here")


def test_a_variable_that_names_no_study_is_refused_and_not_passed_over(two, monkeypatch):
    monkeypatch.chdir(two[0])
    monkeypatch.setenv(study.VARIABLE, str(two[0].parent))
    with pytest.raises(AnalysisError, match="not the folder of a study"):
        study.find()


def test_the_nearest_study_upward_is_the_one(two, monkeypatch):
    monkeypatch.chdir(two[0] / "notebooks" / "params")
    assert study.find() == study.Study(two[0])
    (two[0] / "inner" / "notebooks" / "params").mkdir(parents=True)
    assert study.find(two[0] / "inner" / "notebooks") == study.Study(two[0] / "inner")


def test_what_is_handed_over_counts_more_than_where_one_stands(two, monkeypatch):
    monkeypatch.chdir(two[0])
    monkeypatch.setenv(study.VARIABLE, str(two[1]))
    assert study.find() == study.Study(two[1])
    assert study.find(two[0]) == study.Study(two[0])


def test_a_link_leads_to_the_study_itself(two, monkeypatch):
    link = two[0].parent / "link"
    link.symlink_to(two[0])
    assert study.at(link) == study.find(link) == study.Study(two[0])


def test_a_path_is_told_from_the_root_of_its_own_study(two):
    assert study.shown(two[1] / "data" / "raw" / "x.csv") == "data/raw/x.csv"
    assert study.shown(two[0].parent / "x.csv") == str(two[0].parent / "x.csv")
    assert study.Study(two[0]).shown(two[1] / "x.csv") == str(two[1] / "x.csv")
