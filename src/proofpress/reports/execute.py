"""Executing one report with papermill, and making its notebook a pure function of its inputs."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study, shown
from proofpress.reports import artefacts, machine, pictures
from proofpress.reports.artefacts import INJECTED
from proofpress.reports.parameters import Report
from proofpress.reports.trace import VARIABLE


@dataclass(frozen=True)
class Executed:
    """An executed report: the bytes of its notebook, the files that it read (from the root), its drawings by file."""

    name: str
    notebook: bytes
    inputs: tuple[str, ...]
    drawings: Mapping[str, bytes]


def execute(report: Report, cwd: Path, kept: Path | None = None) -> Executed:
    """Run a report in the current environment (see `environment.world`) and normalise the result.

    cwd: folder in which the kernel starts. kept: see `pictures.drawn`. Raises AnalysisError
    naming notebook, cell and error.
    """
    import papermill

    check_source(report.notebook)
    with recorded_inputs() as inputs:
        try:
            # Without an output path: papermill would write the notebook anew before and after each cell.
            notebook = papermill.execute_notebook(
                str(report.notebook),
                None,
                report.parameters,
                kernel_name="python3",
                cwd=str(cwd),
                progress_bar=False,
                log_output=False,
                coalesce_streams=True,
                **_manager(),
            )
        except papermill.PapermillExecutionError as error:
            raise _failure(report, error.cell_index, error.ename, error.evalue) from None
        except Exception as error:  # a kernel that dies, a notebook that is none
            raise AnalysisError(
                f"it could not be run ({type(error).__name__}: {error})",
                where=_where(report),
                do="Open the notebook in JupyterLab and run it; free some memory if the kernel died.",
            ) from None
    if (read := inputs()) is None:
        raise AnalysisError("its kernel ended without telling what it read", where=_where(report), do="Build it again.")
    return _executed(report, notebook, read, kept)


def _manager() -> dict[str, type]:
    """Our manager of kernels, where they are ours; papermill's own elsewhere."""
    if not machine.forks():
        return {}
    from proofpress.reports.provisioner import ReportManager

    return {"kernel_manager_class": ReportManager}


def filled(report: Report, outputs: list[list], read: list[str]) -> Executed:
    """A report made of its source, its parameters and the outputs that each code cell gave in another runner's run.

    nbval runs cells without counting them; they are numbered as papermill would.
    """
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    check_source(report.notebook)
    notebook = load_notebook_node(str(report.notebook))
    if report.parameters:
        notebook = parameterize_notebook(notebook, report.parameters, kernel_name="python3")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for count, (cell, given) in enumerate(zip(cells, outputs, strict=False), start=1):
        cell.execution_count, cell.outputs = count, given
        for output in given:
            if output.output_type == "execute_result":
                output.execution_count = count
    return _executed(report, notebook, read)


def _executed(report: Report, notebook, read: list[str], kept: Path | None = None) -> Executed:
    _refuse_stderr(report, notebook)
    normalise(notebook, report.notebook)
    artefacts.refuse_lost(notebook, _where(report))
    drawings = pictures.drawn(report.name, notebook, _where(report), kept)
    return Executed(report.name, to_bytes(notebook), tuple(read), drawings)


@contextlib.contextmanager
def recorded_inputs() -> Iterator[Callable[[], list[str] | None]]:
    """Let the kernel of the block record what it reads; the function given tells it afterwards, None for nothing."""
    # A kernel that nobody waits for may still write there when the folder is removed; the one around it goes too.
    with tempfile.TemporaryDirectory(dir=os.environ.get("XDG_CACHE_HOME"), ignore_cleanup_errors=True) as folder:
        trace = Path(folder) / "trace.json"
        told: list[list[str]] = []
        os.environ[VARIABLE] = str(trace)
        try:
            yield lambda: told[0] if told else None
        finally:
            os.environ.pop(VARIABLE, None)
            with contextlib.suppress(
                FileNotFoundError, ValueError
            ):  # a full disk leaves half of it, which tells nothing
                told.append(json.loads(trace.read_text("utf-8")))


def check_source(path: Path) -> None:
    """A source notebook has the format of today and names the kernel that every Jupyter has.

    Outputs that were saved in it are none of its business: they are passed over.
    """
    where = shown(path)
    cells = notebooks.read(path)
    if cells.get("nbformat") != 4:
        raise AnalysisError(
            f"its format is nbformat {cells.get('nbformat')}, not 4",
            where=where,
            do="Open it in JupyterLab and save it.",
        )
    if cells.get("metadata", {}).get("kernelspec", {}).get("name") != "python3":
        raise AnalysisError(
            "its kernel is not python3", where=where, do="Choose the kernel Python 3 in JupyterLab and save."
        )


def normalise(notebook, source: Path) -> None:
    """Take out, in place, what differs between two runs that are the same to a reader: times, paths, random ids,
    versions.

    A cell keeps the id that it has in the source; older notebooks have none, and their cells get numbers. Of what else
    Jupyter notes about cells and notebook, tags stay, and the widgets of this run: opening and saving changes no
    report.
    """
    saved = notebooks.read(source)
    ids = iter([cell.get("id") or f"cell-{number}" for number, cell in enumerate(saved["cells"], start=1)])
    old = saved.get("metadata", {}).get("widgets")
    for name in [*notebook.metadata]:
        if name != "widgets" or notebook.metadata[name] == old:
            del notebook.metadata[name]
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell["metadata"] = type(cell.metadata)(tags=tags) if tags else type(cell.metadata)()
        if cell.cell_type == "code" and not cell.source.strip():  # it was not run, and shows what the source saved
            cell["outputs"], cell["execution_count"] = [], None
        cell["id"] = INJECTED if INJECTED in tags else next(ids)


def to_bytes(notebook) -> bytes:
    """A notebook as it stands on disk: texts as lists of lines (for git), sorted keys, a line feed at the end."""
    from nbformat.v4.rwbase import split_lines

    return (
        json.dumps(split_lines(copy.deepcopy(notebook)), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    ).encode()


def _where(report: Report) -> str:
    return f"report {report.name} ({shown(report.notebook)})"


def _failure(report: Report, index: int, name: str, value: str) -> AnalysisError:
    """The failure of a cell. papermill counts the injected cell, a reader of the source does not."""
    cells = notebooks.read(report.notebook)["cells"]
    tagged = next(
        (number for number, cell in enumerate(cells) if "parameters" in cell.get("metadata", {}).get("tags", [])),
        len(cells),
    )
    number = index + (0 if report.parameters and index > tagged else 1)
    return AnalysisError(
        value if name == "AnalysisError" else f"{name}: {value}",
        where=f"{_where(report)}, cell {number}",
        do=""
        if name == "AnalysisError"
        else "The previous report is kept. Open the notebook in JupyterLab to look closer.",
    )


def _refuse_stderr(report: Report, notebook) -> None:
    """Warnings name paths and line numbers of the machine; a report that warns is not finished."""
    number = 0
    for cell in notebook.cells:
        number += INJECTED not in cell.metadata.get("tags", [])
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise AnalysisError(
                    f"it prints to stderr: {output.text.strip().splitlines()[-1]}",
                    where=f"{_where(report)}, cell {number}",
                    do="Mend what it warns of; a report has no warnings.",
                )


def default_folder(study: Study) -> Path:
    """Where kernels start: the folder of the executed notebooks, which is where nbval starts them too."""
    study.executed.mkdir(parents=True, exist_ok=True)
    return study.executed
