"""EDTF dates: wrong ones are refused, and a span never claims more than the date says."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import dates

WRONG = [
    "",
    " ",
    "..",
    "../..",
    "/",
    "/..",
    "../",
    "2020/",
    "/2020",
    "20",
    "202",
    "0000",
    "12020",
    "-0100",
    "Y17000",
    "2020-0",
    "2020-00",
    "2020-13",
    "2020-20",
    "2020-25",
    "2020-33",
    "2020-09-00",
    "2020-09-31",
    "2019-02-29",
    "1900-02-29",
    "2020-9-8",
    "20200908",
    "2020-09-08T24:00:00",
    "2020-09-08T10:00:00~",
    "2020-09-31T10:00:00",
    "2020-09T10:00:00",
    "2020-09-08T10",
    "2020-09-08 10:00:00",
    "2020-W10",
    "2020-251",
    "8 September 2020",
    "2020 -09",
    " 2020",
    "2020 ",
    "2020-09-08\n",
    "2020-09-08 /2020-09-10",
    "٢٠٢٠",
    "２０２０",
    "2020–09",
    "2020-09-08/2020-09-07",
    "2021/2020",
    "2020-09-08/2020-09-09/2020-09-10",
    "unknown",
    "open",
    "2020/open",
    "2020/unknown",
    "[2020,2021]",
    "{2020..2021}",
    "2020..2021",
    "[..2020]",
    "2020S3",
    "199u",
    "?2020",
    "~2020",
    "2020~~",
    "2020~?",
    "2020-1X",
    "XXXX",
    "2020-XX-05",
    "2020-21-05",
    "2020-09-08/..~",
    "../..~",
    "2020-09-31/..",
    "about 2020",
    "2020s",
    "null",
    "NaN",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_date_is_refused_with_a_sentence(text):
    assert repr(text) in dates.fault(text)
    with pytest.raises(ValueError, match="EDTF|ends before"):
        dates.span(text)


@pytest.mark.parametrize(
    ("text", "first", "last", "said"),
    [
        ("2020-09-08", "2020-09-08", "2020-09-08", "8 Sep 2020"),
        ("2020-09", "2020-09-01", "2020-09-30", "September 2020"),
        ("2020", "2020-01-01", "2020-12-31", "2020"),
        ("2020-02", "2020-02-01", "2020-02-29", "February 2020"),
        ("2020-08-12~", "2020-08-12", "2020-08-12", "about 12 Aug 2020"),
        ("2021-01-22?", "2021-01-22", "2021-01-22", "probably 22 Jan 2021"),
        ("2020-09%", "2020-09-01", "2020-09-30", "probably about September 2020"),
        ("2020-12-30/2021-01-02", "2020-12-30", "2021-01-02", "between 30 Dec 2020 and 2 Jan 2021"),
        ("2020-09-12/2020-09-18", "2020-09-12", "2020-09-18", "between 12 and 18 Sep 2020"),
        ("2020-10-16/2020-12-24", "2020-10-16", "2020-12-24", "between 16 Oct and 24 Dec 2020"),
        ("2020-09-30/..", "2020-09-30", None, "from 30 Sep 2020 on"),
        ("../2020-09", None, "2020-09-30", "by 30 Sep 2020"),
        ("2020-21~", "2020-03-01", "2020-05-31", "about spring 2020"),
        ("2020-09-XX", "2020-09-01", "2020-09-30", "September 2020"),
        ("2020-XX", "2020-01-01", "2020-12-31", "2020"),
        ("199X", "1990-01-01", "1999-12-31", "199X"),
        ("2020-09-08/2020-09-08", "2020-09-08", "2020-09-08", "8 Sep 2020"),
    ],
)
def test_span_and_words(text, first, last, said):
    span = dates.span(text)
    assert tuple(end and end.isoformat() for end in (span.first, span.last)) == (first, last)
    assert dates.words(text) == said
    assert span.exact == (first == last) if text[-1] not in "~?%" else not span.exact


days = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31))
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def simple(draw):
    """A day known to day, month or year, with its mark."""
    day = draw(days)
    return day, day.isoformat()[: draw(st.sampled_from([4, 7, 10]))] + draw(marks)


@given(simple())
def test_span_holds_the_day_it_was_made_from_and_ends_with_the_unit(drawn):
    day, text = drawn
    span = dates.span(text)
    assert span.first <= day <= span.last
    digits = text.rstrip("~?%")
    assert span.first.isoformat().startswith(digits) and span.last.isoformat().startswith(digits)
    assert span.last == dt.date.max or not (span.last + dt.timedelta(1)).isoformat().startswith(digits)
    assert span.approximate == (text[-1] in "~%") and span.uncertain == (text[-1] in "?%")


@given(simple(), simple())
def test_interval_runs_from_the_first_day_of_one_to_the_last_of_the_other(one, other):
    low, high = dates.span(one[1]), dates.span(other[1])
    if low.first > high.last:
        assert "ends before it begins" in dates.fault(f"{one[1]}/{other[1]}")
    else:
        span = dates.span(f"{one[1]}/{other[1]}")
        assert (span.first, span.last) == (low.first, high.last)
        assert span.approximate == (low.approximate or high.approximate)


@given(simple())
def test_open_end_stays_open(drawn):
    assert dates.span(f"{drawn[1]}/..").last is None
    assert dates.span(f"../{drawn[1]}").first is None


@given(st.text("0123456789-/.~?%X ", max_size=24))
def test_any_text_is_a_span_in_order_with_words_or_a_fault(text):
    assume(text)
    if not dates.fault(text):
        span = dates.span(text)
        assert span.first is None or span.last is None or span.first <= span.last
        assert dates.words(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 900), st.sampled_from(["", "~", "?", "%"]))
def test_a_date_in_words_stands_where_its_first_day_does(first, more, mark):
    last = first + dt.timedelta(more)
    number = first.year * 10_000 + first.month * 100 + first.day
    assert dates.order(dates.words(f"{first}{mark}")) == dates.order(f"{first}{mark}") == number
    assert dates.order(dates.words(f"{first}/{last}")) == dates.order(f"{first}/{last}") == number
    assert dates.order(dates.words(f"{first}/..")) == dates.order(dates.words(f"../{first}")) == number
    assert dates.order(dates.words(f"{first:%Y-%m}{mark}")) == number // 100 * 100
    assert dates.order(dates.words(f"{first:%Y}{mark}")) == dates.order(f"{first:%Y}") == number // 10_000 * 10_000


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no date",
        "unknown",
        "March of the Volunteers",
        "17 Foo 2020",
        "12",
        "and",
        "Xinhua and 2020",
        "2020 and all that",
    ],
)
def test_what_is_no_date_has_no_place_among_them(said):
    assert dates.order(said) is None


def test_seasons_and_reports_of_a_day_stand_among_dates():
    assert dates.order(dates.words("2020-21")) == 20200300 and dates.order("17 Dec 2020 (report)") == 20201217


@pytest.mark.parametrize(
    "text", ["2031-05-12T08:00:00+02:00", "2031-05-12T08:00:00Z", "2031-05-12T08:00:00", "2031-05-12T08:00"]
)
def test_a_time_of_day_is_kept_and_its_day_is_the_one_printed(text):
    found = dates.span(text)
    assert (found.first, found.last, found.clock, found.exact) == (
        dt.date(2031, 5, 12),
        dt.date(2031, 5, 12),
        "08:00",
        True,
    )
    assert dates.words(text) == "12 May 2031, 08:00"
    assert dates.order(text) == dates.order(dates.words(text)) == 20310512
