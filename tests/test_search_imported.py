"""From lines of an imported corpus to a report: facts are kept and no text is, a clone without the texts builds it, and
whose articles they are is said.
"""

import csv
import json
import shutil
from importlib.resources import files as resources

import pytest

from analysis import load_corpus
from analysis.__main__ import main
from analysis.corpus import leaks, searches
from analysis.errors import AnalysisError
from newsbench.concordance.browser import Browser
from newsbench.importing.bring import bring
from newsbench.opening import open_corpus

BODY = "The harbour master of port {n} counts the boats that came in before the bell of the old customs house rang."


def rows(dated=True):
    for n in range(12):
        outlet = ("Gazette", "Bell")[n % 2]
        yield [
            f"port-{n:02}",
            f"Port {n}",
            outlet,
            f"2031-{n % 5 + 1:02}-12" if dated else "",
            f"{BODY.format(n=n)}\n\nA close.",
        ]


def source(path, articles):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "title", "outlet", "date", "text"], *articles])
    return path


@pytest.fixture
def study(invented, tmp_path):
    """The invented study, with twelve imported articles beside it."""
    from analysis.study import find

    made = find()
    bring(source(tmp_path / "export.csv", rows()), "harbour", study=made)
    return made


@pytest.fixture
def corpus(study):
    return load_corpus("harbour")


def files(study):
    return {path: path.read_bytes() for path in study.root.rglob("*") if path.is_file() and path.suffix != ".lock"}


def run(study):
    """What the code cells of the notebook of a saved search leave."""
    made = json.loads((study.notebooks / "60_search.ipynb").read_text("utf-8"))
    names: dict = {}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return names


def test_nothing_on_the_screen_is_no_report(corpus):
    with pytest.raises(AnalysisError, match="nothing was asked yet"):
        corpus.save_report("boats")


@pytest.mark.parametrize("name", ["", "Boats", "a/b", "../boats", "a b", None, "boats.yml"])
def test_a_name_that_is_none_is_refused_and_nothing_is_written(corpus, study, name):
    corpus.concordance("boats")
    before = files(study)
    with pytest.raises(AnalysisError, match="no name for a report"):
        corpus.save_report(name)
    assert files(study) == before


def test_a_report_that_is_there_is_kept(corpus, study):
    corpus.concordance("boats")
    corpus.save_report("boats")
    before = files(study)
    with pytest.raises(AnalysisError, match="there is a report 60_search-boats"):
        corpus.save_report("boats")
    assert files(study) == before


def test_counts_are_no_lines_and_it_is_said(corpus):
    with pytest.raises(AnalysisError, match="a Result is no concordance"):
        corpus.save_report("boats", corpus.frequency("boats"))


def test_faults_of_other_tables_are_told_before_anything_is_written(corpus, study):
    (study.raw / "coded/broken.yml").write_text("title: [", "utf-8")
    corpus.concordance("boats")
    before = files(study)
    with pytest.raises(AnalysisError, match="broken.yml"):
        corpus.save_report("boats")
    assert files(study) == before


def test_a_corpus_that_a_data_package_could_not_name_is_told(study, tmp_path):
    bring(source(tmp_path / "other.csv", rows()), "Häfen", study=study)
    before = files(study)
    found = load_corpus("Häfen").concordance("boats")
    with pytest.raises(AnalysisError, match="a data package names its tables in lower case(.|\n)*Import it under"):
        found.corpus.save_report("boats")
    assert files(study) == before


def test_outside_of_a_study_there_is_no_place_for_a_report(tmp_path):
    bring(source(tmp_path / "export.csv", rows()), "harbour", into=tmp_path)
    corpus = open_corpus("harbour", tmp_path)
    shown = corpus.concordance("boats")
    with pytest.raises(AnalysisError, match="opened outside of a study(.|\n)*new-study"):
        corpus.save_report("boats")
    assert not Browser(shown).reports


def test_a_sentence_of_the_text_that_is_asked_for_gets_into_no_file(corpus, study):
    corpus.concordance(BODY.format(n=3).rstrip(".").lower())
    before = files(study)
    with pytest.raises(AnalysisError, match="has a sentence of the text in it"):
        corpus.save_report("boats")
    assert files(study) == before


def test_what_is_saved_are_counts_by_paragraph_and_no_line(corpus, study, capsys):
    shown = corpus.concordance("the")
    before = set(files(study))
    corpus.save_report("articles")
    assert "hits_harbour.csv: written" in capsys.readouterr().out
    made = [path for path in files(study) if path not in before]
    private = leaks.Private("\n".join(BODY.format(n=n) for n in range(12)), size=4)
    assert not list(leaks.leaks(private, made))
    kept = load_corpus("").frame("hits_harbour")
    assert kept["hits"].sum() == len(shown) and set(kept.columns) == {"search", "article", "paragraph", "hits"}
    assert main(["--study", str(study.root), "codebook", "--check"]) == 0


def test_locators_are_held_against_the_manifest(corpus, study):
    corpus.concordance("boats")
    corpus.save_report("boats")
    table = study.raw / "searches/hits_harbour.csv"
    table.write_text(table.read_text().replace("port-03,1", "port-03,9"), "utf-8")
    with pytest.raises(AnalysisError, match="port-03 has 2 paragraphs, so there is no paragraph 9"):
        load_corpus("").frame("hits_harbour")


def test_a_clone_without_the_texts_builds_the_report_and_says_whose_they_are(corpus, study):
    corpus.where(outlet="Gazette").concordance("boats")
    corpus.save_report("boats")
    shutil.rmtree(study.raw / "corpora/harbour/text")
    shutil.rmtree(study.raw / "corpora/harbour/index")
    names = run(study)
    assert len(names["found"]) == 6 and set(names["found"]["outlet"]) == {"Gazette"}
    told = searches.answer(load_corpus(""), "boats").text
    assert told.startswith("“boats” stands 6 times in 6 of 6 articles of the corpus harbour (outlet Gazette)")
    whose = searches.whose(load_corpus(""), "boats").text
    assert "12 articles from 2 outlets: Bell (6) and Gazette (6). The earliest date is 12 Jan 2031" in whose
    assert "belong to those who published them" in whose and "import SOURCE --as harbour" in whose
    assert names["shown"].source == "Source: the imported corpus harbour, N = 6 hits"


def test_texts_that_are_free_are_not_called_others(corpus, study):
    corpus.concordance("boats")
    corpus.save_report("boats")
    asked = study.raw / "corpora/harbour/import.yml"
    asked.write_text(asked.read_text("utf-8").replace("open: false", "open: true"), "utf-8")
    whose = searches.whose(load_corpus(""), "boats").text
    assert "free to publish" in whose and "belong to those" not in whose


def test_without_its_manifest_the_corpus_is_asked_for_by_name(corpus, study):
    corpus.concordance("boats")
    corpus.save_report("boats")
    shutil.rmtree(study.raw / "corpora/harbour")
    with pytest.raises(AnalysisError, match="'harbour' that there is not(.|\n)*import SOURCE --as harbour"):
        load_corpus("").frame("hits_harbour")


def test_a_corpus_without_dates_has_no_months_and_says_how_many(study, tmp_path):
    bring(source(tmp_path / "undated.csv", rows(dated=False)), "undated", study=study)
    load_corpus("undated").concordance("boats").corpus.save_report("boats")
    cells = searches.by_month(load_corpus(""), "boats")
    assert set(cells["column"]) == {"no month"}
    assert "12 articles have no date." in searches.whose(load_corpus(""), "boats").text
    assert run(study)["shown"] == "Too few hits for a chart."


def test_a_search_that_finds_nothing_is_an_answer(corpus, study):
    corpus.concordance("zeppelin")
    corpus.save_report("zeppelins")
    assert "stands in none of 12 articles of the corpus harbour" in searches.answer(load_corpus(""), "zeppelins").text
    assert run(study)["shown"] == "Too few hits for a chart."


def test_searches_of_the_study_that_were_saved_before_stay(corpus, study):
    """A table that an earlier version described has no column for the corpus: its rows are kept, and it gets one."""
    folder = study.raw / "searches"
    folder.mkdir()
    (folder / "searches.csv").write_text("search,query,part,articles,words\nold,ferry,,3,100\n", "utf-8")
    yml = (resources("analysis.corpus.searches") / "searches.yml").read_text("utf-8")
    start = yml.index("    - name: corpus")
    (folder / "searches.yml").write_text(yml[:start] + yml[yml.index("    - name: articles") :], "utf-8")
    corpus.concordance("boats")
    corpus.save_report("boats")
    kept = load_corpus("").frame("searches").set_index("search")
    assert kept.loc["old", "query"] == "ferry" and kept.loc["boats", "corpus"] == "harbour"


def test_the_widget_saves_the_lines_as_they_are_narrowed(corpus):
    browser = Browser(corpus.concordance("boats"))
    assert browser.reports
    browser.filters = {"outlet": "Bell"}
    browser._report(None, {"report": "a/b"})
    assert "no name for a report" in browser.fault and not browser.told
    browser._report(None, {"report": "bells"})
    assert "60_search-bells.yml: written" in browser.told and not browser.fault
    asked = searches.asked(load_corpus(""), "bells")
    assert asked["part"] == "outlet Bell" and asked["articles"] == 6 and asked["corpus"] == "harbour"
