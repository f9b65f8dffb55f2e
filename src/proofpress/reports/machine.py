"""What this machine can do. Everywhere else one asks here, and no module asks the system by its name.

Linux forks kernels from a warm parent and reaches them over Unix sockets. macOS forks too, but not safely once its
libraries are loaded, and Windows cannot. There workers are spawned, and papermill and nbval start kernels cold,
over TCP on this machine's loopback. The bytes of a report are the same; it takes longer.
"""

from __future__ import annotations

import _socket
import ctypes
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

# What a process needs to start and to find its interpreter, whatever else of the environment is kept from it.
NEEDED = (
    "PATH",
    "LD_LIBRARY_PATH",
    "TMPDIR",
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP"),  # Windows
)
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def root() -> bool:
    """Whether one is the user who may do everything, where there is such a one."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@cache
def forks() -> bool:
    """Whether kernels and workers can be forked, and watched by those who are not their parents."""
    if sys.platform != "linux" or not hasattr(os, "fork") or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # older kernels have none, and some containers allow none
        return False
    return True


def draws_alike() -> bool:
    """Whether a picture comes out here with the bytes that were committed: that is claimed for Linux on x86-64 alone.

    Elsewhere the same lines are drawn by other builds of the same libraries, which round in other places.
    """
    return sys.platform == "linux" and platform.machine() == "x86_64"


def name() -> str:
    """System and processor, as a reader knows them."""
    return f"{platform.system()} on {platform.machine()}"


def pairs_over_loopback() -> bool:
    """Whether two ends of a socket pair find each other over loopback, as on Windows."""
    return not hasattr(_socket, "socketpair")


def pool(workers: int, enter: Callable[..., None] | None = None, *arguments: Any) -> ProcessPoolExecutor:
    """Worker processes: forked, with all that is loaded, or spawned. enter: what each does first."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if forks() else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=enter, initargs=arguments)


def end_with_parent() -> None:
    """On Linux, let this process be killed when its parent ends; elsewhere kernels look for themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def become(env: dict[str, str]) -> None:
    """Take an environment, time zone included, in place of one's own."""
    os.environ.clear()
    os.environ.update(env)
    if hasattr(time, "tzset"):
        time.tzset()
