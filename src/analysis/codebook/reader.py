"""How a register shows a row of a table, as its description says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.codebook.named import Named

if TYPE_CHECKING:
    from yaml import Node

# How a register shows a row: each with the column it is taken from where the description names none, if there is one.
COLUMNS = (
    "statement",
    "kind",
    "outlet",
    "date",
    "date_of",
    "date_basis",
    "slip",
    "checked_date",
    "checked_source",
    "note",
)
_READER = ("says", "footing", "parts", *COLUMNS)
_SAYS = ("column", "words", "holder", "otherwise")


def read(named: Named, node: Node) -> dict[str, object]:
    """What a register shows of a row, by the part that it plays there."""
    outline = named.outline
    keys = outline.mapping(node, "reader", _READER)
    found: dict[str, object] = {}
    for key in COLUMNS:
        name = outline.text(keys[key], f"reader.{key}") if key in keys else None
        if named.column(name, keys.get(key), f"reader.{key}") is not None:
            found[key] = name
    if "says" in keys:
        found["says"] = _says(named, keys["says"])
    if "footing" in keys:
        found["footing"] = list(named.names(keys["footing"], "reader.footing"))
    if "parts" in keys:
        parts = outline.mapping(keys["parts"], "reader.parts")
        found["parts"] = {
            name: outline.text(words, f"reader.parts.{name}") or ""
            for name, words in parts.items()
            if named.column(name, words, "reader.parts") is not None
        }
    return found


def _says(named: Named, node: Node) -> object:
    """A column, or words by the value of one; else whose words the paragraph holds, else other words."""
    import yaml

    outline = named.outline
    if isinstance(node, yaml.ScalarNode):
        return named.column(outline.text(node, "reader.says"), node, "reader.says") or ""
    keys = outline.mapping(node, "reader.says", _SAYS, ("column", "otherwise"))
    if "column" in keys:
        named.column(outline.text(keys["column"], "reader.says.column"), keys["column"], "reader.says.column")
    found: dict[str, object] = {
        key: outline.text(keys[key], f"reader.says.{key}") or "" for key in ("column", "otherwise") if key in keys
    }
    if slots := re.findall(r"\{(?!(?:value|label)\})[^}]*\}?", str(found.get("otherwise", ""))):
        outline.fault(
            keys["otherwise"], "reader.says.otherwise", f"has {slots[0]}; it may hold {{value}} and {{label}}"
        )
    found["holder"] = named.target(keys, "holder", "reader.says")
    words = outline.mapping(keys["words"], "reader.says.words") if "words" in keys else {}
    found["words"] = {value: outline.text(said, "reader.says.words") or "" for value, said in words.items()}
    return found
