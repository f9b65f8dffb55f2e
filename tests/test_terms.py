"""Topics and vocabulary: a faulty list is refused; the longest spelling wins, each place counts once, capitals matter
where written.
"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.terms import Vocabulary
from analysis.errors import AnalysisError
from analysis.topics import Topic, read_topics

BODY = "t:\n  title: T\n  question: Q?\n  terms: [a]\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("- a\n- b\n", "is not a list of keys"),
        ("just text", "is not a list of keys"),
        ("t: text\n", "topic t"),
        ("t:\n", "topic t"),
        ("T:\n  title: x\n", "lower-case letters"),
        ("t_x:\n  title: x\n", "lower-case letters"),
        ("-t:\n  title: x\n", "lower-case letters"),
        ("yes:\n  title: x\n", "yes is read as a truth value"),
        ("t:\n  titel: x\n", "unknown key 'titel'; did you mean 'title'"),
        ("t:\n  1: x\n", "1 is read as a number"),
        ("t:\n  title: 5\n", "5 is read as a number; for a text write '5' in quotes"),
        ("t:\n  title: [x]\n", "title: is not a text"),
        ("t:\n  question: Q\n  terms: [a]\n", "title is missing"),
        ("t:\n  title: ''\n  question: Q\n  terms: [a]\n", "title: is empty"),
        ("t:\n  title: T\n  terms: [a]\n", "question is missing"),
        ("t:\n  title: T\n  question: Q\n", "neither terms nor entities"),
        ("t:\n  title: T\n  question: Q\n  terms: []\n", "neither terms nor entities"),
        ("t:\n  title: T\n  question: Q\n  terms:\n", "terms: is not a list"),
        ("t:\n  title: T\n  question: Q\n  terms: a\n", "terms: is not a list"),
        ("t:\n  title: T\n  question: Q\n  terms: [5]\n", "5 is read as a number"),
        ("t:\n  title: T\n  question: Q\n  terms: [2020-09-08]\n", "is read as a date; for a text write '2020-09-08'"),
        ("t:\n  title: T\n  question: Q\n  terms: [yes]\n", "line 4, topic t, terms: yes is read as a truth value"),
        ("t:\n  title: T\n  question: Q\n  terms: [010]\n", "010 is read as a number"),
        ("t:\n  title: T\n  question: Q\n  terms: ['']\n", "terms: is empty"),
        ("t:\n  title: T\n  question: Q\n  terms: [' a']\n", "' a' with spaces"),
        ("t:\n  title: T\n  question: Q\n  terms: ['a  b']\n", "with spaces"),
        ("t:\n  title: T\n  question: Q\n  terms: [a, b, a]\n", "'a' twice"),
        ("t:\n  title: T\n  question: Q\n  terms: [a]\n  entities: {x: y}\n", "entities: is not a list"),
        (BODY + BODY, "line 5: t stands twice"),
        (BODY + "  title: U\n", "line 5, topic t: title stands twice"),
        ("t: [\n", "not valid YAML"),
        ("t:\n\ttitle: x\n", "line 2"),
        ("t: &a [*b]\n", "not valid YAML"),
        ("t: !!python/object:os.x y\n", "is not a list of keys"),
        ("t:\n  title: 2020-13-45\n", "is read as a date"),
        ("t: " + "[" * 5000, "not valid YAML"),
        (b"t: \xff\n", "line 1 is not UTF-8"),
        (b"t: \x00\n", "line 1 has the control character NUL"),
        ("? [a, b]\n: c\n", "is not a key"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
    ],
)
def test_faulty_topics_are_refused_with_topic_and_key(tmp_path, content, said):
    path = tmp_path / "topics.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(AnalysisError) as caught:
        read_topics(path)
    assert "topics.yml" in str(caught.value) and said in str(caught.value) and caught.value.do


def test_all_faults_of_the_list_are_told_at_once(tmp_path):
    path = tmp_path / "topics.yml"
    path.write_text("a:\n  titel: x\nb:\n  title: no\n  question: Q\n  terms: [x]\n", "utf-8")
    with pytest.raises(AnalysisError, match="topics.yml: 4 faults") as caught:
        read_topics(path)
    assert "did you mean 'title'" in str(caught.value) and "line 4, topic b, title: no is read as" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: the file is empty"),
        ("# topics\n\na:\n  title: T\n  question: Q\n", "line 3, topic a: it has neither terms nor entities"),
        ("a:\n  title: T\n  terms: [x]\n", "line 1, topic a: question is missing"),
        ("a:\n  title: T\n  question: Q\n  terms:\n    - 'x  y'\n", "line 4, topic a, terms: has 'x  y' with spaces"),
        ("A:\n  title: T\n  question: Q\n  terms: [x]\n", "line 1, topic A: the id of a topic"),
        ("a:\n  title: T\n  question: Q\n  terms:\n    - x\n    - x\n", "line 6, topic a, terms: has 'x' twice"),
    ],
)
def test_a_fault_has_the_line_of_the_key_or_item_that_it_is_about(tmp_path, content, said):
    path = tmp_path / "topics.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(AnalysisError) as refused:
        read_topics(path)
    assert said in str(refused.value)


def test_a_study_without_topics_has_none_and_a_folder_in_their_place_is_an_error(tmp_path):
    assert read_topics(tmp_path / "topics.yml") == {}
    (tmp_path / "topics.yml").mkdir()
    with pytest.raises(AnalysisError, match="it is a folder and no file"):
        read_topics(tmp_path / "topics.yml")


def test_rows_of_a_topic_are_those_of_its_articles_or_those_that_name_its_entities():
    row = {"article": "a", "speaker": "anna", "about": "pier|quay", "statement": "Internet users like the pier"}
    naming = ["speaker", "about"]
    assert Topic("t", "T", "Q", articles=("a",), entities=("x",)).holds(row, naming)
    assert not Topic("t", "T", "Q", articles=("b",), entities=("anna",)).holds(row, naming)
    assert Topic("t", "T", "Q", entities=("quay",)).holds(row, naming)
    assert not Topic("t", "T", "Q", terms=("internet users",), entities=("an",)).holds(row, naming)
    assert not Topic("t", "T", "Q", entities=("quay",)).holds(row, ["speaker"])
    assert not Topic("t", "T", "Q", entities=("anna",)).holds({**row, "speaker": float("nan")}, naming)


def test_topics_keep_the_order_of_the_file(tmp_path):
    (tmp_path / "topics.yml").write_text(
        BODY.replace("t:", "z:", 1) + BODY.replace("[a]", "[b]\n  entities: [e]"), "utf-8"
    )
    topics = read_topics(tmp_path / "topics.yml")
    assert list(topics) == ["z", "t"] and topics["t"].vocabulary == ("e", "b")


def entity(name, english, chinese="", aliases=""):
    return {"entity": name, "english": english, "chinese": chinese, "aliases": aliases}


def topic(*terms):
    return Topic("t", "T", "Q?", (), terms, ())


def test_spelling_of_two_terms_is_refused_with_both():
    with pytest.raises(AnalysisError, match="entity b: 'Post' stands for a and for b"):
        Vocabulary.of([entity("a", "Harbour Post", aliases="Post"), entity("b", "Post")], [])
    with pytest.raises(AnalysisError, match='topic t: "People\'s Post" stands for a and for'):
        Vocabulary.of([entity("a", "People’s Post")], [topic("People's Post")])


VOCABULARY = Vocabulary.of(
    [
        entity("wang", "Wang Yi", "王毅", "Wang"),
        entity("post", "People’s Post", "", "Post"),
        entity("us", "United States", "美国", "US|U.S."),
    ],
    [topic("win-win", "tide", "tide tables", "tide tables of old", "Party", "新闻", "新闻工作", "istanbul")],
)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", {}),
        ("tide tables", {"tide tables": 1}),
        ("tide tables of old tide", {"tide tables of old": 1, "tide": 1}),
        ("tides untide tide_x tide2", {}),
        ("Tide TIDE tide", {"tide": 3}),
        ("tide-table (tide), “tide”.", {"tide": 3}),
        ("party PARTY Party", {"Party": 1}),
        ("us US U.S. Us", {"us": 2}),
        ("win-win Win-Win win win", {"win-win": 2}),
        ("Wang Yi and Wang", {"wang": 2}),
        ("Wang Yi (王毅)", {"wang": 1}),
        ("Wang Yi” (“王毅”)", {"wang": 1}),
        ("Wang Yi (@王毅)", {"wang": 1}),
        ("Wang Yi met 王毅", {"wang": 2}),
        ("Wang (王毅), Wang Yi", {"wang": 2}),
        ("Tide (王毅)", {"tide": 1, "wang": 1}),
        ("新闻工作新闻", {"新闻工作": 1, "新闻": 1}),
        ("a新闻b", {"新闻": 1}),
        ("People's Post People’s Post", {"post": 2}),
        ("tide\u00a0tables", {"tide tables": 1}),
        ("İstanbul", {"istanbul": 1}),
        ("ıstanbul", {"istanbul": 1}),
        ("Wangs Wang’s", {"wang": 1}),
        ("Wang Yi Wang Yi", {"wang": 2}),
    ],
)
def test_mentions(text, counts):
    assert dict(VOCABULARY.count(text)) == counts


WORDS = ["tide", "tides", "Tide", "low tide", "low tide mark", "mark", "Mark", "潮", "潮水", "US", "us all"]


@given(
    st.lists(st.sampled_from(WORDS), unique=True, min_size=1),
    st.lists(st.sampled_from([*WORDS, *map(str.upper, WORDS), "at", ",", "(", ")"]), max_size=14),
    st.sampled_from([" ", "", "-"]),
)
def test_longest_spelling_first_each_place_once_whole_words_only(spellings, parts, joint):
    text = joint.join(parts)
    found = Vocabulary.of([], [topic(*spellings)]).find(text)
    reach = 0
    for start, end, term in found:
        assert start >= reach
        reach = end
        here = text[start:end]
        chinese = term[0] > "\u3400"
        assert here == term if chinese or term != term.lower() else here.lower() == term
        assert chinese or not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        for longer in spellings:  # nothing longer could have begun here
            same = text[start : start + len(longer)] == longer
            assert not (
                len(longer) > len(term)
                and same
                and (chinese or not text[start + len(longer) : start + len(longer) + 1].isalnum())
            )


@given(st.text(max_size=60))
def test_any_text_is_searched_without_a_fault(text):
    assert sum(VOCABULARY.count(text).values()) <= len(VOCABULARY.find(text))


def compatible(text: str) -> str:
    """A text in full-width letters, ligatures and compatibility ideographs."""
    wide = {code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()}
    return text.replace("fi", "\ufb01").translate(wide).replace("\u795e", "\ufa19")


@pytest.mark.parametrize("of_text", ["NFC", "NFD", "compatible"])
@pytest.mark.parametrize("of_list", ["NFC", "NFD", "compatible"])
def test_composed_decomposed_and_compatible_letters_count_alike(of_text, of_list):
    def form(text, name):
        return compatible(text) if name == "compatible" else unicodedata.normalize(name, text)

    names = ["Jos\u00e9 Ledger", "finance office", "\u795e\u793e", "5G"]
    rows = [{"entity": f"e{number}", "english": form(name, of_list)} for number, name in enumerate(names)]
    said = "Jos\u00e9 Ledger left; the finance office has 5G\u2122 at \u795e\u793e (Jos\u00e9 Ledger said)."
    found = Vocabulary.of(rows, []).count(form(said, of_text))
    assert found == {"e0": 2, "e1": 1, "e2": 1, "e3": 1}


def test_ten_thousand_topics_are_looked_for_by_what_a_text_holds_of_them():
    many = Vocabulary.of([], [topic(f"word{n}", f"term {n}") for n in range(10_000)])
    assert many.count("Word7 and term 9999, İword8 or word10000 and WORD7.") == {"word7": 2, "term 9999": 1}
    assert Vocabulary.of([], [topic("istanbul")]).count("İstanbul, ISTANBUL, ıstanbul") == {"istanbul": 3}
