"""With the real text at hand: nothing of it is lost, the committed tables are what it gives, and none of it is
published.
"""

import re

import pytest
from this_study import HERE

from analysis import codebook, load_corpus, tables
from analysis.corpus import processed
from analysis.corpus.leaks import Private, leaks, tracked
from analysis.corpus.source import read_text
from analysis.corpus.text import HEADER, read_lines
from analysis.errors import AnalysisError
from analysis.script import count_words, normalise

pytestmark = pytest.mark.text
BOOK = codebook.read(HERE)


@pytest.fixture
def articles(text_of_articles):
    return read_text(text_of_articles)


def test_parsed_paragraphs_give_back_every_line_that_is_not_empty(text_of_articles, articles):
    found = sorted(line.raw for line in read_lines(text_of_articles) if not HEADER.fullmatch(line.normal))
    titles = {normalise(article.title) for article in articles}
    parsed = [raw for article in articles for raw in article.paragraphs]
    assert sorted(map(normalise, [*parsed, *titles])) == sorted(map(normalise, found))
    assert set(parsed) <= set(found)


def test_a_changed_word_is_refused_with_its_paragraph(text_of_articles, articles, tmp_path):
    lines = [line.raw for line in read_lines(text_of_articles)]
    article = articles[len(articles) // 2]
    at = lines.index(article.paragraphs[2])
    (tmp_path / "copy.txt").write_text("\n".join([*lines[:at], lines[at] + " x", *lines[at + 1 :]]), "utf-8")
    with pytest.raises(AnalysisError, match=f"article {article.slug}, .*paragraph 3 .*is the first that differs"):
        read_text(tmp_path)


def test_tables_rebuilt_from_the_text_equal_the_committed_ones_byte_for_byte(articles):
    for path, content in processed.build(articles).items():
        assert path.read_bytes() == content.encode(), path.name


def test_every_locator_leads_to_a_paragraph(articles):
    places = {(article.slug, number) for article in articles for number in range(1, len(article.paragraphs) + 1)}
    corpus = load_corpus("")
    for table in BOOK.coded():
        frame = corpus.frame(table.name)
        assert set(zip(frame["article"], frame["paragraph"], strict=True)) <= places, table.name


def test_coded_statements_are_in_our_own_words(text_of_articles):
    private = Private("\n".join(line.raw for line in read_lines(text_of_articles)))
    for table in BOOK.coded():
        if "statement" in table:
            assert [row["id"] for row in tables.rows_of(table) if private.found(row["statement"])] == []


@pytest.mark.parametrize(
    ("article", "lead_in", "translation", "run"),
    [
        ("clean-network", 9, 15, 11),
        ("clean-network", 10, 19, 42),
        ("impossible-balance", 5, 17, 47),
        ("revisiting-media-policy", 2, 5, 14),
    ],
)
def test_reuse_finds_where_a_lead_in_gives_words_that_stand_again_below(articles, article, lead_in, translation, run):
    found = {
        (row["article_a"], row["paragraph_a"], row["paragraph_b"]): row
        for row in processed.reuse(articles, BOOK)
        if row["article_a"] == row["article_b"]
    }
    assert (found[article, lead_in, translation]["longest_run"], found[article, lead_in, translation]["reason"]) == (
        run,
        "self-quotation",
    )


def test_longest_run_of_every_pair_stands_in_both_paragraphs(articles):
    """Each committed pair of paragraphs does share so many words in a row, found here by plain comparison."""
    words = {
        (article.slug, number): re.findall(r"\w+", re.sub(r"['’‘-]", "", raw.lower()))
        for article in articles
        for number, raw in enumerate(article.paragraphs, start=1)
    }
    for row in tables.rows_of(BOOK["reuse"]):
        ends = [(row[f"article_{side}"], int(row[f"paragraph_{side}"])) for side in "ab"]
        size = int(row["longest_run"])
        runs = [[tuple(words[end][at : at + size]) for at in range(len(words[end]) - size + 1)] for end in ends]
        shared = set(runs[0]) & set(runs[1])
        assert shared if ends[0] != ends[1] else len(set(runs[0])) < len(runs[0]), row


def test_sizes_in_the_manifest_are_those_of_the_text(articles):
    rows = {row["article"]: row for row in tables.rows_of(BOOK["articles"])}
    for article in articles:
        assert int(rows[article.slug]["words"]) == sum(map(count_words, article.paragraphs))


def test_nothing_that_git_tracks_holds_twelve_words_of_the_text_in_a_row(text_of_articles):
    private = Private("\n".join(line.raw for line in read_lines(text_of_articles)))
    files = tracked(HERE.root) + (list(HERE.site.rglob("*")) if HERE.site.exists() else [])
    assert [(path.name, len(run)) for path, run in leaks(private, files)] == []
