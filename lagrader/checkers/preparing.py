"""Cases that can tell right from wrong: drawn again until every known and every trivial wrong answer shows.

Plain draws hide faults: of random neurons, 48 % give exactly 0 and hide a missing bias. So cases are redrawn
until each known mistake of the criterion, and each trivial answer, differs from the right one in two of them.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from lagrader.cases import Case, draw
from lagrader.checkers.interface import Ask, Expected, Prepared, PreparedCase, Raises, Subject
from lagrader.checkers.requests import call_of
from lagrader.checkers.unfit import refuse_unfit
from lagrader.comparison import compare
from lagrader.errors import CourseError
from lagrader.outcomes import Outcome
from lagrader.results import Difference
from lagrader.rubric import CallCriterion
from lagrader.tolerance import Tolerance, tolerance_for
from lagrader.wire import Array, Call, Handle, Raised, Returned, Value

MAX_REDRAWS = 50
"""Draws after the first."""

TELLING_CASES = 2


def prepare_call(subject: Subject[CallCriterion]) -> Generator[Ask, Sequence[Outcome], Prepared]:
    """Draw until the cases tell every wrong answer from the right one; raise CourseError where they can't."""
    criterion = subject.criterion
    blind: list[str] = []
    for attempt in range(1 + MAX_REDRAWS):
        cases = draw(criterion, subject.exercise, subject.seed, attempt)
        references = yield Ask("oracle", tuple(_references(subject, cases)))
        for outcome in references:
            refuse_unfit(outcome, f"{criterion.call} of the reference solution", ("state",))
        prepared = _with_expected(cases, references)
        fault = _fault(prepared, references)
        if fault:
            return Prepared(fault=fault)
        blind = [
            f"the trivial answer {name}" for name in _blind_to(subject, prepared, dict(_trivial(criterion, prepared)))
        ]
        if not blind:
            prepared, unseen = yield from _with_mistakes(subject, prepared)
            blind = [f"the mistake {name}" for name in unseen]
        if not blind:
            return Prepared(prepared)
        if not any(spec.drawn for spec in criterion.cases):
            break
    raise CourseError(
        f"{subject.exercise}, criterion {criterion.id}: its cases cannot tell {blind[0]} from the right answer. "
        f"Add cases to its rubric.yaml where they differ."
    )


def tolerance_of(subject: Subject[CallCriterion], case: Case, returned: Value = None) -> Tolerance:
    """The tolerance that holds for one case: by the dtype of its inputs and the length of its reduction."""
    criterion = subject.criterion
    return tolerance_for(case.values, criterion.tolerance, _reduction(criterion, case), subject.device, returned)


def difference(subject: Subject[CallCriterion], case: Case, expected: Expected, actual: Expected) -> Difference:
    """Compare two results of one case, of which either may be an exception."""
    if isinstance(expected, Raises) and isinstance(actual, Raises):
        return Difference("none" if expected.ancestors[0] == actual.ancestors[0] else "type")
    if isinstance(expected, Raises) or isinstance(actual, Raises):
        return Difference("type")
    return compare(expected, actual, subject.criterion.returns, tolerance_of(subject, case))


def expected_of(
    subject: Subject[CallCriterion], cases: Sequence[Case]
) -> Generator[Ask, Sequence[Outcome], tuple[PreparedCase, ...]]:
    """Ask the oracle what cases without handles should give; leave out those that the reference itself refuses."""
    outcomes = yield Ask("oracle", tuple(_references(subject, cases)))
    prepared = _with_expected(cases, outcomes)
    return tuple(one for one in prepared if not isinstance(one.expected, Raises) and not isinstance(one.given, Raises))


def ask_mistakes(
    subject: Subject[CallCriterion], names: Sequence[str], met: Sequence[tuple[Case, tuple[Value, ...]]]
) -> Generator[Ask, Sequence[Outcome], list[dict[str, Expected]]]:
    """Ask the oracle what known wrong answers give for each case with the arguments that it came to (no handles)."""
    if not names or not met:
        return [{} for _ in met]
    calls = [
        call_of(subject.criterion, case, subject.mistakes, args, function=name, widen=True, echo=False)
        for case, args in met
        for name in names
    ]
    outcomes = yield Ask("oracle", tuple(calls))
    for name, outcome in zip([name for _ in met for name in names], outcomes, strict=True):
        refuse_unfit(outcome, f"{name} of mistakes.py", ("mistakes", name))
    rows = [outcomes[start : start + len(names)] for start in range(0, len(outcomes), len(names))]
    return [dict(zip(names, map(result_of, row), strict=True)) for row in rows]


def result_of(outcome: Outcome) -> Expected:
    """The value of an outcome, or what it raised."""
    match outcome.reply:
        case Returned(value):
            return value
        case Raised(ancestors=ancestors, type=kind):
            return Raises(ancestors or (kind,))
    return Raises((type(outcome.reply).__name__,))


def without_handles(args: Sequence[Value], results: Sequence[Value]) -> tuple[Value, ...]:
    """Put the results of handles in their places; they stand in order of evaluation, inner ones first."""
    left = list(results)

    def replaced(value: Value) -> Value:
        if not isinstance(value, Handle):
            return value
        for inner in value.args:
            replaced(inner)
        return left.pop(0) if left else None

    return tuple(replaced(value) for value in args)


def _references(subject: Subject[CallCriterion], cases: Sequence[Case]) -> Iterator[Call]:
    for case in cases:
        for widen in (True, False):
            yield call_of(subject.criterion, case, subject.reference, widen=widen, echo=False)


def _with_expected(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> tuple[PreparedCase, ...]:
    prepared = []
    for case, exact, given in zip(cases, outcomes[::2], outcomes[1::2], strict=True):
        handles = given.reply.handles if isinstance(given.reply, Returned) else ()
        prepared.append(PreparedCase(case, result_of(exact), result_of(given), handles))
    return tuple(prepared)


def _fault(prepared: Sequence[PreparedCase], outcomes: Sequence[Outcome]) -> str:
    """The reference must not raise here: a sentence where it does."""
    for outcome in outcomes:
        if not isinstance(outcome.reply, Returned):
            reply = outcome.reply
            said = f"{reply.type}: {reply.message}" if isinstance(reply, Raised) else "no answer"
            return f"the course's own reference solution stopped ({said})."
    return "" if prepared else "the criterion has no cases."


def _with_mistakes(
    subject: Subject[CallCriterion], prepared: tuple[PreparedCase, ...]
) -> Generator[Ask, Sequence[Outcome], tuple[tuple[PreparedCase, ...], list[str]]]:
    """Run each mistake until two cases have told it from the right answer; return those that none did, too.

    The first few cases are enough for most, so ever more are tried for ever fewer. The other results are asked for
    where a criterion failed and they are wanted.
    """
    unseen = list(subject.criterion.mistakes)
    known: list[dict[str, Expected]] = [{} for _ in prepared]
    start = 0
    while unseen and start < len(prepared):
        stop = max(TELLING_CASES, 2 * start)
        met = [(one.case, without_handles(one.case.args, one.handles)) for one in prepared[start:stop]]
        rows = yield from ask_mistakes(subject, unseen, met)
        for place, row in enumerate(rows, start):
            known[place] |= row
        answers = {name: [row.get(name) for row in known[:stop]] for name in unseen}
        unseen = list(_blind_to(subject, prepared, answers))
        start = stop
    return tuple(replace(one, mistakes=row) for one, row in zip(prepared, known, strict=True)), unseen


def _blind_to(
    subject: Subject[CallCriterion], prepared: Sequence[PreparedCase], answers: Mapping[str, Sequence[Expected]]
) -> Generator[str]:
    """Name each wrong answer that fewer than two cases tell from the right one."""
    enough = min(TELLING_CASES, len(prepared))
    for name, results in answers.items():
        telling = 0
        for one, result in zip(prepared, results, strict=False):
            telling += difference(subject, one.case, one.expected, result).kind != "none"
            if telling == enough:
                break
        else:
            yield name


def _trivial(criterion: CallCriterion, prepared: Sequence[PreparedCase]) -> Generator[tuple[str, list[Expected]]]:
    """Answers that need no thought: constants, an input handed back, the first example's result."""
    if criterion.returns == "bool":
        yield "True", [True for _ in prepared]
        yield "False", [False for _ in prepared]
        return
    if criterion.returns in ("number", "tensor"):
        yield "zeros", [_filled(one.expected, 0.0) for one in prepared]
        yield "ones", [_filled(one.expected, 1.0) for one in prepared]
    arguments = [without_handles(one.case.args, one.handles) for one in prepared]
    # Cases may leave out arguments that have a default.
    for name, *answers in zip(prepared[0].case.names, *arguments, strict=False):
        yield f"of {name} itself", list(answers)
    if len(prepared) > TELLING_CASES:
        yield "of the first case's result", [prepared[0].expected for _ in prepared]


def _filled(like: Expected, number: float) -> Value:
    if not isinstance(like, Array) or like.dtype == "complex128":
        return number
    entry = {"float64": struct.pack("<d", number), "bool": bytes([int(number)])}.get(like.dtype)
    data = (entry or struct.pack("<q", int(number))) * (len(like.data) // len(entry or b"12345678"))
    return Array(like.dtype, like.shape, data, like.kind, like.original)


def _reduction(criterion: CallCriterion, case: Case) -> int:
    """How many terms are summed: as the rubric says, else the longest axis of any input."""
    if isinstance(criterion.reduction, int):
        return criterion.reduction
    if criterion.reduction is not None and criterion.reduction in case.sizes:
        return case.sizes[criterion.reduction]
    return case.longest_axis
