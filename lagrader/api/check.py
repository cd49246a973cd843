"""Checking one learner's work from Python."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from lagrader.api.thread import LoopThread
from lagrader.devices import check_name, resolve
from lagrader.errors import SandboxError, UsageError
from lagrader.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lagrader.course import Course, Exercise
    from lagrader.grader import Grader
    from lagrader.results import Report
    from lagrader.submission import Submission

AnyPath = str | os.PathLike[str]

Wanted = int | str
"""An exercise: its number, its id (``ex3_neuron``) or its short name (``neuron``)."""


class Checker:
    """Checks work again and again from a process that stays warm: the first check takes a second, the next some 0.1 s.

    Use as a context manager, or call :meth:`close`. It may be used where an event loop runs, as in a notebook; one
    check at a time.
    """

    def __init__(
        self,
        course: Course | AnyPath | None = None,
        *,
        device: str = "cpu",
        seed: int | None = None,
        hidden: bool = False,
        warm: bool = False,
    ) -> None:
        """Begin to start a worker.

        ``course`` is one that was loaded, its folder, or the name of an installed one; by default the one that came
        with lagrader. ``device`` is ``cpu``, ``cuda``, ``cuda:N``, ``mps`` or ``auto``; without a ``seed`` inputs are
        drawn as the command line draws them. ``hidden`` looks at hidden criteria and cases as well; the report then
        tells what a learner may know of them. ``warm`` joins the process that waits for the user's next check, and
        leaves one behind (``lagrader warm``); without it nothing stays.

        Raises:
            UsageError: there is no device of that name.
            CourseError: there is no course.
        """
        check_name(device)
        self._runner = Runner(warm=warm)  # first of all: it imports torch while the rest is read
        try:
            from lagrader.course import course_of

            self._course = course_of(course)
            self._loop = LoopThread()
        except BaseException:
            self._runner.kill()
            raise
        self._device, self._seed, self._hidden = device, seed, hidden
        self._resolved = "" if device != "cpu" else device
        self._graders: dict[tuple[str, ...], Grader] = {}
        self._closed = False

    def __enter__(self) -> Self:
        """Nothing to wait for."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    @property
    def course(self) -> Course:
        """The course."""
        return self._course

    def check(self, *exercises: Wanted, path: AnyPath | None = None) -> Report:
        """Check some exercises, all of them by default.

        ``path`` is a folder, a program or a notebook; by default the folder ``solutions`` if there is one, else the
        current folder.

        Raises:
            UsageError: there is no such exercise.
            SubmissionError: there is nothing at ``path``.
            CourseError: the course is broken; nothing was checked.
            SandboxError: no worker could be had.
        """
        from lagrader.course import targets_of
        from lagrader.submission import default_path, find_submission

        wanted = self._wanted(exercises)
        work = default_path(Path.cwd()) if path is None else Path(path)
        targets = targets_of(wanted)
        submission = find_submission(work, list(targets), targets, every=bool(exercises))
        return self._loop.run(self._graded(wanted, submission))

    def check_cells(self, cells: Mapping[int, str], *exercises: Wanted, name: str = "notebook") -> Report:
        """Check the cells of a notebook that runs: by their numbers, in the order in which they were run.

        ``name`` is what reports call it. Raises as :meth:`check`.
        """
        from lagrader.course import targets_of
        from lagrader.submission import submission_of_cells

        wanted = self._wanted(exercises)
        targets = targets_of(wanted)
        submission = submission_of_cells(cells, name, list(targets), targets, every=bool(exercises))
        return self._loop.run(self._graded(wanted, submission))

    def close(self) -> None:
        """End every process that was started; may be called again."""
        if self._closed:
            return
        self._closed = True
        try:
            self._loop.run(self._end())
        finally:
            self._loop.close()
            self._runner.kill()

    async def _end(self) -> None:
        for grader in self._graders.values():
            await grader.close()
        await self._runner.__aexit__(None, None, None)

    def _wanted(self, exercises: Sequence[Wanted]) -> tuple[Exercise, ...]:
        if self._closed:
            raise UsageError("This checker was closed: make another one.")
        found = {exercise.id: exercise for exercise in (self._course.find(str(word)) for word in exercises)}
        return tuple(sorted(found.values(), key=lambda one: one.number)) or self._course.exercises

    async def _graded(self, wanted: tuple[Exercise, ...], submission: Submission) -> Report:
        from lagrader.grader import DEFAULT_SEED, Grader
        from lagrader.reports.views import for_learner

        if not self._resolved:
            self._resolved = resolve(self._device, await self._runner.devices())
        key = tuple(exercise.id for exercise in wanted)
        if key not in self._graders:
            seed = DEFAULT_SEED if self._seed is None else self._seed
            self._graders[key] = Grader(
                self._runner, self._course, wanted, seed=seed, device=self._resolved, hidden=self._hidden
            )
        try:
            report = await self._graders[key].grade(submission)
        except BaseException:  # interrupted, or a broken course: what it had prepared may be half of it
            await self._graders.pop(key).close()
            raise
        with contextlib.suppress(SandboxError):  # who needs it will be told
            await self._runner.start_ahead()
        return for_learner(report) if self._hidden else report


def check(
    *exercises: Wanted,
    path: AnyPath | None = None,
    course: Course | AnyPath | None = None,
    device: str = "cpu",
    seed: int | None = None,
    hidden: bool = False,
) -> Report:
    """Check some exercises of one learner's work, all of them by default, and return the report.

    ``lagrader.check(3, path="solutions").points`` is a :class:`fractions.Fraction`. Arguments and errors are those of
    :class:`Checker` and :meth:`Checker.check`; who checks often keeps a :class:`Checker`.
    """
    with Checker(course, device=device, seed=seed, hidden=hidden) as checker:
        return checker.check(*exercises, path=path)


def render(report: Report, format: str = "terminal", *, width: int = 80, color: bool = False) -> str:  # noqa: A002
    """Return a report as text in one of the formats of ``lagrader check --format``.

    Raises:
        UsageError: there is no such format, or something that it needs is missing.
    """
    from lagrader.reports import RenderOptions, find

    return find(format).render(report, RenderOptions(width=width, color=color, environment=os.environ))
