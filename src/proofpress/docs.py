"""Numbers in README and METHODS come from the reports: marked blocks are filled in, and a test holds them.

A block stands between ``<!-- name:begin -->`` and ``<!-- name:end -->``; everything around it is written by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from analysis import paths
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.paths import shown
from proofpress.reports.artefacts import FACTS_MIME

FILES = (paths.ROOT / "README.md", paths.ROOT / "METHODS.md")
_BLOCK = re.compile(r"(<!-- (?P<name>[a-z0-9-]+):begin -->\n)(?P<body>.*?)(<!-- (?P=name):end -->)", re.DOTALL)


def answer(report: str) -> str:
    """The answer of an executed report as a quotation in Markdown."""
    path = paths.EXECUTED / f"{report}.ipynb"
    if not path.exists():
        raise AnalysisError("it is not built", where=f"report {report}", do="make")
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if FACTS_MIME in output.get("data", {}):
                return "".join(output["data"]["text/markdown"])
    raise AnalysisError("it has no answer", where=f"report {report}", do="Show an Answer in its notebook.")


def _answers() -> str:
    reports = (
        "20_initiative_support",
        "10_reprint_chains",
        "30_facial_recognition",
        "40_official_phrases",
        "00_corpus",
        "90_sensitivity",
    )
    return "".join(f"- {answer(report)} ([{report}](reports/notebooks/{report}.ipynb))\n" for report in reports)


def _reports() -> str:
    from proofpress.reports import parameters

    rows = []
    for name in parameters.names():
        report = parameters.read_report(name)
        figures = ", ".join(
            f"[{path.name.split('--')[1].removesuffix('.svg')}](reports/figures/{path.name})"
            for path in sorted(paths.FIGURES.glob(f"{name}--*.svg"))
            if not path.name.endswith(".narrow.svg")
        )
        rows.append(
            f"| [{name}](reports/notebooks/{name}.ipynb) | {', '.join(f'{key}: {value}' for key, value in report.parameters.items()) or 'defaults'} | {figures} |"
        )
    return "\n".join(["| report | parameters | figures |", "|---|---|---|", *rows]) + "\n"


def _markdown(frame) -> str:
    """A frame as a Markdown table: two decimals, a dash where there is no value."""

    def cell(value) -> str:
        return "–" if value is None or value != value else f"{value:.2f}" if isinstance(value, float) else str(value)

    head = "| " + " | ".join(name.replace("_", " ") for name in frame.columns) + " |\n|" + "---|" * len(frame.columns)
    return (
        "\n".join(
            [head, *("| " + " | ".join(map(cell, row)) + " |" for row in frame.astype(object).to_numpy().tolist())]
        )
        + "\n"
    )


def _agreement() -> str:
    from analysis.coding import passes

    return f"{_markdown(passes.row_agreement())}\n{_markdown(passes.value_agreement())}"


def _caveats() -> str:
    from cmpstudy.caveats import CAVEATS

    return "".join(f"- **{name}** {text}\n" for name, text in CAVEATS.items())


BLOCKS = {"answers": _answers, "reports": _reports, "agreement": _agreement, "caveats": _caveats}


def filled(path: Path) -> str:
    """A document with its blocks as they must be. Blocks that others write (the mutation table) are left as they stand."""
    return _BLOCK.sub(
        lambda match: f"{match[1]}{BLOCKS[match['name']]()}{match[4]}" if match["name"] in BLOCKS else match[0],
        path.read_text("utf-8"),
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a block is out of date")


def run(args: argparse.Namespace) -> int:
    for path in FILES:
        content = filled(path)
        if content == path.read_text("utf-8"):
            continue
        if args.check:
            raise AnalysisError("a block differs from the reports", where=shown(path), do="make docs, then commit it.")
        replace_file(path, content.encode())
        print(f"{shown(path)}: blocks filled")
    return 0
