"""The query language finds what a naive scan finds, says what else it counted, and answers what is no query."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import AnalysisError
from newsbench import index
from newsbench.query import find, parse
from newsbench.query.parse import cut

WORDS = st.sampled_from("a b c a-b ab B \u515a \u5a92 a's".split())
TEXTS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=3)


def corpus(*texts):
    return index.of_texts({str(n): text for n, text in enumerate(texts)})


def hits(made, query, **options):
    """The words of each hit, as they are written."""
    found = find(made, query, **options)
    out = []
    for first, last in zip(found.starts, found.ends, strict=True):
        begins, ends = made.spans(np.array([first, last - 1]))
        document = made.document_of(np.array([first]))[0]
        out.append(made.text(document)[begins[0] : ends[1]])
    return out


@given(TEXTS, st.lists(WORDS, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_phrase_is_found_where_a_naive_scan_finds_it(texts, phrase):
    made = corpus(*texts)
    wanted = [word.lower() for word in phrase]
    expected = []
    place = 0
    for text in texts:
        words = [word.lower() for word, _ in cut(text)]
        expected += [place + n for n in range(len(words)) if words[n : n + len(wanted)] == wanted]
        place += len(words)
    assert find(made, " ".join(phrase), written=True).starts.tolist() == expected


@given(TEXTS, WORDS, WORDS, st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_near_means_no_more_words_apart_on_either_side(texts, one, other, within):
    made = corpus(*texts)
    expected = set()
    place = 0
    for text in texts:
        words = [word.lower() for word, _ in cut(text)]
        for n, word in enumerate(words):
            far = [abs(m - n) for m, near in enumerate(words) if near == other.lower() and m != n]
            if word == one.lower() and far and min(far) <= within:
                expected.add(place + n)
        place += len(words)
    found = find(made, f"{one} ~{within} {other}", written=True)
    covered = {n for first, last in zip(found.starts, found.ends, strict=True) for n in (first, last - 1)}
    assert {n for n in covered if made.types[made.tokens[n]] == one.lower()} >= expected
    assert len(found) <= len(expected) and bool(len(found)) == bool(expected)
    assert all(last - first <= within + 1 for first, last in zip(found.starts, found.ends, strict=True))


@given(st.text(st.sampled_from("ab |~/*?5-' \u515a\u201c\\([\ud800"), max_size=12) | st.text(max_size=12))
@settings(max_examples=500, deadline=None)
def test_whatever_is_asked_is_answered_or_refused_in_words(text):
    made = corpus("a b ab a-b \u515a\u5a92")
    try:
        found = find(made, text)
    except AnalysisError as error:
        assert str(error)
    else:
        assert (found.ends > found.starts).all() and (np.diff(found.starts) >= 0).all()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "the term is empty"),
        (" \u00a0", "the term is empty"),
        ("...", "there is no word"),
        ("a |", "there is no word"),
        ("|a", "there is no word before '|'"),
        ("a||b", "there is no word before '|'"),
        ("a ~ b", "`~` needs a number"),
        ("a ~0 b", "`~` needs a number from 1 to 1000"),
        ("~5 b", "there is no word before '~5'"),
        ("a ~5", "there is no word at the end"),
        ("/ab", "needs a slash at each end"),
        ("/(/", "is no regular expression"),
        ("/a{99999999999999999999}/", "is no regular expression"),
        (" ".join(["a|b"] * 9), "make 512 phrases"),
        (7, "a int is no query"),
    ],
)
def test_what_is_no_query_is_refused_with_examples(query, said):
    with pytest.raises(AnalysisError, match=re.escape(said)):
        find(corpus("a b"), query)


TEXT = """The Party's media, surnamed Party. A win-win deal; a win win game. Winwin! Women and a woman.
State media and party media. Data about the security of data. \u515a\u5a92\u59d3\u515a\uff0c\u515a\u7684\u5a92\u4f53\u3002
It\u2019s the party line. Terrorism, terrorist; TERROR. 5G\u7f51\u7edc"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("surnamed party", ["surnamed Party"]),
        ("media surnamed", ["media, surnamed"]),
        ("party a", []),  # not across the end of a sentence
        ("terror*", ["Terrorism", "terrorist", "TERROR"]),
        ("wom?n", ["Women", "woman"]),
        ("state|party media", ["State media", "party media"]),
        ("surnamed party | party line", ["surnamed Party", "party line"]),
        ("/^terrori/", ["Terrorism", "terrorist"]),
        ("party * line | a * deal", ["A win-win deal"]),
        ("a * game | the * media", ["The Party's media"]),
        ("data ~3 security", ["Data about the security", "security of data"]),
        ("security ~3 data", ["security of data"]),  # the nearest
        ("security ~1 data", []),
        ("it's", ["It\u2019s"]),
        ("\u515a\u5a92", ["\u515a\u5a92"]),
        ("\u59d3\u515a\u515a", []),  # not across a comma
        ("\u515a?\u5a92\u4f53", ["\u515a\u7684\u5a92\u4f53"]),
        ("5g\u7f51\u7edc", ["5G\u7f51\u7edc"]),
        ("\u515a \u5a92", ["\u515a\u5a92"]),
        ("win-win", ["win-win", "win win", "Winwin"]),
        ("win win", ["win-win", "win win"]),
        ("winwin", ["win-win", "Winwin"]),
        ("nowhere", []),
    ],
)
def test_what_a_query_finds(query, expected):
    made = corpus(TEXT)
    assert sorted(hits(made, query)) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("TERROR", ["TERROR"]),
        ("Party", ["Party"]),
        ("T*", ["The", "Terrorism", "TERROR"]),
        ("it's", []),
        ("It's", ["It\u2019s"]),
    ],
)
def test_with_case_capitals_count(query, expected):
    assert hits(corpus(TEXT), query, case=True) == expected


def test_what_was_counted_under_another_writing_is_said():
    made = corpus(TEXT)
    assert find(made, "win-win").counted == {"win-win": 1, "win win": 1, "winwin": 1}
    assert find(corpus("co-operation"), "cooperation").counted == {"co-operation": 1}
    assert find(made, "win-win", written=True).counted == {}
    assert find(made, "terror").counted == {}


def test_a_possessive_is_another_word_and_is_said():
    assert find(corpus(TEXT), "party").beside == {"party's": 1}


def test_of_hits_that_begin_at_one_place_the_longest_counts():
    assert hits(corpus("the party line"), "party | party line") == ["party line"]


def test_a_query_is_parsed_once():
    assert parse("data ~5 security") is parse("data ~5 security")
