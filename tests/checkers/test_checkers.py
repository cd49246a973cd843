"""The checkers as a family: one for each kind, each with the two generators that its interface names."""

from __future__ import annotations

import inspect

import pytest

from lagrader.checkers import CHECKERS, Subject, Task
from lagrader.rubric import KINDS
from tests.checkers.hand import criterion, subject, task

CASES = [{"inputs": {"x": {"tensor": [1, 2]}}}]
ONE_OF_EACH = {
    "call": {"call": "f", "cases": CASES},
    "answer": {"answer": "X"},
    "source": {"source": "f", "forbid": ["torch.dot"]},
    "operations": {"operations": "f", "cases": CASES, "through": "torch.dot"},
    "raises": {"raises": "f", "cases": CASES},
    "check": {"check": "c", "calls": [{"call": "f"}]},
    "any_of": {
        "any_of": [{"id": id_, "title": "t", "points": 12, "source": "f", "forbid": ["g"]} for id_ in ("a", "b")]
    },
    "manual": {"manual": True},
}


def test_there_is_one_for_each_kind():
    assert set(CHECKERS) == set(KINDS) == set(ONE_OF_EACH)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_its_criterion_s(kind):
    assert criterion(**ONE_OF_EACH[kind]).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_both_halves_are_generators_that_do_nothing_before_they_are_driven(kind):
    found = criterion(**ONE_OF_EACH[kind])
    for made in (CHECKERS[kind].prepare(subject(found)), CHECKERS[kind].examine(task(found))):
        assert inspect.getgeneratorstate(made) == inspect.GEN_CREATED
        made.close()


def test_the_oracle_s_modules_are_named_by_exercise():
    found = Subject(criterion(**ONE_OF_EACH["answer"]), "ex1_dot", 0, "cpu")
    assert (found.reference, found.mistakes, found.checks) == (
        "reference_ex1_dot",
        "mistakes_ex1_dot",
        "checks_ex1_dot",
    )


def test_a_task_s_criterion_is_its_subject_s():
    found = task(criterion(**ONE_OF_EACH["answer"]))
    assert isinstance(found, Task)
    assert found.criterion is found.subject.criterion
