"""Which time limits wait for a look alone where many submissions are in flight: every one, however it came about."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lagrader.grader
from lagrader.attempt import Work
from lagrader.grader import Grader
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict
from lagrader.runner.allowance import Allowance
from lagrader.submission import find_submission
from tests.grading import COURSE, solution

EXERCISES = COURSE.exercises[:2]
ONE, TWO = (exercise.id for exercise in EXERCISES)
NOTHING = Allowance(0, 0)

GOOD, WRONG, SLOW, HANGS = "accepted", "wrong_answer", "time_limit_exceeded", "hangs"


def graded(plan: Sequence[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> tuple[Report, frozenset[str], int]:
    """Grade two exercises in a crowd; ``plan`` says what comes of the first one, try after try, the other is right."""
    tries = iter(plan)
    made = []

    class Attempt:
        def __init__(self, grader: Grader, works: Sequence[Work], allowance: Allowance, before: Any = None) -> None:
            self._works, self._allowance = list(works), allowance
            self.facts: dict[str, str] = {}
            self.left, self.given_up = NOTHING, False
            self.used = {work.exercise.id: Allowance(9, 9) for work in self._works}
            self.beside = dict.fromkeys(self.used, NOTHING)
            made.append(self)

        async def run(self) -> dict[str, ExerciseResult]:
            return {work.exercise.id: outcome(work, next(tries)) for work in self._works}

    def outcome(work: Work, what: str) -> ExerciseResult:
        what = what if work.exercise.id == ONE else GOOD
        verdict = Verdict(SLOW if what == HANGS else what)
        c = work.exercise.rubric.criteria[0]
        result = CriterionResult(c.id, c.title, c.points if what == GOOD else 0 * c.points, c.points, verdict)
        problem = replace(result, title="") if what == HANGS else None
        return ExerciseResult(work.exercise.number, work.exercise.id, "", "", (result,), problem)

    async def nothing(self: Grader, *_exercises: object) -> None:
        pass

    monkeypatch.setattr(lagrader.grader, "Attempt", Attempt)
    monkeypatch.setattr(Grader, "prepared", nothing)
    for exercise in EXERCISES:
        (folder / f"{exercise.id}.py").write_text(solution(exercise.id))

    async def grade() -> tuple[Report, frozenset[str]]:
        grader = Grader(SimpleNamespace(start="fork"), COURSE, EXERCISES)
        return await grader.grade_in_a_crowd(find_submission(folder, [ONE, TWO]))

    report, waiting = asyncio.run(grade())
    return report, waiting, len(made)


@pytest.mark.parametrize(
    ("plan", "waits", "tries"),
    [
        ([GOOD, GOOD], False, 1),
        ([WRONG, GOOD, WRONG], False, 2),  # perhaps another exercise's fault: tried alone at once
        ([SLOW, GOOD], True, 1),
        ([HANGS, GOOD], True, 1),
        ([WRONG, GOOD, SLOW], True, 2),  # only the second try took too long
        ([WRONG, GOOD, HANGS], True, 2),
    ],
)
def test_every_time_limit_waits(
    plan: Sequence[str], waits: bool, tries: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report, waiting, made = graded(plan, monkeypatch, tmp_path)
    assert waiting == (frozenset({ONE}) if waits else frozenset())
    assert made == tries
    assert report.exercises[1].passed
