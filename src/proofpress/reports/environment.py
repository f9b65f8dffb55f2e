"""The world in which reports run: the same whoever builds, wherever, whenever.

Nothing of the user's environment reaches a kernel but what a process needs to start. A report is a function of tracked
files, parameters and the lock; here is where clock zone, locale, home, hash seed, thread counts and the private text
are kept away from it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis import study as studies
from analysis.files import scratch
from proofpress.reports import machine, packages, warm

_KEPT = (*machine.NEEDED, "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_FIXED = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",  # where a locale C.UTF-8 is unknown
    "PYTHONNOUSERSITE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",  # sums do not depend on the number of cores
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PLATFORM_DIRS": "1",
    "JUPYTER_NO_CONFIG": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",  # pictures come and go: keep their memory rather than fetch it anew
}


@contextlib.contextmanager
def world(study: studies.Study) -> Iterator[dict[str, str]]:
    """A folder with a home, settings and a kernelspec `python3` of its own; gives the environment that points at it."""
    parent = Path(tempfile.gettempdir())
    if machine.forks() and len(os.fsencode(parent)) > 40:
        parent = Path("/tmp")  # the path of a Unix socket may have some hundred bytes only
    with scratch(parent, "rpt-") as folder:
        env = {name: os.environ[name] for name in _KEPT if name in os.environ} | _FIXED
        for variable, name in (
            ("HOME", "home"),
            ("USERPROFILE", "home"),  # Windows' home
            ("APPDATA", "home"),
            ("IPYTHONDIR", "ipython"),
            ("MPLCONFIGDIR", "matplotlib"),
            ("JUPYTER_CONFIG_DIR", "config"),
            ("JUPYTER_DATA_DIR", "data"),
            ("JUPYTER_RUNTIME_DIR", "runtime"),
            ("JUPYTER_PATH", "jupyter"),
            ("XDG_CACHE_HOME", "cache"),
        ):
            (folder / name).mkdir(exist_ok=True)
            env[variable] = str(folder / name)
        env["PYTHONPATH"] = packages.import_path(study.source)
        env[studies.VARIABLE] = str(study.root)
        provisioner = "analysis-report" if machine.forks() else "analysis-cold"
        spec = folder / "jupyter" / "kernels" / "python3"
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(
            json.dumps(
                {
                    "argv": [sys.executable, "-m", "proofpress.reports.kernel", "-f", "{connection_file}"],
                    "display_name": "Python 3",
                    "language": "python",
                    "metadata": {"kernel_provisioner": {"provisioner_name": provisioner}},
                }
            ),
            "utf-8",
        )
        with warm.warm_parent(folder, env) as address:
            yield env | ({warm.VARIABLE: address} if address else {})
