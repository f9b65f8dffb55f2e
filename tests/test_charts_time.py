"""Time is drawn to scale, its cuts are seen, its labels do not touch."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from analysis.charts import fonts, style
from analysis.charts.canvas import Canvas
from analysis.charts.timeaxis import Axis, mark
from analysis.dates import Span

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31))


@st.composite
def spans(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return draw(st.sampled_from([Span(first, first), Span(first, last), Span(first, None), Span(None, last)]))


@settings(max_examples=150, deadline=None)
@given(st.lists(spans(), min_size=1, max_size=12), st.sampled_from([(12.0, 708.0), (12.0, 358.0)]))
def test_every_day_lies_on_the_axis_in_order_and_to_scale(found, ends):
    axis = Axis(found, *ends)
    places = []
    for this in found:
        left, right = axis.ends(this)
        assert ends[0] <= left <= right <= ends[1] + 0.01
        days = ((this.last or this.first) - (this.first or this.last)).days + 1
        assert right - left <= days * axis.day + 26 * 4 + 200
        places.append(((this.first or this.last), left))
    for (one, x), (other, y) in pairwise(sorted(places)):
        assert x < y or one == other


@settings(max_examples=150, deadline=None)
@given(st.lists(spans(), min_size=1, max_size=8))
def test_labels_of_ticks_never_touch(found):
    ticks = Axis(found, 12.0, 708.0).ticks()
    assert ticks
    for (one, first), (other, second) in pairwise(ticks):
        assert other - one > (fonts.width(first, style.SMALL) + fonts.width(second, style.SMALL)) / 2


def test_a_long_empty_time_is_cut_and_a_short_one_is_not():
    def day(*parts):
        return Span(dt.date(*parts), dt.date(*parts))

    assert len(Axis([day(1957, 6, 1), day(2020, 9, 1), day(2020, 10, 1)], 12, 708).pieces) == 2
    assert len(Axis([day(2020, 8, 1), day(2020, 9, 1), day(2020, 10, 1)], 12, 708).pieces) == 1


@pytest.mark.parametrize(
    ("span", "shape"),
    [
        (Span(dt.date(2020, 9, 8), dt.date(2020, 9, 8)), "filled disc"),
        (Span(dt.date(2020, 9, 8), dt.date(2020, 9, 8), approximate=True), "dashed disc"),
        (Span(dt.date(2020, 9, 1), dt.date(2020, 9, 30)), "bar"),
        (Span(dt.date(2020, 9, 1), dt.date(2020, 9, 30), uncertain=True), "dashed bar"),
        (Span(dt.date(2020, 9, 1), None), "fading"),
    ],
)
def test_precision_has_a_shape(span, shape):
    canvas = Canvas(style.WIDE)
    mark(canvas, Axis([span, Span(dt.date(2020, 8, 1), dt.date(2020, 8, 1))], 12, 708), span, 50, style.BLUE)
    marks = canvas.marks()
    fills = [to_hex(mark.get_facecolor()).upper() for mark in marks]
    if shape == "fading":
        assert len(set(fills)) > 5
    else:
        assert len(marks) == 1 and (marks[0].get_linestyle() != "-") == ("dashed" in shape)
        assert (fills[0] == style.BLUE) == ("filled" in shape)


@settings(max_examples=150, deadline=None)
@given(st.lists(spans(), min_size=1, max_size=8))
def test_the_first_label_after_every_cut_says_its_year(found):
    axis = Axis(found, 12.0, 708.0)
    for _, _, _, start, end in axis.pieces:
        inside = [label for x, label in axis.ticks() if start <= x <= end]
        assert not inside or any(part.isdigit() and len(part) == 4 for part in inside[0].replace("–", " ").split())


def test_a_stretch_without_a_tick_is_called_by_its_months_and_bears_none():
    def days(*both):
        return Span(*(dt.date.fromisoformat(day) for day in both))

    axis = Axis(
        [days("2018-01-01", "2018-12-31"), days("2020-09-01", "2020-09-30"), days("2020-12-15", "2020-12-17")],
        12.0,
        358.0,
    )
    labels = [label for _, label in axis.ticks()]
    assert labels[0] == "Jan 2018" and labels[-1] == "Sep–Dec 2020"
    canvas = Canvas(style.NARROW)
    axis.draw(canvas, 40, 100)
    ticks = [mark for mark in canvas.marks() if isinstance(mark, Line2D) and mark.get_ydata()[0] == 37]
    assert len(ticks) == len(labels) - 1
