"""The description of one table: a YAML file beside its CSV, in the terms of Frictionless Table Schema and a little
more.

What is more: the unit of coding, what is included, what an empty cell means; of each value its label, meaning, example,
border and hue; rules across columns; how a register shows a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.codebook import reader
from analysis.codebook.field import NAME, Fields
from analysis.codebook.named import Named
from analysis.codebook.value import Codes
from analysis.nearest import asked, listed
from analysis.outline import Outline
from analysis.tables import Table
from analysis.tables.rule import Rule
from analysis.tables.table import Reference

if TYPE_CHECKING:
    from yaml import Node

_TOP = (
    "title",
    "description",
    "row",
    "inclusion",
    "source",
    "order",
    "schema",
    "rules",
    "compared",
    "matched",
    "reader",
)
_SCHEMA = ("primaryKey", "fields", "foreignKeys")
_ACTIONS = ("require", "empty", "equal", "before")
_RULE = (*_ACTIONS, "with", "without", "when")
MEND = "The descriptions beside the other tables show how it is written."


def describe(path: Path, shared: Callable[[], Mapping[str, Codes]]) -> Table:
    """The table that a YAML file describes.

    shared: lists of codes that several tables use, by name. Raises AnalysisError with every fault of the file.
    """
    outline = Outline(path, "the description of a table")
    table = _Description(outline, shared).table()
    outline.end(MEND)
    return table


class _Description:
    def __init__(self, outline: Outline, shared: Callable[[], Mapping[str, Codes]]):
        self.outline, self.named = outline, Named(outline)
        self.fields = Fields(self.named, shared)

    def table(self) -> Table:
        outline, name = self.outline, self.outline.path.stem
        top = outline.mapping(outline.root, "", _TOP, ("description", "row", "schema"))
        if not NAME.fullmatch(name):
            outline.fault(None, "", f"{name!r} is no name for a table; begin with a letter, then a to z, 0 to 9 and _")
        schema = outline.mapping(top["schema"], "schema", _SCHEMA, ("primaryKey", "fields")) if "schema" in top else {}
        for node in outline.items(schema["fields"], "schema.fields") if "fields" in schema else ():
            self.fields.read(node)
        key = self.named.names(schema["primaryKey"], "schema.primaryKey") if "primaryKey" in schema else ()
        texts = {
            key: outline.text(top[key], key) or ""
            for key in ("title", "description", "row", "inclusion", "source")
            if key in top
        }
        return Table(
            name=name,
            path=outline.path.with_suffix(".csv"),
            key=key,
            columns=tuple(self.named.columns.values()),
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
            compared=self.named.names(top["compared"], "compared") if "compared" in top else (),
            matched=self.named.names(top["matched"], "matched") if "matched" in top else (),
            reader=reader.read(self.named, top["reader"]) if "reader" in top else {},
            order=outline.whole(top["order"], "order") if "order" in top else None,
            **{"description": "", "row": "", **texts},
        )

    def _reference(self, node: Node, name: str) -> Reference | None:
        outline, where = self.outline, "schema.foreignKeys"
        keys = outline.mapping(node, where, ("fields", "reference"), ("fields", "reference"))
        if len(keys) < 2:
            return None
        fields = self.named.names(keys["fields"], f"{where}.fields")
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
        if fields and len(fields) != len(columns):
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
        columns = self.named.names(keys[action], f"{where}, {action}")
        wanted = 1 if action in ("require", "empty") else 2
        if len(columns) != wanted:
            outline.fault(
                keys[action], f"{where}, {action}", f"it names {'one column' if wanted == 1 else 'two columns'}"
            )
            return None
        if wanted == 2 and len(keys) > 1:
            outline.fault(node, where, f"{action} has no conditions")
        given, without = (
            self.named.names(keys[key], f"{where}, {key}") if key in keys else () for key in ("with", "without")
        )
        when = {}
        for name, values in (outline.mapping(keys["when"], f"{where}, when") if "when" in keys else {}).items():
            if self.named.column(name, values, f"{where}, when") is not None:
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
        codes = self.named.columns[name].codes
        for value in values if codes else ():
            if value not in codes:
                self.outline.fault(
                    node,
                    where,
                    f"{value!r} is no value of {name}{asked(value, codes, '.')} Its values are: {listed(codes)}",
                )
        return values
