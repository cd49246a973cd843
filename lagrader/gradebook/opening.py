"""What was hidden when work was graded, and is not any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lagrader import moments
from lagrader.results import CaseResult, CriterionResult, Example, Report


def opened(report: Report) -> Report:
    """Return a report in which nothing is hidden whose moment has come."""
    if not any(_dated(criterion) for exercise in report.exercises for criterion in exercise.criteria):
        return report
    exercises = (replace(one, criteria=tuple(map(_criterion, one.criteria))) for one in report.exercises)
    return replace(report, exercises=tuple(exercises))


def _dated(criterion: CriterionResult) -> bool:
    return any(one is not None for one in (criterion.opens, *(case.opens for case in criterion.cases)))


def _criterion(criterion: CriterionResult) -> CriterionResult:
    example = criterion.example and _example(criterion.example)
    cases = tuple(map(_case, criterion.cases))
    return replace(criterion, hidden=_still(criterion.hidden, criterion.opens), cases=cases, example=example)


def _case(case: CaseResult) -> CaseResult:
    return replace(case, hidden=_still(case.hidden, case.opens), example=case.example and _example(case.example))


def _example(example: Example) -> Example:
    return replace(example, hidden=_still(example.hidden, example.opens))


def _still(hidden: bool, opens: datetime | None) -> bool:
    return hidden and (opens is None or moments.now() < opens)
