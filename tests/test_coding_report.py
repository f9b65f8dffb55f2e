"""From what is on the screen to a report: facts are kept and lines are not, names that are taken are refused, `make`
can go on.
"""

import json

import pytest

from analysis import load_corpus
from analysis.__main__ import main
from analysis.charts import figure  # noqa: F401  charts are drawn by the notebook below
from analysis.corpus import leaks, processed, searches
from analysis.corpus.source import read_text
from analysis.errors import AnalysisError
from analysis.study import find
from analysis.topics import read_topics, topics_path


@pytest.fixture
def corpus(invented, monkeypatch):
    """The invented corpus with its text, its processed tables built."""
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    study = find()
    for path, content in processed.build(read_text(invented, study), study).items():
        path.write_text(content, "utf-8")
    return load_corpus()


def files(study):
    return {path: path.read_bytes() for path in study.root.rglob("*") if path.is_file() and path.suffix != ".lock"}


def test_nothing_on_the_screen_is_no_report(corpus):
    with pytest.raises(AnalysisError, match="nothing was asked yet"):
        corpus.save_report("tides")


@pytest.mark.parametrize("name", ["", "Tides", "../tides", "a b", None, "tides.yml"])
def test_a_name_that_is_none_is_refused_and_nothing_is_written(corpus, name):
    corpus.concordance("tide")
    before = files(corpus.study)
    with pytest.raises(AnalysisError, match="no name for a report"):
        corpus.save_report(name)
    assert files(corpus.study) == before


def test_a_name_that_is_taken_is_refused(corpus):
    corpus.concordance("tide")
    corpus.save_report("tides")
    before = files(corpus.study)
    with pytest.raises(AnalysisError, match="there is a report 60_search-tides"):
        corpus.save_report("tides")
    (corpus.study.params / "60_search-tides.yml").unlink()
    corpus.concordance("ferry")
    with pytest.raises(AnalysisError, match="a search tides was saved before"):
        corpus.save_report("tides")
    assert set(before) - set(files(corpus.study)) == {corpus.study.params / "60_search-tides.yml"}


def test_a_sentence_of_the_text_that_is_asked_for_gets_into_no_file(corpus):
    corpus.concordance("the tide tables are older than the pier and nobody has counted them twice")
    before = files(corpus.study)
    with pytest.raises(AnalysisError, match="has a sentence of the text in it"):
        corpus.save_report("tides")
    assert files(corpus.study) == before


def test_what_is_saved_are_counts_by_paragraph_and_no_line(corpus, invented, capsys):
    shown = corpus.concordance("the")
    before = files(corpus.study)
    corpus.save_report("articles")
    assert "Next: make" in capsys.readouterr().out
    again = load_corpus("")
    assert again.hits["hits"].sum() == len(shown) and (again.searches["query"] == "the").all()
    assert set(again.hits.columns) == {"search", "article", "paragraph", "hits"}
    made = [path for path in files(corpus.study) if path not in before]
    private = leaks.Private(invented.read_text("utf-8"), size=4)
    assert not list(leaks.leaks(private, [path for path in made if path.suffix in (".csv", ".ipynb")]))


def test_the_notebook_of_a_saved_search_runs_without_the_text(corpus, monkeypatch):
    corpus.concordance("tide")
    corpus.save_report("tides")
    monkeypatch.delenv("CORPUS_TEXT")
    made = json.loads((corpus.study.notebooks / "60_search.ipynb").read_text("utf-8"))
    names: dict = {}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), names)
    assert names["search"] == "tides" and len(names["found"]) == 2
    assert "stands 4 times in 2 of" in str(searches.answer(load_corpus(""), "tides").text)


def test_a_search_that_finds_nothing_is_an_answer(corpus):
    corpus.concordance("zeppelin")
    corpus.save_report("zeppelins")
    assert "stands in none of" in searches.answer(load_corpus(""), "zeppelins").text
    with pytest.raises(AnalysisError, match="did you mean 'zeppelins'"):
        searches.asked(load_corpus(""), "zepelins")


def test_a_part_of_the_corpus_is_said(corpus):
    corpus.save_report("ledger", corpus.where(article="ferry-ledger").concordance("tide"))
    asked = searches.asked(load_corpus(""), "ledger")
    assert "ferry-ledger" in asked["part"] and asked["articles"] == 1


# A topic


@pytest.fixture
def topical(corpus):
    (corpus.study.notebooks / "50_topic.ipynb").write_text("{}", "utf-8")
    return corpus.study


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Tides", "--terms", "tide"], "the id of a topic has lower-case letters"),
        (["tides", "--terms", " , "], "it has no terms"),
        (["tides", "--entities", "nobody-such"], "is no id of an entity"),
        (["tides", "--terms", "tide  tables"], "spaces that no text has"),
        (["tides"], "it has no terms"),
    ],
)
def test_a_topic_that_could_not_be_read_is_refused_and_nothing_is_written(topical, arguments, said, capsys):
    before = files(topical)
    assert main(["new-topic", *arguments]) == 2
    assert said in capsys.readouterr().err and files(topical) == before


def test_a_topic_shows_its_hits_and_keeps_what_stands_above(topical, capsys):
    path = topics_path(topical)
    path.write_text("# ours\n" + (path.read_text("utf-8") if path.exists() else ""), "utf-8")
    before = path.read_text("utf-8")
    assert main(["new-topic", "old-tides", "--terms", "tide tables, zeppelin, 安静"]) == 0
    told = capsys.readouterr().out
    assert "zeppelin         0: it is absent" in told and "tide tables" in told and "Next: make" in told
    assert path.read_text("utf-8").startswith(before) and read_topics(path)["old-tides"].terms[2] == "安静"
    assert (topical.params / "50_topic-old-tides.yml").read_text().splitlines()[-1] == "  topic: old-tides"
    assert load_corpus("").uncounted("old-tides") == []
    assert main(["new-topic", "old-tides", "--terms", "tide"]) == 2
    assert "there is a topic old-tides" in capsys.readouterr().err


def test_without_a_notebook_for_topics_it_is_said_what_is_missing(corpus, capsys):
    for path in corpus.study.notebooks.glob("*_topic.ipynb"):
        path.unlink()
    assert main(["new-topic", "tides", "--terms", "tide"]) == 2
    assert "there is no notebook for topics" in capsys.readouterr().err
