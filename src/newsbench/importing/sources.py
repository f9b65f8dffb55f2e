"""Which reader reads a file: by its first bytes, then by the end of its name, then by the layout of what it holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from analysis.columns import Taken
from analysis.errors import AnalysisError
from newsbench.importing import (
    encodings,
    epub,
    factiva,
    jsons,
    lines,
    metadata,
    nexis,
    parquet,
    pdf,
    plain,
    proquest,
    richtext,
    sheets,
    tables,
    tei,
    web,
    word,
)
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.lines import Line
from newsbench.importing.parts import DAMAGED, Part

KNOWN = "txt, md, html, docx, odt, rtf, pdf, csv, xlsx, json(l), parquet, epub, tei and factiva xml, and zip of these"
_TEXT = (".txt", ".text", ".md", ".markdown", "")
_TABLES = (".csv", ".tsv", ".tab")
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OLE = b"\xd0\xcf\x11\xe0"

Yielded = Iterator[Found | LeftOut]


def read(
    part: Part, asked: Asked, taken: dict[str, Taken], notes: list[str]
) -> Iterator[Found | LeftOut | AnalysisError]:
    """The articles of a file; what is wrong with it comes as an error among them, the last."""
    try:
        yield from _reader(part)(part, asked, taken, notes)
    except AnalysisError as error:
        yield error


Reader = Callable[[Part, Asked, dict[str, Taken], list[str]], Yielded]


def _reader(part: Part) -> Reader:
    """The reader of a file. Raises Unreadable for a kind that none reads."""
    with part.open() as file:
        begin = file.read(4096)
    if not begin.strip(b"\0 \t\r\n"):
        raise Unreadable("it is empty", where=part.name, do="Is it the right file?")
    if packed := _packed(part, begin):
        return packed
    head = begin.lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    if part.suffix in _TABLES:
        return lambda part, asked, taken, notes: tables.read(part, asked, taken)
    if part.suffix in (".json", ".jsonl", ".ndjson"):
        return lambda part, asked, taken, notes: jsons.read(part, asked, taken)
    if part.suffix in (".html", ".htm", ".xhtml") or head.startswith((b"<!doctype html", b"<html")):
        return lambda part, asked, taken, notes: web.read(part, asked)
    if part.suffix == ".xml" or head.startswith(b"<?xml"):
        return _xml
    if part.suffix in _TEXT:
        return _text
    if part.suffix in metadata.SUFFIXES:
        raise Unreadable(
            "it holds facts about articles and no texts",
            where=part.name,
            do="Bring the texts, and name this file with --metadata.",
        )
    raise Unreadable(
        f"{part.suffix or 'a file without a suffix'} is no kind of file that is read",
        where=part.name,
        do=f"Read are {KNOWN}.",
    )


def _packed(part: Part, begin: bytes) -> Reader | None:
    """The reader of a file that its first bytes tell."""
    if begin.startswith(b"PAR1"):
        return lambda part, asked, taken, notes: parquet.read(part, asked, taken)
    if begin.startswith(b"{\\rtf"):
        return lambda part, asked, taken, notes: _lines(richtext.rtf(part), part, asked, notes)
    if b"%PDF-" in begin[:1024]:
        return _pdf
    if begin.startswith(_OLE):
        if part.suffix in _SHEETS:
            return lambda part, asked, taken, notes: sheets.read(part, asked, taken)
        raise Unreadable("it is an old document of Word", where=part.name, do="Save it as .docx.")
    if begin.startswith(b"PK\x03\x04"):
        return _zipped(part)
    if part.suffix in (".docx", ".odt", ".pdf", ".rtf", ".parquet", ".xlsx", ".xls", ".ods", ".epub"):
        raise Unreadable(
            f"it is called {part.suffix} and is none by its first bytes",
            where=part.name,
            do="Was it fetched whole? Open it in the program that it is for, and save it again.",
        )
    return None


def _zipped(part: Part) -> Reader:
    try:
        with zipfile.ZipFile(io.BytesIO(part.read())) as packed:
            names = set(packed.namelist())
            kind = packed.read("mimetype")[:80] if "mimetype" in names else b""
    except DAMAGED as error:
        raise Unreadable(f"it is not whole: {error}", where=part.name, do="Fetch it again.") from None
    if "word/document.xml" in names:
        return lambda part, asked, taken, notes: _lines(word.docx(part), part, asked, notes)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or b"spreadsheet" in kind:
        return lambda part, asked, taken, notes: sheets.read(part, asked, taken)
    if b"opendocument.text" in kind:
        return lambda part, asked, taken, notes: _lines(word.odt(part), part, asked, notes)
    if kind.startswith(epub.KIND):
        return lambda part, asked, taken, notes: epub.read(part)
    raise Unreadable("it is a packed file of no kind that is read", where=part.name, do=f"Read are {KNOWN}.")


def _pdf(part: Part, asked: Asked, taken: dict[str, Taken], notes: list[str]) -> Yielded:
    text = pdf.text(part)
    for one in _laid_out(lines.of_text(text), part.name, asked, notes) or plain.of_text(text, part.name, asked):
        one.doubts.append(pdf.DOUBT)
        yield one


def _text(part: Part, asked: Asked, taken: dict[str, Taken], notes: list[str]) -> Yielded:
    text, encoding = encodings.decode(part.read(), part.name, asked.encoding)
    yield from _laid_out(lines.of_text(text), part.name, asked, notes) or plain.of_text(
        text, part.name, asked, encoding
    )


def _xml(part: Part, asked: Asked, taken: dict[str, Taken], notes: list[str]) -> Yielded:
    root = tei.parsed(part)
    kind = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else ""
    if kind in ("TEI", "teiCorpus", "TEI.2"):
        yield from tei.read(root, part.name)
    elif kind == "html":
        yield from web.read(part, asked)
    elif found := factiva.xml(root, part.name):
        yield from found
    else:
        raise Unreadable(f"it is XML that begins with {kind}", where=part.name, do="Read are TEI and Factiva's XML.")


def _lines(found: list[Line], part: Part, asked: Asked, notes: list[str]) -> Yielded:
    """The articles of a document: by the layout of an archive, else as a text."""
    if not any(line.text for line in found):
        raise Unreadable("it holds no text", where=part.name, do="Is it a document of pictures?")
    if known := _laid_out(found, part.name, asked, notes):
        yield from known
        return
    chunks = [found] if asked.split else _headed(found)
    for number, chunk in enumerate(chunks, 1):
        for one in plain.of_text("\n\n".join(line.text for line in chunk if line.text), part.name, asked):
            one.wrapped = False
            one.place = one.place or (f"article {number}" if len(chunks) > 1 else "")
            yield one


def _headed(found: list[Line]) -> list[list[Line]]:
    """The articles of a document, each below a heading of the first rank; one where they are only its sections."""
    starts = [index for index, line in enumerate(found) if line.heading]
    if len(starts) < 2 or any(line.text for line in found[: starts[0]]):
        return [found]
    chunks = [found[low:high] for low, high in zip(starts, [*starts[1:], len(found)], strict=True)]
    return chunks if all(sum(len(line.text) for line in chunk[1:]) > 200 for chunk in chunks) else [found]


def _laid_out(found: list[Line], name: str, asked: Asked, notes: list[str]) -> list[Found]:
    """The articles of an export of an archive; none where the lines are of no layout that is known."""
    if asked.split:
        return []
    if nexis.recognised(found):
        return list(nexis.articles(found, name, asked.dates, notes))
    if factiva.recognised(found):
        return list(factiva.labelled(found, name))
    if proquest.recognised(found):
        return list(proquest.articles(found, name))
    return []
