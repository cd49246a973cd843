"""Results close to a tolerance's edge."""

from __future__ import annotations

import math

import pytest

from lagrader.gradebook.codec import decode, encode
from lagrader.item_analysis.edges import closeness
from lagrader.results import CaseResult, CriterionResult, Difference, Feedback, Verdict
from tests.gradebook.examples import report
from tests.item_analysis.classes import case, got, missed


def accepted(*ratios: float) -> CriterionResult:
    cases = (CaseResult("c", Verdict.ACCEPTED, difference=Difference("none", 0, 1, (), r, 1.0)) for r in ratios)
    return CriterionResult("output", "", got("output").points, got("output").points, Verdict.ACCEPTED, (), tuple(cases))


def failed(*ratios: float) -> CriterionResult:
    return missed("output", cases=tuple(case("2.0", ratio * 1e-5) for ratio in ratios))


@pytest.mark.parametrize(
    ("result", "ratio"),
    [
        (accepted(0.5, 0.0, 0.2), 0.5),
        (accepted(0.05), None),
        (accepted(0.1), None),
        (accepted(1.0), 1.0),
        (failed(2.0, 9.0), 9.0),
        (failed(2.0, 11.0), None),
        (failed(math.inf), None),
        (got("output"), None),
        (missed("output"), None),
    ],
)
def test_the_worst_case_decides(result: CriterionResult, ratio: float | None) -> None:
    assert closeness(result) == (None if ratio is None else pytest.approx(ratio))


def test_what_failed_by_more_than_the_value_is_close_to_no_edge() -> None:
    raised = CaseResult("c", Verdict.RUN_TIME_ERROR, (Feedback("EXCEPTION", "It stopped."),))
    for other in (case("(2, 3)", kind="shape"), raised, case("nan", kind="nan", error=math.inf)):
        assert closeness(missed("output", cases=(case("2.0", 2e-5), other))) is None


def test_where_only_the_exact_value_is_allowed_there_is_no_edge() -> None:
    assert closeness(missed("output", cases=(case("2.0", 1.0, 0.0),))) is None


def test_it_is_known_from_what_a_gradebook_keeps() -> None:
    given = report(failed(*[3.0] * 8), accepted(0.5))
    first, second = decode(encode(given)).exercises[0].criteria
    assert closeness(first) == pytest.approx(3.0)
    assert closeness(second) == 0.5
