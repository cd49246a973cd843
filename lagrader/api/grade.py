"""Grading a class from Python: the same run as ``lagrader grade``, without its words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.api.check import AnyPath

if TYPE_CHECKING:
    from lagrader.batch import Tally
    from lagrader.cluster import Scheduler
    from lagrader.course import Course
    from lagrader.gradebook import Shard
    from lagrader.gradebook.earlier import Regraded
    from lagrader.reports.grades.summary import Summary
    from lagrader.reports.grades.table import Table
    from lagrader.results import Report
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
    """What a change of the course did to the marks, where it was applied."""
    kept: int = 0
    """How many marks of an earlier course or version stand, since nobody said that they are to be replaced."""

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
        from lagrader.gradebook.by_hand import report_of

        row = next((line.row for line in self.table.lines if line.row.learner == learner), None)
        with Gradebook.reading(self.folder) as book:
            return None if row is None else report_of(book, row)


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
    policy: str = "keep",
    late: AnyPath | None = None,
    shard: str | None = None,
    scheduler: Scheduler | None = None,
    tell: Tell | None = None,
) -> Grades:
    """Grade a class into the folder ``out``; run again, only what is new or changed is graded.

    Marks of an earlier course or version stand where ``policy`` is ``keep``; ``replace`` and ``never-lower`` have the
    same work graded anew.

    ``submissions`` is a folder, an archive or a platform's download, ``roster`` a CSV of who is in the class;
    ``course``, ``layout``, ``jobs``, ``seed``, ``device`` and ``shard`` are as on the command line; ``late`` is a
    late.yaml, which the folder goes by from then on. ``tell`` is called with the tally every now and then. With a
    ``scheduler`` (:meth:`lagrader.cluster.Scheduler.of`) its workers grade.

    Raises:
        UsageError: something that was asked for can't be.
        SubmissionError: there are no submissions.
        CourseError: the course is broken; nothing was graded.
        SandboxError: a protection is missing here, or no worker could be had.
        GradebookError: the marks can't be written; those that were are kept.
        SchedulerError: the scheduler or its workers are out of reach; what was graded is kept.
    """
    from lagrader.api.grading import Grading, policy_of
    from lagrader.course import course_of
    from lagrader.gradebook import shard_of
    from lagrader.gradebook.late import read_rule

    loaded, part = course_of(course), None if shard is None else shard_of(shard)
    with ExitStack() as closing:
        found = Found(loaded, Path(submissions), None if roster is None else Path(roster), layout, closing, part)
        grading = Grading(loaded, found, jobs=jobs, seed=seed, device=device, scheduler=scheduler, tell=tell)
        return grading.into(Path(out), policy=policy_of(policy), late="kept" if late is None else read_rule(Path(late)))


class Found:
    """A class that was found: who handed in what, and who nothing; of a ``shard`` those who are in it."""

    def __init__(
        self,
        course: Course,
        source: Path,
        roster: Path | None,
        layout: str | None,
        closing: ExitStack,
        shard: Shard | None = None,
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
        self.shard, self.whole = shard, ""
        if shard is not None:
            self._take(shard)

    def _take(self, shard: Shard) -> None:
        """Keep who is in a part of the class, and what the whole of it is known by."""
        from lagrader.gradebook.shards import fingerprint

        every = self.enrolled
        self.whole = fingerprint([*(one.id for one in every.learners), *(one.id for one in every.absent)])
        self.enrolled = replace(
            every,
            learners=tuple(one for one in every.learners if shard.holds(one.id)),
            absent=tuple(one for one in every.absent if shard.holds(one.id)),
            strangers=tuple(id_ for id_ in every.strangers if shard.holds(id_)),
        )

    def forget(self) -> None:
        """Let the learners go: of a large class they are many."""
        self.enrolled = replace(self.enrolled, learners=())
        self.class_ = replace(self.class_, learners=())
