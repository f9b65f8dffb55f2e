"""The site in real Chromium, opened from disk. Skipped where no browser is installed."""

from __future__ import annotations

import io
import re
import shutil
import time
from pathlib import Path

import mini_project
import nbformat
import pytest
import site_tree
import test_site_outputs
from pypdf import PdfReader

from proofpress.site.exporter import ReportExporter

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: the site is not tried in a browser"),
]
WAIT = 180_000  # milliseconds: a busy machine is no fault
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
PAGES = (
    "index.html",
    "claims.html",
    "claims/support.html",
    "codebook.html",
    "reference.html",
    "proof.html",
    "reports/10_hostile.html",
)
# Of the package's own pages: each kind once.
REAL = (
    "index.html",
    "claims.html#article=clean-network",
    "proof.html",
    "reports/20_initiative_support.html",
    "reports/50_topic-extreme-post.html",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # the only ones that a colour scheme can change


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    return site_tree.hostile(mini_project.shared(tmp_path_factory)) / "site"


@pytest.fixture(scope="session")
def real(tmp_path_factory) -> Path:
    """The site of the package's own reports."""
    return site_tree.real(mini_project.shared(tmp_path_factory))


@pytest.fixture(scope="module")  # while Playwright runs, nothing else in the process can have an event loop of its own
def browser():
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=WAIT)
        yield Windows(running)
        running.close()


def expect(locator):
    from playwright.sync_api import expect

    expect.set_options(timeout=WAIT)
    return expect(locator)


def unfold(page):
    """Open the tables that are folded below their charts."""
    page.evaluate("document.querySelectorAll('details.behind').forEach(fold => { fold.open = true; })")


def wait_for(page, predicate, given=None):
    """Until a predicate holds. Asked from here: what Playwright polls inside a page, the page's own policy refuses."""
    until = time.monotonic() + WAIT / 1000
    while not page.evaluate(predicate, given):
        assert time.monotonic() < until, f"never: {predicate}"
        page.wait_for_timeout(50)


class Windows:
    """Windows of one browser, one for each kind, used again: to open one costs more than most visits. Each visit begins
    at an empty page with what its test asks for; a window in which a test failed is closed.
    """

    def __init__(self, browser):
        self.browser, self.free = browser, {}

    def take(self, bypass: bool, options: dict):
        kind = (bypass, *sorted(options.items()))
        page = self.free.pop(kind, None) or self.browser.new_context(bypass_csp=bypass, **options).new_page()
        page.set_default_timeout(WAIT)
        return kind, page


class Visit:
    """A page and what happened on it: requests that left the disk, messages, dialogs. name: a file of the site, with a
    fragment.
    """

    def __init__(
        self,
        windows: Windows,
        site: Path,
        name: str,
        *,
        bypass=False,
        viewport=None,
        color_scheme="light",
        reduced_motion="reduce",
        **options,
    ):
        self.windows = windows
        self.kind, self.page = windows.take(bypass, options)
        self.left, self.said, self.dialogs = [], [], []
        self.heard = {
            "request": lambda request: (
                None if request.url.startswith(("file:", "data:")) else self.left.append(request.url)
            ),
            "console": lambda message: self.said.append(message.text),
            "pageerror": lambda error: self.said.append(str(error)),
            "dialog": lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()),
        }
        for event, hear in self.heard.items():
            self.page.on(event, hear)
        self.page.set_viewport_size(viewport or {"width": 1280, "height": 900})
        self.page.emulate_media(media="screen", color_scheme=color_scheme, reduced_motion=reduced_motion)
        self.page.mouse.move(0, 0)
        self.page.goto(site.as_uri() + "/" + name)

    def __enter__(self):
        return self.page

    def __exit__(self, failed, *_):
        for event, hear in self.heard.items():
            self.page.remove_listener(event, hear)
        if failed or self.kind in self.windows.free:
            self.page.context.close()
        else:
            self.page.goto("about:blank")
            self.windows.free[self.kind] = self.page


REPORT = "reports/10_hostile.html"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def drawn(page):
    """Wait until Vega has drawn the figure; gives its marks."""
    page.locator("#figure-hostile").scroll_into_view_if_needed()
    page.wait_for_selector("figure.drawn")
    return page.locator("#figure-hostile .wide .answers button")


@pytest.mark.parametrize("name", [*PAGES, "mail/10_hostile.html"])
def test_hostile_texts_do_nothing_and_nothing_leaves_the_disk(browser, site, name):
    visit = Visit(browser, site, name)
    with visit as page:
        if "10_hostile" in name:
            mark = drawn(page).first
            mark.hover()
            page.wait_for_selector(".tip")
            assert "<script>" in page.locator(".tip").text_content()
            mark.click()
            page.wait_for_selector("#drawer[open]")
        assert page.evaluate("window.pwned") is None
        assert visit.left == [] and visit.dialogs == [] and visit.said == []


MENU = {
    "actions": True,
    "forceActionsMenu": True,
    "defaultStyle": True,
    "renderer": "canvas",
    "theme": "dark",
    "sourceHeader": "<script>window.pwned=1</script>",
    "editorUrl": "http://example.org/",
    "i18n": {"CLICK_TO_VIEW_ACTIONS": site_tree.HOSTILE},
    "bind": "#answer",
    "width": 9,
}
PICTURE = {
    "type": "image",
    "encode": {"enter": {"url": {"value": "http://example.org/x.png"}, "width": {"value": 9}, "height": {"value": 9}}},
}
ASKED = {
    "menu": MENU,
    "tooltip": {"tooltip": True},
    "address": {"config": "http://example.org/config.json"},
    "loader": {"loader": {"baseURL": "http://example.org/"}, "patch": "patch.json"},
    "patch": {"patch": [{"op": "add", "path": "/marks/-", "value": PICTURE}]},
    "eval": {"ast": False},
    "locale": {"formatLocale": {"decimal": "!", "thousands": "", "grouping": [3], "currency": ["", ""]}},
}


def with_spec(site: Path, folder: Path, spec: object) -> Path:
    """The hostile report with another specification, and what it needs beside it."""
    from proofpress.site.markup import data

    shutil.copytree(site / "assets", folder / "assets")
    (folder / "reports").mkdir()
    before, start, rest = (site / REPORT).read_text("utf-8").partition('<script type="application/json" class="spec">')
    (folder / REPORT).write_text(f"{before}{start}{data(spec)}{rest[rest.index('</script>') :]}", "utf-8")
    return folder


@pytest.mark.parametrize("asked", ASKED)
def test_a_specification_has_no_say_in_how_it_is_embedded(browser, site, tmp_path, asked):
    spec = site_tree.specification() | {"usermeta": {"embedOptions": ASKED[asked]}}
    del spec["layer"][1]  # its text is wider than the drawing, which grows for it
    visit = Visit(browser, with_spec(site, tmp_path, spec), REPORT)
    with visit as page:
        drawn(page)
        box = page.locator("#figure-hostile .vega")
        page.evaluate(
            "document.querySelector('#figure-hostile .wide .answers').remove()"
        )  # so that Vega itself hears the pointer
        wide = page.locator("#figure-hostile .wide").bounding_box()
        page.mouse.move(wide["x"] + 240 * wide["width"] / 720, wide["y"] + 45 * wide["height"] / 120)
        page.wait_for_selector(".tip")
        assert "calm" in page.locator(".tip").text_content()
        assert (
            box.locator("svg").get_attribute("width") == "720" and box.locator("svg").get_attribute("height") == "120"
        )
        assert (
            box.locator("svg.marks").count() == 1
            and box.locator("canvas, image, details, a[download], .vega-actions").count() == 0
        )
        assert (
            page.locator("style, #vg-tooltip-element, #answer form").count() == 0
            and page.evaluate("vega.defaultLocale().format('.1f')(0.5)") == "0.5"
        )
        assert page.evaluate("window.pwned") is None and visit.left == [] and visit.dialogs == [] and visit.said == []


@pytest.mark.parametrize(
    "spec",
    [
        "http://example.org/spec.json",
        [],
        None,
        {"$schema": "https://vega.github.io/schema/vega/v5.json", "width": 9, "height": 9, "marks": [PICTURE]},
    ],
    ids=["address", "list", "none", "vega"],
)
def test_what_is_no_vega_lite_specification_is_not_drawn_and_the_static_drawing_answers(browser, site, tmp_path, spec):
    visit = Visit(browser, with_spec(site, tmp_path, spec), REPORT)
    with visit as page:
        page.locator("#figure-hostile").scroll_into_view_if_needed()
        page.wait_for_selector("script[src$='vega-embed.min.js']", state="attached")  # tried
        page.wait_for_selector(".vega", state="detached")  # and given up
        assert page.locator("#figure-hostile .wide > svg").is_visible() and page.locator("figure.drawn").count() == 0
        page.locator("#figure-hostile .wide .answers button").nth(1).click()
        assert page.locator("#drawer a").first.get_attribute("href").endswith("#support-0002")
        assert visit.left == [] and visit.dialogs == [] and visit.said == []


def test_a_notebook_that_nbconvert_made_a_page_of_draws_its_figure_and_nothing_leaves_the_disk(browser, tmp_path):
    (tmp_path / "page.html").write_text(
        ReportExporter().from_notebook_node(nbformat.from_dict(site_tree.notebook()))[0], "utf-8"
    )
    visit = Visit(browser, tmp_path, "page.html")
    with visit as page:
        drawn(page).nth(1).click()
        page.wait_for_selector("#drawer[open]")
        assert page.locator("#drawer article").count() == 1 and page.locator("h1").evaluate(
            "h => document.fonts.check('16px ' + getComputedStyle(h).fontFamily.split(',')[0])"
        )
        assert page.evaluate("window.pwned") is None
        assert visit.left == [] and visit.dialogs == [] and visit.said == []


def test_a_page_of_every_kind_of_output_does_nothing_and_asks_for_nothing(browser, tmp_path):
    links = site_tree.prose("[a page](https://example.org/) and [a trap](javascript:window.pwned=1)")
    cells = [*test_site_outputs.kinds(), links]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (tmp_path / "page.html").write_text(ReportExporter().from_notebook_node(nbformat.from_dict(notebook))[0], "utf-8")
    visit = Visit(browser, tmp_path, "page.html")
    with visit as page:
        page.wait_for_selector("body.ready")
        links, pictures = page.locator("main a:not([href^='#'])").all(), page.locator("img.picture").all()
        assert links and pictures
        for link in links:
            assert link.get_attribute("href").startswith("https://")
        for picture in pictures:
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
        page.evaluate(
            "document.querySelectorAll('main *').forEach(node => node.dispatchEvent(new MouseEvent('mouseover', "
            "{bubbles: true})))"
        )
        page.locator("figure.chart").scroll_into_view_if_needed()
        assert page.evaluate("window.pwned") is None
        assert visit.left == [] and visit.dialogs == [] and visit.said == []
        # Nothing is cut off, on a screen or on paper.
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 680, "height": 960})  # A4 within its margins
        page.emulate_media(media="print")
        assert all(
            line.is_visible() for line in page.locator("main .lines, main .lost, main pre.output:not(.trace *)").all()
        )
        assert (
            page.evaluate(
                "Array.from(document.querySelectorAll('main table, main pre, main img, main th, main td')).filter(node "
                "=> "
                "node.getClientRects().length && (node.getBoundingClientRect().right > innerWidth || node.scrollWidth >"
                " node.clientWidth + 1)"
                ").map(node => node.outerHTML.slice(0, 80))"
            )
            == []
        )


def test_a_click_on_a_mark_opens_its_rows_and_escape_gives_the_page_back(browser, site):
    with Visit(browser, site, REPORT) as page:
        drawn(page).nth(1).click()
        page.wait_for_selector("#drawer[open]")
        assert page.locator("#drawer article").count() == 1
        assert page.locator("#drawer a").first.get_attribute("href").endswith("claims/support.html#support-0002")
        shown = page.locator("#drawer dt").all_text_contents()
        assert {"Attributed to", "When", "How it is known", "Where", "Coders"} <= set(shown)
        page.keyboard.press("Escape")
        assert not page.locator("#drawer").is_visible()


def test_small_marks_answer_within_24_pixels_the_nearest_first_and_their_rows_open_from_the_table_too(browser, site):
    with Visit(browser, site, REPORT) as page:
        marks = drawn(page)
        boxes = [marks.nth(number).bounding_box() for number in range(marks.count())]
        assert len(boxes) == 4 and all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
        layer = page.locator("#figure-hostile .wide").bounding_box()
        for number, (x, row) in enumerate(
            (
                (site_tree.SMALL[0] - 6, "events-0001"),
                (site_tree.SMALL[1] + 12, "events-0002"),
                (site_tree.SMALL[0] + 8, "events-0001"),
            )
        ):
            page.mouse.click(layer["x"] + x * layer["width"] / 720, layer["y"] + (43 + number) * layer["height"] / 120)
            page.wait_for_selector("#drawer[open]")
            assert page.locator("#drawer a").first.get_attribute("href").endswith(f"#{row}"), x
            page.keyboard.press("Escape")
            page.wait_for_selector("#drawer:not([open])", state="attached")
        # The other way to the same rows, which WCAG 2.5.8 asks for where marks lie closer than 24 px.
        page.locator("#figure-hostile details.data > summary").click()
        page.locator("#figure-hostile-data tr", has_text="small at 412").locator("td").first.click()
        assert page.locator("#drawer a").first.get_attribute("href").endswith("#events-0002")


def test_the_keyboard_alone_reaches_a_mark_and_its_rows_sorts_a_table_and_opens_the_code(browser, site):
    with Visit(browser, site, REPORT) as page:
        reached = set()
        unfold(page)
        for _ in range(120):
            page.keyboard.press("Tab")
            here = page.evaluate(
                "document.activeElement.id || document.activeElement.closest('.answers') && 'marks' || "
                "document.activeElement.tagName + document.activeElement.textContent.trim()"
            )
            if here == "code-switch":
                page.keyboard.press("Enter")
                assert (
                    page.locator("details.code:not([open])").count() == 0 and page.locator("details.code").count() > 0
                )
            if here == "marks" and here not in reached:
                page.keyboard.press("ArrowRight")
                page.keyboard.press("Enter")
                assert page.locator("#drawer article").count() == 1
                page.keyboard.press("Escape")
                assert page.evaluate("document.activeElement.closest('.answers') !== null")
            if here.upper() == "THNUMBER":
                page.keyboard.press("Enter")
                assert page.evaluate("document.activeElement.getAttribute('aria-sort')") in ("ascending", "descending")
            reached.add(here)
            if {"marks", "code-switch"} <= reached and any(name.upper() == "THNUMBER" for name in reached):
                break
        else:
            raise AssertionError(sorted(reached))


def test_back_closes_the_evidence_and_stays_and_comes_back_to_it_from_the_register(browser, site):
    with Visit(browser, site, REPORT, **PHONE) as page:
        page.wait_for_selector("body.ready")
        unfold(page)
        here, length = page.url, page.evaluate("history.length")
        line = page.locator("tr[data-rows]:visible").first
        line.locator("td").first.click()
        assert page.evaluate("document.getElementById('drawer').open")
        page.evaluate("history.back()")
        expect(page.locator("#drawer[open]")).to_have_count(0)
        assert page.url == here
        line.locator("td").first.click()
        page.get_by_role("button", name="Close the evidence").click()
        wait_for(page, "() => !history.state")
        assert page.url == here and page.evaluate("history.length") <= length + 1
        line.locator("td").first.click()
        page.locator("#drawer-body a").last.click()
        page.wait_for_url("**/claims/*.html#*")
        page.go_back()
        expect(page.locator("#drawer[open]")).to_have_count(1)
        assert page.url == here and page.locator("#drawer-body article").count() > 0


def test_evidence_asked_for_while_the_last_one_goes_stays_open_until_back(browser, site):
    with Visit(browser, site, REPORT) as page:
        page.wait_for_selector("body.ready")
        page.evaluate("""() => new Promise(done => {
            const drawer = document.getElementById("drawer"), line = document.querySelector("tr[data-rows] td");
            line.click();
            drawer.addEventListener("close", () => {
                line.click();
                window.addEventListener("popstate", () => setTimeout(done, 100), { once: true });
            }, { once: true });
            drawer.close();
        })""")
        assert page.locator("#drawer").get_attribute("open") is not None
        page.evaluate("history.back()")
        page.wait_for_selector("#drawer:not([open])", state="attached")
        assert page.url.endswith(REPORT)


def test_arrows_go_to_the_mark_that_lies_that_way(browser, real):
    with Visit(browser, real, "reports/20_initiative_support.html") as page:
        figure = page.locator("figure.chart").first
        figure.scroll_into_view_if_needed()
        marks = figure.locator(".wide .answers button")
        places = [marks.nth(number).bounding_box() for number in range(marks.count())]
        middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places]
        # A mark with another one straight below it that is not the next in reading order, the two closest: which marks
        # these are is for the data to say.
        apart, start = min(
            (below[1] - above[1], number)
            for number, above in enumerate(middles)
            for other, below in enumerate(middles)
            if other != number + 1 and abs(below[0] - above[0]) < 2 and below[1] - above[1] > 5
        )
        marks.nth(start).focus()
        for key, way in (("ArrowDown", 1), ("ArrowUp", -1)):
            page.keyboard.press(key)
            at = page.evaluate("[...document.activeElement.parentNode.children].indexOf(document.activeElement)")
            ahead, aside = way * (middles[at][1] - middles[start][1]), abs(middles[at][0] - middles[start][0])
            assert at != start and 0 < ahead <= apart and 3 * aside <= apart, key
            start = at


def test_a_column_of_dates_sorts_by_date_and_what_has_none_comes_last(browser, real):
    with Visit(browser, real, "reports/20_initiative_support.html") as page:
        page.wait_for_selector("body.ready")
        unfold(page)
        head = page.locator(".body .table:not(.data *) table:has(td.date) th.date[data-sort-method=number]").first
        table = head.locator("xpath=ancestor::table")
        head.click()
        for _ in range(2):
            keys = table.locator("td.date").evaluate_all("cells => cells.map(cell => +cell.dataset.sort)")
            assert keys in (sorted(keys), sorted(keys, reverse=True)) and len(set(keys)) > 2
            head.click()
        assert max(keys) == 99_999_999 and min(keys) > 20_000_000


def test_a_line_of_a_table_opens_its_rows_and_tables_sort_and_find_both_scripts(browser, site):
    with Visit(browser, site, REPORT) as page:
        unfold(page)
        table = page.locator(".table.long")
        table.locator("th", has_text="number").click()
        numbers = table.locator("tbody tr td:nth-child(2)").all_text_contents()
        assert numbers == [str(number) for number in range(20)]
        table.locator("input").fill("赵盛")
        assert table.locator("tbody tr:visible").count() == 1
        table.locator("tbody tr:visible td").nth(1).click()
        assert page.locator("#drawer article").count() == 2


def test_without_scripts_figure_table_and_evidence_can_be_read(browser, site):
    with Visit(browser, site, REPORT, java_script_enabled=False) as page:
        assert page.locator("#figure-hostile .wide svg").is_visible()
        assert not page.locator("#code-switch").is_visible()
        page.locator("details.behind > summary").first.click()
        link = page.locator(".table.long a.row").first
        assert link.is_visible()
        link.click()
        assert page.url.endswith("claims/support.html#support-0001") and page.locator("#support-0001").is_visible()


def test_a_phone_gets_the_narrow_drawing_and_the_filters_folded(browser, site):
    with Visit(browser, site, REPORT, viewport={"width": 390, "height": 844}) as page:
        assert (
            page.locator("#figure-hostile .narrow svg").is_visible()
            and not page.locator("#figure-hostile .wide svg").first.is_visible()
        )
        page.goto((site / "claims.html").as_uri())
        assert not page.locator("#f-article").is_visible()
        page.locator("#f-more > summary").click()
        assert page.locator("#f-article").is_visible()


def test_on_a_phone_a_tap_on_a_mark_opens_its_rows_the_nearest_first(browser, site):
    with Visit(browser, site, REPORT, **PHONE) as page:
        figure = page.locator("#figure-hostile")
        assert figure.locator(".hint").inner_text().startswith("Choose a mark")
        marks = figure.locator(".narrow .answers button")
        boxes = [marks.nth(number).bounding_box() for number in range(marks.count())]
        assert len(boxes) == 4 and all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
        marks.nth(1).tap()
        page.wait_for_selector("#drawer[open]")
        assert page.locator("#drawer article").count() == 1 and page.locator(".tip").count() == 0
        assert page.locator("#drawer a").first.get_attribute("href").endswith("claims/support.html#support-0002")
        page.locator("#drawer form button").tap()
        figure.locator(".narrow").scroll_into_view_if_needed()
        drawing = figure.locator(".narrow").bounding_box()
        for x, row in ((220 - 6, "events-0001"), (232 + 12, "events-0002")):
            page.touchscreen.tap(drawing["x"] + x * drawing["width"] / 370, drawing["y"] + 43 * drawing["height"] / 120)
            page.wait_for_selector("#drawer[open]")
            assert page.locator("#drawer a").first.get_attribute("href").endswith(f"#{row}"), x
            page.keyboard.press("Escape")
            page.wait_for_selector("#drawer:not([open])", state="attached")
        marks.first.focus()
        for key in ("ArrowRight", "End", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        assert page.locator("#drawer a").first.get_attribute("href").endswith("#events-0001")
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert not marks.first.is_visible() and figure.locator(".wide .answers button").first.is_visible()


def test_on_a_phone_a_tap_on_a_drawing_without_places_leads_to_the_lines_that_open_their_rows(browser, site):
    with Visit(browser, site, "reports/10_hostile-more.html", **PHONE) as page:
        figure = page.locator("#figure-hostile")
        hint = figure.locator(".hint").inner_text()
        assert "mark" not in hint and "choose a line" in hint
        figure.locator(".narrow").tap()
        line = page.locator("#figure-hostile-data tr", has_text="small at 412")
        assert line.is_visible()
        line.locator("td").first.tap()
        assert page.locator("#drawer a").first.get_attribute("href").endswith("#events-0002")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert figure.locator(".hint").inner_text().startswith("Choose a mark")


def test_a_table_that_goes_on_behind_an_edge_says_so_until_its_end(browser, site):
    with Visit(browser, site, REPORT) as page:
        unfold(page)
        box = page.locator(".table.long .scroll")
        words = page.locator(".table.long .scrolls")
        words.wait_for()
        assert words.inner_text().startswith("20 lines, scroll down")
        assert "below" in box.get_attribute("class") and "above" not in box.get_attribute("class")
        box.evaluate("box => { box.scrollTop = box.scrollHeight; }")
        page.wait_for_selector(".table.long .scroll.above:not(.below)")
        page.locator(".table.long input").fill("赵盛")
        words.wait_for(state="detached")
    with Visit(browser, site, REPORT, java_script_enabled=False) as page:
        page.locator("details.behind > summary").first.click()
        assert page.locator(".table.long .scroll").evaluate("box => box.scrollHeight === box.clientHeight")


def test_on_a_wide_screen_the_tables_of_a_report_stand_whole_beside_its_contents(browser, real):
    for name in (
        "reports/10_reprint_chains.html",
        "reports/30_facial_recognition.html",
        "reports/50_topic-women-and-work.html",
    ):
        with Visit(browser, real, name, viewport={"width": 1440, "height": 900}) as page:
            unfold(page)
            boxes = page.locator(".body > .table > .scroll, .behind > .table > .scroll").evaluate_all(
                "all => all.map(box => [box.scrollWidth - box.clientWidth, box.getBoundingClientRect().right])"
            )
            assert boxes and [over for over, _ in boxes if over > 0] == []
            assert max(right for _, right in boxes) < page.locator(".side").bounding_box()["x"], name


def test_the_data_of_a_figure_stand_whole_in_the_column_of_a_wide_screen(browser, real):
    over = "all => all.map(box => [box.scrollWidth - box.clientWidth, box.classList.contains('right')])"
    with Visit(browser, real, "reports/20_initiative_support.html", viewport={"width": 1440, "height": 900}) as page:
        page.evaluate("document.querySelectorAll('details.data').forEach(fold => { fold.open = true; })")
        found = page.locator("details.data .scroll").evaluate_all(over)
        assert found and all(state == [0, False] for state in found)


def first_chart(page) -> float | None:
    """Where the first chart of a page begins; None where there is none."""
    drawing = page.locator("figure.chart .paper").first
    return drawing.bounding_box()["y"] if drawing.count() else None


@pytest.fixture(scope="module")
def phones(browser, real):
    """Each report and the index on a phone, page -> where its first chart begins, cells of its tables that are no
    part of a card, lines: each page is opened once, for all that is asked of it there.
    """
    found = {}
    for name in [*(f"reports/{path.name}" for path in sorted((real / "reports").glob("*.html"))), "index.html"]:
        with Visit(browser, real, name, **PHONE) as page:
            top = first_chart(page)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
            wrong = page.evaluate("""[...document.querySelectorAll('.table:not(.spanned) td')]
                .filter(cell => cell.getClientRects().length).filter(cell => {
                    const right = cell.getBoundingClientRect().right;
                    const cut = cell.scrollWidth > cell.clientWidth + 1 || right > innerWidth;
                    const label = getComputedStyle(cell, '::before').content;
                    return cut || label === 'none' || getComputedStyle(cell).position === 'sticky';
                }).map(cell => cell.outerHTML.slice(0, 120))""")
            found[name] = top, wrong, page.locator(".table:not(.spanned) tbody tr").count()
    return found


def test_on_a_phone_each_line_of_a_table_is_a_card_whose_cells_say_what_they_are_and_none_is_cut(phones):
    assert {name: wrong for name, (_, wrong, _) in phones.items() if wrong} == {}
    assert len(phones) > 10 and sum(lines for *_, lines in phones.values()) > 100


def test_the_first_chart_begins_on_the_first_screen_of_a_desk_and_on_the_second_of_a_phone(browser, real, phones):
    """Its title and the first of its marks, which take 120 pixels."""
    drawn = {name: top for name, (top, *_) in phones.items() if top is not None}
    assert len(drawn) > 5 and {name: top for name, top in drawn.items() if top + 120 > 2 * 844} == {}
    for name in drawn:
        with Visit(browser, real, name, viewport={"width": 1440, "height": 900}) as page:
            assert first_chart(page) + 120 <= 900, name


def test_on_a_phone_the_limits_come_after_the_sections_and_the_contents_are_one_line(browser, real):
    with Visit(browser, real, "reports/20_initiative_support.html", **PHONE) as page:
        last = page.locator(".report > .body:not(.lead-section):not(.ends)").bounding_box()
        limits, ends = page.locator("#limits").bounding_box(), page.locator(".body.ends").bounding_box()
        assert last["y"] + last["height"] <= limits["y"] and limits["y"] + limits["height"] <= ends["y"] + 1
        assert page.locator(".toc").bounding_box()["height"] < 70
        page.locator(".toc summary").click()
        page.locator(".toc .below a").click()
        page.wait_for_url("**#limits")
    with Visit(browser, real, "reports/20_initiative_support.html", viewport={"width": 1440, "height": 900}) as page:
        assert page.locator("#limits").bounding_box()["y"] < 300 and page.locator(".toc ol").is_visible()


def test_sorting_takes_a_table_out_of_the_page_and_puts_it_back_where_it_was_with_the_focus(browser, site):
    with Visit(browser, site, REPORT) as page:
        page.wait_for_selector("body.ready")
        unfold(page)
        page.evaluate("""window.during = []; const table = document.querySelector('.table.long table');
            table.addEventListener('beforeSort', () => window.during.push(document.contains(table)));""")
        head = page.locator(".table.long th", has_text="number")
        head.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("window.during") == [False]
        assert page.evaluate("document.activeElement.textContent") == "number"
        assert page.locator(".table.long > .scroll > table").count() == 1


def test_a_search_that_finds_nothing_says_how_to_begin_again(browser, site):
    with Visit(browser, site, "claims.html") as page:
        page.locator("#f-words").fill("zzqq no such word")
        assert page.locator("#f-count").text_content() == "Nothing found. Clear the search to start again."
        page.get_by_role("button", name="Clear the search").click()
        expect(page.locator("#f-count")).to_have_text("")
        assert page.locator("#found li").count() == 0


def test_the_register_filters_finds_words_in_the_fold_and_keeps_what_is_asked_in_its_address(browser, site):
    with Visit(browser, site, "claims.html") as page:
        page.select_option("#f-article", "clean-network")
        records = page.locator("#found section", has_text="Records").locator("li")
        assert records.count() > 0 and page.url.endswith("#article=clean-network")
        page.fill("#f-words", "lobbying")
        assert records.count() > 0 and page.url.endswith("#words=lobbying&article=clean-network")
        found, address = records.count(), page.url
        page.goto("about:blank")
        page.goto(address)
        assert records.count() == found and page.locator("#f-words").input_value() == "lobbying"
        page.get_by_role("button", name="Clear the search").click()
        wait_for(page, "() => !location.hash")


def test_one_search_finds_reports_figures_and_records_from_every_page(browser, real):
    with Visit(browser, real, "proof.html") as page:
        page.fill("#search", "pakistan")
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims.html#words=pakistan")
        titles = page.locator("#found h2").all_text_contents()
        assert titles == ["Reports", "Figures", "Records"]
        page.locator("#found section", has_text="Records").locator("a").first.click()
        page.wait_for_url("**/claims/*.html#*")


def test_many_records_come_a_part_at_a_time(browser, real):
    with Visit(browser, real, "claims.html#table=statements") as page:
        lines = page.locator("#found li")
        assert lines.count() == 50
        page.get_by_role("button", name=re.compile("^Show 50 more of ")).click()
        assert lines.count() == 100


def test_the_switch_of_the_code_says_what_it_will_do(browser, site):
    with Visit(browser, site, REPORT) as page:
        switch = page.locator("#code-switch")
        assert switch.inner_text() == "Show all code"
        switch.click()
        assert switch.inner_text() == "Hide all code" and page.locator("details.code:not([open])").count() == 0
        switch.click()
        assert switch.inner_text() == "Show all code" and page.locator("details.code[open]").count() == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_who_comes_for_a_row_of_the_register_lands_on_it(browser, real, options):
    rows = ("events-0044", "statements-0077")
    seen = """(id) => {
        const row = document.getElementById(id), top = row ? row.getBoundingClientRect().top : -9;
        return -1 <= top && top < innerHeight / 2;
    }"""
    for row in rows:
        with Visit(browser, real, f"claims.html#{row}", reduced_motion="no-preference", **options) as page:
            wait_for(page, seen, row)
            page.wait_for_timeout(600)
            assert page.evaluate(seen, row), f"{row} was there and then moved away"
    with Visit(browser, real, "claims/events.html", reduced_motion="no-preference", **options) as page:
        page.wait_for_selector("body.ready")
        for row in ("events-0044", "events-0070"):
            page.evaluate("(id) => { location.hash = id; }", row)
            wait_for(page, seen, row)
            page.wait_for_timeout(600)
            assert page.evaluate(seen, row)


def faults(page, **options) -> list[tuple[str, str]]:
    result = page.evaluate(
        "options => axe.run(document, {resultTypes: ['violations'], preload: false, ...options})", options
    )
    return [(one["id"], node["html"][:150]) for one in result["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("hostile", "name"), [*((True, name) for name in PAGES), *((False, name) for name in REAL)])
def test_axe_finds_nothing_light_or_dark(browser, site, real, hostile, name):
    # No rule is switched off. Of marks that lie close together axe asks a person to judge whether there is another way
    # to the same thing; the table below each figure is one, and a test above goes it.
    with Visit(browser, site if hostile else real, name, bypass=True, color_scheme="light") as page:
        page.evaluate(AXE)
        for chart in page.locator("figure.chart").all()[:2]:
            chart.scroll_into_view_if_needed()
        assert faults(page, runOnly={"type": "tag", "values": RULES}) == []
        page.emulate_media(color_scheme="dark")
        assert faults(page, runOnly={"type": "rule", "values": COLOUR_RULES}) == []


@pytest.mark.parametrize(
    ("hostile", "name"),
    [(True, REPORT), (False, "reports/20_initiative_support.html"), (False, "reports/50_topic-media-policy.html")],
)
def test_axe_finds_nothing_on_a_phone(browser, site, real, hostile, name):
    with Visit(browser, site if hostile else real, name, bypass=True, **PHONE) as page:
        page.evaluate(AXE)
        if hostile:
            assert page.locator(".narrow .answers button").first.is_visible()
        page.evaluate("document.querySelectorAll('details.data').forEach(fold => { fold.open = true; })")
        assert faults(page, runOnly={"type": "tag", "values": RULES}) == []


def test_no_page_scrolls_sideways(browser, site, real):
    wide = []
    for where, names in ((site, PAGES), (real, REAL)):
        for name in names:
            with Visit(browser, where, name) as page:
                page.evaluate("document.querySelectorAll('details.data').forEach(fold => { fold.open = true; })")
                for width in (320, 390, 768, 1440, 1920):
                    page.set_viewport_size({"width": width, "height": 800})
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        wide.append((name, width))
    assert wide == []


def test_a_report_prints_as_a_document(browser, real):
    with Visit(browser, real, "reports/20_initiative_support.html", color_scheme="dark") as page:
        page.emulate_media(media="print")
        assert not page.locator("header.site nav").is_visible() and page.locator("#answer").is_visible()
        assert (
            page.locator("figure .wide svg").first.is_visible()
            and not page.locator("figure .narrow svg").first.is_visible()
        )
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('figure .wide svg')).filter") == "none"
        made = PdfReader(io.BytesIO(page.pdf(format="A4")))
        # The first chart is on the page of the answer, no heading ends a page, and the folded table is printed.
        pages = [found.extract_text().strip() for found in made.pages]
        assert len(pages) < 12 and "Figure 1" in pages[0] and "support-0013" in " ".join(pages)
        headings = [text.removesuffix("#").strip() for text in page.locator("main :is(h2, h3)").all_text_contents()]
        assert [text for text in pages if text.splitlines()[-1].strip() in headings] == []
        over = page.evaluate(
            "[...document.querySelectorAll('main .scroll')].map(box => box.scrollWidth - box.clientWidth)"
        )
        assert over and max(over) <= 1
