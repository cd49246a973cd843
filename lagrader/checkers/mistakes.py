"""Known wrong answers of ``call``: which of them is the learner's, if one is, in every case."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from lagrader.checkers.interface import Ask, Expected, Raises, Task
from lagrader.checkers.preparing import ask_mistakes, difference, result_of, tolerance_of
from lagrader.checkers.tried import Tried
from lagrader.comparison import compare, sizes
from lagrader.outcomes import Outcome
from lagrader.rubric import CallCriterion, Returns
from lagrader.wire import Array, Handle, Raised, Returned, Value


def known_mistake(task: Task[CallCriterion], tried: Sequence[Tried]) -> Generator[Ask, Sequence[Outcome], str | None]:
    """The mistake whose result equals the learner's in every case, if there is one.

    Where what fails is the dtype, that is what must be told, whatever the numbers are.
    """
    bad = [one.result.difference for one in tried if not one.passed]
    if bad and all(found is not None and found.kind == "dtype" for found in bad):
        return None
    names = list(task.criterion.mistakes)
    if not any(isinstance(value, Handle) for one in task.prepared.cases for value in one.case.args):
        # What the preparation has asked already rules most of them out.
        names = [
            name
            for name in names
            if all(same_as(task, one, one.prepared.mistakes[name]) for one in tried if name in one.prepared.mistakes)
        ]
    # With handles, on the numbers that the learner's own function met, which are not the reference's to the last bit.
    met = [(one.prepared.case, one.args) for one in tried]
    rows = list(zip(tried, (yield from ask_mistakes(task.subject, names, met)), strict=True))
    names = [name for name in names if not any(_stumbles(name, one, row[name]) for one, row in rows)]
    return next((name for name in names if all(same_as(task, one, row[name]) for one, row in rows)), None)


def _stumbles(name: str, one: Tried, result: Expected) -> bool:
    """Whether a mistake raises over what the learner's own calls gave, which says nothing about the mistake."""
    before = one.prepared.mistakes.get(name, result)
    return isinstance(result, Raises) and not isinstance(before, Raises)


def same_as(task: Task[CallCriterion], one: Tried, mistake: Expected) -> bool:
    """Whether what came of a case is what a known wrong answer gives there."""
    if not isinstance(one.outcome.reply, Returned | Raised):
        return False
    if isinstance(one.outcome.reply, Raised) and one.outcome.reply.stage != "call":
        return False
    result = result_of(one.outcome)
    if isinstance(mistake, Raises) or isinstance(result, Raises):
        return difference(task.subject, one.prepared.case, mistake, result).kind == "none"
    if _is_as_asked(mistake, task.criterion.returns) != _is_as_asked(result, task.criterion.returns):
        return False
    # In a tuple each is compared as what it is, so that a list equals a list where a tensor was asked for.
    tolerance = tolerance_of(task.subject, one.prepared.case)
    return compare((mistake,), (result,), "tuple", tolerance).kind == "none"


def _is_as_asked(value: Value, returns: Returns) -> bool:
    """Whether it is the kind of thing that was asked for, where other things hold the same numbers."""
    if returns == "tensor":
        return isinstance(value, Array) and value.kind == "tensor"
    return returns != "shape" or sizes(value) is not None
