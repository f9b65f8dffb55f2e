"""Names of columns in a description, held against the columns that it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.nearest import asked, listed
from analysis.outline import Outline
from analysis.tables.column import Column

if TYPE_CHECKING:
    from yaml import Node


@dataclass
class Named:
    """A description as it is read, and the columns that were found in it so far."""

    outline: Outline
    columns: dict[str, Column] = field(default_factory=dict)

    def column(self, name: str | None, node: Node | None, where: str) -> str | None:
        """A name, where it is that of a column."""
        if name is not None and name not in self.columns:
            self.outline.fault(
                node,
                where,
                f"there is no column {name!r}{asked(name, self.columns, '.')} The columns are: {listed(self.columns)}",
            )
            return None
        return name

    def names(self, node: Node, where: str) -> tuple[str, ...]:
        """Names of columns: a list, or one by itself."""
        import yaml

        items = [node] if isinstance(node, yaml.ScalarNode) else self.outline.items(node, where)
        return tuple(
            name for item in items if (name := self.column(self.outline.text(item, where), item, where)) is not None
        )

    def target(self, keys: Mapping[str, Node], key: str, where: str) -> str:
        """What a key refers to, as table.column; nothing where it refers to nothing."""
        if key not in keys:
            return ""
        given = self.outline.text(keys[key], f"{where}, {key}")
        if given is not None and not re.fullmatch(r"[^\W_][\w-]*\.[a-z][a-z0-9_]*", given):
            self.outline.fault(
                keys[key], f"{where}, {key}", f"{given!r} is not like table.column, for example entities.entity"
            )
            return ""
        return given or ""
