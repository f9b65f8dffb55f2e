"""``python -m analysis leaks``: whether anything that is published holds a sentence of a private text: that of the
articles of the study, and those of the corpora that were imported.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from analysis import git, wording
from analysis.corpus import imported
from analysis.corpus.leaks import WORDS, Private, leaks, tracked
from analysis.corpus.source import at_hand, given, text_path
from analysis.corpus.text import read_lines
from analysis.errors import AnalysisError, Finding, many
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
    """The files of the paths that are named. Raises AnalysisError for what cannot be looked at: all would seem well."""
    files: list[Path] = []
    odd: list[str] = []
    for path in paths:
        if not path.exists():
            raise AnalysisError(
                "there is no such file or folder", where=str(path), do="Build it first, or mend the path."
            )
        found = _files(path) if path.is_dir() else [path.resolve()]
        odd += [f"{one} is {what}" for one in found if (what := _odd(one))]
        files += found
    if odd:
        raise many(odd, "--path", "It cannot be looked at: take it out, or put a regular file in its place.")
    return files


def _files(folder: Path) -> list[Path]:
    """Everything in a folder, but the folders in it. Raises OSError for a folder that cannot be read."""

    def fail(error: OSError) -> None:
        raise error

    return [Path(home, name) for home, _, names in os.walk(folder, onerror=fail) for name in sorted(names)]


def _odd(path: Path) -> str:
    """What a file is that holds nothing one could read; empty for a regular one, and for a link into nothing."""
    try:
        refuse_others(path.stat().st_mode, str(path))
    except FileNotFoundError:
        return ""
    except AnalysisError as error:
        return error.what.removeprefix("it is ")
    return "a link, and what it leads to may not belong here" if path.is_symlink() else ""
