"""``any_of``: the best of several ways counts, and what can't be judged takes no points away."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from tests.checkers.hand import Party, criterion, judged, raised

CASES = [{"repeat": 4, "sizes": {"n": [1, 9]}, "inputs": {"x": {"normal": ["n"]}}}]


def way(id_, **keys):
    return {"id": id_, "title": f"by {id_}", "points": 12, "returns": "number", "cases": CASES, **keys}


SUM = way("sum", call="total")
PRODUCT = way("product", call="times", mistakes={"squared": {"say": "squared"}})
LESSER = way("lesser", call="largest", points=3)
COURSE = {
    "total": lambda x: np.float64(x.sum()),
    "times": lambda x: np.float64(x.prod() * 3),
    "largest": lambda x: np.float64(x.max() + 1),
    "squared": lambda x: np.float64(x.prod() ** 2),
}
SOURCE = "def total(x):\n    return x\n\n\ndef times(x):\n    return x\n\n\ndef largest(x):\n    return x\n"


def wrong(x):
    return np.float64(1e6)


def result_of(learner, *ways, course=COURSE):
    found = criterion(any_of=list(ways))
    party = Party({"total": wrong, "times": wrong, "largest": wrong, **learner})
    return judged(found, party, Party(course), source=SOURCE), party


def test_the_first_that_gives_all_points_ends_it():
    result, party = result_of({"total": COURSE["total"]}, SUM, PRODUCT)
    assert (result.verdict, result.points, result.id) == (Verdict.ACCEPTED, 12, "output")
    assert [one.text for one in result.feedback] == ["Counted: by sum."]
    assert {request.function for request in party.asked} == {"total"}


def test_a_later_one_is_as_good():
    result, _ = result_of({"times": COURSE["times"]}, SUM, PRODUCT)
    assert (result.verdict, result.points) == (Verdict.ACCEPTED, 12)
    assert result.passed == 4


def test_part_of_one_is_more_than_less_of_another():
    halves = way("sum", call="total", partial=True)
    turns = iter(range(100))
    result, _ = result_of(
        {"total": lambda x: COURSE["total"](x) if next(turns) < 2 else wrong(x), "largest": COURSE["largest"]},
        LESSER,
        halves,
    )
    assert (result.verdict, result.points, result.max_points) == (Verdict.WRONG_ANSWER, Fraction(6), 12)
    assert "2 of 4 cases are right: 6 of 12 points." in [one.text for one in result.feedback]
    assert "This is about: by sum." in result.feedback[-1].text


def test_a_lesser_way_is_not_all_of_it():
    result, _ = result_of({"largest": COURSE["largest"]}, SUM, LESSER)
    assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 3)
    (said,) = result.feedback
    assert said.text == "Right in one way, by lesser: 3 of 12 points. More is given for: by sum."


def test_a_known_mistake_is_told_before_what_is_merely_wrong():
    result, _ = result_of({"times": COURSE["squared"]}, SUM, PRODUCT)
    assert [one.code for one in result.feedback] == ["SQUARED", "ONE_WAY_COUNTS"]


def test_an_answer_is_told_before_an_exception_and_what_was_not_begun():
    result, _ = result_of({"total": raised(ValueError("x"))}, SUM, PRODUCT)
    assert result.verdict is Verdict.WRONG_ANSWER
    result, _ = result_of({"total": lambda x: None}, SUM, PRODUCT)
    assert result.feedback[0].code != "NO_RETURN"


def test_what_had_too_little_time_is_told_with_the_points_of_the_best():
    stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))
    result, _ = result_of({"total": stopped, "largest": COURSE["largest"]}, SUM, LESSER)
    assert (result.verdict, result.points) == (Verdict.TIME_LIMIT_EXCEEDED, 3)


def test_a_way_that_can_t_be_judged_costs_those_alone_whom_no_other_gives_all_points():
    course = {**COURSE, "total": raised(ValueError())}
    result, _ = result_of({}, SUM, PRODUCT, course=course)
    assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)
    result, _ = result_of({"times": COURSE["times"]}, SUM, PRODUCT, course=course)
    assert (result.verdict, result.points) == (Verdict.ACCEPTED, 12)
