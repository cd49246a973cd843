"""None, wrong kinds, NaN, state, and what separates right cases from wrong ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lagrader.diagnosis import Sample, diagnose
from lagrader.wire import Opaque
from tests.diagnosis.samples import context, number, sample, tensor

RNG = np.random.default_rng(0)
VECTORS = [np.round(np.random.default_rng(n).normal(size=n) * 4, 3) for n in (3, 5, 2, 8, 4)]


def each(actual: Any, returns: str = "tensor", **more: Any) -> list[Sample]:
    """Return one sample per vector; ``actual`` is made of what is expected."""
    return [sample(one, actual(one), returns=returns, sizes={"n": len(one)}, **more) for one in VECTORS]


def code_of(samples: list[Sample], returns: str = "tensor", source: str = "") -> str | None:
    found = diagnose(samples, context(returns, source))
    return found.code if found else None


# --- None --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(x):\n    y = x + 1", "return statement is missing"),
        ("def f(x):\n    return", "no value behind it"),
        ("def f(x):\n    out = []\n    return out.append(x)", "gives None itself"),
        ("def f(x):\n    if x > 1e9:\n        return x", "end is reached"),
        ("", "return statement is missing"),
    ],
)
def test_none_is_told_by_the_source(source: str, words: str) -> None:
    found = diagnose(each(lambda _: None), context("tensor", source))
    assert found is not None
    assert found.code == "NO_RETURN"
    assert words in found.text


def test_printed_instead_of_returned() -> None:
    samples = [sample(one, None, output=f"tensor({one.tolist()})\n") for one in VECTORS]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "PRINTED_NOT_RETURNED"
    assert "prints its result" in found.text
    found = diagnose([sample(one, None, output="here\n") for one in VECTORS], context())
    assert found is not None
    assert found.code == "PRINTED_NOT_RETURNED"
    assert "its result" not in found.text


def test_none_on_one_branch_only() -> None:
    samples = [sample(one, None if len(one) > 3 else one) for one in VECTORS]
    assert code_of(samples) == "NO_RETURN_ON_ONE_BRANCH"


def test_a_gradient_that_nobody_asked_for() -> None:
    source = "import torch\ndef f(x):\n    p = torch.tensor(x, requires_grad=True)\n    y = p ** 2\n    {}return p.grad"
    samples = [sample(np.float64(n), None, returns="number") for n in (1.0, 2.0, 3.0)]
    found = diagnose(samples, context("number", source.format("")))
    assert found is not None
    assert found.code == "GRADIENT_NONE"
    assert "until backward()" in found.text
    found = diagnose(samples, context("number", source.format("y.backward()\n    ")))
    assert found is not None
    assert "requires_grad was set on" in found.text


# --- kinds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returns", "actual", "code"),
    [
        ("tensor", lambda e: e.tolist(), "LIST_NOT_TENSOR"),
        ("tensor", lambda e: [0.0, *e.tolist()], "LIST_NOT_TENSOR"),
        ("tensor", lambda e: tuple(e.tolist()), "TUPLE_NOT_TENSOR"),
        ("tensor", lambda e: (tensor(e),), "TUPLE_OF_ONE"),
        ("tensor", lambda e: tensor(e, "float64", kind="array"), "ARRAY_NOT_TENSOR"),
        ("tensor", lambda e: float(e[0]) * 1.7, "NUMBER_NOT_TENSOR"),
        ("tensor", lambda e: tensor(e, "float64"), "WRONG_DTYPE"),
        ("tensor", lambda e: tensor(np.trunc(e), "int64"), "WRONG_DTYPE"),
        ("tensor", lambda e: tensor(e, device="cuda:0"), "WRONG_DEVICE"),
        ("tensor", str, "TEXT_RETURNED"),
        ("tensor", lambda e: Opaque("builtin_function_or_method", "sum"), "FUNCTION_RETURNED"),
        ("tensor", lambda e: Opaque("function", "f"), "FUNCTION_RETURNED"),
        ("tensor", lambda e: Opaque("generator"), "GENERATOR_RETURNED"),
        ("tensor", lambda e: Opaque("Tensor", reason="its layout is sparse_coo"), "UNREADABLE_RESULT"),
        ("tensor", lambda e: Opaque("Linear"), "OBJECT_RETURNED"),
        ("number", lambda e: RNG.normal(size=4), "SEVERAL_NOT_NUMBER"),
        ("number", lambda e: [1.5, 2.5], "SEVERAL_NOT_NUMBER"),
        ("number", lambda e: True, "TRUTH_NOT_NUMBER"),
        ("bool", lambda e: tensor(np.array([True, False])), "SEVERAL_NOT_TRUTH"),
        ("bool", lambda e: 1.0, "NUMBER_NOT_TRUTH"),
        ("shape", lambda e: tensor(np.zeros((3, 4))), "TENSOR_NOT_SHAPE"),
        ("shape", lambda e: 12, "NUMBER_NOT_SHAPE"),
        ("shape", lambda e: (3.0, "a"), "SIZES_NOT_WHOLE"),
        ("tuple", lambda e: 2.5, "NOT_A_TUPLE"),
        ("tuple", lambda e: (1.5, 2.5, 3.5), "TUPLE_LENGTH"),
    ],
)
def test_the_wrong_kind_is_named(returns: str, actual: Any, code: str) -> None:
    wanted: dict[str, Any] = {
        "tensor": lambda e: e,
        "number": lambda e: e.sum(),
        "bool": lambda e: len(e) > 3,
        "shape": lambda e: (len(e), 2),
        "tuple": lambda e: (float(e[0]), float(e[1])),
    }
    samples = [sample(wanted[returns](one), actual(one), returns=returns, passed=False) for one in VECTORS]
    assert code_of(samples, returns) == code


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("def f(x):\n    return x,", "TRAILING_COMMA", "the comma"),
        ("def f(x):\n    return torch.autograd.grad(x, x)", "TUPLE_OF_ONE", "torch.autograd.grad gives it"),
    ],
)
def test_a_tuple_of_one_by_a_comma_is_told_from_one_that_a_function_gave(source: str, code: str, words: str) -> None:
    samples = [sample(one, (tensor(one),), passed=False) for one in VECTORS]
    found = diagnose(samples, context(source=source))
    assert found is not None
    assert found.code == code
    assert words in found.text


def test_a_wrong_dtype_is_told_with_what_to_do() -> None:
    found = diagnose([sample(one, tensor(one, "float64"), passed=False) for one in VECTORS], context())
    assert found is not None
    assert "float64 where float32 is expected" in found.text
    assert ".to(x.dtype)" in found.text


def test_a_right_number_in_a_wrong_dtype_elsewhere_is_no_dtype_mistake() -> None:
    samples = [sample(one, tensor(one * 7 + 1, "float64"), passed=False) for one in VECTORS]
    assert code_of(samples) != "WRONG_DTYPE"


# --- NaN ---------------------------------------------------------------------------------------------------


def test_nan_is_told_by_its_cause() -> None:
    xs = [np.array([1.0, -2.0, 3.0]), np.array([4.0, 5.0]), np.array([-1.0, -1.5, 2.0, 0.5])]
    with np.errstate(all="ignore"):
        samples = [sample(np.sqrt(np.abs(x)), np.sqrt(x), args=[x], names=["x"]) for x in xs]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "NAN_FROM_NEGATIVE"
    assert "at [1]" in found.text
    assert "x is negative" in found.text


def test_an_infinity_is_told_by_its_cause() -> None:
    xs = [np.array([1.0, 0.0, 3.0]), np.array([4.0, 5.0]), np.array([0.0, -1.5, 2.0, 0.0])]
    with np.errstate(all="ignore"):
        samples = [sample(np.where(x == 0, 0, 1 / x), 1 / x, args=[x], names=["x"]) for x in xs]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "INFINITE_FROM_ZERO"


def test_nan_without_a_cause_in_the_inputs_says_where_it_stands() -> None:
    samples = [sample(one, np.where(np.arange(len(one)) == 1, np.nan, one)) for one in VECTORS]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "NOT_A_NUMBER"
    assert "at [1]" in found.text
    assert code_of(each(lambda e: e * np.nan)) == "NOT_A_NUMBER"


# --- behaviour ---------------------------------------------------------------------------------------------


def test_an_input_that_was_changed_is_named_with_its_entries() -> None:
    samples = [
        sample(one * 2, one * 2, args=[one, one], names=["x", "y"], inputs=[one, one * 2], passed=False)
        for one in VECTORS
    ]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "INPUT_CHANGED"
    assert "its input y in place (y[0] was" in found.text


def overwritten(changed: int) -> list[Sample]:
    """Wrong results of no kind that is known, the first of them with another input after the call."""
    return [
        sample(
            one,
            np.cos(7 * one + place),
            args=[one],
            names=["x"],
            inputs=[one**3 if place < changed else one],
            passed=False,
            literal=not place,
        )
        for place, one in enumerate(VECTORS)
    ]


def test_an_input_that_is_overwritten_is_told_where_the_result_is_wrong() -> None:
    found = diagnose(overwritten(len(VECTORS)), context())
    assert found is not None
    assert found.code == "INPUT_CHANGED"
    assert "from that line on x is the new one" in found.text
    assert code_of(overwritten(len(VECTORS) - 1)) is None


def test_another_result_at_each_call() -> None:
    samples = [
        sample(np.float64(n), np.float64(value), returns="number", again=np.float64(other))
        for n, value, other in ((1.0, 0.3, 0.7), (2.0, 0.9, 0.1), (4.0, 0.2, 0.6))
    ]
    found = diagnose(samples, context("number"))
    assert found is not None
    assert found.code == "DIFFERS_BETWEEN_CALLS"


def test_a_gradient_that_grows_from_call_to_call() -> None:
    right = np.array([3.0, -2.5, 7.25, 1.5])
    samples = [
        sample(np.float64(e), np.float64(total), returns="number")
        for e, total in zip(right, right.cumsum(), strict=True)
    ]
    source = "def f(x):\n    g(p).backward()\n    return p.grad"
    assert code_of(samples, "number", source) == "GRADIENT_ACCUMULATED"
    assert code_of(samples, "number", "def f(x):\n    total.append(x)\n    return sum(total)") == "ACCUMULATED"


def test_a_second_call_that_adds_the_result_once_more() -> None:
    samples = [
        sample(np.float64(e), np.float64(e + before), returns="number", again=np.float64(2 * e + before))
        for e, before in ((1.5, 10.0), (2.25, 3.0), (-4.0, 7.5))
    ]
    assert code_of(samples, "number", "def f(x):\n    y.backward()\n    return x.grad") == "GRADIENT_ACCUMULATED"


def test_constant_results() -> None:
    assert code_of(each(np.zeros_like)) == "CONSTANT_RESULT"
    samples = [sample(one.sum(), np.float64(4.5), returns="number") for one in VECTORS]
    assert code_of(samples, "number") == "CONSTANT_RESULT"
    truths = [sample(right, True, returns="bool") for right in (True, False, True, False)]
    found = diagnose(truths, context("bool"))
    assert found is not None
    assert "True to everything" in found.text


def test_truth_values_the_wrong_way_round() -> None:
    truths = [sample(right, not right, returns="bool") for right in (True, False, True, False)]
    assert code_of(truths, "bool") == "INVERTED"


def test_an_input_that_comes_back() -> None:
    samples = [sample(one * 2, one, args=[one[::-1], one], names=["w", "x"]) for one in VECTORS]
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == "INPUT_RETURNED"
    assert "returns x as it was given" in found.text


def test_arguments_in_the_other_order() -> None:
    pairs = [(np.float64(a), np.float64(b)) for a, b in ((3.5, 2.0), (1.25, 5.0), (7.0, 7.0), (2.0, 9.5))]
    samples = [
        sample(a / b - 1, b / a - 1, args=[a, b], names=["a", "b"], returns="number", swapped=b / a - 1)
        for a, b in pairs
    ]
    found = diagnose(samples, context("number"))
    assert found is not None
    assert found.code == "ARGUMENTS_SWAPPED"
    assert "b, a in this order" in found.text


# --- what separates ----------------------------------------------------------------------------------------


def test_right_only_for_the_example() -> None:
    samples = [sample(np.float64(2.0), np.float64(2.0), returns="number", literal=True)]
    samples += [sample(np.float64(e), RNG.normal(), returns="number") for e in (3.0, 1.5, 7.0, 4.0)]
    found = diagnose(samples, context("number"))
    assert found is not None
    assert found.code == "ONLY_THE_EXAMPLE"


@pytest.mark.parametrize(("given", "code"), [(-1.0, None), (2.0, "ONLY_THE_EXAMPLE")])
def test_an_example_of_ones_is_right_by_chance(given: float, code: str | None) -> None:
    samples = [sample(np.float64(-13.0), np.float64(-13.0), args=[given], returns="number", literal=True)]
    samples += [sample(np.float64(e), RNG.normal(), args=[e], returns="number") for e in (3.0, 1.5, 7.0, 4.0)]
    assert code_of(samples, "number") == code


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (lambda n, batch: batch == 1, "WRONG_FOR_SIZE_1", "batch is 1"),
        (lambda n, batch: batch > 1, "RIGHT_FOR_SIZE_1", "batch is more than 1"),
        (lambda n, batch: n > 9, "WRONG_FOR_LARGE", "n is more than 9"),
        (lambda n, batch: n < 8, "WRONG_FOR_SMALL", "n is less than 8"),
        (lambda n, batch: n % 2 == 1, "WRONG_FOR_ODD", "n is odd"),
    ],
)
def test_sizes_that_separate_cleanly_are_named(wrong: Any, code: str, words: str) -> None:
    rng = np.random.default_rng(20)
    sizes = [(9, 4), (12, 1), (5, 8), (14, 6), (8, 2), (7, 3), (30, 9), (6, 5), (11, 7), (17, 4), (4, 6)]
    samples = []
    for n, batch in sizes:
        expected = rng.normal(size=(3,))
        actual = rng.normal(size=(3,)) if wrong(n, batch) else expected
        samples.append(sample(expected, actual, sizes={"n": n, "batch": batch}))
    found = diagnose(samples, context())
    assert found is not None
    assert found.code == code
    assert words in found.text


def test_a_negative_input_that_separates_is_named() -> None:
    rng = np.random.default_rng(21)
    xs = [2.5, -1.0, 3.0, -4.0, 1.0, -2.0, 6.0, 7.5, -0.5, 4.0]
    samples = [
        sample(np.float64(x * 3), np.float64(rng.normal() if x < 0 else x * 3), args=[x], names=["x"], returns="number")
        for x in xs
    ]
    found = diagnose(samples, context("number"))
    # that a negative result is expected would explain it as well, so nothing is claimed
    assert found is None
    samples = [
        sample(np.float64(x * x), np.float64(rng.normal() if x < 0 else x * x), args=[x], names=["x"], returns="number")
        for x in xs
    ]
    found = diagnose(samples, context("number"))
    assert found is not None
    assert found.code == "WRONG_FOR_NEGATIVE"
    assert "x is negative" in found.text


def test_two_things_that_separate_are_none() -> None:
    rng = np.random.default_rng(22)
    samples = []
    for n in (1, 4, 6, 8, 3, 7, 9, 5, 2, 10, 11):
        expected = rng.normal(size=3)
        actual = rng.normal(size=3) if n == 1 else expected
        samples.append(sample(expected, actual, sizes={"n": n, "m": n}))
    assert diagnose(samples, context()) is None


@pytest.mark.parametrize("returns", ["number", "tensor", "shape", "bool", "text", "tuple"])
@pytest.mark.parametrize(
    "value",
    [None, True, 0, 2**5000, float("nan"), 1j, "x", (), [], {}, [[1], [1, 2]], [None], tensor(np.zeros((0, 3))),
     number(float("inf")), Opaque("x" * 500, "\x1b[31m", "r"), (1, (2, (3,)))],
)  # fmt: skip
def test_whatever_comes_back_is_no_accident(returns: str, value: Any) -> None:
    wanted: dict[str, Any] = {"shape": (3, 4), "bool": True, "text": "a", "tuple": (1.5, np.float64(2.5).item())}
    right = wanted.get(returns, np.array([1.5, 2.0]) if returns == "tensor" else np.float64(1.5))
    found = diagnose([sample(right, value, returns=returns, passed=False) for _ in range(3)], context(returns))
    assert found is None or "\x1b" not in found.text
