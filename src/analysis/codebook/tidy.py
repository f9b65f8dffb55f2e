"""``python -m analysis tidy-table NAME``: a table that a spreadsheet saved, in the one form, whole or not at all."""

from __future__ import annotations

import argparse

from analysis import codebook, tables
from analysis.errors import AnalysisError
from analysis.files import replace_files
from analysis.tables.spreadsheet import ORDERS, Form
from analysis.tables.writing import sort_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the table, for example claims; for a coding pass claims.a")
    parser.add_argument(
        "--dates",
        choices=list(ORDERS),
        default="",
        help="how to read dates that could be either: "
        f"{'; '.join(f'{order} is {said}' for order, said in ORDERS.items())}",
    )
    parser.add_argument(
        "--encoding", default="", help="encoding of the file where it is guessed wrong, for example gb18030"
    )
    parser.add_argument("--keep", action="store_true", help="keep the file as it was beside it, as NAME.csv.bak")


def run(args: argparse.Namespace) -> int:
    of = args.study
    name, _, which = args.name.removesuffix(".csv").partition(".")
    book = codebook.read(of)
    table = book.table(name if name in book else args.name)
    if which:
        table = table.at(table.path.parent / "passes" / f"{name}.{which}.csv")
    loaded = tables.load(table, form=Form(dates=args.dates, encoding=args.encoding))
    where, before = of.shown(table.path), table.path.read_bytes()
    content = tables.to_csv(table, loaded.rows).encode()
    if content == before:
        print(f"{where}: is in the one form already")
        return 0
    copy = table.path.with_suffix(".csv.bak")
    # A copy of the same bytes is what a full disk left here when it stopped this work.
    if args.keep and copy.exists() and copy.read_bytes() != before:
        raise AnalysisError("it is there already", where=of.shown(copy), do="Move it away, or leave out --keep.")
    replace_files({**({copy: before} if args.keep else {}), table.path: content})
    told = list(loaded.told)
    if loaded.rows != sorted(loaded.rows, key=lambda row: sort_key(table, row)):
        told.append("rows in another order than their key")
    print(
        f"{where}: {len(loaded.rows)} rows in the one form; it had "
        f"{', '.join(told) or 'quotes, line ends or formulas of another kind'}"
    )
    return 0
