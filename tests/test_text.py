"""The parser: cuts by the manifest's hashes alone, keeps the source's slips, loses nothing, and names what differs."""

import unicodedata

import corpus_fixture
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import script
from analysis.corpus import text
from analysis.corpus.manifest import describe
from analysis.corpus.text import Line
from analysis.errors import AnalysisError
from analysis.script import normalise


def lines_of(page: str) -> list[Line]:
    return [
        Line("page.txt", number, raw, normalise(raw))
        for number, raw in enumerate(page.split("\n"), start=1)
        if normalise(raw)
    ]


@pytest.fixture(scope="module")
def rows():
    return [{name: str(value) for name, value in row.items()} for row in corpus_fixture.manifest()]


@pytest.fixture(scope="module")
def sums():
    return {
        (slug, number): text.checksum(raw)
        for slug, _, paragraphs in corpus_fixture.ARTICLES
        for number, (raw, *_) in enumerate(paragraphs, start=1)
    }


PLACES = [(slug, number) for slug, _, paragraphs in corpus_fixture.ARTICLES for number in range(1, len(paragraphs) + 1)]


def test_every_paragraph_comes_back_as_it_stands_slips_and_all(rows):
    articles = text.parse(lines_of(corpus_fixture.page()), rows)
    assert [(article.slug, article.title, article.paragraphs) for article in articles] == [
        (slug, title, tuple(raw for raw, *_ in paragraphs)) for slug, title, paragraphs in corpus_fixture.ARTICLES
    ]


def test_title_inside_a_translated_piece_does_not_begin_the_article(rows):
    page = corpus_fixture.page()
    lanterns = text.parse(lines_of(page), rows)[1]
    assert page.count("\nLanterns at Low Water\n") == 2
    assert lanterns.line == page[: page.rindex("\nLanterns at Low Water\n") + 1].count("\n") + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("\n", "\r"),
        lambda page: "\ufeff" + page,
        lambda page: page.replace(" ", "\u00a0"),
        lambda page: page.replace(" ", "  "),
        lambda page: page.replace("\n", " \n\t"),
        lambda page: page.replace("\n\n", "\n"),
        lambda page: page.replace("\n\n", "\n\n\n \n"),
        lambda page: page.rstrip("\n"),
        lambda page: page.replace("\n", "\n\u2028\n", 1),
    ],
    ids=[
        "crlf",
        "cr",
        "bom",
        "nbsp",
        "double-space",
        "indent",
        "no-empty-lines",
        "more-empty-lines",
        "no-last-newline",
        "line-separator",
    ],
)
def test_spacing_and_line_ends_of_a_copy_do_not_matter(rows, tmp_path, change):
    copy = tmp_path / "copy.txt"
    copy.write_bytes(change(corpus_fixture.page()).encode())
    assert [article.slug for article in text.parse(text.read_lines(copy), rows)] == [
        slug for slug, *_ in corpus_fixture.ARTICLES
    ]


def test_articles_may_be_in_any_order_and_in_many_files(rows, tmp_path):
    for number, (_, title, paragraphs) in enumerate(reversed(corpus_fixture.ARTICLES)):
        (tmp_path / f"{number}.txt").write_text("\n".join([title, *(raw for raw, *_ in paragraphs)]), "utf-8")
    (tmp_path / "notes.md").write_text("no text", "utf-8")
    articles = text.parse(text.read_lines(tmp_path), rows)
    assert [len(article.paragraphs) for article in articles] == [10, 5, 2]


@pytest.mark.parametrize(("slug", "number"), PLACES)
@pytest.mark.parametrize(
    "edit",
    [lambda raw: raw + "!", lambda raw: "X" + raw[1:], lambda raw: raw.swapcase() + "a"],
    ids=["longer", "first-letter", "case"],
)
def test_changed_paragraph_is_named(rows, sums, slug, number, edit):
    page = "\n".join(
        "\n".join(
            [
                title,
                *(
                    edit(raw) if (slug, number) == (here, at) else raw
                    for at, (raw, *_) in enumerate(paragraphs, start=1)
                ),
            ]
        )
        for here, title, paragraphs in corpus_fixture.ARTICLES
    )
    with pytest.raises(
        AnalysisError, match=rf"article {slug}, .*paragraph {number} \(page.txt, line \d+\) is the first that differs"
    ) as caught:
        text.parse(lines_of(page), rows, sums)
    assert "add-article --replace" in caught.value.do


@pytest.mark.parametrize(("slug", "number"), PLACES)
def test_missing_paragraph_is_named(rows, sums, slug, number):
    page = "\n".join(
        "\n".join([title, *(raw for at, (raw, *_) in enumerate(paragraphs, start=1) if (slug, number) != (here, at))])
        for here, title, paragraphs in corpus_fixture.ARTICLES
    )
    with pytest.raises(AnalysisError, match=rf"article {slug}, .*paragraph {number} \(.*\) is the first"):
        text.parse(lines_of(page), rows, sums)


def test_changed_text_without_known_paragraphs_is_still_refused(rows):
    with pytest.raises(AnalysisError, match="article ferry-ledger, title in page.txt, line 3: the text differs"):
        text.parse(lines_of(corpus_fixture.page().replace("rope and tar", "rope and oil")), rows)


@pytest.mark.parametrize("slug", [slug for slug, *_ in corpus_fixture.ARTICLES if slug != "lanterns-low-water"])
def test_missing_title_names_the_article(rows, slug):
    title = next(row["title"] for row in rows if row["article"] == slug)
    with pytest.raises(AnalysisError, match=f"article {slug}: no line is its title"):
        text.parse(lines_of(corpus_fixture.page().replace(title, "Another Title")), rows)


@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_stray_line_is_refused_with_its_line(rows, where):
    page = corpus_fixture.page()
    at = {"before": 0, "between": page.rindex("\nLanterns at Low Water\n") + 1, "after": len(page)}[where]
    page = page[:at] + "A line of nobody.\n" + page[at:]
    with pytest.raises(
        AnalysisError,
        match=rf"1 line belongs to no article.*page.txt, line {page[:at].count(chr(10)) + 1}\n.*add-article",
    ):
        text.parse(lines_of(page), rows)


@pytest.fixture
def files(tmp_path):
    """The invented articles in files named by their slugs."""
    for slug, title, paragraphs in corpus_fixture.ARTICLES:
        (tmp_path / f"{slug}.txt").write_text("\n".join([title, *(raw for raw, *_ in paragraphs)]), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "there is no file {file}, and no other file has its title"),
        ("", "its file {file} is empty"),
        ("\n \n", "its file {file} is empty"),
        ("Another title\nA line.\n", "no line is its title"),
    ],
)
def test_a_text_that_is_gone_or_empty_is_named_with_its_file(rows, files, left, said):
    file = files / "rope-makers.txt"
    file.unlink() if left is None else file.write_text(left, "utf-8")
    with pytest.raises(AnalysisError) as refused:
        text.parse(text.read_lines(files), rows, where=files)
    assert f"article rope-makers: {said.format(file=file)}" in str(refused.value)
    assert ("Put its text back" in str(refused.value)) == ("title" not in said or left is None)


def test_a_line_too_many_names_the_folder_and_the_file(rows, files):
    with (files / "rope-makers.txt").open("a", encoding="utf-8") as file:
        file.write("\nOne more line.\n")
    with pytest.raises(
        AnalysisError, match="line belongs to no article of data/raw/articles.csv, in rope-makers.txt"
    ) as refused:
        text.parse(text.read_lines(files), rows, where=files)
    assert refused.value.where == str(files) and "CORPUS_TEXT" not in str(refused.value)


def test_two_rows_for_one_text_are_refused(rows):
    with pytest.raises(AnalysisError, match="article twin: its lines belong to rope-makers as well"):
        text.parse(lines_of(corpus_fixture.page()), [*rows, {**rows[2], "article": "twin", "position": "4"}])


def test_one_article_inside_another_is_refused(rows):
    lines = lines_of(corpus_fixture.page())
    inner = describe(lines, "What the Tide Tables Say", {"Rope Makers, Faux Pas"})
    with pytest.raises(AnalysisError, match="article inner: its lines belong to"):
        text.parse(
            lines, [*rows, {**{name: str(value) for name, value in inner.items()}, "article": "inner", "position": "9"}]
        )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.txt", "é".encode("latin-1"), "line 1 is not UTF-8"),
        ("page.txt", "text".encode("utf-16"), "it is UTF-16, and no text"),
        ("page.md", b"text", r"no \.txt file"),
    ],
)
def test_unreadable_text_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AnalysisError, match=said):
        text.read_lines(tmp_path)
    with pytest.raises(AnalysisError, match="no such file or folder"):
        text.read_lines(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("no marks", 0),
        ("“two words”", 2),
        ("he said “one” and “two three”", 3),
        ("left “open to the end", 4),
        ("closed” first", 0),
        ("“closed with an opening mark“ then more", 5),
        ("“a b“ c “d”", 3),
        ("a ” b “c” d", 1),
        ("“”", 0),
        ("“don’t”", 1),
        ("“‘Clean’ Network”", 2),
        ("“安静”", 0),
        ("’tis “it”", 1),
        ('"straight"', 0),
        ("“a” ”b”", 1),
    ],
)
def test_quoted_words_of_unbalanced_quotes(paragraph, words):
    assert text.quoted_words(paragraph) == words


@pytest.mark.parametrize(
    ("paragraph", "words", "han"),
    [
        ("one two", 2, 0),
        ("don't don’t", 2, 0),
        ("state-run", 2, 0),
        ("安娜 (Anna)", 1, 2),
        ("5G 2020", 2, 0),
        ("word安word", 2, 1),
        ("a_b", 2, 0),
        ("…", 0, 0),
        ("café naïve", 2, 0),
        ("한국어 뉴스", 2, 0),  # Hangul is not Chinese, nor is kana
        ("ニュース", 1, 0),
        ("二〇二〇年", 0, 5),
        ("人々、「々」", 0, 3),
        ("，。？！䷀", 0, 0),
        ("\U00020bb7野家", 0, 3),
        ("\uf900", 0, 1),
        ("", 0, 0),
    ],
)
def test_words_and_characters_are_counted(paragraph, words, han):
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, paragraph)
        assert (script.count_words(written), script.count_han(written)) == (words, han)


@given(st.text("ab “”\"'’‘安,.\u00a0-", max_size=80))
def test_quoted_words_are_never_more_than_the_words(paragraph):
    assert 0 <= text.quoted_words(paragraph) <= script.count_words(paragraph)
    assert ("“" in paragraph) or not text.quoted_words(paragraph)


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda raw: "".join(raw.splitlines()))


@given(st.lists(st.tuples(st.lists(plain, min_size=1, max_size=5)), min_size=1, max_size=4))
def test_parser_gives_back_every_non_empty_line_of_any_text(drawn):
    articles = [
        (f"Title {number} of all", [raw for raw in body if normalise(raw)] or ["x"])
        for number, (body,) in enumerate(drawn)
    ]
    page = "\n\n".join("\n".join([title, *body]) for title, body in articles)
    lines = lines_of(page)
    manifest = [
        {
            "article": f"a-{number}",
            "position": str(number),
            **{name: str(value) for name, value in describe(lines, title, {other for other, _ in articles}).items()},
        }
        for number, (title, _) in enumerate(articles)
    ]
    parsed = text.parse(lines, manifest)
    assert [raw for article in parsed for raw in (article.title, *article.paragraphs)] == [line.raw for line in lines]


@given(plain, plain)
def test_fingerprint_sees_words_and_not_spacing(one, other):
    assert (text.fingerprint([one]) == text.fingerprint([other])) == (normalise(one) == normalise(other))
    assert text.fingerprint([one]) == text.fingerprint([f"  {one}\u00a0"])
    assert normalise(normalise(one)) == normalise(one)


FRONT = '---\ntitle: Two yards bid\noutlet: "ana"\npublished: 2031-06\n---\n\nFirst.\n\nSecond.\n'


def test_front_matter_gives_the_title_and_is_no_paragraph(tmp_path):
    (tmp_path / "a.txt").write_text(FRONT, "utf-8")
    assert [(line.number, line.raw) for line in text.read_lines(tmp_path)] == [
        (1, "Two yards bid"),
        (7, "First."),
        (9, "Second."),
    ]
    assert text.front_matter(FRONT, "a") == {"title": "Two yards bid", "outlet": "ana", "published": "2031-06"}


@pytest.mark.parametrize("front", ["title: a: b", "- title", "title: [a]", "just words", "\ttitle: x"])
def test_front_matter_that_cannot_be_read_is_an_error_for_a_person(tmp_path, front):
    (tmp_path / "a.txt").write_text(f"---\n{front}\n---\nText.\n", "utf-8")
    with pytest.raises(AnalysisError, match="a.txt: what stands between the lines of hyphens"):
        text.read_lines(tmp_path)


def test_a_line_of_hyphens_inside_a_text_is_a_paragraph(tmp_path):
    (tmp_path / "a.txt").write_text("Title\n---\nText\n---\n", "utf-8")
    assert len(text.read_lines(tmp_path)) == 4
