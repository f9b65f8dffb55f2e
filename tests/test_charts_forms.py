"""Every form refuses what it cannot draw, and never lets words overlap, leave the paper or get too small."""

import pandas as pd
import pytest
from chart_samples import ALIGNMENT, BOUNDS, DISPERSION, FORMS, INTERACTIVE, STACKED, STRIP, TREE, draw, nasty

from analysis import AnalysisError
from analysis.charts import figure, fonts, style


@pytest.fixture
def scenes(monkeypatch):
    """The scenes of what is drawn, page first, without the time that drawing takes."""
    seen = []
    monkeypatch.setattr(figure.svg, "draw", lambda scene, alt: seen.append(scene) or "")
    monkeypatch.setattr(figure.mpl, "png", lambda scene: b"")
    monkeypatch.setattr(figure.vega, "spec", lambda scene: {})
    return seen


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
        ("dispersion", DISPERSION.assign(voice="whispered"), "voice 'whispered'"),
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


CASES = [(form, name, frame) for form in FORMS for name, frame in [("sample", FORMS[form][0]), *nasty(form)]]


@pytest.mark.parametrize(("form", "name", "frame"), CASES, ids=[f"{form}-{name}" for form, name, _ in CASES])
def test_words_stay_on_the_paper_large_enough_and_apart(scenes, form, name, frame):
    options = [{}, {"timed": True}] if form == "tree" else [{}, {"share": False}] if form == "stacked" else [{}]
    for option in options:
        draw(form, frame, **option)
    for scene in scenes:
        boxes = []
        for text in scene.texts():
            wide = fonts.width(text.text, text.size)
            left = text.x - {"left": 0, "center": wide / 2, "right": wide}[text.align]
            assert text.size >= 11
            assert left >= 0 and left + wide <= scene.width, f"{text.text!r} leaves the paper"
            assert 0 < text.y < scene.height
            # From the top of small letters to the baseline: what overlaps there cannot be read.
            boxes.append((left, left + wide, text.y - 0.5 * text.size, text.y, text.text))
        boxes.sort()
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                if other[0] > one[1]:
                    break
                assert one[2] > other[3] or other[2] > one[3] or one[1] - other[0] < 0.5, (
                    f"{one[4]!r} and {other[4]!r} overlap"
                )


@pytest.mark.parametrize("form", FORMS)
def test_marks_stay_on_the_paper(scenes, form):
    draw(form)
    for scene in scenes:
        for mark in scene.marks():
            xs = [mark.x, mark.x + getattr(mark, "w", 0)] if hasattr(mark, "x") else [x for x, _ in mark.points]
            assert -0.01 <= min(xs) and max(xs) <= scene.width + 0.01


@pytest.mark.parametrize("form", FORMS)
def test_a_phone_gets_a_composition_of_its_own(scenes, form):
    draw(form)
    page, phone = scenes
    assert (page.width, phone.width) == (style.WIDE, style.NARROW)
    assert min(text.size for text in phone.texts()) >= 11


@pytest.mark.parametrize("form", INTERACTIVE)
def test_every_row_answers_to_the_pointer_once(scenes, form):
    frame = FORMS[form][0]
    draw(form)
    seen = {
        "stacked": lambda: frame["value"] > 0,
        "tally": lambda: frame["value"] > 0,
        "tracks": lambda: frame["start"].notna(),
    }  # the rest has no mark
    drawn = int(seen[form]().sum()) if form in seen else len(frame)
    assert len(scenes[0].hits) == drawn


def test_rows_and_their_ids_are_kept_as_drawn(scenes):
    drawn = draw("matrix")
    assert list(drawn.data["rows"]) == list(FORMS["matrix"][0]["rows"])
    assert "s-0003|s-0004" in drawn.csv


@pytest.mark.parametrize("form", FORMS)
def test_the_alt_text_is_computed_from_every_row(scenes, form):
    drawn = draw(form)
    label = FORMS[form][1][0]
    for word in FORMS[form][0][label].unique():
        assert str(word) in drawn.alt


def test_only_what_is_contradicted_is_red(scenes):
    for form in FORMS:
        draw(form, FORMS[form][0].drop(columns="contradicted", errors="ignore"))
    colours = {
        getattr(mark, name, "") for scene in scenes for mark in scene.marks() for name in ("fill", "stroke", "colour")
    }
    assert style.CONTRADICTED not in colours and style.RED_WORDS not in colours


def test_a_date_is_drawn_as_precisely_as_it_is_known(scenes):
    draw("strip", STRIP.iloc[[0]].drop(columns="kind"))
    draw("strip", STRIP.iloc[[2]].drop(columns="kind"))
    day, span = scenes[0], scenes[2]
    assert any(hasattr(mark, "r") and mark.r == 5 for mark in day.marks())
    assert not any(hasattr(mark, "r") and mark.r == 5 for mark in span.marks())


def test_short_words_keep_their_grid_on_a_phone(scenes):
    draw(
        "matrix",
        pd.DataFrame({"row": ["one", "one", "two"], "column": ["a", "b", "a"], "words": ["4", "5", "no"]}),
        tooltip=["words"],
    )
    for scene in scenes:
        assert [text.text for text in scene.texts()].count("a") == 1


def test_an_open_end_of_a_tree_fades_whichever_column_says_so(scenes):
    for frame in (TREE, TREE.assign(status="", open=["no"] * 4 + ["yes", "no"])):
        draw("tree", frame)
    marks = [sum(1 for mark in scene.marks() if hasattr(mark, "points") and mark.width == 2) for scene in scenes]
    assert min(marks) >= 10


def test_a_dot_stands_at_its_value_and_one_or_two_have_no_median():
    from analysis.charts.scene import Box, Disc, Scene

    rows = __import__("importlib").import_module("analysis.charts.spread")
    for values, ticks in (([0.973], 0), ([0.2, 0.21], 0), ([0.2, 0.21, 0.4], 1)):
        drawing = rows._Rows(pd.DataFrame({"group": "a", "value": values}), "copy", "copies", "", "")
        scene = Scene(720)
        drawing.compose(scene)
        dots = sorted(mark.x for mark in scene.marks() if isinstance(mark, Disc))[-len(values) :]
        marked = [mark for mark in scene.marks() if isinstance(mark, Box) and mark.fill == style.INK and mark.w < 3]
        assert len({round(x, 3) for x in dots}) == len(values) and ("median" in drawing.alt("T.")) == bool(ticks)
        assert len(marked) == 2 * ticks  # in the key and in the row
    assert rows._levels([10.0, 12.0, 14.0, 19.0]) == [0, 1, 2, 0]


def shown(scene):
    return [text.text for text in scene.texts()]


def test_whole_numbers_get_whole_ticks(scenes):
    draw("bounds", BOUNDS.head(2).assign(value=[2.0, 1.0], bound="exact", upper=None))
    assert len(scenes) == 2
    for scene in scenes:
        assert [text for text in shown(scene) if text.replace(".", "").isdigit()] == ["0", "1", "2"]


def test_the_same_number_twice_is_given_in_words_without_a_scale(scenes):
    draw("bounds", BOUNDS.head(2).assign(value=2.0, bound="exact", upper=None))
    for scene in scenes:
        assert "0" not in shown(scene) and len([text for text in shown(scene) if text.startswith("2 loa")]) == 2


def test_a_dot_of_a_strip_has_one_meaning(scenes):
    frame = STRIP.assign(kind=["outlet:party-state", *[""] * (len(STRIP) - 1)], uncertain="no")
    draw("strip", frame, no_kind="people and others")
    for scene in scenes:
        assert (
            "Party and state" in shown(scene)
            and "people and others" in shown(scene)
            and "on this day" not in shown(scene)
        )
    scenes.clear()
    draw("strip", frame.assign(kind=""), no_kind="people and others")
    for scene in scenes:
        assert "on this day" in shown(scene) and "people and others" not in shown(scene)


def test_a_key_names_no_hue_that_no_mark_has(scenes):
    """Quantities that are given in words have no hue, so a key of kinds would explain nothing."""
    units, kinds = ["person", "member"], ["cmp", "company"]
    draw(
        "bounds",
        BOUNDS.head(2).assign(value=[2.0, 1.0], unit=units, bound="exact", upper=None, kind=kinds, contradicted="no"),
    )
    assert not [text for text in scenes[0].texts() if text.text in map(style.label, kinds)]
    draw(
        "bounds",
        BOUNDS.head(2).assign(
            value=[2.0, 1.0], unit="person", bound="exact", upper=None, kind=kinds, contradicted="no"
        ),
    )
    assert [text.text for text in scenes[2].texts() if text.text in map(style.label, kinds)] == [
        style.label(kind) for kind in kinds
    ]
