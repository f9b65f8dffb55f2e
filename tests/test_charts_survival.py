"""The survival form: refuses what is no curve, keeps its words apart, and draws as many steps as there are events."""

import pandas as pd
import pytest
from chart_samples import HEAD, SURVIVAL
from chart_texts import said, size, texts

from analysis import AnalysisError, charts
from analysis.charts import survival
from analysis.charts.spec import views


def drawn(frame=SURVIVAL, **options):
    return charts.survival(frame, **HEAD, waiting="not yet reprinted", event="first reprints", **options)


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


@pytest.mark.parametrize("until", [None, 2, 4000])
def test_words_stay_on_the_paper_and_apart(until):
    one = drawn(until=until)
    for svg in (one.svg, one.narrow_svg):
        boxes = [(left, right, base - 0.5 * px, base) for _, left, right, base, px in texts(svg)]
        assert boxes and all(left >= 0 and right <= size(svg)[0] for left, right, *_ in boxes)
        for number, one_box in enumerate(boxes):
            for other in boxes[number + 1 :]:
                beside = one_box[1] <= other[0] + 1 or other[1] <= one_box[0] + 1
                assert beside or one_box[2] > other[3] or other[2] > one_box[3]


def lines(frame):
    spec = drawn(frame).spec
    view = next(view for view in views(spec) if view["mark"]["type"] == "line")
    return spec["datasets"][view["data"]["name"]]


def test_the_curve_steps_down_once_a_day_with_events():
    assert len({row["share"] for row in lines(SURVIVAL)}) == 1 + int((SURVIVAL["events"] > 0).sum())


def test_ranges_of_waits_are_dashed_where_they_make_a_difference():
    same = SURVIVAL.assign(earliest=SURVIVAL["share"], latest=SURVIVAL["share"])
    wide = same.assign(earliest=SURVIVAL["share"] - 0.25)
    drawn_lines = [{row["line"] for row in lines(frame)} for frame in (SURVIVAL, same, wide)]
    assert drawn_lines == [{"share"}, {"share"}, {"share", "earliest"}]
    assert {"earliest", "latest"} <= set(survival(wide, **HEAD).data.columns)


def test_the_number_at_risk_is_read_just_before_a_day():
    words = said(drawn(until=9).svg)
    assert words.count("9") >= 1 and "8" in words and "5" in words and "1" in words


def test_the_alt_text_gives_each_step_with_its_number_at_risk():
    alt = charts.survival(SURVIVAL, **HEAD, event="first reprints").alt
    assert "day 1: 75% (8 at risk; first reprints: 2)" in alt


def test_a_curve_of_one_day_is_drawn():
    frame = pd.DataFrame({"day": [0], "share": [0.0], "at_risk": [3], "events": [3], "censored": [0]})
    assert size(drawn(frame).narrow_svg)[1] > 100
