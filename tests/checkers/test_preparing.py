"""Cases that tell right from wrong: redrawn until they do, and a broken course where they can't."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.cases import Case
from lagrader.checkers import call
from lagrader.checkers.interface import Raises
from lagrader.checkers.preparing import MAX_REDRAWS, difference, result_of, tolerance_of, without_handles
from lagrader.errors import CourseError
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import Verdict
from lagrader.wire import Array, Call, Handle, Raised
from tests.checkers.hand import Party, criterion, drive, raised, returned, subject, tensor

DRAWN = {"repeat": 10, "sizes": {"n": [1, 64]}, "inputs": {"x": {"normal": ["n"]}, "w": {"normal": ["n"]}}}


def neuron(x, w):
    return np.maximum(np.dot(x, w) + 0.5, 0)


def without_bias(x, w):
    return np.maximum(np.dot(x, w), 0)


def prepared(found, **functions):
    return drive(call.prepare(subject(found)), oracle=Party(functions))


def told_apart(found, one, mistake):
    """How many of the prepared cases tell a mistake from the right answer."""
    cases = prepared(found, f=one, wrong=mistake).cases
    answers = Party({"wrong": mistake})
    results = answers.answer([Call("m", "wrong", each.case.args, widen=True) for each in cases])
    kinds = [
        difference(subject(found), each.case, each.expected, result.reply.value).kind
        for each, result in zip(cases, results, strict=True)
    ]
    return sum(kind != "none" for kind in kinds)


class TestWhatIsAsked:
    def test_the_reference_runs_twice_on_every_case_once_widened(self):
        found = criterion(call="f", returns="number", cases=[{**DRAWN, "repeat": 3}])
        oracle = Party({"f": lambda x, w: np.dot(x, w) + 2})
        drive(call.prepare(subject(found)), oracle=oracle)
        assert [request.widen for request in oracle.asked[:6]] == [True, False] * 3
        assert {request.module for request in oracle.asked[:6]} == {"reference_ex3_neuron"}

    def test_expected_is_the_exact_run_and_given_the_one_on_the_inputs_as_they_are(self):
        found = criterion(call="f", returns="tensor", cases=[{"repeat": 3, "inputs": {"x": {"normal": [3]}}}])
        one = prepared(found, f=lambda x: x / 3).cases[0]
        assert one.expected.original == "float64"
        assert one.given.original == "float32"
        assert np.frombuffer(one.expected.data)[0] != np.frombuffer(one.given.data)[0]

    def test_without_mistakes_none_is_asked_about(self):
        oracle = Party({"f": neuron})
        drive(call.prepare(subject(criterion(call="f", returns="number", cases=[DRAWN]))), oracle=oracle)
        assert {request.function for request in oracle.asked} == {"f"}


class TestRedraws:
    @settings(max_examples=25)
    @given(seed=st.integers(0, 2**32))
    def test_every_known_mistake_is_told_by_two_cases_under_any_seed(self, seed):
        found = criterion(call="f", returns="number", cases=[DRAWN], mistakes={"wrong": {"say": "s"}})
        ready = drive(call.prepare(subject(found, seed=seed)), oracle=Party({"f": neuron, "wrong": without_bias}))
        exact = [(neuron(*vectors), without_bias(*vectors)) for vectors in map(_vectors, ready.cases)]
        assert sum(not math.isclose(*pair, rel_tol=1e-4, abs_tol=1e-4) for pair in exact) >= 2

    def test_cases_are_drawn_again_until_two_tell_a_mistake(self):
        """A wrong answer that only shows for long vectors: one in ten draws has two of them."""
        found = criterion(
            call="f",
            returns="number",
            cases=[{"sizes": {"n": [1, 40]}, "inputs": {"x": {"normal": ["n"]}}}] * 3,
            mistakes={"wrong": {"say": "s"}},
        )

        def right(x):
            return x.sum() + 3

        def wrong(x):
            return right(x) + (x.size > 30)

        oracle = Party({"f": right, "wrong": wrong})
        ready = drive(call.prepare(subject(found, seed=1)), oracle=oracle)
        assert sum(one.case.sizes["n"] > 30 for one in ready.cases) >= 2
        assert len([request for request in oracle.asked if request.function == "f"]) > 6

    def test_a_mistake_that_never_shows_is_a_broken_course_that_names_it(self):
        found = criterion(call="f", returns="number", cases=[DRAWN], mistakes={"twin_of_the_answer": {"say": "s"}})
        oracle = Party({"f": neuron, "twin_of_the_answer": neuron})
        with pytest.raises(CourseError, match=r"ex3_neuron, criterion output.*mistake twin_of_the_answer"):
            drive(call.prepare(subject(found)), oracle=oracle)
        draws = len([request for request in oracle.asked if request.function == "f"]) // 20
        assert MAX_REDRAWS == 50
        assert draws in (MAX_REDRAWS, MAX_REDRAWS + 1)  # whether or not the first draw counts as one

    def test_literal_cases_are_not_tried_again(self):
        cases = [{"inputs": {"x": {"tensor": [1, 2]}}}, {"inputs": {"x": {"tensor": [3, 4]}}}]
        found = criterion(call="f", returns="number", cases=cases, mistakes={"wrong": {"say": "s"}})
        oracle = Party({"f": np.sum, "wrong": np.sum})
        with pytest.raises(CourseError, match="mistake wrong"):
            drive(call.prepare(subject(found)), oracle=oracle)
        assert len([request for request in oracle.asked if request.function == "f"]) == 4

    def test_one_case_that_tells_is_not_enough(self):
        cases = [{"inputs": {"x": {"tensor": [value, 5]}}} for value in (1, 2, 3)]
        found = criterion(call="f", returns="number", cases=cases, mistakes={"wrong": {"say": "s"}})
        functions = {"f": np.sum, "wrong": lambda x: np.sum(x) + (x[0] == 1)}
        with pytest.raises(CourseError, match="mistake wrong"):
            drive(call.prepare(subject(found)), oracle=Party(functions))
        functions["wrong"] = lambda x: np.sum(x) + (x[0] != 1)
        assert len(drive(call.prepare(subject(found)), oracle=Party(functions)).cases) == 3

    def test_a_mistake_that_raises_is_told_apart(self):
        found = criterion(call="f", returns="number", cases=[DRAWN], mistakes={"wrong": {"say": "s"}})

        def fails(x, w):
            raise TypeError("no")

        kept = prepared(found, f=neuron, wrong=fails).cases[0].mistakes
        assert kept["wrong"].ancestors[0] == "TypeError"

    def test_once_two_cases_have_told_it_a_mistake_is_not_run_on_the_others(self):
        found = criterion(call="f", returns="number", cases=[{**DRAWN, "repeat": 40}], mistakes={"wrong": {"say": "s"}})
        oracle = Party({"f": lambda x, w: np.dot(x, w) + 1, "wrong": np.dot})
        drive(call.prepare(subject(found)), oracle=oracle)
        assert len([request for request in oracle.asked if request.function == "wrong"]) < 20


class TestTrivialAnswers:
    """zeros, ones, an input handed back, the example's result: none may earn anything."""

    def refused(self, answer, returns="number", cases=None, **names):
        found = criterion(call="f", returns=returns, cases=cases or [DRAWN])
        with pytest.raises(CourseError) as caught:
            prepared(found, f=answer, **names)
        return str(caught.value)

    def test_zeros(self):
        assert "trivial answer zeros" in self.refused(lambda x, w: np.float64(0))

    def test_ones(self):
        assert "trivial answer ones" in self.refused(lambda x, w: x * 0 + 1, "tensor")

    def test_an_input_handed_back(self):
        assert "trivial answer of w itself" in self.refused(lambda x, w: w, "tensor")

    def test_the_first_result_for_all(self):
        assert "the first case's result" in self.refused(lambda x, w: np.float64(3))

    @pytest.mark.parametrize(("truth", "said"), [(True, "True"), (False, "False")])
    def test_always_true_and_always_false(self, truth, said):
        assert f"trivial answer {said}" in self.refused(lambda x, w: truth, "bool")

    def test_a_shape_handed_back(self):
        cases = [{"repeat": 3, "sizes": {"n": [1, 50]}, "inputs": {"shape": {"tuple": ["n", 3]}}}]
        assert "of shape itself" in self.refused(lambda shape: shape, "shape", cases)

    def test_whole_numbers_are_filled_in_their_dtype(self):
        cases = [{"repeat": 3, "inputs": {"x": {"integers": [4], "high": 9, "dtype": "int64"}}}]
        said = self.refused_int(cases)
        assert "trivial answer ones" in said

    def refused_int(self, cases):
        found = criterion(call="f", returns="tensor", cases=cases)
        with pytest.raises(CourseError) as caught:
            drive(call.prepare(subject(found)), oracle=Party({"f": lambda x: returned(tensor([1, 1, 1, 1], "int64"))}))
        return str(caught.value)

    def test_what_depends_on_the_inputs_is_no_trivial_answer(self):
        assert told_apart(criterion(call="f", returns="number", cases=[DRAWN]), neuron, lambda x, w: np.float64(0)) >= 2

    def test_cases_may_have_different_numbers_of_arguments(self):
        cases = [{"inputs": {"x": {"tensor": [1, 2]}, "w": {"tensor": [3, 4]}}}, {"inputs": {"x": {"tensor": [5, 9]}}}]
        found = criterion(call="f", returns="number", cases=cases)
        assert len(prepared(found, f=lambda x, w=7.0: np.sum(x * w)).cases) == 2


class TestFaults:
    """Where the reference itself fails, the course is at fault, and nobody's marks depend on it."""

    def test_the_reference_raises(self):
        def fails(x, w):
            raise RuntimeError("broken")

        found = criterion(call="f", returns="number", cases=[DRAWN])
        assert "RuntimeError: broken" in prepared(found, f=fails).fault

    def test_one_of_the_two_runs_alone_raises(self):
        """As a reference does whose constants are float32, in the widened run."""
        found = criterion(call="f", returns="tensor", cases=[{"repeat": 2, "inputs": {"x": {"normal": [3]}}}])
        runs = iter([raised(RuntimeError("expected Double")), returned(tensor([1.0, 2, 3]))] * 2)
        assert "expected Double" in prepared(found, f=lambda x: next(runs)).fault

    def test_the_reference_hangs(self):
        found = criterion(call="f", returns="number", cases=[DRAWN])
        stopped = Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "10 s"))
        assert prepared(found, f=lambda x, w: stopped).fault


class TestTolerance:
    def case(self, dtype="float32", n=300):
        return Case("c", (tensor(np.ones(n), dtype), tensor(np.ones((2, 2)), dtype)), sizes={"n": n}, names=("x", "W"))

    def test_by_the_dtype_of_the_inputs(self):
        found = subject(criterion(call="f", cases=[DRAWN], reduction=1))
        wanted = {"float16": 1e-3, "bfloat16": 1.6e-2, "float32": 1.3e-6, "float64": 1e-7}
        assert {dtype: tolerance_of(found, self.case(dtype)).rtol for dtype in wanted} == wanted

    @pytest.mark.parametrize(
        ("reduction", "terms"), [(None, 300), ("n", 300), (4, 4), ("m", 300)], ids=["longest", "named", "number", "no"]
    )
    def test_grows_with_the_reduction(self, reduction, terms):
        found = subject(criterion(call="f", cases=[DRAWN], reduction=reduction))
        assert tolerance_of(found, self.case()).terms == terms

    def test_what_was_returned_counts_only_where_nothing_was_given(self):
        found = subject(criterion(call="f", cases=[{}]))
        double = tensor([1.0], "float64")
        assert tolerance_of(found, Case("c", ()), double).rtol == 1e-7
        assert tolerance_of(found, self.case(n=1), double).rtol == 1.3e-6


class TestHandles:
    def test_inner_ones_come_first(self):
        args = (Handle("f", (Handle("g", (1.0,)), 2.0)), 5.0, Handle("h", ()))
        assert without_handles(args, ("of g", "of f", "of h")) == ("of f", 5.0, "of h")

    def test_results_that_are_missing_become_none(self):
        assert without_handles((Handle("f", ()), 5.0), ()) == (None, 5.0)

    def test_the_reference_says_what_they_should_give(self):
        cases = [
            {
                "repeat": 4,
                "given": {"a": {"normal": [3]}},
                "inputs": {"x": {"call": "double", "args": ["a"]}, "y": {"normal": [3]}},
            }
        ]
        found = criterion(call="f", returns="number", cases=cases)
        one = prepared(found, f=lambda x, y: np.sum(x) + np.sum(y), double=lambda a: 2 * a).cases[0]
        assert isinstance(one.case.args[0], Handle)
        (given_value,) = one.case.given.values()
        assert np.array_equal(np.frombuffer(one.handles[0].data), 2 * np.frombuffer(given_value.data))


class TestResults:
    def test_a_value_or_what_was_raised(self):
        assert result_of(returned(3.0)) == 3.0
        assert result_of(raised(KeyError("x"))) == Raises(tuple(kind.__name__ for kind in KeyError.__mro__))
        assert result_of(Outcome(Raised("call", "Odd", ""))) == Raises(("Odd",))
        assert result_of(Outcome(Stopped(Verdict.TIME_LIMIT_EXCEEDED))) == Raises(("Stopped",))

    def test_exceptions_are_equal_by_class(self):
        found, case = subject(criterion(call="f", returns="number", cases=[DRAWN])), Case("c", ())
        one, same, other = Raises(("ValueError", "Exception")), Raises(("ValueError",)), Raises(("KeyError",))
        assert difference(found, case, one, same).kind == "none"
        assert difference(found, case, one, other).kind == "type"
        assert difference(found, case, one, 1.0).kind == difference(found, case, 1.0, one).kind == "type"
        assert difference(found, case, 1.0, 1.0).kind == "none"


def _vectors(one):
    return [np.frombuffer(arg.data) for arg in one.case.args if isinstance(arg, Array)]
