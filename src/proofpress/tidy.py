"""``python -m analysis tidy``: take out of source notebooks what running them left there.

A source says what is done; what comes out stands in reports/. Builds pass over outputs that were saved, so nothing
fails because of them, but they swell what git keeps and may hold what must not leave this machine.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study

# What a cell or a notebook is given when it is run or looked at.
_OF_A_CELL = ("ExecuteTime", "collapsed", "execution", "papermill", "scrolled")
_OF_A_NOTEBOOK = ("papermill", "widgets")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    for path in sources(args.study):
        notebook = _read(args.study, path)
        if taken := strip(notebook):
            replace_file(path, written(notebook))
            print(
                f"{args.study.shown(path)}: {taken} cell{'s' * (taken != 1)} had been run; what came out is taken out"
            )
    return 0


def sources(study: Study) -> list[Path]:
    """The source notebooks of a study."""
    return sorted(path for path in study.notebooks.glob("*.ipynb") if not path.name.startswith("."))


def strip(notebook: dict) -> int:
    """Take out, in place, outputs, counts and what else a run leaves; how many cells held such."""
    taken = 0
    for cell in notebook["cells"]:
        marks = [cell["metadata"].pop(name, None) for name in _OF_A_CELL]
        marks.append(cell["metadata"].get("jupyter", {}).pop("outputs_hidden", None))
        ran = cell["cell_type"] == "code" and (cell["outputs"] != [] or cell["execution_count"] is not None)
        if ran:
            cell["outputs"], cell["execution_count"] = [], None
        taken += bool(ran or any(marks))
    for name in _OF_A_NOTEBOOK:
        notebook["metadata"].pop(name, None)
    return taken


def written(notebook: dict) -> bytes:
    """A notebook as JupyterLab writes it, but for texts that stand in it in one piece."""
    return (json.dumps(notebook, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _read(study: Study, path: Path) -> dict:
    notebook = notebooks.read(path)
    try:
        strip(json.loads(json.dumps(notebook)))  # whether it can be
    except (KeyError, TypeError, AttributeError):
        raise AnalysisError(
            "it is not a whole notebook", where=study.shown(path), do="Open and save it in JupyterLab, or restore it."
        ) from None
    return notebook
