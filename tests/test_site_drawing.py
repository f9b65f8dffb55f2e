"""Where a figure answers on a phone, and the scripts that draw it."""

import json
import re

import pytest
import site_tree

from analysis import AnalysisError
from proofpress.site import drawing


def test_the_places_of_the_narrow_drawing_have_the_rows_of_the_marks_that_they_show():
    head, body = (
        ["words", "who", "rows"],
        [["calm", "second", "support-0002|support-0003"], ["small at 412", "third", "events-0002"]],
    )
    found = drawing.narrow_places(site_tree.NARROW, site_tree.specification(), head, body, "test")
    assert [((place.x, place.y, place.w, place.h), place.rows) for place in found] == [
        ((120, 30, 80, 30), ("support-0002", "support-0003")),
        ((232, 40, 6, 6), ("events-0002",)),
    ]


@pytest.mark.parametrize(
    "broken",
    [[[1, 2, 3, 4]], [[1, 2, 3, 4, 9]], [[1, 2, 3, 4, -1]], [["x", 2, 3, 4, 0]], [[1, 2, 3, 4, "words"]], [7], 7],
)
def test_places_that_are_not_whole_are_refused_with_their_place(broken):
    with pytest.raises(AnalysisError, match="report x, figure y"):
        drawing.narrow_places(broken, site_tree.specification(), ["words", "who", "rows"], [], "report x, figure y")


def test_a_page_says_once_what_a_mark_says_in_both_drawings():
    wide, narrow = (drawing.Place(x, 2, 3, 4, (("who", "she"),), ("support-0001",)) for x in (1, 9))
    assert drawing.record([wide], [narrow]) == {
        "said": [[[["who", "she"]], ["support-0001"]]],
        "wide": [[1, 2, 3, 4, 0]],
        "narrow": [[9, 2, 3, 4, 0]],
    }


def test_a_page_loads_the_same_scripts_in_the_same_order_as_a_file_to_mail_holds_and_each_has_its_licence():
    from proofpress.site.frame import ASSETS, DRAWING, VENDOR

    loaded = re.search(r"loading = loading \|\| (\[[^\]]+\])", (ASSETS / "site.js").read_text("utf-8"))
    assert tuple(json.loads(loaded[1])) == DRAWING
    packages = {
        entry["file"]: entry["package"] for entry in json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]
    }
    headings = " ".join(
        re.findall(r"^==== (.+) ====$", (VENDOR / "LICENSES.txt").read_text("utf-8"), flags=re.MULTILINE)
    )
    assert [name for name in DRAWING if not re.search(rf"(?<![\w-]){packages[name]}(?![\w-])", headings)] == []
