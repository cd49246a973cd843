"""``lagrader grade``: a whole class, safely, resumable."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import CourseOption, DeviceOption, load_course, render_options

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.gradebook import Gradebook
    from lagrader.runner import Runner
    from lagrader.submission.learners import Class
    from lagrader.submission.roster import Enrolled

GRADED, BELOW, OURS = 0, 1, 3
_PAIRS = 3
"""Learners who are named with where their work lies, so that a wrong layout is seen at once."""


def grade(
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", hidden=True)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the gradebook and grades.csv go.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="A CSV of who is in the class: id, name, email.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="canvas, moodle, gradescope, github, each or single."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List who was found with what, and run nothing.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Submissions at once; by default one per core.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", metavar="N", min=0, max=(1 << 63) - 1, help="Draw the inputs of an earlier batch again."
        ),
    ] = None,
    device: DeviceOption = "cpu",
    course: CourseOption = None,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Exit with 1 where somebody has less."),
    ] = None,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Grade one submission that you have read, without protections."),
    ] = False,
) -> None:
    """Grade a class: a folder, an archive, or a platform's download.

    SUBMISSIONS holds a folder, a file or an archive for each learner, or is a download of Canvas, Moodle, Gradescope or
    GitHub Classroom. Run again, only what is new or changed is graded.
    """
    from lagrader.submission.learners import find_learners

    loaded = load_course(course)
    with ExitStack() as closing:
        ids = [exercise.id for exercise in loaded.exercises]
        class_ = find_learners(submissions, ids, closing, layout)
        enrolled = _enrolled(class_, roster)
        _tell_what_was_found(class_, enrolled)
        if dry_run:
            from lagrader.cli.dry_run import list_work

            list_work(class_, enrolled, loaded)
            return
        folder = _folder(out, submissions)
        asked = Asked(loaded, class_, enrolled, submissions, jobs or _cores(), seed, device, unsafe, roster is not None)
        code = asked.grade_into(folder, fail_under)
    raise typer.Exit(code)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _folder(out: Path | None, submissions: Path) -> Path:
    from lagrader.errors import UsageError

    if out is None:
        raise UsageError("Say where the marks go: --out marks. (--dry-run lists who was found without any.)")
    inside, outside = out.resolve(), submissions.resolve()
    if inside == outside or inside.is_relative_to(outside):
        raise UsageError(f"{out} lies in {submissions}, and would be taken for a submission: choose another --out.")
    return out


def _enrolled(class_: Class, roster: Path | None) -> Enrolled:
    from lagrader.submission.roster import Enrolled, enrol, read_roster

    if roster is None:
        return Enrolled(class_.learners, (), (), ())
    found = read_roster(roster)
    for note in found.notes:
        console.say(note)
    return enrol(class_.learners, found)


def _tell_what_was_found(class_: Class, enrolled: Enrolled) -> None:
    """Say which layout was seen, with the first few learners; to standard error, since nothing is graded yet."""
    from lagrader.reports.numbers import counted

    words = class_.layout.words
    console.say(f"{words[:1].upper()}{words[1:]}: {counted(len(class_.learners), 'learner')}.")
    for learner in enrolled.learners[:_PAIRS]:
        console.say(f"  {learner.id}{f' ({learner.name})' if learner.name else ''} from {learner.label}")
    if class_.aside:
        console.say(f"Nobody's work: {_few(class_.aside)}.")
    if enrolled.absent:
        console.say(f"Handed in nothing, by the roster: {counted(len(enrolled.absent), 'learner')}.")
    if enrolled.strangers:
        console.say(f"Not in the roster: {_few(enrolled.strangers)}.")
    for sentence in enrolled.doubtful:
        console.say(sentence)


def _few(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown


class Asked:
    """Everything that one run was asked for."""

    def __init__(
        self,
        course: Course,
        class_: Class,
        enrolled: Enrolled,
        source: Path,
        jobs: int,
        seed: int | None,
        device: str,
        unsafe: bool,
        has_roster: bool,
    ) -> None:
        """Start nothing yet; raise RubricError where the course can't be read."""
        self._targets = {exercise.id: exercise.target_names for exercise in course.exercises}
        self._has_roster = has_roster
        self._course, self._class, self._enrolled, self._source = course, class_, enrolled, source
        self._jobs, self._seed, self._device, self._unsafe = jobs, seed, device, unsafe

    def grade_into(self, folder: Path, fail_under: float | None) -> int:
        """Grade everybody into the gradebook of ``folder``; return the exit code."""
        import asyncio

        from lagrader.devices import check_name
        from lagrader.errors import UsageError
        from lagrader.gradebook import Gradebook, GradebookError
        from lagrader.runner import Runner

        check_name(self._device)
        if self._unsafe and len(self._class.learners) > 1:
            raise UsageError(
                f"--unsafe-no-sandbox is for one submission that you have read; here are {len(self._class.learners):,}."
                " Leave it out, or name one of them."
            )
        began = time.monotonic()
        runner = Runner()
        try:
            with Gradebook.writing(folder) as book:
                try:
                    asyncio.run(self._grade(runner, book))
                except GradebookError:
                    raise  # it can't even be noted
                except KeyboardInterrupt:
                    book.end("interrupted")
                    console.say("What was graded is kept: run the same command again to go on.")
                    raise
                except BaseException:
                    book.end("failed")
                    raise
                book.end("finished")
                return self._close(book, time.monotonic() - began, fail_under)
        finally:
            runner.kill()

    async def _grade(self, runner: Runner, book: Gradebook) -> None:
        import lagrader
        from lagrader.batch import Batch
        from lagrader.cli.batch_progress import Progress
        from lagrader.devices import resolve
        from lagrader.gradebook import Basis, RunFacts
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
            source = harmless_line(str(self._source.resolve()))  # a path need not be text that a database takes
            book.begin(RunFacts(basis, identity.title, identity.version, self._class.layout.name, source))
            await runner.preload(len(self._enrolled.learners))
            exercises = self._course.exercises
            about = _UNSAFE if self._unsafe else _PROVEN
            grader = Grader(runner, self._course, exercises, seed=seed, device=device, hidden=True, about_sandbox=about)
            try:
                await grader.prepared()  # a broken course changes nobody's row
                _collect_garbage()
                self._take_attendance(book)
                with Progress(sys.stderr) as progress:
                    learners = self._enrolled.learners
                    await Batch(grader, book, basis, learners, self._targets, self._jobs, progress.tell).run()
            finally:
                await grader.close()

    def _take_attendance(self, book: Gradebook) -> None:
        """Enter who handed in nothing; name those of earlier runs whose work is not there any more."""
        from lagrader.gradebook.attendance import take_attendance

        gone = take_attendance(book, self._enrolled, has_roster=self._has_roster)
        if gone.marked:
            console.say(f"Not in {self._source} any more, marks kept: {_few(gone.marked)}.")
        if gone.unmarked:
            console.say(f"Not in {self._source} any more, and never graded: {_few(gone.unmarked)}.")

    def _close(self, book: Gradebook, seconds: float, fail_under: float | None) -> int:
        """Write the table, say how it went, and return the exit code."""
        from lagrader.reports.grades.file import write_grades
        from lagrader.reports.grades.summary import summarise
        from lagrader.reports.grades.table import read_table
        from lagrader.reports.grades.terminal import closing

        table = read_table(book)
        path, kept = write_grades(book, table)
        if kept is not None:
            console.say(f"{path.name} had been changed by hand: as it was it is now {kept}.")
        summary = summarise(table)
        advice = f"lagrader grades {console.shell_word(path.parent)}{' --problems' if summary.looks else ''}"
        print(closing(summary, seconds, [str(path), str(book.path)], advice, render_options(sys.stdout)), end="")
        if summary.not_graded:
            return OURS
        if fail_under is None:
            return GRADED
        least = Fraction(str(fail_under)) / 100
        rows = [line.row for line in table.lines]
        below = [row for row in rows if row.points is None or row.points < least * (row.max_points or 0)]
        return BELOW if below else GRADED


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
