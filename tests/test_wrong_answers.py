"""Wrong answers as real learners give them: what is said of each, by code and by words.

The texts stand in ``tests/wrong/<exercise>.txt``, one after the other: ``## CRITERION CODE``, the sentence after ``#``,
and code that stands behind the reference solution and takes the place of what it defines.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from lagrader.results import CriterionResult, ExerciseResult
from tests.grading import IDS, Desk, code, criterion, solution

FOLDER = Path(__file__).parent / "wrong"
IMPORTS = "import functools\nimport math\nimport random\nimport numpy as np\nimport torch\n"
LEAST = 15
"""Wrong answers of each exercise."""

NAMELESS = frozenset({"WRONG_VALUE", "WRONG_SHAPE", "WRONG_TYPE", "EXCEPTION", "CHECK_FAILED", "WRONG_ANSWER"})
"""Codes that say that something is wrong, and not what."""


class Wrong(NamedTuple):
    exercise: str
    criterion: str
    code: str
    words: str
    text: str


def wrong_answers() -> list[Wrong]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, words, text = section.split("\n", 2)
            found.append(Wrong(path.stem, *head.split(), words.removeprefix("# "), text))
    return found


WRONG = wrong_answers()


@pytest.fixture(scope="module")
def graded() -> dict[Wrong, ExerciseResult]:
    with Desk() as desk:
        works = [{one.exercise: solution(one.exercise) + IMPORTS + one.text} for one in WRONG]
        reports = desk.grade_all(works)
    return {one: report.exercises[0] for one, report in zip(WRONG, reports, strict=True)}


def found_in(result: ExerciseResult, name: str) -> CriterionResult:
    return result.problem or criterion(result, name)


@pytest.mark.parametrize("one", WRONG, ids=lambda one: f"{one.exercise}-{one.code}")
def test_the_mistake_is_named(one: Wrong, graded: dict[Wrong, ExerciseResult]) -> None:
    result = graded[one]
    found = found_in(result, one.criterion)
    said = " ".join(found.feedback[0].text.split())
    assert code(found) == one.code
    assert said.endswith(one.words)
    assert found.points == 0
    assert result.points < result.max_points


@pytest.mark.parametrize("exercise", IDS)
def test_there_are_enough_and_nearly_all_are_named(exercise: str) -> None:
    codes = Counter(one.code for one in WRONG if one.exercise == exercise)
    named = sum(count for name, count in codes.items() if name not in NAMELESS)
    assert named >= LEAST
    assert named >= 0.85 * codes.total()


def test_a_failing_call_is_shown_with_its_input(graded: dict[Wrong, ExerciseResult]) -> None:
    for one, result in graded.items():
        found = found_in(result, one.criterion)
        if found.cases:
            assert found.example is not None, one
            names = re.findall(r"^(?:def|class) (\w+)", one.text, re.MULTILINE)
            lines = [*found.example.setup, found.example.call]
            assert any(re.search(rf"\b{name}\(", line) for name in names for line in lines), one


def test_most_are_shown_by_an_input_that_fits_on_a_line(graded: dict[Wrong, ExerciseResult]) -> None:
    # The four parameters of a network take a line each, whatever they are.
    few = [(one, result) for one, result in graded.items() if one.exercise != "ex12_two_layers"]
    examples = [found_in(result, one.criterion).example for one, result in few]
    calls = [example for example in examples if example and "(" in example.call]
    short = [example for example in calls if len(example.call) <= 70 and len(example.setup) <= 1]
    assert len(short) >= 0.9 * len(calls)
