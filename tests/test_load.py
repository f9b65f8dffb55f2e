"""load_corpus: facts by default, the text for who has it, faults with their row, nothing read before it is
asked for.
"""

import corpus_fixture
import pytest
from corpus_fixture import table

from analysis import load_corpus, study, tables
from analysis.corpus import processed
from analysis.errors import AnalysisError
from analysis.files import replace_file


@pytest.fixture
def text(invented):
    """The invented corpus with its processed tables built; the file of the text."""
    from analysis.corpus.source import read_text

    for path, content in processed.build(read_text(invented)).items():
        replace_file(path, content.encode())
    return invented


def rewrite(name, old, new):
    path = table(name).path
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")


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
    with pytest.raises(AttributeError, match="mentions, paragraphs"):
        len(load_corpus().suport)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "voices",
            "rope-makers,2,",
            "rope-maker,2,",
            r"voices.csv, row 18, column article: 'rope-maker' does not occur in articles.article",
        ),
        (
            "voices",
            "rope-makers,2,",
            "rope-makers,3,",
            r"voices.csv, row 18, column paragraph: there is no article rope-makers, paragraph 3",
        ),
        (
            "mentions",
            "ferry-ledger,1,",
            "ferry-ledger,77,",
            r"mentions.csv, row 2, column paragraph: there is no article ferry-ledger, paragraph 77",
        ),
        (
            "articles",
            "1931-05,",
            "1931-13,",
            r"articles.csv, row 2, column published: '1931-13' is not an EDTF date",
        ),
    ],
)
def test_fault_in_a_table_names_file_row_and_column(text, name, old, new, said):
    rewrite(name, old, new)
    with pytest.raises(AnalysisError, match=said):
        load_corpus().frame(name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[ferry-ledger]", "[ferry]", "topic harbour, articles: 'ferry' does not occur"),
        ("[anna-brandt]", "[anna]", "topic harbour, entities: 'anna' does not occur"),
    ],
)
def test_topic_of_an_unknown_article_or_entity_is_refused(text, old, new, said):
    path = table("articles").path.parent / "topics.yml"
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


@pytest.mark.parametrize("wrong", ["anna-brand", "harbor-post", "tencent", "", None, 3])
def test_an_id_that_is_none_is_answered_with_the_nearest_and_no_name_is_made_up(text, wrong):
    with pytest.raises(AnalysisError, match="is not the name of an entity") as caught:
        load_corpus().name(wrong)
    near = {"anna-brand": "did you mean 'anna-brandt'", "harbor-post": "did you mean 'harbour-post'"}
    assert near.get(wrong, "is not the name") in str(caught.value)


def test_a_description_of_one_word_is_a_name_where_a_coder_wrote_it(text):
    rows = tables.rows_of(table("voices"))
    tables.write(table("voices"), [{**row, "voice_holder": row["voice_holder"] and "keepers"} for row in rows])
    assert load_corpus().name("keepers") == "Keepers"


def test_wrong_names_of_tables_and_topics_are_answered_with_the_nearest(text):
    corpus = load_corpus()
    for ask in (
        lambda: corpus.frame("suport"),
        lambda: corpus.variant(suport=corpus.support),
        lambda: corpus.codebook.table("suport"),
    ):
        with pytest.raises(AnalysisError, match="'suport' is not the name of a table; did you mean 'support'"):
            ask()
    with pytest.raises(AttributeError, match="did you mean 'support'"):
        len(corpus.suport)
    with pytest.raises(AnalysisError, match="did you mean 'harbour'"):
        corpus.uncounted("harbor")
    with pytest.raises(AnalysisError, match="did you mean 'ferry-ledger'"):
        load_corpus(text).read("ferry-leger")


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({"support": [1, 2]}, "support is a list"),
        ({"support": None}, "support is a NoneType"),
        ({"support": "columns"}, "lacks statement"),
    ],
)
def test_a_variant_takes_whole_frames_only(text, frames, said):
    corpus = load_corpus()
    given = {
        name: corpus.support.drop(columns="statement") if value == "columns" else value
        for name, value in frames.items()
    }
    with pytest.raises(AnalysisError, match=said):
        corpus.variant(**given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"study": 3}, "a int is no study"),
        ({"study": "nowhere"}, "not the folder of a study"),
        ({"text": 3}, "3 is not the name of a file"),
        ({"text": ["a"]}, "is not the name of a file"),
    ],
)
def test_wrong_arguments_of_load_corpus_are_answered_in_words(text, given, said):
    with pytest.raises(AnalysisError, match=said):
        load_corpus(**given)


def test_two_studies_side_by_side_do_not_see_each_other(text, tmp_path):
    other = tmp_path / "other"
    corpus_fixture.write(other)
    rewrite("entities", "Anna Brandt", "Anna Brand")
    assert load_corpus(study=other).name("anna-brandt") == "Anna Brandt"
    assert load_corpus().name("anna-brandt") == "Anna Brand" and load_corpus().study != load_corpus(study=other).study


def test_what_was_not_looked_for_is_told_from_what_is_absent(text):
    topics = table("articles").path.parent / "topics.yml"
    topics.write_text(corpus_fixture.TOPICS.replace("quay,", "quay, whales,"), "utf-8")
    assert load_corpus().uncounted("harbour") == ["whales"]
    tables.write(
        table("terms"),
        [*tables.rows_of(table("terms")), {"term": "whales", "spellings": "whales", "articles": 0, "count": 0}],
    )
    corpus = load_corpus()
    assert corpus.uncounted("harbour") == [] and "whales" not in set(corpus.mentions["term"])


def test_a_spelling_that_was_added_later_was_not_looked_for(text):
    rewrite("entities", ",Brandt", ",Brandt|Annie")
    assert load_corpus().uncounted("harbour") == ["anna-brandt"]


@pytest.mark.parametrize(
    "missing", ["voices", "glosses", "entities", "support", "paragraphs", "mentions", "terms", "topics"]
)
def test_a_study_that_lacks_a_table_loads_and_shows_itself(text, missing):
    raw = table("articles").path.parent
    (raw / "topics.yml" if missing == "topics" else table(missing).path).unlink()
    if missing == "entities":
        (raw / "topics.yml").write_text(corpus_fixture.TOPICS.replace("  entities: [anna-brandt]\n", ""), "utf-8")
        tables.write(
            table("voices"),
            [{**row, "voice_holder": row["voice_holder"] and "a post"} for row in tables.rows_of(table("voices"))],
        )
    corpus = load_corpus()
    assert "articles: 3" in repr(corpus) and corpus.name("a keeper") == "A keeper"
    if missing != "topics":
        with pytest.raises(AnalysisError, match="the table is missing"):
            corpus.frame(missing)


def test_an_article_may_lack_a_date_an_author_and_an_outlet(text):
    path = table("articles").path
    yml = path.with_suffix(".yml")
    yml.write_text(
        yml.read_text("utf-8").replace(
            "description: Byline as printed\n      constraints: {required: true}",
            "description: Byline as printed\n      empty: no byline",
        ),
        "utf-8",
    )
    tables.write(
        table("articles"), [{**row, "published": "", "author": ""} for row in tables.rows_of(table("articles"))]
    )
    corpus = load_corpus()
    assert (
        corpus.articles["published"].isna().all() and corpus.articles["author"].isna().all() and len(corpus.titles) == 3
    )


def test_names_that_are_close_to_a_known_one_are_shown_and_no_others(text):
    holders = {"harbour-post": "harbor-post"}
    rows = tables.rows_of(table("voices"))
    tables.write(table("voices"), [{**row, "voice_holder": holders.get(row["voice_holder"], "")} for row in rows])
    corpus = load_corpus()
    (warning,) = corpus.warnings
    assert (
        "voices.csv, row 4 and 4 more, column voice_holder: 'harbor-post'" in warning
        and "harbour-post (Harbour Post)" in warning
    )
    assert "harbour-post (Harbour Post)" in repr(corpus) and "look at" in corpus._repr_html_()
    tables.write(
        table("voices"), [{**row, "voice_holder": row["voice_holder"] and "the pier's old book"} for row in rows]
    )
    assert load_corpus().warnings == ()


@pytest.mark.parametrize(
    ("value", "near"),
    [
        ("harbuor-post", "harbour-post"),
        ("Harbour post", "harbour-post"),
        ("Post", "harbour-post"),
        ("brandt", "anna-brandt"),
        ("安娜", "anna-brandt"),
        ("harbour-post", ""),
        ("a harbour", ""),
        ("the Post's printer", ""),
        ("keepers", ""),
    ],
)
def test_what_is_close_to_a_name(value, near):
    from analysis.corpus.names import Names

    assert Names(corpus_fixture.ENTITIES).near(value) == near


def test_a_spelling_in_place_of_an_id_is_shown(text):
    rows = tables.rows_of(table("voices"))
    tables.write(table("voices"), [{**row, "voice_holder": row["voice_holder"] and "Harbour Post"} for row in rows])
    assert "Write harbour-post if that is meant" in load_corpus().warnings[0]


def test_a_table_that_a_spreadsheet_saved_is_read_and_told(text):
    facts = load_corpus().voices
    path = table("voices").path
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))
    corpus = load_corpus()
    assert corpus.voices.equals(facts)
    assert "semicolons" in corpus.warnings[0] and "tidy-table voices" in corpus.warnings[0]


def test_a_table_without_a_description_is_told(text):
    (table("support").path.parent / "tides.csv").write_text("a,b\n1,2\n")
    assert "tides.csv has no description beside it" in load_corpus().warnings[0]


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
        ("[a-z]+", 0),
        ("nobody has\ncounted", 3),
    ],
)
def test_concordance_finds_whole_words_across_spaces_and_apostrophes(text, term, hits):
    frame = load_corpus(text).concordance(term, width=10).lines()
    assert len(frame) == hits
    assert list(frame.columns) == ["line", "article", "outlet", "date", "paragraph", "left", "node", "right"]
    assert frame["left"].str.len().le(11).all() and frame["right"].str.len().le(11).all()


@pytest.mark.parametrize("term", ["", " ", "\u00a0"])
def test_empty_term_is_refused(text, term):
    with pytest.raises(AnalysisError, match="the term is empty"):
        load_corpus(text).concordance(term)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("zebra", "'zebra' is not on the list of "),
        ("Harbour Post", "'Harbour Post' was counted: "),
    ],
)
def test_without_the_text_a_term_is_counted_or_not_on_the_list(text, term, said):
    with pytest.raises(AnalysisError, match=said) as caught:
        load_corpus("").concordance(term)
    assert "needs the text of the articles" in str(caught.value)


def test_a_part_of_the_text_is_searched_by_voice(text):
    part = load_corpus(text).where(voice="translated")
    assert 0 < part.n_words < load_corpus(text).where().n_words
    assert len(part.concordance("*")) == part.n_words


def test_a_name_of_no_corpus_is_answered(text):
    with pytest.raises(AnalysisError, match="'harbor' is not the name of a corpus"):
        load_corpus("harbor")


def test_reader_shows_every_paragraph_escaped_with_its_voice(text):
    corpus = load_corpus(text)
    with pytest.raises(AnalysisError, match="'ferry' is not the name of an article"):
        corpus.read("ferry")
    shown = corpus.read("ferry-ledger")
    assert shown._repr_html_().count("<tr ") == 10 and "By Ole Quist" in shown._repr_html_()
    assert repr(shown).count("[translated]") == 4


def test_reader_of_an_article_that_is_not_coded_yet(text):
    rows = [row for row in tables.rows_of(table("paragraphs")) if row["article"] != "rope-makers"]
    tables.write(table("paragraphs"), rows)
    assert "[not coded]" in repr(load_corpus(text).read("rope-makers"))


def test_a_topic_that_there_is_not_is_answered_with_the_nearest_wherever_it_is_asked_for(text):
    topics = load_corpus("").topics
    known = next(iter(topics))
    for asked_for in (lambda: topics[f"{known}s"], lambda: load_corpus("").uncounted(f"{known}s")):
        with pytest.raises(AnalysisError, match=f"'{known}s' is not the name of a topic; did you mean '{known}'"):
            asked_for()


@pytest.mark.parametrize("kept", [False, True])
def test_who_reads_without_the_text_is_told_how_to_give_it(text, kept):
    if kept:
        own = study.find().raw / "text"
        own.mkdir()
        (own / "a.txt").write_text("A title\n\nA line.\n", "utf-8")
    with pytest.raises(AnalysisError) as refused:
        load_corpus("").read("ferry-ledger")
    ways = ["load_corpus(text='data/raw/text')"] if kept else ["load_corpus(text='/path", "CORPUS_TEXT"]
    assert all(way in str(refused.value) for way in ways)
