"""A small package tree with hostile texts wherever a text can stand, and its site, for the tests of the site."""

from __future__ import annotations

import base64
import csv
import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from analysis import locks

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = (
    "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\"><svg onload='window.pwned=1'> "
    "\"quoted\" 'single' &amp; {{7*7}} 反共 ]]>"
)
SMALL = (400, 412)  # left edges of two marks that are smaller than a finger and close to each other
ROWS = 15  # of each coded table: enough for every kind of row, and a page that a browser loads at once
PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
).decode()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def marks(width: int, rows: str) -> list[tuple[tuple[int, int, int, int], list, str]]:
    """What answers in the drawing of a page, and in that of a phone: place, what it says, rows."""
    small = [([["words", f"small at {x}"], ["who", "third"]], f"events-{n:04d}") for n, x in enumerate(SMALL, start=1)]
    said = [
        ([["words", HOSTILE], ["who", "first"]], rows),
        ([["words", "calm"], ["who", "second"]], "support-0002"),
        *small,
    ]
    wide = [(10, 30, 80, 30), (200, 30, 80, 30), *((x, 40, 6, 6) for x in SMALL)]
    narrow = [(10, 30, 80, 30), (120, 30, 80, 30), (220, 40, 6, 6), (232, 40, 6, 6)]
    return [(place, *what) for place, what in zip(wide if width == 720 else narrow, said, strict=True)]


def drawing(width: int, rows: str = "support-0001|support-0002", answers: bool = True) -> str:
    drawn = "".join(
        f'<g transform="translate({x},{y})"><path d="M0,0h{w}v{h}h-{w}Z" fill="#0072B2"'
        + (f' data-rows="{ids}" data-tip="{escaped(json.dumps(tip))}"' if answers else "")
        + "/></g>"
        for (x, y, w, h), tip, ids in marks(width, rows)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} 120" '
        f'width="{width}" height="120" role="img" '
        f'aria-label="{escaped(HOSTILE)}" onload="window.pwned=1"><style>@import url(http://example.org/x.css);</style>'
        "<script>window.pwned=1</script>"
        f'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="window.pwned=1"/></foreignObject>'
        f'<a xlink:href="javascript:window.pwned=1"><text x="10" y="20">a link</text></a><rect width="{width}" '
        'height="120" fill="#FFFFFF"/>'
        f'{drawn}<image href="http://example.org/x.png"/><text x="10" y="90" font-size="12">{escaped(HOSTILE)}</text>'
        "</svg>\n"
    )


def specification(rows: str = "support-0001") -> dict:
    place = {
        "x": {
            "field": "x",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [0, 720], "nice": False, "zero": False},
        },
        "y": {
            "field": "y",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [120, 0], "nice": False, "zero": False},
        },
        "x2": {"field": "x2"},
        "y2": {"field": "y2"},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 720,
        "height": 120,
        "padding": 0,
        "params": [{"name": "alive", "value": 1}],
        "config": {"view": {"stroke": None}},
        "usermeta": {"embedOptions": {"loader": {"baseURL": "http://example.org"}}},
        "layer": [
            {
                "data": {"values": [{"x": 10, "x2": 90, "y": 30, "y2": 60}]},
                "mark": {"type": "rect", "fill": "#0072B2"},
                "encoding": place,
            },
            {
                "data": {"values": [{"x": 100, "y": 50, "href": "javascript:window.pwned=1", "text": HOSTILE}]},
                "mark": {"type": "text"},
                "encoding": {"x": place["x"], "y": place["y"], "text": {"field": "text"}, "href": {"field": "href"}},
            },
            {
                "data": {
                    "values": [
                        {"x": 10, "x2": 90, "y": 30, "y2": 60, "t0": HOSTILE, "t1": "first", "rows": rows},
                        {"x": 200, "x2": 280, "y": 30, "y2": 60, "t0": "calm", "t1": "second", "rows": "support-0002"},
                        *(
                            {
                                "x": x,
                                "x2": x + 6,
                                "y": 40,
                                "y2": 46,
                                "t0": f"small at {x}",
                                "t1": "third",
                                "rows": f"events-{n:04d}",
                            }
                            for n, x in enumerate(SMALL, start=1)
                        ),
                    ]
                },
                "mark": {"type": "rect", "fill": "transparent"},
                "encoding": {
                    **place,
                    "tooltip": [
                        {"field": "t0", "title": "words", "type": "nominal"},
                        {"field": "t1", "title": "who", "type": "nominal"},
                    ],
                },
            },
        ],
    }


def figure(rows: str, slug: str = "hostile", narrow: bool = True) -> dict:
    """narrow: whether its drawing for phones has places."""
    table = [
        "words,who,rows",
        f'"{HOSTILE.replace(chr(34), chr(34) * 2)}",first,{rows}',
        "calm,second,support-0002",
        *(f"small at {x},third,events-{number:04d}" for number, x in enumerate(SMALL, start=1)),
    ]
    given = {
        "slug": slug,
        "title": f"A title {HOSTILE}",
        "subtitle": HOSTILE,
        "alt": f"An alt text {HOSTILE}",
        "source": f"Source: {HOSTILE}",
        "caveats": ["C1", "C2"],
        "narrow_svg": drawing(370, rows, narrow),
        "csv": "\n".join(table) + "\n",
        "sha256": {},
    }
    return {
        "application/vnd.analysis.figure+json": given,
        "application/vnd.vegalite.v5+json": specification(rows),
        "image/svg+xml": drawing(720, rows),
        "image/png": PIXEL,
        "text/plain": "Figure",
    }


def shown(data: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def code(source: str, *outputs: dict, number: int = 1, tags: tuple[str, ...] = ()) -> dict:
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source,
        "execution_count": number,
        "outputs": list(outputs),
    }


def prose(source: str) -> dict:
    return {"cell_type": "markdown", "id": f"m{zlib.crc32(source.encode()):x}", "metadata": {}, "source": source}


def table_html(lines: int) -> str:
    body = "".join(
        f"<tr><td>{escaped(HOSTILE)}</td><td>{number}</td><td>{'赵盛烨' if number == 7 else 'nobody'}</td><td>"
        "support-0001|support-0002</td></tr>"
        for number in range(lines)
    )
    return (
        f"<style>*{{background:url(http://example.org/x)}}</style><script>window.pwned=1</script><table "
        "onclick='window.pwned=1'><caption>A table</caption>"
        f"<thead><tr><th>words</th><th>number</th><th>name</th><th>rows</th></tr></thead><tbody>{body}</tbody></table>"
    )


def notebook(question: str = "What is hostile?", narrow: bool = True) -> dict:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            prose(f"# {question} {HOSTILE}"),
            code('topic: str = "x"  # what it is about', tags=("parameters",)),
            code(f"# {HOSTILE}\nload()", number=2),
            code(
                "Answer()",
                shown(
                    {
                        "application/vnd.analysis.facts+json": {"hostile": HOSTILE},
                        "text/markdown": f"According to nobody, **this** is it. {HOSTILE}",
                        "text/plain": "",
                    }
                ),
                number=3,
            ),
            code(
                "limits()",
                shown(
                    {"text/html": f'<ul class="limits"><li><b>C1</b> {escaped(HOSTILE)}</li></ul>', "text/plain": ""}
                ),
                number=4,
            ),
            prose(
                f"## A heading {HOSTILE}\n\n<script>window.pwned=1</script>\n\n[a link](javascript:window.pwned=1) "
                '![an image](http://example.org/x.png) <b onmouseover="window.pwned=1">raw</b>\n\n'
                "| a | b |\n|---|---|\n| 1 | 中文 |\n\n```\ncode </script>\n```\n"
            ),
            code("figure()", shown(figure("support-0001|support-0002", narrow=narrow)), number=5),
            code(
                "table()",
                shown({"text/html": table_html(20), "text/plain": ""}),
                {"output_type": "stream", "name": "stdout", "text": HOSTILE},
                number=6,
            ),
            code(
                "words()",
                shown({"text/plain": repr(HOSTILE)}),
                shown({"text/markdown": f"words {HOSTILE}"}),
                shown({"image/png": PIXEL}),
                number=7,
            ),
        ],
    }


def make_tree(root: Path) -> Path:
    """The package's own library and tables, two hostile reports, and hostile texts in a coded row."""
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("data/raw", "data/processed"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("text"))
    shutil.copy(ROOT / "requirements.lock", root)
    shutil.copy(ROOT / "data/datapackage.json", root / "data")
    for path in (root / "data/raw/coded").glob("*.csv"):
        _write(path, _lines(path)[: ROWS + 1])
    coded = root / "data/raw/coded/support.csv"
    lines = _lines(coded)
    place = lines[0].index
    lines[1][place("statement")] = HOSTILE
    lines[1][place("note")] = HOSTILE
    lines[1][place("speaker")] = HOSTILE
    _write(coded, lines)
    source = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            code('topic: str = "x"  # what it is about', tags=("parameters",))
            | {"outputs": [], "execution_count": None}
        ],
    }
    put(root / "notebooks/10_hostile.ipynb", source)
    for name, value in (("10_hostile", HOSTILE), ("10_hostile-more", "calm")):
        (root / "notebooks/params").mkdir(parents=True, exist_ok=True)
        (root / f"notebooks/params/{name}.yml").write_text(
            f"notebook: 10_hostile\nparameters:\n  topic: {json.dumps(value, ensure_ascii=False)}\n", "utf-8"
        )
        put(root / f"reports/notebooks/{name}.ipynb", notebook(narrow=name == "10_hostile"))
        for kind, content in (
            ("svg", drawing(720)),
            ("narrow.svg", drawing(370, answers=name == "10_hostile")),
            ("png", ""),
            ("csv", "a\n"),
        ):
            path = root / f"reports/figures/{name}--hostile.{kind}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
    (root / "COMMIT").write_text("0123456789abcdef 2026-01-02\n", "utf-8")
    return root


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, lines: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def once(shared: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made once for all workers of a test run."""
    folder = shared / name
    with locks.alone(shared / f"{name}.lock"):
        if not (shared / f"{name}.done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            (shared / f"{name}.done").touch()
    return folder


def hostile(shared: Path) -> Path:
    """The hostile tree with its site in `site`, files to mail included. Not to be changed."""
    return once(shared, "hostile", lambda folder: build(make_tree(folder), folder / "site", options=", single=True"))


def real(shared: Path) -> Path:
    """The site of this package's own reports. Not to be changed."""
    return once(shared, "real-site", lambda folder: build(ROOT, folder, options=", single=True"))


def put(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def build(
    root: Path,
    out: Path,
    *,
    before: str = "",
    options: str = "",
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Build the site of a tree in a process of its own; gives what it prints. before: lines of Python to run first."""
    script = (
        f"{before}\nfrom pathlib import Path\nfrom analysis import study\nfrom proofpress.site import command\n"
        f"print(*command.build(study.at({str(root)!r}), Path({str(out)!r}){options}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **(env or {}), "PYTHONPATH": str(root / "src")},
        cwd=cwd or root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
