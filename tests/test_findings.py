"""Sentences and tables of the reports say what the coded rows hold, with one definition for one number."""

import ast
import json
import re

import pytest
import yaml
from sentences import variant, whole
from this_study import HERE

from analysis import dates, wording
from analysis.errors import AnalysisError
from cmpstudy import answers, blocks, coverage, marks, pictures, posts, reprints, sensitivity
from cmpstudy import corpus as findings
from cmpstudy.made import MADE


@pytest.fixture(scope="module")
def corpus():
    return whole()


def test_holders_on_dispensers_are_among_the_holders_of_claims(corpus):
    assert set(coverage.claims(corpus, coverage.DISPENSERS)["row"]) < set(coverage.claims(corpus)["row"])


def test_sensitivity_counts_holders_as_the_report_does(corpus):
    values = sensitivity.by_coder(corpus).set_index("finding")["final"]
    facts = coverage.facts(corpus)
    assert int(values["speakers with claims about scanned faces"]) == facts["claim_holders"]
    dispensers = values["of them, speakers with claims about toilet-paper dispensers"]
    assert int(dispensers) == facts["claim_holders_on_dispensers"]
    assert int(values["claims about scanned faces that are contradicted"]) == facts["claims_contradicted"]


def test_whether_carriers_have_a_time_is_read_from_the_rows(corpus):
    assert "CMP gives no time or text for any of them" in reprints.answer(corpus, "xinhua-look-back")
    assert "no time or text" not in reprints.answer(corpus, "syria-support")


def test_rows_behind_marks_are_counted_once():
    assert len(marks.ids(["a-0001|a-0002", "", "a-0002", "a-0003"])) == 3


def test_no_prose_of_a_notebook_counts_reasons_that_its_figure_counts():
    cells = json.loads((HERE.notebooks / "10_reprint_chains.ipynb").read_text("utf-8"))["cells"]
    prose = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "Most of it" not in prose and "only piece" not in prose


def lacking(table, *ids):
    """The corpus without rows of a table."""
    frame = whole().frame(table)
    return variant(**{table: frame[~frame["id"].isin(ids)]})


def test_a_row_that_no_longer_says_what_an_answer_says_stops_it():
    frame = whole().coverage
    frame.loc[frame["id"] == "coverage-0039", "speaker"] = "soline"
    with pytest.raises(AnalysisError, match="coverage-0039: speaker is 'soline', and was 'station staff'"):
        coverage.answer(variant(coverage=frame))


def test_every_topic_on_the_shelf_has_an_answer_and_a_figure_that_a_person_chose(corpus):
    shelf = {path.stem.partition("-")[2] for path in HERE.params.glob("50_topic-*.yml")}
    assert shelf == set(answers.WRITTEN) == set(pictures.CHOSEN) < set(corpus.topics)
    for name in shelf:
        assert not answers.answer(corpus, name).startswith("Records of ")


def test_a_topic_off_the_shelf_is_counted_where_nobody_wrote_of_it(corpus):
    others = set(corpus.topics) - set(answers.WRITTEN)
    assert others
    for name in others:
        assert "Records of " in answers.answer(corpus, name) and pictures.of(corpus, name) is None


def test_blocks_add_up_to_the_words_of_others_that_are_set_off(corpus):
    frame = corpus.paragraphs
    others = frame.loc[frame["voice"].isin(blocks.SET_OFF), "words"].sum()
    assert blocks.blocks(corpus)["words"].sum() == others > 4000


def test_a_foreign_critic_with_a_block_asks_for_the_editor():
    frame = whole().paragraphs
    frame.loc[(frame["article"] == "eu-deal") & (frame["paragraph"] == 5), ["voice", "voice_holder"]] = (
        "quoted",
        "noah-barkin",
    )
    with pytest.raises(AnalysisError, match="no block is foreign"):
        blocks.answer(variant(paragraphs=frame))


def test_a_place_counts_once_however_many_rows_tell_of_it(corpus):
    frame = coverage.places(corpus)
    station = frame[frame["words"].str.contains("Railway Station")]
    assert len(station) == 1 and len(marks.ids(station["rows"])) == 5
    assert len(marks.ids(frame["rows"])) == sum(len(marks.ids([cell])) for cell in frame["rows"])


def test_a_place_outside_hangzhou_asks_for_the_editor():
    frame = whole().coverage
    frame.loc[frame["id"] == "coverage-0023", "place"] = "nanjing"
    with pytest.raises(AnalysisError, match="no other place is named|place is 'nanjing'"):
        of = variant(coverage=frame)
        coverage.places_head(of, coverage.places(of))


def test_news_of_estate_agents_is_no_claim_about_the_machine(corpus):
    assert "coverage-0006" not in marks.ids(coverage.faces(corpus)["rows"])


def test_every_flag_of_a_slip_is_told_once_among_the_corrections(corpus):
    flagged = {
        row["id"]
        for table in corpus.codebook.coded()
        if "source_slip" in corpus.frame(table.name)
        for row in corpus.frame(table.name).to_dict("records")
        if isinstance(row["source_slip"], str)
    }
    told = [name for cell in corpus.corrections["rows"] for name in cell.split("|")]
    assert flagged == set(told)
    for row in corpus.corrections.to_dict("records"):
        behind = (
            corpus.frame(row["rows"].split("|")[0].rpartition("-")[0]).set_index("id").loc[row["rows"].split("|")[0]]
        )
        assert (behind["article"], row["article"]) == (row["article"], behind["article"])


def test_the_compared_quotations_are_as_long_as_the_text_has_them(corpus):
    if corpus.mode != "text":
        pytest.skip("only where the text is at hand")
    said = corpus.text("clean-network").paragraphs[5]
    quoted = re.findall(r"“([^”]+)”", said)
    assert sorted(len(words.split()) for words in quoted if "Initiative" in words) == sorted(corpus.quotations["words"])


def test_an_account_that_deleted_nothing_stops_the_fate_of_five_posts():
    with pytest.raises(AnalysisError, match="reprints-0071 is not in the table any more"):
        posts.fates(lacking("reprints", "reprints-0071"))


def test_who_made_a_figure_is_what_the_site_and_the_citation_say():
    title = yaml.safe_load((HERE.root / "notebooks/site.yml").read_text("utf-8"))["title"]
    released = str(yaml.safe_load((HERE.root / "CITATION.cff").read_text("utf-8"))["date-released"])
    assert f"“{title}”" in MADE and dates.words(released[:7]) in MADE


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
    "two coders": "a study is coded in two passes",
    "two passes": "the same",
    "“Ten articles on Chinese media, claim by claim”, November 2026.": "held to site.yml and CITATION.cff by a test",
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
