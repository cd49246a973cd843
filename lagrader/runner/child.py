"""One worker process as the grader sees it: requests go in, hostile bytes come out, time runs.

The deadlines are CPU time of the child, read from outside, so that a loaded machine fails nobody; a
generous wall clock ends what sleeps. An exit code means nothing but that there is no answer.
"""

from __future__ import annotations

import asyncio
import math
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from lagrader.errors import SandboxError
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.runner.allowance import ENDLESS, WALL_FACTOR, Allowance
from lagrader.runner.output import Output
from lagrader.runner.startup import never_ready
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
    Sample,
    Setup,
    Unfit,
    WireError,
    frame_sizes,
    pack_request,
    unpack_reply,
)

WALL_EXTRA = 10.0
"""Seconds: a call may take this much wall-clock time beyond :data:`WALL_FACTOR` times its CPU limit."""

GRACE_SECONDS = 1.0
"""How long a process whose channel has closed may take to be gone by itself; its status then says why."""

START_SECONDS = 120.0
"""Wall-clock seconds within which a worker must say that it is ready; a cold disk makes torch slow."""

SAMPLES_LIMIT = 100
"""How often one request may say where it is; an honest worker does so seven times."""

HEADER_WEIGHT = 8
"""A byte of a header counts so often: as Python's objects it takes the grader more memory, and time, than one of an
array. A list of 300 lists of 300 floats is 2.7 MB of header."""

PRINTED_LIMIT = 64 * 1024 * 1024
"""Bytes that a worker prints in its life; the kernel keeps it to that (FILE_SIZE_LIMIT of its confinement)."""

VOID = Stopped(Verdict.RUN_TIME_ERROR, "it wrote where only lagrader's worker writes")

TOO_LARGE = "results that are larger, all together, than they may be"

_ANSWERS: dict[type[Request], tuple[type[Reply], ...]] = {
    Load: (Loaded, Raised),
    Read: (Returned, Absent, Raised),
    Call: (Returned, Absent, Raised, Unfit),
    Devices: (Found, Raised),
}


class Process(Protocol):
    """How to reach one worker process, however it was started."""

    @property
    def pid(self) -> int:
        """Its number."""

    def send(self, data: bytes) -> None:
        """Queue bytes for the worker's channel."""

    def cpu_seconds(self) -> float | None:
        """CPU time that the process has used, or None where the system does not tell."""

    async def gone(self, seconds: float) -> bool:
        """Wait until it is gone by itself, at most so long; return whether it is."""

    async def end(self) -> int | None:
        """Kill it if it lives, confirm that it is gone, free everything; return minus the signal or the exit code.

        None where nobody knows: what it was forked from is gone as well, and took it along.
        """


@dataclass(frozen=True, slots=True)
class Job:
    """A request, its limit in CPU seconds, the group that shares its fate (a criterion), and whose time it takes."""

    request: Request
    seconds: float
    group: str = ""
    owner: str = ""


class Child:
    """Feeds one worker and collects its answers; once stopped, it answers nothing more."""

    def __init__(self) -> None:
        """Begin without a process; a starter attaches one, which prints to :attr:`output`."""
        self._loop = asyncio.get_running_loop()
        self._process: Process | None = None
        self._buffer = bytearray()
        self.output = Output()
        self._printed = 0
        self.room = math.inf
        """Bytes that its answers may still take; whoever asks says how much room there is."""
        self._ready: asyncio.Future[Ready] = self._loop.create_future()
        self._jobs: Sequence[Job] = ()
        self._outcomes: list[Outcome] = []
        self._finished: asyncio.Future[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._number = 0
        self._first = 0
        self._sample: Sample | None = None
        self._samples = 0
        self._suspect = 0
        self._left = ENDLESS
        self._cpu_mark = 0.0
        self._wall_mark = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self.alive = True
        self.voided = False
        """Whether it wrote what is not ours on the channel, so that nothing that it said counts."""
        self.lost = False
        """Whether it went because the process that it was forked from is gone."""

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._proc.pid

    def attach(self, process: Process) -> None:
        """Name the process that this child is."""
        self._process = process

    async def set_up(self, setup: Setup) -> Ready:
        """Send the first message and wait until the worker is confined."""
        self._proc.send(pack_request(0, setup))
        try:
            return await asyncio.wait_for(self._ready, START_SECONDS)
        except TimeoutError:
            raise SandboxError(f"The worker did not become ready within {START_SECONDS:.0f} s.") from None

    async def ask(self, jobs: Sequence[Job], allowance: Allowance = ENDLESS) -> list[Outcome]:
        """Run ``jobs`` in order, within ``allowance``.

        The list is shorter than ``jobs`` where the child was stopped: its last item is why. Where the child is
        void, every item says so.
        """
        if not jobs:
            return []
        if not self.alive:
            return [Outcome(Stopped(Verdict.RUN_TIME_ERROR, "it was gone before it was asked"))]
        self._jobs, self._outcomes, self._first, self._left = jobs, [], self._number + 1, allowance
        self._finished = self._loop.create_future()
        self._cpu_mark, self._wall_mark = self._cpu(), time.monotonic()
        limits = _limits if self._proc.cpu_seconds() is not None else _limits_by_the_clock
        numbered = enumerate(jobs, self._first)
        self._proc.send(b"".join(pack_request(n, job.request, limits(job.seconds)) for n, job in numbered))
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
        if not self._closed:
            self._closed = True
            self.output.close()

    def stop(self) -> None:
        """End the process now: what it was asked is answered by that it was stopped."""
        self._stop(Verdict.RUN_TIME_ERROR, "it was stopped, since nobody waits for its answer")

    # --- called by the process's readers ------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Take bytes from the channel; cut and check whole frames. Of a child that was stopped nothing is taken."""
        if not self.alive:
            return
        self._buffer += data
        try:
            while len(self._buffer) >= PREFIX_SIZE and self.alive:
                header, payload = frame_sizes(bytes(self._buffer[:PREFIX_SIZE]))
                end = PREFIX_SIZE + header + payload
                if len(self._buffer) < end:
                    return
                self.room -= HEADER_WEIGHT * header + payload
                if self.room < 0:
                    self._stop(Verdict.OUTPUT_LIMIT_EXCEEDED, TOO_LARGE)
                    return
                body = bytes(self._buffer[PREFIX_SIZE:end])
                del self._buffer[:end]
                self._take(*unpack_reply(body, header))
        except WireError:
            self._void()

    def channel_closed(self) -> None:
        """The worker has closed its end, or is gone."""
        if not self.alive:
            return
        if self._buffer:
            self._void()
        self._stop(None, "")

    # --- inside --------------------------------------------------------------------------------------------

    @property
    def _proc(self) -> Process:
        assert self._process is not None
        return self._process

    def _take(self, number: int, printed: int, reply: Ready | Sample | Reply) -> None:
        if isinstance(reply, Ready):
            if number != 0 or self._ready.done():
                raise WireError("a second greeting")
            self._ready.set_result(reply)
            return
        place = len(self._outcomes)
        if self._finished is None or self._finished.done() or place >= len(self._jobs):
            raise WireError("an answer that nobody asked for")
        if isinstance(reply, Sample):
            self._keep(number - self._first - place, reply)
            return
        if number != self._first + place or not isinstance(reply, _ANSWERS[type(self._jobs[place].request)]):
            raise WireError("an answer to something else")
        self._number = number
        self._append(reply, self._cpu(), printed)
        if len(self._outcomes) == len(self._jobs):
            self._finished.set_result(None)
        elif self._jobs[place + 1].seconds < self._jobs[place].seconds:
            self._watch()  # the next look was due when the longer limit could be over

    def _keep(self, ahead: int, sample: Sample) -> None:
        """Keep what the running job says of itself, in case that nothing else will come from it."""
        self._samples += 1
        if ahead or self._samples > SAMPLES_LIMIT:
            raise WireError("a sample of something else, or too many of them")
        self._sample = sample

    def _append(self, reply: Reply | Stopped, cpu: float, printed: int) -> None:
        self._sample, self._samples = None, 0
        used, now = max(0.0, cpu - self._cpu_mark), time.monotonic()
        waited = now - self._wall_mark
        self._left = self._left.less(Allowance(used, waited))
        start = self._printed
        if printed > start:  # a claim: there is no more than there is
            self._printed = max(start, min(printed, self.output.size))
        if self._printed == start:
            self._outcomes.append(Outcome(reply, "", 0, used, waited))
        else:
            text = self.output.text(start, self._printed)
            self._outcomes.append(Outcome(reply, text, self._printed - start, used, waited))
        self._cpu_mark, self._wall_mark = cpu, now

    def _void(self) -> None:
        """What came is not ours: the program wrote on the channel, and nothing that came from it counts."""
        self.voided = True
        self._outcomes[:] = [replace(outcome, reply=VOID) for outcome in self._outcomes]
        self._stop(VOID.verdict, VOID.detail)

    def _stop(self, verdict: Verdict | None, detail: str) -> None:
        """End the process; the running job's outcome is ``verdict``, or what the exit status says."""
        if self.alive:
            self.alive = False
            self._never_ready()
            self._ending = self._loop.create_task(self._end(verdict, detail))

    def _never_ready(self) -> None:
        """Where it has not greeted, say so at once to who waits for that."""
        if not self._ready.done():
            words = self.output.text(0, self.output.size).strip().splitlines()
            self._ready.set_exception(SandboxError(never_ready(words[-1] if words else "")))
            self._ready.exception()  # it may be that nobody waits any more

    async def _end(self, verdict: Verdict | None, detail: str) -> None:
        # With its channel closed it should be gone. If not, the status would only tell of our own SIGKILL.
        left = verdict is None and await self._proc.gone(GRACE_SECONDS)
        cpu = self._cpu()  # afterwards nobody knows any more
        status = await self._proc.end()
        self.lost = left and status is None
        if verdict is None:
            verdict, detail = _cause(status) if left else (Verdict.RUN_TIME_ERROR, "it closed lagrader's channel")
            if verdict is Verdict.OUTPUT_LIMIT_EXCEEDED and self.output.size >= PRINTED_LIMIT:
                detail = f"more than the {PRINTED_LIMIT:,} bytes that all calls together may print"
        if self._finished is not None and not self._finished.done():
            job = self._jobs[len(self._outcomes)]
            sample = self._sample if verdict is Verdict.TIME_LIMIT_EXCEEDED else None
            self._append(Stopped(verdict, detail, isinstance(job.request, Load), sample), cpu, self.output.size)
            self._finished.set_result(None)

    # --- time ----------------------------------------------------------------------------------------------

    def _cpu(self) -> float:
        used = self._proc.cpu_seconds()
        return time.monotonic() if used is None else used

    def _watch(self) -> None:
        """Look whether the running job is over its limit, and look again when it could be."""
        self._cancel_timer()
        if self._finished is None or self._finished.done() or not self.alive:
            return
        limit = self._jobs[len(self._outcomes)].seconds
        used = self._cpu() - self._cpu_mark
        left = min(limit, self._left.processor) - used
        waited = time.monotonic() - self._wall_mark
        wall_left = min(_wall_limit(limit), self._left.wall) - waited
        if left > 0 and wall_left > 0:
            self._look_again(min(left, wall_left))
        elif self._suspect != self._first + len(self._outcomes):
            # Its answer may have come while the grader was busy: read what there is, then look again.
            self._suspect = self._first + len(self._outcomes)
            self._look_again(0)
        elif (wall_left <= 0 and waited < _wall_limit(limit)) or (left <= 0 and used < limit):
            self._stop(Verdict.TIME_LIMIT_EXCEEDED, "all the time that one submission may take")
        else:
            detail = f"{limit:g} s" if left <= 0 else f"{_wall_limit(limit):g} s of waiting"
            self._stop(Verdict.TIME_LIMIT_EXCEEDED, detail)

    def _look_again(self, seconds: float) -> None:
        self._timer = self._loop.call_later(max(0.01, seconds), self._watch)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def cpu_clock(pid: int) -> float:
    """Read the CPU clock of a process on Linux; 0 once it is gone."""
    try:
        # The kernel's encoding of a process's CPU clock as a clock id (include/linux/posix-timers.h).
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def _limits(seconds: float) -> tuple[float, float]:
    """A request's limits, so that the worker can look at what takes long."""
    return float(seconds), float(_wall_limit(seconds))


def _limits_by_the_clock(seconds: float) -> tuple[float, float]:
    """The same where nobody can tell CPU time from the clock's."""
    return float(seconds), float(seconds)


def _wall_limit(seconds: float) -> float:
    """Seconds on the clock that a job may take whose limit is so many seconds of CPU time."""
    return WALL_FACTOR * seconds + WALL_EXTRA


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
