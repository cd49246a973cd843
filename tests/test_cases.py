"""Cases: repeatable, within their ranges, exact in the learner's dtype, and cheap to draw."""

import math
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader import cases
from lagrader.cases import Case, draw, from_wire, rounded, to_wire
from lagrader.errors import CourseError
from lagrader.rubric import AnswerCriterion, CallCriterion
from lagrader.wire import Array, Handle, Size, pack_request
from lagrader.wire.messages import Call

seeds = st.integers(0, 2**64)


def criterion(*specs, **others) -> CallCriterion:
    return CallCriterion.model_validate(
        {"id": "output", "title": "t", "points": 1, "call": "f", "cases": list(specs), **others}
    )


def one(inputs, seed=0, **others) -> Case:
    (case,) = draw(criterion({"inputs": inputs, **others}), "ex3_neuron", seed)
    return case


LAYER = {
    "repeat": 8,
    "sizes": {"batch": [1, 6], "in": [1, 6], "out": [2, 7]},
    "distinct": ["batch", "in", "out"],
    "inputs": {
        "X": {"normal": ["batch", "in"]},
        "W": {"normal": ["in", "out"]},
        "b": {"normal": ["out"], "nonzero": True},
    },
}
PRODUCT = {
    "repeat": 6,
    "sizes": {"n": [50, 100]},
    "given": {
        "a": {"uniform": ["n"], "low": 0.1, "high": 1},
        "b": {"uniform": ["n"], "low": 0.1, "high": 1, "product_with": {"a": 1.3}},
    },
    "inputs": {"x": {"call": "dot_loop", "args": ["a", "b"]}, "y": {"number": 1.3}},
}


class TestSeed:
    @settings(max_examples=30, deadline=None)
    @given(seed=seeds, attempt=st.integers(0, 50))
    def test_the_same_seed_gives_the_same_cases(self, seed, attempt):
        drawn = criterion(LAYER, PRODUCT)
        assert draw(drawn, "ex4", seed, attempt) == draw(drawn, "ex4", seed, attempt)

    def test_each_part_of_the_key_counts(self):
        drawn = criterion(LAYER)
        renamed = criterion(LAYER, id="other")
        variants = [
            draw(drawn, "ex4", 1),
            draw(drawn, "ex4", 2),
            draw(drawn, "ex4", 1, attempt=1),
            draw(drawn, "ex5", 1),
            draw(renamed, "ex4", 1),
        ]
        assert len({repr(variant) for variant in variants}) == len(variants)

    def test_another_attempt_leaves_literal_cases(self):
        drawn = criterion({"inputs": {"x": {"tensor": [1, 2]}}}, LAYER)
        first, second = draw(drawn, "ex4", 1, 0), draw(drawn, "ex4", 1, 1)
        assert first[0] == second[0]
        assert all(old != new for old, new in zip(first[1:], second[1:], strict=True))

    def test_the_stream_is_that_of_every_platform(self):
        case = one({"x": {"normal": [3]}, "u": {"uniform": [2]}, "k": {"integers": [3], "high": 9}}, seed=20240601)
        tensors = {name: from_wire(tensor).tolist() for name, tensor in case.tensors().items()}
        assert tensors == EXPECTED_STREAM

    def test_a_negative_seed_is_a_seed(self):
        assert one({"x": {"normal": [3]}}, seed=-1) == one({"x": {"normal": [3]}}, seed=-1)


EXPECTED_STREAM = {
    "x": [-0.12399592250585556, 0.741650402545929, 1.078729510307312],
    "u": [0.6708542704582214, 0.005987998563796282],
    "k": [8.0, 3.0, 3.0],
}


class TestSizes:
    @settings(max_examples=40, deadline=None)
    @given(seed=seeds, data=st.data())
    def test_in_range_distinct_and_with_both_ends(self, seed, data):
        ranges = {
            name: sorted(
                data.draw(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda r: abs(r[0] - r[1]) > 3))
            )
            for name in ("a", "b", "c")
        }
        spec = {"repeat": 7, "sizes": ranges, "distinct": ["a", "b"], "inputs": {"x": {"normal": ["a", "b", "c"]}}}
        drawn = draw(criterion(spec), "ex", seed)
        assert len(drawn) == 7
        for case in drawn:
            assert case.sizes["a"] != case.sizes["b"]
            assert case.args[0].shape == tuple(case.sizes[name] for name in ("a", "b", "c"))
            assert all(low <= case.sizes[name] <= high for name, (low, high) in ranges.items())
        for name, ends in ranges.items():
            assert set(ends) <= {case.sizes[name] for case in drawn}

    def test_two_are_enough_for_both_ends(self):
        spec = {"repeat": 2, "sizes": {"n": [1, 64], "m": [2, 5]}, "inputs": {"x": {"normal": ["n", "m"]}}}
        assert [case.sizes for case in draw(criterion(spec), "ex", 5)] == [{"n": 1, "m": 2}, {"n": 64, "m": 5}]

    def test_a_single_one_is_drawn_freely(self):
        spec = {"sizes": {"n": [1, 64]}, "inputs": {"x": {"normal": ["n"]}}}
        assert len({draw(criterion(spec), "ex", seed)[0].sizes["n"] for seed in range(20)}) > 5

    def test_tight_ranges_leave_room_for_all(self):
        spec = {
            "repeat": 4,
            "sizes": {"a": [1, 3], "b": [1, 3], "c": [1, 3]},
            "distinct": ["a", "b", "c"],
            "inputs": {"x": {"normal": ["a"]}},
        }
        for case in draw(criterion(spec), "ex", 0):
            assert sorted(case.sizes.values()) == [1, 2, 3]

    def test_a_pinned_end_that_leaves_no_room_is_given_up(self):
        # b is 1 or 2, c is 2: pinning a=1 leaves b nothing.
        spec = {
            "repeat": 2,
            "sizes": {"a": [1, 3], "b": [1, 2], "c": 2},
            "distinct": ["a", "b", "c"],
            "inputs": {"x": {"normal": ["a"]}},
        }
        assert all(case.sizes == {"a": 3, "b": 1, "c": 2} for case in draw(criterion(spec), "ex", 0))

    def test_impossible_is_a_broken_course(self):
        spec = {"sizes": {"a": [2, 2], "b": 2}, "distinct": ["a", "b"], "inputs": {"x": {"normal": ["a"]}}}
        with pytest.raises(CourseError, match="ex7, criterion output: no sizes of a, b"):
            draw(criterion(spec), "ex7", 0)


class TestValues:
    @settings(max_examples=40, deadline=None)
    @given(seed=seeds)
    def test_float32_holds_every_entry(self, seed):
        for case in draw(criterion(LAYER, PRODUCT), "ex4", seed):
            for tensor in case.tensors().values():
                values = from_wire(tensor)
                assert (tensor.dtype, tensor.original, tensor.kind) == ("float64", "float32", "tensor")
                assert np.array_equal(values, values.astype(np.float32).astype(np.float64))

    @settings(max_examples=40, deadline=None)
    @given(seed=seeds)
    def test_ranges_and_away_from_zero(self, seed):
        case = one(
            {
                "u": {"uniform": [40], "low": -0.2, "high": 0.3, "nonzero": True},
                "k": {"integers": [40], "low": -2, "high": 3, "dtype": "int64"},
                "z": {"normal": [40], "nonzero": True},
            },
            seed,
        )
        u, k, z = (from_wire(value) for value in case.args)
        assert -0.2 - 1e-7 < u.min() < u.max() < 0.3 + 1e-7
        assert min(np.abs(u).min(), np.abs(z).min()) > 0.1 - 1e-7
        assert k.dtype == np.int64
        assert -2 <= k.min() <= k.max() <= 3

    def test_both_ends_of_integers_come_up(self):
        (k,) = one({"k": {"integers": [200], "low": 1, "high": 3}}).args
        assert set(from_wire(k).tolist()) == {1.0, 2.0, 3.0}

    @pytest.mark.parametrize(
        ("spec", "expected"),
        [
            ({"number": 3}, 3),
            ({"number": 0.5}, 0.5),
            ({"number": 0.1}, float(np.float32(0.1))),
            ({"number": 0.1, "dtype": "float64"}, 0.1),
            ({"truth": True}, True),
            ({"tuple": ["n", 7]}, (4, 7)),
            ({"size": ["n", 7]}, Size((4, 7))),
            ({"tensor": [[True, False]], "dtype": "bool"}, to_wire(np.array([[True, False]]), "bool")),
            ({"tensor": [], "dtype": "float64"}, Array("float64", (0,), b"", original="float64")),
            ({"tensor": 2**60, "dtype": "int64"}, to_wire(np.array(2**60), "int64")),
            ({"tensor": 0.1}, to_wire(np.array(float(np.float32(0.1))), "float32")),
            ({"tensor": 1e300}, to_wire(np.array(math.inf), "float32")),
            ({"uniform": [], "low": 2, "high": 2, "plain": True}, 2.0),
            ({"integers": [], "low": 2, "high": 2, "plain": True, "dtype": "int64"}, 2),
        ],
    )
    def test_each_source(self, spec, expected):
        (value,) = one({"x": spec}, sizes={"n": 4}).args
        assert (value, type(value)) == (expected, type(expected))

    def test_plain_drawn_numbers_are_floats_that_float32_holds(self):
        (x,) = one({"x": {"uniform": [], "plain": True}}).args
        assert type(x) is float
        assert float(np.float32(x)) == x

    @pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
    def test_short_dtypes(self, dtype):
        (x,) = one({"x": {"normal": [200], "dtype": dtype}}).args
        values = from_wire(x)
        assert np.array_equal(values, rounded(values, dtype))
        assert len(set(values.tolist())) > 50

    @given(x=st.floats(-(2.0**120), 2.0**120, width=32))
    def test_bfloat16_is_the_nearest_with_eight_bits(self, x):
        near = Fraction(float(rounded(np.float64(x), "bfloat16")))
        exponent = max(math.frexp(x)[1], -125)
        assert abs(near - Fraction(x)) <= Fraction(2) ** (exponent - 9)
        assert near % Fraction(2) ** (exponent - 8) == 0

    def test_bfloat16_keeps_what_is_not_finite(self):
        assert np.array_equal(rounded(np.array([np.inf, -np.inf, np.nan]), "bfloat16"), [np.inf, -np.inf, np.nan], True)


class TestProduct:
    @settings(max_examples=60, deadline=None)
    @given(seed=seeds, target=st.sampled_from([1.0, -2.5, 1e-3, 300.0]), source=st.sampled_from(["normal", "uniform"]))
    def test_the_product_of_the_rounded_vectors_is_the_target(self, seed, target, source):
        spec = {
            "repeat": 4,
            "sizes": {"n": [1, 100]},
            "inputs": {"a": {"uniform": ["n"], "low": 0.1}, "b": {source: ["n"], "product_with": {"a": target}}},
        }
        for case in draw(criterion(spec), "ex1", seed):
            a, b = (from_wire(value).astype(np.float32).astype(np.float64) for value in case.args)
            assert math.fsum(a * b) == pytest.approx(target, rel=1e-6, abs=0)

    def test_with_a_literal_vector(self):
        a, b = one({"a": {"tensor": [1, 0, 3]}, "b": {"normal": [3], "product_with": {"a": 2}}}).args
        assert math.fsum(from_wire(a) * from_wire(b)) == pytest.approx(2, rel=1e-6)

    @pytest.mark.parametrize("a", [[0, 0], [1, 2, 3]])
    def test_what_cannot_be_reached_is_a_broken_course(self, a):
        with pytest.raises(CourseError, match="dot product"):
            one({"a": {"tensor": a}, "b": {"normal": [2], "product_with": {"a": 2}}})


class TestShape:
    def test_names_tell_sizes(self):
        spec = criterion(
            {"inputs": {"x": {"tensor": 1}}},
            {"name": "the lesson's example", "inputs": {"x": {"tensor": 1}}},
            {"repeat": 2, "sizes": {"n": [1, 3], "m": 4}, "inputs": {"x": {"normal": ["n", "m"]}}},
            {"inputs": {"x": {"normal": [2]}}},
            {"name": "wide", "repeat": 2, "sizes": {"n": [7, 8]}, "inputs": {"x": {"normal": ["n"]}}},
            {"name": "one", "sizes": {"n": 1}, "inputs": {"x": {"normal": ["n"]}}},
        )
        assert [case.name for case in draw(spec, "ex", 0)] == [
            "case 1",
            "the lesson's example",
            "random 1 (n=1, m=4)",
            "random 2 (n=3, m=4)",
            "random 3",
            "wide 1 (n=7)",
            "wide 2 (n=8)",
            "one",
        ]

    def test_handles_hold_the_given_values(self):
        case = draw(criterion(PRODUCT), "ex1", 0)[0]
        handle = case.args[0]
        assert isinstance(handle, Handle)
        assert (handle.function, handle.args) == ("dot_loop", (case.given["a"], case.given["b"]))
        assert list(case.tensors()) == ["a", "b"]
        assert case.names == ("x", "y")

    def test_axes_name_the_sizes(self):
        case = one(
            {
                "x": {"normal": ["n", 3]},
                "y": {"tensor": [[1, 2]]},
                "s": {"size": ["n", 2]},
                "p": {"normal": [], "plain": True},
            },
            sizes={"n": 5},
        )
        assert case.axes == {"x": ("n", 3), "y": (1, 2), "s": ("n", 2)}
        assert case.longest_axis == 5

    def test_no_tensors_have_a_longest_axis_of_one(self):
        assert one({"x": {"number": 2.0}}).longest_axis == 1

    def test_all_of_it_travels(self):
        for case in draw(criterion(LAYER, PRODUCT), "ex1", 0):
            assert pack_request(1, Call("m", "f", case.args))

    def test_other_kinds_have_no_cases(self):
        answer = AnswerCriterion.model_validate({"id": "v", "title": "t", "points": 1, "answer": "VALUE"})
        assert draw(answer, "ex", 0) == ()


def test_a_hundred_cases_are_cheap():
    drawn = criterion({**LAYER, "repeat": 70}, {**PRODUCT, "repeat": 30})
    best = math.inf
    for attempt in range(5):
        start = time.perf_counter()
        draw(drawn, "ex4", 1, attempt)
        best = min(best, time.perf_counter() - start)
    # It takes a few milliseconds; ten times as long is a mistake, not a busy machine.
    assert best < 0.1


def test_nothing_drawn_is_near_zero_for_ever():
    spec = criterion({"inputs": {"x": {"uniform": [2], "low": 0, "high": 0, "nonzero": True}}})
    with pytest.raises(CourseError, match=f"within {cases.NEAR_ZERO} of zero"):
        draw(spec, "ex", 0)
