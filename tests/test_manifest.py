"""add-article: a row is measured, never typed; a wrong title, slug, date or text is refused before the manifest is
touched.
"""

import corpus_fixture
import pytest
import yaml
from corpus_fixture import table

from analysis import study, tables
from analysis.__main__ import main
from analysis.corpus.manifest import add_folder
from analysis.corpus.source import read_text
from analysis.errors import AnalysisError

NEW = "Author: Harbour Staff\n\nSalt and Bread\n\nThe baker (面包师) rises at four.\n\n“Bread,“ he says.\n"


@pytest.fixture
def new(invented, tmp_path):
    """A new text beside the invented corpus."""
    path = tmp_path / "text" / "salt.txt"
    path.write_text(NEW, "utf-8")
    return path


def manifest():
    return {row["article"]: row for row in tables.rows_of(table("articles"), table("articles").path)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--article", "ferry-ledger"], "in the manifest already"),
        (["--article", "Salt"], "--article: 'Salt' does not match"),
        (["--article", "salt_bread"], "--article"),
        (["--article", ""], "--article: may not be empty"),
        (["--article", "salt-"], "--article"),
        (["--article", "salt bread"], "--article"),
        (["--article", "salt|bread"], "--article"),
        (["--article", "salt", "--title", "Salt"], "no line of the text equal"),
        (["--article", "salt", "--title", "salt and bread"], "no line of the text equal"),
        (["--article", "salt", "--title", "“Bread,“ he says."], "no line of text follows"),
        (["--article", "salt", "--until", "The baker (面包师) rises at four."], "no line of text follows"),
        (["--article", "salt", "--published", "2021-13"], "--published: '2021-13' is not an EDTF date"),
        (["--article", "salt", "--published", "May 2021"], "--published"),
        (["--article", "salt", "--url", "chinamediaproject.org"], "--url"),
        (["--article", "salt", "--url", "https://example.org/a b"], "--url"),
        (["--article", "salt", "--url", "javascript:x"], "--url"),
        (["--article", "salt", "--author", " x"], "--author"),
        (["--article", "salt", "--basis", "x "], "--basis"),
        (
            ["--article", "salt", "--author-type", "persn"],
            "--author-type: 'persn' is not allowed; use one of: collective, person, unknown; did you mean 'person'?",
        ),
        (["--article", "salt", "--set", "outlt=x"], "--set: 'outlt' is no column that can be set"),
        (["--article", "salt", "--set", "urll=x"], "did you mean 'url'"),
        (["--article", "salt", "--set", "words=5"], "'words' is no column that can be set"),
    ],
)
def test_faulty_call_is_refused_and_changes_nothing(new, capsys, options, said):
    before = table("articles").path.read_bytes()
    assert main(["add-article", str(new), *options]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert table("articles").path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the text is empty"),
        (b" \n\n\t", "the text is empty"),
        (b"Author: Nobody\n", "the text is empty"),
        (b"Only a title\n", "no line of text follows"),
        (b"\xff\xfe", "it is UTF-16"),
        (b"Twin\nx\nTwin\n", "lines 1, 3 of the text equal the title"),
        (None, "no such file or folder"),
    ],
)
def test_faulty_text_is_refused(new, capsys, content, said):
    new.unlink() if content is None else new.write_bytes(content)
    before = table("articles").path.read_bytes()
    assert main(["add-article", str(new), "--article", "salt"]) == 2
    assert said in capsys.readouterr().err
    assert table("articles").path.read_bytes() == before


def test_a_copy_is_an_article_of_its_own_where_that_is_said(new, tmp_path):
    assert main(["add-article", str(new), "--article", "salt"]) == 0
    (tmp_path / "text" / "salt-again.txt").write_text(NEW, "utf-8")
    assert main(["add-article", str(tmp_path / "text" / "salt-again.txt"), "--article", "salt-again", "--copy"]) == 0
    found = {article.slug: article for article in read_text(tmp_path / "text")}
    assert found["salt"].paragraphs == found["salt-again"].paragraphs


def test_text_that_another_row_has_is_refused(new, capsys):
    assert main(["add-article", str(new), "--article", "salt"]) == 0
    assert main(["add-article", str(new), "--article", "salt-again"]) == 2
    assert "the manifest has this text as salt already" in capsys.readouterr().err
    assert "salt-again" not in manifest()


def test_new_article_is_measured_and_then_recognised(new, capsys):
    assert (
        main(["add-article", str(new), "--article", "salt", "--author", "Ole Quist", "--published", "1931-05-12"]) == 0
    )
    row = manifest()["salt"]
    assert (row["title"], row["position"], row["paragraphs"], row["words"], row["han"]) == (
        "Salt and Bread",
        "4",
        "2",
        "8",
        "3",
    )
    assert (row["author"], row["author_type"], row["published"], row["published_basis"], row["url"]) == (
        "Ole Quist",
        "person",
        "1931-05-12",
        "no cue",
        "",
    )
    assert "voices.csv" in capsys.readouterr().out
    assert [article.slug for article in read_text(new.parent)] == [
        "ferry-ledger",
        "lanterns-low-water",
        "rope-makers",
        "salt",
    ]


def test_unknown_author_and_date_stay_unknown(new):
    assert main(["add-article", str(new), "--article", "salt"]) == 0
    row = manifest()["salt"]
    assert (row["author"], row["author_type"], row["published"]) == ("unknown", "unknown", "")


def test_replace_records_the_changed_text_and_keeps_what_was_known(invented, new):
    new.unlink()
    before = manifest()["rope-makers"]
    invented.write_text(corpus_fixture.page().replace("Rope is dear", "Rope was dear"), "utf-8")
    assert main(["add-article", str(invented), "--article", "rope-makers", "--replace"]) == 0
    after = manifest()["rope-makers"]
    assert after["sha256"] != before["sha256"]
    assert {name: after[name] for name in ("position", "title", "author", "published")} == {
        name: before[name] for name in ("position", "title", "author", "published")
    }
    assert len(read_text(invented)) == 3


def test_article_ends_at_the_next_known_title(invented):
    page = corpus_fixture.page() + "Salt and Bread\nOne line.\nHay\nAnother line.\n"
    invented.write_text(page, "utf-8")
    assert main(["add-article", str(invented), "--article", "salt", "--title", "Salt and Bread", "--until", "Hay"]) == 0
    assert main(["add-article", str(invented), "--article", "hay", "--title", "Hay"]) == 0
    assert [manifest()[slug]["paragraphs"] for slug in ("salt", "hay")] == ["1", "1"]
    assert len(read_text(invented)) == 5


def test_front_matter_says_what_is_known_and_the_caller_has_the_last_word(invented, tmp_path):
    path = tmp_path / "text" / "bread.txt"
    path.write_text(
        "---\ntitle: Bread\nauthor: Ole Quist\npublished: 1931-06\nmood: fine\n---\n\nRye is dear.\n", "utf-8"
    )
    assert (
        main(
            [
                "add-article",
                str(path),
                "--article",
                "bread",
                "--published",
                "1931-07",
                "--set",
                "url=https://example.org",
            ]
        )
        == 0
    )
    row = manifest()["bread"]
    assert (row["title"], row["author"], row["author_type"], row["published"], row["url"], row["words"]) == (
        "Bread",
        "Ole Quist",
        "person",
        "1931-07",
        "https://example.org",
        "3",
    )
    assert any(article.slug == "bread" for article in read_text(tmp_path / "text"))


def with_outlets():
    """Let the manifest of the invented corpus name outlets, which are entities."""
    path = study.find().raw / "articles.yml"
    found = yaml.safe_load(path.read_text("utf-8"))
    found["schema"]["fields"].append(
        {"name": "outlet", "type": "string", "description": "Outlet.", "empty": "nobody knows"}
    )
    found["schema"]["foreignKeys"] = [
        {"fields": ["outlet"], "reference": {"resource": "entities", "fields": ["entity"]}}
    ]
    path.write_text(yaml.safe_dump(found, sort_keys=False), "utf-8")
    csv = path.with_suffix(".csv")
    head, *rows = csv.read_text("utf-8").splitlines()
    csv.write_text("\n".join([f"{head},outlet", *(f"{row}," for row in rows)]) + "\n", "utf-8")
    return csv


def test_an_outlet_that_is_in_no_list_is_told_at_once(new, capsys):
    csv = with_outlets()
    before = csv.read_bytes()
    call = ["add-article", str(new), "--article", "salt", "--set"]
    assert main([*call, "outlet=harbor-post"]) == 2
    said = capsys.readouterr().err
    assert "article salt, column outlet: 'harbor-post' does not occur in entities.entity" in said
    assert "did you mean 'harbour-post'?" in said and csv.read_bytes() == before
    home = folder(new.parent.parent, salt="---\ntitle: Salt\noutlet: harbor-post\n---\nA line.\n")
    with pytest.raises(AnalysisError, match="salt.txt: outlet: 'harbor-post' does not occur in entities.entity"):
        add_folder(study.find(), home)
    assert csv.read_bytes() == before
    assert main([*call, "outlet=harbour-post"]) == 0 and manifest()["salt"]["outlet"] == "harbour-post"


@pytest.mark.parametrize("key", ["Title", "TITLE", "Author", "URL"])
def test_a_key_in_capitals_is_refused_with_the_key_that_is_read(new, capsys, key):
    new.write_text(f"---\n{key}: Salt\n---\nBread\nA line.\n", "utf-8")
    assert main(["add-article", str(new), "--article", "salt"]) == 2
    said = capsys.readouterr().err
    assert f"the key {key!r} is not read" in said and f"write {key.lower()}:" in said and "salt" not in manifest()


def test_what_stands_above_a_text_and_has_no_column_is_told(new, capsys):
    new.write_text("---\ntitle: Salt\nmood: fine\n---\nA line.\n", "utf-8")
    assert main(["add-article", str(new), "--article", "salt"]) == 0
    assert "Not used, for the manifest has no such column: mood of salt.txt" in capsys.readouterr().out


def test_one_file_without_a_slug_and_a_folder_without_texts_are_told_apart(new, tmp_path, capsys):
    (tmp_path / "none").mkdir()
    for path, said in (
        (
            new,
            "it is one file, and its article has no slug yet\n  Say how the article is called, for example: --article ",
        ),
        (tmp_path / "none", "no .txt file is in this folder"),
        (tmp_path / "gone", "there is no such folder"),
    ):
        assert main(["add-article", str(path)]) == 2
        assert f"{path}: {said}" in capsys.readouterr().err


# A folder of files, each an article.


def folder(root, **files):
    home = root / "texts"
    home.mkdir()
    for name, text in files.items():
        (home / f"{name.replace('_', '-')}.txt").write_text(text, "utf-8")
    return home


def test_faults_of_all_files_are_told_at_once_and_nothing_is_written(invented):
    home = folder(
        invented.parent,
        first="---\ntitle: One\npublished: 12 May\n---\nA line.\n",
        second="---\ntitle: Two\noutlt: x\n---\nA line.\n",
        third="",
    )
    before = (study.find().raw / "articles.csv").read_bytes()
    with pytest.raises(AnalysisError) as refused:
        add_folder(study.find(), home)
    for word in ("first.txt", "published", "second.txt", "outlt", "third.txt: it is empty"):
        assert word in str(refused.value)
    assert (study.find().raw / "articles.csv").read_bytes() == before


def test_a_folder_is_taken_once_and_a_changed_text_only_when_told(invented):
    home = folder(invented.parent, new_lamps="---\ntitle: New lamps\n---\nThe quay has new lamps.\n")
    assert add_folder(study.find(), home) == (1, 0, 0)
    assert add_folder(study.find(), home) == (0, 0, 1)
    (home / "new-lamps.txt").write_text("---\ntitle: New lamps\n---\nThe quay has no lamps.\n")
    with pytest.raises(AnalysisError, match="new-lamps.txt: its text is not the one in the manifest"):
        add_folder(study.find(), home)
    assert add_folder(study.find(), home, replace=True) == (0, 1, 0)
