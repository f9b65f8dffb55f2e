"""What a researcher does in JupyterLab: open a notebook, run it, change a parameter, and ask the chart."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest
from this_study import HERE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

FIRST = 'topic: str = "xinhua"  # a topic\nmost: int = 3  # entities'
SECOND = 'topic: str = "peoples-daily"  # a topic\nmost: int = 3  # entities'


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab on a copy of the notebooks, with settings of its own."""
    notebooks = tmp_path / "notebooks"
    shutil.copytree(HERE.notebooks, notebooks)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": str(HERE.root / "src"),
    }
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                f"--ServerApp.port={port}",
                "--ServerApp.ip=127.0.0.1",
                "--IdentityProvider.token=",
                "--ServerApp.password=",
                f"--ServerApp.root_dir={notebooks}",
                "--LabApp.news_url=",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ],
            env=env,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/api/status", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def run_all(page):
    """Run all cells. Asked again where nothing began: JupyterLab says idle before the kernel is connected, and then runs nothing."""
    for _ in range(6):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(Exception):  # a timeout of Playwright, which is imported where it is there
            page.wait_for_function(
                "() => [...document.querySelectorAll('.jp-InputPrompt')].some((one) => /\\[(\\*|\\d+)\\]/.test(one.textContent))",
                timeout=10_000,
            )
            return


def set_parameters(page, source):
    page.locator(".jp-CodeCell .cm-content", has_text="topic: str").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)
    page.locator(".jp-CodeCell .cm-content", has_text=source.split("  ")[0]).first.wait_for(timeout=10_000)


def drawing(page, other_than=""):
    """The first chart as the browser drew it, once it is drawn and differs from an earlier one."""
    look = """(old) => { const c = document.querySelector('.jp-OutputArea-output .vega-embed canvas'); if (c) { const d = c.toDataURL(); return d !== old && d.length > 5000 ? d : ''; }
                         const s = document.querySelector('.jp-OutputArea-output .vega-embed svg'); return s && s.outerHTML !== old ? s.outerHTML : ''; }"""
    return page.wait_for_function(look, arg=other_than, timeout=60_000).json_value()


def test_a_changed_parameter_redraws_the_chart_and_its_tooltip_answers(lab):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
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
        page.goto(f"{lab}/lab/tree/50_topic.ipynb?reset", timeout=60_000)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.wait_for_selector(
            "[data-status='idle'], .jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000
        )
        set_parameters(page, FIRST)
        run_all(page)
        first = drawing(page)
        set_parameters(page, SECOND)
        run_all(page)
        drawing(page, other_than=first)
        chart = page.locator(".jp-OutputArea-output .vega-embed").first
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        shown = ""
        for share in range(30, 98):
            page.mouse.move(
                box["x"] + box["width"] * share / 100, box["y"] + box["height"] * (0.45 + 0.1 * (share % 3))
            )
            tip = page.locator("#vg-tooltip-element.visible")
            if tip.count() and (shown := tip.inner_text()):
                break
        browser.close()
        assert "paragraph" in shown.lower()
