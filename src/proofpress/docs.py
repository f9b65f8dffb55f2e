"""Numbers in README, METHODS and docs/ come from the reports: marked blocks are filled in, and a test holds them.

A block stands between ``<!-- name:begin -->`` and ``<!-- name:end -->``; everything around it is written by hand.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from analysis import inputs
from analysis.errors import Finding
from analysis.files import replace_file
from analysis.study import Study
from proofpress.reports import parameters
from proofpress.site import frame, settings

_BLOCK = re.compile(r"(<!-- (?P<name>[a-z0-9-]+):begin -->\n)(?P<body>.*?)(<!-- (?P=name):end -->)", re.DOTALL)


def files(study: Study) -> list[Path]:
    """The documents that have blocks."""
    found = [study.root / "README.md", study.root / "METHODS.md", *sorted((study.root / "docs").glob("*.md"))]
    return [path for path in found if path.exists() and _BLOCK.search(inputs.text(path))]


def _answers(study: Study) -> str:
    site = frame.documents(study)
    return "".join(
        f"- {site.documents[name].answer_source} ([{name}](reports/notebooks/{name}.ipynb))\n"
        for name in site.settings.told
        if name in site.documents
    )


def _reports(study: Study) -> str:
    rows = ["| report | parameters | figures |", "|---|---|---|"]
    for name in parameters.names(study):
        given = parameters.read_report(study, name).parameters
        drawn = [path for path in sorted(study.figures.glob(f"{name}--*.svg")) if ".narrow." not in path.name]
        figures = (f"[{path.stem.split('--')[1]}]({study.shown(path)})" for path in drawn)
        said = ", ".join(f"{key}: {value}" for key, value in given.items()) or "defaults"
        rows.append(f"| [{name}](reports/notebooks/{name}.ipynb) | {said} | {', '.join(figures)} |")
    return "\n".join(rows) + "\n"


def _caveats(study: Study) -> str:
    return "".join(f"- **{name}** {text}\n" for name, text in frame.documents(study).caveats.items())


def blocks(study: Study) -> Mapping[str, Callable[[Study], str]]:
    """What makes each block: the press's own, and those of the module that `blocks` in site.yml names."""
    own = {"answers": _answers, "reports": _reports, "caveats": _caveats}
    named = settings.read_settings(study).blocks
    return own | (import_module(named).BLOCKS if named else {})


def filled(study: Study, path: Path) -> str:
    """A document with its blocks as they must be; blocks that others write (the mutation table) stay."""
    known = blocks(study)
    up = "../" * (len(path.relative_to(study.root).parts) - 1)

    def anew(match: re.Match[str]) -> str:
        if match["name"] not in known:
            return match[0]
        return f"{match[1]}{known[match['name']](study).replace('](reports/', f']({up}reports/')}{match[4]}"

    return _BLOCK.sub(anew, inputs.text(path))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a block is out of date")


def run(args: argparse.Namespace) -> int:
    study = args.study
    for path in files(study):
        content = filled(study, path)
        if content == inputs.text(path):
            continue
        if args.check:
            raise Finding("a block differs from the reports", where=study.shown(path), do="make docs, then commit it.")
        replace_file(path, content.encode())
        print(f"{study.shown(path)}: blocks filled")
    return 0
