from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from lagrader.display.columns import CUT, MARK, MAX_COLUMNS, MAX_ROWS, grid, grids
from lagrader.tolerance import BASE, EXACT
from lagrader.wire import Array

FLOAT32 = BASE["float32"]


def array(entries, dtype="float64") -> Array:
    entries = np.asarray(entries, dtype)
    return Array(dtype, entries.shape, entries.tobytes())


def test_the_sample_of_the_design():
    expected = array([[1.5, -0.25, 0.75], [0.0, 2.0, -1.0]])
    actual = array([[1.5, -0.25, 0.75], [0.0, 3.0, -1.0]])
    left, right = grids(expected, actual, FLOAT32)
    assert left == ["[[ 1.50 -0.25  0.75]", " [ 0.00  2.00 -1.00]]"]
    assert right == ["[[ 1.50 -0.25  0.75]", " [ 0.00 >3.00 -1.00]]"]


@pytest.mark.parametrize(
    ("entries", "dtype", "lines"),
    [
        ([1.0, 2.0], "float64", ["[1.0 2.0]"]),
        ([[0.5]], "float64", ["[[0.5]]"]),
        ([1 / 3, 2.0], "float64", ["[0.3333 2.0000]"]),
        ([np.float32(0.1), 1.0], "float64", ["[0.1 1.0]"]),
        ([1e-9, 1e8], "float64", ["[1.0e-09 1.0e+08]"]),
        ([1.0, math.nan, -math.inf], "float64", ["[ 1.0  nan -inf]"]),
        ([1, -20], "int64", ["[  1 -20]"]),
        ([True, False], "bool", ["[ True False]"]),
        ([1 + 2j, 0.5j], "complex128", ["[1.0+2.0j 0.0+0.5j]"]),
        ([[1e308 + 1e308j]], "complex128", ["[[1.0e+308+1.0e+308j]]"]),
    ],
)
def test_one_tensor(entries, dtype, lines):
    assert grid(array(entries, dtype)) == lines


def test_as_many_digits_as_it_takes_to_see_the_difference():
    left, right = grids(array([1.0, 2.0]), array([1.0, 2.00002]), FLOAT32)
    assert left == ["[ 1.00000  2.00000]"]
    assert right == ["[ 1.00000 >2.00002]"]


def test_what_is_within_the_tolerance_has_no_mark():
    _, right = grids(array([1.0, 2.0]), array([1.000001, 3.0]), FLOAT32)
    assert right == ["[ 1.0 >3.0]"]
    _, exact = grids(array([1.0, 2.0]), array([1.000001, 3.0]), EXACT)
    assert "".join(exact).count(MARK) == 2


def test_a_large_one_is_cut_around_the_worst_entry():
    expected = np.arange(1200.0).reshape(40, 30)
    actual = expected.copy()
    actual[20, 13] += 0.5
    left, right = grids(array(expected), array(actual), FLOAT32)
    assert left[0] == f"[{CUT}"
    assert left[-1] == "shape (40, 30)"
    assert right[-1] == f" {CUT}]"
    assert ">613.5" in right[3]
    assert all(line.startswith(f" [{CUT} ") and line.endswith(f" {CUT}]") for line in right[1:-1])


@pytest.mark.parametrize(("place", "first", "last"), [(0, False, True), (29, True, False)])
def test_a_cut_at_one_end_shows_at_one_end(place, first, last):
    expected = np.zeros(30)
    actual = expected.copy()
    actual[place] = 1.0
    _, (line,) = grids(array(expected), array(actual), FLOAT32)
    assert (line.startswith(f"[{CUT}"), line.endswith(f"{CUT}]")) == (first, last)


def test_more_than_two_axes_show_the_part_with_the_worst_entry():
    expected = np.zeros((2, 3, 2, 2))
    actual = expected.copy()
    actual[1, 2, 0, 1] = 1.0
    left, right = grids(array(expected), array(actual), FLOAT32)
    assert right == ["[[ 0.0 >1.0]", " [ 0.0  0.0]]"]
    assert left[-1] == "[1, 2, :, :] of shape (2, 3, 2, 2)"


pairs = npst.array_shapes(min_dims=1, max_dims=4, max_side=9).flatmap(
    lambda shape: st.tuples(*[npst.arrays(np.float64, shape, elements=st.floats(width=32))] * 2)
)


@given(pairs)
def test_columns_stand_under_each_other_and_the_worst_entry_is_shown(pair):
    expected, actual = map(array, pair)
    left, right = grids(expected, actual, FLOAT32)
    rows = [line for line in right if CUT not in line.replace(f"{CUT} ", "").replace(f" {CUT}", "")]
    assert len({len(line.rstrip("]")) for line in rows if line.strip(f"[] {CUT}")}) == 1
    assert len(rows) <= MAX_ROWS
    assert len(left) <= 8
    assert all(len(row.replace(CUT, "").split()) <= MAX_COLUMNS + 2 for row in rows)
    close = np.isclose(pair[1], pair[0], rtol=FLOAT32.rtol, atol=FLOAT32.atol, equal_nan=True)
    assert any(MARK in line for line in right) == (not close.all())
    assert not any(MARK in line for line in left)
