"""The version of a codebook: a hash of what a coder goes by, and of nothing else.

Columns with their types and rules, values with their meaning, example and border, the unit and what is included count.
Hues, the order of tables and how a page shows a row do not: a coder would code the same.
"""

from __future__ import annotations

import hashlib
import json

from analysis.tables import Table

_LENGTH = 12


def version(table: Table) -> str:
    """Twelve hexadecimal digits, other ones whenever the description says something else to a coder."""
    said = {
        "row": table.row,
        "inclusion": table.inclusion,
        "key": table.key,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "date": column.edtf,
                "description": column.description,
                "unit": column.unit,
                "empty": column.empty,
                "pattern": column.pattern,
                "limits": [column.minimum, column.maximum],
                "refers": [column.refers, column.names],
                "codes": {
                    value: [code.label, code.meaning, code.example, code.border] for value, code in column.codes.items()
                },
            }
            for column in table.columns
        ],
        "rules": [rule.words for rule in table.rules],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
