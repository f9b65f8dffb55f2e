"""``python -m analysis code``: who has coded what, sheets out and in, the settled table, and how far coders agree."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import codebook, wording
from analysis.coding import agreement, decisions, qdc, records, settling, sheet, taking
from analysis.coding.desk import desk
from analysis.coding.queue import MODEL
from analysis.coding.version import version
from analysis.corpus import coding, texts
from analysis.errors import AnalysisError, Finding
from analysis.files import replace_file
from analysis.study import Study
from analysis.tables.spreadsheet import ORDERS, Form

if TYPE_CHECKING:
    import pandas as pd

_ENDS = {
    ".xlsx": "a coder's sheet",
    ".csv": "a coder's rows",
    ".qdc": "the codebook as REFI-QDA",
    ".zip": "the texts with what is known of them",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs below `code`."""
    verbs = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    status = verbs.add_parser("status", help="who has coded what, and what is still to do; no value is shown")
    out = verbs.add_parser("export", help=f"write a file: {'; '.join(f'{end} {what}' for end, what in _ENDS.items())}")
    out.add_argument("file", type=Path, metavar="FILE")
    taken = verbs.add_parser("import", help="take the rows of a sheet (.xlsx, .csv) into a coder's file")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument(
        "--dates",
        choices=list(ORDERS),
        default="",
        help=f"dates that could be either: {'; '.join(f'{order} is {said}' for order, said in ORDERS.items())}",
    )
    taken.add_argument("--encoding", default="", help="encoding of a CSV file where it is guessed wrong")
    taken.add_argument("--replace", action="store_true", help="rows of the coder that the sheet does not have go")
    settle = verbs.add_parser("settle", help="freeze what coders have, ask for decisions, build the settled table")
    settle.add_argument("--check", action="store_true", help="change nothing; fail where it would change something")
    agreed = verbs.add_parser("agreement", help="how far coders found the same rows and gave them the same values")
    for one in (status, settle, agreed):
        one.add_argument("table", nargs="?", default="", help="a coded table; default: each that has coders' files")
    for one in (out, taken):
        one.add_argument("--table", default="", help="the coded table; default: the only one, or the file's name")
        one.add_argument("--coder", default="", help="whose file")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says; its exit status."""
    return {"status": _status, "export": _export, "import": _import, "settle": _settle, "agreement": _agreement}[
        args.what
    ](args)


def _tables(of: Study, given: str) -> list[str]:
    """The table that is named, else those with coders' files or a place in the queue."""
    book = codebook.read(of)
    if given:
        return [records.coded_table(book, given).name]
    coded = [table.name for table in records.described(book)]
    rounds = {found.table for found in records.queue_of(book).rounds}
    found = [name for name in coded if name in rounds or (of.raw / "coding" / name).is_dir()]
    if not found:
        raise AnalysisError(
            "nobody has begun to code",
            where="data/raw/coding",
            do='In a notebook: corpus.code("TABLE", coder="NAME"). In Excel: '
            "python -m analysis code export NAME.xlsx --table TABLE --coder NAME.",
        )
    return found


def _table(of: Study, args: argparse.Namespace) -> str:
    """The one table that a file is about."""
    coded = [table.name for table in records.described(codebook.read(of))]
    if args.table:
        return args.table
    if args.file.stem in coded:
        return args.file.stem
    if len(coded) == 1:
        return coded[0]
    raise AnalysisError(
        "it is not said which table", where="--table", do=f"Name one: {', '.join(coded) or 'there is none yet'}."
    )


def _coder(args: argparse.Namespace) -> str:
    if not args.coder:
        raise AnalysisError("it is not said whose rows", where="--coder", do="Name the coder: --coder ana")
    return args.coder


def _read(of: Study, name: str) -> records.Records:
    """The records of a table; what of the files was not in the one form is told."""
    found = records.read(of, name)
    for line in found.told:
        print(line, file=sys.stderr)
    return found


def _status(args: argparse.Namespace) -> int:
    of = args.study
    for name in _tables(of, args.table):
        found = _read(of, name)
        print(f"{name}, codebook {version(found.table)}")
        for coder in dict.fromkeys([*found.queue.coders, *found.order(found.rows)]):
            tasks = [task.article for task in found.tasks if coder in task.coders]
            entries = found.entries.get(coder, [])
            if not tasks and not entries:
                continue
            read = {row["article"] for row in entries}
            todo = [article for article in tasks if article not in read]
            old = sum(row["codebook"] != version(found.table) for row in entries)
            unsure = sum(bool(row["unsure"]) for row in entries)
            said = [
                f"{len(tasks) - len(todo)} of {len(tasks)} articles read",
                f"{len(found.rows.get(coder, []))} rows",
                *([f"{unsure} unsure"] if unsure else []),
                *([f"{old} by another version of the codebook"] if old else []),
                *([f"next: {todo[0]}"] if todo else ["done"]),
            ]
            kind = " (model)" if found.queue.coder(coder).kind == MODEL else ""
            print(f"  {coder}{kind}: {', '.join(said)}")
        ready = settling.complete(found)
        print(f"  {len(ready)} of {len(found.tasks)} articles can be settled, {len(found.frozen)} are frozen")
    return 0


def _export(args: argparse.Namespace) -> int:
    of, path = args.study, args.file
    end = path.suffix.lower()
    if end not in _ENDS:
        raise AnalysisError(
            f"{path.suffix or 'no ending'} is not known",
            where=str(path),
            do="; ".join(f"{known}: {what}" for known, what in _ENDS.items()),
        )
    _keep_apart(of, path, args.located(None))
    if end == ".zip":
        print(f"{path}: {texts.write(of, path, args.located(None))} texts with their metadata")
        return 0
    name = _table(of, args)
    if end == ".qdc":
        content, codes = qdc.codebook_of(codebook.read(of).table(name))
        replace_file(path, content)
        print(f"{path}: the codebook of {name}, {codes} codes")
        return 0
    own = desk(of, name, _coder(args))
    print(
        f"{path}: {sheet.write(own, path)} rows of {own.coder}, with the codebook and {len(own.tasks)} articles to code"
    )
    return 0


def _keep_apart(of: Study, path: Path, text: Path | None) -> None:
    """Raises AnalysisError for a file that is read: one of the study, or of the texts."""
    there = path.resolve()
    for folder in (of.data, of.notebooks, of.reports, of.source, *([text] if text else [])):
        if there.is_relative_to(folder.resolve()):
            raise AnalysisError(
                "it lies among what the study reads, and could be taken for it, or replace it",
                where=str(path),
                do=f"Name a file elsewhere, for example build/{path.name}.",
            )


def _import(args: argparse.Namespace) -> int:
    own = desk(args.study, _table(args.study, args), _coder(args))
    own.copied = coding.copied(args.study, coding.texts_at_hand(args.study, own), coding.corpus_of(own))
    done = taking.take(own, args.file, Form(dates=args.dates, encoding=args.encoding), args.replace)
    if done.told:
        print(f"{args.file}: read all the same, with {', '.join(done.told)}")
    kept = f", {done.kept} that the sheet does not have were kept (--replace takes them out)" if done.kept else ""
    print(f"{args.study.shown(own.file.path)}: {done.new} new, {done.changed} changed, {done.same} as they were{kept}")
    return 0


def _settle(args: argparse.Namespace) -> int:
    of = args.study
    stale = []
    for name in _tables(of, args.table):
        if args.check:
            found = _read(of, name)
            ready = [article for article in settling.complete(found) if article not in found.frozen]
            stale += settling.stale(of, name, settling.settle(of, name), ready)
            continue
        with settling.alone(of):
            _settled(of, name)
    if stale:
        raise Finding(
            "it differs from what coders' files and decisions give",
            where=", ".join(stale),
            do="python -m analysis code settle, then commit it.",
        )
    return 0


def _settled(of: Study, name: str) -> None:
    """Freeze, ask for decisions, settle."""
    found = _read(of, name)
    made = settling.settle(of, name)
    frozen = settling.freeze(found, settling.complete(found))
    if frozen:
        done = wording.counted(len(frozen), "article", "was", "were")
        print(f"{name}: {done} frozen as coded; agreement is computed from the frozen rows")
    if odd := decisions.tidy(of):
        print(f"{of.shown(decisions.path(of, 'decisions'))}: in the one form now; it had {', '.join(odd)}")
    settling.write(of, name, made)
    left = f"; {wording.counted(len(made.waiting), 'article', 'waits', 'wait')} for a coder" if made.waiting else ""
    print(f"{of.shown(found.table.path)}: {wording.figure(len(made.rows), 'row')} settled{left}")


def _agreement(args: argparse.Namespace) -> int:
    of = args.study
    told = False
    for name in _tables(of, args.table):
        rows, values = agreement.row_agreement(name, of), agreement.value_agreement(name, of)
        if rows.empty:
            print(f"{name}: no article was read by two coders yet.")
        for line in rows.to_dict("records"):
            told = True
            pair = [line[key] for key in agreement.PAIR]
            print(f"{name}, {pair[0]}: {pair[1]} and {pair[2]}\n\nDid both find a row?")
            print(_lines(rows[(rows[agreement.PAIR] == pair).all(axis=1)]))
            print("\nDo matched rows have the same value? (n: matched rows)")
            print(f"{_lines(values[(values[agreement.PAIR] == pair).all(axis=1)])}\n")
    if told:
        print("In brackets: 95 % intervals by bootstrap, of F1 over articles, of the others over rows.")
    return 0


def _lines(frame: pd.DataFrame) -> str:
    """A frame of two coders for a terminal: what it allows to say stands below each line, which would be too wide."""
    head, *lines = agreement.shown(frame).drop(columns="means").to_string(index=False).splitlines()
    told = (f"{line}\n    {means}" if means else line for line, means in zip(lines, frame["means"], strict=True))
    return "\n".join([head, *told])
