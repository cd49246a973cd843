"""``call``: a function's results on cases against the reference's, by tolerance."""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lagrader.cases import Case
from lagrader.checkers.interface import Ask, Examination, Expected, PreparedCase, Raises, Task
from lagrader.checkers.preparing import (
    ask_mistakes,
    difference,
    prepare_call,
    result_of,
    tolerance_of,
    without_handles,
)
from lagrader.checkers.verdicts import (
    Trouble,
    accepted,
    course_at_fault,
    failed,
    in_trouble,
    mistake_feedback,
    own_feedback,
    trouble,
    worst,
)
from lagrader.comparison import compare, number
from lagrader.display import call_text, describe, readable, side_by_side
from lagrader.outcomes import Outcome
from lagrader.results import CaseResult, CriterionResult, Difference, Example, Feedback, Verdict
from lagrader.rubric import CallCriterion
from lagrader.tolerance import Tolerance
from lagrader.wire import Array, Call, Handle, Raised, Returned, Value

prepare = prepare_call


@dataclass(frozen=True, slots=True)
class _Tried:
    """One case as the learner's function met it: the arguments without handles, and what came of it."""

    prepared: PreparedCase
    args: tuple[Value, ...]
    outcome: Outcome
    result: CaseResult
    problem: Trouble | None


def examine(task: Task[CallCriterion]) -> Examination:
    """Call the learner's function on every case and judge; give points whole unless the rubric says partial."""
    if task.prepared.fault:
        return course_at_fault(task, task.prepared.fault)
    tried = yield from _try(task)
    results = [one.result for one in tried]
    bad = [one for one in tried if one.result.verdict is not Verdict.ACCEPTED]
    if not bad:
        return accepted(task, results)
    name = yield from _known_mistake(task, tried)
    return _failure(task, bad, results, name)


def _try(task: Task[CallCriterion]) -> Generator[Ask, Sequence[Outcome], list[_Tried]]:
    cases = task.prepared.cases
    outcomes = yield Ask("learner", tuple(Call(task.module, task.criterion.call, one.case.args) for one in cases))
    pairs = list(zip(cases, outcomes, strict=True))
    # Where the learner's own calls fail or are wrong, this function is still judged, on plain numbers.
    plain = yield from _try_plain(task, [one for one, outcome in pairs if not _handles_are_good(task, one, outcome)])
    tried: list[_Tried] = []
    for prepared, outcome in pairs:
        if _handles_are_good(task, prepared, outcome):
            tried.append(_judge(task, prepared, _met_args(prepared, outcome), outcome))
        else:
            tried.append(plain.pop(0))
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
) -> Generator[Ask, Sequence[Outcome], list[_Tried]]:
    """Give plain numbers instead of the learner's own results: floats, and 0-d tensors; either may pass."""
    if not cases:
        return []
    met = [(one, tuple(map(made, without_handles(one.case.args, one.handles)))) for one in cases for made in _PLAIN]
    outcomes = yield Ask("learner", tuple(Call(task.module, task.criterion.call, args) for _, args in met))
    tried = [
        _judge(task, replace(one, case=replace(one.case, args=args)), args, outcome)
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


# --- one case ----------------------------------------------------------------------------------------------


def _judge(task: Task[CallCriterion], prepared: PreparedCase, args: tuple[Value, ...], outcome: Outcome) -> _Tried:
    criterion, case = task.criterion, prepared.case
    problem = trouble(task, outcome, criterion.call)
    if problem:
        result = CaseResult(case.name, problem.verdict, (problem.feedback,), _example(task, case, args, None, None, ""))
        return _Tried(prepared, args, outcome, result, problem)
    assert isinstance(outcome.reply, Returned)
    found = _difference(task, prepared, args, outcome.reply.value)
    if found.kind != "none":
        result = _wrong(task, prepared, args, outcome.reply.value, found)
    elif criterion.keeps_inputs and not _kept(case.args, outcome.reply.inputs):
        feedback = Feedback("INPUT_CHANGED", f"{criterion.call} changes its inputs: leave them as they were.")
        result = CaseResult(case.name, Verdict.WRONG_ANSWER, (feedback,), _example(task, case, args, None, None, ""))
    else:
        result = CaseResult(case.name, Verdict.ACCEPTED, difference=found)
    return _Tried(prepared, args, outcome, result, None)


def _kept(before: Sequence[Value], after: Sequence[Value]) -> bool:
    """Whether the inputs are as they were. Where they lie and whether they want a gradient is no matter."""
    return [_contents(value) for value in before] == [_contents(value) for value in after]


def _contents(value: Value) -> object:
    return (value.original, value.shape, value.data) if isinstance(value, Array) else value


def _difference(task: Task[CallCriterion], prepared: PreparedCase, args: tuple[Value, ...], value: Value) -> Difference:
    """Type, shape and dtype against the reference's run on the inputs as given, then values against the exact run."""
    criterion, case = task.criterion, prepared.case
    assert not isinstance(prepared.expected, Raises)
    assert not isinstance(prepared.given, Raises)
    tolerance = tolerance_of(task.subject, case, value if not args else None)
    if criterion.dtype == "same" and criterion.returns in ("tensor", "tuple"):
        policy = compare(prepared.given, value, criterion.returns, tolerance, "same")
        if policy.kind in ("type", "shape", "dtype"):
            return policy
    return compare(prepared.expected, value, criterion.returns, tolerance)


def _wrong(
    task: Task[CallCriterion], prepared: PreparedCase, args: tuple[Value, ...], value: Value, found: Difference
) -> CaseResult:
    expected = prepared.expected if found.kind == "value" else prepared.given
    assert not isinstance(expected, Raises)
    tolerance = tolerance_of(task.subject, prepared.case)
    shown = _shown(expected, value, found, tolerance)
    note = describe(found, expected, value, task.criterion.returns) if found.kind == "value" else ""
    note = "" if task.criterion.returns in ("bool", "shape", "text") else note
    example = _example(task, prepared.case, args, *shown, note)
    text = _sentence(task, expected, value, found)
    code = "NO_RETURN" if value is None else _CODES[found.kind]
    # The author's sentence is about values; what is wrong with a type or a shape is said exactly.
    by_author = found.kind == "value" and value is not None
    feedback = own_feedback(task.criterion, code, text) if by_author else Feedback(code, text, task.criterion.explain)
    return CaseResult(prepared.case.name, Verdict.WRONG_ANSWER, (feedback,), example, found)


_CODES = {
    "type": "WRONG_TYPE",
    "shape": "WRONG_SHAPE",
    "dtype": "WRONG_DTYPE",
    "value": "WRONG_VALUE",
    "nan": "NOT_A_NUMBER",
}

_KINDS = {
    "number": "a number",
    "tensor": "a tensor",
    "shape": "a shape: a tuple of whole numbers",
    "bool": "True or False",
    "text": "a text",
    "tuple": "a tuple",
}


def _sentence(task: Task[CallCriterion], expected: Value, value: Value, found: Difference) -> str:
    call = task.criterion.call
    if value is None:
        return f"{call} returns None: is the return statement missing?"
    match found.kind:
        case "type":
            return f"{call} should return {_KINDS[task.criterion.returns]}."
        case "shape" if isinstance(expected, Array) and isinstance(value, Array):
            return f"{call} returns the shape {readable(value.shape)} where {readable(expected.shape)} is expected."
        case "dtype" if isinstance(expected, Array) and isinstance(value, Array):
            return f"{call} returns {value.original} where {expected.original} is expected."
        case "nan":
            return f"{call} returns NaN (not a number)."
    return f"{call} returns a wrong result."


def _shown(expected: Value, value: Value, found: Difference, tolerance: Tolerance) -> tuple[str, str]:
    if found.kind == "dtype" and isinstance(expected, Array) and isinstance(value, Array):
        return expected.original, value.original
    if found.kind in ("value", "nan"):
        return side_by_side(expected, value, tolerance)
    return readable(expected), readable(value)


def _example(
    task: Task[CallCriterion],
    case: Case,
    args: tuple[Value, ...],
    expected: str | None,
    actual: str | None,
    note: str,
) -> Example:
    """The call as the function met it: what handles gave stands in their places."""
    axes = {name: [str(axis) for axis in names] for name, names in case.axes.items()}
    setup, call = call_text(task.criterion.call, args, case.names, axes=axes)
    return Example(call, tuple(setup), expected, actual, note)


# --- all cases ---------------------------------------------------------------------------------------------


def _known_mistake(task: Task[CallCriterion], tried: Sequence[_Tried]) -> Generator[Ask, Sequence[Outcome], str | None]:
    """The mistake whose result equals the learner's in every case, if there is one."""
    names = list(task.criterion.mistakes)
    if not any(isinstance(value, Handle) for one in task.prepared.cases for value in one.case.args):
        # What the preparation has asked already rules most of them out.
        names = [
            name
            for name in names
            if all(_same(task, one, one.prepared.mistakes[name]) for one in tried if name in one.prepared.mistakes)
        ]
    # With handles, on the numbers that the learner's own function met, which are not the reference's to the last bit.
    rows = list(zip(tried, (yield from ask_mistakes(task.subject, names, [one.args for one in tried])), strict=True))
    names = [name for name in names if not any(_stumbles(name, one, row[name]) for one, row in rows)]
    return next((name for name in names if all(_same(task, one, row[name]) for one, row in rows)), None)


def _stumbles(name: str, one: _Tried, result: Expected) -> bool:
    """Whether a mistake raises over what the learner's own calls gave, which says nothing about the mistake."""
    before = one.prepared.mistakes.get(name, result)
    return isinstance(result, Raises) and not isinstance(before, Raises)


def _same(task: Task[CallCriterion], one: _Tried, mistake: Expected) -> bool:
    if not isinstance(one.outcome.reply, Returned | Raised):
        return False
    if isinstance(one.outcome.reply, Raised) and one.outcome.reply.stage != "call":
        return False
    result = result_of(one.outcome)
    if isinstance(mistake, Raises) or isinstance(result, Raises):
        return difference(task.subject, one.prepared.case, mistake, result).kind == "none"
    # In a tuple each is compared as what it is, so that a list equals a list where a tensor was asked for.
    tolerance = tolerance_of(task.subject, one.prepared.case)
    return compare((mistake,), (result,), "tuple", tolerance).kind == "none"


def _failure(
    task: Task[CallCriterion], bad: Sequence[_Tried], results: Sequence[CaseResult], mistake: str | None
) -> CriterionResult:
    verdict = worst(results)
    # What is said and shown is about a case that has the verdict, the smallest of those.
    first = min((one for one in bad if one.result.verdict is verdict), key=_size)
    points = Fraction()
    if task.criterion.partial:
        points = task.criterion.points * (len(results) - len(bad)) / len(results)
    example, output = first.result.example, first.outcome.output
    if mistake is not None:
        feedback = mistake_feedback(mistake, task.criterion.mistakes[mistake])
        return failed(task, verdict, feedback, cases=results, example=example, output=output, points=points)
    if first.problem:
        return replace(in_trouble(task, first.problem, cases=results, example=example, output=output), points=points)
    feedback = first.result.feedback[0]
    return failed(task, verdict, feedback, cases=results, example=example, output=output, points=points)


def _size(one: _Tried) -> int:
    """How much there is to read in a case: the smallest failing one is shown."""
    return sum(len(value.data) for value in one.args if isinstance(value, Array))
