"""What nobody mentions is a finding and no error; what lacks a date is left out of what needs one, and counted."""

import pytest

from analysis import load_corpus
from analysis.errors import AnalysisError
from analysis.topics import Topic
from cmpstudy import answers, topics
from cmpstudy import corpus as whole


@pytest.fixture
def corpus():
    """The corpus with topics that no article mentions, and with terms that nobody looked for."""
    found = load_corpus("")
    terms = found.terms
    absent = terms.loc[terms["count"] == 0, "term"].tolist()
    assert absent == []  # every listed term occurs, so one that was looked for in vain is added
    terms.loc[len(terms)] = ["submarine", "submarine", 0, 0]
    found = found.variant(terms=terms)
    given = load_corpus("").topics
    found.topics = {
        **given,
        "submarines": Topic("submarines", "Submarines", "Are there any?", terms=("submarine",)),
        "submarines-in-one": Topic(
            "submarines-in-one", "Submarines", "Any?", articles=("eu-deal",), terms=("submarine",)
        ),
        "airships": Topic("airships", "Airships", "Are there any?", terms=("airship",)),
    }
    return found


def test_a_topic_that_nothing_mentions_is_said_to_be_mentioned_in_none(corpus):
    text, facts = answers.answer(corpus, "submarines"), topics.facts(corpus, "submarines")
    assert text.startswith("CMP mentions Submarines in none of the ten articles: none of the one term")
    assert set(facts.values()) == {0}
    for table in (topics.statements, topics.events, topics.numbers, topics.dispersion, topics.roles):
        assert table(corpus, "submarines").empty
    assert topics.scope(corpus, "submarines") == []


def test_a_topic_of_an_article_keeps_its_rows_where_its_terms_stand_nowhere(corpus):
    text, facts = answers.answer(corpus, "submarines-in-one"), topics.facts(corpus, "submarines-in-one")
    assert facts["statements"] > 5 and facts["mentions"] == 0 and text.startswith("The tables below list 25 statements")


def test_what_was_not_looked_for_is_no_finding(corpus):
    with pytest.raises(AnalysisError, match="airship of topic 'airships' was not looked for in the text yet"):
        answers.answer(corpus, "airships")
    with pytest.raises(AnalysisError, match="'submarine' is not the name of a topic; did you mean 'submarines'"):
        topics.topic(corpus, "submarine")


def test_a_term_whose_spellings_changed_was_not_looked_for(corpus):
    (first, *_), given = corpus.topics["investment-deal"].entities, corpus.terms
    again = corpus.variant(terms=given.assign(spellings=given["spellings"].where(given["term"] != first, "another")))
    assert again.uncounted("investment-deal") == [first]


def test_articles_without_a_date_are_counted_and_shown_as_such():
    given = load_corpus("")
    articles = given.articles.sort_values("position").reset_index(drop=True)
    articles.loc[0, ["published", "published_basis"]] = [None, "no cue"]
    articles.loc[1, "published"] = "2020-09/.."
    corpus = given.variant(articles=articles)
    assert whole.sizes(corpus)["published"].iloc[0] == "unknown"
    assert len(whole.publication(corpus)) == 9 and whole.publication(corpus)["days"].isna().sum() == 1
    assert whole.attrition(corpus).set_index("stage").loc["dated", "left_out"] == 1
    assert "of ten articles can be dated to the day" in whole.date_title(
        corpus
    ) and "one has no date" in whole.date_title(corpus)
    assert whole.facts(corpus)["articles"] == 10
    none = given.variant(articles=articles.assign(published=None))
    assert whole.publication(none).empty and whole.date_title(none) == "None of ten articles has a date"


def test_which_rows_belong_to_a_topic_is_said_in_one_place():
    """The register of claims and the fact sheet hold the same rows."""
    from proofpress.site.rows import read_register

    corpus = load_corpus("")
    register = read_register(corpus.study).rows.values()
    assert len(corpus.topics) > 5
    for name in corpus.topics:
        shown = {row.id for row in register if name in row.topics}
        sheet = {row for table in topics.ROLES for row in topics._rows(corpus, table, name)["id"]}
        assert shown == sheet and len(sheet) > 10
