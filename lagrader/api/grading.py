"""One run over a class: for its marks, to see what would change, or to grade one learner's work once more."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypeVar

from lagrader.api.grade import Found, Grades, Say, Tell
from lagrader.errors import UsageError
from lagrader.gradebook import Basis, Gradebook, GradebookError, Policy, Row, RunFacts, Status
from lagrader.gradebook.rows import is_forgotten
from lagrader.gradebook.shards import note_part, require_fit
from lagrader.phrases import few

if TYPE_CHECKING:
    from lagrader.batch import Marker
    from lagrader.cluster import Scheduler
    from lagrader.course import Course
    from lagrader.gradebook.earlier import Earlier
    from lagrader.gradebook.late import Rule
    from lagrader.gradebook.plan import Plan
    from lagrader.grader import Grader
    from lagrader.results import Report
    from lagrader.runner import Runner
    from lagrader.submission.layouts import Learner

T = TypeVar("T")

Late: TypeAlias = "Rule | Literal['kept'] | None"
"""What a gradebook goes by from now on where work is late: a rule, none, or the one that it has."""

Shown = AbstractContextManager[object]
"""What is entered while work is graded, such as a live line."""


def policy_of(word: str) -> Policy:
    """Return the policy that is called so; raise UsageError where there is none."""
    try:
        return Policy(word)
    except ValueError:
        raise UsageError(f'There is no policy "{word}". There are {", ".join(Policy)}.') from None


def require_mark(row: Row) -> None:
    """Raise UsageError where a learner has no mark that could be given once more."""
    if is_forgotten(row):
        raise UsageError(f"{row.learner} is what a forgotten person left, so there is no work to replay.")
    if row.key is None:
        why = "handed in nothing" if row.status is Status.NOT_HANDED_IN else f"has no mark: {row.reason.rstrip('.')}"
        raise UsageError(f"{row.learner} {why}, so there is no mark to replay.")


@dataclass(frozen=True, slots=True)
class _Done:
    basis: Basis
    kept: int
    earlier: Earlier


class Again(NamedTuple):
    """One learner's mark, and what the same work comes to now with the same seed."""

    row: Row
    before: Report
    now: Report
    basis: Basis
    """What the mark depends on."""
    same_work: bool
    same_course: bool


class Grading:
    """Runs over one class, with one course."""

    def __init__(
        self,
        course: Course,
        found: Found,
        *,
        jobs: int | None = None,
        seed: int | None = None,
        device: str = "cpu",
        unsafe: bool = False,
        accept_weaker: bool = False,
        scheduler: Scheduler | None = None,
        tell: Tell | None = None,
        say: Say | None = None,
    ) -> None:
        """Start nothing yet; raise RubricError where the course can't be read.

        ``say`` is called with sentences for whoever runs it; ``unsafe`` grades a single submission without protections,
        ``accept_weaker`` on an NVIDIA GPU with those that its driver leaves (docs/security.md). With a ``scheduler``
        its workers grade.

        Raises:
            UsageError: what is asked for does not go together.
        """
        from lagrader.course import targets_of

        if scheduler is not None:
            _require_plain(scheduler, jobs, device, unsafe=unsafe)
        self._scheduler = scheduler
        self._targets = dict(targets_of(course.exercises))  # a class needs all of them, and no fault half-way
        self._course, self._found = course, found
        self._jobs, self._seed, self._device, self._unsafe = jobs or _cores(), seed, device, unsafe
        self._accept_weaker = accept_weaker
        self._tell, self._say = tell or _nobody_listens, say or _nobody_listens

    def into(
        self, folder: Path, shown: Shown | None = None, policy: Policy = Policy.KEEP, late: Late = "kept"
    ) -> Grades:
        """Grade everybody into the gradebook of ``folder``, and forget them; while it grades, ``shown`` is entered."""
        from lagrader.submission.layouts import may_be_work

        began = time.monotonic()
        with self._opened(folder) as (runner, book):
            require_fit(book, self._found.shard, self._seed)
            done = self._run(self._grade(runner, book, policy, shown or nullcontext()), book)
            regraded = done.earlier.compared(book)
            self._go_by(late, book)
            aside = tuple(name for name in self._found.class_.aside if may_be_work(name))
            self._found.forget()
            grades = _close(book, folder, time.monotonic() - began)
            return replace(grades, aside=aside, regraded=regraded, kept=done.kept)

    def _go_by(self, late: Late, book: Gradebook) -> None:
        """Have the gradebook go by the rule, and say whom it names that nobody knows."""
        from lagrader.gradebook.late import enter_rule

        if late == "kept":
            return
        enter_rule(book, late)
        known = {row.learner for row in book.rows()}
        named = sorted({*late.extensions, *late.handed_in} - known) if late else []
        if named:
            self._say(f"Named for their deadline or time, and not in this class, by their ids: {few(named)}.")

    def plan(self, folder: Path, shown: Shown | None = None) -> Plan:
        """Grade everybody as ``into`` would where marks are replaced, enter nothing, and return what would change.

        Raises:
            NoGradebookError: there is no gradebook in ``folder``.
        """
        from lagrader.gradebook.plan import planned
        from lagrader.gradebook.schema import require

        require(folder)
        rows: dict[str, Row] = {}
        with self._opened(folder) as (runner, book):
            work = self._grade(runner, book, Policy.REPLACE, shown or nullcontext(), rows)
            done = self._run(work, book)
            return planned(book, rows, done.basis)

    def again(self, folder: Path, row: Row) -> Again:
        """Grade the work of one learner once more with the seed and on the device of the mark, and enter nothing.

        Raises:
            UsageError: there is no mark, or the work is not there any more.
        """
        from lagrader.gradebook.schema import require

        require(folder)
        require_mark(row)
        learner = next((one for one in self._found.enrolled.learners if one.id == row.learner), None)
        if learner is None:
            raise UsageError(
                f"The work of {row.learner} is not in {self._found.source} any more. Where is it? Name the folder or "
                "archive of the class behind the learner, with --submissions."
            )
        with self._opened(folder) as (runner, book):
            return asyncio.run(self._once_more(runner, book, row, learner))

    # --- one run -------------------------------------------------------------------------------------------

    @contextmanager
    def _opened(self, folder: Path) -> Iterator[tuple[Runner, Gradebook]]:
        """Open the gradebook for this process alone, with a runner that starts at once and is ended in any case."""
        from lagrader.devices import check_name
        from lagrader.runner import Runner

        _refuse_inside(folder, self._found.source)
        learners = len(self._found.class_.learners)
        check_name(self._device)
        if self._unsafe and learners > 1:
            raise UsageError(
                f"--unsafe-no-sandbox is for one submission that you have read; here are {learners:,}."
                " Leave it out, or name one of them."
            )
        runner = Runner()
        try:
            with Gradebook.writing(folder) as book:
                yield runner, book
        finally:
            runner.kill()

    def _run(self, work: Coroutine[object, object, _Done], book: Gradebook) -> _Done:
        """Do the work of a run, and note how it came to its end."""
        try:
            done = asyncio.run(work)
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
        return done

    async def _grade(
        self,
        runner: Runner,
        book: Gradebook,
        policy: Policy,
        shown: Shown,
        planned: dict[str, Row] | None = None,
    ) -> _Done:
        """Grade everybody; where ``planned`` takes the rows, the gradebook's stay as they are."""
        from lagrader.batch import Batch
        from lagrader.gradebook.attendance import with_known_names
        from lagrader.gradebook.earlier import Earlier

        async with runner:
            basis = await self._basis(runner, book)
            facts = self._facts(basis)
            earlier = Earlier(book, facts, policy)
            for note in earlier.notes if planned is None else ():
                self._say(note)
            book.begin(facts, planned=planned is not None)
            if planned is None:
                note_part(book, self._found.shard, self._found.whole)
            async with self._marker(runner, basis) as (grader, jobs):
                await grader.prepared()  # a broken course changes nobody's row
                _collect_garbage()
                if planned is None:
                    self._take_attendance(book)
                with shown:
                    learners = self._found.enrolled.learners
                    if not self._found.has_roster:
                        learners = with_known_names(book, learners)
                    enter = None if planned is None else _into(planned)
                    batch = Batch(grader, book, basis, learners, self._targets, jobs, self._tell, policy, enter)
                    await batch.run()
                return _Done(basis, batch.tally.kept, earlier)

    @asynccontextmanager
    async def _marker(self, runner: Runner, basis: Basis) -> AsyncIterator[tuple[Marker, int]]:
        """Give who grades, here or on a scheduler's workers, and how many submissions it is handed at once."""
        learners = len(self._found.enrolled.learners)
        if self._scheduler is not None:
            from lagrader.cluster.remote import remote_grader

            runner.kill()  # it was asked for torch's version, and runs nothing
            async with remote_grader(self._scheduler, self._course, basis, learners, self._jobs, self._say) as found:
                yield found
            return
        await runner.expect(learners)
        grader = self._grader(runner, basis)
        try:
            yield grader, self._jobs
        finally:
            await grader.close()

    async def _basis(self, runner: Runner, book: Gradebook) -> Basis:
        """Find the device, try the sandbox, and return what marks depend on."""
        import lagrader
        from lagrader.devices import resolve
        from lagrader.runner.proof import prove

        runner.shelters_cuda = self._accept_weaker
        found = await runner.devices()
        device = self._device if self._device == "cpu" else resolve(self._device, found)
        if not self._unsafe and self._scheduler is None:  # else each worker proves its own
            (await prove(runner, device)).require()
        seed = book.seed(self._seed)
        digest = self._course.identity.digest
        return Basis(digest, seed, device, lagrader.__version__, found.torch, not self._unsafe)

    def _facts(self, basis: Basis) -> RunFacts:
        from lagrader.harmless import harmless_line

        identity = self._course.identity
        # A path need not be text that a database takes.
        source, origin = (harmless_line(str(path.resolve())) for path in (self._found.source, self._course.folder))
        return RunFacts(basis, identity.title, identity.version, self._found.class_.layout.name, source, origin)

    def _grader(self, runner: Runner, basis: Basis) -> Grader:
        from lagrader.grader import Grader
        from lagrader.runner.proof import PROVEN

        about = _UNSAFE if self._unsafe else PROVEN
        exercises = self._course.exercises
        return Grader(
            runner, self._course, exercises, seed=basis.seed, device=basis.device, hidden=True, about_sandbox=about
        )

    async def _once_more(self, runner: Runner, book: Gradebook, row: Row, learner: Learner) -> Again:
        from lagrader.gradebook.rows import digest_of_content, digest_of_work
        from lagrader.submission.handed import find_handed

        assert row.key is not None  # it has a mark
        before, basis = book.report(row.key), book.basis(row.key)
        assert before is not None
        assert basis is not None
        async with runner:
            now = await self._basis(runner, book)
            grader = self._grader(runner, replace(now, seed=basis.seed, device=basis.device))
            try:
                work = find_handed(learner.work, list(self._targets), self._targets, Path(learner.label))
                report = await grader.grade(work)
            finally:
                await grader.close()
        # By the key where it is no program: a file that Python can't read has no content.
        same_work = basis.key(digest_of_work(work)) == row.key or digest_of_content(work) == (row.content or b"")
        return Again(row, before, report, basis, same_work, now.course == basis.course)

    def _take_attendance(self, book: Gradebook) -> None:
        """Enter who handed in nothing; name those of earlier runs whose work is not there any more."""
        from lagrader.gradebook.attendance import take_attendance

        gone = take_attendance(book, self._found.enrolled, has_roster=self._found.has_roster)
        if gone.marked:
            self._say(f"Not in {self._found.source} any more, marks kept: {few(gone.marked)}.")
        if gone.unmarked:
            self._say(f"Not in {self._found.source} any more, and never graded: {few(gone.unmarked)}.")


def _into(rows: dict[str, Row]) -> Callable[[Row], None]:
    def enter(row: Row) -> None:
        rows[row.learner] = row

    return enter


def _require_plain(scheduler: Scheduler, jobs: int | None, device: str, *, unsafe: bool) -> None:
    """Raise UsageError for what a scheduler's workers can't be told."""
    if unsafe:
        raise UsageError("--unsafe-no-sandbox is for one submission on this machine: leave --scheduler out.")
    if device != "cpu":
        raise UsageError("A scheduler's workers grade on the CPU: leave --device out.")
    if jobs is not None and not scheduler.is_local:
        raise UsageError("How many grade at once is up to the scheduler's workers and their threads: leave --jobs out.")


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


_UNSAFE = {
    "proven": False,
    "note": "Graded with --unsafe-no-sandbox: nobody looked whether the protections hold here.",
}
