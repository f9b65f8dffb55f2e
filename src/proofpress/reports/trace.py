"""What a report read: every file of the package that was opened, and every folder listed, while its kernel ran.

An audit hook sees each open, whoever opens (pandas, the import system, a notebook cell), so a report's inputs are
observed and not declared. A folder counts by the names in it, so that a table added to it is noticed. What C code opens
by itself (DuckDB, Arrow given a path) goes unseen: reports read tables through `analysis.tables` and pandas.
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
_CACHE = f"__pycache__{os.sep}"
_LIBRARY = f"src{os.sep}"  # the import system lists its folders at every import; a module counts when it is opened
_LEFT_OUT = (".venv", "build", "site", ".git", "reports")


class Trace:
    """Files under the root that were opened for reading, from `start` on."""

    def __init__(self, root: Path = paths.ROOT):
        self.root = f"{root}{os.sep}"
        self.opened: set[str] = set()
        self.listed: set[str] = set()

    def start(self) -> None:
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple) -> None:
        # Runs at every event of the interpreter: it must be quick and may never raise.
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            # The import system writes bytecode by os.open, which has flags and no mode.
            if arguments[2] & os.O_ACCMODE == os.O_RDONLY:
                self.opened.add(os.path.abspath(os.fsdecode(arguments[0])))
        elif event in ("os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes, type(None))):
            self.listed.add(os.path.abspath(os.fsdecode(arguments[0] or ".")))

    def inputs(self) -> list[str]:
        """Names relative to the root, sorted: files opened, modules that were loaded before, and folders listed (with a slash at the end)."""
        names = self.opened | {
            module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)
        }
        inside = {_PYC.sub(r"\1.py", name[len(self.root) :]) for name in names if name.startswith(self.root)}
        inside = {name for name in inside if _CACHE not in name and not os.path.isdir(self.root + name)}
        folders = {f"{name[len(self.root) :]}{os.sep}" for name in self.listed if name.startswith(self.root)}
        inside |= {name for name in folders if not name.startswith(_LIBRARY)}
        return sorted(
            name for name in inside if not name.startswith(tuple(f"{folder}{os.sep}" for folder in _LEFT_OUT))
        )

    def write(self, path: str) -> None:
        Path(path).write_text(json.dumps(self.inputs()), "utf-8")
