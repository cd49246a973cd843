"""Every known mistake of every rubric is named with its own code, whatever the exercise: a new one is tried by itself.

A mistake of a ``call`` or a ``check`` is the code of mistakes.py in the place of the reference's function; one of an
``answer`` is the wrong constant; each wrong letter of a choice is tried. What a criterion ``refuses`` it must find
itself, in code that is right for every criterion that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lagrader.results import ExerciseResult
from tests.grading import COURSE, DEFAULT_SEED, Desk, code, criterion, solution

SEEDS = (DEFAULT_SEED, 1)


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
    if one.kind in ("call", "check"):
        return in_place(one, mistakes, name)
    if one.kind == "answer":
        value = mistake.equals
        return f"{one.target} = {tuple(value) if isinstance(value, list) else value!r}"
    raise AssertionError(f"{one.kind} has no mistakes so far: say here how one is made")


def in_place(one: Any, mistakes: str | None, name: str) -> str:
    """A function of mistakes.py under the name that a criterion asks for."""
    return f"{mistakes}\n{one.target} = {name}"


def all_refused() -> Iterator[tuple[str, str, str, str]]:
    """Yield (exercise, criterion, name, the text that is put behind the reference solution)."""
    for exercise in COURSE.exercises:
        for one in exercise.rubric.criteria:
            for name in getattr(one, "refuses", ()):
                yield exercise.id, one.id, name, in_place(one, exercise.mistakes, name)


MISTAKES = list(all_mistakes())
FELT = {
    "value": {"gradient", "autograd"},
    "shape": {"refuses"},
    "loss": {"gradient", "descent_autograd", "step"},
    "gradient": {"step"},
    "forward": {"train_step"},
}
"""A wrong f is felt by the slope of f, as whatever calls another function; who refuses what fits is wrong in both."""

REFUSED = list(all_refused())
NAMES, REFUSED_NAMES = ([f"{exercise}-{id_}-{name}" for exercise, id_, name, _ in made] for made in (MISTAKES, REFUSED))
Graded = dict[tuple[int, str], ExerciseResult]


@pytest.fixture(scope="module")
def graded() -> Graded:
    """The results of all mistakes and of what must be refused, by seed and name, graded together."""
    works = [{exercise: f"{solution(exercise)}\n\n{text}\n"} for exercise, _, _, text in (*MISTAKES, *REFUSED)]
    found: Graded = {}
    with Desk() as desk:
        for seed in SEEDS:
            results = [report.exercises[0] for report in desk.grade_all(works, seed)]
            found |= {(seed, name): result for name, result in zip([*NAMES, *REFUSED_NAMES], results, strict=True)}
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
    felt = FELT.get(id_, set())
    lost = {one.id for one in graded[DEFAULT_SEED, name].criteria if one.verdict != "accepted"}
    assert {id_} <= lost <= {id_} | waiting | felt


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", REFUSED_NAMES)
def test_what_a_criterion_refuses_it_finds_itself(graded: Graded, seed: int, name: str) -> None:
    exercise, id_, _ = name.split("-")
    wanted = next(one for one in COURSE.find(exercise).rubric.criteria if one.id == id_)
    found = {one.id: one for one in graded[seed, name].criteria}
    assert {need: str(found[need].verdict) for need in wanted.needs} == dict.fromkeys(wanted.needs, "accepted")
    assert (found[id_].verdict, found[id_].points) == ("wrong_answer", 0)
