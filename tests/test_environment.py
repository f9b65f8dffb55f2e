"""pyproject.toml, requirements.lock and environment.yml name the same versions."""

import ast
import re
import sys
import tomllib
from importlib import metadata

import yaml
from this_study import HERE

LOCK, ROOT = HERE.lock, HERE.root

# Names that conda-forge spells in another way.
CONDA = {"python-duckdb": "duckdb", "brotli-python": "brotli"}


def direct() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return dict(
        entry.split("==") for entry in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])
    )


def test_every_direct_dependency_is_pinned_in_the_lock_at_the_same_version():
    locked = dict(re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE))
    assert len(direct()) > 20
    assert {name: locked.get(name) for name in direct()} == direct()


def test_every_locked_package_has_hashes():
    entries = re.split(r"^(?=[a-z0-9])", LOCK.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_conda_environment_pins_the_same_versions_and_make():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    pinned = dict(
        re.split("==?", entry)
        for entry in entries
        if isinstance(entry, str) and re.match(r"[a-z0-9-]+=", entry) and ">" not in entry
    )
    pinned = {CONDA.get(name, name): version for name, version in pinned.items()} | dict(
        entry.split("==") for entry in pip if "==" in entry
    )
    assert pinned == direct()
    assert "make" in entries


def test_the_lock_names_no_registry_host():
    assert "://" not in LOCK.read_text("utf-8")


def imported(path):
    """The top-level names that a file imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_every_package_that_is_imported_is_listed():
    asked_for_where_used = {"opencc", "py4j", "pyspark"}
    own = {path.name for path in (ROOT / "src").iterdir()}
    brought = metadata.packages_distributions()
    files = [path for path in sorted((ROOT / "src").rglob("*.py")) if "template" not in path.parts]
    tops = set().union(*map(imported, files)) - sys.stdlib_module_names - own - asked_for_where_used
    listed = set(direct())
    assert {"numpy", "jinja2", "papermill"} <= tops
    assert {
        top for top in tops if not {name.lower().replace("_", "-") for name in brought.get(top, ())} & listed
    } == set()
