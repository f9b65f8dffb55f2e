"""A coder's file as a workbook of Excel and back, for those who code in a spreadsheet.

What Excel does to a sheet is its own business: dates that it made of text, numbers with a decimal point, separators,
line ends and marks of a CSV file are all read, and told at once. A formula is refused: what it shows is not what it
says.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import inputs, tables
from analysis.coding.coderfile import ENTRY, MARKS, NOTHING, PLACE, ROW, UNSURE, VERSION, Row, mints
from analysis.coding.desk import Desk
from analysis.errors import AnalysisError, many
from analysis.files import replace_file
from analysis.tables import Table
from analysis.tables.column import label

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROWS, GUIDE, TASKS = "rows", "codebook", "to code"
_WIDTH = {"statement": 60, "what it holds": 60, "meaning": 60, "note": 30, "article": 24}
_LONGEST = 255  # characters that Excel takes as a list of choices
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPARE = 500  # empty rows below that have choices too
_YES = ("x", "1", "true", "y", "?", "yes")


def write(desk: Desk, path: Path) -> int:
    """Write a workbook: the coder's rows, the codebook, and what the coder has to code; or the rows alone as CSV, with
    the mark by which Excel knows UTF-8. How many rows.
    """
    if path.suffix.lower() == ".csv":
        shown = replace(desk.file, columns=tuple(column for column in desk.file.columns if column.name != VERSION))
        own = desk.rows()
        replace_file(
            path, tables.to_csv(shown, [{name: row[name] for name in shown.names} for row in own]).encode("utf-8-sig")
        )
        return len(own)
    import openpyxl

    book = openpyxl.Workbook()
    rows = book.worksheets[0]
    rows.title = ROWS
    own = desk.rows()
    names = [name for name in desk.file.names if name != VERSION]
    _fill(rows, [names, *([row[name] for name in names] for row in own)])
    _choices(rows, desk, names, len(own))
    _fill(book.create_sheet(GUIDE), list(_guide(desk.table)))
    _fill(book.create_sheet(TASKS), list(_tasks(desk, {row["article"] for row in own})))
    out = io.BytesIO()
    book.save(out)
    replace_file(path, out.getvalue())
    return len(own)


def _tasks(desk: Desk, read: set[str]) -> Iterable[list[str]]:
    """What the coder has to code. The title of an article whose outlet is masked may name it, and is left out."""
    yield ["article", "title", "round", "read"]
    for task in desk.tasks:
        title = "" if task.mask else desk.titles.get(task.article, "")
        yield [task.article, title, task.round, "yes" if task.article in read else ""]


def _fill(sheet: Worksheet, lines: list[list[str]]) -> None:
    """Cells as texts: nothing that a coder wrote becomes a formula, a date or a number."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(number, place)
            if text:
                cell.value = _CONTROL.sub("\ufffd", text)
                cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place, name in enumerate(lines[0], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH.get(name, 18)
    sheet.freeze_panes = "A2"


def _choices(sheet: Worksheet, desk: Desk, names: list[str], count: int) -> None:
    """Lists of values to choose from, and text as the form of empty rows, so that Excel makes no dates of them."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = count + 1 + _SPARE
    for place, name in enumerate(names, start=1):
        column, letter = desk.file[name], get_column_letter(place)
        for number in range(count + 2, last + 1):
            sheet.cell(number, place).number_format = "@"
        listed = ",".join(column.codes)
        if column.codes and column.type != "list" and len(listed) < _LONGEST and '"' not in listed:
            choice = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(choice)


def _guide(table: Table) -> Iterable[list[str]]:
    yield ["column", "what it holds", "empty means", "value", "label", "meaning", "example", "border"]
    yield ["", f"One row: {table.row} {table.inclusion}".strip(), "", "", "", "", "", ""]
    for column in table.columns:
        yield [column.name, column.description, column.empty or "it may not be empty", "", "", "", "", ""]
        for value, code in column.codes.items():
            yield ["", "", "", value, label(value, column.codes), code.meaning, code.example, code.border]
    for rule in table.rules:
        yield ["", rule.words.replace("`", ""), "", "", "", "", "", ""]


# In


def read(path: Path) -> tuple[bytes, list[str]]:
    """The cells of a workbook or a CSV file as the bytes of a CSV file, row by row as a spreadsheet counts, and what
    Excel had made of them.

    Raises AnalysisError with every fault of the sheet as such.
    """
    content = inputs.content(path, "the sheet")
    return _workbook(content, str(path)) if path.suffix.lower() in (".xlsx", ".xlsm") else (content, [])


def _workbook(content: bytes, where: str) -> tuple[bytes, list[str]]:
    import openpyxl

    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(content))
    except Exception:  # a damaged zip, XML or style: openpyxl raises whatever it meets
        raise AnalysisError("it is no workbook of Excel", where=where, do="Save it as .xlsx, or as CSV.") from None
    sheet = book[ROWS] if ROWS in book.sheetnames else book.worksheets[0]
    made: Counter[str] = Counter()
    faults: list[str] = []
    lines: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        for place, cell in enumerate(row, start=1):
            if cell.data_type in ("f", "e"):
                what = "a formula; copy it and paste its value" if cell.data_type == "f" else f"an error, {cell.value}"
                faults.append(f"row {number}, column {openpyxl.utils.get_column_letter(place)}: it is {what}")
        lines.append([_text(cell.value, made) for cell in row])
    while lines and not any(lines[-1]):  # rows that were prepared to be filled in
        lines.pop()
    if faults:
        raise many(faults, where, "Mend the cells, and import the sheet again.")
    width = max((place for line in lines for place, cell in enumerate(line, start=1) if cell), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows((line + [""] * width)[:width] for line in lines)
    return out.getvalue().encode(), [f"{what} ({count})" for what, count in sorted(made.items())]


def _text(value: object, made: Counter[str]) -> str:
    """A cell as its text: what Excel made of a date is a day again, with its time where it has one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        made["truth values"] += 1
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        made["dates that Excel made of text"] += 1
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        made["dates that Excel made of text"] += 1
        return value.isoformat()
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else repr(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip(" ")


def optional(table: Table) -> set[str]:
    """The columns that a sheet may lack: what follows by itself."""
    return {*MARKS, *(table.key if mints(table) else ())}


def filled(row: Mapping[str, str], file: Table, version: str) -> Row:
    """A row of a sheet with what follows by itself: one with nothing but its place says that there was nothing to
    code, and one without a version was coded by the present one.
    """
    cells = dict(row)
    coded = [name for name in file.names if name not in (*PLACE, *MARKS, *file.key) and cells[name]]
    cells[ENTRY] = cells[ENTRY] or (ROW if coded else NOTHING)
    if cells[UNSURE].casefold() in _YES:
        cells[UNSURE] = "yes"
    return cells | {VERSION: cells[VERSION] or version}
