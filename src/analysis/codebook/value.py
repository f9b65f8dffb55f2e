"""The values of a column that have names: each with its label, meaning, example, border, hue and role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.nearest import asked
from analysis.outline import Outline
from analysis.tables.column import LIST_SEPARATOR, ROLES, Code

if TYPE_CHECKING:
    from yaml import Node

Codes = Mapping[str, Code]

HUES = ("blue", "orange", "green", "purple", "sky", "soft")
_CODE = ("label", "meaning", "example", "border", "hue", "role")


def code_lists(path: Path) -> dict[str, Codes]:
    """The lists of codes that several tables share, from codes.yml; none where there is no such file."""
    if not path.exists():
        return {}
    outline = Outline(path, "the lists of codes")
    found = {name: codes(outline, node, name) for name, node in outline.mapping(outline.root, "").items()}
    outline.end("Write a name, below it the values, below each its meaning.")
    return found


def codes(outline: Outline, node: Node, where: str) -> Codes:
    """The values that a mapping describes."""
    found = {}
    for value, body in outline.mapping(node, where).items():
        here = f"{where}, {value}"
        keys = outline.mapping(body, here, _CODE, ("meaning",))
        texts = {key: outline.text(keys[key], f"{here}.{key}") or "" for key in _CODE if key in keys}
        if (hue := texts.get("hue")) and hue not in HUES and not re.fullmatch(r"#[0-9A-Fa-f]{6}", hue):
            outline.fault(
                keys["hue"],
                f"{here}.hue",
                f"{hue!r} is none of: {', '.join(HUES)}, nor like '#0072B2'{asked(hue, HUES)}",
            )
        if (role := texts.get("role")) and role not in ROLES:
            outline.fault(keys["role"], f"{here}.role", f"{role!r} is none of: {', '.join(ROLES)}{asked(role, ROLES)}")
        if value != value.strip() or LIST_SEPARATOR in value:
            outline.fault(body, here, "a value has no spaces around it and no '|'")
        found[value] = Code(**{"meaning": "", **texts})
    if not found:
        outline.fault(node, where, "there is no value in it")
    return found
