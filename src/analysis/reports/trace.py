"""What a report read: every file of the package that was opened while its kernel ran.

An audit hook sees each open, whoever opens (pandas, the import system, a notebook cell), so a report's inputs are
observed and not declared.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from analysis import paths

VARIABLE = "ANALYSIS_TRACE"  # where the kernel leaves its trace
_PYC = re.compile(r"__pycache__/(.+)\.[^./]+(?:\.opt-\d)?\.pyc$")
_LEFT_OUT = (".venv", "build", "site", ".git", "reports")


class Trace:
    """Files under the root that were opened for reading, from `start` on."""

    def __init__(self, root: Path = paths.ROOT):
        self.root = f"{root}{os.sep}"
        self.opened: set[str] = set()

    def start(self) -> None:
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple) -> None:
        # Runs at every event of the interpreter: it must be quick and may never raise.
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            name = os.fsdecode(arguments[0])
            writes = arguments[1] and any(flag in arguments[1] for flag in "wax+")
            if not writes:
                self.opened.add(name)

    def inputs(self) -> list[str]:
        """Files relative to the root, sorted: those opened, and the modules that were loaded before."""
        names = {os.path.abspath(name) for name in self.opened}
        names |= {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
        inside = {_PYC.sub(r"\1.py", name[len(self.root):]) for name in names if name.startswith(self.root)}
        return sorted(name for name in inside if not name.startswith(tuple(f"{folder}{os.sep}" for folder in _LEFT_OUT)))

    def write(self, path: str) -> None:
        Path(path).write_text(json.dumps(self.inputs()), "utf-8")
