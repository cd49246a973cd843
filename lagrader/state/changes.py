"""What changed in an exercise since its last check: pure functions of what is remembered and the new result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lagrader.results import Changes, ExerciseResult, Report, Verdict
from lagrader.state.record import Remembered, basis_of

if TYPE_CHECKING:
    from lagrader.submission import Submission

_OPEN = frozenset({Verdict.PENDING, Verdict.JUDGE_ERROR})
"""Verdicts that say nothing about the learner's work."""


def with_changes(
    report: Report,
    remembered: Mapping[str, Remembered],
    digests: Mapping[str, str],
    submission: Submission,
    now: datetime | None = None,
) -> Report:
    """Return the report with what changed in each exercise, as far as that is known.

    ``remembered`` and ``digests`` are by the exercise's id, from before this check. That nothing was saved is said only
    where no file of this check is another one: who works on one exercise and checks all of them has saved. It is
    never said of a file that imports others of the learner, which may have changed.
    """
    moment = now or datetime.now(UTC)
    known = {exercise.id: before for exercise in report.exercises if (before := remembered.get(exercise.id))}
    saved = any(id_ in digests and before.digest != digests[id_] for id_, before in known.items())

    def told(exercise: ExerciseResult) -> ExerciseResult:
        before = known.get(exercise.id)
        if before is None or exercise.id not in digests or before.basis != basis_of(report, exercise):
            return exercise
        same = not saved and not submission.files[exercise.id].helpers
        return replace(exercise, changes=changes(before, exercise, moment, nothing_saved=same))

    return replace(report, exercises=tuple(map(told, report.exercises)))


def changes(before: Remembered, after: ExerciseResult, now: datetime, *, nothing_saved: bool) -> Changes | None:
    """Compare two checks with the same course, seed and device; None where there is nothing to say.

    ``nothing_saved`` is whether all files are as they were then.
    """
    accepted = Verdict.ACCEPTED.value
    known = [criterion for criterion in after.criteria if criterion.id in before.verdicts]
    was = {criterion.id: before.verdicts[criterion.id] == accepted for criterion in known}
    now_right = tuple(c.id for c in known if c.verdict is Verdict.ACCEPTED and not was[c.id])
    lost = tuple(c.id for c in known if was[c.id] and c.verdict is not Verdict.ACCEPTED and c.verdict not in _OPEN)
    same_verdicts = all(before.verdicts.get(c.id) == c.verdict.value for c in after.criteria if not c.elsewhere)
    unsaved = nothing_saved and same_verdicts and _to_do(after)
    if not (now_right or lost or unsaved):
        return None
    seconds = int((now - before.checked).total_seconds())
    return Changes(before.checked, seconds if seconds >= 0 else None, now_right, lost, unsaved)


def _to_do(exercise: ExerciseResult) -> bool:
    """Whether the learner has begun, and has something left to put right."""
    settled = {Verdict.ACCEPTED, Verdict.NOT_STARTED, Verdict.SKIPPED} | _OPEN
    return any(criterion.verdict not in settled for criterion in exercise.criteria)
