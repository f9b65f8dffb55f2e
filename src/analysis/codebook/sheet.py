"""A description of a table taken from a sheet of Excel, for whoever keeps a codebook there.

The first worksheet says on lines of two cells what the table is (description, row, inclusion, source, key). Below
stands a line with the words `column`, `type`, `description` and so on, then a line for each column, and below a column
a line for each of its values, with the cell of `column` left empty.
"""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from analysis import inputs
from analysis.codebook.description import describe
from analysis.codebook.field import NAME
from analysis.errors import AnalysisError, many
from analysis.files import replace_files
from analysis.nearest import asked
from analysis.study import Study
from analysis.tables.column import EDTF, LIST_SEPARATOR, TYPES

ABOUT = ("title", "description", "row", "inclusion", "source", "key")
COLUMN = ("column", "type", "description", "empty", "unit", "pattern", "names", "refers", "codes")
VALUE = ("value", "label", "meaning", "example", "border", "hue")
_TYPES = (*TYPES, "date")
_LOOK = f"""The sheet looks like this:
  description | Who says what on the ferry
  row         | One claim of one speaker
  key         | id
  {" | ".join((*COLUMN[:4], *VALUE))}
Types: {", ".join(_TYPES)}. A column whose cell of `empty` is empty may not be empty itself."""


def write_description(sheet: Path, name: str, study: Study) -> int:
    """Write the description of a new coded table from a sheet, and its CSV with a header where there is none.

    Raises AnalysisError with every fault of the sheet; then nothing is written.
    """
    name = name or sheet.stem.lower().replace("-", "_").replace(" ", "_")
    if not NAME.fullmatch(name):
        raise AnalysisError(f"{name!r} is no name for a table", where="--table", do="Use a to z, 0 to 9 and _.")
    target = study.coded / f"{name}.yml"
    if target.exists():
        raise AnalysisError(
            "it is there already",
            where=study.shown(target),
            do="Change it there, remove it first, or name another: --table NAME",
        )
    content = _yaml(_read(sheet), str(sheet))
    with TemporaryDirectory() as folder:
        beside = Path(folder, f"{name}.yml")
        beside.write_text(content, "utf-8")
        from analysis import codebook

        try:
            table = describe(beside, lambda: codebook.read(study).codes)
        except AnalysisError as error:
            raise AnalysisError(error.what, where=str(sheet), do=f"{error.do}\n{_LOOK}") from None
    data = target.with_suffix(".csv")
    begun = {} if data.exists() else {data: (",".join(table.names) + "\n").encode()}
    replace_files({**begun, target: content.encode()})
    print(f"{study.shown(target)}: written, with {len(table.columns)} columns")
    if begun:
        print(f"{study.shown(data)}: begun, with its header. Add rows, then: python -m analysis codebook")
    return 0


def _read(sheet: Path) -> list[tuple[int, list[str]]]:
    """The lines of the first worksheet with their numbers, cells as texts; empty lines are left out."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(inputs.content(sheet, "the sheet")), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, ParseError, OSError, KeyError, ValueError):
        raise AnalysisError("it is no sheet of Excel", where=str(sheet), do="Save it as .xlsx.") from None
    lines = []
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            lines.append((number, cells))
    book.close()
    return lines


def _text(cell: object) -> str:
    """A cell as a person reads it: Excel keeps 1 as 1.0, and yes or true as a truth value."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _yaml(lines: list[tuple[int, list[str]]], where: str) -> str:
    import yaml

    faults: list[str] = []
    about, head, below = _parts(lines, faults)
    fields: list[dict] = []
    for number, cells in below:
        row = {name: cell for name, cell in zip(head, cells, strict=False) if name and cell}
        if "column" in row:
            fields.append(_field(row, number, faults))
        if "value" in row and fields:
            code = {name: row[name] for name in VALUE[1:] if name in row}
            given = fields[-1].setdefault("codes", {})
            if row["value"] in given:
                faults.append(f"row {number}: the value {row['value']!r} stands twice in column {fields[-1]['name']}")
            if "meaning" not in code:
                faults.append(f"row {number}: the value {row['value']!r} has no meaning")
            given[row["value"]] = code
        elif not fields or "column" not in row:
            faults.append(f"row {number}: it names neither a column nor a value of one")
    if faults:
        raise many(faults, where, _LOOK)
    key = [part.strip() for part in about.pop("key", fields[0]["name"] if fields else "").split(",")]
    described = {**about, "schema": {"primaryKey": key, "fields": fields}}
    return yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=120)


def _parts(lines: list[tuple[int, list[str]]], faults: list[str]) -> tuple[dict[str, str], list[str], list]:
    """What the table is, the words of its head, and the lines below."""
    about: dict[str, str] = {}
    for place, (number, cells) in enumerate(lines):
        words = [cell.casefold() for cell in cells]
        if words[0] == "column":
            for word in filter(None, words):
                if word not in (*COLUMN, *VALUE):
                    faults.append(f"row {number}: unknown {word!r}{asked(word, (*COLUMN, *VALUE))}")
            return about, words, lines[place + 1 :]
        if words[0] not in ABOUT:
            faults.append(f"row {number}: unknown {cells[0]!r}{asked(words[0], (*ABOUT, 'column'))}")
        elif len(cells) > 1 and cells[1]:
            about[words[0]] = cells[1]
    faults.append("no line begins with the word `column`")
    return about, [], []


def _field(row: dict[str, str], number: int, faults: list[str]) -> dict:
    kind = row.get("type", "string").casefold()
    if kind not in _TYPES:
        faults.append(f"row {number}: {kind!r} is no type{asked(kind, _TYPES)}")
    field: dict = {"name": row["column"], "type": "string" if kind == "date" else kind}
    if kind == "date":
        field["rdfType"] = EDTF
    if kind == "list":
        field["delimiter"] = LIST_SEPARATOR
    if "description" not in row:
        faults.append(f"row {number}: the column {row['column']} has no description")
    field |= {name: row[name] for name in ("description", "empty", "unit", "names", "refers", "codes") if name in row}
    limits = ({} if "empty" in row else {"required": True}) | ({"pattern": row["pattern"]} if "pattern" in row else {})
    return field | ({"constraints": limits} if limits else {})
