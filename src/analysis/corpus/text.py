"""The private text: how it is normalised, cut into articles and paragraphs, and recognised.

The text never enters the repository. The manifest (`articles.csv`) knows each article by its title line, its number of
paragraphs and the hash of its normalised text, so that titles inside translated pieces cannot mislead the parser.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import inputs
from analysis.errors import AnalysisError, quoted
from analysis.script import count_words, normalise

HEADER = re.compile(r"Author: .+")
_FRONT = re.compile(r"---\n(.*?\n)---(?:\n|$)", re.DOTALL)


@dataclass(frozen=True)
class Article:
    """An article of the text: slug, title line, and its paragraphs as they stand (typos, spaces and all)."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    line: int  # of the title, 1-based, in its file


@dataclass(frozen=True)
class Line:
    """A non-empty line: where it stands, as written, and normalised."""

    file: str
    number: int
    raw: str
    normal: str


def fingerprint(paragraphs: Iterable[str]) -> str:
    """SHA-256 (hex) of the normalised paragraphs joined by line feeds: spacing and line ends do not matter."""
    return hashlib.sha256("\n".join(normalise(p) for p in paragraphs).encode()).hexdigest()


def checksum(paragraph: str) -> str:
    """First 4 hex digits of the hash of one normalised paragraph."""
    return fingerprint([paragraph])[:4]


def read_lines(source: Path) -> list[Line]:
    """The non-empty lines of a file, or of every .txt file of a folder in order of name."""
    if source.is_dir():
        files = sorted(source.rglob("*.txt"))
        if not files:
            raise AnalysisError(
                "the folder holds no .txt file",
                where=str(source),
                do="Name the file of the text, or a folder of .txt files (make takes it from CORPUS_TEXT).",
            )
    elif source.is_file():
        files = [source]
    else:
        if source.exists():
            inputs.refuse_others(source.stat().st_mode, str(source))
        raise AnalysisError(
            "there is no such file or folder",
            where=str(source),
            do="Name the file of the text, or a folder of .txt files (make takes it from CORPUS_TEXT).",
        )
    lines = []
    for file in files:
        text = inputs.text(file, "the text").replace("\r\n", "\n").replace("\r", "\n")
        front = front_matter(text, str(file))
        if title := normalise(front.get("title", "")):
            lines.append(Line(file.name, 1, title, title))
        above = _FRONT.match(text)
        below = text.count("\n", 0, above.end()) if above else 0
        for number, raw in enumerate(text.split("\n")[below:], start=below + 1):
            if normal := normalise(raw):
                lines.append(Line(file.name, number, raw, normal))
    return lines


def front_of(file: Path) -> dict[str, str]:
    """What the front matter of a file says."""
    return front_matter(inputs.text(file, "the text").replace("\r\n", "\n").replace("\r", "\n"), str(file))


def front_matter(text: str, where: str) -> dict[str, str]:
    """What stands above a text between two lines of three hyphens, as `key: value`; nothing where there is none."""
    found = _FRONT.match(text)
    if not found:
        if text.startswith("---\n"):
            raise AnalysisError(
                "the lines between hyphens at its top do not end",
                where=where,
                do="Write --- on a line of its own below them.",
            )
        return {}
    import yaml

    try:
        front = yaml.load(found[1], yaml.BaseLoader)  # everything is a text
    except (yaml.YAMLError, RecursionError):
        front = None
    if not isinstance(front, dict) or not all(isinstance(value, str) for value in front.values()):
        raise AnalysisError(
            "what stands between the lines of hyphens at its top is not like `title: A title`",
            where=where,
            do="Write a key and its value on each line; quote a value that holds a colon with a space after it.",
        )
    if odd := next((key for key in front if key != "title" and key.casefold() == "title"), None):
        raise AnalysisError(
            f"the key {odd!r} is not read", where=where, do="Keys are in lower case: write title: and the title."
        )
    broken = [key for key, value in front.items() if "\n" in value.strip() or inputs.control(f"{key}{value}")]
    if broken:
        raise AnalysisError(
            f"{quoted(broken[0])} at its top has a line break or a control character",
            where=where,
            do="Write each value on one line.",
        )
    if twice := _twice(found[1]):
        raise AnalysisError(f"{quoted(twice)} stands twice at its top", where=where, do="Keep one of the lines.")
    return front


def _twice(front: str) -> str:
    """A key that front matter has twice, of which YAML would keep the last."""
    import yaml

    seen: set[str] = set()
    root = yaml.compose(front, yaml.BaseLoader)
    for key, _ in root.value if root else ():
        if key.value in seen:
            return key.value
        seen.add(key.value)
    return ""


def parse(
    lines: list[Line],
    manifest: Iterable[Mapping[str, str]],
    sums: Mapping[tuple[str, int], str] | None = None,
    where: Path | None = None,
) -> list[Article]:
    """Cut the text into the articles of the manifest, in the manifest's order of position.

    manifest: rows of articles.csv. sums: (article, paragraph) -> checksum, used only to name the first differing
    paragraph. where: the file or folder that the lines were read from. Raises AnalysisError for an article that is
    missing or differs, and for lines that belong to none.
    """
    owner: dict[int, str] = {}
    articles = []
    for row in sorted(manifest, key=lambda row: int(row["position"])):
        start, size = _locate(lines, row, sums or {}, owner, where), int(row["paragraphs"])
        for index in range(start, start + 1 + size):
            if index in owner:
                raise AnalysisError(
                    f"its lines belong to {owner[index]} as well",
                    where=f"article {row['article']}",
                    do="Two rows of articles.csv describe the same text; remove one.",
                )
            owner[index] = row["article"]
        articles.append(
            Article(
                row["article"],
                row["title"],
                tuple(line.raw for line in lines[start + 1 : start + 1 + size]),
                lines[start].number,
            )
        )
    strays = [line for index, line in enumerate(lines) if index not in owner and not HEADER.fullmatch(line.normal)]
    if strays:
        first, many = strays[0], len(strays) != 1
        raise AnalysisError(
            f"{len(strays)} {'lines belong' if many else 'line belongs'} to no article of data/raw/articles.csv, "
            f"{'the first ' if many else ''}in {first.file}, line {first.number}",
            where=str(where or "the text"),
            do="If it is a new article, add it: python -m analysis add-article --help. If it belongs to an article "
            "that changed, take the new text: add-article --replace.",
        )
    return articles


def _locate(
    lines: list[Line],
    row: Mapping[str, str],
    sums: Mapping[tuple[str, int], str],
    owner: Mapping[int, str],
    where: Path | None,
) -> int:
    """Index of the title line that the paragraphs with the manifest's hash follow; of copies, a free one."""
    title, size, slug = normalise(row["title"]), int(row["paragraphs"]), row["article"]
    starts = [index for index, line in enumerate(lines) if line.normal == title]
    # Equal copies have files of their own, named by their slugs.
    starts = [index for index in starts if lines[index].file == f"{slug}.txt"] or starts
    alike = [
        start
        for start in starts
        if fingerprint(line.raw for line in lines[start + 1 : start + 1 + size]) == row["sha256"]
    ]
    if alike:
        return next((start for start in alike if start not in owner), alike[0])
    if not starts:
        raise _lost(row, lines, where)

    def first_difference(start: int) -> int:
        return next(
            (
                number
                for number in range(1, size + 1)
                if start + number >= len(lines)
                or sums.get((slug, number)) not in (None, checksum(lines[start + number].raw))
            ),
            size + 1,
        )

    start = max(
        starts, key=first_difference
    )  # a title inside a translated piece or a caption is not the one that was meant
    number = first_difference(start)
    if number > size:
        problem = "the text differs from the manifest"
    else:
        at = start + number
        place = f"{lines[at].file}, line {lines[at].number}" if at < len(lines) else "the end of the text"
        problem = f"paragraph {number} ({place}) is the first that differs from the manifest"
    raise AnalysisError(
        problem,
        where=f"article {slug}, title in {lines[start].file}, line {lines[start].number}",
        do="Use the text as it was when the manifest was written, or record the new one with add-article --replace.",
    )


def _lost(row: Mapping[str, str], lines: list[Line], where: Path | None) -> AnalysisError:
    """The error for an article whose title no line is: its file is gone or empty, or its title was changed."""
    slug = row["article"]
    about = f"article {slug}"
    back = "Put its text back. If the article shall go, take its rows out of articles.csv and the coded tables."
    if where is not None and where.is_dir():
        file = next(iter(sorted(where.rglob(f"{slug}.txt"))), None)
        if file is not None and not any(line.file == file.name for line in lines):
            return AnalysisError(f"its file {file} is empty", where=about, do=back)
        if file is None and lines and all(line.file != f"{slug}.txt" for line in lines):
            return AnalysisError(
                f"there is no file {where / slug}.txt, and no other file has its title “{row['title']}”",
                where=about,
                do=back,
            )
    return AnalysisError(
        f"no line is its title “{row['title']}”",
        where=about,
        do="The text lacks the article, or its title was changed; compare with data/raw/articles.csv.",
    )


def quoted_words(paragraph: str) -> int:
    """Words that stand inside double quotation marks in a paragraph.

    Quotes are unbalanced in places: an opening mark runs to the next mark of either kind, the last one to the
    paragraph's end; a closing mark without an opening one counts nothing.
    """
    total, start = 0, None
    for index, mark in enumerate(paragraph):
        if mark in "“”":
            if start is not None:
                total += count_words(paragraph[start:index])
            # The articles close with an opening mark now and then, so a second opening mark ends the first.
            start = index + 1 if mark == "“" and start is None else None
    return total + (count_words(paragraph[start:]) if start is not None else 0)
