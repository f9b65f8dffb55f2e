"""In a table rows are data, never markup."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from analysis import AnalysisError, charts

FRAME = pd.DataFrame(
    {
        "id": ["s-0001|s-0002", "s-0003"],
        "count": [12, None],
        "share": [0.5, 1.25],
        "words": ["面包 “bread” (面包房, 北京)", '<img src=x onerror="alert(1)">'],
    }
)


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        (FRAME, {"caption": " "}, "needs a caption"),
        (FRAME.head(0), {"caption": "Bread"}, "'Bread'.*no rows"),
        (FRAME[[]], {"caption": "Bread"}, "no columns"),
        (FRAME, {"caption": "Bread", "names": {"sum": "Sum"}}, "names has sum"),
    ],
)
def test_what_cannot_be_shown_is_refused(frame, options, said):
    with pytest.raises(AnalysisError, match=f"(?s){said}"):
        charts.table(frame, **options)


def test_cells_are_escaped_and_the_table_is_semantic():
    shown = charts.table(FRAME, caption="Bread <b> & “water”").html
    root = ET.fromstring(f"<div>{shown}</div>")
    assert root.find(".//caption").text == "Bread <b> & “water”"
    assert [cell.get("scope") for cell in root.iter("th")] == ["col"] * 4 + ["row"] * 2
    assert root.find(".//img") is None and root.find(".//script") is None
    assert [code.text for code in root.iter("code")] == ["s-0001", "s-0002", "s-0003"]


def test_chinese_is_marked_as_chinese():
    shown = charts.table(FRAME, caption="Bread").html
    assert (
        '<span lang="zh">面包</span>' in shown
        and '(<span lang="zh">面包房</span>, <span lang="zh">北京</span>)' in shown
    )


def test_missing_cells_show_as_such_and_an_empty_table_says_why():
    assert ">–</td>" in charts.table(FRAME, caption="Bread").html
    assert "No bread was named." in charts.table(FRAME.head(0), caption="Bread", empty="No bread was named.").html


def test_two_runs_give_the_same_bundle():
    assert (
        charts.table(FRAME, caption="Bread")._repr_mimebundle_()
        == charts.table(FRAME.copy(), caption="Bread")._repr_mimebundle_()
    )
