from __future__ import annotations

import numpy as np
import pytest
import torch

from lagrader.rubric import ToleranceSpec
from lagrader.tolerance import BASE, EXACT, TERMS, Tolerance, tolerance_for
from lagrader.wire import Array, Handle, Size


def tensor(original: str = "float32", wide: str = "float64") -> Array:
    return Array(wide, (), bytes(16 if wide == "complex128" else 8), original=original)


@pytest.mark.parametrize("name", sorted(BASE))
def test_the_base_is_what_torch_testing_takes(name):
    precisions = torch.testing._comparison._DTYPE_PRECISIONS
    rtol, atol = precisions.get(getattr(torch, name), (0.0, 0.0))
    assert BASE[name] == Tolerance(atol, rtol)


@pytest.mark.parametrize(
    ("inputs", "like"),
    [
        ([tensor("float64"), tensor("float32")], "float32"),
        ([tensor("float64"), 1.5], "float32"),
        ([tensor("float64"), 3, True, Size((2, 3))], "float64"),
        ([tensor("float16"), tensor("bfloat16")], "bfloat16"),
        ([tensor("float32"), tensor("float16")], "float16"),
        ([tensor("complex128")], "complex128"),
        ([Handle("dot_loop", (tensor("float64"), tensor("float64")))], "float64"),
        ([(tensor("float64"), [tensor("float16")])], "float16"),
        ([tensor("int64", "int64"), 7], "float32"),
        ([tensor("not a dtype")], "float32"),
    ],
)
def test_the_least_precise_float_among_the_inputs_counts(inputs, like):
    found = tolerance_for(inputs, None, 1, "cpu", returned=tensor("bfloat16"))
    assert (found.atol, found.rtol) == (BASE[like].atol, BASE[like].rtol)


def test_without_inputs_the_returned_tensors_count():
    returned = (tensor("float64"), tensor("float16"))
    assert tolerance_for([], None, 1, "cpu", returned).rtol == BASE["float16"].rtol
    assert tolerance_for([], None, 1, "cpu").rtol == BASE["float32"].rtol


def test_it_stays_for_short_sums_and_grows_linearly_from_there():
    short, long = tolerance_for([1.0], None, TERMS, "cpu"), tolerance_for([1.0], None, 10 * TERMS, "cpu")
    assert (short.atol, short.rtol) == (1e-5, 1.3e-6)
    assert (long.atol, long.rtol) == pytest.approx((1e-4, 1.3e-5))


@pytest.mark.parametrize(
    ("written", "device", "atol", "rtol"),
    [
        ({"atol": 0.5, "rtol": 0.25}, "cpu", 0.5, 0.25),
        ({"rtol": 0.1}, "cpu", 0.0, 0.1),
        ({"atol": 0.1}, "cuda:1", 0.1, 0.0),
        ({"atol": 0.5, "on": {"cuda": {"rtol": 0.25}}}, "cpu", 0.5, 0.0),
        ({"atol": 0.5, "on": {"cuda": {"rtol": 0.25}}}, "cuda:0", 0.5, 0.25),
        ({"on": {"cuda": {"rtol": 0.25}}}, "cuda", 2e-5, 0.25),
        ({"on": {"cuda": {"rtol": 0.25}}}, "mps", 2e-5, 2.6e-6),
        ({}, "cpu", 2e-5, 2.6e-6),
    ],
)
def test_a_rubrics_own_stands_as_written(written, device, atol, rtol):
    found = tolerance_for([1.0], ToleranceSpec.model_validate(written), 2 * TERMS, device)
    assert (found.atol, found.rtol) == pytest.approx((atol, rtol))


def test_what_a_rubric_says_for_a_device_is_not_called_grown():
    spec = ToleranceSpec.model_validate({"on": {"cuda": {"rtol": 0.25}}})
    assert [tolerance_for([1.0], spec, 2 * TERMS, device).terms for device in ("cuda:0", "cpu")] == [0, 2 * TERMS]


@pytest.mark.parametrize(
    ("tolerance", "sentence"),
    [
        (EXACT, "exactly"),
        (Tolerance(1e-5, 1.3e-6), "within 1e-05 + 1.3e-06 x |expected|"),
        (Tolerance(0.0, 0.1), "within 0.1 x |expected|"),
        (Tolerance(0.01, 0.0), "within 0.01"),
        (BASE["float32"].grown(3), "within 1e-05 + 1.3e-06 x |expected|, which grows with the number of terms"),
        (BASE["float32"].grown(32), "within 2e-05 + 2.6e-06 x |expected|, which is grown for sums of 32 terms"),
    ],
)
def test_its_sentence(tolerance, sentence):
    assert tolerance.sentence() == sentence


def test_allowed_grows_with_the_size_of_what_is_expected():
    assert Tolerance(1.0, 0.5).allowed(-4.0) == 3.0
    assert Tolerance(1.0, 0.5).allowed(3 + 4j) == 3.5


def one_by_one(products) -> float:
    total = np.float32(0)
    for product in products:
        total += product
    return float(total)


@pytest.mark.parametrize("terms", [1, 2 * TERMS, 300])
def test_honest_sums_use_at_most_half_of_it(terms):
    generator = np.random.default_rng(terms)
    for _ in range(200):
        a, b = generator.standard_normal((2, terms)).astype(np.float32)
        expected = float(a.astype(np.float64) @ b.astype(np.float64))
        allowed = tolerance_for([1.0], None, terms, "cpu").allowed(expected)
        results = [
            one_by_one(a * b),
            one_by_one(np.sort(a * b)),
            one_by_one(np.sort(a * b)[::-1]),
            sum(x * y for x, y in zip(a.tolist(), b.tolist(), strict=True)),
            float(torch.dot(torch.from_numpy(a), torch.from_numpy(b))),
        ]
        assert max(abs(result - expected) for result in results) <= allowed / 2
