"""README and METHODS say what the reports say, and name only what exists."""

import re

import pytest
from this_study import HERE

from analysis import caveats
from proofpress import docs
from proofpress.reports import parameters

DOCUMENTS = ("README.md", "METHODS.md", "CHANGELOG.md", "data/raw/README.md", "data/CODEBOOK.md")


@pytest.mark.parametrize("path", docs.files(HERE), ids=lambda path: path.name)
def test_blocks_are_filled_from_the_reports(path):
    assert docs.filled(HERE, path) == path.read_text("utf-8")
    assert len(docs._BLOCK.findall(path.read_text("utf-8"))) >= 1


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
    assert [link for link in links if not (base / link).exists()] == []
    assert [word for word in named if not (HERE.root / word).exists() and not (base / word).exists()] == []


def test_the_readme_names_the_two_commands_and_every_target_that_it_uses_exists():
    readme, makefile = (HERE.root / "README.md").read_text("utf-8"), (HERE.root / "Makefile").read_text("utf-8")
    assert re.search(r"^make +#", readme, re.MULTILINE) and re.search(r"^make test +#", readme, re.MULTILINE)
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
    for name in parameters.names(HERE):
        assert (HERE.executed / f"{name}.ipynb").exists(), f"{name} is not built"
        figures = [path.name for path in HERE.figures.glob(f"{name}--*")]
        assert {name.split(".", 1)[1] for name in figures} >= {"svg", "narrow.svg", "png", "csv"}, name
