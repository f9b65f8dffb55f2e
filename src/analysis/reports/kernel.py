"""The kernel that runs reports: IPython's, with what it reads recorded.

Started cold (``python -m analysis.reports.kernel -f FILE``) or in a child forked from the warm parent (`warm`); both
run the same `serve`.
"""

from __future__ import annotations

import os
import sys

from analysis.reports.trace import VARIABLE, Trace


def serve(connection_file: str) -> None:
    """Run a kernel until it is told to stop."""
    trace = Trace()
    if os.environ.get(VARIABLE):
        trace.start()
    from ipykernel.kernelapp import IPKernelApp

    # History would be shared by all kernels of a user, and is of no use to a report.
    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"])
    app.start()
    if path := os.environ.get(VARIABLE):
        trace.write(path)


if __name__ == "__main__":
    serve(sys.argv[sys.argv.index("-f") + 1])
