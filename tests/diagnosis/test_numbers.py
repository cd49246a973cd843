"""Shapes, numbers, places, orders: for random tensors each change is found as what it is, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.diagnosis import Sample, diagnose
from tests.diagnosis.samples import context, sample, tensor

Change = Callable[[np.ndarray[Any, Any]], Any]

SEEDS = st.integers(0, 2**32 - 1)


def matrices(seed: int, count: int = 8, positive: bool = False) -> list[np.ndarray[Any, Any]]:
    """Return matrices of two to six rows and columns, never square, with entries that float32 can hold."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        rows, columns = rng.integers(2, 7, 2)
        if rows != columns:
            values = rng.normal(size=(rows, columns)) * 3
            found.append((np.abs(values) + 0.2 if positive else values).astype(np.float32).astype(float))
    return found


def changed(expected: Sequence[Any], change: Change, returns: str = "tensor") -> list[Sample]:
    return [sample(one, change(one), sizes=_sizes(one), returns=returns) for one in expected]


def _sizes(one: Any) -> dict[str, int]:
    return dict(zip(("batch", "out"), one.shape, strict=False))


ON_MATRICES: dict[str, Change] = {
    "TRANSPOSED": lambda e: e.T,
    "FLATTENED": lambda e: e.ravel(),
    "EXTRA_DIMENSION": lambda e: e[:, None, :],
    "RESHAPED": lambda e: e.reshape(e.shape[::-1]),
    "NEGATED": lambda e: -e,
    "OFF_BY_CONSTANT": lambda e: e + 1,
    "OFF_BY_FACTOR": lambda e: e * 2,
    "ABSOLUTE": np.abs,
    "RELU_ADDED": lambda e: np.maximum(e, 0),
    "SQUARED": lambda e: e * e,
    "RECIPROCAL": lambda e: 1 / e,
    "EXPONENTIAL": np.exp,
    "SUM_FOR_MEAN": lambda e: e * e.shape[0],
    "MEAN_FOR_SUM": lambda e: e / e.shape[1],
    "EXTRA_SUM": lambda e: e.sum(axis=1),
    "EXTRA_MEAN": lambda e: e.mean(axis=0),
    "SORTED": lambda e: np.sort(e, axis=-1),
    "REVERSED": lambda e: e[::-1],
    "SHIFTED": lambda e: np.roll(e, 1, axis=-1),
    "ROUNDED": lambda e: np.round(e, 2),
    "CUT_TO_WHOLE": np.trunc,
    "SUM_MISSING": lambda e: np.stack([e / 4, e / 4, e / 2], axis=2),
}


@pytest.mark.parametrize("code", ON_MATRICES)
@settings(max_examples=20)
@given(seed=SEEDS)
def test_each_change_of_a_matrix_is_found(code: str, seed: int) -> None:
    # exp and 1/x of some draws have no exact float32; both are of moderate size here
    expected = [np.where(np.abs(one) < 0.1, 0.5, one) for one in matrices(seed)]
    found = diagnose(changed(expected, ON_MATRICES[code]), context())
    assert found is not None, code
    assert found.code == code, found.text


ON_POSITIVE: dict[str, Change] = {"LOGARITHM": np.log, "SQUARE_MISSING": np.sqrt, "NEGATED": lambda e: -e}


@pytest.mark.parametrize("code", ON_POSITIVE)
@settings(max_examples=20)
@given(seed=SEEDS)
def test_each_change_of_positive_numbers_is_found(code: str, seed: int) -> None:
    found = diagnose(changed(matrices(seed, positive=True), ON_POSITIVE[code]), context())
    assert found is not None
    assert found.code == code


@settings(max_examples=20)
@given(seed=SEEDS)
def test_numbers_without_axes_are_diagnosed_over_all_cases(seed: int) -> None:
    rng = np.random.default_rng(seed)
    expected = [np.float64(np.float32(value)) for value in rng.normal(size=10) * 5]
    for code, change in (("NEGATED", lambda e: -e), ("OFF_BY_CONSTANT", lambda e: e + 1), ("SQUARED", lambda e: e * e)):
        found = diagnose(changed(expected, change, "number"), context("number"))
        assert found is not None
        assert found.code == code
        assert "in all 10 cases" in found.text


@settings(max_examples=20)
@given(seed=SEEDS, shape=st.sampled_from([(), (1,), (3,), (4, 2), (2, 3, 4)]))
def test_unrelated_results_are_met_with_silence(seed: int, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(seed)
    cases = [sample(rng.normal(size=shape), rng.normal(size=shape), sizes={"n": 3}) for _ in range(8)]
    assert diagnose(cases, context()) is None


@settings(max_examples=20)
@given(seed=SEEDS, shape=st.sampled_from([(), (1,), (2,), (2, 2)]), count=st.integers(1, 4))
def test_a_few_small_whole_numbers_prove_no_number(seed: int, shape: tuple[int, ...], count: int) -> None:
    """In a handful of digits everything is something's square, double or neighbour."""
    rng = np.random.default_rng(seed)
    pairs = [(rng.integers(-1, 2, shape), rng.integers(-1, 2, shape)) for _ in range(count)]
    cases = [sample(left.astype(float), right.astype(float)) for left, right in pairs]
    found = diagnose(cases, context())
    assert found is None or found.code in _PLAIN_FACTS, found


_PLAIN_FACTS = {"NEGATED", "ONE_PLACE_WRONG", "TRANSPOSED", "CONSTANT_RESULT"}
"""What nine different digits may say, and be a fact about all of them."""


@pytest.mark.parametrize("change", [lambda e: -e, lambda e: 2 * e, lambda e: e + 1, lambda e: 1 / e, lambda e: e * e])
def test_one_number_alone_proves_nothing(change: Change) -> None:
    assert diagnose([sample(np.float64(3.25), change(np.float64(3.25)))], context("number")) is None


@pytest.mark.parametrize("values", [np.full((3, 4), -1.0), np.ones((3, 4)), np.full((5,), 2.0)])
@pytest.mark.parametrize("code", ["NEGATED", "SQUARED", "OFF_BY_FACTOR", "OFF_BY_CONSTANT", "EXPONENTIAL", "REVERSED"])
def test_equal_entries_prove_nothing(values: np.ndarray[Any, Any], code: str) -> None:
    with np.errstate(all="ignore"):
        cases = [sample(values, ON_MATRICES[code](values), passed=False) for _ in range(4)]
    assert diagnose(cases, context()) is None


def test_zeros_in_the_transposed_shape_are_told_by_their_shape_alone() -> None:
    cases = [sample(np.zeros((2, n)), np.zeros((n, 2)), sizes={"batch": 2, "out": n}) for n in (3, 4, 5)]
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "WRONG_SHAPE"


def test_symmetric_matrices_are_not_called_transposed() -> None:
    rng = np.random.default_rng(1)
    half = [rng.normal(size=(n, n)) for n in (2, 3, 4)]
    cases = [sample(one + one.T, (one + one.T) * 3) for one in half]
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "OFF_BY_FACTOR"


def test_a_case_that_passed_contradicts() -> None:
    rng = np.random.default_rng(2)
    cases = [sample(one, -one) for one in rng.normal(size=(6, 3))]
    assert diagnose(cases, context()) is not None
    right = rng.normal(size=3)
    assert diagnose([*cases, sample(right, right)], context()) is None


def test_a_case_that_passed_because_nothing_shows_in_it_does_not_contradict() -> None:
    rng = np.random.default_rng(3)
    cases = [sample(one, -one) for one in rng.normal(size=(6, 3))]
    found = diagnose([*cases, sample(np.zeros(3), np.zeros(3))], context())
    assert found is not None
    assert found.code == "NEGATED"
    assert "in all 6 failing cases" in found.text


def test_one_case_that_is_wrong_otherwise_silences() -> None:
    rng = np.random.default_rng(4)
    cases = [sample(one, -one) for one in rng.normal(size=(6, 3))]
    assert diagnose([*cases, sample(rng.normal(size=3), rng.normal(size=3))], context()) is None


@settings(max_examples=20)
@given(seed=SEEDS, noise=st.floats(0, 1))
def test_rounding_does_not_hide_a_change(seed: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=5) for _ in range(5)]
    cases = [sample(one, -one * (1 + noise * 1e-6 * rng.uniform(-1, 1, 5))) for one in values]
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "NEGATED"


def test_a_hidden_value_cannot_be_computed_from_the_text() -> None:
    values = matrices(5)
    for change in (lambda e: e * 2.5, lambda e: e + 2.5):
        found = diagnose(changed(values, change), context(hidden=True))
        assert found is not None
        assert "2.5" not in found.text


# --- shapes ------------------------------------------------------------------------------------------------


def test_a_shape_is_told_by_the_names_of_its_axes() -> None:
    rng = np.random.default_rng(6)
    cases = []
    for batch, inner, out in ((8, 3, 5), (3, 7, 2), (9, 6, 8)):
        cases.append(
            sample(
                rng.normal(size=(batch, out)),
                rng.normal(size=(batch, inner)),
                sizes={"batch": batch, "in": inner, "out": out},
                result_axes=("batch", "out"),
                args=[rng.normal(size=(batch, inner))],
            )
        )
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "WRONG_SHAPE"
    assert "(batch=3, in=7) where (batch=3, out=2) was expected" in found.text


def test_axes_in_another_order_are_found() -> None:
    rng = np.random.default_rng(7)
    cases = [sample(one, one.transpose(1, 2, 0)) for one in (rng.normal(size=(2, 3, n)) for n in (4, 5, 6))]
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "AXES_PERMUTED"


def test_an_axis_that_squeeze_lost_is_told_from_one_that_is_always_missing() -> None:
    rng = np.random.default_rng(8)
    values = [rng.normal(size=(batch, 3)) for batch in (1, 4, 1, 6)]
    found = diagnose([sample(one, one.squeeze()) for one in values], context())
    assert found is not None
    assert found.code == "MISSING_DIMENSION"
    assert "only where its length is 1" in found.text
    always = [rng.normal(size=(n, 1)) for n in (2, 3, 4)]
    found = diagnose([sample(one, one[:, 0]) for one in always], context())
    assert found is not None
    assert found.code == "MISSING_DIMENSION"
    assert "only" not in found.text


def test_a_row_against_a_column_is_told() -> None:
    rng = np.random.default_rng(9)
    cases = []
    for n in (3, 1, 5):
        a, b = rng.normal(size=n), rng.normal(size=n)
        cases.append(sample(a - b, a[None, :] - b[:, None], args=[a, b], sizes={"n": n}))
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "BROADCAST_PAIRS"
    assert "(n, 1)" in found.text


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda e: e[:-1], "ENTRY_MISSING", "last"),
        (lambda e: e[1:], "ENTRY_MISSING", "first"),
        (lambda e: np.append(e, 7.0), "ENTRY_EXTRA", "end"),
    ],
)
def test_an_entry_too_few_or_too_many(change: Change, code: str, words: str) -> None:
    rng = np.random.default_rng(10)
    found = diagnose(changed([rng.normal(size=n) for n in (3, 5, 8)], change), context())
    assert found is not None
    assert found.code == code
    assert words in found.text


# --- reductions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reduce", [np.sum, np.mean, np.max])
def test_the_wrong_axis_is_named(reduce: Any) -> None:
    rng = np.random.default_rng(11)
    cases = []
    for batch, inner in ((4, 3), (5, 2), (3, 6)):
        x = rng.normal(size=(batch, inner)).astype(np.float32).astype(float)
        sizes, axes = {"batch": batch, "in": inner}, {"x": ("batch", "in")}
        cases.append(sample(reduce(x, axis=1), reduce(x, axis=0), args=[x], names=["x"], sizes=sizes, axes=axes))
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "WRONG_AXIS"
    assert "along dimension 0 (batch); along dimension 1 (in) is asked for" in found.text


def test_products_that_are_not_added_up() -> None:
    rng = np.random.default_rng(12)
    vectors = [(rng.normal(size=n), rng.normal(size=n)) for n in (4, 6, 9)]
    cases = [sample(np.float64(a @ b), a * b, returns="number") for a, b in vectors]
    found = diagnose(cases, context("number"))
    assert found is not None
    assert found.code == "SUM_MISSING"
    cases = [sample(np.float64(a @ b), [float(x) for x in a * b], returns="number") for a, b in vectors]
    found = diagnose(cases, context("number"))
    assert found is not None
    assert found.code == "SUM_MISSING"
    cases = [sample(np.float64(a @ b), np.outer(a, b), returns="number") for a, b in vectors]
    found = diagnose(cases, context("number"))
    assert found is not None
    assert found.code == "OUTER_PRODUCT"


def test_variance_divided_by_one_less() -> None:
    rng = np.random.default_rng(13)
    cases = []
    for n in (3, 5, 9, 20):
        x = rng.normal(size=n)
        cases.append(sample(np.var(x), np.var(x, ddof=1), args=[x], names=["x"], sizes={"n": n}))
    found = diagnose(cases, context("number"))
    assert found is not None
    assert found.code == "DIVIDED_BY_N_MINUS_1"
    assert "n - 1 where n is asked for" in found.text


def test_a_term_that_is_left_out_is_named() -> None:
    rng = np.random.default_rng(14)
    cases = []
    for batch, out in ((4, 3), (5, 2), (3, 6)):
        product, b = rng.normal(size=(batch, out)), rng.normal(size=out)
        cases.append(sample(product + b, product, args=[product * 3, b], names=["X", "b"]))
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "INPUT_LEFT_OUT"
    assert "b is not added" in found.text


def test_a_missing_relu_is_told() -> None:
    rng = np.random.default_rng(15)
    values = rng.normal(size=(6, 4))
    found = diagnose([sample(np.maximum(one, 0), one) for one in values], context())
    assert found is not None
    assert found.code == "RELU_MISSING"


def test_zeros_alone_are_no_missing_relu() -> None:
    rng = np.random.default_rng(16)
    cases = [sample(np.zeros(3), -np.abs(one)) for one in rng.normal(size=(6, 3))]
    assert diagnose(cases, context()) is None


# --- places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((0, 0), "first entry"),
        ((-1, -1), "last entry"),
        ((0, slice(None)), "first row"),
        ((slice(None), -1), "last column"),
    ],
)
def test_one_wrong_place_is_named(place: Any, words: str) -> None:
    rng = np.random.default_rng(17)
    cases = []
    for shape in ((3, 4), (5, 2), (4, 4), (6, 3)):
        expected = rng.normal(size=shape)
        actual = expected.copy()
        actual[place] += rng.normal(size=np.shape(actual[place])) + 3
        cases.append(sample(expected, actual))
    found = diagnose(cases, context())
    assert found is not None
    assert found.code == "ONE_PLACE_WRONG"
    assert words in found.text


def test_a_diagonal_is_named() -> None:
    rng = np.random.default_rng(18)
    values = [rng.normal(size=(n, n)) for n in (4, 5, 6)]
    found = diagnose([sample(one, one + np.diag(rng.normal(size=len(one)))) for one in values], context())
    assert found is not None
    assert "diagonal" in found.text


def test_shapes_in_the_other_order() -> None:
    cases = [sample((a, b), (b, a), returns="shape") for a, b in ((3, 7), (2, 5), (4, 4))]
    found = diagnose(cases, context("shape"))
    assert found is not None
    assert found.code == "REVERSED"


def test_a_tuple_of_which_one_item_is_wrong() -> None:
    rng = np.random.default_rng(19)
    cases = []
    for n in (3, 4, 5):
        a, b = rng.normal(size=n), rng.normal(size=(n, 2))
        right = (tensor(a, "float64"), tensor(b, "float64"))
        cases.append(sample(right, (tensor(a), tensor(b.T)), returns="tuple"))
    found = diagnose(cases, context("tuple"))
    assert found is not None
    assert found.code == "TRANSPOSED"
    assert "the second alone is wrong" in found.text
    cases = [sample((1.0 * n, 2.5), (2.5, 1.0 * n), returns="tuple") for n in (3, 4, 5)]
    found = diagnose(cases, context("tuple"))
    assert found is not None
    assert found.code == "TUPLE_REVERSED"
