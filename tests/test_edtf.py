"""EDTF as a whole: what is valid, of which level, between which days; a kind of form, a test."""

import datetime as dt

import edtf as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dates import edtf

INVALID = {
    "a space": ["1863-03 -29", " 1863", "1863 ", "{-1667,1 668-10}", "[..176 0-12-03]"],
    "no such day": ["1960-06-31", "2015-02-29", "2016-13-08", "2016-02-39", "2015-02-3X", "XXXX-13"],
    "a year of no year": ["-0000", "-0000-01-01", "Y2006", "Y17E7-12-26", "20067890%", "+2006", "Y1E999999999"],
    "an interval of other ends": ["/", "//", "2012//2013", "2000/12-12", "NONE/", "2012\\2013", "1/2/3"],
    "an interval that ends before it begins": ["2012/2011", "0800/-0999", "-1000/-2000", "2012-24/2012-21"],
    "a time in an interval": ["2005-07-25T10:10:10Z/2006-01", "2005-07-25/2006-01-01T10:10:10Z"],
    "a time of no clock": [
        "2012-10-10T10:1:10",
        "1985-04-12t23:20:30",
        "1985-04-12T23:20:30z",
        "1985-04-12T24:00:00",
        "2012-10-10T10:50:10Z15",
        "2004-01-01T10:10:10-05:60",
        "1985-04-12T23:20:30+24",
        "2004-01-01T10:10:10+02:00:30",
        "1985-04-31T23:20:30",
    ],
    "an older standard": ["2004-(06)?-11", "199u", "unknown/2006", "2004-01-01/open", "2001-21^southernHemisphere"],
    "a set of no dates": ["[]", "[..]", "{1960,}", "[1960}", "[1961..1960]"],
    "a day in a season": ["2020-21-05", "2020-42"],
}
LEVELS = {
    0: ["1985", "0000", "1985-04", "1985-04-12", "1985-04-12T23:20:30", "1985-04-12T23:20:30+04:30", "2004/2005-02"],
    1: ["-1985", "Y170000002", "2001-21", "1984?", "2004-06~", "2004-06-11%", "201X", "20XX", "2004-XX", "1985-04-XX"],
    2: ["Y-17E7", "1950S2", "Y171010000S3", "2001-34", "[1667,1668,1670..1672]", "{..1984}", "2004?-06-11", "?2004"],
}
LEVELS[1] += ["1985-XX-XX", "1985/..", "../1985", "1985/", "/1985", "../..", "/..", "1984~/2004-06", "2003-22/2003-23"]
LEVELS[2] += ["156X-12-25", "1XXX-12", "1984-1X", "2004-06-XX/2004-07-03", "2004-06-~01/2004-06-~20", "2004-%06-11"]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in INVALID.items() for text in texts])
def test_what_is_not_edtf_is_refused_with_a_sentence(kind, text):
    assert "'" in edtf.fault(text), kind
    with pytest.raises(ValueError, match="EDTF|no such|Y before|ends before|no date|in a season|further off"):
        edtf.level(text)


@pytest.mark.parametrize(("level", "text"), [(level, text) for level, texts in LEVELS.items() for text in texts])
def test_a_form_has_its_level(level, text):
    assert edtf.level(text) == level


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("-2005/-1999-02", "-2005-01-01", "-1999-02-28"),
        ("-20XX", "-2099-01-01", "-2000-12-31"),
        ("XXXX-XX-23", "0000-01-23", "9999-12-23"),
        ("2XXX-02-29", "2000-02-29", "2996-02-29"),
        ("1984-1X", "1984-10-01", "1984-12-31"),
        ("2016-02-X9", "2016-02-09", "2016-02-29"),
        ("2010-24", "2010-12-01", "2010-12-31"),
        ("2001-29", "2001-09-01", "2001-11-30"),
        ("2001-34", "2001-04-01", "2001-06-30"),
        ("2001-39", "2001-09-01", "2001-12-31"),
        ("2001-41", "2001-07-01", "2001-12-31"),
        ("Y-17E7", "-170000000-01-01", "-170000000-12-31"),
        ("1985/..", "1985-01-01", "inf"),
        ("../1985", "-inf", "1985-12-31"),
        ("/1985", None, "1985-12-31"),
        ("[..1760-12-03]", "-inf", "1760-12-03"),
        ("{1960, 1961-12}", "1960-01-01", "1961-12-31"),
        ("1919-XX-02/1919-XX-01", "1919-01-02", "1919-12-01"),
    ],
)
def test_bounds_are_the_first_and_the_last_day(text, first, last):
    found = edtf.bounds(text)
    assert (edtf.iso(found.first), edtf.iso(found.last)) == (first, last)


@given(st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)))
def test_every_day_is_its_own_bounds(day):
    found = edtf.bounds(day.isoformat())
    assert edtf.iso(found.first) == edtf.iso(found.last) == day.isoformat() and found.level == 0


@given(
    st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31)), st.sets(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9]), min_size=1)
)
def test_a_day_lies_within_every_form_that_leaves_digits_of_it_open(day, open_places):
    text = "".join("X" if at in open_places else letter for at, letter in enumerate(day.isoformat()))
    found = edtf.bounds(text)
    assert found.first <= (day.year, day.month, day.day) <= found.last


@given(
    st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31)),
    st.sampled_from(["", "~", "?", "%"]),
    st.sampled_from([4, 7, 10]),
)
def test_dates_are_read_as_a_peer_reads_them(day, mark, length):
    text = day.isoformat()[:length] + mark
    theirs = peer.parse_edtf(text)
    found = edtf.bounds(text)
    assert (found.first, found.last) == (tuple(theirs.lower_strict()[:3]), tuple(theirs.upper_strict()[:3]))


@given(st.text(alphabet="0123456789X-/.~?%TZY:+S[]{},E ", max_size=24))
def test_any_text_is_read_or_refused_and_never_fails(text):
    fault = edtf.fault(text)
    assert bool(fault) != bool(fault == "")
    if not fault:
        found = edtf.bounds(text)
        assert found.level in (0, 1, 2)
        assert found.first is None or found.last is None or found.first <= found.last
