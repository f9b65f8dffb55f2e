"""Dates of the trade become EDTF; what is no date, and what could be two, is never guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import dates
from newsbench.importing import when

DAYS = st.dates(dt.date(1850, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "said",
    [
        "31.02.2020",
        "2020-13-01",
        "44168",
        "2 hours ago",
        "昨天 08:00",
        "19, part 1",
        "Chapter 3",
        "2020-12-03 25:00",
        "二〇二〇年十二二月",
        "二〇二〇年十二月三十一一日",
        "x" * 500,
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(said):
    with pytest.raises(ValueError) as error:
        when.read(said)
    assert not isinstance(error.value, when.Ambiguous) and len(str(error.value)) > 15


@pytest.mark.parametrize("said", ["03/12/2020", "3/12/20", "03-12-2020", "03/12/2020 08:00"])
def test_a_date_that_could_be_two_is_asked_for(said):
    with pytest.raises(when.Ambiguous, match="3 December or 12 March"):
        when.read(said)
    assert when.read(said, "dmy").date == "2020-12-03" and when.read(said, "mdy").date == "2020-03-12"


@pytest.mark.parametrize(
    ("said", "date", "time", "zone"),
    [
        ("03.12.2020", "2020-12-03", None, None),
        ("3 December 2020", "2020-12-03", None, None),
        ("December 3rd, 2020", "2020-12-03", None, None),
        ("Thursday, December 3, 2020 8:15 PM EST", "2020-12-03", "20:15", "EST"),
        ("Thu, 03 Dec 2020 08:00:00 +0800", "2020-12-03", "08:00:00", "+08:00"),
        ("Thu Dec 03 08:00:00 +0800 2020", "2020-12-03", "08:00:00", "+08:00"),
        ("2020-12-03T08:00:00Z", "2020-12-03", "08:00:00", "+00:00"),
        ("2020-12-03 08:00:00.123+08:00", "2020-12-03", "08:00:00", "+08:00"),
        ("2020/12/3 下午3:05", "2020-12-03", "15:05", None),
        ("2020年12月3日08:00", "2020-12-03", "08:00", None),
        ("发布时间：2020年12月3日 08:00 星期四", "2020-12-03", "08:00", None),
        ("二〇二〇年十二月三日", "2020-12-03", None, None),
        ("民國109年12月3日", "2020-12-03", None, None),
        ("2020년 12월 3일", "2020-12-03", None, None),
        ("3. Dezember 2020, 08.15 Uhr", "2020-12-03", "08:15", None),
        ("1er décembre 2020", "2020-12-01", None, None),
        ("3 de diciembre de 2020", "2020-12-03", None, None),
        ("3 декабря 2020", "2020-12-03", None, None),
        ("20201203", "2020-12-03", None, None),
        ("1606953600", "2020-12-03", "00:00:00", "+00:00"),
        ("2020年12月", "2020-12", None, None),
        ("Dec 2020", "2020-12", None, None),
        ("2020-09-12/2020-09-18", "2020-09-12/2020-09-18", None, None),
        ("2020-08-12~", "2020-08-12~", None, None),
        ("Published: 3 Dec 2020, last updated 5 Dec 2020", "2020-12-03", None, None),
        ("0000-00-00", None, None, None),
        ("N/A", None, None, None),
    ],
)
def test_dates_of_the_trade_keep_their_clock_and_zone(said, date, time, zone):
    read = when.read(said)
    assert (read.date, read.time, read.zone) == (date, time, zone) and not read.doubt


@pytest.mark.parametrize(
    ("said", "doubt"),
    [("Last updated 3 December 2020", "last updated"), ("1970-01-01", "know no date"), ("25/12/20", "two digits")],
)
def test_a_date_that_may_mean_something_else_is_doubted(said, doubt):
    read = when.read(said)
    assert read.date and doubt in read.doubt


def test_a_line_of_nexis_tells_its_date_and_what_else_it_says():
    read, rest = when.find("May 2, 2002, Thursday,, FINAL EDITION")
    assert read.date == "2002-05-02" and "final edition" in rest


@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%Y%m%d}",
            "{0.day} {0:%B %Y}",
            "{0:%b} {0.day}, {0.year}",
            "{0.year}年{0.month}月{0.day}日",
            "{0:%d.%m.%Y}",
        ]
    ),
)
def test_a_day_is_read_back_whatever_form_it_is_written_in(day, form):
    assert when.read(form.format(day)).date == day.isoformat()


@given(DAYS, st.sampled_from(["/", "-"]))
def test_numbers_are_read_in_the_order_that_was_said(day, mark):
    assert when.read(f"{day.day}{mark}{day.month}{mark}{day.year}", "dmy").date == day.isoformat()
    assert when.read(f"{day.month}{mark}{day.day}{mark}{day.year}", "mdy").date == day.isoformat()


@given(st.text(max_size=40) | st.from_regex(r"[0-9年月日/.:TZ+ -]{1,25}", fullmatch=True))
def test_whatever_is_written_gives_edtf_or_a_sentence(said):
    try:
        read = when.read(said)
    except ValueError as error:
        assert str(error)
    else:
        assert read.date is None or not dates.fault(read.date)
        assert read.time is None or len(read.time) in (5, 8)
