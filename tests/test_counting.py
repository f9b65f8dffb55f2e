"""Counts over the index: each is what a naive count gives, says what it is, and opens the lines that it counted."""

import importlib

import numpy as np
import pandas as pd
import pytest
from counting_corpus import DATE, OUTLET, TEXTS, corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.measures import keyness as measures
from newsbench.counting.keyness import rest

COAST = corpus()
WORDS = st.sampled_from(["a", "b", "c", "d", ".", "\n"])
TEXT = st.lists(WORDS, max_size=25).map(" ".join)


def tokens(text):
    return [word for word in text.split() if word != "."]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: COAST.frequency(by="outlett"), "did you mean 'outlet'"),
        (lambda: COAST.frequency([]), "no word is asked for"),
        (lambda: COAST.frequency(count="distnct"), "did you mean 'distinct'"),
        (lambda: COAST.frequency("  "), "the term is empty"),
        (lambda: COAST.frequency().lines(10**9), "there is no row 1000000000"),
        (lambda: COAST.frequency().groupby("unit").sum().lines("words"), "open nothing"),
        (lambda: COAST.keyness(), "nothing in the reference"),
        (lambda: COAST.keyness(COAST.where(outlet="Post")), "holds words of the target"),
        (lambda: COAST.where(outlet="Post").keyness(measures=["g3_signed"]), "did you mean 'g2_signed'"),
        (lambda: COAST.where(outlet="Post").keyness(sort="log_dice"), "not the name of a column"),
        (lambda: COAST.collocates("ferry", window=-1), "window is -1"),
        (lambda: COAST.collocates("ferry", window=(0, 0)), "window is"),
        (lambda: COAST.collocates("ferry", within="paragraf"), "did you mean 'paragraph'"),
        (lambda: COAST.collocates("ferry", measures=["logdice"]), "did you mean 'log_dice'"),
        (lambda: COAST.trend("ferry", every="moth"), "did you mean 'month'"),
        (lambda: COAST.ngrams(0), "n is 0"),
        (lambda: COAST.ngrams(2.5), "n is 2.5"),
        (lambda: COAST.dispersion(measures=["dpp"]), "did you mean 'dp'"),
        (lambda: COAST.where(article="bridge").dispersion(), "1 parts with words"),
        (lambda: COAST.diversity(measures=["mtlt"]), "did you mean 'mtld'"),
        (lambda: COAST.network(["ferry"]), "two names"),
        (lambda: COAST.network(["ferry", "fish"], within="page"), "a unit"),
        (lambda: COAST.sample(99), "there are 7 articles, not 99"),
        (lambda: COAST.sample(0), "n is 0"),
        (lambda: COAST.sample(2, how="radom"), "did you mean 'random'"),
        (lambda: COAST.sample(2, how="stratified"), "strata are not said"),
        (lambda: COAST.sample(1, how="stratified", by="outlet"), "2 strata need 2"),
        (lambda: COAST.sample(99, how="constructed week"), "the corpus spans"),
        (lambda: COAST.quality("ferry", {}), "no article is coded"),
        (lambda: COAST.quality("ferry", {"ferry-on": True, "bridge": 3}), "did you mean 'ferry-one'"),
        (lambda: COAST.quality("ferry", {"ferry-one": True}), "all 1 coded articles are found"),
        (lambda: COAST.dictionary({"sea": ["~0 x", "ferr*"], "land": ["|"]}), "2 faults"),
    ],
)
def test_a_wrong_call_is_answered_in_words(call, said):
    with pytest.raises(AnalysisError, match=said):
        call()


RESULTS = {
    "frequency": lambda c: (c.frequency(), "count"),
    "frequency by outlet": lambda c: (c.frequency(["ferry", "fish|board"], by="outlet"), "count"),
    "frequency by unknown date": lambda c: (c.frequency("ferry", by="date"), "count"),
    "ngrams": lambda c: (c.ngrams(2), "count"),
    "keyness": lambda c: (c.where(outlet="Post").keyness(least=1), "f1"),
    "dispersion": lambda c: (c.dispersion(), "count"),
    "dictionary": lambda c: (
        c.dictionary({"sea": ["ferr*", "fish", "fish market"], "land": ["bridge"]}, by="outlet"),
        "count",
    ),
    "trend": lambda c: (c.trend("ferry"), "hits_most"),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("part", [{}, {"outlet": "Post"}])
def test_every_row_opens_as_many_lines_as_it_counts(name, part):
    if name == "keyness" and part:
        pytest.skip("the part is the target there")
    made, column = RESULTS[name](COAST.where(**part) if part else COAST)
    assert len(made) and made.attrs["formula"] and "words of" in made.attrs["counted"]
    for label in made.index[:40]:
        if made.loc[label, column] or name != "keyness":
            assert len(made.lines(label)) == made.loc[label, column]


def test_a_frame_that_would_fill_the_machine_is_refused(monkeypatch):
    monkeypatch.setattr(importlib.import_module("newsbench.counting.frequency"), "MOST", 10)
    with pytest.raises(AnalysisError, match="more than 10 rows"):
        COAST.frequency()


def test_a_result_shows_its_rows_by_the_labels_that_open_them():
    made = COAST.frequency()
    shown = made._repr_mimebundle_()
    assert "<th>row</th>" in shown["text/html"] and f"Rows 1 to 50 of {len(made)}" in shown["text/html"]
    assert "words of 7 articles. `.lines(row)` opens" in shown["text/html"]
    named = COAST.frequency(by="outlet").set_index(["word", "outlet"])
    assert "<th>outlet</th>" in named._repr_mimebundle_()["text/html"]


def test_rows_still_open_when_sorted_filtered_and_cut():
    made = COAST.frequency(by="outlet").sort_values("word")
    made = made[made["word"] == "ferry"].head(1)
    assert len(made.lines(made.index[0])) == made["count"].iloc[0]
    named = COAST.frequency(by="outlet").set_index(["word", "outlet"])
    assert len(named.lines(("ferry", "Post"))) == named.loc[("ferry", "Post"), "count"]
    with pytest.raises(AnalysisError, match="the column 'word' is gone"):
        COAST.frequency().drop(columns="word").lines(0)


@given(st.lists(TEXT, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_frequency_is_a_naive_count(texts):
    named = {str(n): text for n, text in enumerate(texts)}
    made = corpus(named).frequency(by="article")
    for row in made.itertuples():
        assert row.count == tokens(named[row.article]).count(row.word)
        assert row.of == len(tokens(named[row.article])) and row.articles == (row.count > 0)
    assert made["count"].sum() == sum(len(tokens(text)) for text in texts)


@given(st.lists(TEXT, min_size=1, max_size=3), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_ngrams_are_a_naive_count_within_sentences(texts, n):
    made = corpus({str(k): text for k, text in enumerate(texts)})
    expected = {}
    for begin, end in zip(made.index.starts[:-1], made.index.starts[1:], strict=True):
        edges = [p for p in made.index.sentences if begin <= p < end] + [end]
        for low, high in zip(edges[:-1], edges[1:], strict=True):
            words = [str(made.index.types[t]) for t in made.index.tokens[low:high]]
            for at in range(len(words) - n + 1):
                run = " ".join(words[at : at + n])
                expected[run] = expected.get(run, 0) + 1
    found = made.ngrams(n, least=1)
    assert dict(zip(found["ngram"], found["count"], strict=True)) == expected
    for label in found.index[:8]:
        assert found.loc[label, "articles"] == found.lines(label).n_articles
    often = made.ngrams(n, least=2)
    assert dict(zip(often["ngram"], often["count"], strict=True)) == {k: v for k, v in expected.items() if v > 1}


@given(
    st.lists(TEXT, min_size=1, max_size=3), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["a", "a b", "a|b"])
)
@settings(max_examples=100, deadline=None)
def test_windows_never_count_a_word_twice(texts, left, right, query):
    if not left + right:
        return
    made = corpus({str(k): text for k, text in enumerate(texts)})
    hits = made.find(query)
    nodes = {p for s, e in zip(hits.starts, hits.ends, strict=True) for p in range(s, e)}
    edges = [*made.index.sentences.tolist(), made.index.n_tokens]
    near = set()
    for start, end in zip(hits.starts.tolist(), hits.ends.tolist(), strict=True):
        low = max(edge for edge in edges if edge <= start)
        high = min(edge for edge in edges if edge > end - 1)
        near |= set(range(max(low, start - left), start)) | set(range(end, min(high, end + right)))
    near -= nodes
    expected = {}
    for place in near:
        word = str(made.index.types[made.index.tokens[place]])
        expected[word] = expected.get(word, 0) + 1
    found = made.collocates(query, window=(left, right), least=1)
    assert dict(zip(found["word"], found["f"], strict=True)) == expected
    assert (found["left"] + found["right"] == found["f"]).all()
    assert found.attrs["f1"] == len(near) and found.attrs["n"] == made.n_words - len(nodes)


def test_collocates_keep_within_their_bound_and_open_the_hits_near_them():
    made = corpus({"a": "Fish one. The ferry two.\nThree sails."})
    by_bound = {
        within: set(made.collocates("ferry", within=within, least=1)["word"])
        for within in ("sentence", "paragraph", "article")
    }
    assert by_bound == {
        "sentence": {"the", "two"},
        "paragraph": {"fish", "one", "the", "two"},
        "article": {"fish", "one", "the", "two", "three", "sails"},
    }
    found = COAST.collocates("ferry", least=1)
    for label in found.index:
        lines = found.lines(label)
        assert 0 < len(lines) <= found.attrs["hits"]


def test_keyness_has_words_that_the_target_lacks_and_is_the_measure_of_its_counts():
    post = COAST.where(outlet="Post")
    found = post.keyness(least=1, measures=["g2_signed", "log_ratio_conservative"]).set_index("word")
    other = rest(post)
    assert post.n_words + other.n_words == COAST.n_words
    assert found.loc["bridge", "f1"] == 0 and found.loc["bridge", "f2"] == 3 and found.loc["bridge", "g2_signed"] < 0
    row = found.loc["fish"]
    assert row["g2_signed"] == pytest.approx(
        float(measures.score("g2_signed", row["f1"], post.n_words, row["f2"], other.n_words))
    )
    whole = post.keyness(COAST.where(outlet="Echo"), least=1)
    pd.testing.assert_frame_equal(pd.DataFrame(whole), pd.DataFrame(post.keyness(least=1)))
    by_word = whole.index[whole["word"] == "bridge"][0]
    assert len(whole.lines(by_word)) == 3


def test_keyness_against_another_corpus_aligns_words_not_numbers():
    one, other = corpus({"a": "fish fish ferry"}), corpus({"a": "tram ferry tram tram"})
    found = one.keyness(other, least=1).set_index("word")
    assert found[["f1", "f2"]].T.to_dict("list") == {"fish": [2, 0], "ferry": [1, 1], "tram": [0, 3]}


def test_an_uncertain_date_gives_the_least_and_the_most_of_each_month():
    found = COAST.trend("ferry").set_index("period")
    assert found.index.tolist() == ["2020-01", "2020-02", "2020-03"]
    assert found["hits_least"].tolist() == [4, 1, 0]
    assert found["hits_most"].tolist() == [6, 3, 0]
    assert found["articles_most"].tolist() == [4, 2, 1]
    assert found.attrs["undated"] == 1 and found.attrs["uncertain"] == 2
    known = found.dropna(subset="per_1000")
    assert (known["per_1000_least"] <= known["per_1000"]).all()
    assert (known["per_1000_most"] >= known["per_1000"]).all()


MONTHS = st.sampled_from(["2020-01", "2020-02", "2020-01/2020-02", "2020", "2020-01/2020-03", "2020-02~", "2020-03/.."])


@given(st.lists(st.tuples(MONTHS, st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_least_and_the_most_are_those_of_every_choice(articles):
    from itertools import product

    texts = {str(n): "x " * hits + "y " * words for n, (_, hits, words) in enumerate(articles)}
    made = corpus(texts, date=[date for date, _, _ in articles]).trend("x").set_index("period")
    for period, row in made.iterrows():
        sure, may = [], []
        for date, hits, words in articles:
            first, last = {"2020": ("2020-01", "2020-12")}.get(date, (date[:7], date[-7:]))
            last = first if date.endswith("~") else made.index.max() if date.endswith("..") else last
            if first <= period <= last:
                (sure if first == last and date[-1].isdigit() else may).append((hits, hits + words))
        choices = []
        for taken in product([0, 1], repeat=len(may)):
            chosen = sure + [one for one, t in zip(may, taken, strict=True) if t]
            if chosen:
                choices.append(1000 * sum(h for h, _ in chosen) / sum(w for _, w in chosen))
        assert row["hits_least"] == sum(h for h, _ in sure) and row["hits_most"] == sum(h for h, _ in sure + may)
        if choices:
            assert row["per_1000_least"] == pytest.approx(min(choices))
            assert row["per_1000_most"] == pytest.approx(max(choices))


def test_dispersion_and_diversity_are_the_measures_of_their_counts():
    from analysis.measures import dispersion, diversity

    found = COAST.dispersion("ferry", parts="outlet", measures=["dp"])
    counts = COAST.frequency("ferry", by="outlet").set_index("outlet").loc[["Echo", "Post"]]
    assert found["dp"].iloc[0] == pytest.approx(float(dispersion.score("dp", counts["count"], counts["of"])))
    varied = COAST.diversity(measures=["ttr", "hdd"]).set_index("article")
    assert varied.loc["market", "ttr"] == pytest.approx(
        diversity.score(
            "ttr",
            diversity.frequencies(
                tokens(
                    "fish is cheap at the market the ferry brings fish and the fish market opens when the ferry lands"
                )
            ),
        )
    )
    assert varied.loc["empty", "words"] == 0 and np.isnan(varied.loc["market", "hdd"])


def test_a_network_counts_the_units_that_have_both():
    found = COAST.network({"Reyes": "Ada Reyes", "board": "board", "fish": "fish"}).set_index(["one", "other"])
    assert found.loc[("Reyes", "board"), ["f", "f1", "f2", "n"]].tolist() == [3, 3, 4, 7]
    made = COAST.network(["Ada Reyes", "board"], within="sentence", least=0)
    assert made["f"].tolist() == [0]
    lines = COAST.network(["Ada Reyes", "board"]).lines(0)
    assert len(lines) == 3 + 3 * 2


def test_a_sample_is_drawn_by_its_seed_and_every_stratum_has_its_share():
    assert COAST.sample(3, seed=5)["article"].tolist() == COAST.sample(3, seed=5)["article"].tolist()
    drawn = [tuple(COAST.sample(3, seed=seed)["article"]) for seed in range(20)]
    assert len(set(drawn)) > 5 and all(len(set(one)) == 3 for one in drawn)
    strata = COAST.sample(4, how="stratified", by="outlet")
    assert strata["stratum_outlet"].value_counts().to_dict() == {"Echo": 2, "Post": 2}
    assert strata.groupby("stratum_outlet")["weight"].sum().tolist() == pytest.approx([4, 3])
    assert all(OUTLET[row.article] == row.stratum_outlet for row in strata.itertuples())


def test_constructed_weeks_take_every_article_of_the_days_that_were_drawn():
    texts = {f"a{n}": f"word{n}" for n in range(28)}
    days = pd.date_range("2020-06-01", periods=28).strftime("%Y-%m-%d").tolist()
    made = corpus(texts | {"unknown": "x"}, date=[*days, None])
    found = made.sample(2, how="constructed week", seed=3)
    assert found["weekday"].value_counts().to_dict() == dict.fromkeys(found["weekday"].unique(), 2)
    assert len(found) == 14 and found.attrs["left_out"].startswith("1 articles")
    assert set(found.attrs["days"].split(", ")) == set(found["date"])


def test_recall_is_estimated_for_the_corpus_and_not_for_the_sample():
    texts = {f"hit{n}": "ferry" for n in range(10)} | {f"miss{n}": "boat" for n in range(90)}
    coded = {"hit0": True, "hit1": True, "hit2": False, "hit3": True} | {f"miss{n}": n == 0 for n in range(9)}
    found = corpus(texts).quality("ferry", coded).set_index("measure")
    assert found.loc["precision", "value"] == 0.75
    assert found.loc["recall", "value"] == pytest.approx(7.5 / (7.5 + 10))
    assert (found["low"] <= found["value"]).all() and (found["value"] <= found["high"]).all()
    assert [found.attrs[name] for name in ("right_hits", "wrong_hits", "right_missed", "wrong_missed")] == [3, 1, 1, 8]


def test_characters_are_the_words_of_chinese_and_runs_of_them_touch():
    made = corpus({"a": "党媒姓党，媒体。", "b": "the ferry sails"})
    frame = made.frequency(["党", "ferry"], by="article").set_index(["word", "article"])
    assert frame.loc[("党", "a"), "unit"] == "characters" and frame.loc[("ferry", "b"), "unit"] == "words"
    assert frame.loc[("党", "a"), "per_1000"] == pytest.approx(1000 * 2 / 6)
    runs = made.ngrams(2, least=1)
    assert "党媒" in set(runs["ngram"]) and "媒体" in set(runs["ngram"]) and "党 媒" not in set(runs["ngram"])
    assert runs.set_index("ngram").loc["党媒", "count"] == 1


def test_the_dates_of_the_fixture_are_of_every_kind():
    assert DATE.keys() == TEXTS.keys() and {None, "2020-03-01~", "2020-01/2020-02"} <= set(DATE.values())


def test_chinese_words_are_those_of_rjieba_and_of_the_names_that_are_given():
    made = corpus({"a": "记者在天安门广场看学习强国。", "b": "The paper: 黨媒姓黨, 党媒姓党。"})
    plain, named = made.chinese(), made.chinese(["学习强国"])
    assert "学习强国" not in set(plain["word"]) and "学习强国" in set(named["word"])
    for found in (plain, named):
        for label in found.index:
            assert [line.node for line in found.lines(label).lines().itertuples()] == [
                found.loc[label, "word"]
            ] * found.loc[label, "count"]
    with pytest.raises(AnalysisError, match="'Party' has no Chinese character"):
        made.chinese(["Party"])
    apart, one = (made.chinese(["党媒", "黨媒"], simplified=how).set_index("word")["count"] for how in (False, True))
    assert apart["党媒"] == 1 and one["党媒"] == 2 and "黨媒" not in one


def test_both_scripts_are_asked_for_and_the_rest_is_left():
    from newsbench.counting import either_script

    made = corpus({"a": "黨媒姓黨", "b": "党媒姓党"})
    assert len(made.find("党媒")) == 1 and len(made.find(either_script("党媒"))) == 2
    assert either_script("party /党$/ ~3") == "party /党$/ ~3"
