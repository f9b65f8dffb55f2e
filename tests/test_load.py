"""load_corpus: facts by default, the text for who has it, faults with their row, nothing read before it is asked for."""

import corpus_fixture
import pytest

from analysis import load_corpus, processed, tables
from analysis.coding.schema import VOICES
from analysis.corpus import schema
from analysis.errors import AnalysisError
from analysis.files import replace_file


@pytest.fixture
def text(invented):
    """The invented corpus with its processed tables built; the file of the text."""
    from analysis.corpus.source import read_text

    for path, content in processed.build(read_text(invented)).items():
        replace_file(path, content.encode())
    return invented


def rewrite(table, old, new):
    content = table.path.read_text("utf-8")
    assert old in content
    table.path.write_text(content.replace(old, new, 1), "utf-8")


def test_facts_mode_is_the_default_and_says_what_was_loaded(text):
    corpus = load_corpus()
    assert corpus.mode == "facts"
    for shown in (repr(corpus), corpus._repr_html_()):
        assert (
            "3, " in shown
            and "17 paragraphs" in shown
            and "facts" in shown
            and "17 voices" in shown
            and "harbour" in shown
        )
    with pytest.raises(AnalysisError, match="set CORPUS_TEXT"):
        len(corpus.text)


def test_text_mode_by_argument_or_variable_never_changes_a_frame(text, monkeypatch):
    facts = load_corpus()
    monkeypatch.setenv("CORPUS_TEXT", str(text))
    assert load_corpus("").mode == "facts"
    for corpus in (load_corpus(), load_corpus(text.parent)):
        assert corpus.mode == "text" and str(text.parent) in repr(corpus)
        for name in ("articles", "paragraphs", "mentions", "glossary", "reuse", "voices"):
            assert corpus.frame(name).equals(facts.frame(name))


def test_wrong_text_is_refused_at_once(text, tmp_path):
    with pytest.raises(AnalysisError, match="no such file"):
        load_corpus(tmp_path / "elsewhere.txt")
    text.write_text(corpus_fixture.page().replace("Rope is dear", "Rope was dear"), "utf-8")
    with pytest.raises(AnalysisError, match=r"article rope-makers, .*paragraph 1 \(page.txt, line"):
        load_corpus(text)


@pytest.mark.parametrize("name", ["suport", "text2", "_nothing", "Articles"])
def test_unknown_table_is_answered_with_the_tables(text, name):
    with pytest.raises(AttributeError):
        getattr(load_corpus(), name)
    with pytest.raises(AttributeError, match="paragraphs, mentions"):
        len(load_corpus().suport)


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        (
            VOICES,
            "rope-makers,2,",
            "rope-maker,2,",
            r"voices.csv, row 18, column article: 'rope-maker' does not occur in articles.article",
        ),
        (
            VOICES,
            "rope-makers,2,",
            "rope-makers,3,",
            r"voices.csv, row 18, column paragraph: rope-makers has no paragraph 3",
        ),
        (
            schema.MENTIONS,
            "ferry-ledger,1,",
            "ferry-ledger,77,",
            r"mentions.csv, row 2, column paragraph: ferry-ledger has no paragraph 77",
        ),
        (
            schema.ARTICLES,
            "1931-05,",
            "1931-13,",
            r"articles.csv, row 2, column published: '1931-13' is not an EDTF date",
        ),
    ],
)
def test_fault_in_a_table_names_file_row_and_column(text, table, old, new, said):
    rewrite(table, old, new)
    with pytest.raises(AnalysisError, match=said):
        load_corpus().frame(table.name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[ferry-ledger]", "[ferry]", "topic harbour, articles: 'ferry' does not occur"),
        ("[anna-brandt]", "[anna]", "topic harbour, entities: 'anna' does not occur"),
    ],
)
def test_topic_of_an_unknown_article_or_entity_is_refused(text, old, new, said):
    path = schema.ARTICLES.path.parent / "topics.yml"
    path.write_text(corpus_fixture.TOPICS.replace(old, new), "utf-8")
    with pytest.raises(AnalysisError, match=said):
        len(load_corpus().topics)


def test_changing_a_frame_changes_no_other(text):
    corpus = load_corpus()
    frame = corpus.paragraphs
    frame["words"] = 0
    assert corpus.paragraphs["words"].sum() > 0


def test_names_and_titles(text):
    corpus = load_corpus()
    assert list(corpus.titles) == [slug for slug, *_ in corpus_fixture.ARTICLES]
    assert (corpus.name("anna-brandt"), corpus.name("a passer-by")) == ("Anna Brandt", "A passer-by")


@pytest.mark.parametrize(
    ("term", "hits"),
    [
        ("brandt's", 1),
        ("tide tables", 4),
        ("Tide Table", 0),
        ("小岛", 1),
        ("  quay ", 3),
        ("the keeper", 1),
        ("(小岛)", 1),
        ("*", 0),
        ("[a-z]+", 0),
        ("nobody has\ncounted", 3),
    ],
)
def test_concordance_finds_whole_words_across_spaces_and_apostrophes(text, term, hits):
    frame = load_corpus(text).concordance(term, width=10)
    assert len(frame) == hits
    assert list(frame.columns) == ["article", "paragraph", "left", "hit", "right"]
    assert frame["left"].str.len().le(10).all() and frame["right"].str.len().le(10).all()


@pytest.mark.parametrize("term", ["", " ", "\u00a0"])
def test_empty_term_is_refused(text, term):
    with pytest.raises(AnalysisError, match="the term is empty"):
        load_corpus(text).concordance(term)


def test_reader_shows_every_paragraph_escaped_with_its_voice(text):
    corpus = load_corpus(text)
    with pytest.raises(AnalysisError, match="there is no article 'ferry'"):
        corpus.read("ferry")
    shown = corpus.read("ferry-ledger")
    assert shown._repr_html_().count("<tr ") == 10 and "By Ole Quist" in shown._repr_html_()
    assert repr(shown).count("[translated]") == 4


def test_reader_of_an_article_that_is_not_coded_yet(text):
    rows = [row for row in tables.rows_of(schema.PARAGRAPHS, schema.PARAGRAPHS.path) if row["article"] != "rope-makers"]
    tables.write(schema.PARAGRAPHS, rows)
    assert "[not coded]" in repr(load_corpus(text).read("rope-makers"))
