"""Grading a class from Python: the same run as ``lagrader grade``, without its words."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.api.check import AnyPath
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from lagrader.batch import Tally
    from lagrader.course import Course
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.earlier import Regraded
    from lagrader.reports.grades.summary import Summary
    from lagrader.reports.grades.table import Table
    from lagrader.results import Report
    from lagrader.runner import Runner
    from lagrader.submission.learners import Class

Tell = Callable[["Tally"], None]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Grades:
    """What a run came to. ``table`` has a line for each learner, ``summary`` what a teacher asks first."""

    folder: Path
    table: Table
    summary: Summary
    csv: Path
    seconds: float
    replaced: Path | None = None
    """Where a ``grades.csv`` that a person had changed lies now."""
    aside: tuple[str, ...] = ()
    """What may be work, and is nobody's: it was not graded."""
    regraded: Regraded | None = None
    """What a change of the course did to the marks."""

    @property
    def gradebook(self) -> Path:
        """The database."""
        from lagrader.gradebook.schema import FILE_NAME

        return self.folder / FILE_NAME

    def report(self, learner: str) -> Report | None:
        """Return a learner's report, hidden cases included; None where nothing was graded.

        Raises:
            GradebookError: the gradebook can't be read any more.
        """
        from lagrader.gradebook import Gradebook

        key = next((line.row.key for line in self.table.lines if line.row.learner == learner), None)
        with Gradebook.reading(self.folder) as book:
            return None if key is None else book.report(key)


def grade(
    submissions: AnyPath,
    out: AnyPath,
    *,
    course: Course | AnyPath | None = None,
    roster: AnyPath | None = None,
    layout: str | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    device: str = "cpu",
    tell: Tell | None = None,
) -> Grades:
    """Grade a class into the folder ``out``; run again, only what is new or changed is graded.

    ``submissions`` is a folder, an archive or a platform's download, ``roster`` a CSV of who is in the class;
    ``course``, ``layout``, ``jobs``, ``seed`` and ``device`` are as on the command line. ``tell`` is called with the
    tally every now and then.

    Raises:
        UsageError: something that was asked for can't be.
        SubmissionError: there are no submissions.
        CourseError: the course is broken; nothing was graded.
        SandboxError: a protection is missing here, or no worker could be had.
        GradebookError: the marks can't be written; those that were are kept.
    """
    from lagrader.course import course_of

    loaded = course_of(course)
    with ExitStack() as closing:
        found = Found(loaded, Path(submissions), None if roster is None else Path(roster), layout, closing)
        return Grading(loaded, found, jobs=jobs, seed=seed, device=device, tell=tell).into(Path(out))


class Found:
    """A class that was found: who handed in what, and who nothing."""

    def __init__(
        self, course: Course, source: Path, roster: Path | None, layout: str | None, closing: ExitStack
    ) -> None:
        """Look for it; ``closing`` lets archives go that it keeps open.

        Raises:
            SubmissionError: there are no submissions, or a roster that can't be read.
            UsageError: there is no such layout.
        """
        from lagrader.submission.learners import find_learners
        from lagrader.submission.roster import Enrolled, enrol, read_roster

        self.source, self.has_roster = source, roster is not None
        self.class_: Class = find_learners(source, [exercise.id for exercise in course.exercises], closing, layout)
        self.notes: tuple[str, ...] = ()
        if roster is None:
            self.enrolled = Enrolled(self.class_.learners, (), (), ())
        else:
            read = read_roster(roster)
            self.notes = tuple(read.notes)
            self.enrolled = enrol(self.class_.learners, read)

    def forget(self) -> None:
        """Let the learners go: of a large class they are many."""
        self.enrolled = replace(self.enrolled, learners=())
        self.class_ = replace(self.class_, learners=())


class Grading:
    """One run over one class."""

    def __init__(
        self,
        course: Course,
        found: Found,
        *,
        jobs: int | None = None,
        seed: int | None = None,
        device: str = "cpu",
        unsafe: bool = False,
        tell: Tell | None = None,
        say: Say | None = None,
    ) -> None:
        """Start nothing yet; raise RubricError where the course can't be read.

        ``say`` is called with sentences for whoever runs it; ``unsafe`` grades a single submission without protections.
        """
        from lagrader.course import targets_of

        self._targets = targets_of(course.exercises)
        self._course, self._found = course, found
        self._jobs, self._seed, self._device, self._unsafe = jobs or _cores(), seed, device, unsafe
        self._tell, self._say = tell or _nobody_listens, say or _nobody_listens
        self._regraded: Regraded | None = None

    def into(self, folder: Path, shown: AbstractContextManager[object] | None = None) -> Grades:
        """Grade everybody into the gradebook of ``folder``, and forget them; while it grades, ``shown`` is entered."""
        import asyncio

        from lagrader.devices import check_name
        from lagrader.gradebook import Gradebook, GradebookError
        from lagrader.runner import Runner
        from lagrader.submission.layouts import may_be_work

        _refuse_inside(folder, self._found.source)
        learners = len(self._found.class_.learners)
        check_name(self._device)
        if self._unsafe and learners > 1:
            raise UsageError(
                f"--unsafe-no-sandbox is for one submission that you have read; here are {learners:,}."
                " Leave it out, or name one of them."
            )
        began = time.monotonic()
        runner = Runner()
        try:
            with Gradebook.writing(folder) as book:
                try:
                    asyncio.run(self._grade(runner, book, shown or nullcontext()))
                except GradebookError:
                    raise  # it can't even be noted
                except KeyboardInterrupt:
                    book.end("interrupted")
                    self._say("What was graded is kept: run the same command again to go on.")
                    raise
                except BaseException:
                    book.end("failed")
                    raise
                book.end("finished")
                aside = tuple(name for name in self._found.class_.aside if may_be_work(name))
                self._found.forget()
                grades = _close(book, folder, time.monotonic() - began)
                return replace(grades, aside=aside, regraded=self._regraded)
        finally:
            runner.kill()

    async def _grade(self, runner: Runner, book: Gradebook, shown: AbstractContextManager[object]) -> None:
        import lagrader
        from lagrader.batch import Batch
        from lagrader.devices import resolve
        from lagrader.gradebook import Basis, RunFacts
        from lagrader.gradebook.attendance import with_known_names
        from lagrader.gradebook.earlier import Earlier
        from lagrader.grader import Grader
        from lagrader.harmless import harmless_line
        from lagrader.runner.proof import prove

        async with runner:
            found = await runner.devices()
            device = self._device if self._device == "cpu" else resolve(self._device, found)
            if not self._unsafe:
                (await prove(runner, device)).require()
            identity = self._course.identity
            seed = book.seed(self._seed)
            basis = Basis(identity.digest, seed, device, lagrader.__version__, found.torch, not self._unsafe)
            source = harmless_line(str(self._found.source.resolve()))  # a path need not be text that a database takes
            origin = harmless_line(str(self._course.folder.resolve()))
            facts = RunFacts(basis, identity.title, identity.version, self._found.class_.layout.name, source, origin)
            earlier = Earlier(book, facts)
            for note in earlier.notes:
                self._say(note)
            book.begin(facts)
            await runner.preload(len(self._found.enrolled.learners))
            exercises = self._course.exercises
            about = _UNSAFE if self._unsafe else _PROVEN
            grader = Grader(runner, self._course, exercises, seed=seed, device=device, hidden=True, about_sandbox=about)
            try:
                await grader.prepared()  # a broken course changes nobody's row
                _collect_garbage()
                self._take_attendance(book)
                with shown:
                    learners = self._found.enrolled.learners
                    if not self._found.has_roster:
                        learners = with_known_names(book, learners)
                    await Batch(grader, book, basis, learners, self._targets, self._jobs, self._tell).run()
                self._regraded = earlier.compared(book)
            finally:
                await grader.close()

    def _take_attendance(self, book: Gradebook) -> None:
        """Enter who handed in nothing; name those of earlier runs whose work is not there any more."""
        from lagrader.gradebook.attendance import take_attendance

        gone = take_attendance(book, self._found.enrolled, has_roster=self._found.has_roster)
        if gone.marked:
            self._say(f"Not in {self._found.source} any more, marks kept: {few(gone.marked)}.")
        if gone.unmarked:
            self._say(f"Not in {self._found.source} any more, and never graded: {few(gone.unmarked)}.")


def _nobody_listens(_said: object) -> None:
    pass


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_inside(out: Path, submissions: Path) -> None:
    inside, outside = out.resolve(), submissions.resolve()
    if inside == outside:
        raise UsageError(f"{out} is the folder of the submissions itself: choose another --out, such as marks.")
    if inside.is_relative_to(outside):
        raise UsageError(f"{out} lies in {submissions}, and would be taken for a submission: choose another --out.")


def few(names: tuple[str, ...]) -> str:
    """Return names for a sentence, the first ten of many."""
    shown = ", ".join(names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown


def _close(book: Gradebook, folder: Path, seconds: float) -> Grades:
    """Write the table, and sum up."""
    from lagrader.reports.grades.file import write_grades
    from lagrader.reports.grades.summary import summarise
    from lagrader.reports.grades.table import read_table

    table = read_table(book)
    path, replaced = write_grades(book, table)
    return Grades(folder, table, summarise(table), path, seconds, replaced)


def _collect_garbage() -> None:
    """Have Python look for cycles again, which a single check does not live long enough to need.

    Each submission leaves some 80 KiB of them. What is there by now stays, and need not be looked at.
    """
    gc.freeze()
    gc.enable()


_PROVEN = {"proven": True}
_UNSAFE = {
    "proven": False,
    "note": "Graded with --unsafe-no-sandbox: nobody looked whether the protections hold here.",
}
