"""``python -m analysis VERB``: what make does, for people without make."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from analysis import ending
from analysis import study as studies

# verb: (module that holds it, one line of help). The module has add_arguments(parser) and run(args) -> exit status,
# and is imported only when its verb is called, so that a build with nothing to do stays quick.
VERBS = {
    "build": ("proofpress.reports.build", "build every stale report, its figures and facts"),
    "replay": ("proofpress.reports.replay", "replay the executed reports with nbval"),
    "check": (
        "proofpress.proof.check",
        "run every report afresh and compare all that a reader sees with what is committed",
    ),
    "accept": ("proofpress.proof.accept", "take the outputs that the last check found to differ"),
    "record": ("proofpress.proof.record", "note in reports/check.json what the last check compared"),
    "status": ("proofpress.reports.status", "tell for each report whether it is fresh, and why not"),
    "data": (
        "analysis.corpus.processed",
        "rebuild data/processed from the text and compare it with the committed tables",
    ),
    "codebook": (
        "analysis.codebook.command",
        "write the codebook and the data package from the descriptions of the tables",
    ),
    "code": (
        "analysis.coding.command",
        "code evidence with a second coder: status, sheets, the settled table, agreement",
    ),
    "tidy-table": ("analysis.codebook.tidy", "put a table that a spreadsheet saved into the one form"),
    "site": (
        "proofpress.site.command",
        "render the reports as pages that open from disk, with the coded rows behind marks",
    ),
    "archive": ("proofpress.archive", "write the archive to deposit: an RO-Crate of reports, data and provenance"),
    "lab": ("proofpress.lab", "open JupyterLab on the study, where source notebooks are saved without outputs"),
    "tidy": ("proofpress.tidy", "take out of source notebooks what running them left there"),
    "docs": ("proofpress.docs", "fill the marked blocks of README, METHODS and docs/ from the reports"),
    "leaks": ("analysis.corpus.leakcheck", "look for sentences of the private text in what git tracks"),
    "add-article": ("analysis.corpus.manifest", "write the manifest row of an article for the corpus"),
    "new-topic": (
        "analysis.corpus.newtopic",
        "ask for terms, show how often they stand in the texts, and write the topic and its report",
    ),
    "new-study": (
        "analysis.newstudy.command",
        "start a study of your own: a folder with invented news, notebooks and reports",
    ),
    "import": ("newsbench.importing.command", "bring a corpus of your own: files of any usual format"),
    "reuse": ("reprints.__main__", "find reused passages, clusters and reprint chains in any corpus"),
}


# Verbs that work on what they are given, wherever one stands.
ANYWHERE = {"new-study", "reuse"}
# And one that works on a study or without one.
EITHER = {"import"}


def expected_tables(study: studies.Study) -> dict[Path, bytes]:
    """The processed tables that the text gives; none where no text is at hand."""
    from analysis.corpus import processed, source

    if not source.at_hand(study):
        return {}
    return {path: made.encode() for path, made in processed.made(study).items()}


def located(given: str | None) -> Path | None:
    """Where the owner's copy of the text is: as given, else as the variable says."""
    from analysis.corpus import source

    return source.given(given)


def private_paragraphs(study: studies.Study, text: Path) -> dict[tuple[str, int], str]:
    """For the owner of a text: (article, paragraph) -> its words."""
    from analysis.corpus.source import read_text

    articles = read_text(text, study)
    return {(one.slug, number): said for one in articles for number, said in enumerate(one.paragraphs, start=1)}


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    words = (word for before, word in zip(["", *argv], argv, strict=False) if before != "--study")
    verb = next((word for word in words if not word.startswith("-")), "")
    return ending.ended(verb or "analysis", lambda: called(verb, argv))


def called(verb: str, argv: list[str]) -> int | None:
    """Do what a verb does; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Reports, data and checks of this package.", epilog=ending.SAID
    )
    parser.add_argument("--study", metavar="DIR", help="the study to work on; default: the one that you stand in")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, (module, line) in VERBS.items():
        sub = verbs.add_parser(name, help=line, description=line[0].upper() + line[1:] + ".", epilog=ending.SAID)
        if name == verb:
            import_module(module).add_arguments(sub)
    args = parser.parse_args(argv)
    if args.verb in EITHER:
        args.study = studies.at(args.study) if args.study else None
    elif args.verb not in ANYWHERE:
        args.study = studies.at(args.study) if args.study else studies.find()
        args.processed, args.located, args.private = expected_tables, located, private_paragraphs
    return import_module(VERBS[args.verb][0]).run(args)


if __name__ == "__main__":
    sys.exit(main())
