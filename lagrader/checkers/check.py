"""``check``: the teacher's way out, a function of the course's own that judges what calls returned.

It runs in the oracle, on what came back from the learner's child; it sees values, never the program.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from lagrader.checkers.interface import Ask, Examination, Preparation, Prepared, Subject, Task
from lagrader.checkers.verdicts import (
    accepted,
    course_at_fault,
    failed,
    in_trouble,
    mistake_feedback,
    own_feedback,
    trouble,
)
from lagrader.comparison import number
from lagrader.diagnosis import Context, Sample, diagnose_nothing
from lagrader.display import call_text, readable
from lagrader.errors import CourseError
from lagrader.outcomes import Outcome
from lagrader.results import CriterionResult, Example, Feedback, Verdict
from lagrader.rubric import CallSpec, CheckCriterion
from lagrader.wire import Call, Raised, Returned, Value, WireError, pack_request


def prepare(subject: Subject[CheckCriterion]) -> Preparation:
    """Nothing is known beforehand."""
    yield from ()
    return Prepared()


def examine(task: Task[CheckCriterion]) -> Examination:
    """Make the calls, hand their results to the course's function, read what it earned."""
    criterion = task.criterion
    calls = tuple(Call(task.module, spec.call, tuple(spec.args), echo=False) for spec in criterion.calls)
    outcomes = yield Ask("learner", calls)
    values: list[Value] = []
    for spec, outcome in zip(criterion.calls, outcomes, strict=True):
        problem = trouble(task, outcome, spec.call)
        if problem:
            return in_trouble(task, problem, example=_example(spec), output=outcome.output)
        assert isinstance(outcome.reply, Returned)
        values.append(outcome.reply.value)
    request = Call(task.subject.checks, criterion.check, (values, float(criterion.points)), echo=False)
    if not _can_travel(request):
        text = f"What {criterion.target} returns is too large to be judged: return what is asked for, and no more."
        return failed(task, Verdict.WRONG_ANSWER, Feedback("RESULT_TOO_LARGE", text, criterion.explain))
    (answer,) = yield Ask("oracle", (request,))
    return _read(task, answer, values, outcomes)


def _can_travel(request: Call) -> bool:
    """Whether the results of all calls, each of which has travelled alone, fit into one message together."""
    try:
        pack_request(0, request)
    except WireError:
        return False
    return True


def _read(
    task: Task[CheckCriterion], answer: Outcome, values: Sequence[Value], outcomes: Sequence[Outcome]
) -> CriterionResult:
    reply = answer.reply
    earned = Fraction()
    if isinstance(reply, Returned):
        earned = _points(task.criterion, reply.value)
        if earned == task.criterion.points:
            return accepted(task)
        feedback = _partly(task.criterion) if earned else _feedback(task.criterion, "")
    elif isinstance(reply, Raised) and "AssertionError" in reply.ancestors:
        feedback = _nothing_returned(task, outcomes) or _feedback(task.criterion, reply.message)
    else:
        said = f"{reply.type}: {reply.message}" if isinstance(reply, Raised) else "no answer"
        return course_at_fault(task, f"the course's own check {task.criterion.check} stopped ({said}).")
    example = _example(task.criterion.calls[0], values[0])
    return failed(task, Verdict.WRONG_ANSWER, feedback, points=earned, example=example, output=outcomes[0].output)


def _points(criterion: CheckCriterion, value: Value) -> Fraction:
    """Read what a check returned, exactly; anything but points that it may give is a broken course."""
    found = number(value)
    # The points went out as a float, which may be a little more than they are; back comes exactly all of them.
    if found == float(criterion.points):
        return criterion.points
    if found is None or not math.isfinite(found) or not 0 <= found < criterion.points:
        raise CourseError(
            f"The check {criterion.check} returned {readable(value)}; it must return points "
            f"from 0 to {criterion.points}."
        )
    if found and not criterion.partial:
        raise CourseError(
            f"The check {criterion.check} gave {found} of {criterion.points} points; "
            "write `partial: true` to allow that."
        )
    return Fraction(str(found))


def _partly(criterion: CheckCriterion) -> Feedback:
    return own_feedback(criterion, "PARTLY_RIGHT", f"{criterion.target} is right in part.")


def _feedback(criterion: CheckCriterion, message: str) -> Feedback:
    if message in criterion.mistakes:
        return mistake_feedback(message, criterion.mistakes[message])
    return Feedback("CHECK_FAILED", message or criterion.say or "It is not right yet.", criterion.explain)


def _nothing_returned(task: Task[CheckCriterion], outcomes: Sequence[Outcome]) -> Feedback | None:
    """What is sure where no call returned anything: the check knows that this is wrong, and not why."""
    calls = task.criterion.calls
    if len({spec.call for spec in calls}) != 1:
        return None
    samples = [Sample(tuple(spec.args), None, outcome, False) for spec, outcome in zip(calls, outcomes, strict=True)]
    about = Context(calls[0].call, device=task.subject.device, tree=task.tree, hidden=task.criterion.is_hidden)
    return diagnose_nothing(samples, about)


def _example(spec: CallSpec, value: Value = None) -> Example:
    setup, call = call_text(spec.call, spec.args, ())
    example = Example(call, tuple(setup))
    return example if value is None else replace(example, actual=readable(value))
