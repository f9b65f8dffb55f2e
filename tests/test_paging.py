"""A long frame is shown in pages, and what is not shown is said."""

import pandas as pd
import pytest

from analysis import AnalysisError
from newsbench import paging
from newsbench.paging import paged

LONG = pd.DataFrame({"word": [f"w{n}" for n in range(3000)], "said": ["<b> " + "x" * 200] * 3000})


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "a.ipynb")


@pytest.fixture
def report(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def test_a_report_gets_the_first_rows_uncut_and_says_how_many_there_are(report):
    bundle = paged(LONG, "Words <of> it")._repr_mimebundle_()
    assert bundle == paged(LONG, "Words <of> it")._repr_mimebundle_()
    assert "Rows 1 to 50 of 3,000." in bundle["text/plain"] and "Rows 1 to 50 of 3,000." in bundle["text/html"]
    assert "x" * 200 in bundle["text/plain"] and "x" * 200 in bundle["text/html"] and "..." not in bundle["text/html"]
    assert "Words &lt;of&gt; it" in bundle["text/html"] and "&lt;b&gt;" in bundle["text/html"]


def test_in_jupyterlab_every_row_is_in_the_table(live):
    state = str(paged(LONG).widget().get_state())
    assert "w2999" in state and "application/vnd.jupyter.widget-view+json" in str(paged(LONG)._repr_mimebundle_())


def test_more_rows_than_a_browser_holds_are_said(live, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 100)
    assert "rows 1 to 100 of 3,000" in str(paged(LONG, "Words").widget().get_state())


def test_what_is_no_frame_is_refused():
    with pytest.raises(AnalysisError, match="a list is no frame"):
        paged([1, 2])
