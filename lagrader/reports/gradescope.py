"""``--format gradescope``: results.json as Gradescope reads it, one test for each criterion.

Its own description (gradescope/autograder_samples, docs/specs.md): scores and maxima, ``passed`` or ``failed``, a text
with its format, and who may see it. A test that is hidden hides the total, so nothing is: of hidden criteria the report
itself tells no more than learners may know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from lagrader.phrases import points_number, points_text
from lagrader.reports.interface import RenderOptions
from lagrader.reports.json import report_data, safe
from lagrader.reports.told import body, facts, marked_name
from lagrader.reports.views import for_learner
from lagrader.reports.wording import about_sum, state
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict


@dataclass(frozen=True, slots=True)
class GradescopeFormat:
    """See the module."""

    name: str = "gradescope"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return one JSON object in ASCII."""
        shown = for_learner(report)
        tests = [
            _test(exercise, criterion, f"{exercise.number}.{place}", shown.seed, options)
            for exercise in (*shown.counted, *(_marked(exercise) for exercise in shown.beside))
            for place, criterion in enumerate(exercise.criteria, 1)
            if not criterion.elsewhere
        ]
        result: dict[str, Any] = {
            "score": points_number(shown.points),
            "output": _output(shown),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": tests,
            "extra_data": {"lagrader": report_data(shown)},
        }
        return json.dumps(safe(result), ensure_ascii=True, allow_nan=False, indent=2) + "\n"


FORMAT = GradescopeFormat()


def _marked(exercise: ExerciseResult) -> ExerciseResult:
    """An exercise that is in no total, whose tests say so: Gradescope shows their scores, and takes ours for all."""
    return replace(exercise, title=f"{exercise.title} (not counted)")


def _output(report: Report) -> str:
    total = f"{points_text(report.points)} of {points_text(report.max_points)}"
    notes = [note for exercise in report.exercises for note in exercise.notes]
    return "\n".join([f"{report.course.title}: {total}", *about_sum(report), *notes])


def _test(
    exercise: ExerciseResult, criterion: CriterionResult, number: str, seed: int, options: RenderOptions
) -> dict[str, Any]:
    passed = criterion.verdict is Verdict.ACCEPTED
    words = state(criterion.verdict)
    told = "\n\n".join(filter(None, [body(exercise, criterion, options), facts(criterion, seed)]))
    said = words[:1].upper() + words[1:] + "." if words and not criterion.feedback else told
    return {
        "name": f"{exercise.title}: {marked_name(criterion)}",
        "number": number,
        "score": points_number(criterion.points),
        "max_score": points_number(criterion.max_points),
        "status": "passed" if passed else "failed",
        "output": "" if passed and not criterion.feedback else said,
        "output_format": "text",
        "visibility": "visible",
        "tags": [exercise.id],
    }
