"""Whether anything that is published holds a sentence of the private text: 12 or more words of it in a row.

Looked at as a reader sees it (markup stripped, entities and escapes resolved) and as it stands in the file (attributes,
specifications of charts, text chunks of a PNG, pictures inside a notebook, members of a zip, plain runs of text in any
other binary file). Chinese counts by characters, and only from 24 on: names of bodies and
titles are long in characters.
"""

from __future__ import annotations

import base64
import contextlib
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis import git
from analysis.errors import AnalysisError
from analysis.script import CHARACTER, WORD, has_han
from analysis.study import shown

WORDS, HAN = 12, 24
_WORD = re.compile(f"{CHARACTER.pattern}|{WORD.pattern}")
_MARKUP = {".ipynb", ".html", ".htm", ".svg", ".xml", ".json", ".md"}
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
_PNG = b"\x89PNG\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
_BASE64 = re.compile(r"[A-Za-z0-9+/]{64,}(?:(?:\\n|\n)[A-Za-z0-9+/]+)*={0,2}")


def words(text: str) -> list[str]:
    """Words in folded case and single Chinese characters, in order."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


class Private:
    """The private text, ready to recognise runs of its words."""

    def __init__(self, text: str, size: int = WORDS, han: int = HAN):
        own = words(text)
        self.size, self.han = size, han
        self.vocabulary = set(own)
        self.runs = {tuple(own[at : at + size]) for at in range(len(own) - size + 1)}

    def found(self, text: str) -> list[list[str]]:
        """The runs of the private text that stand in `text`, each as long as it goes."""
        hits = []
        for stretch in self._known(words(text)):
            at = 0
            while at <= len(stretch) - self.size:
                end = at
                while tuple(stretch[end : end + self.size]) in self.runs:
                    end += 1
                if end > at:
                    run = stretch[at : end - 1 + self.size]
                    chinese = sum(map(has_han, run))
                    if 2 * chinese < len(run) or len(run) >= self.han:
                        hits.append(run)
                    at = end - 1 + self.size
                else:
                    at += 1
        return hits

    def _known(self, found: list[str]) -> Iterator[list[str]]:
        """Stretches of words that all occur in the text: the rest of a large file costs one look-up a word."""
        stretch: list[str] = []
        for word in found:
            if word in self.vocabulary:
                stretch.append(word)
            elif stretch:
                if len(stretch) >= self.size:
                    yield stretch
                stretch = []
        if len(stretch) >= self.size:
            yield stretch


def views(name: str, content: bytes) -> list[str]:
    """What a file says, in each of the ways in which it may be read."""
    if content.startswith(_PNG):
        return list(_png_texts(content))
    if content.startswith(_ZIP):
        return list(_members(content))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        text = content.decode("utf-8", "replace")
    out = [text, *_embedded(text)]
    suffix = Path(name).suffix.lower()
    if suffix in (".ipynb", ".json"):
        with contextlib.suppress(ValueError, RecursionError):  # what is broken is read as plain text only
            out.append("\n".join(_strings(json.loads(text))))
    if suffix in _MARKUP:
        for view in list(out):
            resolved = html.unescape(view)
            # Escapes of specifications inside a page; tags twice, since an escaped page may stand inside a page.
            resolved = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), resolved)
            resolved = re.sub(r"\\+[nrt\"'/]", " ", resolved)
            out += [
                resolved,
                html.unescape(_TAG.sub(" ", html.unescape(_TAG.sub(" ", resolved)))),
                _TAG.sub("", resolved),
            ]
    return out


def _members(content: bytes) -> Iterator[str]:
    """Texts of the members of a zip, and their names. One that is cut short counts as plain bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                yield member.filename
                yield from views(member.filename, packed.read(member))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        yield content.decode("utf-8", "replace")


def _embedded(text: str) -> Iterator[str]:
    """Texts of what stands in a file as base64: pictures of a notebook, fonts and files of a page."""
    for found in _BASE64.finditer(text):
        packed = re.sub(r"\\n|\n", "", found[0])
        try:
            content = base64.b64decode(packed[: len(packed) - len(packed) % 4])
        except ValueError:
            continue
        yield from views("", content)


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        if node and all(isinstance(item, str) for item in node):  # lines of a cell, cells of a row
            yield "".join(node)
            yield " ".join(node)
        else:
            for item in node:
                yield from _strings(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _strings(value)


def _png_texts(content: bytes) -> Iterator[str]:
    """Texts in the chunks of a PNG: alt text and descriptions live there."""
    at = len(_PNG)
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + size]
        at += 12 + size
        if kind not in (b"tEXt", b"zTXt", b"iTXt"):
            continue
        yield data.decode("utf-8", "replace").replace("\0", "\n")
        for start in [
            index + 1 for index in range(len(data)) if data[index] == 0
        ]:  # compressed text begins after one of the NULs
            try:
                yield zlib.decompress(data[start:] if kind == b"iTXt" else data[start + 1 :]).decode("utf-8", "replace")
            except zlib.error:
                continue


def tracked(root: Path) -> list[Path]:
    """What git tracks below a folder, or would track with the next add."""
    names = git.tracked(root, untracked=True)
    if names is None:
        raise AnalysisError(
            "it is no git checkout, so there is no list of tracked files",
            where=shown(root),
            do="Name the folder to look at with --path.",
        )
    return [root / name for name in names]


def leaks(private: Private, files: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    """(file, run of words) for each run of the private text; the same run once a file."""
    for path in sorted(set(files)):
        if path.is_symlink() or not path.is_file():
            continue
        seen: list[str] = []
        hits = [run for view in views(path.name, path.read_bytes()) for run in private.found(view)]
        for run in sorted(hits, key=len, reverse=True):
            text = " ".join(run)
            if not any(text in other for other in seen):
                seen.append(text)
                yield path, run
