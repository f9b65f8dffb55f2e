"""The survival form: refuses what is no curve, keeps its words apart, and draws as many steps as there are events."""

import pandas as pd
import pytest
from chart_samples import HEAD, SURVIVAL

from analysis import AnalysisError, charts
from analysis.charts import fonts, survival
from analysis.charts.scene import Path, Scene, foot, head


def scene(width, frame=SURVIVAL, **options):
    module = __import__("sys").modules["analysis.charts.survival"]
    drawn = Scene(width)
    head(drawn, HEAD["title"], HEAD["subtitle"])
    module._Curve(frame, options.get("until"), "not yet reprinted", "first reprints", "day").compose(drawn)
    foot(drawn, HEAD["source"], HEAD["caveats"])
    return drawn


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (SURVIVAL.head(0), "no rows"),
        (SURVIVAL.drop(columns="at_risk"), "lacks at_risk"),
        (SURVIVAL.iloc[::-1], "do not rise"),
        (SURVIVAL.assign(share=75), "share 75"),
        (SURVIVAL.assign(day=3), "do not rise"),
        (SURVIVAL.assign(upper=1.2), "upper 1.2"),
    ],
)
def test_what_is_no_curve_is_refused(frame, said):
    with pytest.raises(AnalysisError, match=said):
        survival(frame, **HEAD)


@pytest.mark.parametrize("width", [720, 370])
@pytest.mark.parametrize("until", [None, 2, 4000])
def test_words_stay_on_the_paper_and_apart(width, until):
    boxes = []
    for text in scene(width, until=until).texts():
        wide = fonts.width(text.text, text.size)
        left = text.x - {"left": 0, "center": wide / 2, "right": wide}[text.align]
        assert text.size >= 11 and left >= 0 and left + wide <= width
        boxes.append((left, left + wide, text.y - 0.5 * text.size, text.y))
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one[1] <= other[0] + 0.5 or other[1] <= one[0] + 0.5 or one[2] > other[3] or other[2] > one[3]


def test_the_curve_steps_down_once_a_day_with_events():
    curve = next(mark for mark in scene(720).marks() if isinstance(mark, Path) and mark.width == 2)
    assert len({y for _, y in curve.points}) == 1 + int((SURVIVAL["events"] > 0).sum())


def dashes(frame):
    return sum(isinstance(mark, Path) and bool(mark.dash) and mark.width == 1.2 for mark in scene(720, frame).marks())


def test_ranges_of_waits_are_dashed_where_they_make_a_difference():
    same = SURVIVAL.assign(earliest=SURVIVAL["share"], latest=SURVIVAL["share"])
    wide = same.assign(earliest=SURVIVAL["share"] - 0.25)
    assert (dashes(SURVIVAL), dashes(same), dashes(wide)) == (0, 0, 1)
    assert {"earliest", "latest"} <= set(survival(wide, **HEAD).data.columns)


def test_the_number_at_risk_is_read_just_before_a_day():
    said = [text.text for text in scene(720, until=9).texts()]
    assert said.count("9") >= 1 and "8" in said and "5" in said and "1" in said


def test_the_alt_text_gives_each_step_with_its_number_at_risk():
    alt = charts.survival(SURVIVAL, **HEAD, event="first reprints").alt
    assert "1 days: 75 % (8 at risk, 2 first reprints)" in alt


def test_a_curve_of_one_day_is_drawn():
    frame = pd.DataFrame({"day": [0], "share": [0.0], "at_risk": [3], "events": [3], "censored": [0]})
    assert scene(370, frame).height > 100
