"""``python -m reprints CORPUS --out DIR``: from a corpus to passages, links, clusters and chains in files.

The same as ``python -m analysis reuse``, without the rest of that package.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import ending
from analysis.errors import AnalysisError
from analysis.files import Target, claim, keep_apart, named_folder, summed_up
from analysis.files import told as telling

if TYPE_CHECKING:
    import pandas as pd

    from reprints.chains.inference import Chains
    from reprints.chains.results import Results
    from reprints.reuse.detect import Reuse
    from reprints.reuse.documents import Documents

HELP = "Find reused passages, stories and reprint chains in any corpus."
WORK = "work"
STORIES = 3  # drawn where --figures gives no number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "corpus",
        metavar="CORPUS",
        help="Parquet, CSV or JSONL with columns id, text and, where known, outlet, date, title",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help="folder for the results: new, empty, or written from the same corpus before",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace results of another corpus, and files that were changed since; files that no run wrote are never "
        "touched",
    )
    parser.add_argument(
        "--boilerplate",
        choices=["auto", "off"],
        default="auto",
        help="learn footers and bylines and leave them out (auto)",
    )
    parser.add_argument(
        "--max-df",
        type=int,
        default=100,
        metavar="N",
        help="compare all with all up to N documents; beyond, with one (100)",
    )
    parser.add_argument(
        "--min-words",
        type=int,
        metavar="N",
        help="words that two documents must share; a Chinese character is half (20)",
    )
    parser.add_argument(
        "--sensitive", action="store_true", help="keep every fingerprint: finds the shortest runs, slower"
    )
    parser.add_argument("--fold", choices=["t2s"], help="read traditional Chinese as simplified (needs OpenCC)")
    parser.add_argument(
        "--memory",
        metavar="SIZE",
        help="what the work may take, such as 3GB or 800MB, beside some 300 MB of the program itself (3GB)",
    )
    parser.add_argument("--processes", type=int, metavar="N", help="how many work at a time (all cores)")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="this machine, or Apache Spark")
    parser.add_argument("--workdir", metavar="DIR", help=f"where fingerprints are kept for the next run (OUT/{WORK})")
    parser.add_argument(
        "--figures",
        type=int,
        nargs="?",
        const=STORIES,
        default=0,
        metavar="N",
        help=f"also draw the corpus and its N largest stories ({STORIES}) into OUT/figures",
    )
    parser.add_argument(
        "--tiers", type=Path, metavar="CSV", help="columns outlet and tier, for the colours of --figures"
    )
    parser.add_argument(
        "--reader",
        action="store_true",
        help="also write pages that show each copy of those stories beside its source, with the texts, into OUT/reader "
        "(private)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    from reprints.chains import infer, results
    from reprints.reuse.detect import find, scratch_folder
    from reprints.reuse.documents import load
    from reprints.reuse.heap import trim
    from reprints.reuse.options import check_options
    from reprints.reuse.scan import hint

    if args.figures < 0:
        raise AnalysisError(
            f"{args.figures} stories cannot be drawn", where="--figures", do="Give 1 or more, or leave the number out."
        )
    tiers = results.read_tiers(args.tiers) if args.tiers else {}  # a mistake there shows before the work, not after it
    check_options(args.min_words, args.max_df, args.boilerplate, args.processes, args.engine)
    target, workdir = places(args)
    progress = None if args.quiet else Progress()
    with scratch_folder(workdir) as scratch:
        documents = load(args.corpus, scratch)
        if documents.timed:
            print(
                f"dates: {documents.timed:,} came with a time of day, which counts where two can be compared",
                file=sys.stderr,
            )
        if not args.sensitive and not args.quiet and (advice := hint(documents)):
            print(advice, file=sys.stderr)
        found = find(
            documents,
            min_words=args.min_words,
            max_df=args.max_df,
            boilerplate=args.boilerplate,
            sensitive=args.sensitive,
            fold=args.fold,
            processes=args.processes,
            memory=args.memory,
            workdir=workdir,
            engine=args.engine,
            progress=progress,
        )
        trim()
        inside = set(found.clusters.id)
        alone, summed = documents.alone(inside), read_summary(documents)
        inferred = infer(documents.frame(inside), found, engine=args.engine, workdir=scratch, progress=progress)
        trim()
        if progress:
            progress("tell", 0, 1)
        told = results.of(inferred, found, alone, source=Path(args.out).absolute().name)
        told.about["tier"] = told.about["outlet"].map(tiers) if tiers else None
        drawn = draw(args, documents, told) if args.figures or args.reader else {}
    del documents
    inferred = inferred.told()
    trim()
    names, removed = write(args, target, drawn, found, inferred, told)
    say(summed)
    say(summary(found, inferred.chains))
    if removed:
        say(f"removed, as this run does not write them: {summed_up(removed)}")
    say(f"{args.out}: {len(names)} files and folders; README.txt says what each holds and which may be published")
    return 0


def say(text: str) -> None:
    """Raises AnalysisError where the output is full; what was written to the folder stays."""
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever read it has gone
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter tries again at its end
        raise AnalysisError(
            f"cannot be written: {error.strerror or error}",
            where="the output",
            do="The results are in their folder; only what the command prints is lost.",
        ) from None


def places(args: argparse.Namespace) -> tuple[Target, Path]:
    """Where the results go, and the working folder. Raises AnalysisError where files of the user would be lost."""
    from reprints.reuse.store import is_store

    for option, path in (
        ("CORPUS", args.corpus),
        ("--out", args.out),
        ("--workdir", args.workdir),
        ("--tiers", args.tiers),
    ):
        if path is not None and not _is_text(str(path)):
            raise AnalysisError(
                f"the name {os.fsencode(str(path))!r} is not UTF-8 here",
                where=option,
                do="Rename it, or set PYTHONUTF8=1 where the locale knows no UTF-8.",
            )
    out = named_folder(args.out, "--out")
    workdir = out / WORK if args.workdir is None else named_folder(args.workdir, "--workdir")
    inputs = [args.corpus, *filter(None, [args.tiers])]
    keep_apart(workdir, inputs)
    return claim(out, "reuse", Path(args.corpus), inputs=inputs, overwrite=args.overwrite, passing=is_store), workdir


def _is_text(name: str) -> bool:
    """Whether UTF-8 can hold a name, as the formats that are written need."""
    try:
        return bool(name.encode("utf-8")) or not name
    except UnicodeEncodeError:
        return False


def write(
    args: argparse.Namespace, target: Target, drawn: dict[str, bytes], found: Reuse, inferred: Chains, told: Results
) -> tuple[list[str], list[str]]:
    """All results at once; what the folder of results holds of them, and the files of the run before that are gone."""
    from reprints.chains.output import save

    with target.staging() as beside:
        with telling(args.out):
            save(beside, found, inferred, told)
            for name, content in drawn.items():
                (beside / name).parent.mkdir(exist_ok=True)
                (beside / name).write_bytes(content)
            names = sorted(path.name for path in beside.iterdir())
        return names, target.take(beside)[1]


def draw(args: argparse.Namespace, documents: Documents, told: Results) -> dict[str, bytes]:
    """Figures and readers of the results, by their names in the folder."""
    from reprints import stories

    chosen = stories.largest(told, args.figures or STORIES)["story"].tolist()
    figures = stories.figure_files(told, chosen) if args.figures else {}
    inside = told.chains["id"][told.chains["cluster"].isin(chosen)]
    return figures | (stories.reader_files(told, documents.frame(inside), chosen) if args.reader else {})


def read_summary(documents: Documents) -> str:
    """What was read, and what was taken for what."""
    told = documents.taken.told()
    warned = "".join(f"\nlook at: {warning}" for warning in documents.taken.warnings())
    return f"{len(documents):,} documents read from {documents.where}" + (f" ({told})" if told else "") + warned


def summary(found: Reuse, chains: pd.DataFrame) -> str:
    """One line on what was found, one on what was left out."""
    status = chains.status.value_counts()
    told = ", ".join(f"{count} {name}" for name, count in sorted(status.items()))
    dropped = found.dropped.set_index("what").occurrences
    return (
        f"{len(found.links)} pairs of documents share {len(found.passages)} passages in "
        f"{found.clusters.cluster.nunique()} clusters ({told})\n"
        f"left out: {len(found.boilerplate)} pieces of boilerplate; tied to one document only: "
        f"{dropped['over max_df']} occurrences over --max-df"
    )


class Progress:
    """Stages on the error stream: a line each, rewritten in place on a terminal, with the time that the stage still
    takes as far as what is done of it tells.
    """

    def __init__(self, clock=time.monotonic):
        self.stage = ""
        self.live = sys.stderr is not None and sys.stderr.isatty()
        self.clock, self.began, self.shown = clock, 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if sys.stderr is None:  # closed by the caller
            return
        now = self.clock()
        if stage != self.stage:
            begin = "\n" * (self.live and self.stage != "") + stage
            print(begin, end="" if self.live else "\n", file=sys.stderr, flush=True)
            self.stage, self.began, self.shown = stage, now, 0.0
        if self.live and (now - self.shown > 0.2 or done >= total):
            self.shown = now
            line = f"{stage} {done:,} of {total:,}{left(now - self.began, done, total)}"
            print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)


def left(seconds: float, done: int, total: int) -> str:
    """How long what is left of a stage takes, at the pace so far; nothing while that cannot be told."""
    if not 0 < done < total or seconds < 1:
        return ""
    more = seconds * (total - done) / done
    return f", {more / 60:.0f} min left" if more >= 90 else f", {more:.0f} s left"


def main(argv: list[str] | None = None) -> int:
    """Do what is asked; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reprints", description=HELP, epilog=ending.SAID)
    add_arguments(parser)
    return ending.ended("reprints", lambda: run(parser.parse_args(argv)))


if __name__ == "__main__":
    sys.exit(main())
