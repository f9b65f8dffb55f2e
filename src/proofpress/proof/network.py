"""Takes the network away from this process and all that it starts."""

from __future__ import annotations

import ctypes
import os
import socket
from pathlib import Path

from proofpress.reports import machine

_NEWUSER, _NEWNET = 0x10000000, 0x40000000  # CLONE_NEWUSER and CLONE_NEWNET of linux/sched.h


def cut() -> str:
    """Move this process, which may have no threads yet, into an empty network namespace; returns in words what holds
    now.

    Loopback stays down: kernels talk over Unix sockets. Where namespaces are not allowed, the guard in each report's
    kernel (see `reports.kernel`) is what refuses the network.
    """
    if machine.forks() and _unshare():
        names = [name for _, name in socket.if_nameindex()]
        if set(names) <= {"lo"}:
            return "network off (namespace)"
    return "network refused by a guard in each kernel (no namespaces here)"


def _unshare() -> bool:
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    if libc.unshare(_NEWNET) == 0:
        return True
    if libc.unshare(_NEWUSER | _NEWNET):
        return False
    try:
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with Path("/proc/self", name).open("w") as file:
                file.write(line)
    except OSError:
        return False
    return True
