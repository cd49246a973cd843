"""The workers of a scheduler: who may grade, who is gone, and a parcel's way to one of them and back."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from lagrader.cluster.desk import grade_parcel
from lagrader.cluster.parcels import ForgedError, Order, Parcel, read_answer
from lagrader.errors import CourseError, SandboxError, SchedulerError

if TYPE_CHECKING:
    from lagrader.cluster.parcels import Answer

T = TypeVar("T")

LOOK_SECONDS = 0.5
"""How often it is looked who is there."""

ANSWER_SECONDS = 30.0
"""After so long without an answer of the scheduler's the connection counts as lost."""

SETTLE_SECONDS = 5.0
"""How long those who may grade wait for the others who are being asked; and, where nobody may, for somebody else."""

TRIES = 4
"""Workers that one parcel is given to, where they are not gone but answer what can't be believed."""

KEPT = "What was graded is kept: run the same command again to go on."


class Crew:
    """The workers of one scheduler that may grade one order. Use it as a context manager."""

    def __init__(
        self, client: Any, name: str, order: Order, course: bytes, wait: float, say: Callable[[str], None]
    ) -> None:
        """Ask nobody yet. ``client`` is one of ``distributed``, ``name`` is how people know its scheduler.

        ``wait`` are the seconds to wait for a worker where there is none.
        """
        self._client, self._name, self._wait, self._say = client, name, wait, say
        self._order, self._course_bytes = order.to_bytes(), course
        self._threads: dict[str, int] = {}
        self._fit: set[str] = set()
        self._refused: set[str] = set()
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Has the exception that ends all of it."""
        self._keys = (f"lagrader-{uuid.uuid4().hex}-{number}" for number in itertools.count())

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Look after the workers meanwhile."""
        # As a task, it is made again where it gets lost with a worker, and each worker fetches it once.
        self._course = self._client.submit(bytes, self._course_bytes, key=next(self._keys), pure=False)
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            for task in (watching, *self._asking.values()):
                task.cancel()
            self._over.cancel()

    # --- who is there --------------------------------------------------------------------------------------

    @property
    def threads(self) -> int:
        """How many tasks those who may grade do at once."""
        return sum(self._threads[worker] for worker in self._fit)

    async def ready(self) -> int:
        """Wait until somebody may grade, and return how many there are."""
        while not self._fit:
            await self.change()
        settled = time.monotonic() + SETTLE_SECONDS
        while self._asking and time.monotonic() < settled:
            await self.change()
        return len(self._fit)

    async def change(self) -> None:
        """Wait until something may be another way; raise what ended all of it."""
        self._changed.clear()
        waiting = asyncio.create_task(self._changed.wait())
        try:
            await self._either(waiting)
        finally:
            waiting.cancel()

    async def _either(self, one: asyncio.Future[Any]) -> None:
        """Wait for it, for a moment; raise what ended all of it."""
        await asyncio.wait({one, self._over}, return_when=asyncio.FIRST_COMPLETED, timeout=LOOK_SECONDS)
        if self._over.done():
            self._over.result()

    def wake(self) -> None:
        """Say that something may be another way."""
        self._changed.set()

    async def _watch(self) -> None:
        """See who comes and goes; where nobody is left for too long, or the scheduler is gone, that is the end."""
        since = 0.0
        try:
            while not self._over.done():
                await self._look()
                if self._fit or self._asking:
                    since = 0.0
                elif not since:
                    since = time.monotonic()
                    if not self._refused:
                        self._say(f"The scheduler {self._name} has no worker: waiting {self._wait:.0f} s for one.")
                elif time.monotonic() - since > (SETTLE_SECONDS if self._refused else self._wait):
                    self._end(SchedulerError(self._nobody()))
                await asyncio.sleep(LOOK_SECONDS)
        except Exception:  # noqa: BLE001 - whatever dask says when a connection is gone
            self._end(self._lost())

    async def _look(self) -> None:
        if self._client.status != "running":
            self._end(self._lost())
        self._threads = await asyncio.wait_for(self._client.scheduler.ncores(), ANSWER_SECONDS)
        there = set(self._threads)
        self._fit &= there
        self._refused &= there
        for gone in set(self._asking) - there:
            self._asking.pop(gone).cancel()
        for new in there - self._fit - self._refused - set(self._asking):
            self._asking[new] = asyncio.create_task(self._ask(new))
        self.wake()

    async def _ask(self, worker: str) -> None:
        """Ask one worker whether it may grade: whether lagrader is there, then with a parcel of nothing."""
        alone = {worker}
        with self._imported(alone) as there, contextlib.ExitStack() as asked:
            try:
                await self._outcome(there, alone)
                future = asked.enter_context(self._submitted(Parcel().to_bytes(), alone))
                answer = read_answer(await self._outcome(future, alone), 0)
            except (ForgedError, SandboxError) as error:
                self._refuse(worker, str(error))
            except _GoneError:
                pass
            except SchedulerError as error:
                self._end(error)
            else:
                self._hear(worker, answer)
        self._asking.pop(worker, None)
        self.wake()

    def _hear(self, worker: str, answer: Answer) -> None:
        if answer.course:
            self._end(CourseError(answer.course))
        elif answer.refused:
            self._refuse(worker, answer.refused)
        else:
            self._fit.add(worker)

    def _refuse(self, worker: str, reason: str) -> None:
        if worker not in self._refused:
            self._say(f"The worker {worker} gets no work: {reason}.")
        self._fit.discard(worker)
        self._refused.add(worker)

    def _end(self, error: Exception) -> None:
        if not self._over.done():
            self._over.set_exception(error)
            self._over.exception()  # whether anybody asks or not
        self.wake()

    def _lost(self) -> SchedulerError:
        return SchedulerError(f"The connection to the scheduler {self._name} was lost. {KEPT}")

    def _nobody(self) -> str:
        if self._refused:
            return f"No worker of the scheduler {self._name} may grade; above stands why. {KEPT}"
        return f"The scheduler {self._name} had no worker for {self._wait:.0f} s. {KEPT}"

    # --- a parcel ------------------------------------------------------------------------------------------

    async def grade(self, parcel: Parcel, read: Callable[[Answer], T]) -> T:
        """Have a parcel graded by one of those who may, and return what ``read`` makes of the answer.

        Where a worker dies, another one does it. One whose answer ``read`` refuses, by ForgedError, gets no more.

        Raises:
            SchedulerError: there is nobody any more.
            SandboxError: workers died or failed over this parcel.
        """
        data = parcel.to_bytes()
        tries = 0
        while tries < TRIES:
            while not self._fit:
                await self.change()
            workers = set(self._fit)
            with self._submitted(data, workers) as future, contextlib.suppress(_GoneError):
                told = await self._outcome(future, workers)
                try:
                    return read(read_answer(told, len(parcel.submissions)).require())
                except ForgedError as error:
                    tries += 1
                    for worker in await self._holders(future):
                        self._refuse(worker, str(error))
        raise SandboxError(f"{TRIES} workers gave answers that can't be believed.")

    @contextlib.contextmanager
    def _submitted(self, data: bytes, workers: set[str]) -> Iterator[Any]:
        """Hand a task to the scheduler, for these workers alone; in the end it is forgotten there."""
        future = self._handed(grade_parcel, self._order, self._course, data, workers=workers)
        try:
            yield future
        finally:
            future.release()

    @contextlib.contextmanager
    def _imported(self, workers: set[str]) -> Iterator[Any]:
        """Have our module imported by something that is everywhere: a task of its own would end a worker without it."""
        module = self._handed(importlib.import_module, grade_parcel.__module__, workers=workers)
        there = self._handed(bool, module, workers=workers)  # a module can't travel
        try:
            yield there
        finally:
            there.release()
            module.release()

    def _handed(self, function: Callable[..., Any], *words: Any, workers: set[str]) -> Any:
        how = {"workers": sorted(workers), "allow_other_workers": False, "pure": False}
        return self._client.submit(function, *words, key=next(self._keys), **how)

    async def _outcome(self, future: Any, workers: set[str]) -> object:
        """Wait for what a task returns.

        Raises:
            _GoneError: all workers that it may run on are gone.
            SandboxError: it failed, or its workers died over it.
            SchedulerError: there is nobody any more.
        """
        result = asyncio.ensure_future(future.result())
        try:
            while not result.done():
                await self._either(result)
                if not result.done() and not workers & (self._fit | set(self._asking)):
                    raise _GoneError
        finally:
            result.cancel()
        if future.status == "cancelled" or result.cancelled():
            raise self._lost()
        error = result.exception()
        if error is not None:
            raise SandboxError(_failure(error)) from None
        return result.result()

    async def _holders(self, future: Any) -> list[str]:
        """Who has what a task returned, which is who ran it."""
        found = await self._client.scheduler.who_has(keys=[future.key])
        return [worker for workers in found.values() for worker in workers]


class _GoneError(Exception):
    """All workers that a task may run on are gone."""


def _failure(error: BaseException) -> str:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return f"{error.allowed_failures + 1} workers in a row died over it"
    return f"lagrader could not be run there ({type(error).__name__}: {' '.join(str(error).split())})"
