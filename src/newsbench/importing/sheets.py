"""Workbooks of Excel and OpenDocument: the one sheet that has a column of texts, or the one that is named."""

from __future__ import annotations

import io
from collections.abc import Iterator

from analysis import columns
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from newsbench.importing import cells
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import Part
from newsbench.importing.tables import matched

_HEADS = 10  # rows at the top among which the header is looked for


def read(part: Part, asked: Asked, taken: dict[str, columns.Taken]) -> Iterator[Found | LeftOut]:
    """The articles of a workbook. Raises AnalysisError where it is not clear which sheet is meant."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(part.read()))
        names = book.sheet_names
        if asked.sheet and asked.sheet not in names:
            raise unknown("a sheet", asked.sheet, names, where=f"{part.name}, --sheet")
        found = {name: book.get_sheet_by_name(name).to_python() for name in ([asked.sheet] if asked.sheet else names)}
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            f"it is no workbook that can be read: {error}", where=part.name, do="Open and save it again, as .xlsx."
        ) from None
    sheets = {name: rows for name, rows in found.items() if any(any(cell != "" for cell in row) for row in rows)}
    if not sheets:
        raise Unreadable("it is empty", where=part.name, do="Is it the right file?")
    chosen = _chosen(sheets, part.name, asked)
    rows = sheets[chosen]
    top = _header(rows, part.name, asked)
    header = [str(cell).strip() for cell in rows[top]]
    while header and not header[-1]:
        header.pop()
    numbered = (
        (number, dict(zip(header, row, strict=False)))
        for number, row in enumerate(rows[top + 1 :], top + 2)
        if any(cell != "" for cell in row)
    )
    yield from cells.articles(numbered, header, part.name, asked, taken)


def _chosen(sheets: dict[str, list], where: str, asked: Asked) -> str:
    if len(sheets) == 1:
        return next(iter(sheets))
    fitting = [name for name, rows in sheets.items() if _fits(rows[_header(rows, where, asked)], where, asked)]
    if len(fitting) == 1:
        return fitting[0]
    raise AnalysisError(
        f"{len(fitting) or len(sheets)} sheets could hold the articles: {', '.join(fitting or sheets)}",
        where=where,
        do="Name one with --sheet.",
    )


def _fits(row: list, where: str, asked: Asked) -> bool:
    try:
        matched([str(cell).strip() for cell in row if cell != ""], where, asked)
    except AnalysisError as error:
        return "could be" in str(error)
    return True


def _header(rows: list[list], where: str, asked: Asked) -> int:
    """The row of the header: the first that names a column of texts, else the first that is not empty."""
    filled = [index for index, row in enumerate(rows[:_HEADS]) if any(cell != "" for cell in row)]
    return next((index for index in filled if _fits(rows[index], where, asked)), filled[0] if filled else 0)
