"""Whether the cases differ in what they should: an input that never changes hides whatever is done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from lagrader.audit.findings import Finding
from lagrader.cases import Case, from_wire
from lagrader.checkers import Prepared
from lagrader.checkers.interface import Expected, Raises
from lagrader.comparison import number
from lagrader.course import Exercise
from lagrader.rubric import AnswerCriterion, CallCriterion
from lagrader.tolerance import tolerance_for
from lagrader.wire import Array, Value

_KEPT = re.compile(
    r"in[- ]place|unchanged|as (?:it|they) (?:is|are|was|were|came)|not (?:be )?change|leave", re.IGNORECASE
)


def of_variety(exercise: Exercise, criterion: CallCriterion, prepared: Prepared) -> Iterator[Finding]:
    """Say what is the same in all cases of a criterion, and what it asks for without a word."""
    cases = [one.case for one in prepared.cases]
    if len(cases) > 1:
        yield from _constant(criterion, cases)
        yield from _sizes(criterion, cases)
        yield from _square(criterion, cases)
    if criterion.keeps_inputs and not any(_KEPT.search(text) for text in (exercise.statement, exercise.starter)):
        text = "It asks for inputs that are left as they were, and neither statement nor starter says so."
        yield Finding(
            "KEEPS_UNSAID", text, "Say it in the starter's docstring, or take keeps_inputs out.", criterion.id
        )


def of_answer(criterion: AnswerCriterion, expected: Expected) -> Iterator[Finding]:
    """Say where a constant may be far off: more than a tenth of it."""
    value = number(expected) if not isinstance(expected, Raises) else None
    if value and criterion.tolerance is not None:
        allowed = tolerance_for((float(value),), criterion.tolerance, 1, "cpu").allowed(value)
        if allowed > abs(value) / 10:
            text = f"The tolerance is too loose: it allows {allowed:.2g} where {value:.3g} is expected."
            advice = "Write as much as a rounded answer needs, such as tolerance: {rtol: 1.0e-2}."
            yield Finding("TOLERANCE_LOOSE", text, advice, criterion.id)


def _constant(criterion: CallCriterion, cases: Sequence[Case]) -> Iterator[Finding]:
    """Find arguments that are one and the same number in every case and every entry."""
    values: dict[str, set[float]] = {}
    for case in cases:
        for name, value in {**case.given, **dict(zip(case.names, case.args, strict=True))}.items():
            values.setdefault(name, set()).update(_entries(value))
    for name, found in values.items():
        if len(found) == 1:
            text = f"{name} is {next(iter(found)):g} in every case, which hides what is done with it."
            advice = f"Draw it (normal, uniform, integers), or write out cases with other values of {name}."
            yield Finding("INPUT_CONSTANT", text, advice, criterion.id)


def _entries(value: Value) -> set[float]:
    """Return the numbers of a value, at most a few; those of what can't be told from another are NaN."""
    if isinstance(value, Array):
        return set(np.unique(from_wire(value))[:3].astype(float).tolist())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {float(value)}
    return {0.0, 1.0}  # a shape, a truth value, the result of another call: not looked into


def _sizes(criterion: CallCriterion, cases: Sequence[Case]) -> Iterator[Finding]:
    """Find sizes with a name that have one value in all cases."""
    for name in dict.fromkeys(name for case in cases for name in case.sizes):
        found = {case.sizes[name] for case in cases if name in case.sizes}
        if len(found) == 1:
            text = f"The size {name} is {next(iter(found))} in every case: an answer for that size alone would pass."
            advice = f"Give it a range, such as {name}: [1, 8]; or write the number itself where it must be so."
            yield Finding("SIZE_FIXED", text, advice, criterion.id)


def _square(criterion: CallCriterion, cases: Sequence[Case]) -> Iterator[Finding]:
    """Find inputs that are square in every case, though their sizes have different names, or none."""
    shapes: dict[str, list[tuple[tuple[int, ...], bool]]] = {}
    for case in cases:
        for name, tensor in case.tensors().items():
            axes = case.axes.get(name, ())
            named_alike = len(set(axes)) == 1 and all(isinstance(axis, str) for axis in axes)
            shapes.setdefault(name, []).append((tensor.shape, named_alike))
    for name, found in shapes.items():
        square = all(len(shape) == 2 and shape[0] == shape[1] for shape, _ in found)
        if square and not any(alike for _, alike in found):
            text = f"{name} is square in every case, which hides rows and columns that changed places."
            yield Finding(
                "ALWAYS_SQUARE", text, "Draw sizes that differ (distinct), or write such a case out.", criterion.id
            )
