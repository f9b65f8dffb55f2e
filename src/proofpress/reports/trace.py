"""What a report read: every file that was opened, and every folder listed, while its kernel ran.

An audit hook sees each open, whoever opens (pandas, the import system, a notebook cell), so a report's inputs are
observed and not declared. A folder counts by the names in it, so that a table added to it is noticed.

What C code opens by itself (Arrow, DuckDB, sqlite3, lxml), and what another process opens, raises no event. A kernel
that starts a process or uses one of these may have read anything below data/, so all of it counts: in doubt, a report
is stale. Nor does a question whether a file is there raise one, so the names of all files below data/ always count.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from proofpress.reports import packages

VARIABLE = "ANALYSIS_TRACE"  # where the kernel leaves its trace
DATA_NAMES, DATA = "data/: names of files", "data/: every file"  # inputs that are no one file
_PYC = re.compile(r"__pycache__/(.+)\.[^./]+(?:\.opt-\d)?\.pyc$")
_CACHE = "__pycache__/"
_LEFT_OUT = (".venv/", "build/", "site/", ".git/", "reports/")
# The import system lists its folders at every import; a module counts when it is opened.
_LIBRARY = ("src/", *(f"{name}/" for name in packages.NAMES))
_UNSEEN_EVENTS = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "sqlite3.connect",
)
# What libraries do by themselves: the platform module and matplotlib ask, IPython keeps its history in memory.
_HARMLESS = (("uname",), ("fc-list",), (":memory:",))
_UNSEEN_MODULES = (
    "pyarrow.parquet",
    "pyarrow.dataset",
    "pyarrow.csv",
    "pyarrow.feather",
    "pyarrow.orc",
    "pyarrow.json",
    "duckdb",
    "polars",
    "lxml.etree",
    "h5py",
    "netCDF4",
    "tables",
    "pyreadstat",
)
_OF_C = ("open", "open64", "fopen", "fopen64")  # asked for by ctypes


class Trace:
    """Files of a study and of our packages that were opened for reading, from `start` on."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.opened: set[str] = set()
        self.listed: set[str] = set()
        self.unseen = False

    def start(self) -> None:
        sys.addaudithook(self._hook)
        size = os.path.getsize

        def getsize(filename):
            """Who asks for the size of a file has read something of it."""
            if not isinstance(filename, int):
                sys.audit("open", os.fspath(filename), None, os.O_RDONLY)
            return size(filename)

        os.path.getsize = getsize

    def _hook(self, event: str, arguments: tuple) -> None:
        # Runs at every event of the interpreter: it must be quick and may never raise.
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            # The import system writes bytecode by os.open, which has flags and no mode. What may be read counts,
            # written or not.
            if arguments[2] & os.O_ACCMODE != os.O_WRONLY:
                self.opened.add(os.path.abspath(os.fsdecode(arguments[0])))
        elif event in ("os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes, type(None))):
            self.listed.add(os.path.abspath(os.fsdecode(arguments[0] or ".")))
        elif event in _UNSEEN_EVENTS and arguments[:1] not in _HARMLESS:
            self.unseen = True
        elif event == "ctypes.dlsym":
            self.unseen |= arguments[1] in _OF_C

    def inputs(self) -> list[str]:
        """Names of inputs (see `packages`), sorted: files opened, modules that were loaded before, folders listed (with
        a slash at the end), and what stands for all of data/.
        """
        loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        files = {
            _PYC.sub(r"\1.py", packages.name_of(self.root, path)) for path in self.opened | {*filter(None, loaded)}
        }
        files = {
            name for name in files if name and _CACHE not in name and not packages.path_of(self.root, name).is_dir()
        }
        listed = {f"{name}/" for path in self.listed if (name := packages.name_of(self.root, path))}
        found = files | {name for name in listed if not name.startswith(_LIBRARY)}
        passing = packages.name_of(self.root, Path(tempfile.gettempdir())) or None  # a study may hold TMPDIR too
        left_out = (*_LEFT_OUT, f"{passing}/") if passing else _LEFT_OUT
        whole = self.unseen or any(name in sys.modules for name in _UNSEEN_MODULES)
        return sorted(
            {name for name in found if not name.startswith(left_out)} | {DATA_NAMES} | ({DATA} if whole else set())
        )

    def write(self, path: str) -> None:
        """Leave the inputs in a file, whole or not at all; nowhere when its folder is gone and nobody waits."""
        beside = Path(f"{path}.{os.getpid()}")
        with suppress(FileNotFoundError):
            beside.write_text(json.dumps(self.inputs()), "utf-8")
            beside.replace(path)
