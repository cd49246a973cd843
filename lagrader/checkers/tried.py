"""One case of ``call``, tried on a learner's function and judged: verdict, what is said of it alone, example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lagrader.cases import Case
from lagrader.checkers.interface import PreparedCase, Raises, Task
from lagrader.checkers.preparing import tolerance_of
from lagrader.checkers.requests import lines_of
from lagrader.checkers.verdicts import Trouble, own_feedback, trouble
from lagrader.comparison import compare
from lagrader.diagnosis import amount, shapes_told
from lagrader.display import WANTED, describe, kind_of, readable, side_by_side
from lagrader.harmless import harmless_line
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import CaseResult, Difference, Example, Feedback, Verdict
from lagrader.rubric import CallCriterion
from lagrader.wire import Array, Returned, Value


@dataclass(frozen=True, slots=True)
class Tried:
    """One case as the learner's function met it: the arguments without handles, and what came of it."""

    prepared: PreparedCase
    args: tuple[Value, ...]
    outcome: Outcome
    result: CaseResult
    problem: Trouble | None

    @property
    def passed(self) -> bool:
        """Whether it was accepted."""
        return self.result.verdict is Verdict.ACCEPTED

    @property
    def size(self) -> int:
        """How much there is to read in its arguments."""
        return amount(self.args)


def judge(task: Task[CallCriterion], prepared: PreparedCase, args: tuple[Value, ...], outcome: Outcome) -> Tried:
    """Judge what came of calling the learner's function with ``args``, which stand where handles did."""
    criterion, case = task.criterion, prepared.case
    problem = trouble(task, outcome, criterion.called)
    if isinstance(outcome.reply, Stopped) and not outcome.reply.tried:
        return Tried(prepared, args, outcome, CaseResult(case.name, Verdict.SKIPPED), problem)
    if problem:
        result = CaseResult(case.name, problem.verdict, (problem.feedback,), _example(task, case, args, None, None, ""))
        return Tried(prepared, args, outcome, result, problem)
    assert isinstance(outcome.reply, Returned)
    found = _difference(task, prepared, args, outcome.reply.value)
    if found.kind != "none":
        result = _wrong(task, prepared, args, outcome.reply.value, found)
    elif criterion.keeps_inputs and not _kept(case.args, outcome.reply.inputs):
        feedback = Feedback("INPUT_CHANGED", f"{criterion.called} changes its inputs: leave them as they were.")
        result = CaseResult(case.name, Verdict.WRONG_ANSWER, (feedback,), _example(task, case, args, None, None, ""))
    else:
        result = CaseResult(case.name, Verdict.ACCEPTED, difference=found)
    return Tried(prepared, args, outcome, result, None)


def _kept(before: Sequence[Value], after: Sequence[Value]) -> bool:
    """Whether the inputs are as they were. Where they lie and whether they want a gradient is no matter."""
    return not after or [_contents(value) for value in before] == [_contents(value) for value in after]


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
    found = compare(prepared.expected, value, criterion.returns, tolerance)
    elsewhere = criterion.returns == "tensor" and args and not _is_there(value, task.subject.device)
    return replace(found, kind="device") if found.kind == "none" and elsewhere else found


def _is_there(value: Value, device: str) -> bool:
    """Whether a tensor lies where the inputs do; which one of several GPUs is the learner's choice."""
    return not isinstance(value, Array) or value.device.partition(":")[0] == device.partition(":")[0]


def _wrong(
    task: Task[CallCriterion], prepared: PreparedCase, args: tuple[Value, ...], value: Value, found: Difference
) -> CaseResult:
    expected = prepared.expected if found.kind == "value" else prepared.given
    assert not isinstance(expected, Raises)
    shown = _shown(task, prepared.case, expected, value, found)
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
    "device": "WRONG_DEVICE",
    "value": "WRONG_VALUE",
    "nan": "NOT_A_NUMBER",
}


def _sentence(task: Task[CallCriterion], expected: Value, value: Value, found: Difference) -> str:
    call = task.criterion.called
    if value is None:
        return f"{call} returns None: is the return statement missing?"
    match found.kind:
        case "type":
            return f"{call} should return {WANTED[task.criterion.returns]}, and returns {kind_of(value)}."
        case "shape" if isinstance(expected, Array) and isinstance(value, Array):
            return f"{call} returns the shape {readable(value.shape)} where {readable(expected.shape)} is expected."
        case "dtype" if isinstance(expected, Array) and isinstance(value, Array):
            return f"{call} returns {value.original} where {expected.original} is expected."
        case "device" if isinstance(value, Array):
            device = harmless_line(value.device)
            return f"{call} returns a tensor on {device}; its inputs are on {task.subject.device}."
        case "nan":
            return f"{call} returns NaN (not a number)."
    return f"{call} returns a wrong result."


def _shown(task: Task[CallCriterion], case: Case, expected: Value, value: Value, found: Difference) -> tuple[str, str]:
    """What stands behind ``expected`` and ``yours``: of a wrong shape or dtype that alone, since it is the news."""
    if isinstance(expected, Array) and isinstance(value, Array):
        if found.kind == "dtype":
            return expected.original, value.original
        if found.kind == "device":
            return task.subject.device, harmless_line(value.device)
        if found.kind == "shape":
            return shapes_told(expected.shape, value.shape, case.sizes, tuple(map(str, task.criterion.result)))
    if found.kind in ("value", "nan"):
        return side_by_side(expected, value, tolerance_of(task.subject, case))
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
    *setup, call = lines_of(task.criterion, case, args)
    return Example(call, tuple(setup), expected, actual, note, hidden=case.hidden, opens=case.opens)
