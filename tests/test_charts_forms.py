"""Every form refuses what it cannot draw, and never lets words overlap, leave the paper or get too small."""

import contextlib
import inspect
import re

import pandas as pd
import pytest
from chart_samples import ALIGNMENT, DISPERSION, FORMS, HEAD, STACKED, STRIP, TREE, draw, nasty
from chart_texts import said, size, texts

from analysis import AnalysisError, charts
from analysis.charts import style
from analysis.charts.form import Head


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


# No option takes one of these, in whatever form.
NO_OPTION = [float("nan"), -1, object(), {"a": 1}, {"a": ("A", "crimson")}, pd.DataFrame({"a": [1]}), [3]]
# Of each option, a slip that people make.
SLIPS = {
    "kinds": "blue",
    "sort": "upwards",
    "share": "yes",
    "timed": "yes",
    "until": "soon",
    "length": "long",
    "looks": {"kept": "crimson"},
    "apart": 3,
    "order": 3,
    "tooltip": ["nope"],
    "caveats": 3,
    "width": "wide",
    "height": True,
    "fontSize": 2,
    "slug": "Not a slug",
    "title": " ",
    "source": None,
}


def options(form):
    own = inspect.signature(getattr(charts, form)).parameters
    return [*(name for name in own if name not in ("frame", "head")), *Head.__annotations__]


@pytest.mark.parametrize(("form", "option"), [(form, option) for form in FORMS for option in options(form)])
def test_every_option_of_every_form_answers_to_a_wrong_value_in_words(form, option):
    for wrong in [*NO_OPTION, SLIPS.get(option, 3)]:
        with pytest.raises(AnalysisError, match=r"^figure.*: .*\n  \w") as caught:
            draw(form, **{option: wrong})
        assert option in str(caught.value) or option in ("slug", "title", "source")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_frame_or_no_option_is_answered_in_words(form):
    for wrong in ([1, 2], {"a": [1]}, "frame.csv", None, pd.Series([1])):
        with pytest.raises(AnalysisError, match=f"the frame is a {type(wrong).__name__}"):
            draw(form, wrong) if wrong is not None else getattr(charts, form)(None, **HEAD, **FORMS[form][2])
    with pytest.raises(AnalysisError, match="has no widht; did you mean 'width'"):
        draw(form, widht=300)
    with pytest.raises(AnalysisError, match="takes one frame"):
        getattr(charts, form)(FORMS[form][0], "a slug", **HEAD)
    with pytest.raises(AnalysisError, match="takes one frame"):
        getattr(charts, form)(**HEAD)


def test_wrong_options_are_told_all_at_once():
    with pytest.raises(AnalysisError, match="it has no length; whole is 3; width is 'wide'"):
        charts.tracks(FORMS["tracks"][0], **HEAD, whole=3, width="wide")


@pytest.mark.parametrize("form", FORMS)
def test_no_cell_whatever_it_holds_ends_in_a_traceback(form):
    frame = FORMS[form][0].astype(object)
    for column in frame.columns:
        for cell in ("blue", -1, [1]):
            changed = frame.copy()
            changed.at[0, column] = cell
            with contextlib.suppress(AnalysisError):
                draw(form, changed)


@pytest.mark.parametrize("form", FORMS)
def test_a_column_that_is_missing_is_answered_with_the_nearest_one(form):
    frame = FORMS[form][0]
    first = "label" if "label" in frame else frame.columns[0]
    near = first[:-1] + "_" + first[-1]
    with pytest.raises(AnalysisError, match=f"lacks {first}; did you mean .*'{near}'"):
        draw(form, frame.rename(columns={first: near}))


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


@pytest.mark.parametrize("form", FORMS)
def test_an_alt_text_pauses_after_the_title(form):
    for title, begins in (("Two bakers close", "Two bakers close. "), ("Do they close?", "Do they close? ")):
        assert draw(form, title=title).alt.startswith(begins)
    assert draw(form, title="Two bakers close", alt="As given.").alt == "As given."


@pytest.mark.parametrize("form", FORMS)
def test_a_percentage_has_no_space_before_its_sign(form):
    shares = {"share": True} if form == "stacked" else {}
    drawn = draw(form, **shares)
    for words in (*said(drawn.svg), *said(drawn.narrow_svg), drawn.alt):
        assert not re.search(r"\d\s%", words)


def test_the_key_of_a_tally_keeps_to_one_line_where_it_fits():
    drawn = charts.tally(
        pd.DataFrame({"label": ["a", "a", "b"], "part": ["kept", "new", "cut"], "value": [3, 2, 4]}),
        **HEAD,
        looks={"kept": "dark", "new": "pale", "cut": "hollow"},
    )
    places = {text: base for text, _, _, base, _ in texts(drawn.svg) if text in ("kept", "new", "cut")}
    assert len(places) == 3 and len({round(base) for base in places.values()}) == 1
    assert said(drawn.svg).count("cut") == 1


def test_the_keys_of_a_curve_share_their_lines_and_say_each_thing_once():
    drawn = draw("survival")
    entries = ("share not yet reprinted", "95% interval", "observation ends")
    places = [base for text, _, _, base, _ in texts(drawn.svg) if text in entries]
    assert len(places) == 3 and len({round(base) for base in places}) == 1


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
            assert boxes
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


def test_a_dot_stands_at_its_value_and_four_or_fewer_have_no_median():
    from analysis.charts.spread import _levels

    for values, ticks in (([0.973], 0), ([0.2, 0.21, 0.4, 0.5], 0), ([0.2, 0.21, 0.4, 0.5, 0.6], 1)):
        one = draw("spread", pd.DataFrame({"group": "a", "value": values}))
        assert ("median" in one.alt) == ("median of the row" in said(one.svg)) == bool(ticks)
    assert _levels([10.0, 12.0, 14.0, 19.0]) == [0, 1, 2, 0]


PARTY = {"party-state": ("Party and state", "purple")}


def test_a_dot_of_a_strip_has_one_meaning():
    frame = STRIP.assign(kind=["party-state", *[""] * (len(STRIP) - 1)], uncertain="no")
    one = draw("strip", frame, no_kind="people and others", kinds=PARTY)
    for svg in (one.svg, one.narrow_svg):
        assert {"Party and state", "people and others"} <= set(said(svg)) and "on this day" not in said(svg)
    one = draw("strip", frame.assign(kind=""), no_kind="people and others", kinds=PARTY)
    for svg in (one.svg, one.narrow_svg):
        assert "on this day" in said(svg) and "people and others" not in said(svg)
