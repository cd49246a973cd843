from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lagrader.comparison import as_numpy, compare, differing, letter, number, sizes, truth
from lagrader.display.values import describe, readable, side_by_side
from lagrader.results import Difference
from lagrader.rubric import Returns
from lagrader.tolerance import BASE, EXACT, Tolerance
from lagrader.wire import Array, Handle, Opaque, Size, WireError

FLOAT32 = BASE["float32"]
ORIGINALS = {"float64": "float32", "int64": "int64", "uint64": "uint64", "bool": "bool", "complex128": "complex64"}


def array(entries, dtype="float64", kind="tensor", original=None) -> Array:
    wide = np.asarray(entries, dtype)
    return Array(dtype, wide.shape, wide.tobytes(), kind, original or ORIGINALS[dtype])


def kind_of_difference(expected, actual, returns="number", tolerance=FLOAT32, dtype="any") -> str:
    return compare(expected, actual, returns, tolerance, dtype).kind


# --- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "actual",
    [
        1,
        1.0,
        1.000001,
        array(1.0),
        array([1.0]),
        array([[[1.0]]]),
        array(1, "int64"),
        array(1, "uint64", "scalar"),
        array(1.0, kind="scalar", original="float64"),
        array([1.0], kind="array"),
    ],
)
def test_a_number_comes_in_many_forms(actual):
    assert kind_of_difference(1.0, actual) == "none"
    assert kind_of_difference(array([1.0]), actual) == "none"


@pytest.mark.parametrize(
    "actual",
    [
        True,
        None,
        "1",
        1 + 0j,
        [1.0],
        (1.0,),
        array([1.0, 1.0]),
        array([]),
        array(True, "bool"),
        array(1, "complex128"),
        Opaque("function", "f"),
        Handle("f", ()),
    ],
)
def test_what_is_no_number(actual):
    assert kind_of_difference(1.0, actual) == "type"


@pytest.mark.parametrize(
    ("expected", "actual", "limits", "kind"),
    [
        (-5.5, 5.5, FLOAT32, "value"),
        (5.5, -5.5, FLOAT32, "value"),
        (4.0, 4.39, Tolerance(0, 0.1), "none"),
        (4.0, 4.41, Tolerance(0, 0.1), "value"),
        (4.0, 3.61, Tolerance(0, 0.1), "none"),
        (4.0, 3.59, Tolerance(0, 0.1), "value"),
        (1.0, 0.999999, Tolerance(1e-5, 0), "none"),
        (1.0, 0.99998, Tolerance(1e-5, 0), "value"),
        (0.0, 0.0, Tolerance(0, 0.1), "none"),
        (0.0, 1e-30, Tolerance(0, 0.1), "value"),
    ],
)
def test_torchs_formula_on_the_expected_value(expected, actual, limits, kind):
    assert kind_of_difference(expected, actual, tolerance=limits) == kind
    found = compare(array([expected, 0.0]), array([actual, 0.0]), "tensor", limits)
    assert found.kind == kind


def test_the_edge_itself_is_accepted_and_the_next_float_is_not():
    edge = Tolerance(0.5, 0.25)
    for wrap in (float, lambda value: array([value, 0.0])):
        returns = "number" if wrap is float else "tensor"
        assert kind_of_difference(wrap(2.0), wrap(3.0), returns, edge) == "none"
        assert kind_of_difference(wrap(2.0), wrap(math.nextafter(3.0, 4.0)), returns, edge) == "value"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (2**53, 2**53 + 1),
        (2**53 + 1, array(2**53, "int64")),
        (array(2**64 - 1, "uint64"), 2**64 - 2),
        (array(2**63, "uint64"), array(-(2**63), "int64")),
        (10**400, 10**400 + 1),
    ],
)
def test_whole_numbers_are_compared_exactly(expected, actual):
    generous = Tolerance(10.0, 1.0)
    assert kind_of_difference(expected, actual, tolerance=generous) == "value"
    assert kind_of_difference(expected, expected) == "none"


def test_whole_numbers_of_arrays_too():
    left, right = array([1, 2**53 + 1, 5], "int64"), array([1, 2**53, 5], "int64")
    found = compare(left, right, "tensor", Tolerance(10.0, 1.0))
    assert (found.kind, found.differing, found.total, found.worst_index, found.error) == ("value", 1, 3, (1,), 1.0)
    found = compare(array([10, 1], "int64"), array([11, 5], "int64"), "tensor", EXACT)
    assert found == Difference("value", 2, 2, (1,), 4.0, 0.0, 4.0)
    unsigned = array([1, 2**64 - 1], "uint64")
    assert kind_of_difference(unsigned, array([1, -1], "int64"), "tensor") == "value"


@pytest.mark.parametrize(("expected", "actual"), [(10**400, 1.0), (1.0, 10**400), (10**400, math.inf), (1, math.inf)])
def test_numbers_beyond_a_float_are_far_apart(expected, actual):
    assert kind_of_difference(expected, actual, tolerance=Tolerance(1.0, 1.0)) == "value"


@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: array([value, 1.0])])
def test_nan_and_infinities_pass_only_where_they_are_expected(wrap):
    returns = "number" if isinstance(wrap(1.0), float) else "tensor"
    generous = Tolerance(1.0, 1.0)
    nan, inf = math.nan, math.inf
    assert kind_of_difference(wrap(nan), wrap(nan), returns, generous) == "none"
    assert kind_of_difference(wrap(nan), wrap(1.0), returns, generous) == "nan"
    assert kind_of_difference(wrap(1.0), wrap(nan), returns, generous) == "nan"
    assert kind_of_difference(wrap(inf), wrap(nan), returns, generous) == "nan"
    assert kind_of_difference(wrap(inf), wrap(inf), returns, generous) == "none"
    assert kind_of_difference(wrap(inf), wrap(-inf), returns, generous) == "value"
    assert kind_of_difference(wrap(inf), wrap(1.0), returns, generous) == "value"
    assert kind_of_difference(wrap(1.0), wrap(inf), returns, generous) == "value"


def test_how_far_off_a_result_is_is_told_in_its_unit_and_in_parts_of_what_was_expected():
    limits = Tolerance(0.25, 0.125)
    assert compare(4.0, 5.0, "number", limits) == Difference("value", 1, 1, (), 1.0, 0.75, 0.25)
    assert compare(4.0, 4.5, "number", limits) == Difference("none", 0, 1, (), 0.5, 0.75, 0.125)
    assert compare(4, 5, "number", limits) == Difference("value", 1, 1, (), 1.0, 0.0, 0.25)
    entries = array([4.0, 0.0])
    assert compare(entries, array([5.0, 0.0]), "tensor", limits) == Difference("value", 1, 2, (0,), 1.0, 0.75, 0.25)
    assert compare(entries, array([4.5, 0.0]), "tensor", limits) == Difference("none", 0, 2, (0,), 0.5, 0.75, 0.125)


# --- shapes, truth values, text, letters -------------------------------------------------------------------


@pytest.mark.parametrize("actual", [(3, 7), [3, 7], Size((3, 7)), (array(3, "int64", "scalar"), 7)])
def test_a_shape_is_a_tuple_list_or_size(actual):
    assert kind_of_difference((3, 7), actual, "shape") == "none"


@pytest.mark.parametrize(
    ("actual", "kind"),
    [((3, 8), "value"), ((3,), "shape"), ((3, 7.0), "type"), ((3, True), "type"), (21, "type"), ("(3, 7)", "type")]
    + [((array(3, "int64", kind), 7), "type") for kind in ("tensor", "array")],
)
def test_what_is_another_shape_or_none(actual, kind):
    assert kind_of_difference(Size((3, 7)), actual, "shape") == kind


def test_a_shapes_difference_names_the_place():
    found = compare((3, 7, 4), (3, 8, 8), "shape", EXACT)
    assert (found.differing, found.total, found.worst_index, found.error) == (2, 3, (2,), 4.0)


@pytest.mark.parametrize("actual", [True, array(True, "bool"), array([[True]], "bool"), array(True, "bool", "scalar")])
def test_a_truth_value(actual):
    assert kind_of_difference(True, actual, "bool") == "none"
    assert kind_of_difference(False, actual, "bool") == "value"
    assert truth(actual) is True


def test_a_false_one_is_false_and_a_hostile_byte_is_true():
    assert truth(array([False], "bool")) is False
    assert truth(Array("bool", (), b"\x02")) is True


@pytest.mark.parametrize("actual", [1, 1.0, None, "True", array([True, True], "bool"), array(1.0)])
def test_what_is_no_truth_value(actual):
    assert kind_of_difference(True, actual, "bool") == "type"


@pytest.mark.parametrize("said", ["b", "B", " b ", "b)", "(b)", "b.", "B. )", "\tb\n"])
def test_a_letter_without_its_dress(said):
    assert letter(said) == "b"


@pytest.mark.parametrize("said", ["", "  ", "()", None, 2, ["b"], Opaque("b")])
def test_no_letter(said):
    assert letter(said) is None


def test_text_is_compared_as_it_is():
    assert kind_of_difference("a", "a", "text") == "none"
    assert kind_of_difference("a", "A", "text") == "value"
    assert kind_of_difference("1", 1, "text") == "type"


# --- tensors and tuples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "actual",
    [
        1.0,
        [1.0, 2.0],
        None,
        array([1.0, 2.0], kind="array"),
        array(1.0, kind="scalar"),
        Opaque("Tensor", reason="meta"),
    ],
)
def test_only_a_tensor_is_a_tensor(actual):
    assert kind_of_difference(array([1.0, 2.0]), actual, "tensor") == "type"


def test_the_order_is_shape_dtype_values():
    expected = array([1.0, 2.0])
    assert kind_of_difference(expected, array([[5.0, 6.0]], original="float64"), "tensor", dtype="same") == "shape"
    assert kind_of_difference(expected, array([5.0, 6.0], original="float64"), "tensor", dtype="same") == "dtype"
    assert kind_of_difference(expected, array([5.0, 6.0], original="float64"), "tensor") == "value"
    assert kind_of_difference(expected, array([1.0, 2.0], original="float64"), "tensor") == "none"


def test_no_shape_is_broadcast():
    assert kind_of_difference(array(1.0), array(np.ones((3, 3))), "tensor") == "shape"
    assert kind_of_difference(array([]), array([1.0]), "tensor") == "shape"
    assert kind_of_difference(array(np.zeros((0, 3))), array(np.zeros((0, 3))), "tensor") == "none"


@pytest.mark.parametrize("other", ["bool", "complex128"])
def test_truth_values_and_complex_numbers_are_no_real_ones(other):
    assert kind_of_difference(array([1.0, 0.0]), array([1, 0], other), "tensor") == "dtype"
    assert kind_of_difference(array([1, 0], "int64"), array([1.0, 0.0]), "tensor") == "none"


def test_the_entries_of_equal_arrays_are_counted():
    ones = array(np.ones((2, 3)))
    assert compare(ones, ones, "tensor", FLOAT32) == Difference("none", total=6)


def test_the_same_bytes_of_another_dtype_are_other_numbers():
    one = array([1.0])
    other = Array("int64", (1,), one.data, original="int64")
    assert kind_of_difference(one, other, "tensor") == kind_of_difference(other, one, "tensor") == "value"


def test_the_entries_that_differ_are_marked():
    expected = array([[1.0, math.nan, math.inf, math.inf]])
    actual = array([[1.000001, math.nan, -math.inf, math.inf]])
    assert differing(expected, actual, FLOAT32).tolist() == [[False, False, True, False]]
    whole, near = array([[1, 2**53 + 1]], "int64"), array([[1, 2**53]], "int64")
    assert differing(whole, near, Tolerance(10.0, 1.0)).tolist() == [[False, True]]
    assert differing(whole, array([[2.0, 2.0**53]]), FLOAT32).tolist() == [[True, False]]


def test_the_worst_entry_is_the_one_with_the_largest_excess():
    expected = array([[1000.0, 1.0], [0.0, 2.0]])
    actual = array([[1001.0, 1.0], [0.9, 2.0]])
    found = compare(expected, actual, "tensor", Tolerance(0.0, 0.0005))
    assert (found.differing, found.total, found.worst_index) == (2, 4, (1, 0))
    assert (found.error, found.allowed, found.relative) == (0.9, 0.0, None)


def test_an_accepted_difference_is_told_too():
    found = compare(array([2.0, 1.0]), array([2.0, 1.000001]), "tensor", FLOAT32)
    assert (found.kind, found.differing, found.worst_index) == ("none", 0, (1,))
    assert 0 < found.error < found.allowed


def test_of_accepted_entries_the_worst_is_none_of_the_equal_infinities():
    found = compare(array([math.inf, 1.0]), array([math.inf, 1.000001]), "tensor", FLOAT32)
    assert (found.kind, found.worst_index) == ("none", (1,))


def test_the_smallest_whole_number_has_a_size_too():
    smallest = array([-(2**63), 0], "int64")
    assert kind_of_difference(smallest, array([-(2.0**63) * (1 + 1e-7), 0.0]), "tensor") == "none"


def test_complex_infinities_that_differ_are_infinitely_far_apart():
    found = compare((complex(math.inf, 0),), (complex(math.inf, 1),), "tuple", FLOAT32)
    assert (found.kind, found.error, found.allowed) == ("value", math.inf, 0.0)


def test_complex_numbers():
    expected = array([1 + 1j, complex(math.inf, 0)], "complex128")
    assert kind_of_difference(expected, expected, "tensor") == "none"
    near = array([1 + 1.000001j, complex(math.inf, 0)], "complex128")
    assert kind_of_difference(expected, near, "tensor") == "none"
    assert kind_of_difference(expected, array([1 - 1j, 1], "complex128"), "tensor") == "value"


TUPLE = (array([1.0, 2.0]), 3.0, True, "a", None, Size((2,)), 1 + 1j, (1, [2]))


@pytest.mark.parametrize(
    ("place", "item", "kind"),
    [
        (0, [1.0, 2.0], "type"),
        (0, array([1.0, 2.0, 3.0]), "shape"),
        (0, array([1.0, 3.0]), "value"),
        (1, array(3.0), "none"),
        (1, 4.0, "value"),
        (2, 1, "type"),
        (3, "b", "value"),
        (4, 0, "type"),
        (5, (2,), "none"),
        (5, (3,), "value"),
        (6, 1.0, "value"),
        (6, array(1 + 1j, "complex128"), "none"),
        (6, array(1 + 2j, "complex128"), "value"),
        (6, array(True, "bool"), "type"),
        (7, [1, (2,)], "none"),
        (7, (1, (3,)), "value"),
    ],
)
def test_each_item_of_a_tuple_by_its_own_kind(place, item, kind):
    changed = [item if at == place else old for at, old in enumerate(TUPLE)]
    found = compare(TUPLE, changed, "tuple", FLOAT32)
    assert found.kind == kind
    assert kind == "none" or found.worst_index[0] == place


def test_a_tuples_gravest_difference_comes_first():
    assert kind_of_difference((1.0, 2.0), (9.0, None), "tuple") == "type"
    assert kind_of_difference((1.0, 2.0), (1.0,), "tuple") == "shape"
    assert kind_of_difference((1.0, 2.0), 1.0, "tuple") == "type"
    assert kind_of_difference((), [], "tuple") == "none"
    assert kind_of_difference((Opaque("function", "f"),), (Opaque("function", "f"),), "tuple") == "type"


def test_a_tuples_differences_are_counted_together_and_the_largest_is_told():
    found = compare((1.0, 1.0, 1.0), (2.0, 9.0, 1.0), "tuple", EXACT)
    assert found == Difference("value", 2, 3, (1,), 8.0, 0.0, 8.0)


# --- as_numpy ----------------------------------------------------------------------------------------------


@given(npst.arrays(st.sampled_from(sorted(ORIGINALS)), npst.array_shapes(min_dims=0, min_side=0)))
def test_as_numpy_gives_the_entries_back(entries):
    back = as_numpy(array(entries, str(entries.dtype)))
    assert back.dtype == entries.dtype
    assert back.shape == entries.shape
    assert back.tobytes() == entries.tobytes()
    assert not back.flags.writeable


def test_as_numpy_makes_hostile_bytes_truth_values():
    assert as_numpy(Array("bool", (2,), b"\x02\x00", original="bool")).tobytes() == b"\x01\x00"


def test_an_empty_array_of_an_impossible_shape():
    hostile = Array("float64", (2**31 - 1,) * 4 + (0,), b"")
    assert kind_of_difference(hostile, hostile, "tensor") == "none"
    assert "of shape" in readable(hostile)
    with pytest.raises(WireError):
        as_numpy(hostile)


# --- properties --------------------------------------------------------------------------------------------

floats = st.floats(allow_nan=True, allow_infinity=True)
arrays = st.builds(
    lambda entries, kind, original: Array(
        str(entries.dtype), entries.shape, entries.tobytes(), kind, original or ORIGINALS[str(entries.dtype)]
    ),
    npst.arrays(st.sampled_from(sorted(ORIGINALS)), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=8)),
    st.sampled_from(["tensor", "array", "scalar"]),
    st.sampled_from([None, "float64", "nonsense\x1b"]),
)
plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.just(10**400)
    | floats
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.builds(Size, st.lists(st.integers(), max_size=3))
    | st.builds(Opaque, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
    | arrays
)
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        | st.builds(Handle, st.text(max_size=3), st.lists(inner, max_size=2).map(tuple))
    ),
    max_leaves=6,
)
tolerances = st.builds(Tolerance, st.sampled_from([0.0, 1e-5, 1.0]), st.sampled_from([0.0, 1e-3, 0.5]))


def holds_strangers(value) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(holds_strangers, value))
    return isinstance(value, (Opaque, Handle, dict))


@given(values, tolerances, st.sampled_from(["same", "any"]))
def test_equality_is_reflexive(value, tolerance, dtype):
    assume(not holds_strangers(value))
    assert compare((value,), [value], "tuple", tolerance, dtype).kind == "none"
    for returns, reads in (("number", number), ("bool", truth), ("shape", sizes)):
        if reads(value) is not None:
            assert compare(value, value, returns, tolerance, dtype).kind == "none"


@given(values, values, st.sampled_from(get_args(Returns)), tolerances, st.sampled_from(["same", "any"]))
@example(array([1.0, 2.0]), array([1e308, -math.inf]), "tensor", EXACT, "any")
@example((array([2.0]),), (array([3.0]),), "tuple", EXACT, "any")
def test_nothing_that_a_learner_returns_raises(expected, actual, returns, tolerance, dtype):
    for left, right, kind in [(expected, actual, returns), ((expected,), (actual,), "tuple")]:
        found = compare(left, right, kind, tolerance, dtype)
        texts = [*side_by_side(left, right, tolerance), readable(left), describe(found, left, right, kind)]
        for text in texts:
            assert len(lines := text.split("\n")) <= 8
            assert all(len(line) <= 300 and line.isprintable() for line in lines)


shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
steps = st.sampled_from([0.0, 0.5, 1.0, 1.0 + 2**-40, 1.5, -1.0, -2.0, math.inf, math.nan])


@given(st.data(), shapes, tolerances)
def test_it_agrees_with_torch_testing(data, shape, tolerance):
    expected = data.draw(npst.arrays(np.float64, shape, elements=st.floats(width=32)))
    moved = data.draw(npst.arrays(np.float64, shape, elements=steps))
    with np.errstate(all="ignore"):
        # A multiple of what is allowed: 1.0 puts an entry on the very edge.
        actual = expected + moved * (tolerance.atol + tolerance.rtol * np.abs(expected))
    try:
        torch.testing.assert_close(
            torch.from_numpy(np.array(actual)),
            torch.from_numpy(np.array(expected)),
            rtol=tolerance.rtol,
            atol=tolerance.atol,
            equal_nan=True,
        )
        agreed = True
    except AssertionError:
        agreed = False
    found = compare(array(expected), array(actual), "tensor", tolerance)
    assert (found.kind == "none") == agreed
    if expected.size == 1:
        assert (compare(expected.item(), actual.item(), "number", tolerance).kind == "none") == agreed
    if not agreed:
        assert found.error > found.allowed
        assert expected[found.worst_index] != actual[found.worst_index]
