"""The kernel that runs reports: IPython's, with what it reads recorded and the network refused.

Started cold (``python -m proofpress.reports.kernel -f FILE``) or in a child forked from the warm parent (`warm`); both
run the same `serve`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from typing import Any

from analysis import study
from proofpress.reports import machine
from proofpress.reports.trace import VARIABLE, Trace

# Charts that a cell merely shows are figures too; the build tells what a figure lacks, not the kernel.
SHOWS = ["--IPKernelApp.extra_extensions=analysis.charts.notebook"]
_TO_ADDRESS = ("socket.connect", "socket.sendto")
_REACHES_OUT = (*_TO_ADDRESS, "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def _refuse_network(event: str, arguments: tuple) -> None:
    if event in _REACHES_OUT and not (event in _TO_ADDRESS and _is_inside(arguments[1])):
        raise OSError("a report reaches no network; keep what it needs under data/ and read it there")


def _is_inside(address: object) -> bool:
    """Whether an address is of this process's making: a Unix socket by path, Windows' pair by a port of loopback."""
    if isinstance(address, tuple) and machine.pairs_over_loopback():
        return address[:1] in (("127.0.0.1",), ("::1",))
    return isinstance(address, (str, bytes))


def serve(connection_file: str) -> None:
    """Run a kernel until it is told to stop."""
    machine.end_with_parent()
    sys.addaudithook(_refuse_network)
    trace = Trace(study.find().root)
    if os.environ.get(VARIABLE):
        trace.start()
    gc.set_threshold(100_000, 50, 50)  # a report is short: looking for garbage so often takes a tenth of its time
    warnings.filterwarnings("ignore", message=r"figure [a-z0-9-]+: ", category=UserWarning)
    from ipykernel.kernelapp import IPKernelApp

    # History would be shared by all kernels of a user, and is of no use to a report.
    app: Any = IPKernelApp.instance()
    app.initialize(
        ["-f", connection_file, "--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=CRITICAL", *SHOWS]
    )
    # nbval kills its kernels. Our provisioner asks first, so that they can still tell what they read; stock ones tell
    # it after each cell.
    if machine.forks():
        signal.signal(signal.SIGTERM, lambda *_: _end(trace))
    else:
        app.shell.events.register("post_run_cell", lambda *_: _tell(trace))
    app.start()
    _tell(trace)


def _end(trace: Trace) -> None:
    _tell(trace)
    os._exit(0)


def _tell(trace: Trace) -> None:
    if path := os.environ.get(VARIABLE):
        trace.write(path)


if __name__ == "__main__":
    serve(sys.argv[sys.argv.index("-f") + 1])
