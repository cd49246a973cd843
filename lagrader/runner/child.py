"""One worker process as the grader sees it: requests go in, hostile bytes come out, time runs.

The deadlines are CPU time of the child, read from outside, so that a loaded machine fails nobody; a
generous wall clock ends what sleeps. An exit code means nothing but that there is no answer.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lagrader.errors import SandboxError
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.runner.output import Output
from lagrader.wire import (
    PREFIX_SIZE,
    Absent,
    Call,
    Devices,
    Found,
    Load,
    Loaded,
    Raised,
    Read,
    Ready,
    Reply,
    Request,
    Returned,
    Setup,
    WireError,
    frame_sizes,
    pack,
    unpack_reply,
)

WALL_FACTOR = 5
WALL_EXTRA = 10.0
"""Seconds: a call may take this much wall-clock time beyond five times its CPU limit."""

START_SECONDS = 120.0
"""Wall-clock seconds within which a worker must say that it is ready; a cold disk makes torch slow."""

_ANSWERS: dict[type[Request], tuple[type[Reply], ...]] = {
    Load: (Loaded, Raised),
    Read: (Returned, Absent, Raised),
    Call: (Returned, Absent, Raised),
    Devices: (Found, Raised),
}


class Process(Protocol):
    """How to reach one worker process, however it was started."""

    def send(self, data: bytes) -> None:
        """Queue bytes for the worker's channel."""

    def drain_output(self) -> None:
        """Take what lies in the output pipe now, where the system allows it without waiting."""

    def cpu_seconds(self) -> float | None:
        """CPU time that the process has used, or None where the system does not tell."""

    async def end(self) -> int | None:
        """Kill it if it lives, confirm that it is gone, free everything; return minus the signal or the exit code."""


@dataclass(frozen=True, slots=True)
class Job:
    """A request, its limit in CPU seconds, and the group that shares its fate (a criterion)."""

    request: Request
    seconds: float
    group: str = ""


class Child:
    """Feeds one worker and collects its answers; once stopped, it answers nothing more."""

    def __init__(self) -> None:
        """Begin without a process; a starter attaches one."""
        self._loop = asyncio.get_running_loop()
        self._process: Process | None = None
        self._buffer = bytearray()
        self._output = Output()
        self._ready: asyncio.Future[Ready] = self._loop.create_future()
        self._jobs: Sequence[Job] = ()
        self._outcomes: list[Outcome] = []
        self._finished: asyncio.Future[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._number = 0
        self._first = 0
        self._cpu_mark = 0.0
        self._wall_mark = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.alive = True

    def attach(self, process: Process) -> None:
        """Name the process that this child is."""
        self._process = process

    async def set_up(self, setup: Setup) -> Ready:
        """Send the first message and wait until the worker is confined."""
        self._proc.send(pack(0, setup))
        try:
            return await asyncio.wait_for(self._ready, START_SECONDS)
        except TimeoutError:
            await self.close()
            raise SandboxError(f"The worker did not become ready within {START_SECONDS:.0f} s.") from None

    async def ask(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run ``jobs`` in order; the list is shorter than ``jobs`` where the child stopped: its last is why."""
        if not jobs:
            return []
        self._jobs, self._outcomes, self._first = jobs, [], self._number + 1
        self._finished = self._loop.create_future()
        self._mark()
        self._proc.send(b"".join(pack(self._first + place, job.request) for place, job in enumerate(jobs)))
        if not self.alive:
            self._stop(Verdict.RUN_TIME_ERROR, "it was gone before it was asked")
        self._watch()
        try:
            await self._finished
        finally:
            self._cancel_timer()
        return self._outcomes

    async def close(self) -> None:
        """End the process and confirm that it is gone."""
        self.alive = False
        self._cancel_timer()
        if self._ending is not None:
            await self._ending
        elif self._process is not None:
            await self._process.end()

    # --- called by the process's readers ------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Take bytes from the channel; cut and check whole frames."""
        self._buffer += data
        try:
            while len(self._buffer) >= PREFIX_SIZE and self.alive:
                header, payload = frame_sizes(bytes(self._buffer[:PREFIX_SIZE]))
                end = PREFIX_SIZE + header + payload
                if len(self._buffer) < end:
                    return
                body = bytes(self._buffer[PREFIX_SIZE:end])
                del self._buffer[:end]
                self._take(*unpack_reply(body, header))
        except WireError:
            self._void()

    def output_received(self, data: bytes) -> None:
        """Take bytes that the program printed."""
        self._output.add(data)

    def channel_closed(self) -> None:
        """The worker has closed its end, or is gone."""
        if not self.alive:
            return
        if not self._ready.done():
            self._ready.set_exception(SandboxError("The worker ended before it was ready."))
            self._ready.exception()  # it may be that nobody waits any more
        self._stop(None, "")

    # --- inside --------------------------------------------------------------------------------------------

    @property
    def _proc(self) -> Process:
        assert self._process is not None
        return self._process

    def _take(self, number: int, reply: Ready | Reply) -> None:
        if isinstance(reply, Ready):
            if number != 0 or self._ready.done():
                raise WireError("a second greeting")
            self._ready.set_result(reply)
            return
        place = len(self._outcomes)
        if self._finished is None or self._finished.done() or place >= len(self._jobs):
            raise WireError("an answer that nobody asked for")
        if number != self._first + place or not isinstance(reply, _ANSWERS[type(self._jobs[place].request)]):
            raise WireError("an answer to something else")
        self._proc.drain_output()
        self._number = number
        self._append(reply, self._cpu())
        if len(self._outcomes) == len(self._jobs):
            self._finished.set_result(None)

    def _append(self, reply: Reply | Stopped, cpu: float) -> None:
        self._outcomes.append(Outcome(reply, self._output.text(), self._output.size, max(0.0, cpu - self._cpu_mark)))
        if self._output.size:
            self._output = Output()
        self._mark(cpu)

    def _void(self) -> None:
        """What came is not ours: the program wrote on the channel, and nothing from it counts any more."""
        self._stop(Verdict.RUN_TIME_ERROR, "it wrote where only lagrader's worker writes")

    def _stop(self, verdict: Verdict | None, detail: str) -> None:
        """End the process; the running job's outcome is ``verdict``, or what the exit status says."""
        if self.alive:
            self.alive = False
            self._ending = self._loop.create_task(self._end(verdict, detail))

    async def _end(self, verdict: Verdict | None, detail: str) -> None:
        self._proc.drain_output()
        cpu = self._cpu()  # afterwards nobody knows any more
        status = await self._proc.end()
        if verdict is None:
            verdict, detail = _cause(status)
        if self._finished is not None and not self._finished.done():
            job = self._jobs[len(self._outcomes)]
            self._append(Stopped(verdict, detail, isinstance(job.request, Load)), cpu)
            self._finished.set_result(None)

    # --- time ----------------------------------------------------------------------------------------------

    def _cpu(self) -> float:
        used = self._proc.cpu_seconds()
        return time.monotonic() if used is None else used

    def _mark(self, cpu: float | None = None) -> None:
        self._cpu_mark = self._cpu() if cpu is None else cpu
        self._wall_mark = time.monotonic()

    def _watch(self) -> None:
        """Look whether the running job is over its limit, and look again when it could be."""
        if self._finished is None or self._finished.done() or not self.alive:
            return
        limit = self._jobs[len(self._outcomes)].seconds
        left = limit - (self._cpu() - self._cpu_mark)
        wall_left = WALL_FACTOR * limit + WALL_EXTRA - (time.monotonic() - self._wall_mark)
        if left <= 0:
            self._stop(Verdict.TIME_LIMIT_EXCEEDED, f"{limit:g} s")
        elif wall_left <= 0:
            self._stop(Verdict.TIME_LIMIT_EXCEEDED, f"{WALL_FACTOR * limit + WALL_EXTRA:g} s of waiting")
        else:
            self._timer = self._loop.call_later(max(0.01, min(left, wall_left)), self._watch)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _cause(status: int | None) -> tuple[Verdict, str]:
    """Read an exit status, which says why there is no answer and nothing else."""
    if status is None or status >= 0:
        return Verdict.RUN_TIME_ERROR, "it ended its own process"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    special = {
        "SIGXCPU": (Verdict.TIME_LIMIT_EXCEEDED, "all its CPU time"),
        "SIGXFSZ": (Verdict.OUTPUT_LIMIT_EXCEEDED, "a file that is too large"),
        "SIGKILL": (Verdict.MEMORY_LIMIT_EXCEEDED, "the system stopped it, most likely for its memory"),
    }
    return special.get(name, (Verdict.RUN_TIME_ERROR, f"it crashed ({name})"))
