"""``python -m analysis leaks``: whether anything that is published holds a sentence of a private text: that of the
articles of the study, and those of the corpora that were imported.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from analysis import git, wording
from analysis.corpus import imported
from analysis.corpus.leaks import WORDS, Private, leaks, tracked
from analysis.corpus.source import at_hand, given, text_path
from analysis.corpus.text import read_lines
from analysis.errors import AnalysisError, Finding
from analysis.inputs import refuse_others
from analysis.study import Study, shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--path",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="file or folder to look at instead of what git tracks, for example site; may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    study, corpora = args.study, imported.guarded(args.study)
    own = study.raw / "text"
    free = given() is None and own.is_dir() and not git.ignored(study.root, f"{study.shown(own)}/x.txt")
    if free:
        print("The texts are part of this study: .gitignore lets them in, so there is nothing to keep apart.")
        if not corpora:
            return 0
    alone = corpora and (free or at_hand(study) is None)
    private = None if alone else _private(study)
    files = _looked_at(args.path) if args.path else tracked(study.root)
    hits = list(leaks(private, files)) if private else []
    hits += imported.found(corpora, files)
    for path, words in hits:
        print(f"{shown(path)}: {len(words)} words of the text in a row, beginning “{' '.join(words[:5])}”")
    if hits:
        raise Finding(
            f"{wording.figure(len(hits), 'passage')} of the private text (listed above)",
            where=", ".join(map(str, args.path)) or "tracked files",
            do="Say it in our own words. If it was committed, it must leave the history too.",
        )
    told = f", nor of {len(corpora)} imported corpora," if corpora else ""
    print(f"no {WORDS} words of the text in a row{told} in {len(files)} files")
    return 0


def _private(study: Study) -> Private:
    private = Private("\n".join(line.raw for line in read_lines(text_path(study))))
    if not private.runs:
        raise AnalysisError(
            f"the text has fewer than {WORDS} words, so nothing could be recognised",
            where="CORPUS_TEXT",
            do="Give the file or folder of the text.",
        )
    return private


def _looked_at(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise AnalysisError(
                "there is no such file or folder", where=str(path), do="Build it first, or mend the path."
            )
        if not path.is_dir():
            refuse_others(path.stat().st_mode, str(path))
        files += path.rglob("*") if path.is_dir() else [path.resolve()]
    return files
