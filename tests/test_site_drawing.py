"""Where a figure answers, and the scripts that draw it."""

import json
import re

import pytest
import site_tree

from proofpress.site import drawing

KNOWN = {"support-0001", "support-0002", "events-0001", "events-0002"}


def test_a_place_is_where_its_mark_is_and_has_the_rows_that_the_mark_knows():
    found = drawing.marks(site_tree.drawing(370), KNOWN)
    assert [((place.x, place.y, place.w, place.h), place.rows) for place in found] == [
        ((10, 30, 80, 30), ("support-0001", "support-0002")),
        ((120, 30, 80, 30), ("support-0002",)),
        ((220, 40, 6, 6), ("events-0001",)),
        ((232, 40, 6, 6), ("events-0002",)),
    ]
    assert found[1].tip == (("words", "calm"), ("who", "second"))


def test_a_row_that_a_page_cannot_show_is_no_place():
    assert [place.rows for place in drawing.marks(site_tree.drawing(720), {"support-0001"})] == [("support-0001",)]
    assert drawing.marks(site_tree.drawing(720, answers=False), KNOWN) == []


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        ('<path transform="translate(50,20)" d="M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0"', (45, 15, 10, 10)),
        ('<path d="m1 2 l3 4 v-2 H9z"', (1, 2, 8, 4)),
        ('<circle cx="9" cy="8" r="2"', (7, 6, 4, 4)),
        ('<rect x="1" y="2" width="3" height="4"', (1, 2, 3, 4)),
    ],
)
def test_the_place_of_every_shape_is_read(shape, place):
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><g transform="translate(0,0) scale(1)">{shape} '
        'data-rows="support-0001"/></g></svg>'
    )
    found = drawing.marks(svg, KNOWN)[0]
    assert (found.x, found.y, found.w, found.h) == place


def test_every_mark_of_every_form_has_its_place_on_the_paper():
    import chart_samples

    for form, (frame, _, _) in chart_samples.FORMS.items():
        one = chart_samples.draw(form, frame.assign(rows="support-0001"))
        for svg in (one.svg, one.narrow_svg):
            found, (width, height) = drawing.marks(svg, KNOWN), drawing.size(svg)
            assert len(found) == svg.count("data-rows=") > 0, form
            assert all(p.x >= -2 and p.x + p.w <= width + 2 and p.y >= 0 and p.y + p.h <= height for p in found), form


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
