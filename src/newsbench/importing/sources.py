"""Which reader reads a file: by its first bytes, then by the end of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.columns import Taken
from analysis.errors import AnalysisError
from newsbench.importing import plain, tables
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import Part

Reader = Callable[[Part, Asked, dict[str, Taken]], Iterator[Found | LeftOut]]

_TEXT = (".txt", ".text", ".md", ".markdown", "")
_TABLES = (".csv", ".tsv", ".tab")
KNOWN = "txt, md, html, docx, odt, rtf, pdf, csv, xlsx, jsonl, parquet, tei/xml, ris, and zip of these"


def reader(part: Part) -> Reader:
    """The reader of a file. Raises Unreadable for a kind that none reads."""
    with part.open() as file:
        begin = file.read(4096)
    if not begin.strip(b"\0 \t\r\n"):
        raise Unreadable("it is empty", where=part.name, do="Is it the right file?")
    if part.suffix in _TABLES:
        return tables.read
    if part.suffix in _TEXT:
        return lambda part, asked, taken: plain.read(part, asked)
    raise Unreadable(
        f"{part.suffix or 'a file without a suffix'} is no kind of file that is read",
        where=part.name,
        do=f"Read are {KNOWN}.",
    )


def read(part: Part, asked: Asked, taken: dict[str, Taken]) -> Iterator[Found | LeftOut | AnalysisError]:
    """The articles of a file; what is wrong with it comes as an error among them, the last."""
    try:
        yield from reader(part)(part, asked, taken)
    except AnalysisError as error:
        yield error
