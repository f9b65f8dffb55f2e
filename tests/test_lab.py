"""What a researcher does in JupyterLab: open a notebook, run it, change a parameter, and ask the chart."""

import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from types import SimpleNamespace

import mini_project
import nbformat
import pandas as pd
import pytest
from this_study import HERE

from analysis import study
from analysis.__main__ import main
from newsbench.importing.bring import bring
from proofpress import lab as lab_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

WAIT = 180_000  # ms that a busy machine is given
FIRST = 'topic: str = "xinhua"  # a topic\nmost: int = 3  # entities'
SECOND = 'topic: str = "peoples-daily"  # a topic\nmost: int = 3  # entities'


@contextlib.contextmanager
def jupyterlab(study, settings):
    """The address of a JupyterLab that `analysis lab` started on a study, with settings of its own."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": str(settings),
        "LANG": "C.UTF-8",
        "JUPYTER_CONFIG_DIR": str(settings / "config"),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "JUPYTER_RUNTIME_DIR": str(settings / "runtime"),
        "PYTHONPATH": str(study / "src"),
    }
    options = [
        "--no-browser",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (settings / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "analysis", "lab", "--port", str(port), "--as-root", "--", *options],
            cwd=study,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/api/status", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, (settings / "lab.log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab on a copy of this study."""
    mini_project.copy_tracked(HERE.root, tmp_path / "study")
    with jupyterlab(tmp_path / "study", tmp_path) as address:
        yield address


@contextlib.contextmanager
def opened(address, notebook):
    """A page with a notebook open in it, its kernel ready."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=WAIT,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(WAIT)
        show(page, f"{address}/lab/tree/{notebook}?reset")
        yield page
        browser.close()


def show(page, address):
    """Open a notebook and wait for its kernel. JupyterLab can miss the message that says a running kernel is idle,
    and then waits for ever: it is opened once more, and after that one goes on, since cells may run all the same.
    """
    for _ in range(2):
        page.goto(address, timeout=WAIT)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=WAIT)
        with contextlib.suppress(Exception):  # a timeout of Playwright, which is imported where it is there
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=WAIT / 3)
            return


def run_all(page):
    """Run all cells. Asked again where nothing runs: JupyterLab says idle before the kernel is connected, and then
    runs nothing, or takes back what it had begun.
    """
    prompts = "[...document.querySelectorAll('.jp-InputPrompt')]"
    look = f"(said) => {prompts}.some((one) => RegExp(said).test(one.textContent))"
    for _ in range(18):
        select = page.locator(".jp-Dialog .jp-mod-accept", has_text="Select")
        if select.count():  # a kernel that came late, on a busy machine: JupyterLab asks which one
            with contextlib.suppress(Exception):  # a handler of the page may have been faster
                select.click(timeout=5_000)
        if not page.evaluate(look, r"\[\*\]"):
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(Exception):  # a timeout of Playwright, which is imported where it is there
            page.wait_for_function(look, arg=r"\[\d+\]", timeout=10_000)
            return


def set_parameters(page, source):
    page.locator(".jp-CodeCell .cm-content", has_text="topic: str").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)
    page.locator(".jp-CodeCell .cm-content", has_text=source.split("  ")[0]).first.wait_for(timeout=WAIT)


def drawing(page, other_than=""):
    """The first chart as the browser drew it, once it is drawn and differs from an earlier one."""
    look = """(old) => {
        const canvas = document.querySelector('.jp-OutputArea-output .vega-embed canvas');
        if (canvas) { const drawn = canvas.toDataURL(); return drawn !== old && drawn.length > 5000 ? drawn : ''; }
        const svg = document.querySelector('.jp-OutputArea-output .vega-embed svg');
        return svg && svg.outerHTML !== old ? svg.outerHTML : '';
    }"""
    return page.wait_for_function(look, arg=other_than, timeout=WAIT).json_value()


def tooltip(page):
    """The words of a mark that the mouse finds. The marks are small: it looks everywhere, as often as a busy page needs
    to settle, and lets the page answer each step.
    """
    chart, tip = page.locator(".jp-OutputArea-output .vega-embed").first, page.locator("#vg-tooltip-element.visible")
    for _ in range(8):
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        for x, y in ((x, y) for y in range(20, 90, 3) for x in range(4, 98, 3)):
            page.mouse.move(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)
            page.evaluate("() => new Promise(requestAnimationFrame)")
            if tip.count() and (shown := tip.inner_text()):
                return shown
    return ""


def test_a_changed_parameter_redraws_the_chart_and_its_tooltip_answers(lab):
    with opened(lab, "notebooks/50_topic.ipynb") as page:
        loaded = (
            "() => [...document.fonts].some((face) => face.family.includes('Analysis Sans') && face.status === "
            "'loaded')"
        )
        page.wait_for_function(loaded, timeout=WAIT)  # text of charts was measured with this font
        set_parameters(page, FIRST)
        run_all(page)
        first = drawing(page)
        set_parameters(page, SECOND)
        run_all(page)
        drawing(page, other_than=first)
        assert "paragraph" in tooltip(page).lower()


def test_a_notebook_that_was_opened_run_and_saved_builds_to_the_same_bytes(project, tmp_path):
    """On opening it is not unsaved; saving keeps code and no outputs, though the browser goes on showing them."""
    source = project / "notebooks" / "10_votes.ipynb"
    saved = json.loads(source.read_text("utf-8"))
    saved["metadata"] = json.loads((HERE.notebooks / "50_topic.ipynb").read_text("utf-8"))["metadata"]
    saved["metadata"]["language_info"]["version"] = platform.python_version()
    nbformat.write(nbformat.from_dict(saved), source)
    before, outputs = source.read_bytes(), mini_project.outputs(project)
    with jupyterlab(project, tmp_path) as address, opened(address, "notebooks/10_votes.ipynb") as page:
        page.wait_for_timeout(2_000)  # what JupyterLab does to a notebook by itself it has done by then
        assert page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 0
        run_all(page)
        page.locator(".jp-OutputArea-output", has_text="rows,").first.wait_for(timeout=WAIT)
        page.locator(".jp-OutputArea-output svg, .jp-OutputArea-output canvas").first.wait_for(timeout=WAIT)
        page.keyboard.press("Control+s")
        page.locator(".lm-TabBar-tab.jp-mod-dirty").wait_for(state="detached", timeout=WAIT)
        assert page.locator(".jp-OutputArea-output", has_text="rows,").count()
    assert source.read_bytes() == before
    done = mini_project.run(project, "build")
    assert done.returncode == 0 and "Nothing to do" in done.stdout
    done = mini_project.run(project, "build", "--force")
    assert done.returncode == 0 and mini_project.outputs(project) == outputs


def test_lines_of_an_imported_corpus_are_sorted_paged_and_opened_by_a_click(project, tmp_path):
    """From texts of one's own to a line in its article, in the browser; what is saved holds none of their words."""
    rows = [
        {"title": f"Day {n}", "source": "Quay Daily", "text": f"Boats wait.\nThe ferry {n:02} is late."}
        for n in range(60)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "own.csv", index=False)
    bring(tmp_path / "own.csv", "own", study=study.at(project))
    (project / "data/raw/topics.yml").unlink()  # of a short form of the small project's own
    source = project / "notebooks" / "10_votes.ipynb"
    notebook = nbformat.read(source, 4)
    notebook.metadata = nbformat.read(HERE.notebooks / "50_topic.ipynb", 4).metadata
    notebook.cells = [
        nbformat.v4.new_code_cell(
            'from analysis import load_corpus\nload_corpus("own").concordance("ferry", sort="-R1")'
        )
    ]
    nbformat.write(notebook, source)
    with jupyterlab(project, tmp_path) as address, opened(address, "notebooks/10_votes.ipynb") as page:
        run_all(page)
        lines = page.locator(".concordance .lines tbody tr")
        lines.first.wait_for(timeout=WAIT)
        assert lines.count() == 25 and "59 is late" in lines.first.inner_text()
        page.get_by_label("Sort lines by").select_option("R1")
        page.locator(".concordance .lines tbody tr", has_text="00 is late").wait_for(timeout=WAIT)
        page.get_by_role("button", name="Next").click()
        page.locator(".concordance .where", has_text="26 to 50 of 60").wait_for(timeout=WAIT)
        lines.nth(2).click()
        article = page.locator(".concordance .article")
        article.locator("mark", has_text="ferry").wait_for(timeout=WAIT)
        assert "Day 27" in article.inner_text() and "Boats wait." in article.inner_text()
        page.get_by_role("button", name="Close").click()
        article.wait_for(state="hidden", timeout=WAIT)
        page.get_by_label("Name of the report").fill("Late ferries")
        page.get_by_role("button", name="Save report").click()
        page.locator(".concordance .fault", has_text="no name for a report").wait_for(timeout=WAIT)
        page.get_by_label("Name of the report").fill("late-ferries")
        page.get_by_role("button", name="Save report").click()
        page.locator(".concordance .told", has_text="60_search-late-ferries.yml: written").wait_for(timeout=WAIT)
        page.keyboard.press("Control+s")
        page.locator(".lm-TabBar-tab.jp-mod-dirty").wait_for(state="detached", timeout=WAIT)
    assert "is late" not in source.read_text("utf-8").replace("ferry", "")
    done = mini_project.run(project, "build", "60_search-late-ferries")
    assert done.returncode == 0, done.stderr
    executed = (project / "reports/notebooks/60_search-late-ferries.ipynb").read_text("utf-8")
    assert "60 times in 60 of 60 articles of the corpus own" in executed and "is late" not in executed


def test_an_executed_report_that_is_opened_and_saved_keeps_its_outputs(project):
    """Only sources are stripped: the hook asks where a notebook lies."""
    manager = SimpleNamespace(root_dir=str(project))
    save = lab_of.saving(study.at(project))
    for name, kept in (("reports/notebooks/votes.ipynb", True), ("notebooks/10_votes.ipynb", False), ("a.ipynb", True)):
        content = json.loads((project / "reports/notebooks/votes.ipynb").read_text("utf-8"))
        model = {"type": "notebook", "content": content}
        save(path=name, model=model, contents_manager=manager)
        assert any(cell.get("outputs") for cell in model["content"]["cells"]) is kept
    save(path="notebooks/x.csv", model={"type": "file", "content": "a"}, contents_manager=manager)


def test_what_a_file_says_of_its_kernel_stays_whichever_python_runs_it(project):
    source = project / "notebooks" / "10_votes.ipynb"
    model = {"type": "notebook", "content": json.loads(source.read_text("utf-8"))}
    model["content"]["metadata"] |= {"language_info": {"name": "python", "version": "3.99.0"}}
    before = json.loads(source.read_text("utf-8"))["metadata"]["kernelspec"]
    model["content"]["metadata"]["kernelspec"] = before | {"display_name": "Mine"}
    lab_of.saving(study.at(project))(
        path="notebooks/10_votes.ipynb", model=model, contents_manager=SimpleNamespace(root_dir=str(project))
    )
    assert model["content"]["metadata"]["kernelspec"] == before


def test_root_is_told_how_to_start_it(monkeypatch, capsys):
    monkeypatch.setattr(lab_of.machine, "root", lambda: True)
    assert main(["--study", str(HERE.root), "lab"]) == 2
    assert "make lab ROOT=1" in capsys.readouterr().err


HOSTILE_CELLS = """import sys
sys.path.insert(0, {tests!r})
import altair as alt, pandas as pd
from IPython.display import HTML, display
from test_injection import HOSTILE, pieces, widgets
from analysis.caveats import Limits
from newsbench.paging import paged
for shown in pieces().values():
    display(HTML(shown))
display(*widgets().values(), Limits({{"C1": HOSTILE}}), paged(pd.DataFrame({{HOSTILE: [HOSTILE] * 12}})))
from analysis import charts
frame = pd.DataFrame({{"who": [HOSTILE, "b"], "count": [3, 2]}})
bars = alt.Chart(frame).mark_bar().encode(x="count:Q", y="who:N", tooltip=["who:N"])
display(charts.figure(bars, slug="hostile", title=HOSTILE, subtitle=HOSTILE, source=HOSTILE, alt=HOSTILE))
import json, tempfile
from pathlib import Path
import coding_study
from analysis import load_corpus
from newsbench.importing.bring import bring
from newsbench.opening import open_corpus
made = coding_study.make(Path(tempfile.mkdtemp()), coding_study.QUEUE)
coded = made.coded / "claims.yml"
told = coded.read_text("utf-8")
for plain in ("Stand on the ferry", "Wants it", "Who says it", "label: For", "Who says what."):
    key, _, said = plain.rpartition("label: ")
    told = told.replace(plain, ("label: " if said != plain else "") + json.dumps(HOSTILE))
coded.write_text(told, "utf-8")
quoted = '"' + HOSTILE.replace('"', '""').replace("\\n", " ") + '"'
articles = made.raw / "articles.csv"
articles.write_text(articles.read_text("utf-8").replace("The ferry", quoted), "utf-8")
own = load_corpus("", study=made)
display(own, own.codebook, own.code("claims", coder="ana"))
news = Path(tempfile.mkdtemp())
(news / "a.csv").write_text("id,outlet,title,text\\n1," + quoted + "," + quoted + "," + quoted + "\\n", "utf-8")
display(bring(news / "a.csv", "own", into=news / "corpora", study=made))
corpus = open_corpus("own", news / "corpora")
display(corpus, corpus.concordance("window"), corpus.read("1"))
print("\\x1b]8;;javascript:window.pwned=1\\x07link\\x1b]8;;\\x07", HOSTILE)
print("all of it is" + " shown")
"""


def test_hostile_texts_stay_texts_in_jupyterlab(project, tmp_path):
    """Every field of a text at once, in a kernel of its own: what a trusted output holds would run."""
    source = HOSTILE_CELLS.format(tests=str(HERE.root / "tests"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)], metadata=kernel)
    nbformat.write(notebook, project / "notebooks" / "99_hostile.ipynb")
    seen: list[str] = []
    with jupyterlab(project, tmp_path) as address, opened(address, "notebooks/99_hostile.ipynb") as page:
        page.on("dialog", lambda dialog: seen.append("dialog"))
        page.on(
            "request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else seen.append(one.url)
        )
        run_all(page)
        said = page.locator(".jp-OutputArea-output", has_text="all of it is shown")
        failed = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']")
        said.or_(failed).first.wait_for(timeout=WAIT)
        assert said.count(), failed.first.inner_text()
        page.wait_for_timeout(2000)
        outputs = page.locator(".jp-OutputArea").first
        assert outputs.inner_text().count("window.pwned=1") > 20
        assert page.evaluate("typeof window.pwned") == "undefined"
        wrong = "a[href^='javascript'], img[src='x'], script, iframe, [onerror], [onload]"
        assert outputs.locator(wrong).count() == 0
    assert [url for url in seen if not url.startswith("ws")] == []
