"""Whether a report is fresh, and if not, why. Standard library only: a build with nothing to do must stay quick.

The local record of a report lies in the ignored `build/keys/`: the hashes of what went in (cells, parameters, each
file read, the lock, Python) and of what came out. A fresh clone has none, so its first build runs everything.
File times decide nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from analysis import inputs
from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
from proofpress.reports import packages
from proofpress.reports.trace import DATA, DATA_NAMES

ABSENT = "absent"
PYTHON, FONT = "Python", "font"
_BUILDERS = {
    "proofpress": "__init__",
    "proofpress/reports": "artefacts environment execute kernel machine packages parameters pictures trace warm",
    "analysis/charts": "__init__ columns drawn figure fonts markup notebook pyplot render spec style",
    "analysis": "__init__ errors files formulas inputs locks mime nearest notebook study",
}


def digest(path: Path) -> str:
    """SHA-256 of a regular file, or `absent`."""
    return inputs.digest(path) or ABSENT


def listing_digest(folder: Path) -> str:
    """SHA-256 of the names in a folder, or `absent`; without hidden ones, which editors and broken writes leave."""
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", "__pycache__")))
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    return hashlib.sha256(os.fsencode("\n".join(names))).hexdigest()


@cache
def font_digest() -> str:
    """SHA-256 of the font that figures are drawn with: no kernel reads it in a way that can be seen."""
    return digest(packages.folders()["analysis"] / "charts" / "font" / "AnalysisSans-Regular.otf")


def cells_digest(notebook: Path) -> str:
    """SHA-256 of what a notebook says (kinds, tags and sources of cells, format, kernel), not of how it was saved."""
    try:
        whole = notebooks.read(notebook)
        cells, metadata = whole["cells"], whole.get("metadata", {})
        said: list = [[whole.get("nbformat"), whole.get("nbformat_minor"), metadata.get("kernelspec", {}).get("name")]]
        said += [
            [cell["cell_type"], cell.get("metadata", {}).get("tags", []), "".join(cell["source"])]
            + ([cell["attachments"]] if cell.get("attachments") else [])
            for cell in cells
        ]
    except AnalysisError:
        return ABSENT
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def keys(study: Study) -> Path:
    """The folder of the local records."""
    return study.build / "keys"


def provenance_path(study: Study) -> Path:
    return study.reports / "provenance.json"


def builder_files() -> list[str]:
    """The modules that turn a notebook into a report and draw its figures; kernels do not import them all, and each
    decides about bytes.
    """
    return sorted(f"{folder}/{name}.py" for folder, names in _BUILDERS.items() for name in names.split())


def current(study: Study, files: Iterable[str]) -> dict[str, str]:
    """Hashes of inputs by name (see `packages`): notebooks by their cells, folders (with a final slash) by
    their names.
    """
    return {name: _current(study, name) for name in sorted(set(files))}


def _current(study: Study, name: str) -> str:
    if name == PYTHON:
        return platform.python_version()
    if name == FONT:
        return font_digest()
    if name in (DATA, DATA_NAMES):
        return _data_digest(study.data, whole=name == DATA)
    path = packages.path_of(study.root, name)
    if name.endswith(".ipynb"):
        return cells_digest(path)
    return listing_digest(path) if name.endswith("/") else digest(path)


def _data_digest(folder: Path, *, whole: bool) -> str:
    """SHA-256 of the names of all files below a folder, or of their contents as well; without hidden ones, and without
    the texts of imported corpora: a clone has none, and their hashes stand in the manifest beside them.
    """
    inside = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    told = [path for path in inside if not (_is_text(path) or any(part.startswith(".") for part in path.parts))]
    said = [f"{path.as_posix()} {digest(folder / path)}" if whole else path.as_posix() for path in told]
    return hashlib.sha256("\n".join(said).encode(errors="surrogateescape")).hexdigest()


def _is_text(path: Path) -> bool:
    """Whether a file below data/ is text of an imported corpus, or the index of it."""
    return path.parts[:2] == ("raw", "corpora") and path.parts[3:4] in (("text",), ("index",))


def inputs_of(study: Study, notebook: Path, params: Path, read: Iterable[str]) -> dict[str, str]:
    """All inputs of a report: cells, parameters, what it read, what built it, the lock and the Python version."""
    own = (study.shown(path) for path in (notebook, params, study.lock))
    return current(study, [*own, *read, *builder_files(), FONT, PYTHON])


def snapshot(study: Study) -> dict[str, str]:
    """Hashes of everything that a report may read, to tell later whether something changed meanwhile."""
    folders = (study.source, study.data, study.notebooks)
    inside = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    names = {packages.name_of(study.root, path) for path in [study.lock, *inside, *packages.files()]}
    return current(study, [*names, DATA, DATA_NAMES])


def record(study: Study, name: str, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Remember what went into a report and what came out."""
    replace_file(keys(study) / f"{name}.json", json.dumps({"inputs": inputs, "outputs": outputs}, indent=1).encode())


def recorded(study: Study, name: str) -> dict[str, dict[str, str]] | None:
    """The record of a report's last build here, or None."""
    try:
        found = inputs.parsed(keys(study) / f"{name}.json")
    except AnalysisError:
        return None
    return found if isinstance(found, dict) and all(_is_hashes(found.get(k)) for k in ("inputs", "outputs")) else None


def _is_hashes(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(hashed, str) for hashed in value.values())


def reasons(study: Study, name: str) -> list[str]:
    """Why a report is stale, one sentence each; empty when it is fresh."""
    was = recorded(study, name)
    if was is None:
        return ["it was not built here yet"]
    now = current(study, was["inputs"])
    why = [
        change(file, was["inputs"][file], now[file])
        for file in sorted(was["inputs"])
        if now[file] != was["inputs"][file]
    ]
    for file, hashed in sorted(was["outputs"].items()):
        found = digest(study.root / file)
        if found != hashed:
            why.append(f"its output {file} is {'missing' if found == ABSENT else 'not the one that was built'}")
    others = (study.shown(path) for path in sorted(study.figures.glob(f"{name}--*")))
    return why + [f"{file} is none of its outputs" for file in others if file not in was["outputs"]]


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
    if file == DATA:
        return "a file below data/ changed, and what this report reads there cannot be seen"
    if file == DATA_NAMES:
        return "other files lie below data/"
    if file == "requirements.lock":
        return f"the lock {file} changed"
    return f"{file} changed" if was != ABSENT else f"{file} is new"


def provenance_file(inputs: Mapping[str, Mapping[str, str]]) -> bytes:
    """reports/provenance.json: the hashes of each committed report's inputs, without the Python version."""
    kept = {
        name: {file: hashed for file, hashed in sorted(files.items()) if file != PYTHON}
        for name, files in sorted(inputs.items())
    }
    return (json.dumps(kept, indent=1) + "\n").encode()


def provenance(study: Study) -> dict[str, dict[str, str]]:
    """What reports/provenance.json says: report -> hashes of its committed inputs. Empty where it cannot be read."""
    try:
        found = inputs.parsed(provenance_path(study))
    except AnalysisError:
        return {}
    return found if isinstance(found, dict) and all(map(_is_hashes, found.values())) else {}
