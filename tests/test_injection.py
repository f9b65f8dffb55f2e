"""Texts of a corpus and of a codebook are texts: no door makes markup, a script, a formula or a command of them.

What goes into pages of the site is tried in tests/test_site_browser.py; here are the doors beside it: what JupyterLab
shows, the widgets, the codebook in Markdown, a new study, and the terminal.
"""

from __future__ import annotations

import json
import re
import shutil

import pandas as pd
import pytest
import yaml

from analysis import study
from analysis.__main__ import main
from analysis.caveats import Limits
from analysis.charts.table import table as house_table
from analysis.codebook.generated import _md
from analysis.newstudy.command import rendered
from newsbench.concordance import shown
from newsbench.paging import paged
from newsbench.reading import Reader
from proofpress.site import rows

HOSTILE = (
    "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\"><svg onload='window.pwned=1'>"
    "<style>*{background:url(http://example.org/x)}</style> {{7*7}} {% raw %} $\\href{javascript:window.pwned=1}{x}$ "
    "=HYPERLINK(1) $(touch pwned) `touch pwned` [x](javascript:window.pwned=1) datum['constructor'] & | \"quoted\" 'q'"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def html(shown) -> str:
    """What a cell shows of an object as HTML; in a kernel it may be a widget, with metadata beside it."""
    bundle = shown._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle).get("text/html", "")


def pieces() -> dict[str, str]:
    """What each door shows of hostile texts, as HTML."""
    facts = {"id": HOSTILE, "title": HOSTILE, "outlet": HOSTILE, "date": HOSTILE}
    lines = pd.DataFrame(
        [{"line": 1, "article": HOSTILE, "paragraph": 1, "left": HOSTILE, "node": HOSTILE, "right": HOSTILE}]
    )
    frame = pd.DataFrame({HOSTILE: [HOSTILE] * 12})
    return {
        "the reader of an article": Reader(
            facts, f"{HOSTILE}\n{HOSTILE}", lit=(3, 40), voices={1: HOSTILE}, notes={0: [HOSTILE], 1: [HOSTILE]}
        )._repr_html_(),
        "lines of a concordance": shown.as_html(HOSTILE, lines, 1),
        "a long frame in pages": html(paged(frame, caption=HOSTILE)),
        "a table of the house": house_table(frame, caption=HOSTILE, note=HOSTILE).html,
        "limits": html(Limits({"C1": HOSTILE})),
    }


@pytest.mark.parametrize("door", pieces())
def test_what_is_shown_holds_no_markup_of_a_text(door):
    found = pieces()[door]
    assert "&lt;script&gt;" in found
    assert not re.search(r"<(/?script|img|svg|style>\*)", found)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_in_a_browser_nothing_of_it_runs_or_is_asked_for(tmp_path):
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    page_file = tmp_path / "doors.html"
    page_file.write_text(f'<!doctype html><meta charset="utf-8">{"<hr>".join(pieces().values())}', "utf-8")
    seen: list[str] = []
    with sync.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=180_000)
        page = browser.new_page()
        page.set_default_timeout(180_000)
        page.on("dialog", lambda dialog: seen.append("dialog"))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("request", lambda request: seen.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(page_file.as_uri())
        page.wait_for_timeout(300)
        assert page.evaluate("typeof window.pwned") == "undefined"
        assert page.evaluate("document.querySelectorAll('img,svg,script,iframe').length") == 0
        assert page.inner_text("body").count("window.pwned=1") > 20
        browser.close()
    assert seen == []


WIDGET = """<!doctype html><meta charset="utf-8"><div id="here"></div><script type="module">
import widget from "./widget.mjs"; const state = STATE;
const model = {get: name => state[name], set() {}, on() {}, off() {}, save_changes() {}, send() {}};
const made = typeof widget === "function" ? await widget() : widget;
if (made.initialize) await made.initialize({model});
await made.render({model, el: document.getElementById("here")}); window.done = true;</script>"""


def widgets():
    """The widgets that hold texts, with hostile ones."""
    from itables.widget import ITable

    from newsbench.concordance.browser import Browser

    frame = pd.DataFrame({HOSTILE: [HOSTILE] * 20})

    from counting_corpus import corpus

    browser = Browser(corpus({"a": f"{HOSTILE}\n{HOSTILE}"}, title=[HOSTILE], outlet=[HOSTILE]).concordance("pwned"))
    browser.opened = 1
    return {"pages of a frame": ITable(frame, caption=HOSTILE, showIndex=False), "a concordance": browser}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("name", ["pages of a frame", "a concordance"])
def test_a_widget_shows_texts_as_texts(name, tmp_path):
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    widget = widgets()[name]
    plain = (str, int, float, bool, list, dict, type(None))
    state = {key: value for key, value in widget.get_state().items() if isinstance(value, plain) and key != "_esm"}
    (tmp_path / "widget.mjs").write_text(str(widget._esm), "utf-8")
    told = json.dumps(state).replace("<", "\\u003c")
    (tmp_path / "page.html").write_text(WIDGET.replace("STATE", told), "utf-8")
    seen: list[str] = []
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"],
            timeout=180_000,
        )
        page = browser.new_page()
        page.set_default_timeout(180_000)
        page.on("dialog", lambda dialog: seen.append("dialog"))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("request", lambda request: seen.append(request.url) if request.url.startswith("http") else None)
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_function("window.done === true", timeout=180_000)
        page.wait_for_timeout(300)
        assert page.evaluate("typeof window.pwned") == "undefined" and "window.pwned=1" in page.inner_text("#here")
        assert page.evaluate("document.querySelectorAll('#here img, #here script, #here iframe').length") == 0
        browser.close()
    assert seen == []


def test_the_codebook_in_markdown_holds_no_markup_of_a_description():
    assert "<" not in _md(HOSTILE) and "|" not in re.sub(r"\\\|", "", _md(HOSTILE)) and "\n" not in _md("a\n\n# b")


@pytest.mark.parametrize("title", [HOSTILE, 'He said "no" \\ : # {a}', "a: b # c", "😀 新闻", "---", "!!python/x"])
def test_the_title_of_a_new_study_is_a_text_wherever_it_stands(title):
    values = {"name": "new", "title": title, "home": False, "example": "x", "package": "new"}
    assert yaml.safe_load(rendered("data/package.yml.j2", **values))["title"] == title
    assert yaml.safe_load(rendered("notebooks/site.yml.j2", **values))["title"] == title
    first = rendered("README.md.j2", **values).splitlines()[0]
    assert (
        first.startswith("# ")
        and re.sub(r"\\(.)", r"\1", first[2:]) == title
        and not re.search(r"(?<!\\)[<`{\[]", first)
    )


def test_words_with_slots_are_filled_with_texts_and_give_away_nothing():
    assert rows._filled("{value}, {label}", "{label}", "{value.__class__}") == "{label}, {value.__class__}"
    assert rows._filled("{value.__class__} {0} {", "a", "b") == "{value.__class__} {0} {"


@pytest.mark.parametrize("name", ["data/raw/entities.csv", "data/raw/topics.yml"])
def test_no_message_holds_an_escape_that_a_terminal_would_run(name, invented, capsys):
    path = study.find().root / name
    path.write_bytes(path.read_bytes() + b"\n\x1b]0;pwned\x07\xc2\x9b31m")
    assert main(["codebook", "--check"]) in (1, 2)
    told = capsys.readouterr()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", told.err + told.out)
