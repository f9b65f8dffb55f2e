"""Every form refuses what it cannot draw, and never lets words overlap, leave the paper or get too small."""

import pandas as pd
import pytest
from chart_samples import ALIGNMENT, BOUNDS, DISPERSION, FORMS, STACKED, STRIP, TREE, draw, nasty
from chart_texts import said, size, texts

from analysis import AnalysisError
from analysis.charts import style


@pytest.mark.parametrize("form", FORMS)
def test_a_frame_without_rows_is_refused_by_name(form):
    with pytest.raises(AnalysisError, match=f"sample \\({form}\\).*no rows"):
        draw(form, FORMS[form][0].head(0))


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_column_is_named(form):
    frame = FORMS[form][0]
    first = "label" if "label" in frame else frame.columns[0]
    with pytest.raises(AnalysisError, match=f"lacks {first}"):
        draw(form, frame.drop(columns=first))


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_cell_in_a_required_column_is_named_with_its_row(form):
    frame = FORMS[form][0].copy()
    first = "label" if "label" in frame else frame.columns[0]
    frame[first] = frame[first].astype(object)
    frame.loc[frame.index[-1], first] = None
    with pytest.raises(AnalysisError, match=f"{first} is empty in 1 of {len(frame)} rows, first in row {len(frame)}"):
        draw(form, frame)


@pytest.mark.parametrize(
    ("form", "frame", "said"),
    [
        ("strip", STRIP.assign(date="in spring"), "row 1 .*column date.*not an EDTF date"),
        ("strip", STRIP.assign(date=""), "no event has a date"),
        ("strip", STRIP.assign(uncertain="perhaps"), "uncertain 'perhaps'.*yes, no"),
        ("dispersion", DISPERSION.assign(count=-1), "count -1"),
        ("dispersion", pd.concat([DISPERSION, DISPERSION.tail(1)]), "paragraph 23 twice"),
        ("stacked", STACKED.assign(value="many"), "value 'many'"),
        ("stacked", STACKED.assign(value=0), "every value is 0"),
        ("tree", TREE.assign(parent=["", "x", "a", "c", "a", "c"]), "parent 'x' of 'b'"),
        ("tree", TREE.assign(parent=["b", "a", "a", "c", "a", "c"]), "descends from itself"),
        ("tree", TREE.assign(id="a"), "id a stands twice.*row 2"),
        ("alignment", ALIGNMENT.assign(position="third"), "position 'third'"),
        ("alignment", ALIGNMENT.assign(form="sung"), "form 'sung'"),
        ("bounds", BOUNDS.assign(bound="roughly"), "bound 'roughly'"),
        ("bounds", BOUNDS.assign(value=-3.0), "value -3.0"),
        ("bounds", BOUNDS.assign(upper=1.0), "row 4 .*range needs an upper end"),
    ],
)
def test_what_a_form_cannot_draw_is_refused_with_the_reason(form, frame, said):
    with pytest.raises(AnalysisError, match=f"(?s){said}"):
        draw(form, frame)


@pytest.mark.parametrize(
    "changes", [{"timed": True, "frame": TREE.assign(date="")}, {"timed": True, "frame": TREE.assign(date="soon")}]
)
def test_a_tree_on_time_needs_dates(changes):
    with pytest.raises(AnalysisError):
        draw("tree", **changes)


def test_a_character_that_the_font_lacks_is_named():
    with pytest.raises(AnalysisError, match="U\\+1F35E"):
        draw("dots", FORMS["dots"][0].assign(group="bread 🍞"))


CASES = [
    (form, name, frame)
    for form in FORMS
    for name, frame in [("sample", FORMS[form][0]), *nasty(form)]
    if (form, name) != ("survival", "forty rows")  # days rise
]


@pytest.mark.parametrize(("form", "name", "frame"), CASES, ids=[f"{form}-{name}" for form, name, _ in CASES])
def test_words_stay_on_the_paper_large_enough_and_apart(form, name, frame):
    options = [{}, {"timed": True}] if form == "tree" else [{}, {"share": False}] if form == "stacked" else [{}]
    for one in (draw(form, frame, **option) for option in options):
        for svg, most in ((one.svg, style.WIDE), (one.narrow_svg, style.NARROW)):
            (width, height), boxes = size(svg), []
            assert width <= most + 12
            for text, left, right, base, px in texts(svg):
                assert px >= 11.9, f"{text!r} is {px} px high"
                assert left >= -0.5 and right <= width + 0.5, f"{text!r} leaves the paper"
                assert 0 < base < height
                # From the top of small letters to the baseline: what overlaps there cannot be read.
                boxes.append((left, right, base - 0.5 * px, base, text))
            boxes.sort()
            for number, one_box in enumerate(boxes):
                for other in boxes[number + 1 :]:
                    if other[0] > one_box[1]:
                        break
                    apart = one_box[2] > other[3] or other[2] > one_box[3] or one_box[1] - other[0] < 1.5
                    assert apart, f"{one_box[4]!r} and {other[4]!r} overlap"


def test_rows_and_their_ids_are_kept_as_drawn():
    drawn = draw("matrix")
    assert list(drawn.data["rows"]) == list(FORMS["matrix"][0]["rows"])
    assert "s-0003|s-0004" in drawn.csv


@pytest.mark.parametrize("form", FORMS)
def test_the_alt_text_is_computed_from_every_row(form):
    if form == "survival":
        pytest.skip("has a test of its own")
    drawn = draw(form)
    label = FORMS[form][1][0]
    for word in FORMS[form][0][label].unique():
        assert str(word) in drawn.alt


@pytest.mark.parametrize("form", FORMS)
def test_only_what_is_contradicted_is_red(form):
    drawn = draw(form, FORMS[form][0].drop(columns="contradicted", errors="ignore"))
    for svg in (drawn.svg, drawn.narrow_svg):
        assert style.CONTRADICTED not in svg and style.RED_WORDS not in svg


def test_what_is_contradicted_is_red_and_in_the_key():
    svg = draw("matrix").svg
    assert style.CONTRADICTED in svg and "contradicted" in said(svg) and "contradicted by the baker" in said(svg)


def test_one_hue_has_one_meaning_in_marks_and_key():
    kinds = {"citizen": ("Citizens", "sky"), "company": ("Company", "green")}
    svg = draw("dots", kinds=kinds).svg
    assert "Citizens" in said(svg) and "Company" in said(svg) and style.SKY in svg and style.GREEN in svg
    assert style.SKY not in draw("dots").svg  # what nothing is said of is grey


def test_short_words_keep_their_grid_on_a_phone():
    frame = pd.DataFrame({"row": ["one", "one", "two"], "column": ["a", "b", "a"], "words": ["4", "5", "no"]})
    one = draw("matrix", frame, tooltip=["words"])
    for svg in (one.svg, one.narrow_svg):
        assert said(svg).count("a") == 1


def test_an_open_end_of_a_tree_fades_whichever_column_says_so():
    for frame in (TREE, TREE.assign(status="", open=["no"] * 4 + ["yes", "no"])):
        assert len(set(_greys(draw("tree", frame).svg))) >= 9


def _greys(svg):
    import re

    return [hue for hue in re.findall(r'stroke="#(\w{6})"', svg) if hue[:2] == hue[2:4] == hue[4:]]


def test_a_dot_stands_at_its_value_and_one_or_two_have_no_median():
    from analysis.charts.spread import _levels

    for values, ticks in (([0.973], 0), ([0.2, 0.21], 0), ([0.2, 0.21, 0.4], 1)):
        one = draw("spread", pd.DataFrame({"group": "a", "value": values}))
        assert ("median" in one.alt) == ("median of the row" in said(one.svg)) == bool(ticks)
    assert _levels([10.0, 12.0, 14.0, 19.0]) == [0, 1, 2, 0]


def test_whole_numbers_get_whole_ticks():
    one = draw("bounds", BOUNDS.head(2).assign(value=[2.0, 1.0], bound="exact", upper=None))
    for svg in (one.svg, one.narrow_svg):
        assert [text for text in said(svg) if text.replace(".", "").isdigit()] == ["0", "1", "2"]


def test_the_same_number_twice_is_given_in_words_without_a_scale():
    one = draw("bounds", BOUNDS.head(2).assign(value=2.0, bound="exact", upper=None))
    for svg in (one.svg, one.narrow_svg):
        assert "0" not in said(svg) and len([text for text in said(svg) if text.startswith("2 loa")]) == 2


PARTY = {"party-state": ("Party and state", "purple")}


def test_a_dot_of_a_strip_has_one_meaning():
    frame = STRIP.assign(kind=["party-state", *[""] * (len(STRIP) - 1)], uncertain="no")
    one = draw("strip", frame, no_kind="people and others", kinds=PARTY)
    for svg in (one.svg, one.narrow_svg):
        assert {"Party and state", "people and others"} <= set(said(svg)) and "on this day" not in said(svg)
    one = draw("strip", frame.assign(kind=""), no_kind="people and others", kinds=PARTY)
    for svg in (one.svg, one.narrow_svg):
        assert "on this day" in said(svg) and "people and others" not in said(svg)


def test_a_key_names_no_hue_that_no_mark_has():
    """Quantities that are given in words have no hue, so a key of kinds would explain nothing."""
    kinds = {"cmp": ("CMP", "soft"), "company": ("Company", "green")}
    two = BOUNDS.head(2).assign(value=[2.0, 1.0], bound="exact", upper=None, kind=[*kinds], contradicted="no")
    apart = said(draw("bounds", two.assign(unit=["person", "member"]), kinds=kinds).svg)
    together = said(draw("bounds", two.assign(unit="person"), kinds=kinds).svg)
    assert not {"CMP", "Company"} & set(apart) and {"CMP", "Company"} <= set(together)
