"""Partial credit for a ``call`` criterion: what some of its cases are worth, and the words for it."""

from __future__ import annotations

import math
from fractions import Fraction

from lagrader.phrases import counted, out_of, points_text
from lagrader.results import Feedback
from lagrader.rubric import CallCriterion, Step


def earned(criterion: CallCriterion, right: int, tried: int) -> Fraction:
    """Return the points for ``right`` of ``tried`` cases, where not all are right."""
    if not isinstance(criterion.partial, list):
        return criterion.points * right / tried if criterion.partial else Fraction()
    return max((step.points for step in criterion.partial if right >= needed(step, tried)), default=Fraction())


def needed(step: Step, tried: int) -> int:
    """Return how many of ``tried`` cases must be right for a step."""
    return math.ceil(step.from_ * tried)


def told(criterion: CallCriterion, right: int, tried: int) -> tuple[Feedback, ...]:
    """Say what was earned of what and why, and where the next step is; nothing where nothing is given in part."""
    points = earned(criterion, right, tried)
    more = ""
    if isinstance(criterion.partial, list):
        step = next((step for step in criterion.partial if right < needed(step, tried) < tried), None)
        whole = f"all of them give {points_text(criterion.points)}"
        more = f"; {whole if step is None else f'{needed(step, tried)} right ones give {points_text(step.points)}'}"
    elif not points:
        return ()
    text = f"{right} of {counted(tried, 'case')} are right: {out_of(points, criterion.points)} points{more}."
    return (Feedback("PARTLY_RIGHT", text),)
