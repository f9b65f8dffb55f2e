"""RTF, as lines."""

from __future__ import annotations

from newsbench.importing import lines
from newsbench.importing.document import Unreadable
from newsbench.importing.lines import Line
from newsbench.importing.parts import Part


def rtf(part: Part) -> list[Line]:
    """The lines of an RTF file; cells of tables stand with bars between them. Raises Unreadable."""
    from striprtf.striprtf import rtf_to_text

    data = part.read()
    try:
        text = rtf_to_text(data.decode("cp1252", "replace"), errors="replace")
    except (ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise Unreadable(
            f"it is no RTF that can be read: {error}", where=part.name, do="Open it in Word and save it as DOCX."
        ) from None
    return lines.of_text(text)
