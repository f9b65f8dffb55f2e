"""Each sentence of each report falls, or says otherwise, with the rows that it rests on."""

import os

import pytest
import sentences
from sentences import REPORTS, tell, whole

from analysis import AnalysisError, load_corpus
from analysis.coding import passes
from analysis.sentence import Sentence
from cmpstudy import sensitivity
from cmpstudy.sensitivity import PASSES

# Things that carry the same sentences (the rows that a sentence counts) are dropped one by one, this many of them,
# spread over all; SENTENCES=all drops each.
MOST = 10**6 if os.environ.get("SENTENCES") == "all" else 3


@pytest.fixture(autouse=True)
def passes_read_once(monkeypatch):
    monkeypatch.setattr(passes, "read_pass", sentences.read_pass)
    monkeypatch.setattr(passes, "row_agreement", sentences.row_agreement)


def times(sentence, heard):
    """How often a sentence is told word for word from its place."""
    return sum(str(one) == str(sentence) and one.where == sentence.where for one in heard if isinstance(one, Sentence))


def entries(report):
    """What the sentences of a report rest on: entry -> the sentences."""
    found = {}
    for sentence in sentences.as_it_is(report):
        for entry in sentence.rows:
            found.setdefault(entry, []).append(sentence)
    return found


def spread(things):
    """As many of the things as are dropped, the first and the last among them."""
    last = len(things) - 1
    return (
        [things[number] for number in sorted({round(last * step / (MOST - 1)) for step in range(MOST)})]
        if last >= MOST
        else things
    )


def chosen(report):
    """What is dropped one by one: entry -> the sentences that rest on it."""
    found, alike = entries(report), {}
    for entry, told in found.items():
        alike.setdefault((entry.split(" ")[0].rpartition("-")[0], *map(id, told)), []).append(entry)
    return {entry: found[entry] for group in alike.values() for entry in spread(group) if entry != PASSES}


def unmoved(report, corpus, told):
    """Sentences that stand as if nothing had happened. An error that no sentence raised ends the build before any is
    read.
    """
    heard, _ = tell(report, corpus)
    if heard and isinstance(heard[-1], AnalysisError) and "not true any more" not in str(heard[-1]):
        return []
    return [str(one) for one in told if times(one, heard) >= times(one, sentences.as_it_is(report))]


@pytest.mark.parametrize("report", REPORTS)
def test_every_word_of_a_figure_and_answer_is_a_sentence_or_says_nothing_of_the_tables(report):
    heard, drawn = tell(report, whole())
    assert len(heard) > 4 and all(isinstance(one, Sentence) and one.rows for one in heard)
    plain = [text for _, text in drawn.words if not isinstance(text, Sentence)]
    assert all(text.startswith("Source: ") for text in plain)


@pytest.mark.parametrize("report", REPORTS)
def test_a_sentence_falls_or_changes_with_each_thing_it_rests_on(report):
    wrong = {}
    for entry, told in chosen(report).items():
        if left := unmoved(report, sentences.without(entry), told):
            wrong[entry] = left
    assert wrong == {}


@pytest.mark.parametrize("report", REPORTS)
def test_a_sentence_falls_with_all_that_it_rests_on(report):
    by_rows = {}
    for sentence in sentences.as_it_is(report):
        by_rows.setdefault(tuple(entry for entry in sentence.rows if entry != PASSES), []).append(sentence)
    for rows, told in by_rows.items():
        assert len(rows) < 2 or unmoved(report, sentences.without("|".join(rows)), told) == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_sentence_on_a_whole_table_changes_with_each_row_less_and_with_one_more(report):
    for entry, told in entries(report).items():
        if entry in whole().codebook:
            for number in spread(range(len(whole().frame(entry)))):
                assert unmoved(report, sentences.without_row(entry, number), told) == [], f"{entry}, row {number}"
            assert unmoved(report, sentences.with_one_more(entry), told) == [], entry


def of_the_passes(corpus):
    """What is said of the passes: the answer and the head of the figure on agreement."""
    head = sensitivity.head(corpus, sensitivity.columns(corpus))
    return [str(sensitivity.answer(corpus)), str(head["title"])]


def test_what_is_said_of_how_often_coders_agree_is_that_of_the_passes(monkeypatch):
    before = of_the_passes(whole())
    rows = sentences.row_agreement(whole().study)
    own = rows[rows["table"] != "voices"]
    for number in own["f1"].nsmallest(2).index:
        other = rows.copy()
        other.loc[number, "f1"] = 1.0 - other.loc[number, "f1"]
        with monkeypatch.context() as patch:
            patch.setattr(passes, "row_agreement", lambda study, other=other: other)
            assert of_the_passes(whole()) != before
    with monkeypatch.context() as patch:
        patch.setattr(passes, "row_agreement", lambda study: rows.assign(f1=0.8))
        with pytest.raises(AnalysisError, match="one table is the lowest"):
            of_the_passes(whole())


@pytest.mark.parametrize("which", passes.WHICH)
def test_what_is_said_of_the_findings_changes_with_the_rows_of_a_pass_or_the_build_stops(monkeypatch, which):
    before = of_the_passes(whole())

    def read(table, pass_name):
        frame = sentences.read_pass(table, pass_name)
        return frame.head(1) if pass_name == which else frame

    monkeypatch.setattr(passes, "read_pass", read)
    try:
        now = of_the_passes(load_corpus(""))
    except AnalysisError:
        return
    assert now != before
