"""Documents of Word (DOCX) and OpenDocument (ODT), as lines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout

from newsbench.importing.document import Unreadable
from newsbench.importing.lines import Line
from newsbench.importing.parts import Part

_HEADING = re.compile(r"^(?:title|heading 1|titel|überschrift 1|标题|标题 1)$", re.IGNORECASE)
_DO = "Open it in Word or LibreOffice and save it again, or save it as text."


def docx(part: Part) -> list[Line]:
    """The lines of a DOCX, those of tables too, in their order. Raises Unreadable."""
    import docx as reader
    from docx.table import Table

    try:
        document = reader.Document(io.BytesIO(part.read()))
        out: list[Line] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    out.append(
                        Line(" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip())))
                    )
            else:
                out += _of_paragraph(block)
    except Unreadable:
        raise
    except Exception as error:  # what is broken in a document meets python-docx at any place
        raise Unreadable(f"it is no whole document of Word: {_line(error)}", where=part.name, do=_DO) from None
    return out


def _of_paragraph(paragraph) -> Iterator[Line]:
    from docx.oxml.ns import qn

    level = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = (level is not None and level.get(qn("w:val")) == "0") or bool(_HEADING.match(style or ""))
    for text in paragraph.text.replace("\xa0", " ").split("\n"):
        yield Line(text.strip(), heading and bool(text.strip()))


def odt(part: Part) -> list[Line]:
    """The lines of an ODT. Raises Unreadable."""
    from odf import opendocument, teletype
    from odf.element import Element

    data = part.read()
    try:
        with redirect_stdout(io.StringIO()):  # odfpy prints what it cannot read
            body = opendocument.load(io.BytesIO(data)).text
    except Exception as error:  # odfpy raises whatever its parsers do
        raise Unreadable(f"it is no whole OpenDocument: {_line(error)}", where=part.name, do=_DO) from None
    if body is None:
        raise Unreadable("it is no whole OpenDocument: it has no text", where=part.name, do=_DO)
    out: list[Line] = []

    def walk(node: Element) -> None:
        for child in node.childNodes:
            kind = getattr(child, "qname", ("", ""))[1]
            if kind in ("p", "h"):
                level = child.getAttribute("outlinelevel") if kind == "h" else ""
                for text in teletype.extractText(child).split("\n"):
                    out.append(Line(text.strip(), str(level) == "1"))
            elif hasattr(child, "childNodes") and kind not in ("tracked-changes", "annotation"):
                walk(child)

    walk(body)
    return out


def _line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
