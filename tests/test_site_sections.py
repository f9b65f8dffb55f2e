"""A report's page has one order, whatever the order of the cells: heading, charts, their tables folded, text, code."""

from types import SimpleNamespace

import pytest
from markupsafe import Markup

from proofpress.site import sections


def html(words: str, *headings: str) -> tuple[str, Markup]:
    made = "".join(f'<h2 id="{name}">{name}</h2>\n' for name in headings)
    return "html", Markup(f"{made}<p>{words}</p>\n" if words else made)


def figure(name: str) -> tuple[str, SimpleNamespace]:
    return "figure", SimpleNamespace(id=name, title=name, number=1)


def code(number: str) -> tuple[str, tuple]:
    return "code", (f"run {number}", number, ())


TABLE = ("table", "a table")


def kinds(found: list[sections.Section]) -> list[list[str]]:
    return [[kind for kind, _ in section.blocks] for section in found]


def test_a_document_without_anything_has_no_section_to_lead():
    assert kinds(sections.in_order([])) == []


def test_without_a_chart_everything_stays_in_its_place_and_tables_stay_open():
    found = sections.in_order([code("1"), html("one", "first"), code("2"), TABLE, html("two", "second"), TABLE])
    assert kinds(found) == [["heading", "html", "table", "code"], ["heading", "html", "table"]]


@pytest.mark.parametrize(
    "cells",
    [
        [html("text", "first"), code("2"), TABLE, code("3"), figure("a")],
        [html("text", "first"), code("2"), figure("a"), code("3"), TABLE],
        [html("", "first"), TABLE, code("2"), figure("a"), code("3"), html("text")],
    ],
)
def test_the_first_chart_leads_with_its_table_folded_below_it_whatever_came_first(cells):
    found = sections.in_order([code("1"), *cells])
    assert kinds(found) == [["figure", "behind", "heading", "html", "code"]]
    assert found[0].blocks[1][1] == TABLE and found[0].blocks[-1][1][1] == "1, 2, 3"


def test_a_section_without_text_keeps_its_heading_above_its_chart():
    assert kinds(sections.in_order([html("", "first"), figure("a")])) == [["heading", "figure"]]


def test_the_section_of_the_first_chart_goes_before_those_that_have_none():
    found = sections.in_order(
        [html("no chart", "one"), TABLE, html("chart", "two"), figure("a"), html("more", "three")]
    )
    assert kinds(found) == [["figure", "heading", "html"], ["heading", "html", "table"], ["heading", "html"]]
    assert [entry[1] for section in found for entry in section.contents] == ["a", "two", "one", "three"]


def test_each_chart_of_a_section_has_the_tables_that_came_before_it():
    first, second = ("table", "first"), ("table", "second")
    found = sections.in_order([html("text", "one"), first, figure("a"), second, figure("b")])
    assert [(kind, content[1] if kind == "behind" else "") for kind, content in found[0].blocks][:4] == [
        ("figure", ""),
        ("behind", "first"),
        ("figure", ""),
        ("behind", "second"),
    ]


def test_headings_in_the_middle_of_a_cell_part_it_and_those_within_a_list_do_not():
    inside = Markup('<ul>\n<li>\n<h2 id="no">no</h2>\n</li>\n</ul>\n')
    cell = ("html", Markup(f"<p>before</p>\n{html('', 'yes')[1]}<p>after</p>\n{inside}"))
    found = sections.in_order([html("text", "first"), figure("a"), cell, figure("b")])
    assert kinds(found) == [["figure", "heading", "html", "html"], ["heading", "figure", "html"]]
    assert "no" in str(found[1].blocks[-1][1])


def test_the_notebook_of_a_stranger_reads_as_its_author_had_it():
    cells = [code("1"), html("text", "first"), TABLE, figure("a"), code("2")]
    assert [section.blocks for section in sections.as_run(cells)] == [cells]


def test_nothing_is_lost():
    cells = [
        code("1"),
        html("a", "x"),
        ("lost", "gone"),
        TABLE,
        figure("a"),
        ("text", "out"),
        html("b", "y"),
        ("raw", "r"),
    ]
    left = [kind for section in sections.in_order(cells) for kind, _ in section.blocks]
    assert sorted(left) == sorted(
        ["behind", "code", "figure", "heading", "heading", "html", "html", "lost", "raw", "text"]
    )
