"""Histories that grow, go back, move and are vandalised: the defaults against rules of one line."""

import random

import pytest

from benchmarks import chains, revisions

RULES = ("star", "most overlap, earlier", "highest Jaccard, earlier")


@pytest.fixture(scope="module")
def tracts(tmp_path_factory):
    """Two invented books of some hundred sentences."""
    chance, folder = random.Random(3), tmp_path_factory.mktemp("tracts")
    words = ["".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3)) for _ in range(2000)]
    for name in ("one", "other"):
        sentences = [" ".join(chance.choices(words, k=chance.randint(8, 20))) + "." for _ in range(300)]
        (folder / f"{name}.txt").write_text(" ".join(sentences), encoding="utf-8")
    return folder


@pytest.mark.parametrize("shared_day", [False, True])
@pytest.mark.parametrize("habits", [revisions.STEADY, revisions.RESTLESS])
def test_no_rule_of_one_line_beats_the_defaults(tracts, habits, shared_day):
    docs, truth = revisions.make(tracts, 5, histories=40, shared_day=shared_day, habits=habits)
    answers, _ = chains.compare(docs, chains.clusters_of(docs, truth, True))
    ahead = chains.leads(truth, answers)
    for rule in RULES:
        assert ahead[rule][2] >= 0  # the upper end of the interval of 95 %
    if shared_day:
        assert all(ahead[rule][1] > 0.1 for rule in RULES)


def test_what_a_vandal_left_is_taken_back_whole_and_is_nobodys_source(tracts):
    docs, truth = revisions.make(tracts, 5, histories=60, shared_day=False, habits=revisions.RESTLESS)
    text, parent = docs.set_index("id")["text"], truth.set_index("id")["parent"]
    order = truth.sort_values(["tree", "day"]).groupby("tree")["id"].agg(list)
    mended = [
        (before, vandal, after)
        for ids in order
        for before, vandal, after in zip(ids, ids[1:], ids[2:], strict=False)
        if text[after] == text[before] and parent[after] == before
    ]
    assert len(mended) > 10
    assert not set(parent) & {vandal for _, vandal, _ in mended}
