"""Sentences and tables of the reports say what the coded rows hold, with one definition for one number."""

import ast
import json
import re

import pytest
import yaml
from sentences import variant, whole
from this_study import HERE

from analysis import wording
from analysis.errors import AnalysisError
from cmpstudy import answers, coverage, marks, phrases, reprints, sensitivity, support
from cmpstudy import corpus as findings


@pytest.fixture(scope="module")
def corpus():
    return whole()


def test_a_claim_without_a_sector_is_not_counted_as_one_about_dispensers(corpus):
    frame = corpus.coverage
    types = [name for names in coverage.MATTERS.values() for name in names]
    claimed = frame[frame["claim_type"].isin(types) & frame["claim_holder"].notna()]
    about = claimed.loc[claimed["sector"] == coverage.DISPENSERS, "claim_holder"].nunique()
    text, facts = coverage.answer(corpus), coverage.facts(corpus)
    assert facts["claim_holders_on_dispensers"] == about < claimed["claim_holder"].nunique() == facts["claim_holders"]
    assert (
        f"{wording.count(facts['claim_holders'], 'holder')} make claims" in text
        and f"{wording.spell(about)} of them about paper dispensers" in text
    )


def test_holders_on_dispensers_are_among_the_holders_of_claims(corpus):
    assert set(coverage.claims(corpus, coverage.DISPENSERS)["row"]) < set(coverage.claims(corpus)["row"])


def test_sensitivity_counts_holders_as_the_report_does(corpus):
    values = sensitivity.by_coder(corpus).set_index("finding")["final"]
    facts = coverage.facts(corpus)
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
    assert "no carrier has a time or shows its text" in reprints.answer(corpus, "xinhua-look-back", ["extreme-post"])
    assert "no carrier has a time" not in reprints.answer(corpus, "syria-support", ["extreme-post"])


def test_rows_behind_marks_are_counted_once():
    assert len(marks.ids(["a-0001|a-0002", "", "a-0002", "a-0003"])) == 3


def test_no_prose_of_a_notebook_counts_reasons_that_its_figure_counts():
    cells = json.loads((HERE.notebooks / "10_reprint_chains.ipynb").read_text("utf-8"))["cells"]
    prose = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "Most of it" not in prose and "only piece" not in prose


def test_a_topic_with_an_answer_of_its_own_is_answered_before_it_is_counted(corpus):
    for name in corpus.topics:
        told, counts = answers.answer(corpus, name).split("The tables below hold ")
        assert told.strip().endswith(".") and counts
        assert (name in answers.WRITTEN) or told.startswith("Coded rows of ")
    assert {name for name in corpus.topics if corpus.topics[name].articles} < set(answers.WRITTEN) <= set(corpus.topics)


def test_a_title_says_that_no_article_repeats_another_only_where_none_does(corpus):
    def title(of):
        return reprints.repetition_head(of, reprints.repetition(of))["title"]

    assert title(corpus).startswith("No article repeats another")
    reuse = corpus.reuse
    reuse.loc[0, "article_b"] = next(name for name in corpus.titles if name != reuse.loc[0, "article_a"])
    assert title(variant(reuse=reuse)).startswith("One repeated run joins two articles")


def lacking(table, *ids):
    """The corpus without rows of a table."""
    frame = whole().frame(table)
    return variant(**{table: frame[~frame["id"].isin(ids)]})


@pytest.mark.parametrize("gone", ["coverage-0003", "coverage-0016", "coverage-0008", "coverage-0015"])
def test_what_a_sentence_reaches_to_goes_with_its_rows(gone):
    """A ruling, a withdrawal, one of two curbs and the sale were named when their rows were gone."""
    with pytest.raises(AnalysisError, match="“Besides claims, (?s:.*)it does not hold that there (is|are)"):
        coverage.answer(lacking("coverage", gone))


def test_a_second_withdrawal_asks_for_the_editor():
    frame = whole().coverage
    frame.loc[frame["id"] == "coverage-0001", "action"] = "withdraw"
    with pytest.raises(AnalysisError, match="there is one withdrawal"):
        coverage.answer(variant(coverage=frame))


def test_a_row_that_no_longer_says_what_an_answer_says_stops_it():
    frame = whole().coverage
    frame.loc[frame["id"] == "coverage-0039", "speaker"] = "soline"
    with pytest.raises(AnalysisError, match="coverage-0039: speaker is 'soline', and was 'station staff'"):
        answers.answer(variant(coverage=frame), "facial-recognition")


def test_posts_that_nobody_criticised_are_not_taken_down_after_criticism():
    of = lacking("reprints", "reprints-0069", "reprints-0070", "reprints-0072")
    items = ["map-announcement", "extreme-post"]
    with pytest.raises(AnalysisError, match="each of them was criticised"):
        reprints.sequence_head(of, reprints.sequence(of, items), items)


def test_answers_are_told_of_a_target_and_an_item_that_no_report_shows(corpus):
    assert support.answer(corpus, "clean-network").startswith("CMP names no state that supports Clean Network")
    for article in sorted(set(corpus.phrases["article"])):
        try:
            assert phrases.answer(corpus, article).startswith("According to CMP")
        except AnalysisError as error:
            assert "not true any more" in str(error)


# What stands in the settings of the study as fixed text, because no report makes it.
@pytest.mark.parametrize(
    ("file", "key"), [("notebooks/site.yml", "about"), ("data/package.yml", "title"), ("notebooks/site.yml", "title")]
)
def test_what_the_settings_say_of_the_corpus_is_what_the_tables_say(corpus, file, key):
    said = yaml.safe_load((HERE.root / file).read_text("utf-8"))[key].lower()
    assert wording.count(len(corpus.articles), "article").split()[0] in said.split()
    assert not re.search("20[0-9]{2}", said) or findings.months(corpus).lower() in said


# The lint of fixed text: what the tables decide is no literal of a finding.

WORDS = "two three four five six seven eight nine ten eleven twelve".split()
# Literal -> why it may stand.
HONEST = {
    "CMP": "the source of the whole study, which begins every answer",
    "China Media Project": "the same, in full",
    "F1": "the name of a measure",
    "third": "the border of a share, which the code beside it draws",
    "Chinese": "a language, and what media and articles are called",
}
FIXED = {
    "China's foreign ministry": "the label of a kind of channel",
    "joins two articles": "a run that joins articles joins a pair of them",
    "join} two articles": "the same",
    "ACCEPT=1": "a command",
    "Give 1 or more": "the least that a parameter may be",
    "two passages of one source": "what a reason means: a pair of passages",
    "two or more phrases": "what it takes to compare an order",
}


def names():
    """English names and aliases of entities, without the words that mean something else as well."""
    frame = whole().entities
    found = set(frame["english"]) | {alias for cell in frame["aliases"].dropna() for alias in cell.split("|")}
    return {name for name in found if name[:1].isupper()} - {"Notice", "Party"} - set(HONEST)


def literals(source):
    """Texts of code that a reader may see: those with a space in them; no doc of a function, no key."""
    tree = ast.parse(source)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    shown = {
        id(leaf)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any(word.arg == "holds" for word in node.keywords)
        for word in node.keywords
        if word.arg == "holds"
        for leaf in ast.walk(word.value)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and " " in node.value.strip()
        and id(node) not in docs | shown
    ]


def fixed(text, names):
    """What a literal says that the tables decide: numbers, number words, names."""
    for honest in (*FIXED, *HONEST):
        text = text.replace(honest, " ")
    text = re.sub(r"\{[^{}]*\}|\bC\d+\b|\bR\d+\b", " ", text)
    found = re.findall(r"(?<![\w-])\d[\d,.]*", text) + [
        word for word in WORDS if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    ]
    return found + [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def test_no_finding_has_a_number_or_a_name_in_fixed_text():
    known = names()
    wrong = {
        f"{path.name}: {text[:60]}": found
        for path in sorted((HERE.source / "cmpstudy").glob("*.py"))
        for text in literals(path.read_text("utf-8"))
        if (found := fixed(text, known))
    }
    assert wrong == {}


def test_no_notebook_has_a_number_or_a_name_in_fixed_text():
    known, wrong = names(), {}
    for path in sorted(HERE.notebooks.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                texts = [line for line in source.splitlines() if not line.startswith("# ")]
            else:
                texts = [] if "parameters" in cell["metadata"].get("tags", ()) else literals(source)
            wrong |= {
                f"{path.name}: {text[:60]}": found
                for text in texts
                if (found := fixed(re.sub(r"`[^`]*`", " ", text), known))
            }
    assert wrong == {}


def test_the_lint_finds_what_it_is_for():
    known = names()
    assert fixed("Only two articles of ten", known) == ["two", "ten"] and fixed("{n} of 13 rows", known) == ["13"]
    assert fixed("Pakistan speaks, CMP says", known) == ["Pakistan"] and fixed("eu-deal of {n:,}", known) == []
    assert literals('def f():\n "two words"\n return g("a two b", holds={"two c": x}, k="two")') == ["a two b"]
