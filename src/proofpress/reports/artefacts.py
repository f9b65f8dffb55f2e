"""What is taken out of executed notebooks: figures with their data, and facts. Standard library only."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable

from analysis.errors import AnalysisError
from analysis.mime import FACTS as FACTS_MIME
from analysis.mime import FIGURE as FIGURE_MIME


def _bundles(notebook: dict) -> Iterable[dict]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] in ("display_data", "execute_result"):
                yield output["data"]


def figures(report: str, notebook: dict) -> dict[str, bytes]:
    """File name -> content of every figure of an executed report: `<report>--<slug>.svg`, `.png`, `.csv` and `.narrow.svg`."""
    files: dict[str, bytes] = {}
    for data in _bundles(notebook):
        figure = data.get(FIGURE_MIME)
        if figure is None:
            continue
        stem = f"{report}--{figure['slug']}"
        if f"{stem}.svg" in files:
            raise AnalysisError(
                f"two figures are called {figure['slug']}",
                where=f"report {report}",
                do="Give each figure of a notebook a slug of its own.",
            )
        files[f"{stem}.svg"] = figure["svg"].encode()
        files[f"{stem}.csv"] = figure["csv"].encode()
        files[f"{stem}.png"] = base64.b64decode(data["image/png"])
        if figure.get("narrow_svg"):
            files[f"{stem}.narrow.svg"] = figure["narrow_svg"].encode()
    return files


def facts(notebook: dict) -> dict[str, object]:
    """The facts of an executed report by name."""
    found: dict[str, object] = {}
    for data in _bundles(notebook):
        found |= data.get(FACTS_MIME, {})
    return found


def facts_file(notebooks: dict[str, dict]) -> bytes:
    """reports/facts.json: the facts of all executed reports."""
    return (
        json.dumps(
            {name: facts(notebooks[name]) for name in sorted(notebooks)}, ensure_ascii=False, indent=1, sort_keys=True
        )
        + "\n"
    ).encode()
