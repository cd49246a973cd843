"""Who counts, and for what."""

from __future__ import annotations

import numpy as np
import pytest

from lagrader.item_analysis.answers import Mark, results_of, table
from lagrader.results import CourseIdentity, Verdict
from tests.item_analysis.classes import got, missed, report, without

COURSE = CourseIdentity("A course", "1", "c" * 64)


def answers(*learners):
    reports = [results_of(report(criteria, COURSE)) for criteria in learners]
    columns = [column for column, _ in reports[0]]
    return table([(Mark.of(results), [f"s{n}"]) for n, results in enumerate(reports)], columns)


@pytest.mark.parametrize("verdict", Verdict)
def test_judged_is_whose_program_was_tried(verdict: Verdict) -> None:
    found = answers({"ex3.output": without("output", verdict), "ex3.value": got("value")})
    tried = ("accepted", "wrong_answer", "run_time_error", "time_limit_exceeded", "memory_limit_exceeded")
    assert found.judged.tolist() == [[verdict in (*tried, "output_limit_exceeded"), True]]


def test_shares_and_points() -> None:
    found = answers({"ex3.output": missed("output", 12, earned="4"), "ex3.value": got("value", 0)})
    assert found.share[0].tolist() == [pytest.approx(1 / 3), 1.0]
    assert found.points[0].tolist() == [4.0, 0.0]
    assert found.accepted.tolist() == [[False, True]]


def test_the_rest_is_without_the_criterion_and_what_waits_for_it() -> None:
    found = answers({"ex3.output": got("output", 12), "ex3.value": got("value", 4), "ex5.value": got("value", 2)})
    assert found.rest(0).tolist() == [6.0]
    assert found.rest(0, [1]).tolist() == [2.0]


def test_a_criterion_that_a_report_lacks_was_not_judged() -> None:
    found = answers({"ex3.output": got("output"), "ex3.value": got("value")}, {"ex3.output": got("output")})
    assert found.judged.tolist() == [[True, True], [True, False]]


def test_equal_work_counts_for_each() -> None:
    results = results_of(report({"ex3.output": got("output")}, COURSE))
    found = table([(Mark.of(results), ["anna", "ben"])], [column for column, _ in results])
    assert found.learners == ("anna", "ben")
    assert np.array_equal(found.accepted, [[True], [True]])


def test_nobody_is_a_table_too() -> None:
    found = table([], [])
    assert found.learners == ()
    assert found.judged.shape == (0, 0)
