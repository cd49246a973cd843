"""A whole class: each learner's work read, graded once for all who have the same, and entered into the gradebook.

As many submissions are in flight as there are jobs; nothing is held that the gradebook holds already, so memory does
not grow with the class. What goes wrong through a fault of ours is no mark: the row says so and is tried again.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from lagrader.errors import LagraderError, SchedulerError, itself_failed
from lagrader.gradebook import Basis, Gradebook, GradebookError, Policy, Row, Status
from lagrader.gradebook.by_hand import overrides_of, report_of
from lagrader.gradebook.rows import digest_of_content, digest_of_work
from lagrader.results import Report, Verdict
from lagrader.submission import Submission, Unreadable
from lagrader.submission.handed import find_handed
from lagrader.submission.layouts import Learner

TICK_SECONDS = 0.1
"""How often it is looked whether a commit is due, and progress is told."""


@dataclass(frozen=True, slots=True)
class Work:
    """One learner's work, read: ``key`` is that of its mark."""

    learner: Learner
    submission: Submission
    key: bytes
    content: bytes | None


@dataclass(slots=True)
class Tally:
    """What became of the class so far."""

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    """By kind of mark, and by status where there is none."""
    fresh: int = 0
    """How many were graded in this run, and not known already."""
    kept: int = 0
    """How many keep a mark of an earlier course or version, by the policy."""

    @property
    def done(self) -> int:
        """How many have their row."""
        return self.counts.total()


class Marker(Protocol):
    """Who grades: a :class:`lagrader.grader.Grader`, or one whose work is done elsewhere."""

    async def prepared(self) -> object:
        """See to it that grading can begin; raise CourseError where the course is broken."""
        ...

    async def grade_in_a_crowd(self, submission: Submission) -> tuple[Report, frozenset[str]]:
        """Grade one submission beside others; return with it the exercises whose time limits are to be confirmed."""
        ...

    async def confirm(self, submission: Submission, report: Report, exercises: frozenset[str]) -> Report:
        """Try those exercises of a report once more, alone."""
        ...


_ENDS = (GradebookError, SchedulerError)
"""What no other learner can be graded after."""


class Batch:
    """Grades the learners of one class into one gradebook."""

    def __init__(
        self,
        grader: Marker,
        book: Gradebook,
        basis: Basis,
        learners: Sequence[Learner],
        targets: Mapping[str, frozenset[str]],
        jobs: int,
        tell: Callable[[Tally], None],
        policy: Policy = Policy.REPLACE,
        enter: Callable[[Row], None] | None = None,
    ) -> None:
        """Grade nothing yet.

        ``targets`` are the names that each exercise of the course asks for, by its id; ``tell`` is called every now
        and then. ``enter`` takes the rows instead of the gradebook.
        """
        self._policy, self._enter = policy, enter or book.enter
        self._grader, self._book, self._basis, self._targets, self._jobs = grader, book, basis, targets, jobs
        self._learners, self._tell = learners, tell
        self._running: dict[bytes, asyncio.Task[str]] = {}
        self._again: list[Learner] = []
        """Those whose grading failed through a fault of ours: once more, when all others are done."""
        self._waiting: dict[bytes, tuple[Learner, frozenset[str]]] = {}
        """Marks with a time limit in them: confirmed at the end, when nothing competes."""
        self.tally = Tally(len(learners))

    async def run(self) -> None:
        """Grade everybody.

        Raises:
            CourseError: the course is broken; nothing was graded.
            GradebookError: the gradebook can't be written any more; what was committed stays.
            SchedulerError: the machines that grade are out of reach; the same.
        """
        await self._grader.prepared()
        ticking = asyncio.create_task(self._tick())
        try:
            await self._all(self._learners, self._jobs)
            await self._confirm()
            again, self._again = self._again, []
            self.tally.counts[Status.NOT_GRADED] -= len(again)
            await self._all(again, 1)
            await self._confirm()
        finally:
            ticking.cancel()
            self._tell(self.tally)
        if ticking.done() and not ticking.cancelled():
            ticking.result()  # it ends only by a commit that failed

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._book.commit_if_due()
            self._tell(self.tally)

    async def _all(self, learners: Sequence[Learner], jobs: int) -> None:
        waiting = iter(learners)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(jobs, len(learners))):
                    group.create_task(self._take(waiting))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _take(self, waiting: Iterator[Learner]) -> None:
        for learner in waiting:
            row = await self._one(learner)
            self._enter(row)
            self._count(row)
            await asyncio.sleep(0)  # reading takes its time, and answers are waiting

    async def _one(self, learner: Learner) -> Row:
        """Return a learner's row; whatever goes wrong here is our fault, and no mark."""
        try:
            work = self._read(learner)
            missing = nothing_in(work.submission)
            if missing:
                return _row(learner, Status.UNREADABLE, reason=missing, content=work.content)
            stands = self._standing(work)
            if stands is not None and self._policy is Policy.KEEP:
                return self._kept(work, stands)
            fault = await self._mark(work)
        except _ENDS:
            raise
        except LagraderError as error:
            fault = str(error).splitlines()[0]
        except (Exception, asyncio.CancelledError) as error:
            if _is_stopped():
                raise
            fault = itself_failed(error, "this submission")
        if fault:
            self._again.append(learner)
            return _row(learner, Status.NOT_GRADED, reason=fault)
        if stands is not None and self._policy is Policy.NEVER_LOWER and self._lowers(stands, work.key):
            return self._kept(work, stands)
        return _row(learner, Status.GRADED, key=work.key, content=work.content)

    def _standing(self, work: Work) -> Row | None:
        """Return the row of the same work that was graded by another course or version; None where there is none."""
        row = self._book.row(work.learner.id)
        if row is None or row.key is None or row.content is None or row.content != work.content:
            return None
        basis = self._book.basis(row.key)
        return row if basis is not None and basis.sandboxed and basis != self._basis else None

    def _kept(self, work: Work, stands: Row) -> Row:
        self.tally.kept += 1
        return _row(work.learner, Status.GRADED, key=stands.key, content=stands.content)

    def _lowers(self, stands: Row, key: bytes) -> bool:
        """Whether a mark's share of the points would be lower than that of the row that stands, by hand included."""
        held = overrides_of(self._book, stands.learner)
        reports = [report_of(self._book, replace(stands, key=one), held) for one in (stands.key, key)]
        was, share = (None if report is None else report.score for report in reports)
        return was is not None and share is not None and share < was

    def _read(self, learner: Learner) -> Work:
        submission = find_handed(learner.work, list(self._targets), self._targets, Path(learner.label))
        key = self._basis.key(digest_of_work(submission))
        return Work(learner, submission, key, digest_of_content(submission))

    async def _mark(self, work: Work) -> str:
        """See to it that the gradebook has the mark; return what kept us from it, empty where nothing did."""
        known = self._book.known(work.key)
        if known is not None:
            if known.waiting:
                self._waiting[work.key] = (work.learner, known.waiting)
            return ""
        if work.key not in self._running:  # else the same work is being graded at this moment
            task = self._running[work.key] = asyncio.create_task(self._grade(work))
            task.add_done_callback(lambda _: self._running.pop(work.key))
        return await asyncio.shield(self._running[work.key])

    async def _grade(self, work: Work) -> str:
        began = time.monotonic()
        report, waiting = await self._grader.grade_in_a_crowd(work.submission)
        fault = fault_of_ours(report)
        if fault:
            return fault
        self._book.record(work.key, report, time.monotonic() - began, waiting)
        self.tally.fresh += 1
        if waiting:
            self._waiting[work.key] = (work.learner, waiting)
        return ""

    async def _confirm(self) -> None:
        """Try what was stopped for its time once more, one after the other."""
        for key, (learner, exercises) in self._waiting.items():
            fault = await self._confirmed(key, learner, exercises)
            if fault:  # it waits for the next run, and until then nobody takes it for a mark
                for row in [row for row in self._book.rows() if row.key == key]:
                    self._count(row, -1)
                    lost = replace(row, status=Status.NOT_GRADED, reason=fault, key=None)
                    self._enter(lost)
                    self._count(lost)
        self._waiting.clear()

    async def _confirmed(self, key: bytes, learner: Learner, exercises: frozenset[str]) -> str:
        """Confirm one mark; return what kept us from it, empty where nothing did."""
        report = self._book.report(key)
        assert report is not None  # it waits, so it was recorded
        began = time.monotonic()
        try:
            work = self._read(learner)
            if work.key != key:
                return "The work was changed while it was graded: grade again."
            confirmed = await self._grader.confirm(work.submission, report, exercises)
        except _ENDS:
            raise
        except (Exception, asyncio.CancelledError) as error:
            if _is_stopped():
                raise
            return f"A time limit could not be confirmed ({type(error).__name__})."
        fault = fault_of_ours(confirmed)
        if not fault:
            row = _row(learner, Status.GRADED, key=key)
            self._count(row, -1)
            self._book.record(key, confirmed, time.monotonic() - began)
            self._count(row)
        return fault

    def _count(self, row: Row, step: int = 1) -> None:
        known = self._book.known(row.key) if row.key is not None else None
        self.tally.counts[row.status if known is None else known.kind] += step


def _row(
    learner: Learner, status: Status, *, reason: str = "", key: bytes | None = None, content: bytes | None = None
) -> Row:
    who = (learner.name, learner.email, learner.label, learner.late)
    return Row(learner.id, status, *who, reason, learner.notes, key, content, learner.handed)


def _is_stopped() -> bool:
    """Whether it is this task that is to end, and not something of ours that it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


_NOT_OPENED = ("missing", "unreadable")
"""Kinds of files whose text nobody has seen: what is wrong with a text is a learner's own fault, and a mark."""


def nothing_in(submission: Submission) -> str:
    """Say why there is nothing in a submission that could be graded; empty where there is something."""
    faults = [file.source for file in submission.files.values() if isinstance(file.source, Unreadable)]
    if len(faults) < len(submission.files) or any(fault.kind not in _NOT_OPENED for fault in faults):
        return ""
    # Of what is missing each says what could not be opened behind the sentence on its own file.
    told = [fault.text if fault.kind != "missing" else fault.text.partition(". ")[2] for fault in faults]
    return next(filter(None, told), "Nothing in it belongs to an exercise of the course.")


def fault_of_ours(report: Report) -> str:
    """Return what went wrong through no fault of the learner's; empty where nothing did."""
    for exercise in report.exercises:
        for criterion in (exercise.problem, *exercise.criteria):
            if criterion is not None and criterion.verdict is Verdict.JUDGE_ERROR:
                text = criterion.feedback[0].text if criterion.feedback else "The grader or the course failed."
                return f"{exercise.id}: {text}"
    return ""
