"""A grader whose work is done elsewhere: what a batch hands it goes out in parcels, and comes back as reports."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from lagrader.cluster.connection import connected
from lagrader.cluster.crew import Crew
from lagrader.cluster.desk import versions
from lagrader.cluster.parcels import Answer, Order, Parcel, length_of
from lagrader.cluster.scheduler import Scheduler
from lagrader.cluster.trust import Expected
from lagrader.course import Course
from lagrader.course.carried import packed
from lagrader.errors import SandboxError
from lagrader.gradebook import Basis
from lagrader.phrases import counted
from lagrader.results import Report
from lagrader.runner.runner import MANY
from lagrader.submission import Submission

LARGEST = 40
"""Submissions in one task. Fewer where a class is small, so that everybody has some."""

AHEAD = 2
"""Tasks for each thread of a worker: one that it does, and one that waits there."""

LINGER_SECONDS = 0.05
"""How long a parcel that is not full waits for more: reading a learner's work takes some milliseconds."""

MOST_CHARACTERS = 4 * 1024 * 1024
"""Of source in one parcel."""


@asynccontextmanager
async def remote_grader(
    scheduler: Scheduler, course: Course, basis: Basis, learners: int, jobs: int, say: Callable[[str], None]
) -> AsyncIterator[tuple[RemoteGrader, int]]:
    """Connect to a scheduler, and give a grader that uses its workers, with how many learners to hand it at once.

    Raises:
        SchedulerError: it can't be reached, or none of its workers may grade.
        CourseError: the course is broken.
    """
    async with connected(scheduler, jobs) as client:
        name = "on this machine" if scheduler.is_local else f"at {scheduler.address}"
        order = Order(
            basis.course, str(course.folder), basis.seed, basis.device, learners >= MANY, versions(basis.torch)
        )
        crew = Crew(client, name, order, packed(course), scheduler.wait, say)
        async with crew.at_work():
            workers = await crew.ready()
            say(f"Grading on {counted(workers, 'worker')} of the scheduler {name}.")
            grader = RemoteGrader(crew, course, basis, learners)
            try:
                yield grader, grader.room
            finally:
                grader.close()


@dataclass(frozen=True, slots=True)
class _Waiting:
    submission: Submission
    graded: asyncio.Future[tuple[Report, frozenset[str]]]


class RemoteGrader:
    """Grades as :class:`lagrader.grader.Grader` does, by a crew."""

    def __init__(self, crew: Crew, course: Course, basis: Basis, learners: int) -> None:
        """Begin to pack; ``learners`` are how many are to come."""
        self._crew = crew
        whole = [exercise.whole for exercise in course.exercises]
        self._expected = Expected(course.identity, whole, basis.seed, basis.device)
        self._size = max(1, min(LARGEST, -(-learners // (AHEAD * crew.threads))))
        self.room = self._size * max(AHEAD * crew.threads + 1, 8)
        """How many submissions it takes at once, so that packing never waits."""
        self._queue: deque[_Waiting] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._packing = asyncio.create_task(self._pack())

    def close(self) -> None:
        """Stop packing; what is under way is nobody's any more."""
        for task in (self._packing, *self._under_way):
            task.cancel()

    async def prepared(self) -> None:
        """Nothing: workers prepared before the first of them could grade."""

    async def grade_in_a_crowd(self, submission: Submission) -> tuple[Report, frozenset[str]]:
        """See :meth:`lagrader.grader.Grader.grade_in_a_crowd`."""
        if self._packing.done():
            self._packing.result()
        one = _Waiting(submission, asyncio.get_running_loop().create_future())
        self._queue.append(one)
        self._crew.wake()
        return await one.graded

    async def confirm(self, submission: Submission, report: Report, exercises: frozenset[str]) -> Report:
        """See :meth:`lagrader.grader.Grader.confirm`."""
        parcel = Parcel((submission,), report, exercises)
        (confirmed,) = await self._crew.grade(parcel, lambda answer: self._read(answer, parcel))
        if isinstance(confirmed, SandboxError):
            raise confirmed
        return confirmed[0]

    async def _pack(self) -> None:
        """Send a parcel whenever a worker has room for one; whatever ends this ends all that waits."""
        try:
            while True:
                while not self._queue or len(self._under_way) >= AHEAD * max(1, self._crew.threads):
                    await self._crew.change()
                await self._linger()
                task = asyncio.create_task(self._send(self._filled()))
                self._under_way.add(task)
                task.add_done_callback(self._arrived)
        except Exception as error:  # whatever it is: they would wait for ever
            for one in self._queue:
                _fail(one, error)
            raise

    async def _linger(self) -> None:
        """Wait while learners are still being read, and the parcel is not full."""
        known = 0
        while known < len(self._queue) < self._size:
            known = len(self._queue)
            await asyncio.sleep(LINGER_SECONDS)

    def _filled(self) -> list[_Waiting]:
        parcel: list[_Waiting] = []
        characters = 0
        while self._queue and len(parcel) < self._size and characters < MOST_CHARACTERS:
            parcel.append(self._queue.popleft())
            characters += length_of(parcel[-1].submission)
        return parcel

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._crew.wake()

    async def _send(self, waiting: list[_Waiting]) -> None:
        parcel = Parcel(tuple(one.submission for one in waiting))
        try:
            graded = await self._crew.grade(parcel, lambda answer: self._read(answer, parcel))
        except Exception as error:  # noqa: BLE001 - the batch tells ours from bugs
            for one in waiting:
                _fail(one, error)
            return
        for one, found in zip(waiting, graded, strict=True):
            if isinstance(found, SandboxError):
                _fail(one, found)
            elif not one.graded.done():
                one.graded.set_result(found)

    def _read(self, answer: Answer, parcel: Parcel) -> list[tuple[Report, frozenset[str]] | SandboxError]:
        """Return what became of each submission; raises ForgedError as :meth:`Expected.report`."""
        return [
            SandboxError(result.fault) if result.fault else self._expected.report(result, submission)
            for result, submission in zip(answer.results, parcel.submissions, strict=True)
        ]


def _fail(one: _Waiting, error: Exception) -> None:
    if not one.graded.done():
        one.graded.set_exception(error)
