"""A chart and its rows, linked: dragging over the one chooses in the other, without a server."""

import shutil

import pandas as pd
import pytest

from analysis import AnalysisError, charts

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVENTS = pd.DataFrame(
    {
        "label": ["Ferry opens", "Ferry shuts", "A long strike", "Bridge opens"],
        "date": ["2020-09-01", "2020-10-05", "2020-11/2020-12", "2021-01-04"],
        "rows": ["event-0001", "event-0002|event-0003", "event-0004", "event-0005"],
    }
)
ROWS = pd.DataFrame(
    {
        "id": [f"event-{number:04}" for number in range(1, 7)],
        "what": ["opens", "shuts", "is missed", "strike", "bridge", "has no date"],
        "said by": ["Lantern Daily"] * 6,
    }
)
HEAD = {"slug": "ferry", "title": "Ferries stop in the winter", "source": "Source: invented (N = 4)."}


def strip():
    return charts.strip(EVENTS, **HEAD)


@pytest.mark.parametrize(
    ("figure", "table", "more", "said"),
    [
        ("a chart", ROWS, {}, "only a figure of an Altair chart"),
        (None, ROWS.drop(columns="id"), {}, "no column `id` or `rows`"),
        (None, ROWS.head(0), {}, "no rows to link"),
        (None, ROWS[["id"]], {}, "no rows to link"),
        (None, [1], {}, "no column `id` or `rows`"),
        (None, ROWS, {"rows": 0}, "rows is 0"),
        (None, ROWS, {"rows": "all"}, "rows is 'all'"),
    ],
)
def test_what_cannot_be_linked_is_said(figure, table, more, said):
    with pytest.raises(AnalysisError, match=said):
        charts.linked(figure or strip(), table, **more)


def test_a_chart_whose_marks_know_no_rows_is_refused():
    with pytest.raises(AnalysisError, match="no mark of the chart"):
        charts.linked(charts.strip(EVENTS.drop(columns="rows"), **HEAD), ROWS)
    counted = EVENTS.assign(row="a", column="b", value=1)
    with pytest.raises(AnalysisError, match="no mark of the chart"):
        charts.linked(charts.counts(counted.head(1), **HEAD), ROWS)


def test_the_first_rows_stand_in_the_drawing_without_a_pointer_and_how_many_there_are():
    drawn = charts.linked(strip(), charts.table(ROWS, caption="Six rows"), rows=4)
    assert "6 rows in all, the first 4 shown" in drawn.svg and ">strike<" in drawn.svg and ">bridge<" not in drawn.svg
    assert ">Said by<" in drawn.svg and "event-0001" in drawn.svg  # the id is evidence, and no column
    assert "the first 4 shown" in drawn.narrow_svg and "Said by: Lantern Daily" in drawn.narrow_svg
    assert drawn.csv == strip().csv


def test_an_altair_chart_of_ones_own_is_linked_by_its_rows():
    import altair as alt

    frame = pd.DataFrame({"words": [10, 200, 3000], "n": [1, 2, 3], "rows": ["a-1", "a-2", "a-3"]})
    own = charts.figure(alt.Chart(frame).mark_point().encode(x="words:Q", y="n:Q"), alt="Three points.", **HEAD)
    table = pd.DataFrame({"rows": ["a-1|a-2", "a-3"], "title": ["one and two", "three"]})
    assert ">one and two<" in charts.linked(own, table).svg


def page_of(figure, file):
    """A page of a notebook that shows a figure, whose scripts interpret expressions and run none."""
    import nbformat

    from proofpress.site.exporter import ReportExporter

    bundle, metadata = figure._repr_mimebundle_()
    notebook = nbformat.v4.new_notebook()
    output = nbformat.v4.new_output("execute_result", bundle, metadata=metadata, execution_count=1)
    notebook.cells = [nbformat.v4.new_code_cell("linked", outputs=[output], execution_count=1)]
    file.write_text(ReportExporter().from_notebook_node(notebook)[0], "utf-8")
    return file


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("zone", "where"), [("America/New_York", "mailed"), ("Asia/Shanghai", "page")])
def test_dragging_over_a_part_shows_the_rows_of_that_part_and_no_others(tmp_path, zone, where):
    from playwright.sync_api import sync_playwright

    figure = charts.linked(strip(), ROWS)
    file = figure.save(tmp_path / "ferry.html") if where == "mailed" else page_of(figure, tmp_path / "page.html")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=180_000)
        context = browser.new_context(viewport={"width": 900, "height": 800}, timezone_id=zone, offline=True)
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.goto(file.as_uri())
        drawn = page.locator(".vega-embed, #vega-chart").first
        drawn.get_by_text("6 rows in all").wait_for(timeout=180_000)
        assert drawn.get_by_text("14 Sep 2020").count() == 1  # the axis has its ticks

        def drag(start, end):
            first, last = (drawn.get_by_text(words, exact=True).first.bounding_box() for words in (start, end))
            high = first["y"] + 3
            page.mouse.move(first["x"] - 30, high)
            page.mouse.down()
            for step in range(1, 6):
                page.mouse.move(first["x"] - 30 + step * (last["x"] + last["width"] + 4 - first["x"] + 30) / 5, high)
            page.mouse.up()

        chosen = drawn.get_by_text("2 rows in the part chosen.")
        drawn.scroll_into_view_if_needed()
        for _ in range(10):  # the page may still move what lies above
            drag("5 Oct 2020", "5 Oct 2020")
            page.wait_for_timeout(500)
            if chosen.count():
                break
        shown = drawn.locator("svg text").all_text_contents()
        browser.close()
    assert {"shuts", "is missed"} <= set(shown) and not {"opens", "strike", "bridge", "has no date"} & set(shown)
