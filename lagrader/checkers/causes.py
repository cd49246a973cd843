"""Why a ``call`` criterion failed, where no author has foreseen it: what the general diagnoses are shown.

They want to see more than the first calls: what a second call in a row gives, and what the reference gives with its
first two arguments exchanged. Both are asked for here, and only of functions that came to an answer.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from lagrader.checkers.interface import Ask, Expected, Raises, Task
from lagrader.checkers.preparing import result_of, tolerance_of
from lagrader.checkers.requests import call_of
from lagrader.checkers.tried import Tried, judge
from lagrader.diagnosis import NOT_ASKED, Context, NotAsked, Sample, diagnose
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Feedback
from lagrader.rubric import CallCriterion
from lagrader.wire import Returned, Value


def samples_of(
    task: Task[CallCriterion], tried: Sequence[Tried]
) -> Generator[Ask, Sequence[Outcome], list[Sample] | None]:
    """Return one sample for each case, in order; None where a call was stopped, since it would be stopped again."""
    if any(isinstance(one.outcome.reply, Stopped) for one in tried):
        return None
    answered = [one for one in tried if not one.passed and isinstance(one.outcome.reply, Returned)]
    swapped = yield from _swapped(task, answered)
    again = yield from _again(task, answered)
    samples = []
    for one in tried:
        outcome, second = again.get(id(one), (one.outcome, NOT_ASKED))
        sample = replace(sample_of(task, one), outcome=outcome, again=second, swapped=swapped.get(id(one)))
        samples.append(sample)
    return samples


def sample_of(task: Task[CallCriterion], one: Tried) -> Sample:
    """Return one case as a diagnosis sees it, with nothing more asked about it."""
    prepared, case = one.prepared, one.prepared.case
    return Sample(
        one.args,
        _value(prepared.expected),
        one.outcome,
        one.passed,
        case.names,
        case.axes,
        case.sizes,
        tuple(task.criterion.result),
        case.literal,
        _value(prepared.given),
        tolerance_of(task.subject, case),
    )


def cause(task: Task[CallCriterion], samples: Sequence[Sample]) -> Feedback | None:
    """Return what is sure about the samples."""
    return diagnose(samples, context(task))


def context(task: Task[CallCriterion]) -> Context:
    """Return what is the same for all cases."""
    criterion = task.criterion
    return Context(criterion.called, criterion.returns, task.subject.device, task.tree, criterion.is_hidden)


def _value(expected: Expected) -> Value:
    return None if isinstance(expected, Raises) else expected


def _swapped(
    task: Task[CallCriterion], answered: Sequence[Tried]
) -> Generator[Ask, Sequence[Outcome], dict[int, Value]]:
    """Ask the reference with the first two arguments exchanged; only what it answers is of use."""
    pairs = [one for one in answered if len(one.args) > 1]
    if not pairs:
        return {}
    exchanged = [(one.prepared.case, (one.args[1], one.args[0], *one.args[2:])) for one in pairs]
    reference = task.subject.reference
    calls = (call_of(task.criterion, case, reference, args, widen=True, echo=False) for case, args in exchanged)
    outcomes = yield Ask("oracle", tuple(calls))
    return {id(one): _value(result_of(outcome)) for one, outcome in zip(pairs, outcomes, strict=True)}


def _again(
    task: Task[CallCriterion], answered: Sequence[Tried]
) -> Generator[Ask, Sequence[Outcome], dict[int, tuple[Outcome, Value | NotAsked]]]:
    """Call twice in a row where a case failed; return what it is judged by, and what came next.

    That is the first of the new calls and the second, so that nothing lies between the two; or, where the case passes
    now, the call that failed and the one that passed.
    """
    calls = [call_of(task.criterion, one.prepared.case, task.module, one.args) for one in answered for _ in range(2)]
    outcomes = (yield Ask("learner", tuple(calls))) if calls else ()
    found: dict[int, tuple[Outcome, Value | NotAsked]] = {}
    for one, first, second in zip(answered, outcomes[::2], outcomes[1::2], strict=True):
        still_fails = not judge(task, one.prepared, one.args, first).passed and isinstance(first.reply, Returned)
        found[id(one)] = (first, _answer(second)) if still_fails else (one.outcome, _answer(first))
    return found


def _answer(outcome: Outcome) -> Value | NotAsked:
    return outcome.reply.value if isinstance(outcome.reply, Returned) else NOT_ASKED
