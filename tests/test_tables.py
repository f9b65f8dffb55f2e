"""Tables: a bad cell, header or file is refused with its place; what is written is what is read."""

import csv
import io
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.tables import Column, Table, Value

COLUMNS = (
    Column("key", "text", "Key", pattern="[a-z]+-[0-9]+"),
    Column("part", "integer", "Part", unit="part"),
    Column("size", "number", "Size", null="not measured"),
    Column("day", "edtf", "Day", null="not dated"),
    Column("kind", "text", "Kind", null="none", allowed={"red": Value("Red"), "blue": Value("Blue")}),
    Column("tags", "list", "Tags", null="none", allowed={"a": Value("A"), "b": Value("B")}),
    Column("note", "text", "Note", null="nothing to add"),
)
GOOD = {"key": "x-1", "part": "1", "size": "2.5", "day": "2020-09", "kind": "red", "tags": "a|b", "note": 'one, "two"'}


@pytest.fixture
def table(tmp_path):
    return Table(
        "things",
        tmp_path / "things.csv",
        "Things.",
        "One thing.",
        ("key", "part"),
        COLUMNS,
        "Made up.",
        lambda row: [("note", "a red thing needs a note")] if row["kind"] == "red" and not row["note"] else [],
    )


def refused(table, content, *said):
    table.path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(AnalysisError) as caught:
        tables.read(table)
    for words in ("things.csv", *said):
        assert words in str(caught.value)
    assert caught.value.do


def csv_of(*rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.name for column in COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


BAD_CELLS = {
    "key": [
        "",
        " ",
        "X-1",
        "x-",
        "x1",
        "x-1 ",
        " x-1",
        "x-1\t",
        "x-1\n",
        "\u00a0x-1",
        "ｘ-1",
        "x-١",
        "x–1",
        "x-1x",
        "=x-1",
    ],
    "part": [
        "",
        "1.0",
        "1,000",
        "one",
        "1e3",
        "01",
        "+1",
        "--1",
        "1 ",
        "１",
        "٣",
        "0x1",
        "NaN",
        "inf",
        "½",
        "1_000",
        "9" * 16,
        "-" + "9" * 16,
        "9" * 400,
    ],
    "size": [
        "1,5",
        "1e3",
        ".5",
        "5.",
        "00.5",
        "+1",
        "1 000",
        "nan",
        "inf",
        "-inf",
        "NA",
        "null",
        "-",
        "~3",
        "70 %",
        "9" * 16,
        "1." + "3" * 15,
        "1.2.3",
    ],
    "day": [
        "2020-13",
        "2020-00",
        "2020-02-30",
        "8 Sep 2020",
        "2020-9-8",
        "2020/09/08",
        "20200908",
        "09-2020",
        "2020-09-08T10:00:00",
        "2020-09-10/2020-09-08",
        "2020/",
        "/2020",
        "../..",
        "2020-09-08 ",
        "unknown",
        "0000",
        "2020-09-08/2020-09-09/2020-09-10",
    ],
    "kind": ["Red", "green", "red|blue", "red ", "r", "RED", "reds", "ｒed"],
    "tags": ["a|", "|a", "a||b", "c", "a|c", "a | b", "a|b ", "A", "a,b", "|"],
    "note": [" x", "x ", "\tx", "x\u00a0", "\nx", " "],
}


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in BAD_CELLS.items() for cell in cells])
def test_bad_cell_is_refused_with_row_and_column(table, column, cell):
    refused(table, csv_of(GOOD, {**GOOD, "key": "x-2", column: cell}), "row 3", f"column {column}")


@pytest.mark.parametrize("allowed_in", ["kind", "tags"])
def test_value_that_is_not_allowed_is_answered_with_those_that_are(table, allowed_in):
    names = list(table[allowed_in].allowed)
    refused(table, csv_of({**GOOD, allowed_in: "green"}), "'green'", ", ".join(names))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "lacks key"),
        ("key,part,size,day,kind,tags", "lacks note"),
        ("key,part,size,day,kind,tags,note,more", "unknown more"),
        ("part,key,size,day,kind,tags,note", "another order"),
        ("key,part,size,day,kind,tags,note,note", "twice note"),
        ("Key,part,size,day,kind,tags,note", "lacks key and has unknown Key"),
        ("key;part;size;day;kind;tags;note", "lacks key, part"),
        ("key, part,size,day,kind,tags,note", "lacks part"),
    ],
)
def test_bad_header_says_what_is_missing_unknown_doubled_or_out_of_order(table, header, said):
    refused(table, header + "\n" if header else "", "row 1", said, "key, part, size")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of(GOOD).replace("\n", "\r\n").encode(), "carriage returns"),
        (csv_of(GOOD).replace("\n", "\r").encode(), "carriage returns"),
        (csv_of(GOOD).encode("utf-8-sig"), "byte order mark"),
        (csv_of(GOOD).encode("utf-16"), "byte 1 is not UTF-8"),
        (csv_of({**GOOD, "note": "café"}).encode("latin-1"), "not UTF-8"),
        (csv_of(GOOD).encode() + b"\n", "row 3"),
        (csv_of(GOOD).encode() + b"x-2,1\n", "it has 2 cells, not 7"),
        (csv_of(GOOD).encode() + b"x-2,1,,,,,a,b\n", "it has 8 cells, not 7"),
        (csv_of(GOOD).encode() + b'x-2,1,,,,,"a"b\n', "row 3"),
        (csv_of(GOOD).encode() + b'x-2,1,,,,,"a', "not valid CSV"),
        (csv_of(GOOD).encode() + b"x-2,1,,,,," + b"n" * 200_000, "field larger"),
    ],
)
def test_bad_file_says_what_is_wrong(table, content, said):
    refused(table, content, said)


def test_missing_unreadable_and_folder_are_errors_for_a_person(table):
    with pytest.raises(AnalysisError, match="missing"):
        tables.read(table)
    table.path.mkdir()
    with pytest.raises(AnalysisError, match="cannot be read"):
        tables.read(table)


def test_doubled_key_names_both_rows(table):
    refused(table, csv_of(GOOD, {**GOOD, "part": "2"}, GOOD), "x-1 1 stands in row 2 already", "row 4")


def test_rule_across_columns_names_the_column(table):
    refused(table, csv_of({**GOOD, "note": ""}), "column note", "a red thing needs a note")


def test_reference_to_nothing_names_row_and_target(table):
    column = Column("tags", "list", "Tags", null="none", refers="others.id")
    tables.refer(table, column, ["", "a", "a|b"], {"a", "b"})
    with pytest.raises(AnalysisError, match=r"row 4, column tags.*'c' does not occur in others\.id"):
        tables.refer(table, column, ["a", "", "a|c"], {"a", "b"})


def test_empty_cells_are_missing_and_numbers_are_numbers(table):
    table.path.write_text(csv_of(GOOD, {"key": "x-2", "part": "-3"}), "utf-8")
    frame = tables.read(table)
    assert (
        frame["part"].tolist() == [1, -3]
        and str(frame["part"].dtype) == "Int64"
        and str(frame["size"].dtype) == "Float64"
    )
    assert frame.loc[1, ["size", "day", "kind", "tags", "note"]].isna().all()


def test_frame_that_was_read_can_be_written_again_with_the_same_bytes(table):
    tables.write(table, [GOOD, {"key": "x-2", "part": 10}, {"key": "x-2", "part": 9, "size": 0.25}])
    before = table.path.read_bytes()
    tables.write(table, tables.read(table).to_dict("records"))
    assert table.path.read_bytes() == before
    assert [line.split(",")[:2] for line in before.decode().splitlines()[1:]] == [
        ["x-1", "1"],
        ["x-2", "9"],
        ["x-2", "10"],
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "bad key"},
        {"part": "one"},
        {"note": " x"},
        {"note": "a\rb"},
        {"size": float("inf")},
        {"note": "\ud800"},
        {"kind": "green"},
    ],
)
def test_write_refuses_bad_rows_and_leaves_the_good_file_alone(table, bad):
    tables.write(table, [GOOD])
    before = table.path.read_bytes()
    with pytest.raises(AnalysisError):
        tables.write(table, [GOOD, {**GOOD, "key": "x-2", **bad}])
    assert table.path.read_bytes() == before
    assert [path.name for path in table.path.parent.iterdir()] == ["things.csv"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (float("nan"), ""),
        (0.1 + 0.2, "0.3"),
        (-0.00001, "0"),
        (100.0, "100"),
        (1 / 3, "0.3333"),
        (0, "0"),
        (-2.50, "-2.5"),
    ],
)
def test_cells_are_written_one_way(table, value, cell):
    assert tables.to_csv(table, [{**GOOD, "size": value}]).splitlines()[1].split(",")[2] == cell


def test_replace_file_leaves_no_part_behind(tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(AnalysisError, match="could not be written"):
        replace_file(tmp_path / "there", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_error_survives_the_way_out_of_a_worker_process():
    error = AnalysisError("what", where="where", do="do")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.what, again.where, again.do) == (str(error), "what", "where", "do")


text_cells = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1).map(str.strip).filter(bool)
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "part": st.integers(-(10**14), 10**14),
                "size": st.none() | st.integers(-(10**14), 10**14),
                "note": text_cells,
                "kind": st.sampled_from(["", "red", "blue"]),
            }
        ),
        max_size=6,
        unique_by=lambda row: row["part"],
    )
)
def test_round_trip_gives_back_every_row_sorted_by_key(tmp_path_factory, rows):
    table = Table(
        "things",
        tmp_path_factory.getbasetemp() / "round-trip.csv",
        "Things.",
        "One thing.",
        ("part",),
        COLUMNS[1:],
        "Made up.",
    )
    tables.write(table, rows)
    found = tables.rows_of(table, table.path)
    wanted = sorted(rows, key=lambda row: row["part"])
    assert [(int(row["part"]), row["size"], row["note"], row["kind"]) for row in found] == [
        (row["part"], "" if row["size"] is None else str(row["size"]), row["note"], row["kind"]) for row in wanted
    ]
    assert tables.to_csv(table, reversed(found)).encode() == table.path.read_bytes()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_but_never_a_traceback(tmp_path_factory, content):
    table = Table(
        "things", tmp_path_factory.getbasetemp() / "bytes.csv", "Things.", "One thing.", ("key",), COLUMNS, "Made up."
    )
    header = ",".join(table.names).encode() + b"\n"
    for start in (b"", header):
        table.path.write_bytes(start + content)
        try:
            tables.read(table)
        except AnalysisError as error:
            assert "bytes.csv" in error.where


def test_a_folder_that_cannot_be_made_is_an_error_for_people(tmp_path):
    (tmp_path / "file").write_text("a file, no folder")
    with pytest.raises(AnalysisError, match="could not be written"):
        replace_file(tmp_path / "file" / "table.csv", b"x")
