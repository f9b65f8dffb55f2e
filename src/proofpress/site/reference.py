"""The page of functions: what a notebook may call, from the docstrings of the packages. Nothing is imported for it.

A function or a class is on the page when its docstring has the sections of numpydoc (Parameters, Returns, Raises,
Examples); a class with those of its methods that have them too.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from proofpress.reports import packages
from proofpress.site.frame import Site, render

# What stands on the page: title of a part, the modules or packages it is taken from.
PARTS = (
    ("A study", ("analysis.corpus.load", "analysis.caveats", "analysis.answer")),
    ("Bring and open a corpus", ("newsbench.importing.bring", "newsbench.opening")),
    (
        "Search and read",
        ("newsbench.corpus", "newsbench.concordance", "newsbench.reading", "newsbench.query", "newsbench.paging"),
    ),
    ("Count", ("newsbench.counting", "newsbench.distinct")),
    ("Index", ("newsbench.index",)),
    ("Charts", ("analysis.charts",)),
    ("Measures", ("analysis.measures",)),
)
_SECTION = re.compile(r"^(?P<name>[A-Z]\w+(?: \w+)?)\n-{3,}\n", re.MULTILINE)
_OFFERED = {"Parameters", "Returns", "Raises", "Examples", "Attributes"}


@dataclass(frozen=True)
class Entry:
    """A function, a class or a method: how it is called and what its docstring says."""

    name: str
    module: str
    call: str
    about: list[str]  # paragraphs
    lists: list[tuple[str, list[tuple[str, str, str]]]]  # section, its terms: name, type, text
    examples: str
    methods: list[Entry] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What the page calls it."""
        return f"{self.module}.{self.name}"


def reference(site: Site) -> str:
    """The page of functions."""
    parts = [(title, [entry for module in modules for entry in entries(module)]) for title, modules in PARTS]
    return render(
        "reference.html.j2",
        site,
        kind="codebook",
        file="reference.html",
        title="Functions",
        parts=[(title, found) for title, found in parts if found],
        description="What a notebook may call: every function with its parameters, results, errors and examples.",
    )


def entries(module: str) -> Iterator[Entry]:
    """The functions and classes of a module, or of every module of a package, in the order of their files."""
    package, _, rest = module.partition(".")
    home = packages.folders()[package].joinpath(*rest.split("."))
    files = sorted(home.glob("*.py")) if home.is_dir() else [home.with_suffix(".py")]
    for path in files:
        name = module if path.stem in ("__init__", home.name) else f"{module}.{path.stem}"
        yield from _of_file(path, name)


def _of_file(path: Path, module: str) -> Iterator[Entry]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            methods = [
                entry
                for member in (node.body if isinstance(node, ast.ClassDef) else [])
                if isinstance(member, ast.FunctionDef) and not member.name.startswith("_")
                for entry in _entry(member, f"{module}.{node.name}", [])
            ]
            yield from _entry(node, module, methods)


def _entry(node: ast.FunctionDef | ast.ClassDef, module: str, methods: list[Entry]) -> Iterator[Entry]:
    text = inspect.cleandoc(ast.get_docstring(node) or "")
    heads = [found for found in _SECTION.finditer(text) if found["name"] in _OFFERED]
    if not heads and not methods:
        return
    ends = [*(head.start() for head in heads), len(text)][1:] if heads else []
    sections = {head["name"]: text[head.end() : end].strip("\n") for head, end in zip(heads, ends, strict=True)}
    about = text[: heads[0].start()] if heads else text
    yield Entry(
        node.name,
        module,
        _call(node),
        [" ".join(part.split()) for part in about.split("\n\n") if part.strip()],
        [(name, _terms(body)) for name, body in sections.items() if name != "Examples"],
        sections.get("Examples", ""),
        methods,
    )


def _call(node: ast.FunctionDef | ast.ClassDef) -> str:
    """How it is called, without types."""
    if isinstance(node, ast.ClassDef):
        return node.name
    arguments = ast.parse(f"lambda {ast.unparse(_bare(node.args))}: 0", mode="eval").body
    assert isinstance(arguments, ast.Lambda), "a lambda was parsed"
    return f"{node.name}({ast.unparse(arguments.args)})"


def _bare(given: ast.arguments) -> ast.arguments:
    def bare(argument: ast.arg) -> ast.arg:
        return ast.arg(argument.arg)

    places = [bare(argument) for argument in given.args if argument.arg not in ("self", "cls")]
    return ast.arguments(
        [bare(argument) for argument in given.posonlyargs],
        places,
        given.vararg and bare(given.vararg),
        [bare(argument) for argument in given.kwonlyargs],
        given.kw_defaults,
        given.kwarg and bare(given.kwarg),
        given.defaults,
    )


def _terms(body: str) -> list[tuple[str, str, str]]:
    """The terms of a section: what stands at the margin, and what is indented below it."""
    terms: list[tuple[str, str, list[str]]] = []
    for line in body.split("\n"):
        if line and not line.startswith(" "):
            name, _, kind = line.partition(" : ")
            terms.append((name, kind, []))
        elif line.strip() and terms:
            terms[-1][2].append(line.strip())
    return [(name, kind, " ".join(text)) for name, kind, text in terms]
