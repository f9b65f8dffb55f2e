"""``python -m analysis reuse CORPUS --out DIR``: from a corpus to passages, links, clusters and chains in files."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

WORK = "work"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", metavar="CORPUS", help="Parquet, CSV or JSONL with columns id, text and, where known, outlet, date, title")
    parser.add_argument("--out", metavar="DIR", required=True, type=Path, help="folder for the results")
    parser.add_argument("--boilerplate", choices=["auto", "off"], default="auto", help="learn footers and bylines and leave them out (auto)")
    parser.add_argument("--max-df", type=int, default=100, metavar="N", help="compare all with all up to N documents; beyond, with one (100)")
    parser.add_argument("--min-words", type=int, metavar="N", help="words that two documents must share; a Chinese character is half (20)")
    parser.add_argument("--sensitive", action="store_true", help="keep every fingerprint: finds the shortest runs, slower")
    parser.add_argument("--fold", choices=["t2s"], help="read traditional Chinese as simplified (needs OpenCC)")
    parser.add_argument("--memory", metavar="SIZE", help="what to stay below, such as 3GB or 800MB (3GB)")
    parser.add_argument("--processes", type=int, metavar="N", help="how many work at a time (all cores)")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="this machine, or Apache Spark")
    parser.add_argument("--workdir", type=Path, metavar="DIR", help=f"where fingerprints are kept for the next run (OUT/{WORK})")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    from analysis.chains import infer
    from analysis.reuse.corpus import frame
    from analysis.reuse.detect import find
    from analysis.chains.output import save

    workdir = args.workdir or args.out / WORK
    found = find(
        args.corpus,
        min_words=args.min_words,
        max_df=args.max_df,
        boilerplate=args.boilerplate,
        sensitive=args.sensitive,
        fold=args.fold,
        processes=args.processes,
        memory=args.memory,
        workdir=workdir,
        engine=args.engine,
        progress=None if args.quiet else Progress(),
    )
    with tempfile.TemporaryDirectory(dir=workdir) as scratch:
        docs = frame(args.corpus, set(found.clusters.id), Path(scratch))
    inferred = infer(docs, found)
    names = save(args.out, docs.drop(columns="text"), found, inferred)
    print(summary(found, inferred.chains))
    print(f"{args.out}: {', '.join(names)}")
    return 0


def summary(found, chains) -> str:
    """One line on what was found, one on what was left out."""
    status = chains.status.value_counts()
    told = ", ".join(f"{count} {name}" for name, count in sorted(status.items()))
    dropped = found.dropped.set_index("what").occurrences
    return (
        f"{len(found.links)} pairs of documents share {len(found.passages)} passages in {found.clusters.cluster.nunique()} clusters ({told})\n"
        f"left out: {len(found.boilerplate)} pieces of boilerplate; tied to one document only: {dropped['over max_df']} occurrences over --max-df"
    )


class Progress:
    """Stages on the error stream: a line each, rewritten in place on a terminal."""

    def __init__(self):
        self.stage = ""
        self.live = sys.stderr.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self.stage:
            print("\n" * (self.live and self.stage != "") + stage, end="" if self.live else "\n", file=sys.stderr, flush=True)
            self.stage = stage
        if self.live:
            print(f"\r{stage} {done:,} of {total:,}", end="", file=sys.stderr, flush=True)
