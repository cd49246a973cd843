"""``check``: the course's own function judges; what it may not say is a broken course, not a mark."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.checkers import Prepared, check
from lagrader.errors import CourseError
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Array, Call, pack_reply, pack_request
from lagrader.wire.tree import MAX_NODES
from tests.checkers.hand import Party, criterion, drive, judged, raised, returned, subject, task, tensor

SOURCE = "def make(n=100):\n    return n\n"
MISTAKES = {"not_two": {"say": "Not a pair.", "explain": "Return two."}}


def found(**keys):
    whole = {"check": "pair", "points": 4, "calls": [{"call": "make"}, {"call": "make", "args": [20]}], **keys}
    return criterion(**{"mistakes": MISTAKES, **whole})


def result_of(says, made=lambda *args: (1.0, 2.0), **keys):
    """Judge with a check that says ``says``: a value, or an exception that it raises."""

    def pair(values, points):
        return raised(says) if isinstance(says, Exception) else says

    return judged(found(**keys), Party({"make": made}), Party({"pair": pair}), source=SOURCE)


class TestWhatIsAsked:
    def test_the_calls_go_to_the_learner_and_their_results_to_the_oracle(self):
        learner, oracle = Party({"make": lambda n=100: n + 1}), Party({"pair": lambda values, points: points})
        drive(check.examine(task(found(), Prepared(), SOURCE)), learner=learner, oracle=oracle)
        assert [(call.module, call.args) for call in learner.asked] == [("learner", ()), ("learner", (20,))]
        (request,) = oracle.asked
        assert isinstance(request, Call)
        assert (request.module, request.function) == ("checks_ex3_neuron", "pair")
        assert request.args == ([101, 21], 4.0)

    def test_nothing_is_prepared(self):
        assert drive(check.prepare(subject(found()))) == Prepared()


class TestPoints:
    def test_all_of_them(self):
        result = result_of(4.0)
        assert (result.verdict, result.points) == (Verdict.ACCEPTED, 4)
        assert result_of(tensor(4.0)).points == result_of(4).points == 4

    @given(points=st.fractions(min_value=0, max_value=40, max_denominator=50))
    def test_all_of_them_however_they_are_written(self, points):
        """0.1 as a float is a little more than a tenth; a check that hands its argument back has given all."""

        def pair(values, points):
            return points

        result = judged(found(points=str(points)), Party({"make": lambda n=1: n}), Party({"pair": pair}), source=SOURCE)
        assert (result.verdict, result.points) == (Verdict.ACCEPTED, points)

    def test_a_part_where_the_rubric_allows_it(self):
        result = result_of(1.5, partial=True)
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, Fraction(3, 2))
        assert result.feedback[0].code == "PARTLY_RIGHT"

    def test_a_part_is_exact(self):
        assert result_of(0.1, partial=True).points == Fraction(1, 10)

    def test_a_part_without_partial_is_a_broken_course(self):
        with pytest.raises(CourseError, match="partial: true"):
            result_of(1.5)

    @pytest.mark.parametrize(
        "says", [None, float("nan"), float("inf"), 4.0001, 5, -1, -0.001, "4", True, (4,), tensor([1.0, 2])], ids=str
    )
    @pytest.mark.parametrize("partial", [False, True])
    def test_what_is_no_number_of_points_is_a_broken_course(self, says, partial):
        with pytest.raises(CourseError, match=r"check pair returned .* from 0 to 4"):
            result_of(says, partial=partial)

    def test_none_at_all(self):
        result = result_of(0.0)
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)

    @pytest.mark.parametrize("partial", [False, True])
    def test_none_at_all_is_not_called_partly_right(self, partial):
        result = result_of(0, lambda n=1: Outcome(returned(n).reply, "debug", 5), partial=partial)
        assert result.feedback[0].code == "CHECK_FAILED"
        assert "in part" not in result.feedback[0].text
        assert result.output == "debug"


class TestRaises:
    def test_an_assertion_s_message_is_what_is_said(self):
        result = result_of(AssertionError("The vectors are equal."), explain="long")
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        (feedback,) = result.feedback
        assert (feedback.code, feedback.text, feedback.detail) == ("CHECK_FAILED", "The vectors are equal.", "long")

    def test_the_name_of_a_mistake_gives_that_mistake_s_feedback(self):
        (feedback,) = result_of(AssertionError("not_two")).feedback
        assert (feedback.code, feedback.text, feedback.detail) == ("NOT_TWO", "Not a pair.", "Return two.")

    def test_without_a_message_the_criterion_s_sentence_stands(self):
        assert result_of(AssertionError(), say="It must be a pair.").feedback[0].text == "It must be a pair."
        assert result_of(AssertionError()).feedback[0].text == "It is not right yet."

    @pytest.mark.parametrize("error", [TypeError("no"), KeyError("x"), RuntimeError("")], ids=repr)
    def test_any_other_exception_is_ours(self, error):
        result = result_of(error)
        assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)
        assert type(error).__name__ in result.feedback[0].text

    def test_a_subclass_of_assertion_error_is_one(self):
        class MismatchError(AssertionError):
            pass

        assert result_of(MismatchError("not close")).verdict is Verdict.WRONG_ANSWER

    @pytest.mark.parametrize(
        "outcome",
        [Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "10 s")), Outcome(Absent("pair"))],
        ids=["slow", "gone"],
    )
    def test_no_answer_is_ours(self, outcome):
        oracle = Party({"pair": outcome})
        result = judged(found(), Party({"make": lambda n=1: n}), oracle, source=SOURCE)
        assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)


class TestLearner:
    def test_the_first_call_that_fails_is_the_result_and_the_oracle_is_not_asked(self):
        def make(n=100):
            if n == 20:
                raise IndexError("list index out of range")
            return n

        generator = check.examine(task(found(), Prepared(), SOURCE))
        result = drive(generator, learner=Party({"make": make}))
        assert (result.verdict, result.exception) == (Verdict.RUN_TIME_ERROR, "IndexError: list index out of range")
        assert result.example.call == "make(20)"

    def test_the_example_shows_the_first_call_and_what_came(self):
        result = result_of(AssertionError("no"), lambda n=100: "text")
        assert (result.example.call, result.example.actual, result.example.expected) == ("make()", "'text'", None)

    def test_output_is_kept(self):
        result = result_of(AssertionError("no"), lambda n=1: Outcome(returned(n).reply, "debug", 5))
        assert result.output == "debug"

    @pytest.mark.parametrize("kind", ["deep", "many", "large"])
    def test_results_too_large_for_the_way_to_the_oracle_are_the_learner_s(self, kind):
        """Each came in one frame; together they must go out in one, and nobody else's marks may hang on that."""
        value = {"deep": 1.0, "many": [0.5] * (MAX_NODES // 2), "large": Array("float64", (2**21,), bytes(2**24))}[kind]
        for _ in range(23 if kind == "deep" else 0):
            value = [value]
        assert pack_reply(0, returned(value).reply)

        def pair(values, points):
            raise AssertionError("it should not come here")

        oracle = Party({"pair": pair})
        calls = [{"call": "make"}] * 3
        result = judged(found(calls=calls), Party({"make": lambda: returned(value)}), oracle, source=SOURCE)
        assert not [request for request in oracle.asked if not _fits(request)]
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)


def _fits(request):
    try:
        return bool(pack_request(0, request))
    except Exception:  # noqa: BLE001 - whatever it is, it would end the run
        return False


class TestNothingReturned:
    """What any function is told that prints instead of returning comes before what the check makes of None."""

    SAYS = AssertionError("not_two")

    def judge(self, source: str, printed: str = "", calls=None, value=None):
        def pair(values, points):
            return raised(self.SAYS)

        def make(*args):
            return Outcome(returned(value).reply, printed)

        keys = {"calls": calls} if calls else {}
        return judged(found(**keys), Party({"make": make, "other": make}), Party({"pair": pair}), source=source)

    def test_printed_instead(self):
        result = self.judge("def make(n=100):\n    print(n)\n", "100\n")
        assert result.feedback[0].code == "PRINTED_NOT_RETURNED"
        assert result.feedback[0].text.startswith("make prints and returns None: put return where print is")

    def test_no_return(self):
        result = self.judge("def make(n=100):\n    x = n\n")
        assert result.feedback[0].text == "make returns None: the return statement is missing."

    def test_a_value_is_the_checks_matter(self):
        assert self.judge(SOURCE, "100\n", value=3.0).feedback[0].code == "NOT_TWO"

    def test_of_two_functions_nobody_knows(self):
        calls = [{"call": "make"}, {"call": "other"}]
        assert self.judge("def make():\n    x = 1\n", calls=calls).feedback[0].code == "NOT_TWO"
