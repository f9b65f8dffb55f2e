"""Dictionaries of categories and their words, in the formats that are about.

==============  ================================================================================
YAML, ``.yml``  categories with words, or with categories, as deep as one likes
LIWC, ``.dic``  numbered categories between two ``%``, then a word and its numbers a line
Yoshikoder      ``.ykd``: XML with ``cnode`` (category) and ``pnode`` (pattern)
Lexicoder       ``.lcd``, ``.lc3``: ``+CATEGORY``, then a word or phrase a line; or XML as above
==============  ================================================================================

A category within another is named by its path: ``economy > trade``. A category counts the words of those within it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, many

Categories = dict[str, list[str]]
WITHIN = " > "


def read(path: str | os.PathLike[str]) -> Categories:
    """The categories of a file with their words, as queries.

    Parameters
    ----------
    path : path
        ``.yml``, ``.yaml``, ``.dic``, ``.ykd``, ``.lcd`` or ``.lc3``.

    Returns
    -------
    dict of str to list of str
        Words by category, those of a category within another in both.

    Raises
    ------
    AnalysisError
        For a file that cannot be read, with the line where there is one.

    Examples
    --------
    >>> read("moods.yml")
    {'calm': ['quiet', 'still'], 'gay': ['merr*']}
    """
    path = Path(path)
    readers = {".yml": _yaml, ".yaml": _yaml, ".dic": _liwc, ".ykd": _xml, ".lcd": _lexicoder, ".lc3": _lexicoder}
    if path.suffix.lower() not in readers:
        raise AnalysisError(
            f"{path.suffix or 'a file without an ending'} is no format of a dictionary",
            where=str(path),
            do=f"Give one of {', '.join(readers)}.",
        )
    found = readers[path.suffix.lower()](_text(path), str(path))
    if not any(found.values()):
        raise AnalysisError("has no category with a word", where=str(path), do="See help(newsbench.counting.formats).")
    return found


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnalysisError(f"cannot be read: {error.strerror}", where=str(path), do="Give a file.") from None
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AnalysisError("is neither UTF-8 nor Windows-1252", where=str(path), do="Save it as UTF-8.")


def _nested(found: list[tuple[tuple[str, ...], str]]) -> Categories:
    """Words by the path of their category, and by every path above it."""
    out: Categories = {}
    for path, word in found:
        for depth in range(1, len(path) + 1):
            words = out.setdefault(WITHIN.join(path[:depth]), [])
            if word not in words:
                words.append(word)
    return out


def _yaml(text: str, where: str) -> Categories:
    import yaml

    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise AnalysisError(f"is no YAML{line}", where=where, do="Write a category, a colon, and its words.") from None
    if not isinstance(data, dict):
        raise AnalysisError("has no categories", where=where, do="Write a category, a colon, and its words.")
    return _nested(list(_walk(data, ())))


def _walk(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from _walk(inner, (*path, str(name)))
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner, path)
    elif node is not None:
        yield path, str(node)


def _liwc(text: str, where: str) -> Categories:
    lines = list(enumerate(text.splitlines(), start=1))
    marks = [at for at, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(marks) < 2:
        raise AnalysisError("has no categories between two lines of %", where=where, do="LIWC begins so: %, 1 name, %.")
    names: dict[str, str] = {}
    faults: list[str] = []
    for _, line in lines[marks[0] + 1 : marks[1]]:
        if line.strip():
            key, _, name = line.strip().partition("\t") if "\t" in line.strip() else line.strip().partition(" ")
            names[key.strip()] = re.sub(r"\s+", " ", name).strip() or key.strip()
    found: list[tuple[tuple[str, ...], str]] = []
    for number, line in lines[marks[1] + 1 :]:
        if not line.strip():
            continue
        said = line.split()
        words = len(said)
        while words > 1 and re.fullmatch(r"[0-9]+", said[words - 1]):
            words -= 1
        if words == len(said):
            faults.append(f"line {number}: {line.strip()!r} has no number of a category")
            continue
        for key in said[words:]:
            if key in names:
                found.append(((names[key],), " ".join(said[:words])))
            else:
                faults.append(f"line {number}: there is no category {key}")
    if faults:
        raise many(faults, where, "A line is a word, a tab, and numbers from the head of the file.")
    return {name: [] for name in names.values()} | _nested(found)


def _xml(text: str, where: str) -> Categories:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise AnalysisError(f"is no XML: {error.msg}", where=where, do="Export the dictionary again.") from None
    found: list[tuple[tuple[str, ...], str]] = []

    def walk(node: Any, path: tuple[str, ...]) -> None:
        for child in node:
            name = (child.get("name") or child.get("pattern") or "").strip()
            if child.tag == "cnode":
                walk(child, (*path, name))
            elif child.tag == "pnode":
                found.append((path or ("all",), name))
            else:
                walk(child, path)

    walk(root, ())
    # Yoshikoder puts all under one node that has the dictionary's name.
    top = {path[0] for path, _ in found}
    if len(top) == 1 and all(len(path) > 1 for path, _ in found):
        found = [(path[1:], word) for path, word in found]
    return _nested([(path, word) for path, word in found if word])


def _lexicoder(text: str, where: str) -> Categories:
    if text.lstrip().startswith("<"):
        return _xml(text.lstrip(), where)
    out: Categories = {}
    words: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith("+"):
            words = out.setdefault(line[1:].strip(), [])
        elif line and words is None:
            raise AnalysisError(
                f"line {number}: {line!r} stands before the first category", where=where, do="A category begins with +."
            )
        elif line and words is not None and line not in words:
            words.append(line)
    return out
