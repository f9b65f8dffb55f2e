"""``python -m analysis status``: fresh or stale, and why."""

from __future__ import annotations

import argparse

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import artefacts, freshness, parameters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="*", help="report(s) to look at; default: all")


def torn(study: Study, name: str) -> list[str]:
    """Files of a report that do not belong to its executed notebook, one sentence each."""
    notebook = study.executed / f"{name}.ipynb"
    try:
        figures = artefacts.hashes(name, notebooks.read(notebook))
    except AnalysisError as error:
        return [f"{error.where}: {error.what}"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{study.shown(notebook)} is not a whole notebook"]
    wrong = []
    for file, hashed in figures.items():
        path = study.figures / file
        if freshness.digest(path) != hashed:
            wrong.append(f"{study.shown(path)} does not belong to {study.shown(notebook)}")
    wrong += [
        f"{study.shown(path)} belongs to no figure of {study.shown(notebook)}"
        for path in sorted(study.figures.glob(f"{name}--*"))
        if path.name not in figures
    ]
    return wrong


def run(args: argparse.Namespace) -> int:
    for name in parameters.chosen(args.study, args.report):
        why = freshness.reasons(args.study, name)
        print(f"{name}: {'stale' if why else 'fresh'}")
        for reason in [*why, *torn(args.study, name)]:
            print(f"  {reason}")
    return 0
