"""Whether learners can read what is hidden from them: in a visible file, in a visible case, in the course itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lagrader.audit.findings import Finding
from lagrader.course import Exercise, comes_with_a_package
from lagrader.rubric import BaseCriterion, CaseSpec, InputSpec
from lagrader.yamlfile import shown

FEW = 2
"""So many numbers stand somewhere by chance, unless one of them is a fraction or of :data:`LARGE` size."""
LARGE = 100

_NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w])")


class _Hidden(NamedTuple):
    """A hidden case of which nothing is drawn, and where it stands in the rubric."""

    criterion: BaseCriterion
    case: CaseSpec
    line: int


def of_hidden(exercise: Exercise) -> Iterator[Finding]:
    """Say where something hidden can be read."""
    hidden = [one for one in _cases(exercise) if one.criterion.hidden or one.case.hidden]
    if hidden and comes_with_a_package(exercise.folder.parents[1]):
        lines = ", ".join(dict.fromkeys(f"{shown(exercise.rubric_path)}:{one.line}" for one in hidden))
        text = f"This course is installed with a package, so learners have it and can read what is hidden: {lines}"
        advice = "Grade by a copy of the course that has the hidden cases, and publish the one without them."
        yield Finding("HIDDEN_SEEN", text, advice, hidden[0].criterion.id)
    for one in hidden:
        if not one.case.drawn:
            yield from _in_files(exercise, one)
            yield from _in_cases(exercise, one)


def _cases(exercise: Exercise) -> Iterator[_Hidden]:
    for place, criterion in enumerate(exercise.whole_rubric.criteria):
        for group in ("cases", "accepts"):
            for number, case in enumerate(getattr(criterion, group, ())):
                yield _Hidden(criterion, case, exercise.document.line(("criteria", place, group, number)))


def _in_files(exercise: Exercise, hidden: _Hidden) -> Iterator[Finding]:
    wanted = [_numbers(spec) for spec in (*hidden.case.inputs.values(), *hidden.case.given.values())]
    wanted = [numbers for numbers in wanted if numbers]
    if not _tell_something([number for numbers in wanted for number in numbers]):
        return
    for name, text in (("README.md", exercise.statement), ("starter.py", exercise.starter)):
        written = [
            (float(found[0]), line) for line, row in enumerate(text.split("\n"), 1) for found in _NUMBER.finditer(row)
        ]
        lines = [_line_of(numbers, written) for numbers in wanted]
        if all(lines):
            where = f"{shown(exercise.folder / name)}:{lines[0]}"
            yield _seen(exercise, hidden, f"{where} has the inputs of a hidden case")


def _in_cases(exercise: Exercise, hidden: _Hidden) -> Iterator[Finding]:
    for one in _cases(exercise):
        is_seen = not (one.criterion.hidden or one.case.hidden) and one.criterion.target == hidden.criterion.target
        if is_seen and (one.case.inputs, one.case.given) == (hidden.case.inputs, hidden.case.given):
            where = f"{shown(exercise.rubric_path)}:{one.line}"
            yield _seen(exercise, hidden, f"The visible case at {where} has the inputs of a hidden one")
            return


def _seen(exercise: Exercise, hidden: _Hidden, said: str) -> Finding:
    text = f"{said} ({shown(exercise.rubric_path)}:{hidden.line}), so it keeps nothing from anybody."
    return Finding("HIDDEN_SEEN", text, "Give the hidden case other inputs, or draw them.", hidden.criterion.id)


def _numbers(spec: InputSpec) -> list[float]:
    """Return the numbers that an input writes out, in order."""
    return list(_flat(next((one for one in (spec.tensor, spec.number, spec.tuple_, spec.size) if one is not None), [])))


def _flat(value: object) -> Iterator[float]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)


def _tell_something(numbers: Sequence[float]) -> bool:
    return len(numbers) > FEW or any(abs(one) >= LARGE or one != int(one) for one in numbers)


def _line_of(numbers: Sequence[float], written: Sequence[tuple[float, int]]) -> int | None:
    """Return the line in which these numbers begin to stand one after the other."""
    for start in range(len(written) - len(numbers) + 1):
        if all(number == found for number, (found, _) in zip(numbers, written[start:], strict=False)):
            return written[start][1]
    return None
