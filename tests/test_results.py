"""Results: the order of verdicts, exact points in every format, and what is never a pass."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.reports import RenderOptions, find, formats
from lagrader.results import CaseResult, CourseIdentity, CriterionResult, Example, ExerciseResult, Report, Verdict
from lagrader.rubric import Rubric

ORDER = (
    *("accepted", "wrong_answer", "run_time_error", "time_limit_exceeded", "memory_limit_exceeded"),
    *("output_limit_exceeded", "load_error", "missing", "not_started", "skipped", "pending", "judge_error"),
)
COURSE = CourseIdentity("c", "1", "0" * 64)

verdicts = st.sampled_from(list(Verdict))
fractions = st.fractions(0, 20, max_denominator=60)


def criterion(points, max_points=None, verdict=Verdict.ACCEPTED, cases=()):
    top = points if max_points is None else max_points
    return CriterionResult("c", "c", Fraction(points), Fraction(top), verdict, cases=cases)


def exercise(*criteria, number=1):
    return ExerciseResult(number, f"ex{number}_x", "x", "x.py", criteria)


def report(*exercises):
    return Report(COURSE, "cpu", 41, exercises)


def exercise_of(points, verdict=Verdict.ACCEPTED):
    """An exercise whose rubric gives these points, all of them earned or none."""
    rubric = Rubric.model_validate(
        {
            "version": 1,
            "title": "t",
            "criteria": [{"id": f"c{n}", "title": "t", "points": p, "answer": "A"} for n, p in enumerate(points)],
        }
    )
    earned = [(one.points if verdict is Verdict.ACCEPTED else 0, one.points) for one in rubric.criteria]
    return exercise(*(criterion(*pair, verdict) for pair in earned))


class TestVerdicts:
    def test_are_those_of_the_design_in_order_of_severity(self):
        assert tuple(verdict.value for verdict in sorted(Verdict, key=lambda verdict: verdict.severity)) == ORDER

    def test_are_their_own_words(self):
        assert f"{Verdict.WRONG_ANSWER}" == "wrong_answer"
        assert Verdict("judge_error") is Verdict.JUDGE_ERROR

    def test_accepted_is_the_mildest_and_our_own_fault_the_gravest(self):
        assert Verdict.ACCEPTED.severity == 0
        assert max(Verdict, key=lambda verdict: verdict.severity) is Verdict.JUDGE_ERROR

    @given(found=st.lists(verdicts, min_size=1))
    def test_an_exercise_has_the_gravest_of_its_criteria(self, found):
        whole = exercise(*(criterion(0, 1, verdict) for verdict in found))
        assert whole.verdict == max(found, key=ORDER.index)
        assert whole.passed == all(verdict is Verdict.ACCEPTED for verdict in found)


class TestPoints:
    @pytest.mark.parametrize(
        "points", [(0.1, 0.2, 0.7), ("0.1", "0.2", "0.7"), ("1/3", "1/3", "1/3"), ("1/6", 0.5, "1/3")]
    )
    @pytest.mark.parametrize("name", list(formats()))
    def test_parts_of_one_are_one_in_every_format(self, points, name):
        whole = report(exercise_of(points))
        assert whole.points == whole.max_points == whole.score == 1
        variables = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
        text = find(name).render(whole, RenderOptions(environment=dict.fromkeys(variables, "x")))
        if name == "classroom50":
            assert json.loads(text)["score"] == json.loads(text)["max-score"]
        elif name == "junit":
            assert '<property name="points" value="1" />' in text
            assert '<property name="max_points" value="1" />' in text
        elif name == "json":
            found = json.loads(text)
            assert (found["points"], found["max_points"], found["exercises"][0]["points"]) == (1, 1, 1)
            assert isinstance(found["points"], int)
        else:
            assert "1/1" in text.replace(" ", "").replace("of", "/") or "1 point" in text
        assert "0.99999" not in text
        assert "1.00000" not in text

    @settings(max_examples=30)
    @given(points=st.lists(st.tuples(fractions, fractions).map(sorted), max_size=6))
    def test_sums_are_exact(self, points):
        whole = exercise(*(criterion(*pair) for pair in points))
        assert whole.points == sum((pair[0] for pair in points), Fraction())
        assert whole.max_points == sum((pair[1] for pair in points), Fraction())
        both = report(whole, whole)
        assert (both.points, both.max_points) == (2 * whole.points, 2 * whole.max_points)

    @settings(max_examples=30)
    @given(points=st.lists(st.tuples(fractions, fractions).map(sorted), max_size=6))
    def test_the_score_is_within_0_and_1_or_none(self, points):
        whole = report(exercise(*(criterion(*pair) for pair in points)))
        assert whole.score is None if not whole.max_points else 0 <= whole.score <= 1

    def test_no_points_are_no_score(self):
        assert report().score is report(exercise()).score is report(exercise(criterion(0))).score is None


class TestPassed:
    def test_nothing_is_never_a_pass(self):
        assert not report().passed
        assert not report(exercise()).passed
        assert not report(exercise(criterion(1)), exercise()).passed
        assert exercise().verdict is Verdict.JUDGE_ERROR

    def test_all_accepted_is_one(self):
        assert report(exercise(criterion(1)), exercise(criterion(2), number=2)).passed

    @pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.ACCEPTED])
    def test_anything_else_is_none_even_with_full_points(self, verdict):
        assert not report(exercise(criterion(1), criterion(1, 1, verdict))).passed

    @given(found=st.lists(verdicts))
    def test_cases_that_passed_are_counted(self, found):
        cases = tuple(CaseResult("c", verdict) for verdict in found)
        whole = criterion(1, cases=cases)
        assert whole.passed == found.count(Verdict.ACCEPTED)
        assert whole.tried == len(found) - found.count(Verdict.SKIPPED)


class TestFurther:
    RIGHT = exercise(criterion(1))
    WRONG = dataclasses.replace(exercise(criterion(0, 7, Verdict.WRONG_ANSWER), number=2), further=True)

    def test_it_is_in_no_total_and_no_pass(self):
        both = report(self.RIGHT, self.WRONG)
        assert (both.points, both.max_points, both.score) == (1, 1, 1)
        assert (both.counted, both.beside) == ((self.RIGHT,), (self.WRONG,))
        assert both.passed
        assert not both.all_right

    def test_named_it_must_pass_and_is_in_no_total_still(self):
        both = dataclasses.replace(report(self.RIGHT, self.WRONG), by_name=True)
        assert (both.passed, both.max_points) == (False, 1)

    def test_alone_the_total_is_its_own(self):
        alone = report(self.WRONG)
        assert (alone.points, alone.max_points, alone.counted, alone.beside) == (0, 7, (self.WRONG,), ())
        assert not alone.passed


def test_nothing_is_hidden_unless_it_says_so():
    assert not any(one.hidden for one in (CaseResult("c", Verdict.ACCEPTED), criterion(1), Example("f()")))


@pytest.mark.parametrize("value", [criterion(1), exercise(), report(), COURSE, CaseResult("c", Verdict.ACCEPTED)])
def test_what_flows_is_frozen(value):
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, dataclasses.fields(value)[0].name, None)
