"""nbval's verdict on one executed notebook, in this process."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

from analysis.proof.differences import Difference, Evidence, short

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _Failures:
    """A pytest plugin that keeps what failed."""

    def __init__(self):
        self.found: list[tuple[str, str]] = []
        self.passed = 0

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.found.append((report.nodeid.rsplit("::", 1)[-1], _COLOUR.sub("", str(report.longrepr))))
        self.passed += report.when == "call" and report.passed

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.found.append(("collection", _COLOUR.sub("", str(report.longrepr))))


def replay(report: str, notebook: Path, *, lax: bool = False) -> list[Difference]:
    """Run nbval over a notebook in the current environment; its failures. lax: execution only, outputs are not compared."""
    import pytest

    plugin, said = _Failures(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = pytest.main(["--nbval-lax" if lax else "--nbval", "--nbval-kernel-name", "python3", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
                              "-p", "no:hypothesispytest", "-p", "no:unraisableexception", "-p", "no:threadexception", "-c", os.devnull, "--rootdir", str(notebook.parent), str(notebook)], plugins=[plugin])
    if status and not plugin.found:
        plugin.found.append(("notebook", said.getvalue()))
    return [Difference(report, "nbval", cell, "nbval fails", short(text.strip().splitlines()[0] if text.strip() else "", 100), "", Evidence("text", text, text))
            for cell, text in plugin.found]
