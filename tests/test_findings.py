"""Sentences and tables of the reports say what the coded rows hold, with one definition for one number."""

import json

import pytest
from this_study import HERE

from analysis import load_corpus
from cmpstudy import coverage, reprints, sensitivity, topics, wording


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


def test_a_claim_without_a_sector_is_not_counted_as_one_about_dispensers(corpus):
    frame = corpus.coverage
    types = [name for names in coverage.MATTERS.values() for name in names]
    claimed = frame[frame["claim_type"].isin(types) & frame["claim_holder"].notna()]
    about = claimed.loc[claimed["sector"] == coverage.DISPENSERS, "claim_holder"].nunique()
    text, facts = coverage.answer(corpus)
    assert facts["claim_holders_on_dispensers"] == about < claimed["claim_holder"].nunique() == facts["claim_holders"]
    assert (
        f"{wording.count(facts['claim_holders'], 'holder')} make claims" in text
        and f"{wording.spell(about)} of them about paper dispensers" in text
    )


def test_holders_on_dispensers_are_among_the_holders_of_claims(corpus):
    assert set(coverage.claims(corpus, coverage.DISPENSERS)["row"]) < set(coverage.claims(corpus)["row"])


def test_sensitivity_counts_holders_as_the_report_does(corpus):
    values = sensitivity.by_coder(corpus).set_index("finding")["final"]
    facts = coverage.answer(corpus)[1]
    assert int(values["holders of claims about scanned faces"]) == facts["claim_holders"]
    assert int(values["of them, holders of claims about paper dispensers"]) == facts["claim_holders_on_dispensers"]
    assert int(values["claims about scanned faces that are contradicted"]) == facts["claims_contradicted"]


def test_an_outlet_is_never_given_as_the_place_of_an_act(corpus):
    acts = coverage.acts(corpus)
    nowhere = acts[(acts["place"] == "") & (acts["outlet"] != "")]
    assert len(nowhere) and all(
        f"as told by {outlet}" in label for label, outlet in zip(nowhere["label"], nowhere["outlet"], strict=True)
    )
    assert not any(
        label.startswith(f"{act}: {outlet}")
        for label, act, outlet in zip(acts["label"], acts["act"], acts["outlet"], strict=True)
        if outlet
    )


def test_what_is_computed_of_the_ten_articles_leaves_boilerplate_out_and_says_so(corpus):
    reasons = corpus.reuse["reason"]
    left = int((reasons == "boilerplate").sum())
    made = reprints.computed(corpus)
    assert left and len(made.links) == len(reasons) - left
    assert f"{wording.count(left, 'pair')} of boilerplate left out" in made.source


def test_whether_carriers_have_a_time_is_read_from_the_rows(corpus):
    assert "no carrier has a time or shows its text" in reprints.answer(corpus, "xinhua-look-back", ["extreme-post"])[0]
    assert "no carrier has a time" not in reprints.answer(corpus, "syria-support", ["extreme-post"])[0]


def test_rows_behind_marks_are_counted_once():
    assert wording.rows_in(["a-0001|a-0002", "", "a-0002", "a-0003"]) == 3


def test_no_prose_of_a_notebook_counts_reasons_that_its_figure_counts():
    cells = json.loads((HERE.notebooks / "10_reprint_chains.ipynb").read_text("utf-8"))["cells"]
    prose = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "Most of it" not in prose and "only piece" not in prose


def articles_and_across(corpus):
    return [name for name in corpus.topics if corpus.topics[name].articles], [
        name for name in corpus.topics if not corpus.topics[name].articles
    ]


def test_a_topic_is_answered_with_coded_statements_and_dated_events_before_it_counts(corpus):
    for name in articles_and_across(corpus)[0]:
        before, counts = topics.answer(corpus, name)[0].split("In all, ")
        said, events = topics.statements(corpus, name), topics.events(corpus, name)
        told = said[[statement.rstrip(".") in before for statement in said["statement"]]]
        assert 1 <= len(told) <= 3 and all(who in before for who in told["who"]) and counts
        assert events.empty or events["label"].iloc[0] in before
        assert len(before.split()) <= topics.ROOM + 15 and before.startswith("According to what CMP writes")


def test_the_statement_told_of_a_speaker_is_the_nearest_to_the_question(corpus):
    said = topics.statements(corpus, "data-security")
    lu = said[said["who"] == "Lu Chuanying"]
    statement, near = topics.central(lu, corpus.topics["data-security"].question)
    assert "many countries support the initiative" in statement and near[0] == 2
    assert topics.central(lu, "Nothing of it?") == (lu["statement"].iloc[0], (0, []))  # of equals the one coded first


def test_a_topic_across_articles_is_answered_by_article_and_role(corpus):
    for name in articles_and_across(corpus)[1]:
        before = topics.answer(corpus, name)[0].split("In all, ")[0]
        roles = topics.roles(corpus, name)
        for article, rows in roles.groupby("article"):
            role, number = next(iter(rows["group"].value_counts().items()))
            assert f"‘{corpus.titles[article]}’ – {role} {number}" in before


def test_a_title_says_that_no_article_repeats_another_only_where_none_does(corpus):
    repeated = reprints.repetition(corpus)
    assert reprints.repetition_title(repeated).startswith("No article repeats another")
    joined = repeated.assign(article=["eu-deal and clean-network", *repeated["article"].iloc[1:]])
    assert reprints.repetition_title(joined).startswith("One repeated run joins two articles")
