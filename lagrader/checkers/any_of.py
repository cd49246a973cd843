"""``any_of``: several ways to the same points, of which the best one counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from lagrader.checkers.interface import Examination, Preparation, Prepared, Subject, Task
from lagrader.checkers.verdicts import accepted, failed, own_feedback
from lagrader.phrases import joined, out_of
from lagrader.results import CriterionResult, Feedback, Verdict
from lagrader.rubric import AnyOfCriterion, Way

CODE = "ONE_WAY_COUNTS"

_UNTOUCHED = frozenset({"NO_RETURN", "NOT_IMPLEMENTED"})
"""What a function says that is there and not written yet: it is hardly the way that somebody took."""


def prepare(subject: Subject[Any]) -> Preparation:
    """Prepare each way; the course can't say what is right where it can't for one of them."""
    from lagrader.checkers import CHECKERS

    ways = []
    for way in subject.criterion.any_of:
        prepared = yield from CHECKERS[way.kind].prepare(replace(subject, criterion=way))
        ways.append(prepared)
    fault = next((prepared.fault for prepared in ways if prepared.fault), "")
    return Prepared(fault=fault, ways=tuple(ways))


def examine(task: Task[Any]) -> Examination:
    """Examine one way after the other, until one has all the points; tell of the best, and which it is."""
    from lagrader.checkers import CHECKERS

    criterion: AnyOfCriterion = task.criterion
    found: list[tuple[Way, CriterionResult]] = []
    for way, prepared in zip(criterion.any_of, task.prepared.ways, strict=True):
        own = replace(task, subject=replace(task.subject, criterion=way), prepared=prepared)
        result = yield from CHECKERS[way.kind].examine(own)
        found.append((way, result))
        if result.points == criterion.points:
            break
    way, best = max(found, key=lambda one: _rank(*one))
    if best.points == criterion.points:
        return replace(accepted(task, best.cases), feedback=(Feedback(CODE, f"Counted: {way.title}."),))
    return _less(task, found, way, best)


def _rank(way: Way, result: CriterionResult) -> tuple[object, ...]:
    """What makes one way count before another; of equals the first counts."""
    code = result.feedback[0].code if result.feedback else ""
    is_mistake = code.lower() in way.mistakes and code.isupper()
    return result.points, is_mistake, code not in _UNTOUCHED, -result.verdict.severity


def _less(
    task: Task[Any], found: list[tuple[Way, CriterionResult]], way: Way, best: CriterionResult
) -> CriterionResult:
    """Less than all points. A way that could not be judged, or had too little time, may be worth more: it is told."""
    criterion: AnyOfCriterion = task.criterion
    unsure = [one for one in found if one[1].verdict in (Verdict.JUDGE_ERROR, Verdict.TIME_LIMIT_EXCEEDED)]
    way, told = max(unsure, key=lambda one: one[1].verdict.severity, default=(way, best))
    points = Fraction() if told.verdict is Verdict.JUDGE_ERROR else best.points
    if told.verdict is Verdict.ACCEPTED:
        better = [other.title for other in criterion.any_of if other.points > way.points]
        text = f"Right in one way, {way.title}: {out_of(points, criterion.points)} points. More is given for: "
        feedback = own_feedback(criterion, CODE, f"{text}{joined(better, 'or')}.")
        return failed(task, Verdict.WRONG_ANSWER, feedback, cases=told.cases, points=points)
    ways = joined([other.title for other in criterion.any_of], "or")
    which = own_feedback(criterion, CODE, f"One of these ways is enough: {ways}. This is about: {way.title}.")
    return replace(
        told,
        id=criterion.id,
        title=criterion.title,
        points=points,
        max_points=criterion.points,
        feedback=(*told.feedback, which),
    )
