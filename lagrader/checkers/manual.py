"""``manual``: what only a person can judge; nothing is asked, and the criterion waits."""

from __future__ import annotations

from lagrader.checkers.interface import Examination, Preparation, Prepared, Subject, Task
from lagrader.checkers.verdicts import waiting
from lagrader.rubric import ManualCriterion


def prepare(subject: Subject[ManualCriterion]) -> Preparation:
    """Nothing to ask."""
    yield from ()
    return Prepared()


def examine(task: Task[ManualCriterion]) -> Examination:
    """Leave it to a person."""
    yield from ()
    return waiting(task.criterion)
