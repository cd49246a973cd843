from __future__ import annotations

import math

import numpy as np
import pytest

from lagrader.comparison import compare
from lagrader.display.values import describe, kind_of, readable, side_by_side
from lagrader.harmless import harmless_line
from lagrader.tolerance import BASE
from lagrader.wire import Array, Handle, Opaque, Size

FLOAT32 = BASE["float32"]


def array(entries, dtype="float64", kind="tensor", original="float32") -> Array:
    entries = np.asarray(entries, dtype)
    return Array(dtype, entries.shape, entries.tobytes(), kind, original)


MATRIX = array([[1.5, -0.25, 0.75], [0.0, 2.0, -1.0]])
OTHER = array([[1.5, -0.25, 0.75], [0.0, 3.0, -1.0]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (0.1 + 0.2, "0.3"),
        (float(np.float32(0.1)), "0.1"),
        (1e-9, "1e-09"),
        (1234567.0, "1234567.0"),
        (math.nan, "nan"),
        (3, "3"),
        (1 + 2j, "1+2j"),
        (None, "None"),
        (True, "True"),
        ("b\x1b[31m\u202e", "'b\\x1b[31m\\u202e'"),
        ((3, 7), "(3, 7)"),
        (Size((3,)), "(3,)"),
        ([], "[]"),
        ([1.0] * 9, "[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, …]"),
        ([[[[[1]]]]], "[[[[…]]]]"),
        ({"a": 1.0}, "{'a': 1.0}"),
        ({str(n): n for n in range(7)}, "{'0': 0, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, …}"),
        (Opaque("function", "f"), "<function f>"),
        (Opaque("Tensor", reason="its layout is sparse"), "<Tensor: its layout is sparse>"),
        (Opaque("\x1bA"), "<\\x1bA>"),
        (Handle("dot", (1, 2.0)), "dot(1, 2.0)"),
        (array(2.0), "2.0"),
        (array([2.0]), "[2.0]"),
        (array(np.zeros((0, 3))), "[] of shape (0, 3)"),
        (array(True, "bool"), "True"),
        (MATRIX, "[[ 1.50 -0.25  0.75]\n [ 0.00  2.00 -1.00]]"),
        ((array([1.0, 2.0]), MATRIX), "([1.0 2.0], tensor of shape (2, 3))"),
    ],
)
def test_readable(value, text):
    assert readable(value) == text


def test_readable_is_capped():
    assert readable("x" * 5000).endswith(" …")
    assert len(readable(10**1000)) == 300


@pytest.mark.parametrize(
    ("expected", "actual", "texts"),
    [
        (1.0, 0.0, ("1.0", "0.0")),
        (1.0, 1.00000001, ("1.0", "1.00000001")),
        (array(0.1), 0.1 + 1e-12, ("0.1", "0.100000000001")),
        (1.0, array([1.0]), ("1.0", "[1.0]")),
        ((3, 7), Size((3, 8)), ("(3, 7)", "(3, 8)")),
        ((MATRIX, 1.0), (MATRIX, 2.0), ("(tensor of shape (2, 3), 1.0)", "(tensor of shape (2, 3), 2.0)")),
        ((1.0, MATRIX), (1.0, None), ("item 1:\n" + readable(MATRIX), "item 1:\nNone")),
    ],
)
def test_side_by_side(expected, actual, texts):
    assert side_by_side(expected, actual, FLOAT32) == texts


def test_side_by_side_marks_what_differs():
    left, right = side_by_side(MATRIX, OTHER, FLOAT32)
    assert left == readable(MATRIX)
    assert right == "[[ 1.50 -0.25  0.75]\n [ 0.00 >3.00 -1.00]]"
    assert side_by_side((1.0, MATRIX), [1.0, OTHER], FLOAT32)[1] == f"item 1:\n{right}"


@pytest.mark.parametrize(
    ("expected", "actual", "returns", "sentence"),
    [
        (1.0, 1.0, "number", "equal"),
        (1.0, 1.000001, "number", "off by 1e-06, allowed 1.1e-05: rounding, accepted"),
        (1.0, 0.0, "number", "off by 1.0, allowed 1.1e-05: not rounding"),
        (1.0, 0.6, "number", "off by 0.4, allowed 1.1e-05: 40 % off, not rounding"),
        (1.0, 1.0001, "number", "off by 0.0001, allowed 1.1e-05: more than is allowed for rounding"),
        (0.0, 0.5, "number", "off by 0.5, allowed 1e-05: not rounding"),
        (-5.5, 5.5, "number", "off by 11.0, allowed 1.7e-05: the sign is the opposite"),
        (3, 4, "number", "off by 1: whole numbers are compared exactly"),
        (1.0, math.nan, "number", "nan where 1.0 is expected"),
        (math.inf, 1.0, "number", "1.0 where inf is expected"),
        (1.0, None, "number", "expected a number, got None"),
        (1.0, True, "number", "expected a number, got a truth value"),
        (1.0, array([1.0, 2.0]), "number", "expected a number, got a tensor of shape (2,)"),
        (True, 1, "bool", "expected True or False, got a number"),
        (True, False, "bool", "expected True, got False"),
        ("a", "b", "text", "expected 'a', got 'b'"),
        ((3, 7), (3, 8), "shape", "1 of 2 entries differs, the worst at [1]: 8 for 7 (14 % off)"),
        ((3, 7), (3, 7, 1), "shape", "expected 2 items, got 3"),
        (MATRIX, OTHER, "tensor", "1 of 6 entries differs, the worst at [1, 1]: 3.0 for 2.0 (50 % off)"),
        (MATRIX, array([[1.0]]), "tensor", "expected shape (2, 3), got (1, 1)"),
        (MATRIX, array([[1.0] * 3] * 2, original="float64"), "tensor", "expected dtype float32, got float64"),
        (
            array([0.0, 1.0]),
            array([0.1, 2.0]),
            "tensor",
            "2 of 2 entries differ, the worst at [1]: 2.0 for 1.0 (100 % off)",
        ),
        (
            array([0.0, 1.0]),
            array([0.1, 1.0]),
            "tensor",
            "1 of 2 entries differs, the worst at [0]: 0.1 for 0.0 (off by 0.1, allowed 1e-05)",
        ),
        (array([0.0]), array([math.nan]), "tensor", "1 of 1 entries differs, the worst at [0]: nan for 0.0"),
        ((1.0, MATRIX), (1.0, OTHER), "tuple", "item 1: the worst at [1, 1]: 3.0 for 2.0 (50 % off)"),
        ((1.0, (2.0, "a")), (1.0, (2.0, 3)), "tuple", "item 1, 1: expected a text, got a number"),
        ((1.0, MATRIX), (1.0,), "tuple", "expected 2 items, got 1"),
    ],
)
def test_describe(expected, actual, returns, sentence):
    found = compare(expected, actual, returns, FLOAT32, "same")
    assert describe(found, expected, actual, returns) == sentence


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "None"),
        ((1,), "a tuple of 1 item"),
        ({}, "a dict of 0 items"),
        (array([True], "bool"), "a bool tensor of shape (1,)"),
        (array([1.0], kind="array"), "a NumPy array of shape (1,)"),
        (array(1.0, kind="scalar"), "a NumPy number"),
        (array(True, "bool", "scalar"), "a NumPy bool"),
        (Opaque("Embedding"), "an Embedding"),
        (Opaque("Tensor", reason="it is nested"), "a Tensor that cannot be read: it is nested"),
        (Handle("f", ()), "a call"),
    ],
)
def test_kind_of(value, name):
    assert kind_of(value) == name


def test_harmless_leaves_letters_alone():
    assert harmless_line("Æ 李 \x1b\n\u202e\ud800") == "Æ 李 \\x1b\\n\\u202e\\ud800"
