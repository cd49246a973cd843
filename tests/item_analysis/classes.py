"""Classes for item analysis: reports made by hand, in a gradebook like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from lagrader.course import Course
from lagrader.gradebook import Basis, Gradebook, Row, RunFacts, Status
from lagrader.results import (
    CaseResult,
    CourseIdentity,
    CriterionResult,
    Difference,
    Example,
    ExerciseResult,
    Feedback,
    Report,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[2]
IDS = {1: "ex1_dot_product", 3: "ex3_neuron", 5: "ex5_cubic_gradient"}

Criteria = Mapping[str, CriterionResult]
"""Criteria by their names, ``ex3.output``."""


def got(id_: str, points: object = 4) -> CriterionResult:
    most = Fraction(str(points))
    return CriterionResult(id_, f"{id_} is right", most, most, Verdict.ACCEPTED)


def missed(
    id_: str, points: object = 4, code: str = "WRONG_VALUE", earned: object = 0, **more: object
) -> CriterionResult:
    told = {"verdict": Verdict.WRONG_ANSWER, "feedback": (Feedback(code, "It is wrong."),)}
    return CriterionResult(id_, f"{id_} is right", Fraction(str(earned)), Fraction(str(points)), **(told | more))


def without(id_: str, verdict: Verdict, points: object = 4) -> CriterionResult:
    return CriterionResult(id_, f"{id_} is right", Fraction(), Fraction(str(points)), verdict)


def case(actual: str, error: float = 0.5, allowed: float = 1e-5, kind: str = "value") -> CaseResult:
    """A case that failed."""
    example = Example("neuron(torch.tensor([1.]))", expected="1.0", actual=actual)
    found = Difference(kind, 1, 1, (), error, allowed)
    return CaseResult("a case", Verdict.WRONG_ANSWER, (Feedback("WRONG_VALUE", "It is wrong."),), example, found)


def report(criteria: Criteria, course: CourseIdentity) -> Report:
    """One learner's report; the names say to which exercise a criterion belongs."""
    numbers = sorted({int(name[2:].partition(".")[0]) for name in criteria})
    exercises = (
        ExerciseResult(
            number,
            IDS[number],
            IDS[number],
            f"{IDS[number]}.py",
            tuple(one for name, one in criteria.items() if name.startswith(f"ex{number}.")),
        )
        for number in numbers
    )
    return Report(course, "cpu", 7, tuple(exercises))


def course() -> Course:
    return Course.load(ROOT)


def a_class(
    folder: Path,
    learners: Mapping[str, Criteria],
    of: Course | None = None,
    more: Iterable[Row] = (),
    digest: str = "",
    names: Mapping[str, str] | None = None,
) -> Path:
    """Write a gradebook as ``lagrader grade --out`` does; equal criteria are equal work."""
    of = of or course()
    digest = digest or of.digest
    basis = Basis(digest, 7, "cpu", "0.1.0", "2.13.0")
    identity = CourseIdentity(of.title, of.version, digest)
    keys: dict[str, bytes] = {}
    with Gradebook.writing(folder) as book:
        book.begin(RunFacts(basis, of.title, of.version, "each", "submissions"))
        for learner, criteria in learners.items():
            work = repr(criteria)
            if work not in keys:
                keys[work] = basis.key(work.encode())
                book.record(keys[work], report(criteria, identity), 0.1)
            name = (names or {}).get(learner, "")
            book.enter(Row(learner, Status.GRADED, name, key=keys[work], content=keys[work]))
        for row in more:
            book.enter(row)
    return folder


def marks(*rows: str, names: Iterable[str] = ("ex3.value", "ex3.why", "ex3.output")) -> dict[str, Criteria]:
    """A class by signs, one row to a learner and one sign to a criterion.

    ``+`` got it, ``-`` wrong by a known mistake of its own, ``.`` not started, ``s`` skipped.
    """
    return {f"s{number}": _criteria(row, list(names)) for number, row in enumerate(rows)}


def _criteria(row: str, names: list[str]) -> Criteria:
    assert len(row) == len(names), row
    return {name: _of_sign(sign, name.partition(".")[2]) for sign, name in zip(row, names, strict=True)}


def _of_sign(sign: str, id_: str) -> CriterionResult:
    known = {"value": "VALUE_BEFORE_RELU", "why": "CHOICE_C", "output": "BIAS_MISSING"}
    if sign == "+":
        return got(id_)
    if sign == "-":
        return missed(id_, code=known.get(id_, "WRONG_VALUE"))
    return without(id_, Verdict.NOT_STARTED if sign == "." else Verdict.SKIPPED)
