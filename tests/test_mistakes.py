"""Every known mistake of every rubric is named with its own code, whatever the exercise: a new one is tried by itself.

A mistake of a ``call`` is the code of mistakes.py in the place of the reference's function; one of an ``answer`` is
the wrong constant; each wrong letter of a choice is tried. What a ``check`` knows stands in :data:`BY_HAND`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lagrader.results import ExerciseResult
from tests.grading import COURSE, DEFAULT_SEED, Desk, code, criterion, solution

SEEDS = (DEFAULT_SEED, 1)

PAIR = "def make_vectors(n=100):\n    return "
THREE = "def make_product():\n    A, B = torch.randn(3, 5), torch.randn(5, 7)\n    return "
BY_HAND = {
    "vectors_not_two": f"{PAIR}torch.randn(2, n)",
    "vectors_lists": f"{PAIR}torch.randn(n).tolist(), [1.0] * n",
    "vectors_not_tensors": f"{PAIR}torch.randn(n).numpy(), torch.rand(n).numpy()",
    "vectors_n_ignored": f"{PAIR}torch.randn(100), torch.randn(100)",
    "vectors_shape": f"{PAIR}torch.randn(n, 1), torch.randn(n, 1)",
    "vectors_integers": f"{PAIR}torch.arange(n), torch.arange(n) + 1",
    "vectors_not_finite": f"{PAIR}torch.randn(n), torch.randn(n) / 0",
    "vectors_constant": f"{PAIR}torch.ones(n), torch.zeros(n)",
    "vectors_equal": "def make_vectors(n=100):\n    a = torch.randn(n)\n    b = a\n    return a, b",
    "product_not_three": f"{THREE}A @ B",
    "product_not_tensors": f"{THREE}A, B, (A @ B).shape",
    "product_complex": f"{THREE}A * 1j, B * 1j, -(A @ B)",
    "product_order": f"{THREE}A @ B, A, B",
    "product_shapes": f"{THREE}A.T, B.T, (A @ B).T",
    "product_transposed": f"{THREE}A, B, (A @ B).T",
    "product_c_shape": f"{THREE}A, B, A.sum() * B.sum()",
    "product_of_others": f"{THREE}A, B, torch.randn(3, 5) @ torch.randn(5, 7)",
}


def all_mistakes() -> Iterator[tuple[str, str, str, str]]:
    """Yield (exercise, criterion, code, the wrong text that is put behind the reference solution)."""
    for exercise in COURSE.exercises:
        for one in exercise.rubric.criteria:
            for name, mistake in one.mistakes.items():
                yield exercise.id, one.id, name.upper(), wrong(one, exercise.mistakes, name, mistake)
            for letter in getattr(one, "one_of", {}):
                if letter != one.correct:
                    yield exercise.id, one.id, f"CHOICE_{letter.upper()}", f"{one.target} = ' {letter.upper()})'"


def wrong(one: Any, mistakes: str | None, name: str, mistake: Any) -> str:
    if one.kind == "call":
        return f"{mistakes}\n{one.target} = {name}"
    if one.kind == "answer":
        value = mistake.equals
        return f"{one.target} = {tuple(value) if isinstance(value, list) else value!r}"
    assert one.kind == "check", f"{one.kind} has no mistakes so far: say here how one is made"
    return BY_HAND[name]


MISTAKES = list(all_mistakes())
NAMES = [f"{exercise}-{id_}-{code_}" for exercise, id_, code_, _ in MISTAKES]
Graded = dict[tuple[int, str], ExerciseResult]


@pytest.fixture(scope="module")
def graded() -> Graded:
    """The results of all mistakes, by seed and name, graded together."""
    works = [{exercise: f"{solution(exercise)}\n\n{text}\n"} for exercise, _, _, text in MISTAKES]
    found: Graded = {}
    with Desk() as desk:
        for seed in SEEDS:
            results = [report.exercises[0] for report in desk.grade_all(works, seed)]
            found |= {(seed, name): result for name, result in zip(NAMES, results, strict=True)}
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_is_named(graded: Graded, seed: int, name: str) -> None:
    _, id_, code_ = name.split("-")
    found = criterion(graded[seed, name], id_)
    assert (code(found), found.points) == (code_, 0)
    assert found.verdict in ("wrong_answer", "run_time_error")
    assert found.feedback[0].text
    assert found.feedback[0].detail
    assert found.example is not None
    assert found.location is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_costs_its_criterion_and_those_that_wait_for_it(graded: Graded, name: str) -> None:
    exercise, id_, _ = name.split("-")
    waiting = {one.id for one in COURSE.find(exercise).rubric.criteria if id_ in one.needs}
    # A wrong f is felt by the slope of f, and a function that refuses what fits is wrong in both.
    felt = {"value": {"gradient", "autograd"}, "shape": {"refuses"}}.get(id_, set())
    lost = {one.id for one in graded[DEFAULT_SEED, name].criteria if one.verdict != "accepted"}
    assert {id_} <= lost <= {id_} | waiting | felt
