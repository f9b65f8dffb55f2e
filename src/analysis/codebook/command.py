"""``python -m analysis codebook``: write or check what is generated, and take a description from a sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from analysis import wording
from analysis.codebook.generated import package_files
from analysis.codebook.sheet import write_description
from analysis.corpus import load_corpus
from analysis.errors import AnalysisError, Finding
from analysis.files import replace_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; read every table, tell what should be looked at, "
        "and fail if a generated file is out of date",
    )
    parser.add_argument(
        "--from",
        dest="sheet",
        type=Path,
        metavar="SHEET",
        help="write the description of a new table from a sheet of Excel (.xlsx) with a line for each column and value",
    )
    parser.add_argument(
        "--table", default="", help="with --from: the name of the table; default: the name of the sheet's file"
    )


def run(args: argparse.Namespace) -> int:
    of = args.study
    if args.sheet:
        return write_description(args.sheet, args.table, of)
    corpus = load_corpus("", of)
    corpus.codebook.check()
    stale = []
    for path, content in package_files(of).items():
        if path.exists() and path.read_bytes() == content.encode():
            continue
        if args.check:
            stale.append(of.shown(path))
        else:
            replace_file(path, content.encode())
            print(f"{of.shown(path)}: written")
    if args.check:
        _look(corpus)
        if stale:
            raise Finding(
                f"{'they differ' if len(stale) > 1 else 'it differs'} from what the descriptions give",
                where=", ".join(stale),
                do="make codebook, then commit it.",
            )
    return 0


def _look(corpus) -> None:
    """Read every table that is there, and print what should be looked at."""
    faults = []
    for table in corpus.codebook.present():
        try:
            corpus.frame(table.name)
        except AnalysisError as error:
            faults.append(str(error))
    if faults:
        raise Finding(f"{wording.counted(len(faults), 'table', 'has', 'have')} faults\n" + "\n".join(faults))
    for warning in corpus.warnings:
        print(f"look at: {warning}")
