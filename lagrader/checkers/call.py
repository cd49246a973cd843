"""``call``: a function's results on cases against the reference's, by tolerance."""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from dataclasses import replace

from lagrader.checkers.interface import Ask, Examination, PreparedCase, Task
from lagrader.checkers.partial import earned, told
from lagrader.checkers.places import origin
from lagrader.checkers.preparing import prepare_call, tolerance_of, without_handles
from lagrader.checkers.requests import call_of
from lagrader.checkers.tried import Tried, judge
from lagrader.checkers.verdicts import OUTPUT_LIMIT, accepted, course_at_fault, failed, in_trouble, worst
from lagrader.checkers.why import Why, why_it_failed
from lagrader.comparison import compare, number
from lagrader.outcomes import Outcome
from lagrader.results import CriterionResult, Verdict
from lagrader.rubric import CallCriterion
from lagrader.wire import Array, Raised, Returned, Value

REMEMBERED = 64
"""Right answers to one case that are known again; some differ in the last digits, or in what they hung on."""

prepare = prepare_call


def examine(task: Task[CallCriterion]) -> Examination:
    """Call the learner's function on every case and judge; give points whole unless the rubric says partial."""
    if task.prepared.fault:
        return course_at_fault(task, task.prepared.fault)
    tried = yield from _try(task)
    if all(one.passed for one in tried):
        return accepted(task, [one.result for one in tried])
    why = yield from why_it_failed(task, tried)
    place = yield from origin(task, why.feedback.code, why.shown)
    result = _failure(task, tried, why)
    return replace(result, location=place) if place is not None else result


def _try(task: Task[CallCriterion]) -> Generator[Ask, Sequence[Outcome], list[Tried]]:
    cases = task.prepared.cases
    # What the learner's own calls gave is no input of the course's that could have been changed.
    calls = (call_of(task.criterion, one.case, task.module, echo=not one.handles) for one in cases)
    outcomes = yield Ask("learner", tuple(calls))
    found = [_tried(task, one, outcome) for one, outcome in zip(cases, outcomes, strict=True)]
    # Where the learner's own calls fail or are wrong, this function is still judged, on plain numbers.
    plain = yield from _try_plain(task, [one for one, tried in zip(cases, found, strict=True) if tried is None])
    return [tried or plain.pop(0) for tried in found]


def _tried(task: Task[CallCriterion], prepared: PreparedCase, outcome: Outcome) -> Tried | None:
    """Judge what came of one case; None where the inputs that come from the learner's own calls are not good.

    A class gives the same right answers again and again: one that was judged before has the same result.
    """
    sent = outcome.reply.sent if isinstance(outcome.reply, Returned) and outcome.output_bytes <= OUTPUT_LIMIT else None
    if sent in prepared.right:
        args, result = prepared.right[sent]
        return Tried(prepared, args, outcome, result, None)
    if not _handles_are_good(task, prepared, outcome):
        return None
    tried = judge(task, prepared, _met_args(prepared, outcome), outcome)
    if sent is not None and tried.passed and len(prepared.right) < REMEMBERED:
        prepared.right[sent] = tried.args, tried.result
    return tried


def _met_args(prepared: PreparedCase, outcome: Outcome) -> tuple[Value, ...]:
    handles = outcome.reply.handles if isinstance(outcome.reply, Returned | Raised) else prepared.handles
    return without_handles(prepared.case.args, handles)


def _handles_are_good(task: Task[CallCriterion], prepared: PreparedCase, outcome: Outcome) -> bool:
    """Whether the inputs that come from the learner's own calls are what the reference's calls give."""
    if not prepared.handles:
        return True
    reply = outcome.reply
    if not isinstance(reply, Returned | Raised) or len(reply.handles) != len(prepared.handles):
        return False
    tolerance = tolerance_of(task.subject, prepared.case)
    pairs = zip(prepared.handles, reply.handles, strict=True)
    return all(compare(right, own, "number", tolerance).kind == "none" for right, own in pairs)


def _try_plain(
    task: Task[CallCriterion], cases: Sequence[PreparedCase]
) -> Generator[Ask, Sequence[Outcome], list[Tried]]:
    """Give plain numbers instead of the learner's own results: floats, and 0-d tensors; either may pass."""
    if not cases:
        return []
    met = [(one, tuple(map(made, without_handles(one.case.args, one.handles)))) for one in cases for made in _PLAIN]
    outcomes = yield Ask("learner", tuple(call_of(task.criterion, one.case, task.module, args) for one, args in met))
    tried = [
        judge(task, replace(one, case=replace(one.case, args=args)), args, outcome)
        for (one, args), outcome in zip(met, outcomes, strict=True)
    ]
    both = zip(tried[::2], tried[1::2], strict=True)
    return [second if second.result.verdict is Verdict.ACCEPTED else first for first, second in both]


def _as_float(value: Value) -> Value:
    found = number(value)
    return value if found is None else float(found)


def _as_tensor(value: Value) -> Value:
    found = number(value)
    return value if found is None else Array("float64", (), struct.pack("<d", float(found)))


_PLAIN = (_as_float, _as_tensor)


# --- the result --------------------------------------------------------------------------------------------


def _failure(task: Task[CallCriterion], tried: Sequence[Tried], why: Why) -> CriterionResult:
    results = [one.result for one in tried]
    verdict = worst(results)
    right = sum(one.passed for one in tried)
    points = earned(task.criterion, right, len(tried))
    feedback = (why.feedback, *told(task.criterion, right, len(tried)))
    shown = why.shown
    example = shown.result.example
    if example is not None:
        example = replace(example, smallest=why.smallest)
    if shown.problem is not None:
        result = in_trouble(task, shown.problem, cases=results, example=example, output=shown.outcome.output)
        return replace(result, verdict=verdict, points=points, feedback=feedback)
    output = shown.outcome.output
    result = failed(task, verdict, why.feedback, cases=results, example=example, output=output, points=points)
    return replace(result, feedback=feedback)
