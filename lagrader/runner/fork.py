"""Workers forked from the zygote: a few milliseconds each, on Linux."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
from collections import deque
from typing import Any

from lagrader.errors import SandboxError
from lagrader.lingering import peer
from lagrader.runner.child import Child, cpu_clock
from lagrader.runner.startup import never_ready
from lagrader.starting import take_zygote
from lagrader.warmth import BUSY_SECONDS, GREET_SECONDS, end_stuck, is_stopped

READ_SIZE = 1 << 16
DATAGRAM = 4096

LEAVE_SECONDS = 1.0
"""How long a zygote may take to end what it forked and to leave."""

_LOOK_SECONDS = 1.0
"""After so long without an answer it is looked whether the process was stopped."""


class Zygote:
    """The process that forks: commands go out, pids and pidfds come back, in order.

    It is a process of this command's, or a fork of one that waited for it and is known once it has greeted.
    """

    def __init__(self, *, warm: bool = False, join: bool = True) -> None:
        """Take one that was started early, or have one now; ``warm`` joins one that waits, and leaves one."""
        self._process, self._control = take_zygote(warm=warm, join=join)
        self._waiting: deque[asyncio.Future[tuple[dict[str, Any], list[int]]]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = self._is_lost = False
        self._greeting: asyncio.Future[tuple[dict[str, Any], list[int]]] | None = None
        self._pid, self._handle = 0, -1

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        if self._process is not None:
            return self._process.poll() is None
        return not self._is_lost and not self._closed

    @property
    def pid(self) -> int:
        """Its number; 0 for one that has not greeted yet."""
        return self._pid if self._process is None else self._process.pid

    async def fork(self, child: Child, memory: int | None, seconds: int | None, shelter: str | None) -> ForkedProcess:
        """Fork a worker whose channel arrives at ``child``, and which prints to its output."""
        ours, theirs = socket.socketpair()
        try:
            wanted = {"do": "fork", "memory": memory, "seconds": seconds, "shelter": shelter}
            answer, descriptors = await self._command(wanted, theirs.fileno(), child.output.fileno())
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return ForkedProcess(self, child, answer["pid"], descriptors[0], ours)

    async def wait(self, pid: int) -> int:
        """Reap a killed child; return minus the signal or the exit code."""
        answer, _ = await self._command({"do": "wait", "pid": pid})
        return os.waitstatus_to_exitcode(answer["status"])

    async def preload(self, *, many: bool) -> None:
        """Import torch._dynamo in the zygote: func, vmap, optim and testing need it, at 0.8 s a child.

        Where ``many`` children are to come it rehearses their work and collapses its memory into huge pages as well.
        """
        await self._command({"do": "preload", "many": many})

    def close(self) -> None:
        """Let it go: when its end of the socket closes it ends what it forked, and leaves."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._control.fileno())
        self._closed = True
        self._control.close()
        handle = self._own_handle()
        if handle >= 0:
            select.select([handle], [], [], LEAVE_SECONDS)
        self._end(handle)

    def _own_handle(self) -> int:
        """A pidfd of the process, which the caller closes by :meth:`_end`; -1 where it is gone, or not known."""
        if self._process is None:
            return self._handle
        # Not reaped yet, so the number is its own.
        return os.pidfd_open(self._process.pid) if self._process.poll() is None else -1

    def _end(self, handle: int) -> None:
        """End the process, whatever it is doing."""
        if handle >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
        self._handle = -1
        if self._process is not None:
            self._process.wait()
            if self._process.stderr:
                self._process.stderr.close()

    async def _command(self, command: dict[str, Any], *descriptors: int) -> tuple[dict[str, Any], list[int]]:
        if self._closed or self._is_lost:
            raise SandboxError("The worker is gone.")
        loop = asyncio.get_running_loop()
        if self._loop is None:
            loop.add_reader(self._control.fileno(), self._readable)
            self._loop = loop
            if self._process is None:
                self._greeting = loop.create_future()
                self._waiting.append(self._greeting)
        if self._greeting is not None:
            await self._greeted(self._greeting)
        answer: asyncio.Future[tuple[dict[str, Any], list[int]]] = loop.create_future()
        self._waiting.append(answer)
        try:
            socket.send_fds(self._control, [json.dumps(command).encode()], list(descriptors))
        except OSError:
            self._lost()
        while not (await asyncio.wait({answer}, timeout=_LOOK_SECONDS))[0]:
            if self.pid and is_stopped(self.pid):
                self._lost()  # whoever stopped it, nobody is to wait for it
        return answer.result()

    async def _greeted(self, greeting: asyncio.Future[tuple[dict[str, Any], list[int]]]) -> None:
        """Wait until the fork that serves us says who it is; one that can't is ended, and another is started."""
        for patience in (GREET_SECONDS, BUSY_SECONDS):
            if (await asyncio.wait({greeting}, timeout=patience))[0]:
                break
            waiting, _ = peer(self._control)
            if is_stopped(waiting) or patience == BUSY_SECONDS:
                end_stuck(self._control)
                self._lost()
                break
        answer, descriptors = greeting.result()
        self._greeting = None
        self._pid, self._handle = int(answer["pid"]), descriptors[0]

    def _readable(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, DATAGRAM, 4)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._lost()
            return
        answer = self._waiting.popleft()
        if not answer.done():
            answer.set_result((json.loads(data), descriptors))

    def _lost(self) -> None:
        """It is gone: say so to everybody who waits, with its last words."""
        if self._loop is not None:
            self._loop.remove_reader(self._control.fileno())
            self._loop = None
        self._is_lost = True
        words = ""
        if self._process is None:
            self._end(self._handle)
        else:
            self._process.kill()
            self._process.wait()
            words = self._process.stderr.read().decode("utf-8", "replace").strip() if self._process.stderr else ""
        last = words.splitlines()[-1] if words else ""
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(SandboxError(never_ready(last)))


class ForkedProcess:
    """One forked worker: its pidfd and its channel."""

    def __init__(self, zygote: Zygote, child: Child, pid: int, pidfd: int, channel: socket.socket) -> None:
        """Take over the descriptors and begin to read."""
        self._zygote, self._child = zygote, child
        self.pid, self._pidfd = pid, pidfd
        self._channel = channel
        self._unsent = bytearray()
        self._loop = asyncio.get_running_loop()
        self._open = True
        self._gone: asyncio.Future[None] = self._loop.create_future()
        channel.setblocking(False)
        self._loop.add_reader(channel.fileno(), self._read_channel)
        self._loop.add_reader(pidfd, self._died)

    def send(self, data: bytes) -> None:
        """Queue bytes; what the socket does not take now goes when it can."""
        self._unsent += data
        self._write()

    def cpu_seconds(self) -> float | None:
        """Read the CPU clock of the process."""
        return cpu_clock(self.pid)

    async def gone(self, seconds: float) -> bool:
        """Wait until its pidfd says that it is gone."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._gone), seconds)
        return self._gone.done()

    async def end(self) -> int | None:
        """Kill the process and its group, reap it, close everything."""
        if not self._open:
            return None
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
        self._close()
        try:
            return await self._zygote.wait(self.pid)
        except SandboxError:
            return None  # the zygote is gone, and its children died with it

    def _close(self) -> None:
        self._open = False
        for descriptor in (self._channel.fileno(), self._pidfd):
            self._loop.remove_reader(descriptor)
        self._loop.remove_writer(self._channel.fileno())
        self._channel.close()
        os.close(self._pidfd)

    def _write(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: self._channel.send(memoryview(self._unsent)[:READ_SIZE])]
            self._loop.remove_writer(self._channel.fileno())
        except BlockingIOError:
            self._loop.add_writer(self._channel.fileno(), self._write)
        except OSError:
            self._unsent.clear()
            self._loop.remove_writer(self._channel.fileno())

    def _read_channel(self) -> None:
        """Take all that lies in the channel; where it is closed, say so."""
        # Bounded, so that a program that writes without end can't keep the grader here.
        for _ in range(16):
            size = self._receive()
            if size == 0:
                self._loop.remove_reader(self._channel.fileno())
                self._child.channel_closed()
            if not size or size < READ_SIZE:  # what else there may be the loop tells
                return

    def _receive(self) -> int | None:
        """Take one piece from the channel and return its size: 0 where it is closed, None where nothing lies there."""
        try:
            data = self._channel.recv(READ_SIZE)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        if data:
            self._child.data_received(data)
        return len(data)

    def _died(self) -> None:
        """The process is gone, though another that it forked may hold its end of the channel open."""
        self._loop.remove_reader(self._pidfd)
        self._gone.set_result(None)
        while self._child.alive and self._receive():
            pass  # its last words
        self._child.channel_closed()
