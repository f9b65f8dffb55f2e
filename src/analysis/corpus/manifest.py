"""Manifest rows for new text: ``python -m analysis add-article``, so that nobody types a hash."""

from __future__ import annotations

import argparse
from pathlib import Path

from analysis import tables
from analysis.corpus import schema, text
from analysis.errors import AnalysisError


_OPTIONS = {"published_basis": "--basis"}  # options that are not called like their column


def describe(lines: list[text.Line], title: str, other_titles: set[str] = frozenset()) -> dict[str, object]:
    """The measured columns of a manifest row for the article that starts at the line `title`.

    It ends before the next line that is one of `other_titles`, or with the text. Raises AnalysisError when the title
    is not there, stands there more than once, or has nothing below it.
    """
    wanted = text.normalise(title)
    starts = [index for index, line in enumerate(lines) if line.normal == wanted]
    if len(starts) != 1:
        found = "no line" if not starts else "lines " + ", ".join(str(lines[index].number) for index in starts)
        raise AnalysisError(
            f"{found} of the text equal the title “{title}”",
            where="--title",
            do="Give the title line exactly as it stands in the text; it must occur once.",
        )
    start = starts[0] + 1
    stops = {text.normalise(other) for other in other_titles} - {wanted}
    end = next((index for index in range(start, len(lines)) if lines[index].normal in stops), len(lines))
    body = [line.raw for line in lines[start:end]]
    if not body:
        raise AnalysisError("no line of text follows the title", where="--title", do="Check --until and the text.")
    joined = "\n".join(body)
    return {
        "title": wanted,
        "paragraphs": len(body),
        "words": text.count_words(joined),
        "han": text.count_han(joined),
        "sha256": text.fingerprint(body),
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", type=Path, metavar="TEXT", help="file or folder of the text")
    parser.add_argument("--article", required=True, help="slug of the article, for example eu-deal; it never changes")
    parser.add_argument("--title", help="its title line; default: the first line of the text that is no byline header")
    parser.add_argument(
        "--until",
        action="append",
        default=[],
        metavar="TITLE",
        help="a title line at which the article ends; may be repeated",
    )
    parser.add_argument("--author", default="", help="byline as it stands")
    parser.add_argument("--author-type", choices=list(schema.ARTICLES["author_type"].allowed), default=None)
    parser.add_argument("--published", default="", metavar="EDTF", help="date of publication; leave out if unknown")
    parser.add_argument("--basis", default="", help="from which cues the date comes")
    parser.add_argument("--url", default="", help="address; leave out if not known")
    parser.add_argument(
        "--replace", action="store_true", help="overwrite the row of an article that is in the manifest"
    )


def run(args: argparse.Namespace) -> int:
    rows = tables.rows_of(schema.ARTICLES, schema.ARTICLES.path)
    old = next((row for row in rows if row["article"] == args.article), None)
    if old and not args.replace:
        raise AnalysisError(
            "it is in the manifest already",
            where=f"article {args.article}",
            do="Choose another slug, or add --replace.",
        )
    lines = text.read_lines(args.text)
    headings = [line.normal for line in lines if not text.HEADER.fullmatch(line.normal)]
    if not headings:
        raise AnalysisError("the text is empty", where=str(args.text), do="Give a file that holds the article.")
    others = {row["title"] for row in rows if row["article"] != args.article}
    title = args.title or (old["title"] if old else headings[0])
    row: dict[str, object] = dict(old or {"position": max((int(r["position"]) for r in rows), default=0) + 1})
    row |= {"article": args.article, **describe(lines, title, others | set(args.until))}
    given = {
        "author": args.author,
        "author_type": args.author_type,
        "published": args.published,
        "published_basis": args.basis,
        "url": args.url,
    }
    row |= {name: value for name, value in given.items() if value}
    row.setdefault("author", "unknown")
    row.setdefault("author_type", "unknown" if row["author"] == "unknown" else "person")
    row.setdefault("published_basis", "no cue")
    twin = next(
        (other for other in rows if other["article"] != args.article and other["sha256"] == row["sha256"]), None
    )
    if twin:
        raise AnalysisError(
            f"the manifest has this text as {twin['article']} already",
            where=f"article {args.article}",
            do="One article has one row: add --replace to that slug, or give the title of another text.",
        )
    for column in schema.ARTICLES.columns:
        if fault := column.fault(str(row.get(column.name, ""))):
            raise AnalysisError(
                fault, where=_OPTIONS.get(column.name, f"--{column.name.replace('_', '-')}"), do=column.about
            )
    tables.write(schema.ARTICLES, [r for r in rows if r["article"] != args.article] + [row])
    print(
        f"{tables.shown(schema.ARTICLES.path)}: {args.article}, {row['paragraphs']} paragraphs, {row['words']} words. "
        "Next: code its paragraphs in data/raw/coded/voices.csv, then: make data ACCEPT=1"
    )
    return 0
