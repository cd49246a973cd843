"""Reports and rows to fill gradebooks with, made without grading anything."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from lagrader.gradebook import Basis, Row, RunFacts, Status
from lagrader.results import (
    CaseResult,
    Changes,
    CourseIdentity,
    CriterionResult,
    Difference,
    Example,
    ExerciseResult,
    Feedback,
    Location,
    Report,
    Verdict,
)

BASIS = Basis("c" * 64, 7, "cpu", "0.1.0", "2.13.0+cpu")
FACTS = RunFacts(BASIS, "Linear algebra", "1.0", "each", "submissions")
COURSE = CourseIdentity("Linear algebra", "1.0", "c" * 64)


def criterion(id_: str, points: object, most: object, **more: object) -> CriterionResult:
    earned, possible = Fraction(str(points)), Fraction(str(most))
    verdict = Verdict.ACCEPTED if earned == possible else Verdict.WRONG_ANSWER
    return CriterionResult(id_, f"{id_} is right", earned, possible, **{"verdict": verdict} | more)


def report(*criteria: CriterionResult, **more: object) -> Report:
    exercise = ExerciseResult(3, "ex3_neuron", "A neuron", "ex3_neuron.py", criteria or (criterion("output", 4, 12),))
    return Report(COURSE, "cpu", 7, (exercise,), **more)


def everything() -> Report:
    """A report in which no field is left at its default."""
    case = CaseResult(
        "a case",
        Verdict.WRONG_ANSWER,
        (Feedback("BIAS_MISSING", "You left the bias out.", "More of it."),),
        Example("f(1)", ("x = 1",), "2", "3", "off by 1", True),
        Difference("value", 1, 6, (1, 1), 0.5, 1e-5, float("inf")),
        True,
    )
    full = criterion(
        "output",
        "1/3",
        "2.5",
        feedback=case.feedback,
        cases=(case, CaseResult("another", Verdict.SKIPPED)),
        example=case.example,
        location=Location("ex3_neuron.py", 3, "return 1", 5, "here"),
        trace=(Location("ex3_neuron.py", 4),),
        exception="ValueError: no",
        output="printed\x00",
        hidden=True,
    )
    changes = Changes(datetime(2026, 1, 1, tzinfo=UTC), 3, ("a",), ("b",), True)
    exercise = ExerciseResult(3, "ex3_neuron", "A neuron", None, (full,), full, ("a note",), changes)
    return Report(COURSE, "cuda:0", 1 << 40, (exercise,), {"start": "fork", "layers": {"seccomp": "active"}}, False)


def row(learner: str = "anna", **more: object) -> Row:
    return Row(learner, **{"status": Status.GRADED} | more)
