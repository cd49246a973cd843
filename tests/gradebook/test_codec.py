"""A report comes back from the gradebook as it went in."""

from __future__ import annotations

import math
import zlib
from dataclasses import replace

import pytest

from lagrader.gradebook.codec import DamagedReportError, decode, encode
from lagrader.results import CaseResult, Difference, Example, Verdict
from tests.gradebook.examples import criterion, everything, report


@pytest.mark.parametrize("given", [report(), everything()])
def test_a_report_comes_back_as_it_was(given) -> None:
    back = decode(encode(given))
    assert back == given
    assert back.points == given.points
    assert decode(encode(back)) == back


def test_what_nobody_asks_for_later_is_left_out() -> None:
    example = Example("f(" + "1, " * 2_000 + ")", ("x = " + "1" * 5_000,), "2", "3" * 5_000)
    cases = tuple(
        CaseResult(f"c{n}", Verdict.WRONG_ANSWER, example=example, difference=Difference("value")) for n in range(9)
    )
    fine = CaseResult("fine", Verdict.ACCEPTED, difference=Difference("none"))
    given = report(criterion("output", 0, 1, cases=(*cases, fine)), criterion("value", 4, 4, cases=(fine,), output="x"))
    failed, accepted = decode(encode(given)).exercises[0].criteria
    assert [case.example is not None for case in failed.cases] == [True] * 5 + [False] * 5
    assert (failed.passed, len(failed.cases)) == (1, 10)
    kept_example = failed.cases[0].example
    assert kept_example is not None
    assert (len(kept_example.call), len(kept_example.setup[0]), len(kept_example.actual or "")) == (2001, 2001, 2001)
    assert accepted.cases == (CaseResult("fine", Verdict.ACCEPTED),)


def test_an_accepted_result_close_to_the_edge_keeps_how_far_off_it_is() -> None:
    near, far = (Difference("none", 0, 1, (), error, 1e-5, 0.1) for error in (2e-6, 1e-7))
    cases = tuple(CaseResult("c", Verdict.ACCEPTED, difference=found) for found in (near, far))
    for points in (0, 4):
        given = report(criterion("output", points, 4, cases=cases))
        (back,) = decode(encode(given)).exercises[0].criteria
        assert [case.difference for case in back.cases] == [near, None]


def test_what_else_an_accepted_criterion_has_is_left_out() -> None:
    given = report(criterion("output", 4, 4, output="x"))
    (accepted,) = decode(encode(given)).exercises[0].criteria
    assert accepted.output == ""


@pytest.mark.parametrize("number", [math.inf, -math.inf, 1e300, 5e-324, 0.1])
def test_numbers_come_back_exactly(number: float) -> None:
    case = CaseResult("c", Verdict.WRONG_ANSWER, difference=Difference("value", error=number))
    given = report(replace(report().exercises[0].criteria[0], cases=(case,)))
    assert decode(encode(given)) == given


def test_a_character_that_is_none_is_shown_by_its_escape() -> None:
    given = report(criterion("output", 0, 1, exception="ValueError: \ud800"))
    assert decode(encode(given)).exercises[0].criteria[0].exception == "ValueError: \\ud800"


@pytest.mark.parametrize(
    "data", [b"", b"x", zlib.compress(b"{"), zlib.compress(b"{}"), zlib.compress(b'{"seed": "x"}')]
)
def test_what_is_damaged_says_so(data: bytes) -> None:
    with pytest.raises(DamagedReportError):
        decode(data)
