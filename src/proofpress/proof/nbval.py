"""nbval's verdict on one executed notebook, in this process."""

from __future__ import annotations

import contextlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

from proofpress.proof.differences import Difference, Evidence, short

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _Listener:
    """A pytest plugin that keeps the cells that ran and what failed."""

    def __init__(self):
        self.cells: list = []
        self.failed: list[tuple[str, str]] = []

    def pytest_collection_modifyitems(self, items) -> None:
        self.cells = list(items)

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.failed.append((report.nodeid.rsplit("::", 1)[-1], _COLOUR.sub("", str(report.longrepr))))

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.failed.append(("collection", _COLOUR.sub("", str(report.longrepr))))


@dataclass(frozen=True)
class Replay:
    """What nbval found, and the outputs that each code cell gave in its run (None when the run was not whole)."""

    differences: list[Difference]
    outputs: list[list] | None


def replay(report: str, notebook: Path, *, lax: bool = False) -> Replay:
    """Run nbval over a notebook in the current environment. lax: execution only, outputs are not compared."""
    import nbval.kernel
    import pytest

    # It formats every message, pictures and all, for a debug log that nobody keeps: half of its own time.
    nbval.kernel.pformat = lambda message: ""
    listener, said = _Listener(), io.StringIO()
    off = [
        part
        for name in ("cacheprovider", "xdist", "hypothesispytest", "unraisableexception", "threadexception")
        for part in ("-p", f"no:{name}")
    ]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = pytest.main(
            [
                "--nbval-lax" if lax else "--nbval",
                "--nbval-kernel-name",
                "python3",
                "-q",
                *off,
                "-c",
                os.devnull,
                "--rootdir",
                str(notebook.parent),
                str(notebook),
            ],
            plugins=[listener],
        )
    if status and not listener.failed:
        listener.failed.append(("notebook", said.getvalue()))
    found = [
        Difference(
            report,
            "nbval",
            cell,
            "nbval fails",
            short(text.strip().splitlines()[0] if text.strip() else "", 100),
            "",
            Evidence("text", text, text),
        )
        for cell, text in listener.failed
    ]
    outputs = [cell.test_outputs for cell in listener.cells if getattr(cell, "test_outputs", None) is not None]
    return Replay(found, None if found or len(outputs) < len(listener.cells) else outputs)
