"""Coding in a real JupyterLab: a row typed, checked, saved; kernel and browser killed in the middle, nothing lost."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress

import coding_study
import pytest
from test_lab import CHROMIUM, jupyterlab, run_all, show

from analysis.coding.desk import desk

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
CELL = 'from analysis import load_corpus\nload_corpus().code("claims", coder="ana")'
QUEUE = coding_study.QUEUE.replace("sample: 2, seed: 7", "articles: [gate]")


@pytest.fixture
def study(tmp_path):
    made = coding_study.make(tmp_path / "study", QUEUE)
    cell = {"cell_type": "code", "id": "code", "metadata": {}, "source": CELL, "outputs": [], "execution_count": None}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (made.notebooks / "coding.ipynb").write_text(json.dumps(notebook), "utf-8")
    (made.root / "src").mkdir()
    return made


@contextmanager
def browser(folder):
    """A browser that keeps what pages store, as a person's does; killed hard by its process where asked."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=CHROMIUM,
            timeout=180_000,
            viewport={"width": 1440, "height": 1000},
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        context.set_default_timeout(180_000)
        yield context
        with suppress(Exception):  # it may have been killed
            context.close()


def opened(context, address):
    from playwright.sync_api import TimeoutError

    for _ in range(4):  # in a new page, where JupyterLab said idle before the kernel was connected
        page = context.new_page()
        page.add_locator_handler(  # "the kernel has died" and the like
            page.locator(".jp-Dialog"), lambda dialog: dialog.get_by_role("button").last.click()
        )
        show(page, f"{address}/lab/tree/notebooks/coding.ipynb?reset")
        run_all(page)
        with suppress(TimeoutError):
            page.locator(".coding .text li").first.wait_for(timeout=60_000)
            return page
        page.close()
    raise AssertionError("the cell did not run")


def typed(page, speaker="keeper", stance="For"):
    field = page.locator('.coding [data-column="statement"] textarea')
    field.fill(f"The {speaker} wants it")
    page.locator('.coding [data-column="speaker"] input').fill(speaker)
    page.get_by_role("radio", name=re.compile(f"^{stance}")).click()


def kill_kernels(study):
    """End the kernels of this study, by their process ids; how many."""
    listed = subprocess.run(["ps", "-eo", "pid,args", "-ww"], capture_output=True, text=True).stdout
    ended = 0
    for line in listed.splitlines():
        pid, _, args = line.strip().partition(" ")
        if "kernel-" in args and str(study.root.parent) in args and "ipykernel" in args:
            os.kill(int(pid), signal.SIGKILL)
            ended += 1
    return ended


def test_a_row_is_typed_checked_and_saved_and_survives_kernel_and_browser(study, tmp_path):
    own = desk(study, "claims", "ana")
    with jupyterlab(study.root, tmp_path) as address:
        with browser(tmp_path / "profile") as context:
            page = opened(context, address)
            asked = []
            page.on("request", lambda request: asked.append(request.url))
            page.locator('.coding [data-column="statement"] textarea').focus()
            page.keyboard.press("Control+Enter")
            page.locator(".coding .said.bad").wait_for(timeout=180_000)
            assert page.locator(".coding .field.bad").count() == 3 and not own.file.path.exists()

            typed(page, speaker="<img src=x onerror=document.title='run'>")
            page.locator('.coding [data-column="date"] input').fill("8 Sept 2020")
            page.get_by_role("button", name=re.compile("^2020-09-08")).click()
            page.get_by_role("radio", name=re.compile("^Said")).focus()
            page.keyboard.press("1")
            page.keyboard.press("Alt+u")
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/coding-typed.png")
            page.keyboard.press("Control+Enter")
            page.locator(".coding .rows li", has_text="claims-ana-0001").wait_for(timeout=180_000)
            row = own.rows()[0]
            assert (row["stance"], row["date"], row["date_of"], row["unsure"]) == ("for", "2020-09-08", "said", "yes")
            assert page.title() != "run" and page.locator(".coding img").count() == 0

            # The browser goes in the middle of a row.
            page.keyboard.press("Alt+j")
            typed(page, speaker="mayor", stance="Against")
            page.wait_for_timeout(300)
            assert [url for url in asked if not url.startswith(address)] == []
            context.close()
        with browser(tmp_path / "profile") as context:
            page = opened(context, address)
            page.locator(".coding .said", has_text="not saved is here again").wait_for(timeout=180_000)
            assert page.locator('.coding [data-column="speaker"] input').input_value() == "mayor"
            assert page.locator('.coding [data-column="paragraph"] input').input_value() == "2"

            # The kernel goes as the row is saved: what the file holds is whole, the rest is in the browser.
            assert kill_kernels(study)
            page.get_by_role("button", name="Save row").click()
            if folder := os.environ.get("SHOTS"):
                page.wait_for_timeout(10_000)
                page.screenshot(path=f"{folder}/coding-killed.png")
            page.locator(".coding .said", has_text="The kernel does not answer").wait_for(timeout=180_000)
            assert [one["id"] for one in own.rows()] == ["claims-ana-0001"]
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/coding-lost.png")
            page.close()
            time.sleep(2)
            page = opened(context, address)
            assert page.locator('.coding [data-column="speaker"] input').input_value() == "mayor"
            page.get_by_role("button", name="Save row").click()
            page.locator(".coding .rows li", has_text="claims-ana-0002").wait_for(timeout=180_000)
            page.keyboard.press("Alt+z")
            page.locator(".coding .said", has_text="Undone: claims-ana-0002").wait_for(timeout=180_000)
            page.keyboard.press("Alt+PageDown")
            page.locator(".coding h3", has_text="2 of").wait_for(timeout=180_000)
            page.keyboard.press("Alt+n")
            page.locator(".coding .rows li", has_text="nothing to code").wait_for(timeout=180_000)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/coding-nothing.png")
    assert [(one["id"], one["entry"]) for one in own.rows()] == [
        ("claims-ana-0001", "row"),
        ("claims-ana-0002", "nothing"),
    ]
    saved = json.loads((study.notebooks / "coding.ipynb").read_text("utf-8"))
    assert "mayor" not in json.dumps(saved) and shutil.which("git")
