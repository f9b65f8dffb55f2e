"""A codebook as REFI-QDA (.qdc), which NVivo, ATLAS.ti, MAXQDA, Taguette and others read.

Of a table, each column with codes is a code that cannot be given by itself, and its values are codes below it. The
names of other columns have no place there.
"""

from __future__ import annotations

import re
import uuid

from analysis.tables import Table
from analysis.tables.column import Code, label

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_OURS = uuid.UUID("6f1c7a4e-93d1-5a0b-8f2c-2f6a0c9b7d11")
# Hues of the house, as REFI-QDA wants them.
_RGB = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "soft": "#999999",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def codebook_of(table: Table) -> tuple[bytes, int]:
    """The codebook of a table as the bytes of a .qdc file, and how many codes it has.

    Ids are made from names, so that the same codebook gives the same bytes.
    """
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin="proofpress")
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    top = _code(
        codes, table.name, table.title or table.name, _said(table.description, table.row, table.inclusion), False
    )
    count = 1
    for column in table.columns:
        if not column.codes:
            continue
        below = _code(top, f"{table.name}.{column.name}", column.name, column.description, False)
        count += 1
        for value, code in column.codes.items():
            name = label(value, column.codes)
            one = _code(below, f"{table.name}.{column.name}.{value}", name, _meaning(value, code), True)
            if colour := _RGB.get(code.hue, code.hue if code.hue.startswith("#") else ""):
                one.set("color", colour)
            count += 1
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True), count


def _code(above, path: str, name: str, description: str, codable: bool):
    from lxml import etree

    code = etree.SubElement(
        above,
        f"{{{NAMESPACE}}}Code",
        guid=str(uuid.uuid5(_OURS, path)).upper(),
        name=_CONTROL.sub("", name),
        isCodable="true" if codable else "false",
    )
    if description:
        etree.SubElement(code, f"{{{NAMESPACE}}}Description").text = _CONTROL.sub("", description)
    return code


def _said(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _meaning(value: str, code: Code) -> str:
    return _said(
        code.meaning,
        code.example and f"Example: {code.example}",
        code.border and f"Border: {code.border}",
        f"In the table: {value}",
    )
