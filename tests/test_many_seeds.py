"""Exercises that go further are fair whatever is drawn: full marks for every right answer under 200 seeds.

``tests/test_fairness.py`` does this for all exercises on a few seeds.
"""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
import pytest

from lagrader.cases import draw, from_wire
from lagrader.rubric import CallCriterion
from lagrader.wire import Array
from tests.grading import COURSE, Desk, Work, summary

FURTHER = [exercise for exercise in COURSE.exercises if exercise.further]
SEEDS = range(2000, 2200)
AT_ONCE = 50
"""Seeds of one test; each takes a second or two."""

LEAST_GAP = 1e-5
"""Between the two largest cosines: a hundred times what float32 rounds away."""


def works() -> list[Work]:
    """The references as one learner's work; then the first alternative of each exercise, the second, and so on."""
    rows = zip_longest(*([exercise.solution, *(text for _, text in exercise.alternatives)] for exercise in FURTHER))
    names = [exercise.id for exercise in FURTHER]
    return [{name: text for name, text in zip(names, row, strict=True) if text is not None} for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("first", SEEDS[::AT_ONCE])
def test_every_right_answer_gets_full_marks_under_many_seeds(first: int) -> None:
    learners = works()
    with Desk() as desk:
        for seed in range(first, first + AT_ONCE):
            reports = desk.grade_all(learners, seed)
            desk.leave(seed)
            results = [exercise for report in reports for exercise in report.exercises]
            assert len(results) == sum(map(len, learners))
            assert [(seed, summary(exercise)) for exercise in results if not exercise.passed] == []


def test_no_two_embeddings_are_nearly_equally_similar() -> None:
    exercise = COURSE.find("ex8_cosine_similarity")
    (nearest,) = (one for one in exercise.rubric.criteria if one.id == "nearest")
    assert isinstance(nearest, CallCriterion)
    gaps = []
    for seed in SEEDS:
        for case in draw(nearest, exercise.id, seed):
            query, rows = (from_wire(value) for value in case.args if isinstance(value, Array))
            cosines = np.sort(rows @ query / np.linalg.norm(rows, axis=1) / np.linalg.norm(query))
            gaps += [cosines[-1] - cosines[-2]] if len(cosines) > 1 else []
    assert len(gaps) > 10 * len(SEEDS)
    assert min(gaps) > LEAST_GAP
