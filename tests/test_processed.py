"""data/processed: built from the text and the coded tables, each gap between the two is an error, every changed byte is
shown.
"""

import csv

import corpus_fixture
import pytest
from corpus_fixture import table

from analysis import codebook, study, tables
from analysis.__main__ import main
from analysis.corpus import processed
from analysis.corpus.source import read_text
from analysis.errors import AnalysisError
from analysis.files import replace_file


@pytest.fixture
def articles(invented):
    return read_text(invented)


@pytest.fixture
def book(invented):
    return codebook.read(study.find())


def edit(name, change):
    """Rewrite a table's rows as they stand, without its checks."""
    found = table(name)
    replace_file(found.path, tables.to_csv(found, change(tables.rows_of(found))).encode())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[1:], "paragraph 1 of ferry-ledger is not coded"),
        (lambda rows: rows[:-1], "paragraph 2 of rope-makers is not coded"),
        (lambda rows: [*rows, {**rows[0], "paragraph": "11"}], "ferry-ledger has no paragraph 11"),
        (lambda rows: [*rows, {**rows[0], "paragraph": "0"}], "ferry-ledger has no paragraph 0"),
        (lambda rows: [*rows, {**rows[0], "article": "nowhere"}], "nowhere has no paragraph 1"),
        (
            lambda rows: [{**row, "voice_holder": ""} for row in rows],
            "column voice_holder: may not be empty where voice is",
        ),
        (lambda rows: [{**row, "voice": "theirs"} for row in rows], "'theirs' is not allowed"),
    ],
)
def test_voices_that_do_not_fit_the_text_are_refused(articles, book, change, said):
    edit("voices", change)
    with pytest.raises(AnalysisError, match=said):
        processed.paragraphs(articles, book)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda rows: [row for row in rows if row["chinese"] != "安娜"],
            "paragraph 1 of ferry-ledger has Chinese that no row covers",
        ),
        (
            lambda rows: [row for row in rows if row["chinese"] != "今年"],
            "paragraph 1 of rope-makers has Chinese that no row covers",
        ),
        (
            lambda rows: [{**row, "english": "Anna Brand of"} if row["chinese"] == "安娜" else row for row in rows],
            "does not stand in paragraph 1",
        ),
        (
            lambda rows: [{**row, "chinese": "安 娜"} if row["chinese"] == "安娜" else row for row in rows],
            "does not stand in paragraph 1",
        ),
        (lambda rows: [*rows, {**rows[0], "paragraph": "2"}], "does not stand in paragraph 2"),
        (lambda rows: [*rows, {**rows[0], "paragraph": "99"}], "no paragraph 99"),
        (lambda rows: [{**row, "kind": "word"} for row in rows], "'word' is not allowed"),
    ],
)
def test_glosses_that_do_not_fit_the_text_are_refused(articles, book, change, said):
    edit("glosses", change)
    with pytest.raises(AnalysisError, match=said):
        processed.glossary(articles, book)


def test_gloss_inside_a_longer_gloss_takes_nothing_from_it(articles, book):
    edit("glosses", lambda rows: [*rows, {**rows[0], "chinese": "安", "english": "Anna"}])
    assert [row["chinese"] for row in processed.glossary(articles, book) if row["article"] == "ferry-ledger"] == [
        "安娜",
        "安",
    ]


def test_paragraphs_have_their_voice_and_sizes(articles, book):
    rows = {(row["article"], row["paragraph"]): row for row in processed.paragraphs(articles, book)}
    assert len(rows) == sum(len(paragraphs) for *_, paragraphs in corpus_fixture.ARTICLES)
    first = rows["ferry-ledger", 1]
    assert (first["words"], first["han"], first["quoted_words"]) == (
        24,
        2,
        14,
    )  # the quotation closes with an opening mark
    assert rows["ferry-ledger", 6]["quoted_words"] == 0  # translated: all of it is quoted, none of it counted
    assert (rows["lanterns-low-water", 1]["quoted_words"], rows["lanterns-low-water", 1]["han"]) == (3, 4)
    assert (rows["ferry-ledger", 3]["voice"], rows["ferry-ledger", 3]["voice_holder"]) == ("translated", "harbour-post")
    assert rows["rope-makers", 2]["words"] == 0


def test_mentions_count_a_name_with_its_gloss_once_and_say_which_were_aliases(articles, book):
    rows = {
        (row["article"], row["paragraph"], row["term"]): (row["count"], row["by_alias"])
        for row in processed.mentions(articles, book)
    }
    assert rows["ferry-ledger", 1, "anna-brandt"] == (1, 0)
    assert rows["lanterns-low-water", 2, "harbour-post"] == (1, 1)
    assert rows["ferry-ledger", 2, "tide tables"] == (1, 0)
    assert rows["lanterns-low-water", 1, "小岛"] == (1, 0)
    assert ("ferry-ledger", 8, "anna-brandt") not in rows


def test_reuse_finds_the_planted_passages_and_why_they_recur(articles, book):
    rows = {
        (row["article_a"], row["paragraph_a"], row["article_b"], row["paragraph_b"]): row
        for row in processed.reuse(articles, book)
    }
    tides, lamps, credit = (
        len(passage.replace("•", "").replace(",", "").split())
        for passage in (corpus_fixture.TIDES, corpus_fixture.LAMPS, corpus_fixture.CREDIT)
    )
    assert {pair: (row["shared_words"], row["reason"]) for pair, row in rows.items()} == {
        ("ferry-ledger", 1, "ferry-ledger", 6): (tides, "self-quotation"),
        ("ferry-ledger", 1, "lanterns-low-water", 2): (tides, "self-quotation"),
        ("ferry-ledger", 6, "lanterns-low-water", 2): (tides, "quotation of one source"),
        ("lanterns-low-water", 3, "lanterns-low-water", 3): (lamps, "self-quotation"),
        ("ferry-ledger", 10, "lanterns-low-water", 5): (credit, "boilerplate"),
    }
    assert rows["ferry-ledger", 10, "lanterns-low-water", 5]["containment_a"] == 1


def test_data_without_the_text_says_how_to_set_it(invented, capsys):
    assert main(["data"]) == 2
    error = capsys.readouterr().err
    assert "CORPUS_TEXT" in error and "make data" in error


def test_data_shows_what_would_change_writes_on_accept_and_then_agrees(invented, monkeypatch, capsys):
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    assert main(["data"]) == 1
    assert "+ferry-ledger,1,body,cmp" in capsys.readouterr().out
    assert not table("paragraphs").path.exists()
    assert main(["data", "--accept"]) == 0
    before = {table(name).path: table(name).path.read_bytes() for name in processed.BUILDERS}
    assert main(["data"]) == 0
    assert main(["data", "--accept"]) == 0
    assert {path: path.read_bytes() for path in before} == before
    for content in before.values():
        rows = list(csv.reader(content.decode().splitlines()))
        assert len(rows) > 1 and b"\r" not in content


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content + b"\n",
        lambda content: content.replace(b",cmp,", b",CMP,", 1),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content[:-40],
        lambda content: b"",
        lambda content: content.replace(b"f", b"\xff", 1),
    ],
    ids=["crlf", "no-last-newline", "extra-newline", "letter", "bom", "cut", "empty", "not-utf-8"],
)
def test_every_changed_byte_of_a_committed_table_is_a_difference(articles, spoil):
    built = processed.build(articles)
    for path, content in built.items():
        replace_file(path, content.encode())
    assert processed.differences(built) == ""
    path = table("paragraphs").path
    path.write_bytes(spoil(path.read_bytes()))
    assert "paragraphs.csv (committed)" in processed.differences(built)


def test_terms_tell_what_is_absent_from_what_nobody_looked_for(articles, book):
    rows = {row["term"]: row for row in processed.terms(articles, book)}
    assert rows["anna-brandt"] == {
        "term": "anna-brandt",
        "spellings": "Anna Brandt|Brandt|安娜",
        "articles": 2,
        "count": 2,
    }
    topics = table("articles").path.parent / "topics.yml"
    topics.write_text(corpus_fixture.TOPICS.replace("quay,", "quay, whales,"), "utf-8")
    assert {row["term"]: row["count"] for row in processed.terms(articles, book)}["whales"] == 0


@pytest.mark.parametrize("missing", ["voices", "glosses", "entities", "topics"])
def test_what_a_study_lacks_is_left_out_and_no_error(articles, missing):
    home = {
        "voices": "coded/voices.csv",
        "glosses": "coded/glosses.csv",
        "entities": "entities.csv",
        "topics": "topics.yml",
    }
    raw = table("articles").path.parent
    (raw / home[missing]).unlink()
    if missing == "entities":  # then no topic can name one, and no gloss has to fit
        (raw / "topics.yml").write_text(corpus_fixture.TOPICS.replace("  entities: [anna-brandt]\n", ""), "utf-8")
    built = {path.stem: content.count("\n") - 1 for path, content in processed.build(articles).items()}
    assert built["paragraphs"] == 17 and built["reuse"] == 5
    assert (built["glossary"] == 0) == (missing == "glosses")


def test_all_paragraphs_that_are_not_coded_are_told_at_once(articles, book):
    edit("voices", lambda rows: rows[2:])
    with pytest.raises(AnalysisError, match="2 faults") as caught:
        processed.paragraphs(articles, book)
    assert "paragraph 1 of ferry-ledger" in str(caught.value) and "paragraph 2 of ferry-ledger" in str(caught.value)
