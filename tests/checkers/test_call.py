"""``call``: results against the reference's, whole or in part, mistakes named, handles and what stands in for them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.checkers import CHECKERS, Prepared, call
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Absent, Array, Returned, Size
from tests.checkers.hand import Party, criterion, drive, judged, raised, returned, subject, task, tensor

NEURON = [
    {"inputs": {"x": {"tensor": [2]}, "w": {"tensor": [3]}}},
    {"repeat": 9, "sizes": {"n": [1, 64]}, "inputs": {"x": {"normal": ["n"]}, "w": {"normal": ["n"]}}},
]
MISTAKES = {
    "bias_missing": {"say": "You left the bias out.", "explain": "why"},
    "relu_missing": {"say": "You left ReLU out."},
}
SOURCE = "def neuron(x, w):\n    z = x @ w\n    return z\n"


def right(x, w):
    return np.float64(max(np.dot(x, w) + 0.5, 0))


def no_bias(x, w):
    return np.float64(max(np.dot(x, w), 0))


def no_relu(x, w):
    return np.float64(np.dot(x, w) + 0.5)


def oracle(**more):
    return Party({"neuron": right, "bias_missing": no_bias, "relu_missing": no_relu, **more})


def neuron(**keys):
    return criterion(**{"call": "neuron", "returns": "number", "cases": NEURON, "mistakes": MISTAKES, **keys})


def answered(function, course=None, **keys):
    return judged(neuron(**keys), Party({"neuron": function}), course or oracle(), source=SOURCE)


class Alternating:
    """Right in the cases of ``good``, by place, else wrong."""

    def __init__(self, good, wrong=lambda x, w: np.float64(1e6)):
        self.turn, self.good, self.wrong = -1, good, wrong

    def __call__(self, x, w):
        self.turn += 1
        return right(x, w) if self.turn in self.good else self.wrong(x, w)


class TestPoints:
    def test_all_right_is_full_points(self):
        result = answered(right)
        assert (result.verdict, result.points, result.passed) == (Verdict.ACCEPTED, 12, 10)
        assert not result.feedback

    def test_one_wrong_case_costs_everything(self):
        result = answered(Alternating(range(9)))
        assert (result.verdict, result.points, result.passed) == (Verdict.WRONG_ANSWER, 0, 9)

    @given(good=st.sets(st.integers(0, 9)))
    @settings(max_examples=20)
    def test_partial_credit_is_exact_and_only_where_it_is_asked_for(self, good):
        whole = answered(Alternating(good), points=1)
        part = answered(Alternating(good), points=1, partial=True)
        assert part.points == Fraction(len(good), 10)
        assert whole.points == (1 if len(good) == 10 else 0)
        assert (part.verdict is Verdict.ACCEPTED) == (len(good) == 10)

    def test_a_third_is_a_third(self):
        cases = [{"inputs": {"x": {"tensor": [value]}}} for value in (2, 3, 5)]
        found = criterion(call="f", returns="number", cases=cases, partial=True)
        learner = Party({"f": lambda x: np.float64(x[0] * 7) if x[0] == 5 else np.float64(0)})
        assert judged(found, learner, Party({"f": lambda x: np.float64(x[0] * 7)})).points == 4

    def test_partial_credit_is_kept_beside_a_crash(self):
        def crashes(x, w):
            raise ZeroDivisionError("division by zero")

        result = answered(Alternating(range(5), crashes), partial=True)
        assert (result.verdict, result.points) == (Verdict.RUN_TIME_ERROR, 6)
        assert result.exception == "ZeroDivisionError: division by zero"


class TestMistakes:
    @pytest.mark.parametrize(("function", "code"), [(no_bias, "BIAS_MISSING"), (no_relu, "RELU_MISSING")])
    def test_is_named_by_its_name_in_capitals(self, function, code):
        (feedback,) = answered(function).feedback
        assert (feedback.code, feedback.text) == (code, MISTAKES[code.lower()]["say"])
        assert feedback.detail == MISTAKES[code.lower()].get("explain", "")

    def test_the_oracle_is_not_asked_about_what_was_accepted(self):
        course = oracle()
        prepared = drive(call.prepare(subject(neuron())), oracle=course)
        before = len(course.asked)
        result = drive(call.examine(task(neuron(), prepared, SOURCE)), learner=Party({"neuron": right}), oracle=course)
        assert result.verdict is Verdict.ACCEPTED
        assert len(course.asked) == before

    def test_what_the_preparation_has_seen_already_rules_mistakes_out_without_asking(self):
        course = oracle()
        prepared = drive(call.prepare(subject(neuron())), oracle=course)
        course.asked.clear()
        learner = Party({"neuron": lambda x, w: np.float64(1e6 + x.size)})
        result = drive(call.examine(task(neuron(), prepared, SOURCE)), learner=learner, oracle=course)
        assert result.feedback[0].code == "WRONG_VALUE"
        assert {request.function for request in course.asked} == {"neuron"}

    def test_must_equal_in_every_case(self):
        """Only the last case is different from the mistake, and not by much."""

        class Nearly(Alternating):
            def __call__(self, x, w):
                self.turn += 1
                return no_bias(x, w) + (0.01 if self.turn == 9 else 0)

        assert answered(Nearly(())).feedback[0].code == "WRONG_VALUE"

    def test_equal_up_to_rounding(self):
        assert answered(lambda x, w: no_bias(x, w) * (1 + 1e-7)).feedback[0].code == "BIAS_MISSING"

    def test_equal_whatever_kind_of_number_it_is(self):
        assert answered(lambda x, w: float(no_bias(x, w))).feedback[0].code == "BIAS_MISSING"

    def test_one_that_raises_is_named_where_the_learner_raises_the_same(self):
        def refuses(x, w):
            raise ValueError("no")

        def otherwise(x, w):
            raise ArithmeticError("no")

        mistakes = {"refuses_all": {"say": "It refuses everything."}}
        course = oracle(refuses_all=refuses)
        result = answered(refuses, course, mistakes=mistakes)
        assert (result.verdict, result.feedback[0].code) == (Verdict.RUN_TIME_ERROR, "REFUSES_ALL")
        assert answered(otherwise, course, mistakes=mistakes).feedback[0].code == "EXCEPTION"

    def test_none_is_named_where_a_case_was_stopped(self):
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))
        result = answered(Alternating((), lambda x, w: stopped))
        assert (result.verdict, result.feedback[0].code) == (Verdict.TIME_LIMIT_EXCEEDED, "TIME_LIMIT")

    def test_a_list_equals_a_list_where_a_tensor_was_asked_for(self):
        cases = [{"repeat": 4, "sizes": {"n": [2, 5]}, "inputs": {"x": {"normal": ["n"]}}}]
        found = criterion(call="f", returns="tensor", cases=cases, mistakes={"as_list": {"say": "s"}})
        course = Party({"f": lambda x: x * 2, "as_list": lambda x: returned([float(value) * 2 for value in x])})
        learner = Party({"f": lambda x: returned([float(value) * 2 for value in x])})
        result = judged(found, learner, course)
        assert result.feedback[0].code == "AS_LIST"

    def test_the_author_s_own_sentence_where_none_is_named(self):
        (feedback,) = answered(lambda x, w: np.float64(-x.size), say="Not what it gives.", explain="long").feedback
        assert (feedback.code, feedback.text, feedback.detail) == ("WRONG_VALUE", "Not what it gives.", "long")


class TestWhatIsWrong:
    def tensors(self, function, made="float32", **keys):
        cases = [{"repeat": 3, "sizes": {"n": [2, 5]}, "inputs": {"x": {"normal": ["n"]}}}]
        found = criterion(**{"call": "f", "returns": "tensor", "cases": cases, **keys})
        return judged(found, Party({"f": function}, made), Party({"f": lambda x: x * 2 + 1}))

    def code(self, result):
        (feedback,) = result.feedback
        return feedback.code

    def test_none(self):
        result = self.tensors(lambda x: None)
        assert (self.code(result), result.feedback[0].text) == (
            "NO_RETURN",
            "f returns None: the return statement is missing.",
        )

    def test_the_type(self):
        result = self.tensors(lambda x: {"x": 1})
        assert self.code(result) == "WRONG_TYPE"
        assert "a tensor" in result.feedback[0].text

    def test_the_shape_before_the_dtype_and_the_dtype_before_the_values(self):
        assert self.code(self.tensors(lambda x: np.outer(x * 9, x), "float64")) == "WRONG_SHAPE"
        assert self.code(self.tensors(lambda x: x * 9, "float64")) == "WRONG_DTYPE"
        assert self.code(self.tensors(lambda x: x * 9)) == "WRONG_VALUE"

    def test_the_sentences_name_both_shapes_and_both_dtypes(self):
        said = self.tensors(lambda x: np.ones((2, 3)) * np.cos(x[0])).feedback[0].text
        assert "(2, 3)" in said
        result = self.tensors(lambda x: x * 2 + 1, "float64")
        assert "float64 where float32" in result.feedback[0].text
        assert (result.example.expected, result.example.actual) == ("float32", "float64")

    def test_the_dtype_is_free_where_the_rubric_says_so(self):
        assert self.tensors(lambda x: x * 2 + 1, "float64", dtype="any").verdict is Verdict.ACCEPTED

    def test_a_tensor_must_lie_where_the_inputs_are(self):
        cases = [{"repeat": 3, "sizes": {"n": [2, 5]}, "inputs": {"x": {"normal": ["n"]}}}]
        found = criterion(call="f", returns="tensor", cases=cases)
        course = Party({"f": lambda x: x * 2})
        there = Party({"f": lambda x: returned(replace(tensor(x * 2), device="cuda:1"))})
        back = Party({"f": lambda x: returned(tensor(x * 2))})
        assert judged(found, there, course, device="cuda:0").verdict is Verdict.ACCEPTED
        result = judged(found, back, course, device="cuda:0")
        assert (result.verdict, result.feedback[0].code) == (Verdict.WRONG_ANSWER, "WRONG_DEVICE")
        assert (result.example.expected, result.example.actual) == ("cuda:0", "cpu")
        assert judged(found, there, course, device="cpu").feedback[0].code == "WRONG_DEVICE"

    def test_how_far_off_it_is_stands_beside_numbers_alone(self):
        assert self.tensors(lambda x: x * 9).example.note
        found = criterion(call="f", returns="bool", cases=[{"inputs": {"x": {"tensor": [n]}}} for n in (-2, -1, 1, 2)])
        result = judged(found, Party({"f": lambda x: bool(x < 0)}), Party({"f": lambda x: bool(x > 0)}))
        assert (result.verdict, result.example.note) == (Verdict.WRONG_ANSWER, "")

    def test_the_dtype_counts_inside_a_tuple_too(self):
        cases = [{"repeat": 3, "inputs": {"x": {"normal": [3]}}}]
        found = criterion(call="f", returns="tuple", cases=cases)
        course = Party({"f": lambda x: (x * 2, x + 1)})
        assert judged(found, Party({"f": lambda x: (x * 2, x + 1)}), course).verdict is Verdict.ACCEPTED
        result = judged(found, Party({"f": lambda x: (x * 2, x + 1)}, "float64"), course)
        assert result.feedback[0].code == "WRONG_DTYPE"

    def test_an_author_s_sentence_is_about_values_only(self):
        assert "shape" in self.tensors(lambda x: x[:1], say="Not 2x + 1.").feedback[0].text
        assert self.tensors(np.cos, say="Not 2x + 1.").feedback[0].text == "Not 2x + 1."

    def test_nan_passes_only_where_it_is_expected(self):
        assert self.code(self.tensors(lambda x: x * np.nan)) == "NOT_A_NUMBER"
        cases = [{"inputs": {"x": {"tensor": [value]}}} for value in (1, 4, -1, -2)]
        found = criterion(call="f", returns="tensor", cases=cases)

        def root(x):
            return np.where(x < 0, np.nan, np.sqrt(np.abs(x)) + 1)

        assert judged(found, Party({"f": root}), Party({"f": root})).verdict is Verdict.ACCEPTED
        zeroed = Party({"f": lambda x: np.nan_to_num(root(x))})
        assert judged(found, zeroed, Party({"f": root})).verdict is Verdict.WRONG_ANSWER

    def test_the_smallest_failing_case_is_shown(self):
        result = answered(lambda x, w: np.float64(1e6))
        assert result.example.call == "neuron(torch.tensor([0.]), torch.tensor([0.]))"
        assert result.example.smallest
        result = answered(lambda x, w: right(x, w) if x.size == 1 and x[0] == 0 else np.float64(1e6))
        assert result.example.call == "neuron(torch.tensor([1.]), torch.tensor([0.]))"

    def test_a_drawn_one_is_shown_where_nothing_small_fails(self):
        result = answered(lambda x, w: right(x, w) if x.size <= 3 else right(x, w) + x.size)
        assert not result.example.smallest

    def test_the_verdict_is_the_most_severe_of_the_cases(self):
        def crashes(x, w):
            raise RuntimeError("no")

        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))
        assert answered(Alternating(range(1, 10))).verdict is Verdict.WRONG_ANSWER
        assert answered(Alternating(range(9), crashes)).verdict is Verdict.RUN_TIME_ERROR
        assert answered(Alternating(range(1, 10), lambda x, w: stopped)).verdict is Verdict.TIME_LIMIT_EXCEEDED

    def test_verdict_feedback_and_example_are_about_one_case(self):
        """Wrong in the smallest case, stopped in the others: the gravest verdict, and its own words."""
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s"))

        def mixed(x, w):
            return np.float64(1e6) if x.size == 1 and x[0] == 2 else stopped

        result = answered(mixed)
        assert (result.verdict, result.feedback[0].code) == (Verdict.TIME_LIMIT_EXCEEDED, "TIME_LIMIT")
        assert result.example.actual is None

    def test_cases_after_a_stopped_one_were_not_tried(self):
        stopped = Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s")

        def hangs(x, w):
            hangs.turn += 1
            return right(x, w) if hangs.turn < 4 else Outcome(replace(stopped, tried=hangs.turn == 4))

        hangs.turn = 0
        result = answered(hangs)
        assert (result.verdict, result.passed, result.tried, len(result.cases)) == (
            Verdict.TIME_LIMIT_EXCEEDED,
            3,
            4,
            10,
        )
        assert result.example.call == result.cases[3].example.call

    def test_output_of_the_case_is_kept_as_evidence(self):
        result = answered(lambda x, w: Outcome(Returned(-1.0, (), ()), "debug", 5))
        assert result.output == "debug"

    def test_the_place_is_the_one_return_statement(self):
        location = answered(lambda x, w: np.float64(-3)).location
        assert (location.file, location.line, location.source) == ("solutions/ex3_neuron.py", 3, "    return z")

    def test_a_fault_of_the_course_asks_nobody_and_blames_nobody(self):
        result = drive(call.examine(task(neuron(), Prepared(fault="the reference stopped."), SOURCE)))
        assert (result.verdict, result.points) == (Verdict.JUDGE_ERROR, 0)
        assert "no fault of yours: the reference stopped." in result.feedback[0].text


class TestOrder:
    """What no single call shows is shown by two."""

    def test_a_total_that_stays(self):
        kept = []

        def adds_up(x, w):
            kept.append(right(x, w))
            return np.float64(sum(kept))

        result = answered(adds_up)
        assert result.feedback[0].code == "ACCUMULATED"
        assert [line.partition("(")[0] for line in (*result.example.setup[-1:], result.example.call)] == ["neuron"] * 2

    def test_chance(self):
        random = np.random.default_rng(1)
        result = answered(lambda x, w: right(x, w) + np.float64(random.uniform(1, 2)))
        assert result.feedback[0].code == "DIFFERS_BETWEEN_CALLS"
        assert result.example.setup[-1] == result.example.call
        assert ", then " in result.example.actual


class TestTolerance:
    """It follows what goes in, never what comes out."""

    def off_by(self, relative, dtype="float32", returns=np.float64, device="cpu", **keys):
        cases = [{"inputs": {"x": {"tensor": [float(value)], "dtype": dtype}}} for value in (2, 3, 5)]
        found = criterion(call="f", returns="number", cases=cases, **keys)
        learner = Party({"f": lambda x: returns(x[0] * 100 * (1 + relative))})
        course = Party({"f": lambda x: np.float64(x[0] * 100)})
        return judged(found, learner, course, device=device).verdict

    def test_an_item_of_float32_is_not_held_to_float64(self):
        assert self.off_by(1e-6, returns=float) is Verdict.ACCEPTED
        assert self.off_by(1e-5, returns=float) is Verdict.WRONG_ANSWER

    def test_half_buys_nothing(self):
        def half(value):
            return returned(tensor(np.float64(value), "float16"))

        assert self.off_by(9e-4, returns=half) is Verdict.WRONG_ANSWER

    def test_float64_inputs_are_held_to_float64(self):
        assert self.off_by(1e-6, "float64") is Verdict.WRONG_ANSWER

    def test_float16_inputs_allow_a_thousandth(self):
        assert self.off_by(9e-4, "float16") is Verdict.ACCEPTED

    def test_a_rubric_s_own_stands_as_written(self):
        assert self.off_by(0.09, tolerance={"rtol": 0.1}) is Verdict.ACCEPTED
        assert self.off_by(1e-6, tolerance={"rtol": 1e-7}) is Verdict.WRONG_ANSWER

    def test_on_a_kind_of_device(self):
        tolerance = {"on": {"cuda": {"rtol": 1e-3}}}
        assert self.off_by(5e-4, device="cuda:1", tolerance=tolerance) is Verdict.ACCEPTED
        assert self.off_by(5e-4, device="cpu", tolerance=tolerance) is Verdict.WRONG_ANSWER
        assert self.off_by(5e-4, device="mps", tolerance=tolerance) is Verdict.WRONG_ANSWER

    def test_where_nothing_is_given_what_is_returned_counts(self):
        found = criterion(call="f", returns="tensor", cases=[{}], dtype="any")
        course = Party({"f": lambda: np.array([100.0, 200.0])})
        off = np.array([100.0, 200.0]) * (1 + 1e-6)
        assert judged(found, Party({"f": lambda: off}, "float32"), course).verdict is Verdict.ACCEPTED
        assert judged(found, Party({"f": lambda: off}, "float64"), course).verdict is Verdict.WRONG_ANSWER


class TestHostile:
    """Whatever a learner's process sends becomes a verdict."""

    VALUES = (
        None,
        (),
        {},
        "text",
        10**4000,
        complex(1, 2),
        Size((1, 2)),
        tensor(np.ones((3, 3))),
        Array("bool", (1,), b"\7"),
        Array("float64", (0, 2**31 - 1, 2**31 - 1, 2**31 - 1), b""),
        Array("float64", (), np.float64("inf").tobytes(), "array", "no dtype"),
    )

    @pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
    @pytest.mark.parametrize("returns", ["number", "tensor", "bool", "shape", "text", "tuple"])
    def test_any_value_is_judged(self, value, returns):
        wanted = {
            "number": lambda x: np.float64(x[0] * 7),
            "tensor": lambda x: x * 7,
            "bool": lambda x: bool(x[0] > 3),
            "shape": lambda x: (int(x[0]), 7),
            "text": lambda x: f"{x[0]}",
            "tuple": lambda x: (x * 7, 1),
        }
        cases = [{"inputs": {"x": {"tensor": [number]}}} for number in (2, 3, 5, 8)]
        found = criterion(call="f", returns=returns, cases=cases)
        result = judged(found, Party({"f": lambda x: returned(value)}), Party({"f": wanted[returns]}))
        assert result.verdict is Verdict.WRONG_ANSWER

    def test_handles_that_were_never_asked_for(self):
        outcome = returned(6.5, handles=(1.0, 2.0), inputs=(tensor([1.0]),))
        assert answered(lambda x, w: outcome).verdict is Verdict.WRONG_ANSWER

    def test_a_function_that_is_none(self):
        prepared = drive(CHECKERS["call"].prepare(subject(neuron())), oracle=oracle())
        learner = Party({"neuron": Outcome(Absent("neuron", "NoneType", ("neuron",)))})
        result = drive(call.examine(task(neuron(), prepared, SOURCE)), learner=learner)
        assert (result.verdict, result.feedback[0].code) == (Verdict.RUN_TIME_ERROR, "NOT_A_FUNCTION")

    def test_exceptions_of_a_known_kind_have_words_of_their_own(self):
        assert answered(lambda x, w: raised(RecursionError("deep"))).feedback[0].code == "ENDLESS_RECURSION"

    def test_results_carry_no_number_of_another_case(self):
        result = answered(lambda x, w: np.float64(1e6))
        shown = replace(result, cases=()).example
        assert (shown.call, shown.expected) == ("neuron(torch.tensor([0.]), torch.tensor([0.]))", "0.5")
