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
from analysis.tables import Table
from analysis.tables.column import Code, Column
from analysis.tables.rule import Rule
from analysis.tables.table import Reference, needs

COLUMNS = (
    Column("key", "string", "Key", pattern="[a-z]+-[0-9]+"),
    Column("part", "integer", "Part", unit="part"),
    Column("size", "number", "Size", empty="not measured"),
    Column("day", "string", "Day", empty="not dated", edtf=True),
    Column("kind", "string", "Kind", empty="none", codes={"red": Code("Red"), "blue": Code("Blue")}),
    Column("tags", "list", "Tags", empty="none", codes={"a": Code("A"), "b": Code("B")}),
    Column("note", "string", "Note", empty="nothing to add"),
)
GOOD = {"key": "x-1", "part": "1", "size": "2.5", "day": "2020-09", "kind": "red", "tags": "a|b", "note": 'one, "two"'}


def things(path, key=("key", "part"), columns=COLUMNS, **more):
    return Table("things", path, "Things.", "One thing.", key, columns, "Made up.", **more)


@pytest.fixture
def table(tmp_path):
    return things(tmp_path / "things.csv", rules=(Rule("require", ("note",), when={"kind": ("red",)}),))


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
        "ｘ-1",
        "x-١",
        "x–1",
        "x-1x",
        "=x-1",
    ],
    "part": [
        "",
        "1.5",
        "1,000",
        "one",
        "1e3",
        "01",
        "+1",
        "--1",
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
        "05/12/2020",
        "2020/13/08",
        "31.02.2020",
        "9/8/20",
        "Sep-20",
        "20200908",
        "09-2020",
        "2020-09-08T25:00:00",
        "2020-09-10/2020-09-08",
        "2020/",
        "/2020",
        "../..",
        "unknown",
        "0000",
        "2020-09-08/2020-09-09/2020-09-10",
    ],
    "kind": ["Red", "green", "red|blue", "r", "RED", "reds", "ｒed"],
    "tags": ["a|", "|a", "a||b", "c", "a|c", "A", "a,b", "|"],
}


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in BAD_CELLS.items() for cell in cells])
def test_bad_cell_is_refused_with_row_and_column(table, column, cell):
    refused(table, csv_of(GOOD, {**GOOD, "key": "x-2", column: cell}), "row 3", f"column {column}")


@pytest.mark.parametrize("allowed_in", ["kind", "tags"])
def test_value_that_is_not_allowed_is_answered_with_those_that_are(table, allowed_in):
    names = list(table[allowed_in].codes)
    refused(table, csv_of({**GOOD, allowed_in: "green"}), "'green'", ", ".join(names))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "lacks key"),
        ("key,part,size,day,kind,tags", "lacks note"),
        ("key,part,size,day,kind,tags,note,more", "unknown more"),
        ("key,part,size,day,kind,tags,note,note", "twice note"),
        ("Key,part,size,day,kind,tags,note", "lacks key and has unknown Key; did you mean 'key'"),
        ("key,part,,size,day,kind,tags,note", "unknown a column without a name"),
    ],
)
def test_bad_header_says_what_is_missing_unknown_or_doubled(table, header, said):
    refused(table, header + "\n" if header else "", "row 1", said, "key, part, size")


@pytest.fixture
def limited():
    """The limit of Python's csv module as whoever reads larger fields leaves it, for the whole process."""
    before = csv.field_size_limit(1 << 30)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of(GOOD).encode() + b"x-2,1\n", "it has 2 cells, not 7"),
        (csv_of(GOOD).encode() + b"x-2,1,,,,,a,b\n", "it has 8 cells, not 7"),
        (csv_of(GOOD).encode() + b'x-2,1,,,,,"a"b\n', "row 3"),
        (csv_of(GOOD).encode() + b'x-2,1,,,,,"a', "not valid CSV"),
        (csv_of(GOOD).encode() + b"x-2,1,,,,," + b"n" * 200_000, "more than 131,072 characters"),
    ],
)
def test_bad_file_says_what_is_wrong(table, content, said):
    refused(table, content, said)


def test_missing_unreadable_and_folder_are_errors_for_a_person(table):
    with pytest.raises(AnalysisError, match="missing"):
        tables.read(table)
    table.path.mkdir()
    with pytest.raises(AnalysisError, match="it is a folder and no file"):
        tables.read(table)


def test_doubled_key_names_both_rows(table):
    refused(table, csv_of(GOOD, {**GOOD, "part": "2"}, GOOD), "x-1 1 stands in row 2 already", "row 4")


def test_rule_across_columns_names_the_column(table):
    refused(table, csv_of({**GOOD, "note": ""}), "column note", "may not be empty where kind is 'red'")


def test_reference_to_nothing_names_row_target_and_what_is_near(table):
    columns = (*COLUMNS[:5], Column("tags", "list", "Tags", empty="none", refers="others.id"), COLUMNS[6])
    table = things(table.path, columns=columns)

    def known(name, columns):
        return {("apple",), ("b",)} if (name, columns) == ("others", ("id",)) else set()

    table.path.write_text(csv_of({**GOOD, "tags": "apple|b"}, {"key": "x-2", "part": "1", "tags": ""}), "utf-8")
    assert len(tables.load(table, known=known).rows) == 2
    table.path.write_text(csv_of(GOOD, {**GOOD, "key": "x-2", "tags": "b|appel"}), "utf-8")
    with pytest.raises(AnalysisError) as caught:
        tables.load(table, known=known)
    assert "row 2, column tags: 'a' does not occur in others.id" in str(caught.value)
    assert "row 3, column tags: 'appel' does not occur in others.id; did you mean 'apple'?" in str(caught.value)


def test_a_pair_of_columns_may_refer_to_another_table(table):
    table = things(table.path, references=(Reference(("key", "part"), "places", ("id", "number")),))
    table.path.write_text(csv_of(GOOD, {**GOOD, "part": "2"}), "utf-8")
    with pytest.raises(AnalysisError, match="row 3, column part: there is no id x-1, number 2 in places"):
        tables.load(table, known=lambda name, columns: {("x-1", "1")})


def test_rows_may_refer_to_rows_of_their_own_table(table):
    columns = (*COLUMNS[:6], Column("note", "string", "Note", empty="none", refers="things.key"))
    table = things(table.path, columns=columns)
    table.path.write_text(csv_of({**GOOD, "note": "x-2"}, {**GOOD, "key": "x-2", "note": "x-3"}), "utf-8")
    with pytest.raises(AnalysisError, match="row 3, column note: 'x-3' does not occur in things.key"):
        tables.load(table, known=lambda name, columns: pytest.fail("asked another table"))


def test_all_faults_of_a_table_are_told_at_once_each_with_its_place_and_the_nearest_value(table):
    rows = [{**GOOD, "kind": "rde", "size": "big"}, {**GOOD, "key": "X", "note": ""}, GOOD]
    table.path.write_text(csv_of(*rows) + "x-9,1\n", "utf-8")
    with pytest.raises(AnalysisError) as caught:
        tables.read(table)
    said = str(caught.value)
    assert said.startswith(f"{table.path}: 6 faults")
    for words in (
        "row 2, column kind: 'rde' is not allowed; use one of: red, blue; did you mean 'red'?",
        "row 2, column size: 'big' is not a number",
        "row 3, column key: 'X' does not match",
        "row 3, column note: may not be empty where kind is 'red'",
        "row 4, column key: x-1 1 stands in row 2 already",
        "row 5: it has 2 cells, not 7",
        "kind: Kind. Empty means: none.",
    ):
        assert words in said


def test_of_many_faults_fifty_are_told_and_the_others_counted(table):
    table.path.write_text(csv_of(*({**GOOD, "key": f"x-{n}", "size": "big"} for n in range(120))), "utf-8")
    with pytest.raises(AnalysisError, match="120 faults") as caught:
        tables.read(table)
    assert str(caught.value).count("is not a number") == 50 and "and 70 more" in str(caught.value)


ROW = {"a": "", "b": "", "c": "", "d": "", "n": "", "m": ""}
RULED = things(
    None,
    ("a",),
    tuple(
        Column(name, "string" if name in "abcd" else "number", name, empty="none", edtf=name in "cd") for name in ROW
    ),
)


@pytest.mark.parametrize(
    ("rule", "row", "said"),
    [
        (Rule("require", ("a",), given=("b",)), {"b": "x"}, "may not be empty where b is 'x'"),
        (Rule("require", ("a",), given=("b",)), {}, ""),
        (Rule("require", ("a",), given=("b",)), {"a": "y", "b": "x"}, ""),
        (Rule("require", ("a",), without=("b", "c")), {}, "may not be empty where b is empty and c is empty"),
        (Rule("require", ("a",), without=("b", "c")), {"c": "2020"}, ""),
        (Rule("require", ("a",), when={"b": ("x", "y")}), {"b": "y"}, "may not be empty where b is 'y'"),
        (Rule("require", ("a",), when={"b": ("x", "y")}), {"b": "z"}, ""),
        (Rule("empty", ("a",), without=("b",)), {"a": "x"}, "'x' stands there, and it must be empty where b is empty"),
        (Rule("empty", ("a",), without=("b",)), {"a": "x", "b": "y"}, ""),
        (Rule("empty", ("a",), when={"b": ("own",)}), {"a": "x", "b": "own"}, "must be empty where b is 'own'"),
        (Rule("equal", ("a", "b")), {"a": "x", "b": "y"}, "'y' must be the same as a, 'x'"),
        (Rule("equal", ("a", "b")), {"a": "x"}, ""),
        (Rule("equal", ("a", "b")), {"a": "x", "b": "x"}, ""),
        (Rule("before", ("c", "d")), {"c": "2020-09-08", "d": "2020-09-07"}, "'2020-09-07' is before c"),
        (Rule("before", ("c", "d")), {"c": "2020-09-08", "d": "2020-09"}, ""),
        (Rule("before", ("c", "d")), {"c": "2020-09-08", "d": "2020-09-08"}, ""),
        (Rule("before", ("c", "d")), {"c": "2020-09-08/..", "d": "../2020-09-07"}, "is before c"),
        (Rule("before", ("c", "d")), {"c": "soon", "d": "2020"}, ""),  # a fault of its own
        (Rule("before", ("n", "m")), {"n": "10", "m": "9"}, "'9' is before n"),
        (Rule("before", ("n", "m")), {"n": "9", "m": "10"}, ""),
    ],
)
def test_rules_across_columns(rule, row, said):
    found = rule.fault(ROW | row, RULED)
    assert said in found[1] if said else found is None
    assert rule.words.endswith(".")


def test_limits_of_numbers_and_columns_that_name_one_row(table):
    columns = (
        Column("key", "string", "Key"),
        Column("part", "integer", "Part", minimum=1, maximum=10),
        Column("note", "string", "Note", empty="none", unique=True),
    )
    table = things(table.path, ("key",), columns)
    table.path.write_text("key,part,note\na,0,x\nb,11,\nc,10,\nd,1,x\n", "utf-8")
    with pytest.raises(AnalysisError, match="3 faults") as caught:
        tables.read(table)
    for words in (
        "row 2, column part: 0 is less than 1",
        "11 is more than 10",
        "row 5, column note: x stands in row 2",
    ):
        assert words in str(caught.value)


def test_code_says_what_it_needs_of_a_table(table):
    assert needs(table, ["key", "part"], what="the corpus") is table
    with pytest.raises(
        AnalysisError, match="the corpus needs the columns voice, words, which the table things does not"
    ):
        needs(table, ["key", "voice", "words"], what="the corpus")


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
        {"day": "08.09.2020"},
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
    with pytest.raises(AnalysisError, match="it is a folder and no file"):
        replace_file(tmp_path / "there", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_error_survives_the_way_out_of_a_worker_process():
    error = AnalysisError("what", where="where", do="do")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.what, again.where, again.do) == (str(error), "what", "where", "do")


text_cells = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\f\x85"), min_size=1)
    .map(str.strip)
    .filter(bool)
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
    table = things(tmp_path_factory.getbasetemp() / "round-trip.csv", ("part",), COLUMNS[1:])
    tables.write(table, rows)
    found = tables.rows_of(table, table.path)
    wanted = sorted(rows, key=lambda row: row["part"])
    assert [(int(row["part"]), row["size"], row["note"], row["kind"]) for row in found] == [
        (row["part"], "" if row["size"] is None else str(row["size"]), row["note"], row["kind"]) for row in wanted
    ]
    assert tables.to_csv(table, reversed(found)).encode() == table.path.read_bytes()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_but_never_a_traceback(tmp_path_factory, content):
    table = things(tmp_path_factory.getbasetemp() / "bytes.csv", ("key",))
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
