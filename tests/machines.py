"""Machines that are not here, simulated: what another system lacks is taken away before anything else is imported.

Each is the source of a `sitecustomize` module, which Python imports at its start. It lies in the study's own `src/`, so
that the command, its workers and the kernels all get it. What a simulation cannot show is how another system behaves
where it has the same names; README says which systems were run.
"""

from __future__ import annotations

from pathlib import Path

OURS = ("analysis", "cmpstudy", "newsbench", "proofpress", "reprints", "__main__")
_LACKING = """
import sys

if {modules!r}:
    sys.modules["fcntl"] = None  # an import of it fails
    import builtins

    found = builtins.__import__

    def refused(name, globals=None, locals=None, fromlist=(), level=0):
        # Libraries of others take the rest for granted on a system that says that it is Linux; ours may not.
        if name in {modules!r} and (globals or {{}}).get("__name__", "").startswith({ours!r}):
            raise ImportError(name)
        return found(name, globals, locals, fromlist, level)

    builtins.__import__ = refused
import _socket, os, signal, time

for module, names in ((os, {os!r}), (signal, {signal!r}), (time, ("tzset",)), (_socket, {socket!r})):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
from multiprocessing import context

for name in ("fork", "forkserver"):
    del context._concrete_contexts[name]
context._default_context._default_context = context._concrete_contexts["spawn"]
"""

SIMULATED = {
    "Windows": _LACKING.format(
        modules=("resource", "pwd", "grp", "termios", "syslog"),
        ours=OURS,
        os=(
            *("fork", "forkpty", "sched_getaffinity", "pidfd_open", "setsid"),
            *("killpg", "getpgid", "chown", "getloadavg", "mkfifo", "O_DIRECTORY"),
        ),
        signal=("pidfd_send_signal", "SIGHUP", "SIGCHLD", "SIGUSR1", "SIGALRM", "setitimer"),
        socket=("socketpair",),
    ),
    "macOS": _LACKING.format(
        modules=(),
        ours=(),
        os=("sched_getaffinity", "sched_setaffinity", "pidfd_open"),
        signal=("pidfd_send_signal",),
        socket=(),
    ),
    "another processor": """
import platform

platform.machine = lambda: "arm64"
""",
    "an old Linux": """
import os


def refused(pid, flags=0):
    raise OSError(38, "Function not implemented")


os.pidfd_open = refused
""",
}


def put(study: Path, name: str) -> Path:
    """Let everything that runs in a study find itself on another machine."""
    (study / "src" / "sitecustomize.py").write_text(SIMULATED[name], "utf-8")
    return study
