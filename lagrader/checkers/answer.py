"""``answer``: a constant of the learner's file against the reference's, or the letter that is right."""

from __future__ import annotations

import ast
from dataclasses import replace

from lagrader.checkers.interface import (
    Ask,
    Examination,
    Expected,
    Preparation,
    Prepared,
    Raises,
    Subject,
    Task,
)
from lagrader.checkers.verdicts import (
    accepted,
    course_at_fault,
    failed,
    in_trouble,
    mistake_feedback,
    own_feedback,
    trouble,
)
from lagrader.comparison import compare, letter, number
from lagrader.display import WANTED, kind_of, readable
from lagrader.results import CriterionResult, Example, Feedback, Verdict
from lagrader.rubric import AnswerCriterion
from lagrader.syntax.tree import last_bound
from lagrader.tolerance import tolerance_for
from lagrader.wire import Read, Returned, Value


def prepare(subject: Subject[AnswerCriterion]) -> Preparation:
    """Read the reference's constant, unless the rubric itself names the right letter."""
    criterion = subject.criterion
    if criterion.correct is not None:
        return Prepared(expected=criterion.correct)
    (outcome,) = yield Ask("oracle", (Read(subject.reference, criterion.answer),))
    if not isinstance(outcome.reply, Returned):
        return Prepared(fault=f"the reference solution has no {criterion.answer}.")
    return Prepared(expected=outcome.reply.value)


def examine(task: Task[AnswerCriterion]) -> Examination:
    """Read the learner's constant and compare; the expected value is never shown."""
    criterion = task.criterion
    if task.prepared.fault:
        return course_at_fault(task, task.prepared.fault)
    if criterion.one_of and (chosen := _written(task)) is not None:
        return accepted(task) if _right(task, chosen) else _wrong(task, chosen, "")
    (outcome,) = yield Ask("learner", (Read(task.module, criterion.answer),))
    problem = trouble(task, outcome, criterion.answer)
    if problem:
        return in_trouble(task, problem, output=outcome.output)
    assert isinstance(outcome.reply, Returned)
    value = outcome.reply.value
    return accepted(task) if _right(task, value) else _wrong(task, value, outcome.output)


def _written(task: Task[AnswerCriterion]) -> str | None:
    """The text that the source itself gives the name last, if it does: no program can make another choice of it."""
    bound = last_bound(task.tree, task.criterion.answer)
    if bound is None or bound.how != "value" or bound.conditional or not isinstance(bound.value, ast.Constant):
        return None
    return bound.value.value if isinstance(bound.value.value, str) else None


def _wrong(task: Task[AnswerCriterion], value: Value, output: str) -> CriterionResult:
    example = Example(task.criterion.answer, actual=readable(value))
    return failed(task, Verdict.WRONG_ANSWER, _feedback(task, value), example=example, output=output)


def _right(task: Task[AnswerCriterion], value: Value) -> bool:
    if task.criterion.one_of:
        return letter(value) == task.prepared.expected
    return _equal(task, task.prepared.expected, value)  # type: ignore[arg-type]


def _equal(task: Task[AnswerCriterion], expected: Value, value: Value) -> bool:
    # By the expected value: a dtype of the learner's choice would buy tolerance.
    tolerance = tolerance_for((expected,), task.criterion.tolerance, 1, task.subject.device)
    return compare(expected, value, task.criterion.returns, tolerance).kind == "none"


def _feedback(task: Task[AnswerCriterion], value: Value) -> Feedback:
    criterion = task.criterion
    if criterion.one_of:
        return _choice_feedback(criterion, value)
    for name, mistake in criterion.mistakes.items():
        wrong = tuple(mistake.equals) if isinstance(mistake.equals, list) else mistake.equals
        if _equal(task, wrong, value):
            return mistake_feedback(name, mistake)
    if value is None:
        return Feedback("ANSWER_IS_NONE", f"{criterion.answer} is None: put your answer there.")
    kind = compare(task.prepared.expected, value, criterion.returns, tolerance_for((), None, 1, "cpu")).kind  # type: ignore[arg-type]
    if kind == "type":
        text = f"{criterion.answer} should be {WANTED[criterion.returns]}; it is {_what(value)}."
        return Feedback("WRONG_TYPE", text)
    own = own_feedback(criterion, "WRONG_ANSWER", f"{criterion.answer} is not right yet.")
    return replace(own, text=" ".join(filter(None, (own.text, _how_far(task.prepared.expected, value)))))


_NEAR = 0.02
"""What a difference may be, relative to the expected number, to count as near."""

_SIMPLE = (2.0, 10.0, 100.0, 1000.0)
_LARGEST = 1e150
"""What is larger is compared with nothing: a quotient might not be a number."""

_AS_WRITTEN = 1e-3
"""To how much of a number people write its digits, where they leave some out."""


def _how_far(expected: Expected, value: Value) -> str:
    """Say of a wrong number what kind of difference it is, never the expected one; empty where it is of no kind."""
    wanted, found = number(expected) if not isinstance(expected, Raises) else None, number(value)
    if wanted is None or found is None or not 0 < abs(wanted) < _LARGEST or not 0 < abs(found) < _LARGEST:
        return ""  # of 0 there is no multiple
    ratio = found / wanted
    if abs(ratio + 1) < _AS_WRITTEN:
        return "Its size is right, its sign is not."
    if any(abs(abs(ratio) * by - 1) < _AS_WRITTEN or abs(abs(ratio) / by - 1) < _AS_WRITTEN for by in _SIMPLE):
        return "It is a simple multiple or fraction of what is asked for: a factor is too many, or missing."
    return "It is near, and not near enough." if abs(ratio - 1) < _NEAR else ""


def _what(value: Value) -> str:
    """Name what stands there; of a tuple or list also what is in it, since that is what is wrong with it."""
    kinds = {kind_of(item).partition(" ")[2] for item in value} if isinstance(value, (tuple, list)) else set()
    decimal = isinstance(value, (tuple, list)) and any(isinstance(item, float) for item in value)
    inside = {"text": " with texts in it", "number": " with decimals in it" if decimal else ""}
    return kind_of(value) + (inside.get(kinds.pop(), "") if len(kinds) == 1 else "")


def _choice_feedback(criterion: AnswerCriterion, value: Value) -> Feedback:
    chosen = letter(value)
    if chosen not in criterion.one_of:
        letters = ", ".join(criterion.one_of)
        return Feedback("NOT_A_LETTER", f"{criterion.answer} should be one letter out of {letters}, in quotes.")
    text = criterion.one_of[chosen].say or criterion.say or f"{criterion.answer} is not right yet."
    return Feedback(f"CHOICE_{chosen.upper()}", text, criterion.explain)
