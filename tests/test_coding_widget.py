"""The coding widget, asked as a browser asks: what is wrong is said by column, what is masked stays away,
nothing runs.
"""

from pathlib import Path

import coding_study
import pytest
from coding_study import claim

from analysis import coding
from analysis.coding.desk import desk
from analysis.coding.shelf import HIDDEN, Shelf
from analysis.coding.widget import CodingWidget
from analysis.corpus import load_corpus, processed
from analysis.corpus.source import read_text
from analysis.study import find

TEXT = {
    name: tuple(f"Paragraph {n} of the {name}, says the Harbour Post." for n in range(1, 4))
    for name in coding_study.ARTICLES
}
NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "=cmd|' /C calc'!A0",
    "{{7*7}}",
    "\u202egnp",
    "a\nb",
]


def shelf(text=True):
    return Shelf(
        {name: f"The {name} in the Harbour Post" for name in coding_study.ARTICLES},
        coding_study.ARTICLES,
        (lambda article: TEXT[article]) if text else None,
        lambda article: {"outlet": "Harbour Post", "author": "A. Brandt", "date": "8 Sep 2020"},
        lambda article: {"outlet": ["Harbour Post", "harbour-post"], "author": ["A. Brandt"]},
    )


@pytest.fixture
def study(tmp_path):
    return coding_study.make(tmp_path / "study", coding_study.QUEUE)


@pytest.fixture
def widget(study):
    return CodingWidget(desk(study, "claims", "ana"), shelf())


def cells(**change):
    return {name: cell for name, cell in claim(**change).items() if name != "article"}


def ask(widget, verb, **more):
    return widget.answer({"ask": 1, "verb": verb, **more})


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"verb": "eval"},
        {"verb": "save"},
        {"verb": "save", "place": 99, "cells": {}},
        {"verb": "save", "place": -1, "cells": {}},
        {"verb": "save", "place": "0", "cells": {}},
        {"verb": "save", "place": 0, "cells": [1]},
        {"verb": "article", "place": None},
        {"verb": "remove", "name": "claims-ben-0001"},
        {"verb": "remove"},
        {"verb": "check", "place": 0, "cells": None},
    ],
)
def test_a_message_that_no_browser_sends_is_answered_in_words_and_writes_nothing(widget, message):
    assert widget.answer(message)["wrong"] and not widget.desk.file.path.exists()


def test_a_faulty_row_is_answered_by_column_and_not_written(widget):
    answer = ask(widget, "save", place=0, cells=cells(stance="fro", date="Sept 2020"))
    assert "did you mean 'for'" in answer["faults"]["stance"] and "2020-09" in answer["faults"]["date"]
    assert not widget.desk.file.path.exists()


def test_a_browser_cannot_write_into_what_it_is_not_asked_for(widget):
    answer = ask(
        widget,
        "save",
        place=0,
        cells={
            **cells(),
            "id": "claims-ben-0001",
            "article": "gate",
            "codebook": "0" * 12,
            "x": "y",
            "entry": "nothing",
        },
    )
    row = widget.desk.rows()[0]
    assert answer["name"] == "claims-ana-0001" == row["id"] and row["article"] == widget.desk.tasks[0].article
    assert row["codebook"] == widget.desk.version and row["entry"] == "row"


@pytest.mark.parametrize("nasty", NASTY)
def test_what_looks_like_a_program_is_kept_as_text_and_goes_back_as_text(widget, nasty):
    answer = ask(widget, "save", place=0, cells=cells(speaker=nasty))
    assert [row["cells"]["speaker"] for row in answer["rows"]] == [nasty]


def test_the_script_puts_nothing_into_the_page_but_text_and_loads_nothing():
    text = (Path(coding.__file__).parent / "widget.js").read_text("utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "http://",
        "https://",
        "import(",
        "fetch(",
    ):
        assert forbidden not in text
    assert len(text) > 5000


def test_a_half_character_is_refused_in_words(widget):
    answer = ask(widget, "save", place=0, cells=cells(speaker="a\ud800"))
    assert "half a character" in answer["wrong"] and not widget.desk.file.path.exists()


def test_nothing_of_the_text_or_of_the_rows_is_state_of_the_widget(widget):
    ask(widget, "save", place=0, cells=cells(speaker="secretive"))
    ask(widget, "article", place=0)
    state = {name: value for name, value in widget.get_state().items() if name != "_esm"}
    assert "secretive" not in str(state) and "Paragraph 1" not in str(state) and "ferry" not in repr(widget)


def test_what_is_masked_does_not_reach_the_browser(widget):
    masked = [place for place, task in enumerate(widget.desk.tasks) if task.mask]
    open_ = [place for place, task in enumerate(widget.desk.tasks) if not task.mask]
    ask(widget, "save", place=masked[0], cells=cells())
    opened = ask(widget, "open")
    for place in masked:
        article = widget.desk.tasks[place].article
        answer = ask(widget, "article", place=place)
        assert HIDDEN in str(answer) and "Harbour Post" not in str(answer) and "A. Brandt" in answer["meta"]
        assert opened["tasks"][place]["label"] == f"Article {place + 1} of {len(widget.desk.tasks)}"
        assert article not in str([row for row in opened["rows"] if row["place"] == place]) and opened["rows"]
    assert "Harbour Post" in str(ask(widget, "article", place=open_[0]))
    faults = ask(widget, "check", place=masked[0], cells=cells(paragraph=77))["faults"]
    assert widget.desk.tasks[masked[0]].article not in faults["paragraph"]


def test_without_the_text_paragraphs_have_numbers_only(study):
    widget = CodingWidget(desk(study, "claims", "ana"), shelf(text=False))
    answer = ask(widget, "article", place=0)
    assert answer["paragraphs"] == [None, None, None] and answer["text"] is False
    assert ask(widget, "save", place=0, cells=cells())["name"] == "claims-ana-0001"


def test_rows_are_changed_removed_and_brought_back(widget):
    name = ask(widget, "save", place=0, cells=cells())["name"]
    assert (
        ask(widget, "save", place=0, cells=cells(stance="against"), name=name)["rows"][0]["cells"]["stance"]
        == "against"
    )
    assert ask(widget, "remove", name=name)["rows"] == []
    assert ask(widget, "undo")["rows"][0]["cells"]["stance"] == "against"
    assert ask(widget, "nothing", place=1)["tasks"][1]["read"] is True
    assert "has coded rows already" in ask(widget, "nothing", place=0)["wrong"]


def test_a_second_coder_sees_nothing_of_the_first(study, widget):
    ask(widget, "save", place=0, cells=cells(speaker="secretive"))
    other = CodingWidget(desk(study, "claims", "ben"), shelf())
    said = str([ask(other, "open"), *(ask(other, "article", place=place) for place in range(len(other.desk.tasks)))])
    assert "secretive" not in said and "claims-ana" not in said


def test_a_draft_that_was_saved_after_all_is_known(widget):
    typed = cells(unsure="yes")
    assert ask(widget, "known", place=0, cells=typed) == {"known": False}
    ask(widget, "save", place=0, cells=typed)
    assert ask(widget, "known", place=0, cells=typed) == {"known": True}
    assert ask(widget, "known", place=0, cells={**typed, "stance": "against"}) == {"known": False}


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("2020-09-08", "8 Sep 2020", "2020-09-08~"),
        ("8 Sept 2020", "", "2020-09-08"),
        ("08.09.2020", "", "2020-09-08"),
        ("2020-09-12/2020-09-18", "between 12 and 18 Sep 2020", ""),
        ("3/4/2020", "", "2020-04-03"),
        ("soon", "", ""),
    ],
)
def test_a_date_is_said_in_words_or_what_it_may_mean(widget, text, words, meant):
    answer = ask(widget, "date", text=text)
    assert answer["words"] == words and (meant in dict(answer["meant"]) if meant else not answer["meant"])


def test_one_sheet_an_article_is_named_by_its_place(study):
    widget = CodingWidget(desk(study, "tones", "ana"), shelf())
    answer = ask(widget, "save", place=1, cells={"tone": "warm"})
    assert answer["name"] == "article 2"
    assert "has a row already" in ask(widget, "save", place=1, cells={"tone": "cold"})["wrong"]
    assert ask(widget, "save", place=1, cells={"tone": "cold"}, name="article 2")["rows"][0]["cells"]["tone"] == "cold"
    assert ask(widget, "remove", name="article 2")["rows"] == []


def test_a_corpus_gives_the_widget_and_refuses_a_copied_sentence(invented, monkeypatch):
    study = find()
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    for path, content in processed.build(read_text(invented, study), study).items():
        path.write_text(content, "utf-8")
    widget = load_corpus().code("statements", coder="ana")
    place = next(p for p, task in enumerate(widget.desk.tasks) if task.article == "ferry-ledger")
    assert "tide tables" in ask(widget, "article", place=place)["paragraphs"][0]
    sentence = "the tide tables are older than the pier and nobody has counted them twice"
    answer = ask(widget, "save", place=place, cells={"paragraph": "1", "statement": sentence, "form": "own"})
    assert "words of an article in a row" in answer["faults"]["statement"]
    assert not widget.desk.file.path.exists()
