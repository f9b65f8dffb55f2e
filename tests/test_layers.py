"""Imports go one way only, and what must stay quick imports no more than it needs."""

import ast
import subprocess
import sys

import pytest
from this_study import HERE

ROOT = HERE.root

SOURCE = ROOT / "src"
PACKAGES = ("analysis", "newsbench", "reprints", "proofpress", "cmpstudy")

# The rooms, lower ones first, each with the rooms that it may import besides itself. A line here is a decision.
ROOMS = {
    "analysis.errors": (),
    "analysis.mime": (),
    "analysis.git": (),
    "analysis.study": ("analysis.errors",),
    "analysis.locks": (),
    "analysis.inputs": ("analysis.errors", "analysis.study"),
    "analysis.notebook": ("analysis.errors", "analysis.study", "analysis.inputs"),
    "analysis.ending": ("analysis.errors",),
    "analysis.jit": (),
    "analysis.files": ("analysis.errors", "analysis.study", "analysis.locks", "analysis.inputs"),
    "analysis.dates": ("analysis.errors",),
    "analysis.answer": ("analysis.errors", "analysis.mime"),
    "analysis.rows": (),
    "analysis.script": (),
    "analysis.formulas": (),
    "analysis.wording": (),
    "analysis.nearest": ("analysis.errors",),
    "analysis.columns": ("analysis.errors", "analysis.nearest"),
    "analysis.outline": ("analysis.errors", "analysis.inputs", "analysis.nearest", "analysis.study"),
    "analysis.topics": ("analysis.nearest", "analysis.outline", "analysis.script", "analysis.study"),
}
GROUND = tuple(ROOMS)
LONGEST = 500  # lines of a module
# What knows no study: all that reprints may stand on.
BOTTOM = (
    "analysis.errors",
    "analysis.mime",
    "analysis.inputs",
    "analysis.locks",
    "analysis.jit",
    "analysis.files",
    "analysis.dates",
    "analysis.formulas",
    "analysis.rows",
    "analysis.script",
    "analysis.wording",
    "analysis.nearest",
    "analysis.columns",
)
TABLES = (*GROUND, "analysis.tables")
DATA = (*TABLES, "analysis.codebook", "analysis.corpus")
ROOMS |= {
    "analysis.tables": GROUND,
    "analysis.charts": GROUND,
    "analysis.codebook": TABLES,
    "analysis.coding": (*TABLES, "analysis.codebook", "analysis.measures"),
    # A corpus hands its tables to the desk of a coder; the desk knows no corpus.
    "analysis.corpus": (*TABLES, "analysis.codebook", "analysis.coding", "newsbench"),
    # Its verb reads every table, to tell what should be looked at.
    "analysis.codebook.command": DATA,
    "analysis.coding.command": (*DATA, "analysis.coding"),
    # Functions of counts.
    "analysis.measures": ("analysis.errors", "analysis.nearest"),
    # Any corpus: brought in, indexed, searched, counted; it knows no study.
    # Of a study it asks only where its corpora lie.
    "newsbench": (*BOTTOM, "analysis.study", "analysis.measures", "newsbench.distinct"),
    # Copies counted as copies: which passages articles share is found by reprints.
    "newsbench.distinct": (*BOTTOM, "newsbench", "reprints.reuse"),
    "reprints.caveats": (),
    "reprints.reuse": BOTTOM,
    "reprints.chains": (*BOTTOM, "reprints.reuse"),
    "reprints.stories": (*BOTTOM, "analysis.charts", "reprints.caveats", "reprints.reuse", "reprints.chains"),
    "analysis.sentence": (*GROUND, "analysis.corpus"),
    "analysis.caveats": (*GROUND, "analysis.corpus", "analysis.sentence", "reprints.caveats"),
    # What of the corpus is computed from its text; its copies are found by reprints.
    "analysis.corpus.reprinted": (*DATA, "reprints.reuse", "reprints.chains"),
    "analysis.corpus.processed": (*DATA, "analysis.corpus.reprinted", "reprints.reuse"),
    "analysis.corpus.newtopic": (*DATA, "analysis.corpus.processed"),
    "analysis.newstudy": (*GROUND, "analysis.corpus", "analysis.corpus.processed"),
    "cmpstudy": (
        *DATA,
        "analysis.corpus.processed",
        "analysis.coding",
        "analysis.sentence",
        "analysis.charts",
        "reprints.caveats",
        "reprints.reuse",
        "reprints.chains",
        "reprints.stories",
    ),
    # The press imports charts only, and reads tables and caveats as data.
    "proofpress.package": GROUND,
    "proofpress.reports": (*GROUND, "analysis.charts"),
    "proofpress.proof": (*GROUND, "analysis.charts", "proofpress.reports"),
    "proofpress.site": (*GROUND, "analysis.charts", "proofpress.package", "proofpress.reports", "proofpress.proof"),
    "proofpress.crate": (*GROUND, "proofpress.package", "proofpress.reports"),
    "proofpress.archive": (*GROUND, "proofpress.crate", "proofpress.reports", "proofpress.site"),
    "proofpress.tidy": GROUND,
    "proofpress.lab": (*GROUND, "proofpress.tidy", "proofpress.reports"),
    "proofpress.docs": (*GROUND, "proofpress.reports", "proofpress.site"),
}
MODULES = {
    str(path.relative_to(SOURCE).with_suffix("")).replace("/", "."): path
    for package in PACKAGES
    for path in sorted((SOURCE / package).rglob("*.py"))
    if "template" not in path.parts
}


def imports(path):
    """(line, dotted name) of each import of a package of ours in a file, wherever it stands in it, those for type
    checkers too.
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if name.name.split(".")[0] in PACKAGES)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "a relative import"


def room(name):
    """The room of a module or of a name in one; the longest that fits."""
    return max((known for known in ROOMS if name == known or name.startswith(f"{known}.")), key=len, default=None)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in MODULES
        if name not in {f"{package}.{end}" for package in PACKAGES for end in ("__main__", "__init__")}
    ],
)
def test_imports_go_one_way(name):
    here = room(name)
    assert here, f"{name}: say in ROOMS where it belongs"
    wrong = [
        f"{MODULES[name]}:{line} imports {target}"
        for line, target in imports(MODULES[name])
        if room(target) not in (here, *ROOMS[here]) and target not in ("analysis.AnalysisError", "analysis.load_corpus")
    ]
    assert wrong == []


def test_no_line_is_longer_than_120_characters_whatever_stands_at_its_end():
    """ruff passes over lines that end in a pragma, and over long words."""
    long = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in sorted(SOURCE.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert len(MODULES) > 200 and long == []


def test_modules_stay_readable():
    sizes = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}
    assert [name for name in MODULES if name.split(".")[-1] in ("utils", "helpers", "common", "misc")] == []


@pytest.mark.parametrize(
    ("code", "spared"),
    [
        ("import analysis, analysis.__main__", ("pandas", "numpy", "edtf", "yaml")),
        (
            "import analysis, proofpress.reports.build",
            ("pandas", "numpy", "altair", "matplotlib", "nbformat", "papermill"),
        ),
        ("from analysis import load_corpus; load_corpus('')", ("pandas", "numpy", "altair", "matplotlib")),
        ("import analysis, reprints.__main__", ("altair", "matplotlib")),
        ("import analysis, proofpress.site.command", ("jinja2", "nbconvert", "nbformat")),
        ("import analysis, proofpress.site.pages", ("nbconvert", "nbformat", "pandas")),
    ],
)
def test_what_is_not_needed_is_not_imported(code, spared):
    loaded = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "src",
    ).stdout.split()
    assert "analysis" in loaded and set(spared) & set(loaded) == set()


def test_no_two_modules_need_each_other():
    """Directly or through others, and for type checkers too: a circle has no lower room."""
    needed = {name: set() for name in MODULES}
    for name, path in MODULES.items():
        for _, target in imports(path):
            needed[name] |= {
                known for known in (target, target.rpartition(".")[0]) if known in MODULES and known != name
            }
    reached = {name: set(direct) for name, direct in needed.items()}
    grown = True
    while grown:
        more = {name: {far for near in found for far in reached[near]} - found for name, found in reached.items()}
        grown = any(more.values())
        for name, far in more.items():
            reached[name] |= far
    assert {name for name, found in reached.items() if name in found} == set()
