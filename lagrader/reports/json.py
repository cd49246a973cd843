"""``--format json``: the stable interface for other programs; docs/report.schema.json describes it.

Keys are added, never changed or taken away, without a new ``format_version``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lagrader import __version__
from lagrader.phrases import points_number
from lagrader.reports.interface import RenderOptions
from lagrader.reports.wording import place, whole
from lagrader.results import Changes, CriterionResult, Example, ExerciseResult, Feedback, Report

FORMAT_VERSION = 1

_MAX_TEXT = 4_000
"""Characters of one text; a learner's result or message can be any length, a report should not."""


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """See the module."""

    name: str = "json"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return one JSON object in ASCII; the options change nothing."""
        return json.dumps(safe(report_data(report)), ensure_ascii=True, allow_nan=False, indent=2) + "\n"


FORMAT = JsonFormat()


def report_data(report: Report) -> dict[str, Any]:
    """Return a report as the object that JSON shows, before :func:`safe`."""
    course = report.course
    return {
        "format_version": FORMAT_VERSION,
        "lagrader": __version__,
        "course": {"title": course.title, "version": course.version, "digest": course.digest},
        "device": report.device,
        "seed": report.seed,
        "sandbox": report.sandbox,
        "points": points_number(report.points),
        "max_points": points_number(report.max_points),
        "earned_points": points_number(report.earned),
        "late": report.late,
        "unseen_points": points_number(report.unseen),
        "unsure_points": points_number(report.unsure),
        "pending_points": points_number(report.pending),
        "exercises": [_exercise(exercise) for exercise in report.exercises],
    }


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    return {
        "number": exercise.number,
        "id": exercise.id,
        "title": exercise.title,
        "further": exercise.further,
        "file": exercise.file,
        "points": points_number(exercise.points),
        "max_points": points_number(exercise.max_points),
        "notes": exercise.notes,
        "problem": _problem(exercise.problem),
        "criteria": [_criterion(criterion) for criterion in exercise.criteria],
        "changes": _changes(exercise.changes),
    }


def _changes(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    return {
        "since": changes.since.isoformat(timespec="seconds"),
        "now_right": changes.now_right,
        "no_longer_right": changes.no_longer_right,
        "nothing_saved": changes.nothing_saved,
    }


def _problem(problem: CriterionResult | None) -> dict[str, Any] | None:
    if problem is None:
        return None
    return {
        "verdict": problem.verdict.value,
        "location": _location(problem),
        "feedback": [_feedback(feedback, problem) for feedback in problem.feedback],
    }


def _criterion(criterion: CriterionResult) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "points": points_number(criterion.points),
        "max_points": points_number(criterion.max_points),
        "verdict": criterion.verdict.value,
        "hidden": criterion.hidden,
        "bonus": criterion.bonus,
        "location": _location(criterion),
        "feedback": [_feedback(feedback, criterion) for feedback in criterion.feedback],
        "cases": {"passed": criterion.passed, "tried": criterion.tried, "total": len(criterion.cases)},
        # What a hidden criterion is tried on stays hidden, in every format.
        "example": None if criterion.hidden else _example(criterion.example),
    }


def _location(criterion: CriterionResult) -> dict[str, Any] | None:
    location = place(criterion)
    return {"file": location.file, "line": location.line} if location else None


def _feedback(feedback: Feedback, about: CriterionResult) -> dict[str, str]:
    return {"code": feedback.code, "text": whole(about, feedback.text)}


def _example(example: Example | None) -> dict[str, Any] | None:
    if example is None or example.hidden:
        return None
    return {
        "call": example.call,
        "setup": example.setup,
        "expected": example.expected,
        "actual": example.actual,
        "smallest": example.smallest,
    }


def safe(value: Any) -> Any:
    """Return ``value`` as what every JSON parser takes: no NaN, no lone surrogate, no foreign object."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_text(str(key)): safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [safe(item) for item in value]
    return _text(str(value))


def _text(text: str) -> str:
    if len(text) > _MAX_TEXT:
        text = f"{text[:_MAX_TEXT]}… ({len(text) - _MAX_TEXT} more characters)"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
