"""Notebooks are for reading: no logic, no outputs, one parameters cell, strict parameters."""

import json
import re

import pytest
from this_study import HERE

from analysis.errors import AnalysisError
from proofpress.reports import parameters

NOTEBOOKS = sorted(HERE.notebooks.glob("*.ipynb"))


def cells(path):
    return json.loads(path.read_text("utf-8"))["cells"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_holds_no_output_and_stays_short(path):
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    lines = [line for cell in code for line in "".join(cell["source"]).splitlines() if line.strip()]
    assert len(lines) <= 120
    assert [line for line in lines if re.match(r"\s*(def|class) ", line)] == []
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_question_is_the_title_and_limits_stand_before_the_first_chart(path):
    first = "".join(cells(path)[0]["source"])
    assert first.startswith("# ")
    text = "\n".join("".join(cell["source"]) for cell in cells(path))
    assert text.index("limits(") < text.index("charts.")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_has_typed_parameters_with_a_comment(path):
    found = parameters.read_parameters(path)
    assert found
    assert all(parameter.about for parameter in found.values())


@pytest.mark.parametrize("name", parameters.names(HERE))
def test_every_params_file_fits_its_notebook(name):
    assert parameters.read_report(HERE, name).name == name


def test_an_unknown_topic_lists_the_topics_there_are():
    from analysis import load_corpus
    from cmpstudy import topics

    with pytest.raises(AnalysisError, match="data-security"):
        topics.topic(load_corpus(), "no-such-topic")
