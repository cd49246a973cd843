"""What runs on a worker of dask.distributed: the grader with a warm process of its own, proven before its first task.

A worker keeps one desk, with the course laid out in a private folder of its own, as long as the same run asks. A task
is grading: it may be run again anywhere, and gives the same.
"""

from __future__ import annotations

import asyncio
import platform
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import numpy as np

from lagrader import __version__
from lagrader.cluster.parcels import Answer, Order, Parcel, Result, digest_of, result_of
from lagrader.course import Course
from lagrader.course.carried import laid_out
from lagrader.errors import CourseError, LagraderError, SandboxError, itself_failed
from lagrader.grader import Grader
from lagrader.results import Report
from lagrader.runner import Runner
from lagrader.runner.proof import PROVEN, prove, title
from lagrader.submission import Submission

AT_ONCE = 2
"""Submissions of one task that are graded at once: while one child computes, the grader has another's answers."""

IDLE_SECONDS = 120.0
"""After so long without a task a worker lets its warm process and the course go."""


class UnfitError(LagraderError):
    """This worker must not grade; the message ends a sentence that names it."""


def versions(torch: str) -> dict[str, str]:
    """Return what must be the same on both sides, by what people call it."""
    python = ".".join(platform.python_version_tuple()[:2])
    own = {"lagrader": __version__, "Python": python, "torch": torch, "NumPy": np.__version__}
    return {**own, "distributed": version("distributed")}


async def grade_parcel(order: bytes, course: bytes, parcel: bytes) -> bytes:
    """Grade a parcel as the order says, and return an :class:`~lagrader.cluster.parcels.Answer` as bytes.

    ``course`` is what :func:`lagrader.course.carried.packed` returns. A parcel of nothing asks whether this worker may
    grade.
    """
    try:
        desk = await _desk(order, course)
    except UnfitError as error:
        return Answer(refused=str(error)).to_bytes()
    except CourseError as error:
        return Answer(course=str(error)).to_bytes()
    with desk.in_use():
        return Answer(results=await desk.grade(Parcel.of(parcel))).to_bytes()


# --- the desk ------------------------------------------------------------------------------------------------

_Key = tuple[bytes, asyncio.AbstractEventLoop]
_desks: dict[_Key, asyncio.Task[Desk]] = {}
"""By order; one, but where runs share a worker, or came one after the other. A worker has one event loop."""


async def _desk(order: bytes, course: bytes) -> Desk:
    """Return this worker's desk for an order; it is opened once, however many tasks ask at the same time."""
    key = order, asyncio.get_running_loop()
    if key not in _desks:
        _desks[key] = asyncio.create_task(_open(Order.of(order), course, lambda: _desks.pop(key, None)))
        _desks[key].add_done_callback(lambda task: _drop_failed(key, task))
    return await asyncio.shield(_desks[key])


def _drop_failed(key: _Key, task: asyncio.Task[Desk]) -> None:
    if task.cancelled() or task.exception() is not None:
        _desks.pop(key, None)


async def _open(order: Order, course: bytes, leave: Callable[[], object]) -> Desk:
    """Lay the course out, start a warm process, prove the sandbox, prepare.

    Raises:
        UnfitError: this worker can't give the marks that are asked for.
        CourseError: the course is broken; its files are named as where they come from.
    """
    async with AsyncExitStack() as closing:
        _require(order.versions, versions(order.versions["torch"]))
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="lagrader-course-", dir=_own_folder())))
        runner = await closing.enter_async_context(Runner())
        try:
            loaded = _loaded(course, folder, order)
            await _prove(runner, order)
            if order.many:
                await runner.preload(many=True)
            grader = _grader(runner, loaded, order)
            closing.push_async_callback(grader.close)
            await grader.prepared()
        except CourseError as error:
            raise CourseError(str(error).replace(str(folder), order.folder)) from None
        return Desk(grader, closing.pop_all(), leave)


def _grader(runner: Runner, course: Course, order: Order) -> Grader:
    seed, device = order.seed, order.device
    return Grader(runner, course, course.exercises, seed=seed, device=device, hidden=True, about_sandbox=PROVEN)


def _loaded(course: bytes, folder: Path, order: Order) -> Course:
    laid_out(course, folder)
    loaded = Course.load(folder)
    if loaded.digest != order.course:
        raise UnfitError("the course reached it with another digest")
    return loaded


def _require(wanted: Mapping[str, str], here: Mapping[str, str]) -> None:
    for name, wants in wanted.items():
        if here[name] != wants:
            raise UnfitError(f"it has {name} {here[name]}, and this machine {wants}")


async def _prove(runner: Runner, order: Order) -> None:
    """See that torch is the same, and that strangers' programs may run here."""
    try:
        found = await runner.devices()
        _require(order.versions, versions(found.torch))
        proof = await prove(runner, order.device)
    except SandboxError as error:
        raise UnfitError(f"no program can be run there ({str(error).splitlines()[0]})") from None
    if not proof.holds:
        missing = "; ".join(f"{title(layer)}: {why}" for layer, why in proof.missing.items())
        raise UnfitError(f"strangers' programs must not run there ({missing or proof.honest})")


def _own_folder() -> str | None:
    """The worker's own folder for files, which goes with it, also after a kill; None where this is no worker."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None


class Desk:
    """A grader that is ready. It closes once nobody has asked for long."""

    def __init__(self, grader: Grader, closing: AsyncExitStack, leave: Callable[[], object]) -> None:
        """``closing`` takes down all that the grader needs; ``leave`` has nobody find the desk any more."""
        self._grader, self._closing, self._leave = grader, closing, leave
        self._tasks = 0
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep it open meanwhile."""
        if self._timer is not None:
            self._timer.cancel()
        self._tasks += 1
        try:
            yield
        finally:
            self._tasks -= 1
            if not self._tasks:
                self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._close)

    def _close(self) -> None:
        self._leave()
        self._closed = asyncio.create_task(self._closing.aclose())

    async def grade(self, parcel: Parcel) -> list[Result]:
        """Return what became of each submission of a parcel, in its order."""
        if parcel.report is not None:
            (submission,) = parcel.submissions
            confirming = self._grader.confirm(submission, parcel.report, parcel.exercises)
            return [await _result(submission, _with_nothing(confirming))]
        results: dict[int, Result] = {}
        waiting = iter(enumerate(parcel.submissions))
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._take(waiting, results))
        return [results[number] for number in range(len(results))]

    async def _take(self, waiting: Iterator[tuple[int, Submission]], results: dict[int, Result]) -> None:
        for number, submission in waiting:
            results[number] = await _result(submission, self._grader.grade_in_a_crowd(submission))


async def _with_nothing(report: Awaitable[Report]) -> tuple[Report, frozenset[str]]:
    return await report, frozenset()


async def _result(submission: Submission, grading: Awaitable[tuple[Report, frozenset[str]]]) -> Result:
    """Return the result of one submission; whatever goes wrong here is our fault, and no mark."""
    try:
        report, waiting = await grading
    except LagraderError as error:
        fault = str(error).splitlines()[0]
    except Exception as error:  # noqa: BLE001 - no other submission of the parcel has anything to do with it
        fault = itself_failed(error, "this submission")
    else:
        return result_of(submission, report, waiting)
    return Result(work=digest_of(submission), fault=fault)
