"""A sentence says what the tables hold, or stops the build with its place, what changed and its rows."""

import pickle

import pandas as pd
import pytest

from analysis import wording
from analysis.errors import AnalysisError
from analysis.sentence import Row, Sentence, listening, paragraph, places, sentence, together

ROWS = pd.DataFrame({"id": ["support-0004", "support-0007"]})


class Tables:
    """A corpus of one table, for rows."""

    def frame(self, name):
        assert name == "support"
        return pd.DataFrame({"id": ["support-0004"], "speaker": ["cmp"], "date": ["2020-10-16"], "note": [None]})

    def name(self, value):
        return {"cmp": "CMP"}[value]


def stopped(*args, **kwargs):
    with pytest.raises(AnalysisError) as error:
        sentence(*args, **kwargs)
    return str(error.value)


def test_a_condition_that_does_not_hold_is_said_with_place_words_and_rows():
    said = stopped("Two states speak, and {n} more.", rows=ROWS, holds={"two states speak": False}, n=1)
    assert said.startswith("tests/test_sentence.py:") and ": this is not true any more: “Two states speak" in said
    assert "it does not hold that two states speak" in said
    assert "table support: support-0004, support-0007" in said and said.endswith("Rewrite it, or mend the rows.")


def test_all_that_is_amiss_is_said_at_once():
    said = stopped("{a} and {b}.", rows=[ROWS, Row(Tables(), "support-0099")], holds=False, a=[], b=0)
    for told in (
        "support-0099 is not in the table",
        "its condition does not hold",
        "nothing is left for {a}",
        "left for {b}",
    ):
        assert told in said


@pytest.mark.parametrize("empty", [None, "", [], float("nan"), pd.NA, 0, pd.Series([], dtype=str)])
def test_an_empty_slot_asks_for_another_sentence(empty):
    assert "nothing is left for {what}" in stopped("There is {what}.", rows=ROWS, what=empty)


def test_a_zero_in_figures_says_something():
    assert sentence("{n:,} words", rows=ROWS, n=0) == "0 words"
    assert "nothing is left" in stopped("{n} {n:state/states}", rows=ROWS, n=0)


def test_a_slot_that_nobody_fills_and_a_filling_that_no_slot_uses_are_said_together():
    said = stopped("There are {states}.", rows=ROWS, stats=2, more="x")
    assert (
        "nothing fills the slot {states}" in said and "no slot of the text uses stats" in said and "uses more" in said
    )


@pytest.mark.parametrize("rows", ["", [], ROWS.head(0), [ROWS.head(0)]])
def test_a_sentence_without_a_row_is_not_true(rows):
    assert "no row is left that it rests on" in stopped("So it is.", rows=rows)


def test_a_frame_that_names_no_rows_is_refused():
    with pytest.raises(TypeError, match="places"):
        sentence("So it is.", rows=pd.DataFrame({"article": ["a"]}))


def test_a_row_that_says_otherwise_is_told_with_what_it_said():
    said = stopped("CMP says so.", rows=Row(Tables(), "support-0004", speaker="xinhua", note=""))
    assert "support-0004: speaker is 'cmp', and was 'xinhua'" in said and "note" not in said


def test_a_row_that_is_gone_has_empty_cells_and_stops_the_sentence():
    row = Row(Tables(), "support-0099", speaker="cmp")
    assert (row["speaker"], row.name("speaker"), row.when) == ("", "", "")
    assert "support-0099 is not in the table any more" in stopped("So it is.", rows=row)


def test_slots_are_filled_as_a_writer_would():
    made = sentence(
        "{n} {n:state is/states are} said: {states}. {one} {one:says/say} {share:.0%} of {words:,}, by {states:or}.",
        rows=[ROWS, "support-0009"], n=2, states=["Pakistan", "Syria", "Syria"], one=["CMP"], share=0.724, words=9440,
    )  # fmt: skip
    assert made == "Two states are said: Pakistan and Syria. CMP says 72% of 9,440, by Pakistan or Syria."
    assert made.rows == ("support-0004", "support-0007", "support-0009")


def test_a_number_with_decimals_needs_its_form():
    with pytest.raises(TypeError, match=r"\{share:.0%\}"):
        sentence("It is {share}.", rows=ROWS, share=0.5)


def test_a_row_gives_names_and_dates_in_words():
    row = Row(Tables(), "support-0004", speaker="cmp")
    assert sentence("{who} on {day}", rows=row, who=row.name("speaker"), day=row.when) == "CMP on 16 Oct 2020"


def test_a_sentence_is_text_and_keeps_its_rows_on_the_way():
    made = pickle.loads(pickle.dumps(sentence("So it is.", rows=ROWS)))
    assert made == "So it is." and made.rows == ("support-0004", "support-0007") and made.where
    assert made._repr_mimebundle_()["text/markdown"] == "So it is."
    both = paragraph(made, sentence("And so.", rows="articles"))
    assert both == "So it is. And so." and both.rows == (*made.rows, "articles")


def test_who_listens_hears_true_and_untrue_alike_and_nothing_stops():
    with listening() as heard:
        sentence("So it is.", rows=ROWS)
        sentence("Not so.", rows=ROWS, holds=False)
    assert [type(one) for one in heard] == [Sentence, AnalysisError]
    stopped("Not so.", rows=ROWS, holds=False)


def test_rows_without_ids_are_named_by_their_place():
    frame = pd.DataFrame({"article": ["a", "a", "b"], "paragraph": [1, 1, 2]})
    assert places("mentions", frame) == ["mentions a 1", "mentions b 2"]
    assert places("articles", frame[["article"]]) == ["articles a", "articles b"]
    assert together(["x-1|x-2", "x-2", "x-3"]) == "x-1|x-2|x-3"
    said = stopped("So.", rows=[*places("mentions", frame), "articles"], holds=False)
    assert "table mentions: a 1, b 2" in said and "table articles: all rows" in said


def test_numbers_are_words_up_to_twelve():
    assert [wording.spell(n) for n in (0, 1, 12, 13, 1204)] == ["none", "one", "twelve", "13", "1,204"]
    assert wording.count(1, "row") == "one row" and wording.count(0, "row") == "no rows"
    assert wording.count(2, "quantity", "quantities") == "two quantities" and wording.figure(1, "day") == "1 day"
    assert (
        wording.join([]) == ""
        and wording.join(["a", "b", "c"], "or") == "a, b or c"
        and wording.capital("iPad") == "IPad"
    )
