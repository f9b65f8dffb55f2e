"""How soon pages show something on a slow processor, and how much they weigh.

``make site; python benchmarks/site.py`` opens each page from disk in Chromium, slowed down four times, in a window of
its own, and beside it a page of one word: what of the time is the browser's. Median of five; the goals are a first
paint within a second, 300 KB for the index and 500 KB for a report, shared files apart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]


def first_paint(browser: Browser, page_file: Path, slower: float = 4) -> float:
    """Milliseconds from the start of loading to the first paint of content."""
    with browser.new_page() as page:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(page_file.as_uri())
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        return page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "site", nargs="?", type=Path, default=ROOT / "site", help="the folder of the pages (default: site)"
    )
    site = parser.parse_args().site
    pages = [site / "index.html", site / "claims.html", *sorted((site / "reports").glob("*.html"))]
    if missing := [page for page in pages if not page.exists()]:
        raise SystemExit(f"{missing[0]} is missing: make site")
    browser_file = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
        word = Path(folder) / "one-word.html"
        word.write_text("<!DOCTYPE html><title>x</title><p>word", "utf-8")
        first_paint(browser, word)
        print(
            f"load {os.getloadavg()[0]:.1f}\n\n"
            "| page | KB | first paint, ms | a page of one word, ms |\n|---|---:|---:|---:|",
            flush=True,
        )
        for page in pages:
            times, idle = zip(
                *((first_paint(browser, page), first_paint(browser, word)) for _ in range(5)), strict=True
            )
            print(
                f"| {page.relative_to(site)} | {page.stat().st_size / 1000:.0f} | {statistics.median(times):.0f} | "
                f"{statistics.median(idle):.0f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
