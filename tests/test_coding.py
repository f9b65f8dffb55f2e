"""Hand-coded tables: the codebook's rules hold row by row, and agreement of two passes is what it is by hand."""

import pytest
from corpus_fixture import table
from this_study import HERE

from analysis import codebook, tables
from analysis.coding import agreement, passes
from analysis.errors import AnalysisError

BOOK = codebook.read(HERE)

BASE = {"article": "ferry-ledger", "paragraph": "1", "statement": "The keeper counts the tides, says the Post"}
ROWS = {
    "support": BASE
    | {
        "target": "initiative",
        "country": "Laos",
        "named": "yes",
        "polarity": "support",
        "act": "statement",
        "channel_type": "cmp",
    },
    "coverage": BASE | {"action": "claim"},
    "reprints": BASE
    | {
        "item": "ledger",
        "origin": "keeper",
        "carrier": "post",
        "relation": "quoted",
        "time_known": "no",
        "excerpt_seen": "yes",
        "asserted_by": "cmp",
        "certainty": "stated",
    },
    "phrases": BASE | {"utterance_id": "keeper-1", "phrase": "win-win", "form": "verbatim"},
    "events": BASE | {"event": "The pier is built", "kind": "founding"},
    "numbers": BASE
    | {
        "value": "3",
        "unit": "boat",
        "bound": "exact",
        "measures": "boats",
        "claimed_by": "keeper",
        "claimed_by_type": "citizen",
        "verified": "unchecked",
    },
    "statements": BASE | {"form": "paraphrase"},
    "voices": {"article": "ferry-ledger", "paragraph": "1", "kind": "body", "voice": "cmp"},
}
CODED = {found.name: found for found in passes.passed(BOOK)}


def row(name, **change):
    return ROWS[name] | ({} if name == "voices" else {"id": f"{name}-0001"}) | change


def refuse(tmp_path, name, said, **change):
    with pytest.raises(AnalysisError, match=said):
        tables.write(CODED[name].at(tmp_path / f"{name}.csv"), [row(name, **change)])


@pytest.mark.parametrize("name", CODED)
def test_a_row_with_only_what_must_be_there_is_fine(tmp_path, name):
    found = CODED[name].at(tmp_path / f"{name}.csv")
    tables.write(found, [row(name)])
    assert len(tables.read(found)) == 1


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column.name) for name, found in CODED.items() for column in found.columns if not column.empty],
)
def test_what_must_be_there_may_not_be_empty(tmp_path, name, column):
    refuse(tmp_path, name, f"column {column}: may not be empty", **{column: ""})


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column.name) for name, found in CODED.items() for column in found.columns if column.codes],
)
def test_only_values_of_the_codebook_count(tmp_path, name, column):
    refuse(tmp_path, name, f"column {column}: 'something' is not allowed; use one of", **{column: "something"})


@pytest.mark.parametrize("name", [name for name in CODED if name != "voices"])
@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"date": "2020-09"}, "date_of"),
        ({"date": "2020-09", "date_of": "act"}, "date_basis"),
        ({"date_of": "act"}, "date_of"),
        ({"date_basis": "stated"}, "date_basis"),
        ({"checked_date": "2020-09-08"}, "checked_source"),
        ({"date": "Sept 2020"}, "date"),
        ({"id": "other-0001"}, "id"),
        ({"id": "1"}, "id"),
        ({"paragraph": "first"}, "paragraph"),
    ],
)
def test_a_date_says_what_it_dates_and_a_check_names_its_source(tmp_path, name, change, column):
    refuse(tmp_path, name, f"column {column}", **change)


@pytest.mark.parametrize("voice", ["translated", "quoted"])
def test_words_of_another_need_their_holder(tmp_path, voice):
    refuse(tmp_path, "voices", f"column voice_holder: may not be empty where voice is '{voice}'", voice=voice)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"table": "support", "match": "1"}, "column id_a: may not be empty where id_b is empty and id is empty"),
        ({"table": "voices", "match": "1", "id_a": "x"}, "'voices' is not allowed"),
    ],
)
def test_empty_match_is_refused(tmp_path, rows, said):
    with pytest.raises(AnalysisError, match=said):
        tables.write(BOOK["matches"].at(tmp_path / "matches.csv"), [rows])


def test_each_table_with_passes_says_what_is_compared():
    assert len(CODED) == 8
    assert all(found.compared and set(found.compared) <= set(found.names) for found in CODED.values())


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([], None),
        ([("a", "a")], None),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -0.5),
        # By hand: 10 units, 1 disagrees, 9 times a and 11 times b of 20 values: 1 - 19 * 2 / (2 * 9 * 11)
        ([("a", "a")] * 4 + [("a", "b")] + [("b", "b")] * 5, 1 - 19 * 2 / (2 * 9 * 11)),
    ],
)
def test_alpha_by_hand(pairs, value):
    assert agreement.alpha(pairs) == (pytest.approx(value) if value is not None else None)


def write(name, which, *rows):
    tables.write(table(name), rows, passes.pass_path(table(name), which))


@pytest.fixture
def two_passes(invented):
    """Two small passes: support matched once and once each alone, coverage with missing numbers, the rest empty."""
    for name in CODED:
        for which in "ab":
            write(name, which)
    write("support", "a", row("support"), row("support", id="support-0002", country="Syria"))
    write("support", "b", row("support", act="relay"), row("support", id="support-0002", country="Egypt"))
    write("numbers", "a", row("numbers"))
    write("numbers", "b", row("numbers", value="4"))
    write("reprints", "a", row("reprints"), row("reprints", id="reprints-0002", order="2"))
    write("reprints", "b", row("reprints"))
    write("voices", "a", row("voices"), row("voices", paragraph="2"))
    write("voices", "b", row("voices"), row("voices", paragraph="2", kind="subhead"))
    tables.write(
        table("matches"),
        [
            {"table": "support", "match": 1, "id_a": "support-0001", "id_b": "support-0001", "id": "support-0001"},
            {"table": "support", "match": 2, "id_a": "support-0002"},
            {"table": "support", "match": 3, "id_b": "support-0002"},
            {"table": "support", "match": 4, "id": "support-0009"},
            {"table": "numbers", "match": 1, "id_a": "numbers-0001", "id_b": "numbers-0001"},
            {"table": "reprints", "match": 1, "id_a": "reprints-0001", "id_b": "reprints-0001"},
        ],
    )


def test_row_agreement_by_hand(two_passes):
    found = passes.row_agreement().set_index("table")
    assert found.loc["support"].drop("final").to_dict() == {"rows_a": 2, "rows_b": 2, "both": 1, "f1": 0.5, "added": 1}
    assert found.loc["voices", "f1"] == 1 and found.loc["events", ["rows_a", "rows_b"]].tolist() == [0, 0]
    assert found.loc["events"].isna()["f1"]


def test_value_agreement_by_hand_with_numbers_that_are_missing(two_passes):
    found = passes.value_agreement().set_index(["table", "column"])
    assert found.loc[("support", "act"), ["n", "same"]].tolist() == [1, 0] and found.loc[
        ("support", "country"), ["n", "same"]
    ].tolist() == [1, 1]
    assert found.loc[("support", "date"), "same"] == 1  # both left it empty
    assert found.loc[("numbers", "value"), "same"] == 0 and found.loc[("reprints", "relation"), "same"] == 1
    assert found.loc[("voices", "kind"), ["n", "same"]].tolist() == [2, 1]
    assert set(CODED) <= set(found.index.get_level_values(0))


def test_match_of_a_row_that_a_pass_does_not_have_is_refused(two_passes):
    tables.write(table("matches"), [{"table": "support", "match": 1, "id_a": "support-0001", "id_b": "support-0077"}])
    with pytest.raises(AnalysisError, match=r"1 match\(es\) of support name a row that its pass does not have"):
        passes.value_agreement()
