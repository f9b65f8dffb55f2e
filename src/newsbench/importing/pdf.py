"""PDF that holds text, not only pictures of pages."""

from __future__ import annotations

import io
import logging

from newsbench.importing.document import Doubt, Unreadable
from newsbench.importing.parts import Part

DOUBT = Doubt("text", "it is taken from a PDF: columns, captions and page numbers may stand among its sentences")


def text(part: Part) -> str:
    """The text of a PDF, a page after the other. Raises Unreadable for one that is locked, damaged or has none."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(part.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is locked with a password", where=part.name, do="Save a copy without one.")
        pages = [page.extract_text() for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # what is broken in a PDF meets pypdf at any place, its own checks too
        raise Unreadable(
            f"it is no PDF that can be read: {error}", where=part.name, do="Open it and save or print it as PDF again."
        ) from None
    said = "\n".join(pages)
    if len("".join(said.split())) < 20:
        raise Unreadable(
            "it holds pictures of pages and no text",
            where=part.name,
            do="Make its text with a program for OCR before, for example ocrmypdf.",
        )
    return said
