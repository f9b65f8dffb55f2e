"""Manifest rows for new text: ``python -m analysis add-article``, so that nobody types a hash."""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from analysis import codebook, tables
from analysis.corpus import text
from analysis.errors import AnalysisError, many, quoted
from analysis.nearest import asked
from analysis.script import count_han, count_words, normalise
from analysis.study import Study
from analysis.tables import Table
from analysis.tables.checking import Known, unreferred
from analysis.tables.column import Column

MEASURED = ("article", "position", "title", "paragraphs", "words", "han", "sha256")
_OPTIONS = {"published_basis": "--basis"}  # options that are not called like their column


def describe(lines: list[text.Line], title: str, other_titles: Collection[str] = ()) -> dict[str, str | int]:
    """The measured columns of a manifest row for the article that starts at the line `title`.

    It ends before the next line that is one of `other_titles`, or with the text. Raises AnalysisError when the title
    is not there, stands there more than once, or has nothing below it.
    """
    wanted = normalise(title)
    starts = [index for index, line in enumerate(lines) if line.normal == wanted]
    if len(starts) != 1:
        found = "no line" if not starts else "lines " + ", ".join(str(lines[index].number) for index in starts)
        raise AnalysisError(
            f"{found} of the text equal the title “{title}”",
            where="--title",
            do="Give the title line exactly as it stands in the text; it must occur once.",
        )
    start = starts[0] + 1
    stops = {normalise(other) for other in other_titles} - {wanted}
    end = next((index for index in range(start, len(lines)) if lines[index].normal in stops), len(lines))
    body = [line.raw for line in lines[start:end]]
    if not body:
        raise AnalysisError("no line of text follows the title", where="--title", do="Check --until and the text.")
    joined = "\n".join(body)
    return {
        "title": wanted,
        "paragraphs": len(body),
        "words": count_words(joined),
        "han": count_han(joined),
        "sha256": text.fingerprint(body),
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", type=Path, metavar="TEXT", help="file of an article, or a folder of .txt files")
    parser.add_argument(
        "--article",
        help="slug of the article, for example my-article; it never changes. "
        "Without it, every file of the folder is an "
        "article, and its name is the slug",
    )
    parser.add_argument("--title", help="its title line; default: the first line of the text that is no byline header")
    parser.add_argument(
        "--until",
        action="append",
        default=[],
        metavar="TITLE",
        help="a title line at which the article ends; may be repeated",
    )
    parser.add_argument("--author", default="", help="byline as it stands; leave out if there is none")
    parser.add_argument("--author-type", default="", metavar="KIND", help="kind of byline, a value of the codebook")
    parser.add_argument("--published", default="", metavar="EDTF", help="date of publication; leave out if unknown")
    parser.add_argument("--basis", default="", help="from which cues the date comes")
    parser.add_argument("--url", default="", help="address; leave out if not known")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="any other column of the manifest, for example --set outlet=harbour-post; may be repeated",
    )
    parser.add_argument(
        "--copy", action="store_true", help="it is a copy of an article that is in the manifest, for example a reprint"
    )
    parser.add_argument(
        "--replace", action="store_true", help="overwrite the row of an article that is in the manifest"
    )


def run(args: argparse.Namespace) -> int:
    of = args.study
    if args.article is None:
        return _told(of, add_folder(of, args.text, replace=args.replace))
    table = codebook.read(of).table("articles", MEASURED, what="add-article")
    rows = tables.rows_of(table) if table.path.exists() else []
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
    _refuse_missing(args.until, lines, args.text)
    others = {row["title"] for row in rows if row["article"] != args.article}
    title = args.title or (old["title"] if old else headings[0])
    row: dict[str, object] = {**(old or {"position": str(max((int(r["position"]) for r in rows), default=0) + 1)})}
    row |= {"article": args.article, **describe(lines, title, others | set(args.until))}
    row |= _known(args, table)
    for name, value in _unknown(table, row).items():
        row.setdefault(name, value)
    twin = next(
        (other for other in rows if other["article"] != args.article and other["sha256"] == row["sha256"]), None
    )
    if twin and not args.copy:
        raise AnalysisError(
            f"the manifest has this text as {twin['article']} already",
            where=f"article {args.article}",
            do="One article has one row: add --replace to that slug. If it is another outlet's copy of it: --copy.",
        )
    for column in table.columns:
        if fault := _fault(column, str(row.get(column.name, ""))):
            raise AnalysisError(fault, where=_option(column.name), do=column.hint)
    for name, what in _unreferred(table, {column: str(value) for column, value in row.items()}, _values(of)):
        raise AnalysisError(
            what, where=f"article {args.article}, column {name}", do="Add it to that table first, or mend the name."
        )
    tables.write(table, [r for r in rows if r["article"] != args.article] + [row])
    if left := _left(args, table):
        print(f"Not used, for the manifest has no such column: {', '.join(left)} of {args.text.name}")
    print(
        f"{of.shown(table.path)}: {args.article}, {row['paragraphs']} paragraphs, {row['words']} words. "
        "Next: code its paragraphs in data/raw/coded/voices.csv where the study has it, then: make data ACCEPT=1"
    )
    return 0


def _refuse_missing(until: Collection[str], lines: list[text.Line], source: Path) -> None:
    """Raises AnalysisError for titles at which an article should end and that the text does not have."""
    there = {line.normal for line in lines}
    if missing := [title for title in until if normalise(title) not in there]:
        raise AnalysisError(
            "; ".join(f"no line of {source} equals {quoted(title)}{asked(title, there)}" for title in missing),
            where="--until",
            do="Give the title line exactly as it stands in the text.",
        )


def add_folder(of: Study, folder: Path, *, replace: bool = False) -> tuple[int, int, int]:
    """Write the rows of all files of a folder that the manifest lacks, each named by its file; how many were added,
    changed, and stood there already.

    What front matter says of an article is taken. Raises AnalysisError with every fault of every file, and then writes
    nothing; a text that changed is a fault unless ``replace``.
    """
    table = codebook.read(of).table("articles", MEASURED, what="add-article")
    rows = {row["article"]: row for row in tables.rows_of(table)} if table.path.exists() else {}
    if folder.is_file():
        raise AnalysisError(
            "it is one file, and its article has no slug yet",
            where=str(folder),
            do=f"Say how the article is called, for example: --article {_slug(folder.stem)}",
        )
    if not folder.is_dir() or not (files := sorted(folder.rglob("*.txt"))):
        raise AnalysisError(
            "there is no such folder" if not folder.is_dir() else "no .txt file is in this folder",
            where=str(folder),
            do="Name a folder of .txt files, or one file and its slug: FILE --article SLUG",
        )
    known = _values(of)
    position = max((int(row["position"]) for row in rows.values()), default=0)
    faults, added, changed = [], 0, 0
    for file in files:
        try:
            row = {name: str(value) for name, value in _described(table, file).items()}
            faults += [f"{file.name}: {name}: {what}" for name, what in _unreferred(table, row, known)]
        except AnalysisError as error:
            faults.append(" ".join(str(error).split()))
            continue
        old = rows.get(file.stem)
        if old and all(str(row.get(name, "")) == old[name] for name in table.names if name != "position"):
            continue
        if old and old["sha256"] != row["sha256"] and not replace:
            faults.append(f"{file.name}: its text is not the one in the manifest; --replace takes the new one")
            continue
        added, changed = added + (not old), changed + bool(old)
        position += not old
        rows[file.stem] = {**(old or {}), **row, "position": old["position"] if old else str(position)}
    other = [path.name for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".txt"]
    faults += [f"{name}: it is no .txt file" for name in other if not name.startswith(".")]
    if faults:
        raise many(faults, of.shown(table.path), "Nothing was written. Mend the files and run it again.")
    tables.write(table, rows.values())
    return added, changed, len(files) - added - changed


def _described(table: Table, file: Path) -> dict[str, str | int]:
    """The row of an article in a file of its own, without its position."""
    lines = text.read_lines(file)
    front = text.front_of(file)
    if not lines or not re.fullmatch(table["article"].pattern or ".+", file.stem):
        what = (
            "it is empty" if not lines else f"the name {file.stem!r} is no slug: lower-case letters, digits and hyphens"
        )
        raise AnalysisError(what, where=file.name)
    odd = [name for name in front if name not in table or name in MEASURED and name != "title"]
    if odd:
        free = ["title", *(name for name in table.names if name not in MEASURED)]
        raise AnalysisError(f"the manifest has no column {odd[0]}{asked(odd[0], free)}", where=file.name)
    row: dict[str, str | int] = {"article": file.stem, **front, **describe(lines, lines[0].normal)}
    for name, value in _unknown(table, row).items():
        row.setdefault(name, value)
    for column in table.columns:
        if column.name != "position" and (fault := _fault(column, str(row.get(column.name, "")))):
            raise AnalysisError(f"{column.name}: {fault}", where=file.name)
    return row


def _fault(column: Column, value: str) -> str:
    """What is wrong with a cell of the manifest, where each stands on one line."""
    return f"{quoted(value)} has a line break" if len(value.splitlines()) > 1 else column.fault(value)


def _told(of: Study, counts: tuple[int, int, int]) -> int:
    added, changed, same = counts
    print(
        f"data/raw/articles.csv: {added} articles added, {changed} changed, {same} as before. Next: make data ACCEPT=1"
    )
    return 0


def _values(of: Study) -> Known:
    """What stands in columns of another table, for references to it; None where there is no such table yet."""
    book = codebook.read(of)

    @cache
    def known(name: str, columns: tuple[str, ...]) -> frozenset[tuple[str, ...]] | None:
        table = book.get(name)
        if table is None or not table.path.exists():
            return None
        return frozenset(tuple(row[column] for column in columns) for row in tables.rows_of(table))

    return known


def _unreferred(table: Table, row: dict[str, str], known: Known) -> Iterator[tuple[str, str]]:
    """(column, fault) of the cells of a row that must stand in another table and do not."""
    cells = {name: row.get(name, "") for name in table.names}
    for _, column, what in unreferred(table, [cells], [1], known):
        yield column, what


def _slug(name: str) -> str:
    """A name as a slug."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-article"


def _option(column: str) -> str:
    return _OPTIONS.get(column, f"--{column.replace('_', '-')}")


def _known(args: argparse.Namespace, table: Table) -> dict[str, object]:
    """What is known of the article: what its front matter says, and over it what the caller says."""
    said = text.front_of(args.text) if args.text.is_file() else {}
    for name in said:
        if name not in table and (same := next((column for column in table.names if column == name.casefold()), "")):
            raise AnalysisError(
                f"the key {name!r} is not read", where=str(args.text), do=f"Keys are in lower case: write {same}:"
            )
    found: dict[str, object] = {name: value for name, value in said.items() if name in table and name not in MEASURED}
    options = {
        "author": args.author,
        "author_type": args.author_type,
        "published": args.published,
        "published_basis": args.basis,
        "url": args.url,
    }
    for pair in args.set:
        name, _, value = pair.partition("=")
        if name not in table or name in MEASURED:
            free = [column for column in table.names if column not in MEASURED]
            raise AnalysisError(
                f"{name!r} is no column that can be set{asked(name, free)}",
                where="--set",
                do=f"These are: {', '.join(free)}",
            )
        options[name] = value
    for name, value in options.items():
        if value and name not in table:
            raise AnalysisError(
                f"the manifest of this study has no column {name}",
                where=_option(name),
                do=f"Its columns: {', '.join(table.names)}",
            )
        if value:
            found[name] = value
    return found


def _left(args: argparse.Namespace, table: Table) -> list[str]:
    """What stands above a text and is no column of the manifest."""
    said = text.front_of(args.text) if args.text.is_file() else {}
    return [name for name in said if name not in table]


def _unknown(table: Table, row: Mapping[str, object]) -> dict[str, str]:
    """Words for what is not known, where a column may not be empty."""
    author = str(row.get("author", ""))
    words = {
        "author": "unknown",
        "author_type": "person" if author not in ("", "unknown") else "unknown",
        "published_basis": "no cue",
    }
    return {
        name: said
        for name, said in words.items()
        if name in table and not (table[name].empty and name != "author_type")
    }
