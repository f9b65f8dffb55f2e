"""A warm parent that forks kernels: imports are paid once, and each report still starts in a state of its own.

``python -m proofpress.reports.warm FD`` imports the third-party libraries that reports use, draws one figure that
nobody sees, starts no thread, and then forks one child for each request on the listening socket FD. Requests that come
earlier wait. Of the package only what draws every figure is imported here (it counts as an input of every report, see
`freshness.builder_files`); a child's other imports are recorded as its report's own.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from proofpress.reports import machine

VARIABLE = "ANALYSIS_WARM_SOCKET"
# Not pyplot and not the inline backend: at import they hook into the IPython that is there, and here is none.
PRELOADED = (
    "numpy",
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.csvs",
    "pyarrow",
    "pyarrow.pandas_compat",
    "matplotlib.figure",
    "matplotlib.legend",
    "matplotlib.projections",
    "matplotlib.image",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_agg",
    "PIL.PngImagePlugin",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",  # it loads all of them for one
    "altair",
    "narwhals._interchange.dataframe",
    "uharfbuzz",
    "fontTools.ttLib.woff2",
    "fontTools.ttLib.tables.O_S_2f_2",
    "fontTools.ttLib.tables._h_h_e_a",
    "brotli",
    "yaml",
    "sqlite3",
    "IPython.core.interactiveshell",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.queues",
)


def main(listener: int) -> None:
    from importlib import import_module

    machine.end_with_parent()
    gc.disable()  # imports leave little garbage, and looking for it takes a tenth of their time
    with looks_like_a_kernel():
        for name in PRELOADED:
            import_module(name)
        rehearse()
    gc.freeze()  # children share the parent's pages as long as nobody counts references in them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps; whoever asked for a child watches it by pidfd
    with socket.socket(fileno=listener) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                request = json.loads(_receive(connection))
                pid = os.fork()
                if pid == 0:
                    server.close()
                    connection.close()
                    _child(request)
                connection.sendall(json.dumps({"pid": pid}).encode())


def rehearse() -> None:
    """Draw a small figure in every way there is: fonts are read, and libraries do what they do once."""
    import altair as alt
    import pandas as pd
    from matplotlib.figure import Figure

    from analysis.charts.figure import figure

    frame = pd.DataFrame({"value": [1], "words": ["排练"]})
    words = {"slug": "rehearsal", "title": "Rehearsal, 排练", "source": "none", "alt": "none"}
    bars = alt.layer(alt.Chart(frame).mark_bar().encode(x="value:Q", y=alt.Y("words:N", title=None)))
    drawn = Figure()
    drawn.subplots().plot([1, 2])
    for chart in (bars, drawn):
        figure(chart, data=frame, **words)._repr_mimebundle_()


@contextlib.contextmanager
def looks_like_a_kernel() -> Iterator[None]:
    """pandas asks at import whether it is in a kernel, and sets the width of its tables by the answer."""
    import builtins
    from types import SimpleNamespace

    setattr(builtins, "get_ipython", lambda: SimpleNamespace(kernel=True))  # noqa: B010 - no module of types knows it
    try:
        yield
    finally:
        delattr(builtins, "get_ipython")


def _receive(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _child(request: dict) -> None:
    """Become a kernel with the environment, folder and output of the one who asked. Never returns."""
    status = 1
    try:
        gc.enable()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        machine.become(request["env"])
        os.chdir(request["cwd"])
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        import random

        import numpy

        random.seed()  # siblings would draw the same numbers, and hide a report that is not reproducible
        numpy.random.seed()  # noqa: NPY002 - a notebook may still use it
        from proofpress.reports.kernel import serve

        serve(request["connection_file"])
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def fork_kernel(address: str, connection_file: str, env: dict[str, str], cwd: str, log: str = os.devnull) -> int:
    """Ask the warm parent for a kernel; returns its process id. Raises OSError when there is no parent."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        connection.sendall(
            json.dumps({"connection_file": connection_file, "env": env, "cwd": cwd, "log": log}).encode()
        )
        connection.shutdown(socket.SHUT_WR)
        answer = _receive(connection)
    if not answer:
        raise OSError("the warm parent closed the connection")
    return json.loads(answer)["pid"]


@contextlib.contextmanager
def warm_parent(folder: Path, env: dict[str, str]) -> Iterator[str | None]:
    """A warm parent for the time of the block; gives its socket, or None where it cannot be had (kernels then start
    cold).

    It imports while the caller goes on. Should it die, its socket refuses, and kernels start cold.
    """
    if not machine.forks() or os.environ.get("ANALYSIS_COLD"):
        yield None
        return
    address = str(folder / "warm")
    with (folder / "warm.log").open("wb") as log, socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(64)
        parent = subprocess.Popen(
            [sys.executable, "-m", "proofpress.reports.warm", str(server.fileno())],
            env=env,
            pass_fds=[server.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield address
    finally:
        parent.terminate()
        parent.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
