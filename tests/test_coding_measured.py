"""Agreement on a column: the level comes from the codebook, every figure has its interval, and words say where a figure
means nothing.
"""

import pandas as pd
import pytest

from analysis.codebook.description import describe
from analysis.coding import agreement, measured
from analysis.errors import AnalysisError
from analysis.measures import agreement as measures
from analysis.tables.column import Code, Column

CODES = {name: Code(name) for name in ("low", "middle", "high")}
ORDERED = Column("grade", "string", "Grade", codes=CODES, level="ordinal")
NAMED = Column("grade", "string", "Grade", codes=CODES)
COUNTED = Column("people", "integer", "People", minimum=0, empty="not said")
WARM = Column("heat", "number", "Heat", empty="not said")
NEAR = [("low", "middle"), ("high", "high"), ("middle", "high"), ("low", "low"), ("high", "middle")] * 4


@pytest.mark.parametrize(
    ("column", "level"), [(ORDERED, "ordinal"), (NAMED, "nominal"), (COUNTED, "ratio"), (WARM, "interval")]
)
def test_the_level_is_what_the_codebook_says_else_that_of_the_type(column, level):
    assert column.measured == level


def test_a_near_miss_weighs_less_where_values_have_an_order():
    ordered, named = measured.of_column(ORDERED, NEAR), measured.of_column(NAMED, NEAR)
    ranks = [tuple(list(CODES).index(value) for value in pair) for pair in NEAR]
    assert ordered["alpha"] == pytest.approx(measures.alpha(ranks, "ordinal"))
    assert ordered["alpha"] > named["alpha"]
    assert ordered["kappa"] == named["kappa"]  # it asks only whether two values are the same


@pytest.mark.parametrize("column", [COUNTED, WARM])
def test_a_number_that_one_coder_left_empty_is_left_out_and_told(column):
    pairs = [("10", "12"), ("3", "3"), ("100", "90"), ("7", "")] * 4
    found = measured.of_column(column, pairs)
    whole = [(float(one), float(other)) for one, other in pairs if one and other]
    assert found["alpha"] == pytest.approx(measures.alpha(whole, column.measured))
    assert (found["n"], found["same"]) == (16, 4)
    assert found["means"].startswith("alpha leaves out 4 rows in which a coder has no value")


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], "no row was found by both"),
        (NEAR[:8], "8 rows are too few for a figure to mean anything"),
        ([("low", "low")] * 30, "only one value occurs, so that chance would agree as well"),
        ([("low", "low")] * 11 + [("high", "low"), ("high", "high")], "the interval is too wide to tell"),
        ([("low", "low"), ("high", "high")] * 30, "reliable"),
        ([("low", "high"), ("high", "low"), ("low", "low")] * 30, "not reliable"),
    ],
)
def test_words_say_what_a_figure_allows(pairs, words):
    assert words in measured.of_column(NAMED, pairs)["means"]


def test_where_nearly_all_values_are_one_ac1_stays_and_kappa_does_not():
    found = measured.of_column(NAMED, [("low", "low")] * 38 + [("high", "low"), ("low", "high")])
    assert found["kappa"] < 0 < 0.9 < found["ac1"]
    assert found["ac1_low"] <= found["ac1"] <= found["ac1_high"]


def test_intervals_are_the_same_on_each_run():
    assert measured.of_column(ORDERED, NEAR) == measured.of_column(ORDERED, NEAR)


def test_what_is_undefined_is_a_dash_and_the_pair_is_named_once():
    line = {"round": "pilot", "coder": "ana", "other": "ben", **measured.of_column(NAMED, [("low", "low")])}
    shown = agreement.shown(pd.DataFrame([line], columns=agreement.VALUES))
    assert shown.loc[0, ["alpha", "kappa", "ac1"]].tolist() == ["–"] * 3 and "coder" not in shown
    two = agreement.shown(pd.DataFrame([line, line | {"other": "eve"}], columns=agreement.VALUES))
    assert two["other"].tolist() == ["ben", "eve"]


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (
            "type: string, level: ordnal",
            "'ordnal' is none of: nominal, ordinal, interval, ratio; did you mean 'ordinal'",
        ),
        ("type: string, level: ratio", "only a whole number or a number has the level ratio"),
        ("type: string, level: ordinal", "an order needs numbers, or a string with codes in order"),
    ],
)
def test_a_level_that_a_column_cannot_have_is_refused(tmp_path, column, fault):
    path = tmp_path / "things.yml"
    path.write_text(
        "description: Things.\nrow: One thing.\nschema:\n  primaryKey: [id]\n  fields:\n"
        f"    - {{name: id, description: Id, constraints: {{required: true}}, {column}}}\n",
        "utf-8",
    )
    with pytest.raises(AnalysisError) as error:
        describe(path, dict)
    assert fault in str(error.value)


def test_who_writes_a_label_is_told_its_value():
    kept = Column("kept", "string", "Kept", codes={"no": Code("Not kept", label="Broken"), "yes": Code("Kept")})
    assert kept.fault("brokn").endswith("; did you mean 'no' (Broken)?")
