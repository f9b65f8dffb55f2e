"""Imports go one way only, and what must stay quick imports no more than it needs."""

import ast
import subprocess
import sys

import pytest

from analysis.paths import ROOT

SOURCE = ROOT / "src" / "analysis"

# Lower layers first. A module may import its own layer and those before it.
LAYERS = ("errors", "paths", "files", "dates", "tables", "coding", "corpus", "reuse", "chains", "codebook", "processed", "findings", "charts", "stories", "reports", "proof", "site", "archive", "docs", "leaks")
# What stands apart from an earlier layer all the same: charts draw any table, and chains, reuse and reports take any corpus.
APART = {"charts": {"coding", "corpus", "reuse", "chains", "processed", "codebook", "findings"}, "chains": {"coding", "corpus"}, "reuse": {"coding", "corpus"},
         "reports": {"coding", "corpus", "reuse", "chains", "processed", "codebook", "findings"}}
# A verb that uses later layers than its own; nobody imports it, `__main__` calls it by name.
VERBS = {"reuse.command"}
MODULES = {str(path.relative_to(SOURCE).with_suffix("")).replace("/", "."): path for path in sorted(SOURCE.rglob("*.py"))}


def imports(path):
    """(line, module below analysis) of each import in a file, wherever it stands in it, those for type checkers too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name.removeprefix("analysis.")) for name in node.names if name.name.startswith("analysis."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "analysis":
            below = node.module.removeprefix("analysis").lstrip(".")
            yield from ((node.lineno, f"{below}.{name.name}".lstrip(".")) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "a relative import"


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("__main__", "__init__")])
def test_imports_go_one_way(name):
    layer = name.split(".")[0]
    assert layer in LAYERS, f"{name}: say in LAYERS where it belongs"
    allowed = set(LAYERS[:LAYERS.index(layer) + 1]) - APART.get(layer, set()) if name not in VERBS else set(LAYERS)
    wrong = [f"{MODULES[name]}:{line} imports {target}" for line, target in imports(MODULES[name]) if target.split(".")[0] not in allowed | {"AnalysisError", "load_corpus"}]
    assert wrong == []


def test_nobody_imports_a_verb():
    assert [f"{name}: {target}" for name, path in MODULES.items() for _, target in imports(path) if any(target == verb or target.startswith(f"{verb}.") for verb in VERBS)] == []


def test_modules_stay_readable():
    sizes = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: size for name, size in sizes.items() if size > 450} == {}
    assert [name for name in MODULES if name.split(".")[-1] in ("utils", "helpers", "common", "misc")] == []


@pytest.mark.parametrize(("code", "spared"), [
    ("import analysis, analysis.__main__", ("pandas", "numpy", "edtf", "yaml")),
    ("import analysis.reports.build", ("pandas", "numpy", "altair", "matplotlib", "nbformat", "papermill")),
    ("from analysis import load_corpus; load_corpus('')", ("pandas", "numpy", "altair", "matplotlib")),
    ("import analysis.reuse.command", ("altair", "matplotlib")),
    ("import analysis.site.command", ("jinja2", "nbconvert", "nbformat")),
    ("import analysis.site.pages", ("nbconvert", "nbformat", "pandas")),
])
def test_what_is_not_needed_is_not_imported(code, spared):
    loaded = subprocess.run([sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True, cwd=ROOT / "src").stdout.split()
    assert "analysis" in loaded and set(spared) & set(loaded) == set()


def test_no_two_modules_need_each_other():
    """Directly or through others, and for type checkers too: a circle has no lower layer."""
    needed = {name: set() for name in MODULES}
    for name, path in MODULES.items():
        for _, target in imports(path):
            needed[name] |= {known for known in (target, target.rpartition(".")[0]) if known in MODULES and known != name}
    reached = {name: set(direct) for name, direct in needed.items()}
    grown = True
    while grown:
        more = {name: {far for near in found for far in reached[near]} - found for name, found in reached.items()}
        grown = any(more.values())
        for name, far in more.items():
            reached[name] |= far
    assert {name for name, found in reached.items() if name in found} == set()
