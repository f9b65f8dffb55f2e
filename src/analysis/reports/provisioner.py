"""How Jupyter gets a kernel for a report: forked from the warm parent where there is one, started cold elsewhere.

Named in pyproject.toml as a provisioner of jupyter_client and chosen by the kernelspec that `environment` writes for
the time of a run, so that papermill and nbval get the same kernels without knowing. Committed notebooks name `python3`.
"""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import signal
import tempfile
from pathlib import Path

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.reports import warm


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


class ReportProvisioner(LocalProvisioner):
    """Kernels over ipc sockets (no ports to run out of, and they work without any network)."""

    async def pre_launch(self, **kwargs) -> dict:
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = str(Path(tempfile.mkdtemp(prefix="k-", dir=os.environ.get("JUPYTER_RUNTIME_DIR"))) / "k")
        self._folder = Path(manager.ip).parent
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        address = os.environ.get(warm.VARIABLE)
        if address:
            try:
                pid = warm.fork_kernel(address, self.parent.connection_file, kwargs["env"], str(kwargs.get("cwd") or os.getcwd()),
                                       os.environ.get("ANALYSIS_KERNEL_LOG", os.devnull))
                self.process = ForkedKernel(pid)
                self.pid, self.pgid = pid, pid
                return self.connection_info
            except OSError:
                pass  # no warm parent any more: a cold kernel gives the same bytes
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, but give it a second to tell what it read."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            for _ in range(100):
                if self.process.poll() is not None:
                    break
                await asyncio.sleep(0.01)
        await super().kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
