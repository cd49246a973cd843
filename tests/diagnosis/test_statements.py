"""What the source decides: idle lines, classes, async, decorators; and that two faults have no one cause."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lagrader.diagnosis import Sample, diagnose
from lagrader.wire import Opaque
from tests.diagnosis.samples import context, sample, tensor

VECTORS = [np.round(np.random.default_rng(n).normal(size=n) * 4, 3) for n in (3, 5, 2, 8, 4)]
MATRICES = [np.round(np.random.default_rng(n).normal(size=(n, n + 1)) * 4, 3) for n in (3, 5, 2, 4)]
NUMBERS = [np.float64(number) for number in (1.5, -2.25, 7.125, 3.0, -4.5)]


def said(samples: list[Sample], returns: str = "tensor", source: str = "") -> tuple[str, str]:
    found = diagnose(samples, context(returns, source))
    return (found.code, found.text) if found else ("", "")


def each(actual: Any, values: Any = VECTORS, returns: str = "tensor", **more: Any) -> list[Sample]:
    return [sample(one, actual(one), returns=returns, **more) for one in values]


# --- lines that keep nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(a):\n    s = 0\n    for x in a:\n        s + x\n    return s", "Line 4, s + x, computes something"),
        ("def f(z):\n    z = z + 1\n    if z < 0:\n        z == 0\n    return z", "Line 4, z == 0, compares"),
        ("def f(x):\n    return x**3 - 4 * x**2\n    + 7 * x - 1", "needs brackets around it"),
        ("def f(x):\n    y = x**3\n    y - 4 * x**2\n    return y", "Line 3, y - 4 * x ** 2, computes"),
    ],
)
def test_a_line_that_keeps_nothing_is_told(source: str, words: str) -> None:
    code, text = said(each(lambda one: one * 0.3 + 1), source=source)
    assert code == "KEPT_NOWHERE"
    assert words in text


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    x * 2\n    return x",
        "def f(x):\n    x.shape\n    return x",
        "def f(x):\n    y = 1\n    print(y + 1)\n    return x",
        "def f(x):\n    '''y + 1'''\n    return x",
        "def g(x):\n    y = 1\n    y + 1\n\ndef f(x):\n    return x",
    ],
)
def test_a_line_that_may_be_left_over_is_not(source: str) -> None:
    assert said(each(np.sin), source=source) == ("", "")


def test_nothing_is_said_of_it_where_all_is_right() -> None:
    assert said(each(lambda one: one), source="def f(x):\n    y = 1\n    y + 1\n    return x") == ("", "")


# --- two faults at once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [np.negative, lambda one: one + 2, lambda one: one * 3, lambda one: one.T])
def test_wrong_numbers_in_a_list_or_another_dtype_have_no_one_cause(change: Any) -> None:
    found = [sample(one, tensor(change(one), "float64"), passed=False) for one in MATRICES]
    assert said(found)[0] in ("", "WRONG_SHAPE")
    found = [sample(one, change(one).tolist(), passed=False) for one in MATRICES]
    assert said(found)[0] == "LIST_NOT_TENSOR"
    found = [sample(one, tensor(change(one), kind="array"), passed=False) for one in MATRICES]
    assert said(found)[0] == "ARRAY_NOT_TENSOR"


def test_a_number_in_a_list_is_a_list_whatever_the_number() -> None:
    found = each(lambda one: [float(one) + 2], NUMBERS, "number", passed=False)
    assert said(found, "number")[0] == "SEVERAL_NOT_NUMBER"
    assert said(each(lambda one: float(one) + 2, NUMBERS, "number"), "number")[0] == "OFF_BY_CONSTANT"


def test_a_dtype_that_is_wrong_in_some_cases_alone_does_not_hide_the_cause_in_the_others() -> None:
    found = [sample(one, -one) for one in MATRICES]
    found.append(sample(np.ones((9, 9)), -np.ones((9, 9)), given=tensor(np.ones((9, 9)), "float16")))
    assert said(found)[0] == "NEGATED"


def test_one_dtype_for_all_inputs_is_told_with_the_smallest_case() -> None:
    found = [sample(one, tensor(np.trunc(one), "int64"), passed=False) for one in MATRICES]
    ones = np.ones((9, 9))
    found.append(sample(ones, tensor(ones, "int64"), given=tensor(ones, "float16"), passed=False))
    code, text = said(found)
    assert code == "WRONG_DTYPE"
    assert text.startswith("f returns int64 where float32 is expected: tensors made of whole numbers")


# --- sums, and numbers that come several times -------------------------------------------------------------


def test_the_right_number_in_a_list_is_a_list_and_not_repeated() -> None:
    code, text = said(each(lambda one: [float(one)], NUMBERS, "number"), "number")
    assert (code, text) == ("SEVERAL_NOT_NUMBER", "f returns a list where one number is asked for.")


def test_a_number_that_is_repeated_is_no_missing_mean() -> None:
    found = each(lambda one: np.full(4, one), NUMBERS, "number", passed=False)
    assert said(found, "number")[0] == "REPEATED"
    found = each(lambda one: np.array([one - 1, one + 1]), NUMBERS, "number", passed=False)
    assert said(found, "number")[0] == "MEAN_MISSING"


def test_a_sum_that_keeps_its_axis_is_still_a_sum() -> None:
    found = each(lambda one: one.sum(axis=1, keepdims=True), MATRICES)
    assert said(found) == (
        "EXTRA_SUM",
        "Your result is the sum of the expected one over dimension 1: that step is too many.",
    )


def test_a_single_number_among_the_cases_does_not_hide_a_mean() -> None:
    found = [sample(np.float64(3.5), np.float64(3.5)), *each(np.mean)]
    assert said(found)[0] == "EXTRA_MEAN"
    found = [sample(np.float64(3.5), np.float64(9.0)), *each(np.mean)]
    assert said(found)[0] != "EXTRA_MEAN"


# --- shapes ------------------------------------------------------------------------------------------------

SHAPES = [(2, 3), (4, 7), (1, 5), (9, 2)]


@pytest.mark.parametrize(
    ("actual", "code", "words"),
    [
        (lambda s: (s[0],), "SHAPE_LENGTH", "a shape of 1 size, and the right one has 2 sizes"),
        (lambda s: (), "SHAPE_LENGTH", "a shape of 0 sizes"),
        (lambda s: [[s[0]], [s[1]]], "SIZES_NOT_WHOLE", "something else"),
        (lambda s: (s,), "SIZES_NOT_WHOLE", "something else"),
        (lambda s: tensor(np.array(s), "int64"), "TENSOR_NOT_SHAPE", "a tensor of numbers; a shape is a tuple"),
        (lambda s: tensor(np.array(s[::-1]), "int64"), "TENSOR_NOT_SHAPE", "a tensor of numbers"),
        (lambda s: tensor(np.array(s), "int64", "array"), "TENSOR_NOT_SHAPE", "a NumPy array of numbers"),
        (lambda s: tensor(np.zeros(s)), "TENSOR_NOT_SHAPE", "its shape is asked for"),
    ],
)
def test_what_is_no_shape(actual: Any, code: str, words: str) -> None:
    found = [sample(shape, actual(shape), returns="shape", passed=False) for shape in SHAPES]
    got, text = said(found, "shape")
    assert got == code
    assert words in text


# --- what a definition makes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "source", "code", "words"),
    [
        (Opaque("f", "<f>"), "class f:\n    pass", "OBJECT_RETURNED", "f is a class"),
        (Opaque("g", "<g>"), "def f(x):\n    return g()", "OBJECT_RETURNED", "returns a g"),
        (Opaque("coroutine", ""), "async def f(x):\n    return x", "OBJECT_RETURNED", "leave out async"),
        (Opaque("generator", ""), "def f(x):\n    yield x", "GENERATOR_RETURNED", "since yield stands in it"),
        (Opaque("generator", ""), "def f(x):\n    return (y for y in x)", "GENERATOR_RETURNED", "sum(…) or list(…)"),
        (
            Opaque("ReLU", "ReLU()"),
            "def f(x):\n    return torch.nn.ReLU(x)",
            "OBJECT_RETURNED",
            "the layer ReLU itself",
        ),
        (
            Opaque("SubBackward0", ""),
            "def f(x):\n    return x.grad_fn",
            "OBJECT_RETURNED",
            "the slope stands in the .grad",
        ),
        (
            Opaque("function", "f"),
            "def f(x):\n    return torch.func.grad(f)",
            "FUNCTION_RETURNED",
            "called in its turn",
        ),
        (Opaque("function", "g"), "def f(x):\n    return g", "FUNCTION_RETURNED", "the function g itself"),
        (
            Opaque("function", "<lambda>"),
            "def f(x):\n    return lambda x: x**2",
            "FUNCTION_RETURNED",
            "since lambda stands behind return",
        ),
    ],
)
def test_what_came_back_is_told_by_how_it_was_made(value: Any, source: str, code: str, words: str) -> None:
    got, text = said([sample(one, value, passed=False) for one in VECTORS], source=source)
    assert got == code
    assert words in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("@debug\ndef f(x):\n    return x", "what @debug makes of it gives nothing back"),
        ("def f(x):\n    g = x.old\n    x.new()\n    return g", "g is None at that point"),
        ("def f(x):\n    if x > 0:\n        return x", "end is reached"),
    ],
)
def test_none_that_print_or_return_do_not_explain(source: str, words: str) -> None:
    code, text = said([sample(one, None, output="f\n") for one in VECTORS], source=source)
    assert (code, words in text) == (("NO_RETURN", True) if "@" in source else ("PRINTED_NOT_RETURNED", False))
    code, text = said(each(lambda _: None), source=source)
    assert code == "NO_RETURN"
    assert words in text


HELPER = "def f(x):\n    return relu(x)\n"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f"{HELPER}def relu(x):\n    max(0, x)", "that is what relu() gives: the return statement is missing there"),
        (f"{HELPER}def relu(x):\n    if x > 9:\n        return x", "that is what relu() gives: its end is reached"),
    ],
)
def test_a_helper_that_gives_none_is_named(source: str, words: str) -> None:
    code, text = said(each(lambda _: None), source=source)
    assert code == "NO_RETURN"
    assert words in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f"{HELPER}def relu(x):\n    if x > 0:\n        return x", "one way through relu, which it calls, ends"),
        (f"{HELPER}def relu(x):\n    return x or None", "there relu(x) is None"),
        ("def f(x):\n    return x or None", "there x or None is None"),
        ("def f(x):\n    if x > 0:\n        return x", "one way through it ends without return"),
        ("", "one way through it ends without return"),
    ],
)
def test_none_in_some_cases_is_told_where_it_comes_from(source: str, words: str) -> None:
    samples = [sample(one, one if place else None, passed=bool(place)) for place, one in enumerate(VECTORS)]
    code, text = said(samples, source=source)
    assert code == "NO_RETURN_ON_ONE_BRANCH"
    assert words in text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("y.backward", "without round brackets"),
        ("y.backward()\n    o.zero_grad()", "zero_grad() has cleared it"),
        ("y.backward()", "where the result was computed from that very tensor"),
        ("y.sum()", "until backward() has been called"),
    ],
)
def test_why_a_gradient_is_none(line: str, words: str) -> None:
    source = f"def f(x):\n    {line}\n    return x.grad"
    code, text = said(each(lambda _: None, NUMBERS, "number"), "number", source)
    assert code == "GRADIENT_NONE"
    assert words in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(x):\n    return x.max(dim=1)", "max() along a dimension gives two"),
        ("def f(x):\n    return x.shape", "a shape, which is a tuple of sizes"),
        ("def f(x):\n    return x, x", "Two values after return"),
    ],
)
def test_where_a_tuple_comes_from(source: str, words: str) -> None:
    code, text = said([sample(one, (1.0, 2.0), passed=False) for one in VECTORS], source=source)
    assert code == "TUPLE_NOT_TENSOR"
    assert words in text
