"""YAML that a person wrote, read strictly: nothing is guessed, and every fault is told with its line and key.

What YAML takes for something else than it looks like (`no` for a truth value, 010 for eight, 2020-09-08 for a date) is
refused where a text is meant: it has to be quoted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import inputs
from analysis.errors import AnalysisError, many, quoted
from analysis.nearest import asked, listed
from analysis.study import shown

if TYPE_CHECKING:
    from yaml import MappingNode, Node

DIGITS = 18  # of a whole number: what 64 bits surely hold
_TAGS = {
    "bool": "a truth value",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
    "merge": "a merge key",
    "value": "a default value",
    "binary": "bytes",
}


class Outline:
    """A YAML file: its root, and the faults found in it so far. Call `end` when all of it was looked at."""

    def __init__(self, path: Path, what: str):
        """what: what the file is, with its article. Raises AnalysisError where it cannot be read or is no YAML."""
        import yaml

        self.path, self.where = path, shown(path)
        self.faults: list[tuple[int, str]] = []
        self._key_lines: dict[int, int] = {}  # of what stands on the lines below its key, by node
        text = inputs.text(path, what)
        try:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it is ten times as fast
            root = yaml.compose(text, Loader=loader)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deep"
            if "another document" in str(problem):
                problem = "a line of three hyphens begins a second document"
            raise AnalysisError(
                f"it is not valid YAML ({problem}{f', line {mark.line + 1}' if mark else ''})",
                where=self.where,
                do="Indent with spaces, not tabs, and by the same number of spaces on the same level. Put quotation "
                "marks around a text that contains a colon and a space, or that begins with a punctuation mark.",
            ) from None
        self.root: Node | None = root

    def fault(self, node: Node | None, key: str, what: str) -> None:
        """Note a fault of a key. node: where it stands."""
        line = self._key_lines.get(id(node), node.start_mark.line + 1) if node is not None else 1
        self.faults.append((line, f"line {line}, {key}: {what}" if key else f"line {line}: {what}"))

    def end(self, do: str) -> None:
        """Raises AnalysisError with all faults, in the order of the file."""
        if self.faults:
            raise many([told for _, told in sorted(self.faults, key=lambda fault: fault[0])], self.where, do)

    # What a node holds; a fault is noted and None or nothing returned where it is not of that kind.

    def mapping(
        self, node: Node | None, key: str, keys: Iterable[str] | None = None, needed: Iterable[str] = ()
    ) -> dict[str, Node]:
        """The nodes of a mapping by key. keys: those that may be there (None: any); needed: those that must be."""
        import yaml

        if node is None:
            self.fault(node, key, "the file is empty")
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, key, "is not a list of keys; write each as `key: value` on a line of its own")
            return {}
        keys = None if keys is None else list(keys)
        found: dict[str, Node] = {}
        for name, value in self._pairs(node, key):
            if name in found:
                self.fault(value, key, f"{name} stands twice")
            elif keys is not None and name not in keys:
                self.fault(
                    value, key, f"unknown key {quoted(name)}{asked(name, keys, '.')} The keys are: {', '.join(keys)}"
                )
            else:
                found[name] = value
        for name in needed:
            if name not in found:
                self.fault(node, key, f"{name} is missing")
        return found

    def _pairs(self, node: MappingNode, key: str) -> Iterator[tuple[str, Node]]:
        for name, value in node.value:
            self._key_lines[id(value)] = name.start_mark.line + 1
            told = self._scalar(name, key, "a key")
            if told is not None:
                yield told, value

    def items(self, node: Node | None, key: str) -> list[Node]:
        """The nodes of a list."""
        import yaml

        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, key, "is not a list; write [a, b], or one item a line after a dash")
            return []
        return list(node.value)

    def texts(self, node: Node | None, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        found: list[str] = []
        for item in self.items(node, key):
            text = self.text(item, key)
            if text is not None and text in found:
                self.fault(item, key, f"has {text!r} twice")
            elif text is not None:
                found.append(text)
        return tuple(found)

    def text(self, node: Node | None, key: str) -> str | None:
        """A text with something in it."""
        text = self._scalar(node, key, "a text")
        if text is not None and not text.strip():
            self.fault(node, key, "is empty")
            return None
        return text

    def _scalar(self, node: Node | None, key: str, what: str) -> str | None:
        import yaml

        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, key, f"is not {what}")
            return None
        kind = node.tag.rpartition(":")[2]
        if kind in _TAGS:
            shown_value = node.value[:60] or "nothing"
            self.fault(node, key, f"{shown_value} is read as {_TAGS[kind]}; for a text write '{shown_value}' in quotes")
            return None
        if control := inputs.control(node.value):
            self.fault(node, key, f"has {control}, which no text has")
            return None
        return node.value

    def flag(self, node: Node | None, key: str) -> bool | None:
        """true or false."""
        return self._value(node, key, ("bool",), "true or false", lambda text: {"true": True, "false": False}[text])

    def whole(self, node: Node | None, key: str) -> int | None:
        """A whole number in plain digits."""
        return self._value(node, key, ("int",), "a whole number", _plain)

    def number(self, node: Node | None, key: str) -> float | int | None:
        """A number in plain digits."""
        return self._value(node, key, ("int", "float"), "a number", _finite)

    def _value(self, node: Node | None, key: str, kinds: tuple[str, ...], what: str, made: Callable):
        import yaml

        if isinstance(node, yaml.ScalarNode) and node.tag.rpartition(":")[2] in kinds:
            try:
                return made(node.value)
            except (KeyError, ValueError):
                pass
        given = f"{quoted(node.value)} " if isinstance(node, yaml.ScalarNode) else ""
        self.fault(node, key, f"{given}is not {what}")
        return None

    def choice(self, node: Node | None, key: str, choices: Iterable[str]) -> str | None:
        """One of certain texts."""
        text, choices = self.text(node, key), list(choices)
        if text is not None and text not in choices:
            self.fault(node, key, f"{quoted(text)} is none of: {listed(choices)}{asked(text, choices)}")
            return None
        return text


def _finite(text: str) -> float | int:
    """A number in plain digits that is one: 1.0e+999 is infinite to a computer."""
    number = float(text) if "." in text else _plain(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _plain(text: str) -> int:
    """A whole number that reads as it is written: 010 is eight to YAML and ten to everybody else."""
    if len(text) > DIGITS or str(int(text)) != text:
        raise ValueError(text)
    return int(text)
