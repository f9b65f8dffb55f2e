"""What a spreadsheet makes of a table is read all the same and told; what could be read in two ways is asked for."""

import pytest
from corpus_fixture import table
from hypothesis import given
from hypothesis import strategies as st

from analysis import study, tables
from analysis.__main__ import main
from analysis.errors import AnalysisError
from analysis.tables import spreadsheet
from analysis.tables.spreadsheet import Form, dated, tidy

YML = """\
description: What is said of the tides.
row: One claim.
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: string, description: Name of the row, constraints: {required: true, pattern: 'tides-[0-9]{4}'}}
    - {name: date, type: string, rdfType: http://id.loc.gov/datatypes/edtf, description: Day, empty: no date}
    - {name: height, type: number, description: How high, empty: not said}
    - {name: boats, type: integer, description: How many, empty: not said}
    - {name: about, type: list, delimiter: "|", description: What, empty: nothing}
    - {name: note, type: string, description: Note, empty: nothing to add}
"""
HEADER = "id,date,height,boats,about,note\n"
TIDY = HEADER + 'tides-0001,2020-12-25,1.5,3,a|b,"one, two"\ntides-0002,,,,,café 潮\n'


@pytest.fixture
def tides(invented):
    """A table to spoil; gives its path."""
    path = study.find().coded / "tides.csv"
    path.with_suffix(".yml").write_text(YML, "utf-8")
    path.write_text(TIDY, "utf-8")
    return path


def read():
    return tables.load(table("tides"))


SPOILED = {
    "semicolons": (
        HEADER.replace(",", ";") + 'tides-0001;2020-12-25;1,5;3;a|b;"one, two"\ntides-0002;;;;;café 潮\n',
        ["semicolons", "numbers of a spreadsheet (1)"],
    ),
    "tabs": (
        HEADER.replace(",", "\t") + "tides-0001\t2020-12-25\t1.5\t3\ta|b\tone, two\ntides-0002\t\t\t\t\tcafé 潮\n",
        ["tabs"],
    ),
    "separator named": (
        "sep=;\n" + TIDY.replace(",", ";").replace("one;", "one,"),
        ["names the separator", "semicolons"],
    ),
    "bom": ("\ufeff" + TIDY, ["byte order mark"]),
    "crlf": (TIDY.replace("\n", "\r\n"), ["line ends with CR"]),
    "cr": (TIDY.replace("\n", "\r"), ["line ends with CR"]),
    "spaces": (TIDY.replace("tides-0001,", " tides-0001\u00a0,").replace("a|b", "a | b "), ["cells with spaces (2)"]),
    "spaces in the header": (TIDY.replace("id,date", " id, date"), ["in the header"]),
    "another order": (
        'date,id,height,boats,about,note\n2020-12-25,tides-0001,1.5,3,a|b,"one, two"\n,tides-0002,,,,café 潮\n',
        ["another order"],
    ),
    "empty rows and cells": (
        TIDY.replace("note\n", "note,,\n").replace('two"\n', 'two",,\n,,,,,,,\n').replace("潮\n", "潮,,\n\n"),
        ["empty rows (2)", "empty cells in the header"],
    ),
    "dates with slashes": (TIDY.replace("2020-12-25", "25/12/2020"), ["dates of a spreadsheet (1)"]),
    "dates of the United States": (TIDY.replace("2020-12-25", "12/25/2020"), ["dates of a spreadsheet (1)"]),
    "dates with dots": (TIDY.replace("2020-12-25", "25.12.2020"), ["dates of a spreadsheet (1)"]),
    "dates with a time": (TIDY.replace("2020-12-25", "25.12.2020 00:00"), ["dates of a spreadsheet (1)"]),
    "whole numbers with a point": (TIDY.replace(",3,", ",3.0,"), ["numbers of a spreadsheet (1)"]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_it_is_read_told_and_put_in_the_one_form(tides, capsys, name):
    wanted = read().rows
    content, said = SPOILED[name]
    tides.write_text(content, "utf-8", newline="")
    loaded = read()
    assert loaded.rows == wanted and all(any(words in told for told in loaded.told) for words in said), loaded.told
    assert main(["tidy-table", "tides"]) == 0
    assert tides.read_text("utf-8") == TIDY and read().told == ()
    assert "2 rows in the one form" in capsys.readouterr().out
    assert not tides.with_suffix(".csv.bak").exists()


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("cp1252", "café – “x”"), ("gb18030", "潮水"), ("utf-16", "café 潮"), ("utf-8-sig", "café 潮")],
)
def test_encodings_are_told(tides, encoding, note):
    tides.write_bytes(TIDY.replace("café 潮", note).encode(encoding))
    loaded = read()
    assert loaded.rows[1]["note"] == note
    assert loaded.told and (encoding in loaded.told[0] or encoding == "utf-8-sig")


def test_an_encoding_that_was_guessed_wrong_can_be_named(tides, capsys):
    tides.write_bytes(TIDY.replace("café 潮", "潮").encode("big5"))
    assert main(["tidy-table", "tides", "--encoding", "big5"]) == 0
    assert read().rows[1]["note"] == "潮"
    tides.write_bytes(TIDY.replace("café 潮", "x").encode("utf-16"))
    assert main(["tidy-table", "tides", "--encoding", "big6"]) == 0  # a byte order mark says it all
    tides.write_text(TIDY, "utf-8")
    assert main(["tidy-table", "tides", "--encoding", "big6"]) == 2
    assert "there is no encoding 'big6'" in capsys.readouterr().err


def test_dates_that_could_be_either_are_asked_for(tides, capsys):
    spoiled = TIDY.replace("2020-12-25", "05/12/2020")
    tides.write_text(spoiled, "utf-8")
    with pytest.raises(
        AnalysisError, match="it is 2020-12-05 or 2020-05-12: say which with tidy-table tides --dates dmy or mdy"
    ):
        read()
    assert main(["tidy-table", "tides"]) == 2 and tides.read_text("utf-8") == spoiled
    assert "row 2, column date" in capsys.readouterr().err
    assert main(["tidy-table", "tides", "--dates", "dmy"]) == 0
    assert read().rows[0]["date"] == "2020-12-05"
    tides.write_text(spoiled, "utf-8")
    assert main(["tidy-table", "tides", "--dates", "mdy"]) == 0
    assert read().rows[0]["date"] == "2020-05-12"


@pytest.mark.parametrize(
    ("cell", "order", "read"),
    [
        ("25/12/2020", "", "2020-12-25"),
        ("12/25/2020", "", "2020-12-25"),
        ("12/25/2020", "dmy", "2020-12-25"),  # it cannot be the day first
        ("07/07/2020", "", "2020-07-07"),
        ("7/7/2020", "", "2020-07-07"),
        ("05/12/2020", "", "05/12/2020"),
        ("05-12-2020", "dmy", "2020-12-05"),
        ("05.12.2020", "", "2020-12-05"),
        ("05.12.2020", "mdy", "2020-12-05"),
        ("2020/9/8", "", "2020-09-08"),
        ("2020-9-8", "", "2020-09-08"),
        ("2020-09-08", "mdy", "2020-09-08"),
        ("2020-09", "", "2020-09"),
        ("31/02/2020", "", "31/02/2020"),
        ("13/13/2020", "", "13/13/2020"),
        ("05.12.20", "", "05.12.20"),
        ("5/12-2020", "", "5/12-2020"),
        ("soon", "", "soon"),
    ],
)
def test_a_date_is_read_in_the_one_way_there_is_or_left(cell, order, read):
    assert dated(cell, order) == read


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Sep-20", "; did you mean 2020-09?"),
        ("spring 2033", "; did you mean 2033-21?"),
        ("2033 Fall", "; did you mean 2033-23?"),
        ("8 Sep 2020", "; did you mean 2020-09-08?"),
        ("September 8, 2020", "; did you mean 2020-09-08?"),
        ("September 2020", "; did you mean 2020-09?"),
        ("some day", ""),
    ],
)
def test_words_for_a_date_are_answered_with_what_they_may_mean(cell, said):
    assert spreadsheet.asked_date(cell) == said


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (TIDY.replace("tides-0002", "tides-0001"), "stands in row 2 already"),
        (TIDY.replace("1.5", "high"), "'high' is not a number"),
        (TIDY.replace("1.5", '"1,5"'), "'1,5' is not a number"),  # between commas nothing says what the comma is
        (TIDY.replace("note", "notes"), "unknown notes; did you mean 'note'"),
        (TIDY.replace("潮\n", "潮,x\n"), "it has 7 cells, not 6"),
        (TIDY.replace("潮\n", '潮"x\n,"'), "not valid CSV"),
    ],
)
def test_what_is_wrong_stays_wrong_and_the_file_as_it_was(tides, capsys, spoiled, said):
    tides.write_text(spoiled, "utf-8")
    assert main(["tidy-table", "tides"]) == 2
    assert said in capsys.readouterr().err and tides.read_text("utf-8") == spoiled


def test_the_old_file_is_kept_where_that_is_asked(tides):
    tides.write_text(TIDY.replace("\n", "\r\n"), "utf-8", newline="")
    before = tides.read_bytes()
    assert main(["tidy-table", "tides.csv", "--keep"]) == 0
    assert tides.with_suffix(".csv.bak").read_bytes() == before and tides.read_text("utf-8") == TIDY


def test_a_pass_is_put_in_the_one_form_too(tides):
    other = tides.parent / "passes" / "tides.a.csv"
    other.write_text(TIDY.replace("\n", "\r\n"), "utf-8", newline="")
    assert main(["tidy-table", "tides.a"]) == 0
    assert other.read_text("utf-8") == TIDY


def test_rows_are_sorted_and_a_tidy_file_is_left_alone(tides, capsys):
    head, first, second = TIDY.splitlines(keepends=True)
    tides.write_text(head + second + first, "utf-8")
    assert main(["tidy-table", "tides"]) == 0 and "another order than their key" in capsys.readouterr().out
    before = tides.stat().st_mtime_ns
    assert main(["tidy-table", "tides"]) == 0 and "in the one form already" in capsys.readouterr().out
    assert tides.stat().st_mtime_ns == before


def test_an_unknown_table_is_answered_with_the_nearest(tides, capsys):
    assert main(["tidy-table", "tide"]) == 2
    assert "'tide' is not the name of a table; did you mean 'tides'" in capsys.readouterr().err


def test_where_nothing_is_tolerated_nothing_is_changed():
    kinds = {"a": "date", "b": "string"}
    for content in (b"a;b\n1;2\n", b"\xef\xbb\xbfa,b\n", b"a,b\r\n", b"b,a\n"):
        with pytest.raises((AnalysisError, AssertionError)):
            sheet = spreadsheet.parse(content, kinds, Form(strict=True), "x")
            assert sheet.rows == [] and sheet.told == [] and b"\r" not in content
    assert spreadsheet.parse(b"a,b\n25.12.2020, x\n", kinds, Form(strict=True), "x").rows == [(2, ["25.12.2020", " x"])]


@given(
    st.text("0123456789.,/- |abSep\u00a0", max_size=14),
    st.sampled_from(["date", "number", "integer", "string", "list |"]),
)
def test_tidying_twice_changes_nothing_more(cell, kind):
    for separator in ",;":
        once = tidy(cell, kind, separator)
        assert tidy(once, kind, separator) == once
