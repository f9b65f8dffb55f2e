"""Differences rebuild one text from the other, and a long text is aligned like a short one."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprints.chains import align, evidence, texts, weights


def even(text: str, nats: float = 10.0) -> np.ndarray:
    return np.arange(len(text) + 1) * nats


def rebuilt(a: str, b: str, regions) -> str:
    parts, at = [], 0
    for first_a, last_a, first_b, last_b in regions:
        parts += [a[at:first_a], b[first_b:last_b]]
        at = last_a
    return "".join([*parts, a[at:]])


def kind(passages: list[tuple[int, bool]]) -> int:
    """The kind of some passages: (words, at the end) of each."""
    words, ends = (np.array(column) for column in zip(*passages, strict=True))
    return evidence._kind(words, np.where(ends, 99, 0), 99, evidence.SIZES)


@given(st.text("abcd", max_size=40), st.text("abcd", max_size=40))
def test_regions_turn_one_text_into_the_other(a, b):
    regions = align.differences(a, b, even(a))
    assert rebuilt(a, b, regions) == b
    assert all(r[0] >= q[1] and r[2] >= q[3] for q, r in pairwise(regions))


@pytest.mark.parametrize(("a", "b"), [("", ""), ("abc", "abc")])
def test_equal_texts_differ_nowhere(a, b):
    assert align.differences(a, b, even(a)) == []


def test_words_that_agree_by_chance_inside_a_replaced_passage_belong_to_it():
    a, b = "x" * 10 + "qrstuvwmno" + "y" * 10, "x" * 10 + "1234w56789" + "y" * 10
    assert align.differences(a, b, even(a)) == [(10, 20, 10, 20)]


def test_a_long_text_is_cut_at_rare_runs_and_gives_the_same_regions(monkeypatch):
    rng = np.random.default_rng(1)
    a = "".join(chr(0x4E00 + int(i)) for i in rng.integers(0, 5000, 3000))
    b = a[:700] + "ABCDEFGHIJKL" + a[700:1500] + a[1600:2200] + "Z" + a[2201:]
    short = align.differences(a, b, even(a))
    monkeypatch.setattr(align, "LONG", 1000)
    assert align.differences(a, b, even(a)) == short
    assert [(r[1] - r[0], r[3] - r[2]) for r in short] == [(0, 12), (100, 0), (1, 1)]


def test_long_texts_with_nothing_rare_in_common_are_replaced_as_a_whole(monkeypatch):
    monkeypatch.setattr(align, "LONG", 1000)
    a, b = "abc" * 100, "xyz" * 100
    assert align.differences(a, b, even(a)) == [(0, 300, 0, 300)]


def compared(*bodies: str) -> evidence.Pairs:
    """The first document against the second; the others are of other stories."""
    docs = pd.DataFrame({"id": [f"d{i}" for i in range(len(bodies))], "title": "", "text": bodies})
    cluster = pd.DataFrame({"cluster": [0, 0, *range(1, len(bodies) - 1)], "id": docs["id"]})
    return evidence.compare(texts.read(docs, cluster), np.array([0, 1]), np.array([1, 0]))


def shape(lost: int, gained: int) -> int:
    return lost * (evidence.FEW + 1) + gained


SENTENCES = [" ".join(f"w{i}x{j}" for j in range(12)) + "." for i in range(8)]


def test_an_edit_that_touches_a_cut_is_an_edit_and_the_cut_begins_with_a_sentence():
    whole = " ".join(SENTENCES[:4])
    edited = " ".join([SENTENCES[0], SENTENCES[1].replace("w1x11", "other")])
    pairs = compared(whole, edited)
    assert pairs.edits[0].nonzero()[0].tolist() == [shape(1, 1)] and pairs.edits[0].sum() == 1
    assert pairs.only_a[0] == kind([(24, True)]) and pairs.only_b[0] == evidence.NOWHERE


def test_a_cut_between_sentences_is_no_edit_even_if_the_next_sentence_begins_alike():
    sentences = [f"The {sentence}" for sentence in SENTENCES]
    pairs = compared(" ".join(sentences[:5]), " ".join(sentences[:2] + sentences[3:5]))
    assert not pairs.edits.any()
    assert pairs.only_a[0] == kind([(13, False)]) and pairs.only_b[0] == evidence.NOWHERE


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 7), min_size=1, max_size=6),
    st.lists(st.tuples(st.sampled_from(["cut", "add", "swap", "drop"]), st.integers(0, 70)), max_size=6),
)
def test_what_a_pair_shares_is_the_same_from_either_side_and_within_bounds(plan, changes):
    words = " ".join(SENTENCES[i] for i in plan).split()
    other = list(words)
    for change, at in changes:
        at %= len(other) + 1
        if change == "cut":
            del other[at : at + 13]
        elif change == "add":
            other[at:at] = [f"new{at}y{j}" for j in range(11)] + ["end."]
        elif change == "swap":
            other[at : at + 1] = [f"odd{at}"]
        else:
            del other[at : at + 1]
    pairs = compared(" ".join(words), " ".join(other), *SENTENCES)
    assert (pairs.kept >= 0).all() and (pairs.kept <= min(len(words), len(other))).all()
    assert pairs.saved[0] == pytest.approx(pairs.saved[1])
    assert (pairs.only_a < evidence.KINDS).all() and (pairs.only_b < evidence.KINDS).all()
    learned = weights.symmetric()
    forward, backward = learned.changes(pairs, True), learned.changes(pairs, False)
    assert forward == pytest.approx(backward)  # before anything is learned no direction is preferred
