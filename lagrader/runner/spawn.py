"""Workers as fresh interpreters, where fork is not safe: a second or two each, on every system."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from typing import cast

from lagrader.runner.child import Child
from lagrader.starting import worker_command, worker_environment

OUTPUT_LAG = 0.005
"""Seconds by which answers wait for printed text that was written before them but arrives by another pipe."""


class SpawnedProcess(asyncio.SubprocessProtocol):
    """One spawned worker: its three pipes."""

    def __init__(self, child: Child) -> None:
        """Wait for :func:`spawn` to connect."""
        self._child = child
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.SubprocessTransport | None = None
        self._input: asyncio.WriteTransport | None = None

    # --- asyncio's side ------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._input = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Pass on what came: 1 is the channel, 2 the output."""
        if fd == 2:
            self._child.output_received(data)
        else:
            self._loop.call_later(OUTPUT_LAG, self._child.data_received, data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """The worker's channel is closed."""
        if fd == 1:
            self._loop.call_later(OUTPUT_LAG, self._child.channel_closed)

    def process_exited(self) -> None:
        """The process is gone and reaped."""
        if not self._gone.done():
            self._gone.set_result(None)

    # --- the child's side ----------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Queue bytes for the worker's standard input."""
        if self._input is not None and not self._input.is_closing():
            self._input.write(data)

    def drain_output(self) -> None:
        """Nothing to do: answers wait for the output by :data:`OUTPUT_LAG`."""

    def cpu_seconds(self) -> float | None:
        """Read the CPU clock of the process on Linux; elsewhere the wall clock has to do."""
        if not sys.platform.startswith("linux") or self._transport is None:
            return None
        try:
            return time.clock_gettime((~self._transport.get_pid() << 3) | 2)
        except OSError:
            return 0.0

    async def end(self) -> int | None:
        """Kill the process and its group, wait until it is gone."""
        if self._transport is None:
            return None
        if not self._gone.done():
            if hasattr(os, "killpg"):
                with contextlib.suppress(OSError):
                    os.killpg(self._transport.get_pid(), signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()
        await self._gone
        status = self._transport.get_returncode()
        self._transport.close()
        return status


async def spawn(child: Child, memory: int | None, seconds: int) -> SpawnedProcess:
    """Start a fresh interpreter whose channel and output arrive at ``child``."""
    _, protocol = await asyncio.get_running_loop().subprocess_exec(
        lambda: SpawnedProcess(child),
        *worker_command("spawned", f"{memory!r}, {seconds!r}"),
        env=worker_environment(),
        start_new_session=sys.platform != "win32",
    )
    return protocol
