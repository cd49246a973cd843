"""Workers as fresh interpreters, where fork is not safe: a second or two each, on every system."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import cast

from lagrader.runner.child import Child, cpu_clock
from lagrader.starting import worker_briefing, worker_command, worker_environment

GROUP_SECONDS = 2.0
"""Seconds in which killed processes must be gone."""


class SpawnedProcess(asyncio.SubprocessProtocol):
    """One spawned worker: the two pipes of its channel."""

    def __init__(self, child: Child) -> None:
        """Wait for :func:`spawn` to connect."""
        self._child = child
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.SubprocessTransport | None = None
        self._input: asyncio.WriteTransport | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._transport is not None
        return self._transport.get_pid()

    # --- asyncio's side ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._input = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Pass on what came through the channel."""
        self._child.data_received(data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """The worker's channel is closed."""
        if fd == 1:
            self._child.channel_closed()

    def process_exited(self) -> None:
        """The process is gone and reaped, though another that it forked may hold its channel open."""
        if not self._gone.done():
            self._gone.set_result(None)
        self._kill_group()

    def _kill_group(self) -> None:
        if self._transport is not None and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self._transport.get_pid(), signal.SIGKILL)

    async def _group_gone(self) -> None:
        """Wait until what it forked is gone, too: a killed process takes a moment to leave."""
        if self._transport is None or not hasattr(os, "killpg"):
            return
        until = self._loop.time() + GROUP_SECONDS
        while _group_runs(self._transport.get_pid()) and self._loop.time() < until:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)

    # --- the child's side ----------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Queue bytes for the worker's standard input."""
        if self._input is not None and not self._input.is_closing():
            self._input.write(data)

    def cpu_seconds(self) -> float | None:
        """Read the CPU clock of the process on Linux; elsewhere the wall clock has to do."""
        is_told = sys.platform.startswith("linux") and self._transport is not None
        return cpu_clock(self.pid) if is_told else None

    async def gone(self, seconds: float) -> bool:
        """Wait until it is reaped."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._gone), seconds)
        return self._gone.done()

    async def end(self) -> int | None:
        """Kill the process and its group, wait until it is gone."""
        if self._transport is None:
            return None
        if not self._gone.done():
            self._kill_group()
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()
        await self._gone
        await self._group_gone()
        status = self._transport.get_returncode()
        self._transport.close()
        return status


def _group_runs(group: int) -> bool:
    """Whether a process of the group runs; one that has ended and waits to be reaped does not."""
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    if not sys.platform.startswith("linux"):
        return True
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            state, _, its_group, *_ = path.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(its_group) == group and state not in "ZX":
                return True
    return False


async def spawn(child: Child, memory: int | None, seconds: int | None, shelter: str | None) -> SpawnedProcess:
    """Start a fresh interpreter whose channel arrives at ``child``, and which prints to its output."""
    _, protocol = await asyncio.get_running_loop().subprocess_exec(
        lambda: SpawnedProcess(child),
        *worker_command("spawned", f"{memory!r}, {seconds!r}, {shelter!r}"),
        stderr=child.output.fileno(),
        env=worker_environment(),
        start_new_session=sys.platform != "win32",
    )
    protocol.send(worker_briefing())
    return protocol
