"""The ladder of small cases: small first, within what the rubric allows, and the same for every seed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.cases import Case, from_wire
from lagrader.ladder import MOST_CASES, PATTERNS, RUNGS, rungs, weight
from lagrader.rubric import CaseSpec
from lagrader.wire import Array
from tests.grading import COURSE


def spec(**keys: object) -> CaseSpec:
    return CaseSpec.model_validate(keys)


def numbers(case: Case, name: str) -> list[float]:
    value = dict(zip(case.names, case.args, strict=True))[name]
    assert isinstance(value, Array)
    return [float(entry) for entry in from_wire(value).ravel()]


VECTORS = spec(repeat=3, sizes={"n": [1, 64]}, inputs={"x": {"normal": ["n"]}, "w": {"normal": ["n"]}})


def test_the_rungs_go_up_and_begin_with_nothing_but_zeros() -> None:
    found = list(rungs([VECTORS]))
    assert [{case.sizes["n"] for case in cases} for cases in found] == [{1}, {2}, {3}]
    first = found[0][0]
    assert numbers(first, "x") + numbers(first, "w") == [0, 0]
    assert all(list(map(weight, cases)) == sorted(map(weight, cases)) for cases in found)


def test_every_number_is_whole_and_small() -> None:
    entries = [entry for cases in rungs([VECTORS]) for case in cases for entry in numbers(case, "x")]
    assert all(entry == round(entry) and abs(entry) <= 7 for entry in entries)
    assert {0, 1, -1, 2} <= set(entries)


def test_entries_that_change_places_show_it() -> None:
    assert len(set(PATTERNS[0])) == len(PATTERNS[0])


def test_of_too_many_ways_to_fill_few_entries_the_most_negative_are_left_out() -> None:
    ways = {(*numbers(case, "x"), *numbers(case, "w")) for case in next(rungs([VECTORS]))}
    assert ways == set(itertools.product((0, 1, -1, 2, -2), repeat=2)) - {(-2, -2)}


def test_no_case_comes_twice_and_no_rung_is_long() -> None:
    fixed = spec(sizes={"n": 1}, inputs={"x": {"normal": ["n"]}, "w": {"normal": ["n"]}})
    found = list(rungs([VECTORS, VECTORS, fixed]))
    cases = [case.args for case in itertools.chain(*found)]
    assert len(cases) == len(set(cases))
    assert all(len(rung) <= MOST_CASES for rung in found)


@given(low=st.integers(1, 6), width=st.integers(0, 6))
def test_sizes_stay_within_their_range(low: int, width: int) -> None:
    found = list(rungs([spec(sizes={"n": [low, low + width]}, inputs={"x": {"normal": ["n"]}})]))
    sizes = {case.sizes["n"] for cases in found for case in cases}
    assert sizes <= set(range(low, low + width + 1))
    assert min(sizes) == low
    assert max(sizes) <= max(low, len(RUNGS))


def test_sizes_that_must_differ_do_and_come_in_several_orders() -> None:
    matrices = spec(
        sizes={"batch": [2, 9], "in": [2, 9], "out": [2, 9]},
        distinct=["batch", "in", "out"],
        inputs={"X": {"normal": ["batch", "in"]}, "W": {"normal": ["in", "out"]}},
    )
    first = next(rungs([matrices]))
    orders = {tuple(case.sizes.values()) for case in first}
    assert all(sorted(order) == [2, 3, 4] for order in orders)
    assert len(orders) > 1


@given(low=st.floats(-3, 3), width=st.floats(0.01, 4))
def test_numbers_stay_within_what_the_rubric_allows(low: float, width: float) -> None:
    found = rungs([spec(inputs={"x": {"uniform": [2], "low": low, "high": low + width, "dtype": "float64"}})])
    entries = [entry for cases in found for case in cases for entry in numbers(case, "x")]
    assert entries
    assert all(low - 1e-9 <= entry <= low + width + 1e-9 for entry in entries)


def test_whole_numbers_and_what_must_not_be_zero_stay_so() -> None:
    entries = {
        "i": {"integers": [2], "low": 3, "high": 5, "dtype": "int64"},
        "b": {"normal": [2], "nonzero": True},
    }
    cases = list(itertools.chain(*rungs([spec(inputs=entries)])))
    assert all(3 <= entry <= 5 for case in cases for entry in numbers(case, "i"))
    assert all(entry != 0 for case in cases for entry in numbers(case, "b"))


def test_shapes_alone_can_be_made_smaller() -> None:
    shapes = spec(sizes={"n": [1, 9], "k": [1, 9]}, distinct=["n", "k"], inputs={"a_shape": {"tuple": ["n", "k"]}})
    assert {case.args[0] for case in next(rungs([shapes]))} == {(1, 2), (2, 1)}


@pytest.mark.parametrize(
    "keys",
    [
        {"inputs": {"x": {"tensor": [1, 2]}}},
        {"given": {"a": {"normal": [3]}}, "inputs": {"x": {"call": "f", "args": ["a"]}}},
        {"inputs": {"x": {"normal": [3]}, "y": {"normal": [3], "product_with": {"x": 1.0}}}},
    ],
    ids=["an example", "the result of another call", "a product of a given value"],
)
def test_what_cannot_be_made_smaller_is_left_out(keys: dict[str, object]) -> None:
    assert list(rungs([spec(**keys)])) == []


def test_the_course_has_a_ladder_for_every_function_but_the_one_that_meets_other_results() -> None:
    calls = [one for exercise in COURSE.exercises for one in exercise.rubric.criteria if one.kind == "call"]
    without = [one.target for one in calls if not list(rungs(one.cases))]  # type: ignore[attr-defined]
    assert without == ["dots_match"]


def test_plain_numbers_are_plain() -> None:
    cases = next(rungs([spec(inputs={"x": {"uniform": [], "low": -10, "high": 10, "plain": True}})]))
    assert [case.args[0] for case in cases][:3] == [0.0, 1.0, -1.0]
    assert all(type(case.args[0]) is float for case in cases)
    assert np.isfinite([weight(case)[2] for case in cases]).all()
