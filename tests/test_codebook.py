"""Codebook and data package: generated from the descriptions, never adrift from them, valid to others' tools, true of
the tables.
"""

import json

import corpus_fixture
import pytest
from corpus_fixture import table
from this_study import HERE

from analysis import codebook, load_corpus, study, tables
from analysis.__main__ import main
from analysis.codebook.generated import package_files
from analysis.corpus import Corpus
from analysis.errors import AnalysisError

BOOK = codebook.read(HERE)
COMMITTED = [found.name for found in BOOK.present()]
PACKAGE = json.loads((HERE.data / "datapackage.json").read_text("utf-8"))


def test_an_imported_corpus_beside_the_tables_is_no_table(invented, tmp_path):
    """Else one import would stop every build: what it asked and its manifest lie below data/raw as well."""
    before = codebook.read(study.find())
    (tmp_path / "ferry.csv").write_text("title,date,text\nFerry,2020-12-03,The ferry sails again at nine.\n", "utf-8")
    assert main(["import", str(tmp_path / "ferry.csv"), "--as", "harbour"]) == 0
    assert (study.find().raw / "corpora/harbour/import.yml").exists()
    after = codebook.read(study.find())
    assert list(after) == list(before) and after.undescribed == before.undescribed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
    ],
    ids=["missing", "crlf", "one-byte"],
)
def test_drift_is_found_and_mended(invented, capsys, spoil):
    assert main(["codebook"]) == 0 and main(["codebook", "--check"]) == 0
    files = package_files(study.find())
    assert len(files) == 2
    for path, content in files.items():
        spoil(path)
        assert main(["codebook", "--check"]) == 1
        assert path.name in capsys.readouterr().err
        assert main(["codebook"]) == 0
        assert path.read_bytes().decode() == content


def test_committed_codebook_and_package_are_what_the_descriptions_give():
    assert {path: path.read_text("utf-8") for path in package_files(HERE)} == package_files(HERE)


def test_check_reads_every_table_and_tells_all_faults(invented, capsys):
    main(["codebook"])
    for name, old in (("entities", "anna-brandt,person"), ("voices", "ferry-ledger,1,body")):
        path = table(name).path
        path.write_text(path.read_text("utf-8").replace(old, old[:-1]), "utf-8")
    assert main(["codebook", "--check"]) == 1
    error = capsys.readouterr().err
    assert "2 tables have faults" in error and "'perso' is not allowed" in error and "'bod' is not allowed" in error


def test_check_prints_what_should_be_looked_at(invented, capsys):
    path = table("voices").path
    path.write_text(path.read_text("utf-8").replace("harbour-post", "harbor-post"), "utf-8")
    main(["codebook"])
    assert main(["codebook", "--check"]) == 0
    assert "look at: data/raw/coded/voices.csv" in capsys.readouterr().out


def test_codebook_names_every_table_column_and_value():
    text = (HERE.data / "CODEBOOK.md").read_text("utf-8")
    for found in BOOK.present():
        section = text.split(f"\n## {found.name}\n")[1].split("\n## ")[0]
        assert HERE.shown(found.path) in section
        for column in found.columns:
            assert f"| `{column.name}` |" in section
            assert all(f"| `{value}` |" in section for value in column.codes)
        assert all(rule.words in section for rule in found.rules)


def test_package_is_valid_to_frictionless():
    from frictionless import Package

    assert [error.message for error in Package.metadata_validate(PACKAGE)] == []
    assert [resource["name"] for resource in PACKAGE["resources"]] == COMMITTED


def test_committed_tables_are_valid_to_frictionless():
    """Every committed table against the package's own description of it, keys and references among them."""
    from frictionless import Package

    report = Package.from_descriptor(PACKAGE, basepath=str(HERE.data)).validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(COMMITTED)


def test_frictionless_finds_what_we_find(invented):
    """The package says enough that another tool refuses the same rows."""
    from frictionless import Package

    main(["codebook"])
    path = table("entities").path
    path.write_text(path.read_text("utf-8").replace("anna-brandt,person", "Anna,persn"), "utf-8")
    data = study.find().data
    report = Package.from_descriptor(json.loads((data / "datapackage.json").read_text()), basepath=str(data)).validate()
    found = {(row[0], row[1]) for row in report.flatten(["fieldName", "type"])}
    assert {("entity", "constraint-error"), ("kind", "constraint-error")} <= found


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_table_is_read_with_its_references(name):
    assert list(load_corpus("").frame(name).columns) == BOOK[name].names


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_table_is_sorted_and_in_the_one_form(name):
    loaded = tables.load(BOOK[name])
    assert loaded.told == () and tables.to_csv(BOOK[name], loaded.rows).encode() == BOOK[name].path.read_bytes()


def test_names_that_a_corpus_has_for_itself_are_not_given_to_tables():
    taken = {name for name in dir(Corpus) if not name.startswith("_")} | {"study"}
    assert set(codebook.TAKEN) == taken


# One look for one meaning


def test_a_value_has_one_label_and_one_hue_and_a_label_one_hue_in_the_whole_study():
    BOOK.check()
    kinds = load_corpus("").kinds
    assert kinds["party-state"] == ("Party and state", "purple") and len(kinds) > 15
    assert len({label for label, _ in kinds.values()}) == len(set(kinds.values()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "foreign: {label: Foreign, meaning: Outlet outside China, example: The Diplomat, hue: blue}",
            "foreign: {label: Foreign media, meaning: x, hue: sky}",
            "'Foreign media' is sky elsewhere, and blue in",
        ),
        ("label: Commercial, ", "label: Company, ", ""),  # two values may share a look
        (
            "foreign: {label: Foreign, meaning: Outlet outside China, example: The Diplomat, hue: blue}",
            "citizen: {label: People, meaning: x, hue: sky}",
            "citizen is People in sky in entities.outlet_kind, and Citizens in sky in support.speaker_type",
        ),
    ],
)
def test_two_looks_of_one_meaning_are_refused(invented, old, new, said):
    path = table("entities").path.with_suffix(".yml")
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")
    if not said:
        assert load_corpus().kinds["commercial"] == ("Company", "green")
        return
    with pytest.raises(AnalysisError, match=said):
        len(load_corpus().kinds)


# Tables that a researcher adds

YML = """\
title: Tides
description: What is said of the tides.
row: One claim.
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: string, description: Name of the row, constraints: {required: true, pattern: 'tides-[0-9]{4}'}}
    - {name: article, type: string, description: Article, constraints: {required: true}}
    - {name: paragraph, type: integer, description: Paragraph, constraints: {required: true, minimum: 1}}
    - {name: speaker, type: string, description: Who, empty: not said, names: entities.entity}
    - {name: height, type: number, unit: metre, description: How high, empty: not said}
    - name: stance
      type: string
      description: Stand
      constraints: {required: true}
      codes:
        for: {label: For, meaning: In favour}
        'no': {label: Against, meaning: Against}
  foreignKeys:
    - {fields: [article], reference: {resource: articles, fields: [article]}}
"""


@pytest.fixture
def added(invented):
    """A table that a researcher adds: a CSV with its description beside it."""
    coded = study.find().coded
    (coded / "tides.yml").write_text(YML, "utf-8")
    (coded / "tides.csv").write_text(
        "id,article,paragraph,speaker,height,stance\ntides-0001,ferry-ledger,2,anna-brandt,1.5,no\n"
    )
    return coded / "tides.csv"


def test_a_table_is_found_by_itself(added, capsys):
    corpus = load_corpus()
    assert corpus.tides["height"].tolist() == [1.5] and "tides" in dir(corpus) and "1 tides" in repr(corpus)
    assert main(["codebook"]) == 0
    package = json.loads((study.find().data / "datapackage.json").read_text("utf-8"))
    (tides,) = [resource for resource in package["resources"] if resource["name"] == "tides"]
    assert tides["schema"]["fields"][5]["codes"]["no"] == {"label": "Against", "meaning": "Against"}
    assert tides["coded"] and tides["row"] == "One claim."


def test_a_column_and_a_value_are_added_without_python(added):
    added.with_suffix(".yml").write_text(
        YML.replace(
            "  foreignKeys", "    - {name: note, type: string, description: Note, empty: nothing}\n  foreignKeys"
        ).replace("'no':", "maybe: {meaning: Undecided}\n        'no':"),
        "utf-8",
    )
    with pytest.raises(AnalysisError, match="the header lacks note"):
        len(load_corpus().tides)
    added.write_text(added.read_text().replace("stance\n", "stance,note\n").replace(",no\n", ",maybe,\n"))
    assert load_corpus().tides["stance"].tolist() == ["maybe"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "tides-0002,ferry-leger,2,,,no",
            "row 3, column article: 'ferry-leger' does not occur in articles.article; did you mean 'ferry-ledger'?",
        ),
        ("tides-0002,ferry-ledger,99,,,no", "row 3, column paragraph: there is no article ferry-ledger, paragraph 99"),
        ("tides-0002,ferry-ledger,0,,,no", "row 3, column paragraph: 0 is less than 1"),
        (
            "tides-0002,ferry-ledger,2,,,No",
            "column stance: 'No' is not allowed; use one of: for, no; did you mean 'no'?",
        ),
        ("tides-0001,ferry-ledger,2,,,no", "tides-0001 stands in row 2 already"),
    ],
)
def test_a_fault_in_a_row_of_an_added_table_says_what_is_right(added, line, said):
    for path, content in codebook_of_paragraphs().items():
        path.write_text(content, "utf-8")
    added.write_text(f"{added.read_text()}{line}\n")
    with pytest.raises(AnalysisError) as caught:
        len(load_corpus().tides)
    assert said in str(caught.value)


def codebook_of_paragraphs():
    """The processed tables of the invented corpus."""
    from analysis.corpus import processed
    from analysis.corpus.source import read_text

    return processed.build(read_text(study.find().root / "text" / "page.txt"))


@pytest.mark.parametrize("name", ["text", "frame", "topics"])
def test_a_table_may_not_take_a_name_of_the_corpus(added, name):
    home = added.with_name(f"{name}.yml") if name != "topics" else added.with_name("kinds.yml")
    home.write_text(YML, "utf-8")
    with pytest.raises(AnalysisError, match="a corpus has that name for something else"):
        list(codebook.read(study.find()))


def test_two_tables_of_one_name_are_refused(added):
    (study.find().raw / "tides.yml").write_text(YML, "utf-8")
    with pytest.raises(AnalysisError, match="two tables have one name"):
        load_corpus().frame("tides")


def test_a_reference_to_nothing_is_told_with_what_is_near(added):
    yml = added.with_suffix(".yml")
    yml.write_text(YML.replace("resource: articles", "resource: article"), "utf-8")
    with pytest.raises(AnalysisError, match="refers to a table 'article' that there is not; did you mean 'articles'"):
        load_corpus().frame("tides")
    yml.write_text(YML.replace("names: entities.entity", "names: entities.entiti"), "utf-8")
    with pytest.raises(AnalysisError, match="entities has no column 'entiti'; did you mean 'entity'"):
        codebook.read(study.find()).check()


def test_faults_of_all_descriptions_are_told_at_once(added):
    added.with_suffix(".yml").write_text(YML.replace("row: One claim.\n", ""), "utf-8")
    entities = table("entities").path.with_suffix(".yml")
    entities.write_text(entities.read_text("utf-8").replace("type: list", "type: lst"), "utf-8")
    with pytest.raises(AnalysisError, match="2 descriptions of tables have faults") as caught:
        list(codebook.read(study.find()))
    assert "tides.yml: line 1: row is missing" in str(caught.value) and "did you mean 'list'" in str(caught.value)


def test_a_fault_in_one_description_leaves_the_other_tables_readable(added):
    added.with_suffix(".yml").write_text("nothing", "utf-8")
    assert len(load_corpus().articles) == len(corpus_fixture.ARTICLES)
