"""A general notebook tells of an imported corpus where its parameter names one: by its manifest and counts, without its
texts.
"""

import shutil

import pytest
from test_search_imported import rows, source

from analysis import load_corpus
from analysis.__main__ import main
from analysis.corpus import corpora, processed
from analysis.corpus.source import read_text
from analysis.errors import AnalysisError
from analysis.study import find
from newsbench.importing.bring import bring


@pytest.fixture
def study(invented, tmp_path):
    """The invented study with its processed tables, and twelve imported articles beside it."""
    made = find()
    for path, content in processed.build(read_text(invented, made), made).items():
        path.write_text(content, "utf-8")
    bring(source(tmp_path / "export.csv", rows()), "harbour", study=made)
    return made


def data(study, *arguments):
    return main(["--study", str(study.root), "data", *arguments])


@pytest.mark.parametrize("name", ["harbor", "a/b"])
def test_a_name_that_no_corpus_has_is_told(study, name, capsys):
    with pytest.raises(AnalysisError, match="harbour" if name == "harbor" else "can be no name of a corpus"):
        corpora.of(name)
    assert data(study, "--corpus", name) == 2 and name in capsys.readouterr().err


def test_a_corpus_that_a_data_package_could_not_name_is_told_and_nothing_is_written(study, tmp_path, capsys):
    bring(source(tmp_path / "other.csv", rows()), "Häfen", study=study)
    before = sorted(study.processed.iterdir())
    assert data(study, "--corpus", "Häfen", "--accept") == 2
    assert "names its tables in lower case" in capsys.readouterr().err and sorted(study.processed.iterdir()) == before


def test_without_counts_it_is_said_who_can_make_them(study):
    corpus = corpora.of("harbour")
    assert all(corpus.uncounted(topic) for topic in corpus.topics) and corpus.mentions.empty
    with pytest.raises(AnalysisError, match="nobody looked for reprints(.|\n)*make data CORPUS=harbour ACCEPT=1"):
        corpora.reprints("harbour")


def test_without_texts_counting_says_so_and_what_was_counted_is_read(study, capsys):
    assert data(study, "--corpus", "harbour", "--accept") == 0 and data(study, "--corpus", "harbour") == 0
    shutil.rmtree(study.raw / "corpora/harbour/text")
    shutil.rmtree(study.raw / "corpora/harbour/index")
    corpus = corpora.of("harbour")
    assert not any(corpus.uncounted(topic) for topic in corpus.topics)
    assert corpora.reprints("harbour").is_dir() and len(corpus.articles) == 12
    capsys.readouterr()
    assert data(study, "--corpus", "harbour") == 2
    assert "the texts of the corpus are not here" in capsys.readouterr().err


def test_counts_that_the_texts_do_not_give_are_a_finding(study, capsys):
    assert data(study, "--corpus", "harbour", "--accept") == 0
    terms = study.processed / "terms_harbour.csv"
    terms.write_text(terms.read_text("utf-8") + "\n", "utf-8")
    assert data(study, "--corpus", "harbour") == 1 and "terms_harbour.csv" in capsys.readouterr().err


def test_its_articles_stand_in_for_those_of_the_study_and_other_tables_stay(study):
    corpus = corpora.of("harbour")
    assert list(corpus.titles)[:2] == ["port-00", "port-01"] and set(corpus.articles["outlet"]) == {"Gazette", "Bell"}
    assert len(corpus.paragraphs) == len(load_corpus("").paragraphs) > 0  # their articles are the study's
    assert "12 articles from 2 outlets" in corpora.answer("harbour").text


def test_no_name_means_the_articles_of_the_study(study):
    assert corpora.of("").articles.equals(load_corpus().articles) and corpora.answer("") is None
    assert corpora.reprints("") == study.processed / "reprints"


def test_a_corpus_without_dates_is_told_so(study, tmp_path):
    bring(source(tmp_path / "undated.csv", rows(dated=False)), "undated", study=study)
    assert corpora.of("undated").articles["published"].isna().all()
    assert "12 articles have no date." in corpora.answer("undated").text
