"""A codebook kept in a sheet of Excel becomes a description, whole or not at all, and its faults are told by row."""

import openpyxl
import pytest

from analysis import codebook, load_corpus, study
from analysis.__main__ import main

ABOUT = [
    ("Description", "Who says what on the ferry: all of it"),
    ("row", "One claim"),
    ("inclusion", "What somebody says"),
    ("key", "id"),
    (),
]
HEAD = ("Column", "type", "description", "empty", "unit", "pattern", "names", "value", "label", "meaning", "hue")
COLUMNS = [
    ("id", "string", "Name of the row", None, None, "claims-[0-9]{4}"),
    ("article", "string", "Article"),
    ("paragraph", "integer", "Paragraph"),
    ("date", "date", "When it was said", "no date"),
    ("speaker", "string", "Who says so", "not said", None, None, "entities.entity"),
    ("about", "list", "What about", "nothing"),
    ("height", "number", "How high", "not said", "metre"),
    ("stance", "string", "Stand", None, None, None, None, "for", "For", "In favour", "green"),
    (None, None, None, None, None, None, None, False, None, "Against", "orange"),  # Excel takes no for a truth value
    (None, None, None, None, None, None, None, 2020.0, None, "The year"),
]


def sheet(path, *lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return str(path)


@pytest.fixture
def claims(invented, tmp_path):
    return sheet(tmp_path / "Claims.xlsx", *ABOUT, HEAD, *COLUMNS)


def test_a_sheet_becomes_a_table_that_a_corpus_has(claims, capsys):
    assert main(["codebook", "--from", claims]) == 0
    out = capsys.readouterr().out
    assert "claims.yml: written, with 8 columns" in out and "claims.csv: begun" in out
    table = codebook.read(study.find())["claims"]
    assert table.names == [row[0] for row in COLUMNS[:8]] and table.key == ("id",)
    assert table.description == "Who says what on the ferry: all of it"
    assert list(table["stance"].codes) == ["for", "no", "2020"] and table["stance"].codes["for"].hue == "green"
    assert table["date"].edtf and table["date"].empty == "no date" and not table["stance"].empty
    assert table["about"].type == "list" and table["height"].unit == "metre" and table["speaker"].names
    with table.path.open("a", encoding="utf-8") as file:
        file.write("claims-0001,ferry-ledger,1,1931-05-12,anna-brandt,,2.5,no\n")
    assert load_corpus().claims["stance"].tolist() == ["no"]


def test_what_is_there_is_not_overwritten(claims, capsys):
    assert main(["codebook", "--from", claims]) == 0
    home = study.find().coded / "claims.yml"
    before = home.read_bytes()
    assert main(["codebook", "--from", claims]) == 2 and "it is there already" in capsys.readouterr().err
    assert home.read_bytes() == before
    assert main(["codebook", "--from", claims, "--table", "more_claims"]) == 0
    assert (study.find().coded / "more_claims.csv").exists()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*ABOUT, HEAD, ("id", "strng", "Name")], "row 7: 'strng' is no type; did you mean 'string'?"),
        ([*ABOUT, HEAD, ("id", "string")], "row 7: the column id has no description"),
        ([*ABOUT, HEAD, ("id", "string", "x"), (None, None, "y")], "row 8: it names neither a column nor a value"),
        ([*ABOUT, HEAD, ("id", "string", "x", *[None] * 4, "a")], "the value 'a' has no meaning"),
        (
            [*ABOUT, HEAD, ("id", "string", "x", *[None] * 4, "a", "", "A"), (*[None] * 7, "a", "", "B")],
            "row 8: the value 'a' stands twice in column id",
        ),
        ([*ABOUT, (*HEAD, "mening"), ("id", "string", "x")], "row 6: unknown 'mening'; did you mean 'meaning'?"),
        ([("descripton", "x"), HEAD], "row 1: unknown 'descripton'; did you mean 'description'?"),
        (ABOUT, "no line begins with the word `column`"),
        ([HEAD, ("id", "string", "x")], "row is missing"),
        ([*ABOUT[:3], ("key", "name"), HEAD, ("id", "string", "x")], "there is no column 'name'"),
        ([*ABOUT, HEAD, ("id", "string", "x"), ("id", "string", "y")], "column id: it is described twice"),
        ([*ABOUT, HEAD, ("id", "string", "x", *[None] * 4, "a", "", "A", "gren")], "'gren' is none of: blue"),
    ],
)
def test_faults_of_a_sheet_are_told_and_nothing_is_written(invented, tmp_path, capsys, lines, said):
    path = sheet(tmp_path / "claims.xlsx", *lines)
    assert main(["codebook", "--from", path]) == 2
    error = capsys.readouterr().err
    assert said in error and "claims.xlsx" in error and "The sheet looks like this" in error
    assert not list(study.find().coded.glob("claims.*"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nowhere.xlsx", None, "the sheet is missing"),
        ("text.xlsx", b"no workbook", "it is no sheet of Excel"),
        ("old.xls", b"\xd0\xcf\x11\xe0", "it is no sheet of Excel"),
        ("Über uns.xlsx", b"", "is no name for a table"),
    ],
)
def test_what_is_no_sheet_is_an_error_for_a_person(invented, tmp_path, capsys, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["codebook", "--from", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
