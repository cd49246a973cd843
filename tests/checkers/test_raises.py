"""``raises``: the right exception where it must be raised, and none where there is an answer."""

from __future__ import annotations

import pytest

from lagrader.checkers import raises
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Returned
from tests.checkers.hand import Party, criterion, drive, judged, raised, returned, subject, task

REFUSED = [{"name": "inner", "inputs": {"a": {"tuple": [3, 5]}, "b": {"tuple": [4, 7]}}}]
FINE = [{"name": "fits", "inputs": {"a": {"tuple": [3, 5]}, "b": {"tuple": [5, 7]}}}]
SOURCE = "def shape(a, b):\n    if a[1] != b[0]:\n        raise ValueError('no')\n    return a[0], b[1]\n"


def right(a, b):
    if a[1] != b[0]:
        raise ValueError("they do not fit")
    return a[0], b[1]


def found(**keys):
    return criterion(**{"raises": "shape", "cases": REFUSED, "accepts": FINE, **keys})


def result_of(learner, reference=right, **keys):
    return judged(found(**keys), Party({"shape": learner}), Party({"shape": reference}), source=SOURCE)


def raising(error):
    def shape(a, b):
        raise error

    return shape


class Child(ValueError):  # noqa: N818 - a learner's name
    pass


class TestRight:
    def test_the_exception_where_it_must_be_and_an_answer_elsewhere(self):
        result = result_of(right)
        assert (result.verdict, result.points, result.passed) == (Verdict.ACCEPTED, 12, 2)

    def test_a_subclass_is_right(self):
        assert result_of(raising(Child("no")), accepts=[]).verdict is Verdict.ACCEPTED
        assert result_of(raising(UnicodeDecodeError("a", b"", 0, 1, "r")), accepts=[]).verdict is Verdict.ACCEPTED

    def test_the_answer_itself_is_judged_elsewhere(self):
        def shape(a, b):
            return right(a, b) and "anything"

        assert result_of(shape).verdict is Verdict.ACCEPTED

    def test_another_exception_by_the_rubric(self):
        def reference(a, b):
            if a[1] != b[0]:
                raise KeyError("no")
            return 1

        assert result_of(reference, reference, exception="LookupError").verdict is Verdict.ACCEPTED


class TestWrong:
    def check(self, result, code, verdict=Verdict.WRONG_ANSWER):
        assert (result.verdict, result.points) == (verdict, 0)
        assert result.feedback[0].code == code
        return result

    def test_an_answer_where_there_is_none(self):
        result = self.check(result_of(lambda a, b: (a[0], b[1])), "NOT_RAISED")
        assert (result.example.call, result.example.expected, result.example.actual) == (
            "shape((3, 5), (4, 7))",
            "ValueError",
            "(3, 7)",
        )

    def test_the_author_s_sentence(self):
        result = result_of(lambda a, b: None, say="It must refuse.", explain="long")
        assert (result.feedback[0].text, result.feedback[0].detail) == ("It must refuse.", "long")

    @pytest.mark.parametrize("error", [KeyError("x"), RuntimeError("shapes"), Exception("x"), SystemExit(1)], ids=repr)
    def test_another_exception(self, error):
        def shape(a, b):
            return right(a, b) if a[1] == b[0] else raised(error)

        result = self.check(result_of(shape), "OTHER_EXCEPTION")
        assert type(error).__name__ in result.feedback[0].text
        assert result.example.actual == type(error).__name__

    def test_always_raising(self):
        result = self.check(result_of(raising(ValueError("no"))), "RAISES_ALWAYS")
        assert (result.example.call, result.example.expected, result.example.actual) == (
            "shape((3, 5), (5, 7))",
            "an answer",
            "ValueError",
        )
        assert result.passed == 1

    @pytest.mark.parametrize(
        "outcome",
        [raised(ZeroDivisionError("x")), raised(NotImplementedError()), Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED))],
        ids=["raises", "unwritten", "slow"],
    )
    def test_what_else_is_wrong_where_there_is_an_answer_is_paid_for_elsewhere(self, outcome):
        assert result_of(lambda a, b: right(a, b) if a[1] != b[0] else outcome).points == 12

    def test_not_written_yet(self):
        self.check(result_of(raising(NotImplementedError())), "NOT_IMPLEMENTED", Verdict.RUN_TIME_ERROR)

    @pytest.mark.parametrize("stage", ["load", "arguments", "handle"])
    def test_only_the_call_itself_can_raise_what_is_asked_for(self, stage):
        outcome = raised(ValueError("no"), stage)
        result = judged(found(accepts=[]), Party({"shape": outcome}), Party({"shape": right}), source=SOURCE)
        assert result.points == 0
        assert result.verdict in (Verdict.RUN_TIME_ERROR, Verdict.LOAD_ERROR)

    @pytest.mark.parametrize(
        ("reply", "verdict"),
        [
            (Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"), Verdict.TIME_LIMIT_EXCEEDED),
            (Stopped(Verdict.RUN_TIME_ERROR, "it crashed"), Verdict.RUN_TIME_ERROR),
            (Absent("shape", "", ("Shape",)), Verdict.MISSING),
            (Absent("shape", "int"), Verdict.RUN_TIME_ERROR),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_no_answer_at_all_is_trouble(self, reply, verdict):
        result = judged(found(), Party({"shape": Outcome(reply)}), Party({"shape": right}), source=SOURCE)
        assert (result.verdict, result.points) == (verdict, 0)

    def test_the_gravest_of_the_cases_is_the_verdict(self):
        cases = [*REFUSED, {"inputs": {"a": {"tuple": [1, 2]}, "b": {"tuple": [3, 4]}}}]
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))
        result = result_of(lambda a, b: stopped if a == (1, 2) else 1, cases=cases, accepts=[])
        assert result.verdict is Verdict.TIME_LIMIT_EXCEEDED
        assert [case.verdict for case in result.cases] == [Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT_EXCEEDED]

    def test_verdict_and_feedback_are_about_one_case(self):
        cases = [*REFUSED, {"inputs": {"a": {"tuple": [1, 2]}, "b": {"tuple": [3, 4]}}}]
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))
        result = result_of(lambda a, b: stopped if a == (1, 2) else 1, cases=cases, accepts=[])
        assert (result.verdict, result.feedback[0].code) == (Verdict.TIME_LIMIT_EXCEEDED, "TIME_LIMIT")

    @pytest.mark.parametrize("answers", ["as it should", "otherwise"])
    def test_too_much_output_is_too_much_here_too(self, answers):
        def shape(a, b):
            if (a[1] == b[0]) == (answers == "as it should"):
                return Outcome(Returned(1), "", 2**21)
            raise ValueError("no")

        self.check(result_of(shape), "OUTPUT_LIMIT", Verdict.OUTPUT_LIMIT_EXCEEDED)

    def test_another_exception_shows_where_it_was_raised(self):
        outcome = raised(KeyError("x"), frames=(("solutions/ex3_neuron.py", 3, "shape"),))
        result = result_of(lambda a, b: outcome, accepts=[])
        assert (result.location.line, result.exception) == (3, "KeyError: 'x'")


class TestReference:
    """Both runs must raise the same; anything else is ours."""

    def fault(self, reference, **keys):
        return drive(raises.prepare(subject(found(**keys))), oracle=Party({"shape": reference})).fault

    def test_it_raises_where_it_should(self):
        assert not self.fault(right)

    def test_it_does_not_raise(self):
        assert "ValueError" in self.fault(lambda a, b: 1)

    def test_it_raises_something_else(self):
        assert self.fault(raising(KeyError("x")), accepts=[])

    def test_it_raises_where_there_is_an_answer(self):
        assert self.fault(raising(ValueError("x")))

    @pytest.mark.parametrize("reply", [Absent("shape"), Stopped(Verdict.TIME_LIMIT_EXCEEDED)], ids=["absent", "slow"])
    def test_it_gives_no_answer_where_there_is_one(self, reply):
        assert self.fault(lambda a, b: right(a, b) if a[1] != b[0] else Outcome(reply))

    @pytest.mark.parametrize("other", [returned(1), raised(KeyError("x"))], ids=["none", "another"])
    def test_one_run_alone_raises_it(self, other):
        outcomes = iter([raised(ValueError("no")), other] * 2)
        assert self.fault(lambda a, b: next(outcomes), accepts=[])

    def test_the_fault_is_ours_and_nobody_is_asked(self):
        prepared = drive(raises.prepare(subject(found())), oracle=Party({"shape": lambda a, b: 1}))
        result = drive(raises.examine(task(found(), prepared, SOURCE)))
        assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)
