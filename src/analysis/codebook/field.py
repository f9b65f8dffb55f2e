"""A column of a description: its type, what its cells may hold, and what an empty one means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from analysis.codebook.named import Named
from analysis.codebook.value import Codes, codes
from analysis.nearest import asked, listed
from analysis.tables.column import EDTF, LEVELS, LIST_SEPARATOR, TYPES, Column

if TYPE_CHECKING:
    from yaml import Node

NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELD = (
    "name",
    "type",
    "rdfType",
    "description",
    "unit",
    "empty",
    "constraints",
    "delimiter",
    "refers",
    "names",
    "codes",
    "level",
)
_CONSTRAINTS = ("required", "unique", "pattern", "minimum", "maximum")
# What people write who know other tools, and how it is written here.
_OTHER_TYPES = {
    "text": "string",
    "str": "string",
    "int": "integer",
    "float": "number",
    "edtf": f"string with `rdfType: {EDTF}`",
    "date": f"string with `rdfType: {EDTF}`",
    "datetime": f"string with `rdfType: {EDTF}`",
    "year": f"string with `rdfType: {EDTF}`",
    "boolean": "string with the codes 'yes' and 'no'",
    "bool": "string with the codes 'yes' and 'no'",
    "array": "list with a delimiter",
    "enum": "string with codes",
}


class Fields:
    """Reads columns. shared: lists of codes that several tables use, by name."""

    def __init__(self, named: Named, shared: Callable[[], Mapping[str, Codes]]):
        self.named, self.outline, self.shared = named, named.outline, shared

    def read(self, node: Node) -> None:
        """Read a column, and add it to those that are known."""
        outline, columns = self.outline, self.named.columns
        keys = outline.mapping(node, "schema.fields", _FIELD, ("name", "type", "description"))
        name = outline.text(keys["name"], "schema.fields.name") if "name" in keys else None
        where = f"column {name or '?'}"
        if name is not None and not NAME.fullmatch(name):
            outline.fault(keys["name"], where, "a column's name begins with a letter, then a to z, 0 to 9 and _")
        if name in columns:
            outline.fault(keys["name"], where, "it is described twice")
        kind = self._type(keys, where)
        limits = (
            outline.mapping(keys["constraints"], f"{where}, constraints", _CONSTRAINTS) if "constraints" in keys else {}
        )
        texts: dict = {
            key: outline.text(keys[key], f"{where}, {key}") or ""
            for key in ("description", "unit", "empty")
            if key in keys
        }
        named = self._codes(keys, where)
        if "names" in keys and "refers" in keys:
            outline.fault(
                keys["names"], where, "it has both names and refers: keep refers where every value must occur there"
            )
        column = Column(
            name=name or "?",
            type=kind or "string",
            codes=named,
            edtf=self._edtf(keys, kind, where),
            delimiter=self._delimiter(keys, kind, where),
            refers=self.named.target(keys, "refers", where),
            names=self.named.target(keys, "names", where),
            level=self._level(keys, kind, where),
            **self._limits(limits, kind, where),
            **{"description": "", **texts},
        )
        self._empty(node, keys, limits, where)
        if name is not None:
            columns[name] = column

    def _type(self, keys: Mapping[str, Node], where: str) -> str:
        kind = self.outline.text(keys["type"], f"{where}, type") if "type" in keys else None
        if kind is not None and kind not in TYPES:
            better = f"; write {_OTHER_TYPES[kind]}" if kind in _OTHER_TYPES else asked(kind, TYPES)
            self.outline.fault(keys["type"], f"{where}, type", f"{kind!r} is none of: {', '.join(TYPES)}{better}")
        return kind if kind in TYPES else ""  # then nothing is said of what depends on it

    def _edtf(self, keys: Mapping[str, Node], kind: str, where: str) -> bool:
        if "rdfType" not in keys:
            return False
        given = self.outline.text(keys["rdfType"], f"{where}, rdfType")
        if given is not None and given != EDTF:
            self.outline.fault(keys["rdfType"], f"{where}, rdfType", f"{given!r} is not known; a date has {EDTF}")
        elif kind not in ("", "string") or "codes" in keys:
            self.outline.fault(keys["rdfType"], f"{where}, rdfType", "a date has the type string, and no codes")
        return True

    def _delimiter(self, keys: Mapping[str, Node], kind: str, where: str) -> str:
        if "delimiter" not in keys:
            if kind == "list":
                self.outline.fault(
                    keys.get("type"), f"{where}, delimiter", 'a list needs its delimiter, for example "|"'
                )
            return LIST_SEPARATOR
        given = self.outline.text(keys["delimiter"], f"{where}, delimiter")
        if kind not in ("", "list"):
            self.outline.fault(keys["delimiter"], f"{where}, delimiter", "only a list has a delimiter")
        elif given is not None and (len(given) != 1 or given in ',"'):
            self.outline.fault(
                keys["delimiter"],
                f"{where}, delimiter",
                f"{given!r} is not one character that separates, as | or ; does",
            )
        return given or LIST_SEPARATOR

    def _level(self, keys: Mapping[str, Node], kind: str, where: str) -> str:
        """The level of measurement: of ordered values the order of the codes, of an interval or a ratio numbers."""
        if "level" not in keys:
            return ""
        level = self.outline.choice(keys["level"], f"{where}, level", LEVELS) or ""
        numeric = kind in ("", "integer", "number")
        if level in ("interval", "ratio") and not numeric:
            self.outline.fault(
                keys["level"], f"{where}, level", f"only a whole number or a number has the level {level}"
            )
        if level == "ordinal" and not numeric and (kind != "string" or "codes" not in keys):
            self.outline.fault(
                keys["level"], f"{where}, level", "an order needs numbers, or a string with codes in order"
            )
        return level

    def _codes(self, keys: Mapping[str, Node], where: str) -> Codes:
        import yaml

        if "codes" not in keys:
            return {}
        if not isinstance(keys["codes"], yaml.ScalarNode):
            return codes(self.outline, keys["codes"], f"{where}, codes")
        name, lists = self.outline.text(keys["codes"], f"{where}, codes"), self.shared()
        if name is not None and name not in lists:
            self.outline.fault(
                keys["codes"],
                f"{where}, codes",
                f"codes.yml has no list {name!r}{asked(name, lists, '.')} Its lists are: {listed(lists) or 'none'}",
            )
        return lists.get(name or "", {})

    def _limits(self, limits: Mapping[str, Node], kind: str, where: str) -> dict:
        outline = self.outline
        found: dict = {}
        numeric = kind in ("integer", "number")
        for key in ("minimum", "maximum"):
            if key in limits:
                found[key] = outline.number(limits[key], f"{where}, constraints.{key}")
                if kind and not numeric:
                    outline.fault(limits[key], f"{where}, constraints.{key}", "only a whole number or a number has one")
        if "unique" in limits:
            found["unique"] = bool(outline.flag(limits["unique"], f"{where}, constraints.unique"))
        if "pattern" in limits:
            pattern = outline.text(limits["pattern"], f"{where}, constraints.pattern") or ""
            try:
                re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                outline.fault(
                    limits["pattern"], f"{where}, constraints.pattern", f"it is no regular expression ({error})"
                )
                pattern = ""
            if kind not in ("", "string"):
                outline.fault(limits["pattern"], f"{where}, constraints.pattern", "only a string has one")
            found["pattern"] = pattern
        return found

    def _empty(self, node: Node, keys: Mapping[str, Node], limits: Mapping[str, Node], where: str) -> None:
        required = "required" in limits and self.outline.flag(limits["required"], f"{where}, constraints.required")
        if required and "empty" in keys:
            self.outline.fault(keys["empty"], where, "it is required, so no cell is empty: drop empty, or required")
        if not required and "empty" not in keys:
            self.outline.fault(
                node,
                where,
                "say what an empty cell means (empty: ...), or that there is none (constraints: {required: true})",
            )
