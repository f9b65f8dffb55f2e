"""``python -m analysis status``: fresh or stale, and why."""

from __future__ import annotations

import argparse
import json

from analysis import paths
from analysis.paths import shown
from proofpress.reports import artefacts, freshness, parameters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to look at; default: all")


def torn(name: str) -> list[str]:
    """Files of a report that do not belong to its executed notebook, one sentence each."""
    notebook = paths.EXECUTED / f"{name}.ipynb"
    try:
        figures = artefacts.figures(name, json.loads(notebook.read_bytes()))
    except FileNotFoundError:
        return [f"{shown(notebook)} is missing"]
    except (ValueError, KeyError, TypeError):
        return [f"{shown(notebook)} is not a whole notebook"]
    wrong = []
    for file, content in figures.items():
        path = paths.FIGURES / file
        if not path.exists() or path.read_bytes() != content:
            wrong.append(f"{shown(path)} does not belong to {shown(notebook)}")
    wrong += [
        f"{shown(path)} belongs to no figure of {shown(notebook)}"
        for path in sorted(paths.FIGURES.glob(f"{name}--*"))
        if path.name not in figures
    ]
    return wrong


def run(args: argparse.Namespace) -> int:
    for name in args.report or parameters.names():
        why = freshness.reasons(name)
        print(f"{name}: {'stale' if why else 'fresh'}")
        for reason in [*why, *torn(name)]:
            print(f"  {reason}")
    return 0
