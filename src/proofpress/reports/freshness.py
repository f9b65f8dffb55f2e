"""Whether a report is fresh, and if not, why. Standard library only: a build with nothing to do must stay quick.

The local record of a report lies in the ignored `build/keys/`: the hashes of what went in (cells, parameters, each
file read, the lock, Python) and of what came out. A fresh clone has none, so its first build runs everything.
File times decide nothing.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from analysis import paths
from analysis.files import replace_file
from analysis.paths import shown

KEYS = paths.BUILD / "keys"
PROVENANCE = paths.REPORTS / "provenance.json"
ABSENT = "absent"
PYTHON, FONT = "Python", "font"
_BUILDERS = {
    "proofpress": "__init__",
    "proofpress/reports": "artefacts environment execute kernel parameters trace warm",
    "analysis/charts": "__init__ figure fonts letters mpl scene style svg vega",
    "analysis": "__init__ errors files mime paths tables",
}


def digest(path: Path) -> str:
    """SHA-256 of a file, or `absent`."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ABSENT


def listing_digest(folder: Path) -> str:
    """SHA-256 of the names in a folder, or `absent`. Hidden ones are left out: editors and interrupted writes leave them."""
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "__pycache__")))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


@cache
def font_digest() -> str:
    """SHA-256 of the font that figures are drawn with: it lies in the environment, where something else may have put another."""
    package = find_spec("pylopdf_fonts_zh_cn")
    return digest(Path(package.origin).parent / "NotoSansSC-Regular.otf") if package and package.origin else ABSENT


def cells_digest(notebook: Path) -> str:
    """SHA-256 of what a notebook says (kind, tags and source of its cells, its format and kernel): opening and saving it changes nothing here."""
    try:
        whole = json.loads(notebook.read_bytes())
        cells, metadata = whole["cells"], whole.get("metadata", {})
        said: list = [[whole.get("nbformat"), whole.get("nbformat_minor"), metadata.get("kernelspec", {}).get("name")]]
        said += [
            [cell["cell_type"], cell.get("metadata", {}).get("tags", []), "".join(cell["source"])] for cell in cells
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ABSENT
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def builder_files() -> list[str]:
    """The modules that turn a notebook into a report and draw its figures; kernels do not import them all, and each decides about bytes."""
    return sorted(
        shown(paths.ROOT / "src" / folder / f"{name}.py")
        for folder, names in _BUILDERS.items()
        for name in names.split()
    )


def current(files: Iterable[str]) -> dict[str, str]:
    """Hashes of inputs by name relative to the root: notebooks by their cells, folders (a slash at the end) by the names in them."""
    return {name: _current(name) for name in sorted(set(files))}


def _current(name: str) -> str:
    if name == PYTHON:
        return platform.python_version()
    if name == FONT:
        return font_digest()
    path = paths.ROOT / name
    return (
        cells_digest(path) if name.endswith(".ipynb") else listing_digest(path) if name.endswith("/") else digest(path)
    )


def inputs_of(notebook: Path, params: Path, read: Iterable[str]) -> dict[str, str]:
    """All inputs of a report: its cells and parameters, what it read, what built it, the lock and the Python version."""
    return current([*(shown(path) for path in (notebook, params, paths.LOCK)), *read, *builder_files(), FONT, PYTHON])


def snapshot() -> dict[str, str]:
    """Hashes of everything that a report may read, to tell later whether something changed meanwhile."""
    files = [
        paths.LOCK,
        *(
            path
            for folder in ("src", "data", "notebooks")
            for path in (paths.ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ),
    ]
    return current(shown(path) for path in files)


def record(name: str, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Remember what went into a report and what came out."""
    replace_file(KEYS / f"{name}.json", json.dumps({"inputs": inputs, "outputs": outputs}, indent=1).encode())


def recorded(name: str) -> dict[str, dict[str, str]] | None:
    """The record of a report's last build here, or None."""
    try:
        found = json.loads((KEYS / f"{name}.json").read_text("utf-8"))
        return found if {"inputs", "outputs"} <= set(found) else None
    except (OSError, ValueError):
        return None


def reasons(name: str) -> list[str]:
    """Why a report is stale, one sentence each; empty when it is fresh."""
    was = recorded(name)
    if was is None:
        return ["it was not built here yet"]
    now = current(was["inputs"])
    why = [
        change(file, was["inputs"][file], now[file])
        for file in sorted(was["inputs"])
        if now[file] != was["inputs"][file]
    ]
    for file, hashed in sorted(was["outputs"].items()):
        found = digest(paths.ROOT / file)
        if found != hashed:
            why.append(f"its output {file} is {'missing' if found == ABSENT else 'not the one that was built'}")
    why += [
        f"{shown(path)} is none of its outputs"
        for path in sorted(paths.FIGURES.glob(f"{name}--*"))
        if shown(path) not in was["outputs"]
    ]
    return why


def change(file: str, was: str, now: str) -> str:
    if file == PYTHON:
        return f"Python changed from {was} to {now}"
    if file == FONT:
        return "the font of the figures changed"
    if now == ABSENT:
        return f"{file} is gone"
    if file.endswith("/"):
        return f"{file} holds other files"
    if file.endswith(".ipynb"):
        return f"cells of {file} changed"
    if file == shown(paths.LOCK):
        return f"the lock {file} changed"
    return f"{file} changed" if was != ABSENT else f"{file} is new"


def provenance_file(inputs: Mapping[str, Mapping[str, str]]) -> bytes:
    """reports/provenance.json: the hashes of each committed report's inputs, without the Python version."""
    kept = {
        name: {file: hashed for file, hashed in sorted(files.items()) if file != PYTHON}
        for name, files in sorted(inputs.items())
    }
    return (json.dumps(kept, indent=1) + "\n").encode()


def provenance() -> dict[str, dict[str, str]]:
    """What reports/provenance.json says: report -> hashes of the inputs of its committed run. Empty where it cannot be read."""
    try:
        found = json.loads(PROVENANCE.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
