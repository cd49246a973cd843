"""Causes that no single call shows: what is shown of them is two calls in a row."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from lagrader.checkers.interface import Ask, PreparedCase, Task
from lagrader.checkers.preparing import tolerance_of
from lagrader.checkers.requests import call_of, lines_of
from lagrader.checkers.smallest import rung
from lagrader.checkers.tried import Tried, judge
from lagrader.comparison import compare
from lagrader.display import readable
from lagrader.ladder import rungs
from lagrader.outcomes import Outcome
from lagrader.rubric import CallCriterion
from lagrader.wire import Returned

OF_ORDER = frozenset({"ACCUMULATED", "GRADIENT_ACCUMULATED", "DIFFERS_BETWEEN_CALLS"})

MOST_TRIED = 8
"""Small cases that are called twice."""

SHORT = 30
"""Characters of a result that is shown beside another one."""


def two_calls(
    task: Task[CallCriterion], tried: Sequence[Tried], code: str
) -> Generator[Ask, Sequence[Outcome], Tried | None]:
    """Return a case whose example holds two calls that show it, or None where no small ones do."""
    if code != "DIFFERS_BETWEEN_CALLS":
        return _after_the_first(task, tried)
    cases = next(rungs(task.criterion.cases), ())
    prepared = (yield from rung(task, 0, cases))[:MOST_TRIED] if cases else ()
    calls = tuple(call_of(task.criterion, one.case, task.module) for one in prepared for _ in range(2))
    outcomes = (yield Ask("learner", calls)) if calls else ()
    pairs = zip(prepared, outcomes[::2], outcomes[1::2], strict=True)
    return next(filter(None, (_twice(task, *pair) for pair in pairs)), None)


def _after_the_first(task: Task[CallCriterion], tried: Sequence[Tried]) -> Tried | None:
    """Return the second case with the call of the first before it, where that one alone was right."""
    if len(tried) < 2 or not tried[0].passed or tried[1].passed:
        return None
    before, shown = tried[:2]
    example = shown.result.example
    if example is None:
        return None
    earlier = lines_of(task.criterion, before.prepared.case, before.args)
    return replace(shown, result=replace(shown.result, example=replace(example, setup=(*earlier, *example.setup))))


def _twice(task: Task[CallCriterion], prepared: PreparedCase, first: Outcome, second: Outcome) -> Tried | None:
    """Return the case where two calls gave two results of which one at least is wrong."""
    if not isinstance(first.reply, Returned) or not isinstance(second.reply, Returned):
        return None
    values = first.reply.value, second.reply.value
    both = [judge(task, prepared, prepared.case.args, outcome) for outcome in (first, second)]
    shown = next((one for one in reversed(both) if not one.passed), None)
    tolerance = tolerance_of(task.subject, prepared.case)
    if shown is None or compare((values[0],), (values[1],), "tuple", tolerance).kind == "none":
        return None
    example = shown.result.example
    assert example is not None  # what is wrong has one
    lines = lines_of(task.criterion, prepared.case)
    texts = [readable(value) for value in values]
    short = all(len(text) <= SHORT and "\n" not in text for text in texts)
    actual = ", then ".join(texts) if short else example.actual
    example = replace(example, setup=tuple(lines), call=lines[-1], actual=actual, note="")
    return replace(shown, result=replace(shown.result, example=example))
