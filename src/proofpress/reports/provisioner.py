"""How Jupyter gets a kernel for a report: forked from the warm parent where there is one, started cold elsewhere.

Named in pyproject.toml as provisioners of jupyter_client and chosen by the kernelspec that `environment` writes for
the time of a run, so that papermill and nbval get the same kernels without knowing. Committed notebooks name `python3`.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any, cast

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from proofpress.reports import warm

_TRIES = 5  # kernels that are started where others take their ports
_PATIENCE = 60.0  # seconds in which a kernel that lives has to answer


class ForkedKernel:
    """The part of `subprocess.Popen` that LocalProvisioner uses, for a process that is not our child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid = pid
        self._watch = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None while it runs. How it ended is known to its parent only; 0 stands for ended."""
        return 0 if select.select([self._watch], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        select.select([self._watch], [], [], timeout)
        return 0

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._watch, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def __del__(self):
        os.close(self._watch)


class _Housed(LocalProvisioner):
    """Kernels that tell how they are reached in a folder of their own.

    It lies in the run's runtime folder and goes with it. Jupyter puts the file into the temporary folder of all, where
    it stays when the one who asked for the kernel is killed.
    """

    async def pre_launch(self, **kwargs) -> dict:
        manager: Any = self.parent
        self._folder = Path(tempfile.mkdtemp(prefix="k-", dir=os.environ.get("JUPYTER_RUNTIME_DIR")))
        manager.cleanup_connection_file()  # of a kernel that this one takes the place of
        manager.connection_file = str(self._folder / "kernel.json")
        if manager.transport == "ipc":
            manager.ip = str(self._folder / "k")
        return await super().pre_launch(**kwargs)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)


class ReportProvisioner(_Housed):
    """Kernels over ipc sockets (no ports to run out of, and they work without any network)."""

    async def pre_launch(self, **kwargs) -> dict:
        manager: Any = self.parent
        manager.transport = "ipc"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        address, manager = os.environ.get(warm.VARIABLE), cast(Any, self.parent)
        if address:
            try:
                pid = warm.fork_kernel(
                    address,
                    manager.connection_file,
                    kwargs["env"],
                    str(kwargs.get("cwd") or Path.cwd()),
                    os.environ.get("ANALYSIS_KERNEL_LOG", os.devnull),
                )
                self.process = cast(Any, ForkedKernel(pid))
                self.pid, self.pgid = pid, pid
                return self.connection_info
            except OSError:
                pass  # no warm parent any more: a cold kernel gives the same bytes
        return await super().launch_kernel(cmd, **kwargs)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Notice at once that the kernel is gone; the manager looks only ten times a second."""
        await self._ended(within=1)

    async def _ended(self, within: float) -> None:
        """Wait until the process has ended, some seconds at most."""
        for _ in range(int(within * 200)):
            if self.process is None or self.process.poll() is not None:
                return
            await asyncio.sleep(0.005)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, but give it a second to tell what it read."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            await self._ended(within=1)
        await super().kill(restart)


class ColdProvisioner(_Housed):
    """Kernels over TCP, as Jupyter starts them, for machines without the rest.

    Ports are chosen before the kernel takes them. Where another process was faster the kernel dies, and is started
    again with other ports.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        info = await super().launch_kernel(cmd, **kwargs)
        for _ in range(_TRIES - 1):
            if await asyncio.to_thread(self._answers):
                break
            self.ports_cached = False
            again = await self.pre_launch(**kwargs)
            info = await super().launch_kernel(again.pop("cmd"), **again)
        return info

    def _answers(self) -> bool:
        """Whether the kernel echoes its heartbeat, which begins when its sockets are bound; False when it died. One
        that lives and is silent for a minute is left to its client, which gives it up in words.
        """
        import zmq

        with zmq.Context() as context, context.socket(zmq.REQ) as heart:
            heart.linger = 0
            heart.connect(f"tcp://{self.connection_info['ip']}:{self.connection_info['hb_port']}")
            heart.send(b"ping")
            until = time.monotonic() + _PATIENCE
            while time.monotonic() < until and not heart.poll(50):
                if self.process is None or self.process.poll() is not None:
                    return False
        return True


class ReportClient(AsyncKernelClient):
    """A client that begins as soon as its kernel has answered on both channels.

    The stock one then waits for a fifth of a second of silence, so that no message of the start is taken for a later
    one; papermill takes messages by the request that they answer.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        until = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            self.kernel_info()
            with contextlib.suppress(Empty):
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > until:
                raise RuntimeError(f"the kernel was not ready within {timeout:.0f} seconds")


class ReportManager(AsyncKernelManager):
    """Gives papermill such a client."""

    client_class = "proofpress.reports.provisioner.ReportClient"
