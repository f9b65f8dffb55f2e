"""A notebook file as a dictionary whose form is sure: what reads its cells need not ask for each what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis import inputs
from analysis.errors import AnalysisError
from analysis.study import shown

KINDS = ("code", "markdown", "raw")


def read(path: Path, do: str = "Open and save it in JupyterLab, or restore it with git.") -> dict[str, Any]:
    """A notebook of nbformat 4. Raises AnalysisError, naming the file and the cell, for anything else."""
    return of_bytes(inputs.content(path, "the notebook"), shown(path), do)


def of_bytes(data: bytes, where: str, do: str = "Open and save it in JupyterLab, or restore it.") -> dict[str, Any]:
    """The same of the bytes of a file."""
    try:
        found = inputs.of_json(data, where)
    except AnalysisError as error:
        raise AnalysisError(f"it is not a whole notebook: {error.what}", where=where, do=do) from None
    if fault := next(_faults(found), ""):
        raise AnalysisError(f"it is not a whole notebook: {fault}", where=where, do=do)
    assert isinstance(found, dict)
    return found


def _faults(found: object) -> Iterator[str]:
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        yield "it has no list of cells"
        return
    if not isinstance(found.get("metadata", {}), dict):
        yield "its metadata are no object"
    for number, cell in enumerate(found["cells"], start=1):
        fault = "it is no object" if not isinstance(cell, dict) else _fault(cell)
        if fault:
            yield f"cell {number}: {fault}"


def _fault(cell: dict) -> str:
    if cell.get("cell_type") not in KINDS:
        return f"its kind is none of {', '.join(KINDS)}"
    if not _is_text(cell.get("source")):
        return "its source is no text"
    metadata = cell.get("metadata", {})
    if not isinstance(metadata, dict) or not _is_list(metadata.get("tags", []), str):
        return "its metadata or tags are not of their form"
    for output in cell.get("outputs", []) if isinstance(cell.get("outputs", []), list) else [None]:
        if not isinstance(output, dict) or not isinstance(output.get("output_type"), str):
            return "its outputs are not of their form"
        shows = output["output_type"] in ("display_data", "execute_result")
        if shows and not isinstance(output.get("data"), dict):
            return "an output of it shows nothing"
        if output["output_type"] == "stream" and not _is_text(output.get("text")):
            return "a printed output of it is no text"
    return ""


def _is_text(value: object) -> bool:
    """A text in one piece or in lines, that UTF-8 can hold."""
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, str) and inputs.is_text(part) for part in parts)


def _is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)
