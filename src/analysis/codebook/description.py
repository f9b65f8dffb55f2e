"""The description of one table: a YAML file beside its CSV, in the terms of Frictionless Table Schema and a little
more.

What is more: the unit of coding, what is included, what an empty cell means; of each value its label, meaning, example,
border and hue; rules across columns; how a register shows a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.nearest import asked, listed
from analysis.outline import Outline
from analysis.tables import Table
from analysis.tables.column import EDTF, LIST_SEPARATOR, ROLES, TYPES, Code, Column
from analysis.tables.rule import Rule
from analysis.tables.table import Reference

if TYPE_CHECKING:
    from yaml import Node

Codes = Mapping[str, Code]

HUES = ("blue", "orange", "green", "purple", "sky", "soft")
NAME = re.compile(r"[a-z][a-z0-9_]*")
_TOP = ("title", "description", "row", "inclusion", "source", "order", "schema", "rules", "compared", "reader")
_SCHEMA = ("primaryKey", "fields", "foreignKeys")
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
)
_CONSTRAINTS = ("required", "unique", "pattern", "minimum", "maximum")
_CODE = ("label", "meaning", "example", "border", "hue", "role")
_ACTIONS = ("require", "empty", "equal", "before")
_RULE = (*_ACTIONS, "with", "without", "when")
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
MEND = "The descriptions beside the other tables show how it is written."


def describe(path: Path, shared: Callable[[], Mapping[str, Codes]]) -> Table:
    """The table that a YAML file describes.

    shared: lists of codes that several tables use, by name. Raises AnalysisError with every fault of the file.
    """
    outline = Outline(path, "the description of a table")
    table = _Description(outline, shared).table()
    outline.end(MEND)
    return table


def code_lists(path: Path) -> dict[str, Codes]:
    """The lists of codes that several tables share, from codes.yml; none where there is no such file."""
    if not path.exists():
        return {}
    outline = Outline(path, "the lists of codes")
    found = {name: _codes(outline, node, name) for name, node in outline.mapping(outline.root, "").items()}
    outline.end("Write a name, below it the values, below each its meaning.")
    return found


def _codes(outline: Outline, node: Node, where: str) -> Codes:
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


class _Description:
    def __init__(self, outline: Outline, shared: Callable[[], Mapping[str, Codes]]):
        self.outline, self.shared = outline, shared
        self.columns: dict[str, Column] = {}

    def table(self) -> Table:
        outline, name = self.outline, self.outline.path.stem
        top = outline.mapping(outline.root, "", _TOP, ("description", "row", "schema"))
        if not NAME.fullmatch(name):
            outline.fault(None, "", f"{name!r} is no name for a table; begin with a letter, then a to z, 0 to 9 and _")
        schema = outline.mapping(top["schema"], "schema", _SCHEMA, ("primaryKey", "fields")) if "schema" in top else {}
        for node in outline.items(schema["fields"], "schema.fields") if "fields" in schema else ():
            self._field(node)
        key = self._names(schema["primaryKey"], "schema.primaryKey") if "primaryKey" in schema else ()
        texts = {
            key: outline.text(top[key], key) or ""
            for key in ("title", "description", "row", "inclusion", "source")
            if key in top
        }
        return Table(
            name=name,
            path=outline.path.with_suffix(".csv"),
            key=key,
            columns=tuple(self.columns.values()),
            references=tuple(
                reference
                for node in (
                    outline.items(schema["foreignKeys"], "schema.foreignKeys") if "foreignKeys" in schema else ()
                )
                if (reference := self._reference(node, name))
            ),
            rules=tuple(
                rule
                for number, node in enumerate(outline.items(top["rules"], "rules") if "rules" in top else (), start=1)
                if (rule := self._rule(node, f"rules, {number}"))
            ),
            compared=self._names(top["compared"], "compared") if "compared" in top else (),
            reader=self._reader(top["reader"]) if "reader" in top else {},
            order=outline.whole(top["order"], "order") if "order" in top else None,
            **{"description": "", "row": "", **texts},
        )

    def _column(self, name: str | None, node: Node | None, where: str) -> str | None:
        """A name, where it is that of a column."""
        if name is not None and name not in self.columns:
            self.outline.fault(
                node,
                where,
                f"there is no column {name!r}{asked(name, self.columns, '.')} The columns are: {listed(self.columns)}",
            )
            return None
        return name

    def _names(self, node: Node, where: str) -> tuple[str, ...]:
        """Names of columns: a list, or one by itself."""
        import yaml

        items = [node] if isinstance(node, yaml.ScalarNode) else self.outline.items(node, where)
        return tuple(
            name for item in items if (name := self._column(self.outline.text(item, where), item, where)) is not None
        )

    # A column

    def _field(self, node: Node) -> None:
        outline = self.outline
        keys = outline.mapping(node, "schema.fields", _FIELD, ("name", "type", "description"))
        name = outline.text(keys["name"], "schema.fields.name") if "name" in keys else None
        where = f"column {name or '?'}"
        if name is not None and not NAME.fullmatch(name):
            outline.fault(keys["name"], where, "a column's name begins with a letter, then a to z, 0 to 9 and _")
        if name in self.columns:
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
        codes = self._field_codes(keys, where)
        if "names" in keys and "refers" in keys:
            outline.fault(
                keys["names"], where, "it has both names and refers: keep refers where every value must occur there"
            )
        column = Column(
            name=name or "?",
            type=kind or "string",
            codes=codes,
            edtf=self._edtf(keys, kind, where),
            delimiter=self._delimiter(keys, kind, where),
            refers=self._target(keys, "refers", where),
            names=self._target(keys, "names", where),
            **self._limits(limits, kind, where),
            **{"description": "", **texts},
        )
        self._empty(node, keys, limits, where)
        if name is not None:
            self.columns[name] = column

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

    def _field_codes(self, keys: Mapping[str, Node], where: str) -> Codes:
        import yaml

        if "codes" not in keys:
            return {}
        if not isinstance(keys["codes"], yaml.ScalarNode):
            return _codes(self.outline, keys["codes"], f"{where}, codes")
        name, lists = self.outline.text(keys["codes"], f"{where}, codes"), self.shared()
        if name is not None and name not in lists:
            self.outline.fault(
                keys["codes"],
                f"{where}, codes",
                f"codes.yml has no list {name!r}{asked(name, lists, '.')} Its lists are: {listed(lists) or 'none'}",
            )
        return lists.get(name or "", {})

    def _target(self, keys: Mapping[str, Node], key: str, where: str) -> str:
        if key not in keys:
            return ""
        given = self.outline.text(keys[key], f"{where}, {key}")
        if given is not None and not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", given):
            self.outline.fault(
                keys[key], f"{where}, {key}", f"{given!r} is not like table.column, for example entities.entity"
            )
            return ""
        return given or ""

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
            except re.error as error:
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

    # What joins columns

    def _reference(self, node: Node, name: str) -> Reference | None:
        outline, where = self.outline, "schema.foreignKeys"
        keys = outline.mapping(node, where, ("fields", "reference"), ("fields", "reference"))
        if len(keys) < 2:
            return None
        fields = self._names(keys["fields"], f"{where}.fields")
        target = outline.mapping(keys["reference"], f"{where}.reference", ("resource", "fields"), ("fields",))
        if "fields" not in target:
            return None
        import yaml

        resource = target.get("resource")
        # An empty resource is the table itself, as Frictionless has it.
        own = resource is None or (isinstance(resource, yaml.ScalarNode) and resource.value == "")
        table = name if own else outline.text(resource, f"{where}.reference.resource")
        one = isinstance(target["fields"], yaml.ScalarNode)
        columns = (
            tuple(filter(None, [outline.text(target["fields"], where)]))
            if one
            else outline.texts(target["fields"], where)
        )
        if len(fields) != len(columns):
            outline.fault(node, where, f"{len(fields)} columns refer to {len(columns)}")
        return Reference(fields, table or "", columns)

    def _rule(self, node: Node, where: str) -> Rule | None:
        outline = self.outline
        keys = outline.mapping(node, where, _RULE)
        actions = [action for action in _ACTIONS if action in keys]
        if len(actions) != 1:
            outline.fault(node, where, f"a rule has one of: {', '.join(_ACTIONS)}")
            return None
        action = actions[0]
        columns = self._names(keys[action], f"{where}, {action}")
        wanted = 1 if action in ("require", "empty") else 2
        if len(columns) != wanted:
            outline.fault(
                keys[action], f"{where}, {action}", f"it names {'one column' if wanted == 1 else 'two columns'}"
            )
            return None
        if wanted == 2 and len(keys) > 1:
            outline.fault(node, where, f"{action} has no conditions")
        given, without = (
            self._names(keys[key], f"{where}, {key}") if key in keys else () for key in ("with", "without")
        )
        when = {}
        for name, values in (outline.mapping(keys["when"], f"{where}, when") if "when" in keys else {}).items():
            if self._column(name, values, f"{where}, when") is not None:
                when[name] = self._values(values, name, f"{where}, when.{name}")
        if wanted == 1 and not (given or without or when):
            outline.fault(
                node,
                where,
                "say with, without or when; for a column that is never empty: constraints: {required: true}",
            )
        return Rule(action, columns, given, without, when)

    def _values(self, node: Node, name: str, where: str) -> tuple[str, ...]:
        """Values of a column: a list, or one by itself."""
        import yaml

        one = isinstance(node, yaml.ScalarNode)
        values = tuple(filter(None, [self.outline.text(node, where)])) if one else self.outline.texts(node, where)
        codes = self.columns[name].codes
        for value in values if codes else ():
            if value not in codes:
                self.outline.fault(
                    node,
                    where,
                    f"{value!r} is no value of {name}{asked(value, codes, '.')} Its values are: {listed(codes)}",
                )
        return values

    # How a row is shown

    def _reader(self, node: Node) -> dict[str, object]:
        outline = self.outline
        keys = outline.mapping(node, "reader", _READER)
        found: dict[str, object] = {}
        for key in COLUMNS:
            name = outline.text(keys[key], f"reader.{key}") if key in keys else None
            if self._column(name, keys.get(key), f"reader.{key}") is not None:
                found[key] = name
        if "says" in keys:
            found["says"] = self._says(keys["says"])
        if "footing" in keys:
            found["footing"] = list(self._names(keys["footing"], "reader.footing"))
        if "parts" in keys:
            parts = outline.mapping(keys["parts"], "reader.parts")
            found["parts"] = {
                name: outline.text(words, f"reader.parts.{name}") or ""
                for name, words in parts.items()
                if self._column(name, words, "reader.parts") is not None
            }
        return found

    def _says(self, node: Node) -> object:
        """A column, or words by the value of one; else whose words the paragraph holds, else other words."""
        import yaml

        outline = self.outline
        if isinstance(node, yaml.ScalarNode):
            return self._column(outline.text(node, "reader.says"), node, "reader.says") or ""
        keys = outline.mapping(node, "reader.says", _SAYS, ("column", "otherwise"))
        if "column" in keys:
            self._column(outline.text(keys["column"], "reader.says.column"), keys["column"], "reader.says.column")
        found: dict[str, object] = {
            key: outline.text(keys[key], f"reader.says.{key}") or "" for key in ("column", "otherwise") if key in keys
        }
        found["holder"] = self._target(keys, "holder", "reader.says")
        words = outline.mapping(keys["words"], "reader.says.words") if "words" in keys else {}
        found["words"] = {value: outline.text(said, "reader.says.words") or "" for value, said in words.items()}
        return found
