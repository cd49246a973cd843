"""What of a worker's answer is believed: a report on this work, by this course, with points that it can give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lagrader.cluster.parcels import ForgedError, Result, digest_of, report_of
from lagrader.course import Exercise
from lagrader.results import CourseIdentity, ExerciseResult, Report, Verdict
from lagrader.submission import Submission
from lagrader.submission.begun import answered


@dataclass(frozen=True, slots=True)
class Expected:
    """What every report of a run has in common."""

    course: CourseIdentity
    exercises: Sequence[Exercise]
    """With what is hidden."""
    seed: int
    device: str

    def report(self, result: Result, submission: Submission) -> tuple[Report, frozenset[str]]:
        """Return a result's report, and the exercises whose time limits are to be confirmed.

        Raises:
            ForgedError: it is no report on this submission by this course.
        """
        if result.work != digest_of(submission):
            raise ForgedError("it answers on other work than it was given")
        report, waiting = report_of(result), frozenset(result.waiting)
        facts = (report.course, report.seed, report.device, report.sandbox.get("proven"))
        if facts != (self.course, self.seed, self.device, True):
            raise ForgedError("a report of its is on another course, seed or device, or not from a proven sandbox")
        asked = answered(submission, self.exercises)
        if [one.id for one in report.exercises] != [one.id for one in asked]:
            raise ForgedError("a report of its is on other exercises")
        for exercise, found in zip(asked, report.exercises, strict=True):
            _hold(exercise, found, self.device)
        stopped = {one.id for one in report.exercises if _ran_out_of_time(one)}
        if not waiting <= stopped:
            raise ForgedError("it has time limits confirmed where nothing was stopped")
        return report, waiting


def _hold(exercise: Exercise, found: ExerciseResult, device: str) -> None:
    """Raise ForgedError where the criteria are others than the rubric's, or points more or less than there are."""
    rubric = exercise.whole_rubric
    wanted = [(one.id, one.points if one.judged_on(device) else 0) for one in rubric.criteria]
    if [(one.id, one.max_points) for one in found.criteria] != wanted or found.further != exercise.further:
        raise ForgedError(f"a report of its has other criteria of {exercise.id} than the rubric")
    if not all(0 <= one.points <= one.max_points for one in found.criteria):
        raise ForgedError(f"a report of its has points for {exercise.id} that the rubric does not give")


def _ran_out_of_time(exercise: ExerciseResult) -> bool:
    return any(one.verdict is Verdict.TIME_LIMIT_EXCEEDED for one in exercise.criteria)
