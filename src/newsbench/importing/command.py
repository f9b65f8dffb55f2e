"""``python -m analysis import SOURCE --as NAME``: bring a corpus of one's own."""

from __future__ import annotations

import argparse
import sys
import time

from analysis.errors import many
from newsbench.importing.filenames import EXAMPLE

_EVERY = 2.0  # seconds between two lines of progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="file or folder to bring; it is only read")
    parser.add_argument("--as", dest="name", required=True, metavar="NAME", help="what the corpus is called")
    parser.add_argument("--into", metavar="DIR", help="where to put it; default: data/raw/corpora of the study")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="MEANING=COLUMN",
        help="which column is what, for example text=Body; id= takes none; may be repeated",
    )
    parser.add_argument("--dates", default="", metavar="ORDER", help="order of dates of numbers: dmy or mdy")
    parser.add_argument("--pattern", default="", help=f"what the names of files tell, for example {EXAMPLE!r}")
    parser.add_argument("--split", default="", metavar="REGEX", help="lines at which articles of one file begin")
    parser.add_argument("--sheet", default="", help="sheet of a workbook")
    parser.add_argument("--encoding", default="", help="of files of text, for example gb18030; default: found")
    parser.add_argument(
        "--metadata",
        action="append",
        default=[],
        metavar="FILE",
        help="facts without texts to join: RIS, CSL JSON, CNKI, Media Cloud; may be repeated",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a corpus of that name from another source, and changed files"
    )


def run(args: argparse.Namespace) -> int:
    from newsbench.importing.bring import bring

    report = bring(
        args.source,
        args.name,
        into=args.into,
        columns=mapped(args.map),
        dates=args.dates,
        pattern=args.pattern,
        split=args.split,
        sheet=args.sheet,
        encoding=args.encoding,
        metadata=args.metadata,
        overwrite=args.overwrite,
        progress=Told(),
        study=args.study,
    )
    print(report)
    return 0


def mapped(given: list[str]) -> dict[str, str]:
    """Meaning -> column. Raises AnalysisError for what is not written so, or twice."""
    out: dict[str, str] = {}
    faults = []
    for one in given:
        meaning, mark, column = one.partition("=")
        if not mark or meaning.strip() in out:
            faults.append(f"{one!r} says nothing of a column" if not mark else f"{meaning} stands there twice")
        out[meaning.strip()] = column.strip()
    if faults:
        raise many(faults, "--map", "Write --map MEANING=COLUMN, for example --map text=Body.")
    return out


class Told:
    """Says on the error stream how far the work is, in a line now and then, with the time that is left.

    A step that is short, or done, says nothing.
    """

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self._begun, self._last, self._what = now, now, what
        if now - self._last < _EVERY or done >= total:
            return
        self._last = now
        share = done / total
        left = (now - self._begun) * (1 - share) / share if share > 0.02 else None
        print(f"{what}: {share:.0%}" + (f", some {_said(left)} left" if left else ""), file=sys.stderr, flush=True)


def _said(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
