"""``operations``: does the answer come by the road that the exercise is about?

Each call is made twice: as it is, and while what a named door gives is multiplied by a secret factor. The
answer must change (``through``) or must not (``not_through``). It is a teaching check inside the learner's
process: its criterion needs the one on the value, and gives nothing where the value is wrong.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lagrader.cases import draw
from lagrader.checkers.interface import Ask, Examination, Preparation, Prepared, PreparedCase, Subject, Task
from lagrader.checkers.requests import call_of, lines_of
from lagrader.checkers.source import broken_rule
from lagrader.checkers.verdicts import accepted, failed, in_trouble, own_feedback, source_line, trouble, where
from lagrader.comparison import as_numpy, number
from lagrader.outcomes import Outcome
from lagrader.results import CaseResult, CriterionResult, Example, Location, Verdict
from lagrader.rubric import OperationsCriterion
from lagrader.wire import Array, Returned, Rig, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST_FACTOR, LARGEST_FACTOR = 1.3, 1.7
CHANGE = 1e-2
"""Relative change from which an answer counts as another one; the factors change it by 30 % and more."""


def prepare(subject: Subject[OperationsCriterion]) -> Preparation:
    """Draw the cases; nothing is expected of them but to depend, or not to."""
    yield from ()
    criterion = subject.criterion
    cases = draw(criterion, subject.exercise, subject.seed)
    return Prepared(tuple(PreparedCase(case) for case in cases))


def examine(task: Task[OperationsCriterion]) -> Examination:
    """Call each case as it is and under every rig, and judge each by comparing the two."""
    criterion, cases = task.criterion, task.prepared.cases
    if criterion.rules is not None:
        broken = broken_rule(task, criterion.rules, criterion.called)
        if broken is not None:
            return broken
    rigs = [None, *_rigs(criterion)]
    # Plain calls first: where a rigged one stops the child, the rest of the criterion is not run.
    calls = [call_of(criterion, one.case, task.module, rig=rig, echo=False) for rig in rigs for one in cases]
    outcomes = yield Ask("learner", tuple(calls))
    rows = [outcomes[place :: len(cases)] for place in range(len(cases))]
    for prepared, row in zip(cases, rows, strict=True):
        problem = trouble(task, row[0], criterion.called)
        if problem:
            *setup, call = lines_of(criterion, prepared.case)
            return in_trouble(
                task,
                problem,
                example=Example(call, tuple(setup), hidden=prepared.case.hidden, opens=prepared.case.opens),
                output=row[0].output,
            )
    return _judge(task, [rig for rig in rigs if rig], rows)


def _rigs(criterion: OperationsCriterion) -> list[Rig]:
    factor = random.SystemRandom().uniform(SMALLEST_FACTOR, LARGEST_FACTOR)
    rigs = [Rig("through", criterion.through, factor)] if criterion.through else []
    rigs += [Rig("not_through", family, factor) for family in criterion.not_through]
    return [*rigs, Rig("count", "products")] if criterion.same_count else rigs


def _judge(task: Task[OperationsCriterion], rigs: Sequence[Rig], rows: Sequence[Sequence[Outcome]]) -> CriterionResult:
    for place, rig in enumerate(rigs, start=1):
        if rig.kind == "count":
            counts = {reply.count for row in rows if isinstance(reply := row[place].reply, Returned)}
            if len(counts) > 1:
                return _wrong_road(task, "COUNT_GROWS", f"{task.criterion.called} computes row by row.", None)
            continue
        for row in rows:
            moved = _changed(row[0], row[place])
            if rig.kind == "through" and moved is False:
                text = f"The answer does not come through {rig.door}."
                return _wrong_road(task, "NOT_THROUGH_" + rig.door.upper().replace(".", "_"), text, None)
            if rig.kind == "not_through" and moved:
                text = f"The answer comes through {_names(row[place]) or rig.door}."
                return _wrong_road(task, "THROUGH_" + rig.door.upper(), text, row[place])
    return accepted(task, [CaseResult(prepared.case.name, Verdict.ACCEPTED) for prepared in task.prepared.cases])


def _changed(plain: Outcome, rigged: Outcome) -> bool | None:
    """Whether interfering changed the answer.

    None where the interference made the program raise: a check of the learner's own may stumble over a value
    that we changed. Then nothing is known, and the learner is believed.
    """
    if not isinstance(rigged.reply, Returned):
        return None
    assert isinstance(plain.reply, Returned)
    before, after = _numbers(plain.reply.value), _numbers(rigged.reply.value)
    if before is None or after is None or before.shape != after.shape:
        return plain.reply.value != rigged.reply.value
    with np.errstate(all="ignore"):
        close = np.abs(after - before) <= CHANGE * np.maximum(np.abs(before), np.abs(after))
        # From a number to infinity is a change, though no distance is greater than one in a hundred of it.
        alike = (close & np.isfinite(after - before)) | (before == after) | (np.isnan(before) & np.isnan(after))
    return bool(np.any(~alike))


def _numbers(value: Value) -> NDArray[Any] | None:
    if isinstance(value, Array):
        entries = np.atleast_1d(as_numpy(value))
        # Truth values can't be subtracted, and numbers without a sign come out wrong.
        return entries if entries.dtype.kind in "fc" else entries.astype(np.float64)
    found = number(value)
    if found is None:
        return None
    try:
        return np.array([float(found)])
    except OverflowError:  # a whole number beyond every float
        return np.array([math.inf if found > 0 else -math.inf])


def _names(outcome: Outcome) -> str:
    assert isinstance(outcome.reply, Returned)
    return outcome.reply.seen[0][0] if outcome.reply.seen else ""


def _wrong_road(task: Task[OperationsCriterion], code: str, text: str, outcome: Outcome | None) -> CriterionResult:
    feedback = own_feedback(task.criterion, code, text)
    place = where(task, task.criterion.called)
    if outcome is not None and isinstance(outcome.reply, Returned):
        lines = [line for _, line in outcome.reply.seen if line]
        place = Location(task.file, lines[0], source_line(task, lines[0])) if lines else place
    return failed(task, Verdict.WRONG_ANSWER, feedback, location=place)
