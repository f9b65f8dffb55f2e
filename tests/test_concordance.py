"""Every line of a query is shown in its context, in any order, of any part of the corpus, and counted by groups."""

import html

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import AnalysisError
from newsbench import index
from newsbench.concordance import shown
from newsbench.concordance.browser import Browser
from newsbench.corpus import Corpus

TEXTS = {
    "ferry": "The ferry is late again.\nWomen wait for the ferry, and the ferry waits for nobody.",
    "quay": "\n\nOn the quay a ferry-boat lies.\n\n\u6e21\u8f6e\u5230\u4e86\uff0c\u5927\u5bb6\u4e0a\u6e21\u8f6e\u3002 "
    "Ferry!",
    "empty": "",
    "rope": "Ropes, and the ferry's rope.",
}
FACTS = {
    "outlet": ["Harbour Post", "Quay Daily", "Quay Daily", None],
    "date": ["2020-12-03", "2020-12", None, "2021-01-05~"],
    "title": ["Late <again>", "On the quay", None, "Ropes"],
}


@pytest.fixture
def corpus():
    return Corpus(
        index.of_texts(TEXTS, **FACTS),
        "harbour",
        voices={("ferry", 1): "own", ("ferry", 2): "quoted", ("quay", 1): "own", ("quay", 2): "quoted"},
        own=frozenset({"own"}),
        notes={("quay", 2): ["The ferry is said to have come."]},
    )


def nodes(concordance):
    frame = concordance.lines()
    return list(zip(frame["article"], frame["paragraph"], frame["node"], strict=True))


def test_every_hit_has_its_article_and_paragraph(corpus):
    assert nodes(corpus.concordance("ferry")) == [
        ("ferry", 1, "ferry"),
        ("ferry", 2, "ferry"),
        ("ferry", 2, "ferry"),
        ("quay", 2, "Ferry"),
    ]
    assert nodes(corpus.concordance("\u6e21\u8f6e")) == [("quay", 2, "\u6e21\u8f6e")] * 2


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (60, "Women wait for the ferry, and the ", " waits for nobody."),
        (20, "\u2026the ferry, and the ", " waits for nobody."),
        (10, "\u2026and the ", " waits for\u2026"),
        (2, "\u2026e ", " w\u2026"),
    ],
)
def test_context_is_cut_at_its_far_end_between_words(corpus, width, left, right):
    row = corpus.concordance("ferry", width=width).lines().iloc[2]
    assert (row["left"], row["right"]) == (left, right)


def test_context_of_chinese_is_cut_between_characters_which_count_as_two(corpus):
    row = corpus.concordance("\u4e0a", width=5).lines().iloc[0]
    assert (row["left"], row["right"]) == ("\u2026\u5927\u5bb6", "\u6e21\u8f6e\u2026")


def test_context_may_be_counted_in_words():
    made = Corpus(index.of_texts({"a": "A B C D E F G H I J\nK L"}))
    assert made.concordance("D", words=5).lines()[["left", "right"]].to_numpy().tolist() == [["A B C ", " E F G H I"]]
    assert made.concordance("K", words=1).lines()[["left", "right"]].to_numpy().tolist() == [["", " L"]]
    assert made.concordance("D", words=0).lines()[["left", "right"]].to_numpy().tolist() == [["", ""]]


@given(st.lists(st.sampled_from("ab cd \u515a\u5a92 ef, (gh) \u201c \n".split(" ")), max_size=30), st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_left_node_and_right_are_a_stretch_of_the_paragraph(parts, width):
    text = " ".join(parts)
    made = Corpus(index.of_texts({"a": text}))
    for query in ("ab", "\u515a"):
        frame = made.concordance(query, width=width).lines()
        paragraphs = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        for row in frame.itertuples():
            assert row.left.lstrip("\u2026") + row.node + row.right.rstrip("\u2026") in paragraphs[row.paragraph - 1]
            assert max(map(shown._width, (row.left, row.right))) <= width + 1


def test_no_hit_is_said_in_words_with_words_like_it(corpus):
    assert corpus.concordance("ferrys").said == (
        "No hit of ferrys in 37 words of 4 articles. Words like it: ferry's, ferry."
    )
    assert "<table" not in corpus.concordance("zebra")._repr_mimebundle_()["text/html"]


def test_hits_are_said_with_what_was_counted_and_what_was_not(corpus):
    assert corpus.concordance("ferry boat").said == (
        "1 hit of ferry boat in 1 article; searched: 37 words of 4 articles. Counted as: ferry-boat (1)."
    )
    assert corpus.concordance("ferry").said.endswith("Not counted: ferry's (1); ask for ferry|ferry's.")
    assert len(corpus.concordance("ferry|ferry's")) == 5


@pytest.mark.parametrize(
    ("keys", "lefts"),
    [
        (["L1"], ["the", "the", "the", None]),
        (["R1"], ["again", "and", "is", "waits"]),
        (["-date"], None),
        (["node", "-R1"], None),
        (["outlet", "L2"], None),
    ],
)
def test_lines_are_sorted_by_words_beside_and_by_facts(corpus, keys, lefts):
    made = corpus.concordance("ferry", sort=tuple(keys))
    assert sorted(made.hits.starts) == corpus.concordance("ferry").hits.starts.tolist()
    assert made.sort().hits.starts.tolist() == sorted(made.hits.starts)


def test_a_word_beside_is_in_the_order_of_its_letters_and_the_end_of_an_article_first(corpus):
    first = corpus.concordance("ferry").sort("R1").lines()["right"].str.strip().str.split().str[0]
    assert first.fillna("").tolist() == ["!", ",", "is", "waits"]
    assert corpus.concordance("ferry").sort("-R1").lines()["right"].iloc[0].startswith(" waits")


def test_a_key_that_is_none_is_answered_with_the_nearest(corpus):
    with pytest.raises(AnalysisError, match="did you mean 'outlet'"):
        corpus.concordance("ferry").sort("outlt")


def test_lines_are_narrowed_down_and_the_whole_stays(corpus):
    made = corpus.concordance("ferry")
    assert nodes(made.where(outlet="Quay Daily")) == [("quay", 2, "Ferry")]
    assert nodes(made.where(article="ferry", voice="quoted")) == [("ferry", 2, "ferry")] * 2
    assert "searched: 16 words of 2 articles" in made.where(outlet="Quay Daily").said
    assert len(made) == 4


def test_a_part_of_a_corpus_is_searched_like_the_whole(corpus):
    part = corpus.where(voice="quoted")
    assert (part.n_articles, part.n_words) == (2, 21) and len(part.concordance("ferry")) == 3
    assert part.where(outlet="Quay Daily").n_words == 10
    assert corpus.where(outlet="Quay Daily").where(voice="quoted").n_words == 10
    assert part.articles["words"].tolist() == [11, 10]
    assert part.scope.frequency.sum() == 21 and corpus.scope.frequency.sum() == 37


@pytest.mark.parametrize(
    ("date", "possibly", "expected"),
    [
        ("2020-12", False, ["ferry", "quay"]),
        ("2020-12-03", False, ["ferry"]),
        ("2020-12-03", True, ["ferry", "quay", "empty", "rope"]),
        ("2021", False, []),
        ("2021", True, ["empty", "rope"]),
        ("2020-12-01/..", False, ["ferry", "quay"]),
        (None, False, ["empty"]),
    ],
)
def test_a_date_lies_in_a_period_certainly_or_possibly(corpus, date, possibly, expected):
    assert corpus.where(date=date, possibly=possibly).articles["id"].tolist() == expected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outlet": "Quay Dayly"}, "did you mean 'Quay Daily'"),
        ({"outlets": "Quay Daily"}, "did you mean 'outlet'"),
        ({"date": "December"}, "is not an EDTF date"),
        ({"voice": "qoted"}, "did you mean 'quoted'"),
        ({"article": "fery"}, "did you mean 'ferry'"),
    ],
)
def test_a_condition_that_cannot_be_is_answered_with_the_nearest(corpus, asked, said):
    with pytest.raises(AnalysisError, match=said):
        corpus.where(**asked)


def test_voices_are_asked_for_only_where_they_are_coded():
    with pytest.raises(AnalysisError, match="is not coded here"):
        Corpus(index.of_texts(TEXTS)).where(voice="own")


def test_unknown_is_a_value(corpus):
    assert corpus.where(outlet=None).articles["id"].tolist() == ["rope"]
    assert corpus.where(outlet=["Harbour Post", None]).articles["id"].tolist() == ["ferry", "rope"]


def test_groups_count_hits_articles_and_words(corpus):
    made = corpus.concordance("ferry").group("outlet")
    assert made["hits"].tolist() == [3, 1, 0] and made["words"].tolist() == [16, 16, 5]
    assert made["articles"].tolist() == [1, 2, 1] and made["per_1000"].tolist() == [187.5, 62.5, 0.0]
    assert corpus.concordance("ferry*").group("node")["node"].tolist() == ["ferry", "ferry's", "ferry-boat"]
    assert corpus.concordance("ferry").group(["outlet", "month"])["hits"].sum() == 4
    with pytest.raises(AnalysisError, match="did you mean 'outlet'"):
        corpus.concordance("ferry").group("outlt")


def test_a_line_opens_its_article_at_the_hit(corpus):
    shown_article = corpus.concordance("ferry").read(4)._repr_html_()
    assert (
        shown_article.count('class="at"') == 1
        and '<mark style="background:#ffe08a;color:#000">Ferry</mark>' in shown_article
    )
    assert "The ferry is said to have come." in shown_article
    with pytest.raises(AnalysisError, match="there is no line 5"):
        corpus.concordance("ferry").read(5)


def test_an_article_is_shown_escaped_with_what_is_known_of_it(corpus):
    reader = corpus.read("ferry", terms="wait*")
    assert html.escape("Late <again>") in reader._repr_html_() and reader._repr_html_().count("<mark") == 2
    assert "Harbour Post \u00b7 2020-12-03" in repr(reader) and "[quoted]" in repr(reader)
    with pytest.raises(AnalysisError, match="did you mean 'ferry'"):
        corpus.read("fery")


def test_paragraphs_are_counted_without_empty_lines(corpus):
    assert [number for number, _ in enumerate(corpus.read("quay").paragraphs, start=1)] == [1, 2]
    assert corpus.paragraphs_at(1, np.array(corpus.index.paragraphs[2:4])) == [1, 2]


def test_what_is_stored_of_a_report_is_fixed_and_in_jupyterlab_it_is_a_widget(corpus, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    made = corpus.concordance("ferry")
    assert made._repr_mimebundle_() == corpus.concordance("ferry")._repr_mimebundle_()
    assert "[ferry]" in made._repr_mimebundle_()["text/plain"]
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")
    bundle = made._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in bundle and "ferry waits" not in str(bundle)


def test_the_widget_turns_pages_sorts_and_opens(corpus):
    widget = Browser(corpus.concordance("ferry"))
    widget.size = 2
    widget.first = 2
    assert [row["line"] for row in widget.rows] == ["3", "4"]
    widget.order = "-R1"
    assert widget.first == 0 and widget.rows[0]["right"].startswith(" waits")
    widget.opened = 1
    assert "Late &lt;again&gt;" in widget.article
    widget.opened = 0
    assert widget.article == ""


def test_the_widget_narrows_lines_and_counts_them_by_groups(corpus):
    widget = Browser(corpus.concordance("ferry"))
    every = widget.total
    assert widget.choices["outlet"] == ["Harbour Post", "Quay Daily"] and widget.choices["voice"] == ["own", "quoted"]
    widget.order = "-R1"
    widget.filters = {"outlet": "Quay Daily", "voice": ""}
    assert 0 < widget.total < every and {row["outlet"] for row in widget.rows} == {"Quay Daily"}
    assert widget.said.startswith("1 hit of ferry in 1 article; searched: 16 words of 2 articles")
    widget.by = "article"
    assert [row["article"] for row in widget.counted] == ["quay"]
    assert widget.counted[0]["hits"] == str(widget.total)
    widget.filters = {"outlet": "Quay Daly"}
    assert "did you mean 'Quay Daily'" in widget.fault and {row["outlet"] for row in widget.rows} == {"Quay Daily"}
    widget.filters = {"date": "1999"}
    assert widget.total == 0 and widget.rows == [] and widget.counted == [] and widget.said.startswith("No hit")
    widget.filters = {}
    assert widget.total == every and widget.fault == ""


def test_a_context_that_is_no_number_is_refused(corpus):
    for wrong in ({"width": 0}, {"words": -1}, {"width": "wide"}):
        with pytest.raises(AnalysisError, match="no number of characters or words"):
            corpus.concordance("ferry", **wrong)


def test_a_corpus_says_what_it_holds(corpus):
    assert repr(corpus) == (
        "Corpus harbour\n  articles: 4, 37 words\n  outlets: 2\n  dates: 2020-12 to 2021-01-05~; 1 unknown"
    )
    assert "part: outlet Quay Daily, voice quoted" in repr(corpus.where(outlet="Quay Daily", voice="quoted"))
