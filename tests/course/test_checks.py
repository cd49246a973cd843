"""The course's own check functions accept every fair answer and name every known mistake, whatever they are handed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

ROOT = Path(__file__).parent.parent.parent
ODD: list[Any] = [
    *(None, 3, 2.5, True, "two", b"", (), [], {}, object()),
    *((None, None), [1, 2], ([1.0], [2.0]), (None, None, None), (1, 2, 3, 4)),
    *(np.zeros(20), (np.zeros(20), np.ones(20)), torch.zeros(2, 20)),
    (torch.tensor(1.0), torch.tensor(2.0)),
    (torch.zeros(0), torch.zeros(0)),
    (torch.zeros(3, 5), None, torch.zeros(3, 7)),
    (torch.zeros(3), torch.zeros(5), torch.zeros(7)),
]


def checks(exercise: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"checks_{exercise}", ROOT / "exercises" / exercise / "checks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


vectors = checks("ex1_dot_product").vectors
product = checks("ex2_matmul_shapes").make_product


def three(make: Any) -> list[Any]:
    return [make(n) for n in (100, 20, 57)]


def of(a: torch.Tensor, b: torch.Tensor) -> list[Any]:
    return [(a, b, a @ b)]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: (torch.randn(n), torch.randn(n)),
        lambda n: [torch.rand(n), torch.rand(n, dtype=torch.float64)],
        lambda n: (torch.arange(n, dtype=torch.float32), -torch.arange(n, dtype=torch.float32)),
        lambda n: (torch.randn(n).half(), torch.randn(n).bfloat16()),
        lambda n: (torch.randn(n, requires_grad=True), torch.linspace(0, 1, n)),
        lambda n: (torch.randint(0, 2, (n,)).float(), torch.randn(n)),
    ],
)
def test_fair_vectors_are_accepted(make: Any) -> None:
    assert vectors(three(make), 4.0) == 4.0


@pytest.mark.parametrize(
    ("make", "mistake"),
    [
        (lambda n: torch.randn(2, n), "vectors_not_two"),
        (lambda n: None, "vectors_not_two"),
        (lambda n: (torch.randn(n),), "vectors_not_two"),
        (lambda n: (torch.randn(n).tolist(), torch.randn(n).tolist()), "vectors_lists"),
        (lambda n: (np.ones(n), np.zeros(n)), "vectors_not_tensors"),
        (lambda n: (torch.randn(100), torch.randn(100)), "vectors_n_ignored"),
        (lambda n: (torch.randn(n, 1), torch.randn(n, 1)), "vectors_shape"),
        (lambda n: (torch.randn(n), torch.randn(n + 1)), "vectors_shape"),
        (lambda n: (torch.arange(n), torch.arange(n) + 1), "vectors_integers"),
        (lambda n: (torch.randn(n), torch.randn(n) / 0), "vectors_not_finite"),
        (lambda n: (torch.randn(n), torch.ones(n)), "vectors_constant"),
        (lambda n: (torch.ones(n), torch.ones(n)), "vectors_constant"),
        (lambda n: (torch.linspace(0, 1, n),) * 2, "vectors_equal"),
    ],
)
def test_wrong_vectors_are_named(make: Any, mistake: str) -> None:
    with pytest.raises(AssertionError) as caught:
        vectors(three(make), 4.0)
    assert str(caught.value).splitlines()[0] == mistake


FAIR_FACTORS = [
    (torch.randn(3, 5), torch.randn(5, 7)),
    (torch.randn(3, 5).double(), torch.randn(5, 7).double()),
    (torch.randn(3, 5).half() * 100, torch.randn(5, 7).half()),
    (torch.randn(3, 5).bfloat16(), torch.randn(5, 7).bfloat16()),
    (torch.full((3, 5), 300.0).half(), torch.full((5, 7), 300.0).half()),
    (torch.arange(15).reshape(3, 5), torch.arange(35).reshape(5, 7)),
    (torch.full((3, 5), 100, dtype=torch.int8), torch.full((5, 7), 100, dtype=torch.int8)),
    (torch.full((3, 5), 200, dtype=torch.uint8), torch.full((5, 7), 200, dtype=torch.uint8)),
    (torch.zeros(3, 5), torch.ones(5, 7)),
    (torch.randn(3, 5) * 1e30, torch.randn(5, 7) * 1e-30),
    (torch.full((3, 5), torch.inf), torch.randn(5, 7)),
    (torch.randn(3, 5, requires_grad=True), torch.randn(5, 7)),
]


@pytest.mark.parametrize("factors", FAIR_FACTORS)
def test_fair_products_are_accepted(factors: tuple[torch.Tensor, torch.Tensor]) -> None:
    assert product(of(*factors) * 2, 6.0) == 6.0


def test_a_product_may_have_gone_through_another_dtype() -> None:
    a, b = torch.arange(15).reshape(3, 5), torch.arange(35).reshape(5, 7)
    assert product([[a, b, a.float() @ b.float()]], 6.0) == 6.0
    x, y = torch.randn(3, 5), torch.randn(5, 7)
    assert product([(x, y, x.double() @ y.double())], 6.0) == 6.0
    assert product([(x.double(), y.double(), (x @ y).double())], 6.0) == 6.0


A, B = torch.randn(3, 5), torch.randn(5, 7)


@pytest.mark.parametrize(
    ("result", "mistake"),
    [
        (A @ B, "product_not_three"),
        ((A, B), "product_not_three"),
        ((A, B, A @ B, None), "product_not_tensors"),
        ((A, B, (A @ B).shape), "product_not_tensors"),
        ((A.tolist(), B.tolist(), (A @ B).tolist()), "product_not_tensors"),
        ((A.numpy(), B.numpy(), (A @ B).numpy()), "product_not_tensors"),
        ((A * 1j, B * 1j, (A * 1j) @ (B * 1j)), "product_complex"),
        ((A @ B, A, B), "product_order"),
        ((B, A, A @ B), "product_order"),
        ((A.T, B.T, B.T @ A.T), "product_shapes"),
        ((B.T @ A.T, A, B), "product_shapes"),
        ((A, B, B.T @ A.T), "product_transposed"),
        ((A, B, A), "product_c_shape"),
        ((A, B, torch.tensor(1.0)), "product_c_shape"),
        ((A, B, torch.randn(3, 5) @ torch.randn(5, 7)), "product_of_others"),
        ((A, B, torch.zeros(3, 7)), "product_of_others"),
        ((A, B, torch.full((3, 7), torch.nan)), "product_of_others"),
        ((A, B, torch.full((3, 7), torch.inf)), "product_of_others"),
        ((A, B, A @ B * 1.0001), "product_of_others"),
        ((A, B, (A @ B).int()), "product_of_others"),
        ((A.int(), B.int(), A.int() @ B.int() + 1), "product_of_others"),
        ((A * 10, B * 10, (A * 10 @ (B * 10)).round(decimals=2)), "product_of_others"),
    ],
)
def test_wrong_products_are_named(result: Any, mistake: str) -> None:
    with pytest.raises(AssertionError) as caught:
        product([result, result], 6.0)
    assert str(caught.value).splitlines()[0] == mistake


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_whatever_comes_ends_in_an_assertion(odd: Any) -> None:
    with pytest.raises(AssertionError):
        vectors([odd, odd, odd], 4.0)
    with pytest.raises(AssertionError):
        product([odd, odd], 6.0)


def test_no_results_are_no_points() -> None:
    for check in (vectors, product):
        with pytest.raises(AssertionError):
            check([], 4.0)
