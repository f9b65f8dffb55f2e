"""Which reports there are, and their parameters, strictly.

A report is a file `notebooks/params/<report>.yml` with the keys `notebook`, `parameters` and, rarely, `tolerance`: by
how much a number may differ in a check (relative or absolute, such as 1e-9; without it, not at all). The notebook has
one cell tagged `parameters` that holds typed literals, each with a comment; anything else is an error that lists what
is valid.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.nearest import asked
from analysis.outline import Outline
from analysis.study import Study, shown

if TYPE_CHECKING:
    from yaml import Node

_TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook: name, type as written (`str`, `int`, `list[str]`, ...), default, comment."""

    name: str
    type: str
    default: object
    about: str

    def fault(self, value: object) -> str:
        """What is wrong with a value, or an empty string."""
        inner = re.fullmatch(r"list\[(\w+)\]", self.type)
        if inner:
            good = isinstance(value, list) and all(_is(item, inner[1]) for item in value)
        else:
            good = _is(value, self.type)
        return "" if good else f"{value!r} is not of type {self.type}"


def _is(value: object, kind: str) -> bool:
    # In Python a bool is an int; in a parameter it is not.
    return (
        isinstance(value, _TYPES[kind])
        and (kind == "bool") == isinstance(value, bool)
        or (kind == "float" and type(value) is int)
    )


@dataclass(frozen=True)
class Report:
    """A report of a study: its name, notebook and parameters, and by how much its numbers may differ in a check."""

    study: Study
    name: str
    notebook: Path
    parameters: dict[str, object]
    file: Path
    tolerance: float = 0.0


def names(study: Study) -> list[str]:
    """All report names, sorted. Standard library only: a build with nothing to do must stay quick."""
    return sorted(path.stem for path in study.params.glob("*.yml"))


def chosen(study: Study, given: Iterable[str]) -> list[str]:
    """The reports that a caller names, or all. Raises AnalysisError for every name that is none, with the
    nearest one.
    """
    known, given = names(study), list(given)
    if wrong := [name for name in given if name not in known]:
        raise AnalysisError(
            "; ".join(f"there is no report {name!r}{asked(name, known)}" for name in wrong),
            where=shown(study.params),
            do=f"The reports are: {', '.join(known) or 'none'}",
        )
    return given or known


def read_report(study: Study, name: str) -> Report:
    """A report by name, checked against its notebook. Raises AnalysisError with every fault of its file."""
    file = study.params / f"{name}.yml"
    where = shown(file)
    chosen(study, [name])
    if not _NAME.fullmatch(name):
        raise AnalysisError(
            f"{name!r} is no name for a report", where=where, do="Use lower-case letters, digits, _ and -."
        )
    outline = Outline(file, "the file of the report")
    keys = outline.mapping(outline.root, "", ("notebook", "parameters", "tolerance"), ("notebook",))
    named = outline.text(keys["notebook"], "notebook") if "notebook" in keys else None
    known_notebooks = sorted(path.stem for path in study.notebooks.glob("*.ipynb"))
    if named and named not in known_notebooks:
        what = f"there is no notebook {named!r}{asked(named, known_notebooks)}"
        outline.fault(keys["notebook"], "notebook", f"{what}. The notebooks are: {', '.join(known_notebooks)}")
    tolerance = outline.number(keys["tolerance"], "tolerance") if "tolerance" in keys else 0.0
    if tolerance is not None and not 0 <= tolerance < 0.01:
        outline.fault(keys["tolerance"], "tolerance", f"{tolerance!r} is not from 0 to 0.01, such as 1.0e-9")
    if named is None or outline.faults:
        outline.end("For example: notebook: 50_topic")
    notebook = study.notebooks / f"{named}.ipynb"
    known = read_parameters(notebook)
    given = _values(outline, keys.get("parameters"), known)
    listing = "; ".join(f"{p.name}: {p.type} = {p.default!r} ({p.about})" for p in known.values()) or "none"
    outline.end(f"The parameters are: {listing}")
    return Report(study, name, notebook, given, file, float(tolerance or 0))


def _values(outline: Outline, node: Node | None, known: dict[str, Parameter]) -> dict[str, object]:
    """The parameters that a file sets, each read as the notebook's type; an unknown one and a wrong type are faults."""
    if node is None or node.tag.endswith(":null"):
        return {}
    found = {}
    for name, value in outline.mapping(node, "parameters").items():
        if name not in known:
            outline.fault(value, f"parameter {name}", f"unknown parameter {name!r}{asked(name, known)}")
            continue
        before = len(outline.faults)
        inner = re.fullmatch(r"list\[(\w+)\]", known[name].type)
        place = f"parameter {name}"
        made = (
            [_value(outline, item, inner[1], place) for item in outline.items(value, place)]
            if inner
            else _value(outline, value, known[name].type, place)
        )
        if len(outline.faults) == before:
            found[name] = made
    return found


def _value(outline: Outline, node: Node, kind: str, place: str) -> object:
    """One value of a type. YAML's own readings (`no`, 010, a date without quotes) are refused where a text is meant."""
    if kind == "str":
        return "" if getattr(node, "value", None) == "" and node.tag.endswith(":str") else outline.text(node, place)
    return {"int": outline.whole, "float": outline.number, "bool": outline.flag}[kind](node, place)


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook by name. Raises AnalysisError naming notebook, cell and line."""
    where = shown(notebook)
    cells = notebooks.read(notebook)["cells"]
    tagged = [
        (number, "".join(cell["source"]))
        for number, cell in enumerate(cells, start=1)
        if "parameters" in cell.get("metadata", {}).get("tags", [])
    ]
    if len(tagged) != 1:
        raise AnalysisError(
            f"{len(tagged) or 'no'} cells tagged `parameters`",
            where=where,
            do="Tag exactly one cell `parameters` (JupyterLab: property inspector, cell tags).",
        )
    number, source = tagged[0]
    where = f"{where}, cell {number}"
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise AnalysisError(
            f"line {error.lineno} is not Python", where=where, do="Write `name: type = literal  # what it does`."
        ) from None
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found = {}
    for node in body:
        line = f"{where}, line {node.lineno}"
        rule = (
            "Write `name: type = literal  # what it does`; types: str, int, float, bool, list[...] of them. "
            "Derive other values in the next cell."
        )
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None):
            raise AnalysisError("it is not a typed assignment", where=line, do=rule)
        kind = ast.unparse(node.annotation)
        if kind not in _TYPES and kind not in {f"list[{inner}]" for inner in _TYPES}:
            raise AnalysisError(f"{kind} is not a type for a parameter", where=line, do=rule)
        try:
            default = ast.literal_eval(node.value)
        except ValueError:
            # papermill injects values after this cell, so anything derived here would keep its default.
            raise AnalysisError(f"the value of {node.target.id} is not a literal", where=line, do=rule) from None
        if node.end_lineno not in comments:
            raise AnalysisError(f"{node.target.id} has no comment that tells what it does", where=line, do=rule)
        parameter = Parameter(node.target.id, kind, default, comments[node.end_lineno])
        if fault := parameter.fault(default):
            raise AnalysisError(f"the default of {node.target.id}: {fault}", where=line, do=rule)
        found[parameter.name] = parameter
    return found
