"""README and METHODS say what the reports say, and name only what exists."""

import json
import re

import pandas as pd
import pytest
from this_study import HERE

from analysis import caveats
from proofpress import docs
from proofpress.reports import parameters
from proofpress.site import settings

DOCUMENTS = ("README.md", "METHODS.md", "CHANGELOG.md", "data/raw/README.md", "data/CODEBOOK.md")
DOCUMENTS += tuple(sorted(HERE.shown(path) for path in (HERE.root / "docs").glob("*.md")))
SPELLED = "zero one two three four five six seven eight nine ten".split()


@pytest.mark.parametrize("path", docs.files(HERE), ids=lambda path: path.name)
def test_blocks_are_filled_from_the_reports(path):
    assert docs.filled(HERE, path) == path.read_text("utf-8")


def test_every_block_stands_in_exactly_one_document():
    stand = [
        name for path in docs.files(HERE) for name in re.findall(r"<!-- ([a-z-]+):begin -->", path.read_text("utf-8"))
    ]
    assert sorted(stand) == sorted(["answers", "reports", "caveats", "agreement", "mutations", "circumstances"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_path_exists(name):
    text = (HERE.root / name).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    named = [
        word
        for word in re.findall(r"`((?:data|src|notebooks|reports|tests|benchmarks)/[^` *<{]+)`", text)
        if "build/" not in word
    ]
    base = (HERE.root / name).parent
    assert links or named or name not in ("README.md", "METHODS.md")
    assert [link for link in links if not (base / link).exists()] == []
    assert [word for word in named if not (HERE.root / word).exists() and not (base / word).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_place_within_a_document_that_a_link_names_exists(name):
    text = (HERE.root / name).read_text("utf-8")
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text)
    wrong = []
    for file, place in links:
        held = ((HERE.root / name).parent / file if file else HERE.root / name).read_text("utf-8")
        titles = [
            re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", held, re.M)
        ]
        wrong += [(file, place)] * (place not in titles)
    assert wrong == []


def test_the_first_screen_of_the_readme_says_why_shows_a_figure_and_its_evidence_and_how_to_begin():
    lines = [line for line in (HERE.root / "README.md").read_text("utf-8").splitlines() if line.strip()]
    first = "\n".join(lines[:11])
    assert lines[0] == f"# {settings.read_settings(HERE).title}"
    assert f'title: "{settings.read_settings(HERE).title}"' in (HERE.root / "CITATION.cff").read_text("utf-8")
    assert re.search(r"!\[[^\]]+\]\(reports/figures/[^)]+\.png\)", first) and "](docs/evidence.png)" in first
    assert (
        re.search(r"^make +#.*\nmake test +#", first, re.MULTILINE)
        and "`make site`" in first
        and "`site/index.html`" in first
    )


@pytest.mark.parametrize(
    ("document", "said", "report", "fact"),
    [
        ("METHODS.md", r"in (\w+) of the ten articles a third or more", "00_corpus", "articles_mostly_blocks"),
        ("METHODS.md", r"We study (\w+) of its articles", "00_corpus", "articles"),
        ("METHODS.md", r"Only (\w+) articles can be dated to the day", "00_corpus", "articles_dated_to_the_day"),
        ("README.md", r"how (\w+) countries came to be counted", "20_initiative_support", "supporters"),
        ("README.md", r"\*\*(\w+) is not a trend", "20_initiative_support", "supporters"),
    ],
)
def test_a_number_in_the_prose_is_that_of_the_reports(document, said, report, fact):
    found = re.search(said, (HERE.root / document).read_text("utf-8"))
    facts = json.loads((HERE.reports / "facts.json").read_text("utf-8"))
    assert found and SPELLED.index(found[1].lower()) == facts[report][fact]


def test_the_methods_are_short_and_their_long_tables_stand_elsewhere():
    text = (HERE.root / "METHODS.md").read_text("utf-8")
    assert len(text.splitlines()) < 260 and max(map(len, re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE))) < 2000
    assert set(re.findall(r"\(docs/([a-z]+)\.md\)", text)) >= {"agreement", "checks", "circumstances", "reprints"}


def test_the_readme_names_the_two_commands_and_every_target_that_it_uses_exists():
    readme, makefile = (HERE.root / "README.md").read_text("utf-8"), (HERE.root / "Makefile").read_text("utf-8")
    assert re.search(r"^make +#", readme, re.MULTILINE) and "`make test`" in readme
    used = set(re.findall(r"`make ([a-z]+)", readme))
    assert used
    assert [target for target in used if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_every_caveat_that_a_notebook_names_is_defined():
    named = {
        name
        for notebook in HERE.notebooks.glob("*.ipynb")
        for name in re.findall(r"\bC\d+\b", notebook.read_text("utf-8"))
    }
    assert len(named) > 8
    assert named <= set(caveats.read(HERE))


def test_every_report_is_executed_and_its_figures_stand():
    names = parameters.names(HERE)
    assert len(names) > 5
    for name in names:
        assert (HERE.executed / f"{name}.ipynb").exists(), f"{name} is not built"
        figures = [path.name for path in HERE.figures.glob(f"{name}--*")]
        assert {name.split(".", 1)[1] for name in figures} >= {"svg", "narrow.svg", "png", "csv"}, name


def test_the_page_on_probabilities_says_what_its_table_says():
    from benchmarks.calibration import TABLE, error

    table, page = pd.read_csv(TABLE), (HERE.root / "docs" / "probabilities.md").read_text("utf-8")
    said = {row[0]: row[1:] for row in re.findall(r"^\| (.+) \| ([\d,]+) \| (0\.\d+) \| (\d\.\d+) of", page, re.M)}
    held = {
        kind: (f"{rows['answers'].sum():,}", f"{error(rows):.3f}", f"{rows['right'].iloc[-1]:.3f}")
        for kind, rows in table.groupby("kind")
    }
    assert said == held and len(held) == 7
