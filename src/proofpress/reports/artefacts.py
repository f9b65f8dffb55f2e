"""What is taken out of executed notebooks: figures with their data, and facts. Standard library only."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from analysis.errors import AnalysisError
from analysis.mime import FACTS as FACTS_MIME
from analysis.mime import FIGURE as FIGURE_MIME

VEGA_MIME = "application/vnd.vegalite.v5+json"
SVG_MIME = "image/svg+xml"
INJECTED = "injected-parameters"
# What a page can show beside figures and facts, and what says nothing more than another part of the same output.
SHOWN = ("text/html", "text/markdown", "image/png", "image/jpeg", "image/gif", "image/webp", SVG_MIME)
_ALIVE = {"script": "a script", "svg": "a drawing inside HTML", "img": "a picture inside HTML", "canvas": "a canvas"}
_ALIVE |= dict.fromkeys(("iframe", "object", "embed"), "a page inside the page")
_ALIVE |= dict.fromkeys(("audio", "video"), "sound or film")


def _displays(notebook: Mapping) -> Iterator[tuple[int, Mapping, Mapping]]:
    """(number of the cell in its source, cell, output) of everything that cells show."""
    number = 0
    for cell in notebook["cells"]:
        number += INJECTED not in cell.get("metadata", {}).get("tags", [])
        for output in cell.get("outputs", []):
            if output["output_type"] in ("display_data", "execute_result"):
                yield number, cell, output


def figures_of(notebook: Mapping) -> Iterator[tuple[int, str, Mapping]]:
    """(number of its cell, slug, output) of every figure; a chart that a cell merely shows is called after its cell."""
    seen: dict[str, int] = {}
    for number, cell, output in _displays(notebook):
        given = output["data"].get(FIGURE_MIME)
        if given is not None:
            yield number, slug_of(given, cell, seen), output


def slug_of(given: Mapping, cell: Mapping, seen: dict[str, int]) -> str:
    """The slug of a figure; `seen` counts those that a cell has without one."""
    if given.get("slug"):
        return given["slug"]
    name = "cell-" + (re.sub(r"[^a-z0-9]+", "-", str(cell.get("id", "")).lower()).strip("-") or "chart")
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"


def lost(bundle: Mapping) -> str:
    """What of an output no page can hold, in a few words; empty where all of it, or another form of it, is shown."""
    if FIGURE_MIME in bundle or FACTS_MIME in bundle or VEGA_MIME in bundle:
        return ""
    if "text/html" in bundle:
        return lost_in_html("".join(bundle["text/html"]))
    if any(mime in bundle for mime in SHOWN):
        return ""
    rest = [mime for mime in bundle if mime != "text/plain" and not mime.startswith("text/")]
    return f"an output of the kind {rest[0]}" if rest else ""


def lost_in_html(html: str) -> str:
    """What of a piece of HTML no page can hold: pages keep its texts, tables and lists."""

    class Tags(HTMLParser):
        found = ""

        def handle_starttag(self, tag, attributes):
            self.found = self.found or _ALIVE.get(tag, "")

    tags = Tags()
    try:
        tags.feed(html)
        tags.close()
    except AssertionError:  # from Python's parser, for some declarations that do not end
        return tags.found or "HTML that is not well formed"
    return tags.found


def refuse_lost(notebook: Mapping, where: str) -> None:
    """Raise AnalysisError for the first output that would be missing from the report's page."""
    for number, _, output in _displays(notebook):
        if what := lost(output["data"]):
            raise AnalysisError(
                f"it shows {what}, which no page can hold",
                where=f"{where}, cell {number}",
                do="Show a table, an Altair chart or a matplotlib figure in its place, "
                "or end the cell with a semicolon.",
            )


def figures(report: str, notebook: Mapping, drawings: Mapping[str, bytes]) -> dict[str, bytes]:
    """File name -> content of every figure of an executed report: `<report>--<slug>.svg`, `.png`, `.csv` and
    `.narrow.svg`.

    drawings: the SVGs by file name, see `pictures`.
    """
    files: dict[str, bytes] = {}
    for _, slug, output in figures_of(notebook):
        figure, stem = output["data"][FIGURE_MIME], f"{report}--{slug}"
        if f"{stem}.png" in files:
            raise AnalysisError(
                f"two figures are called {slug}",
                where=f"report {report}",
                do="Give each figure of a notebook a slug of its own.",
            )
        for kind in ("svg", "narrow.svg"):
            if f"{stem}.{kind}" in drawings:
                files[f"{stem}.{kind}"] = drawings[f"{stem}.{kind}"]
        if figure.get("csv"):
            files[f"{stem}.csv"] = figure["csv"].encode()
        files[f"{stem}.png"] = base64.b64decode("".join(output["data"]["image/png"]))
    return files


def hashes(report: str, notebook: Mapping) -> dict[str, str]:
    """File name -> SHA-256 of every figure file that belongs to an executed report."""
    found: dict[str, str] = {}
    for _, slug, output in figures_of(notebook):
        stem = f"{report}--{slug}"
        drawn = output.get("metadata", {}).get(FIGURE_MIME, {}).get("sha256", {})
        found |= {f"{stem}.{kind}": hashed for kind, hashed in drawn.items()}
        if csv := output["data"][FIGURE_MIME].get("csv"):
            found[f"{stem}.csv"] = _sha256(csv.encode())
        found[f"{stem}.png"] = _sha256(base64.b64decode("".join(output["data"].get("image/png", ""))))
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def notes(notebook: Mapping) -> list[str]:
    """What the makers of figures should know, a sentence each."""
    return [
        f"cell {number}: {'; '.join(found)}"
        for number, _, output in figures_of(notebook)
        if (found := output["data"][FIGURE_MIME].get("notes"))
    ]


def facts(notebook: Mapping) -> dict[str, object]:
    """The facts of an executed report by name."""
    found: dict[str, object] = {}
    for _, _, output in _displays(notebook):
        found |= output["data"].get(FACTS_MIME, {})
    return found


def facts_file(notebooks: Mapping[str, Mapping]) -> bytes:
    """reports/facts.json: the facts of all executed reports."""
    return (
        json.dumps(
            {name: facts(notebooks[name]) for name in sorted(notebooks)}, ensure_ascii=False, indent=1, sort_keys=True
        )
        + "\n"
    ).encode()
