"""Judge what ``make_vectors`` returned: two different float vectors of the wanted length, whatever their numbers."""

from typing import Any

import torch

SIZES = (100, 20, 57)
"""The wanted n of each call of the rubric: the default first."""


def vectors(results: list[Any], points: float) -> float:
    """Return ``points`` if every result is right, else raise AssertionError with the name of the mistake."""
    assert len(results) == len(SIZES), "make_vectors did not give a result for every call"
    for result in results:
        _two_tensors(result)
    for result, n in zip(results, SIZES, strict=True):
        _right_shapes(result, n)
    for a, b in results:
        _right_numbers(a, b)
    return points


def _two_tensors(result: Any) -> None:
    assert isinstance(result, (tuple, list)) and len(result) == 2, "vectors_not_two"
    for vector in result:
        assert not isinstance(vector, (tuple, list)), "vectors_lists"
        assert isinstance(vector, torch.Tensor), "vectors_not_tensors"


def _right_shapes(result: Any, n: int) -> None:
    for vector in result:
        assert vector.ndim == 1, "vectors_shape"
        assert len(vector) != SIZES[0] or n == SIZES[0], "vectors_n_ignored"
        assert len(vector) == n, "vectors_shape"


def _right_numbers(a: torch.Tensor, b: torch.Tensor) -> None:
    for vector in (a, b):
        assert vector.is_floating_point(), "vectors_integers"
    # In float64 two vectors of different dtypes can be compared, and no number is rounded on the way.
    a, b = a.detach().double().cpu(), b.detach().double().cpu()
    for vector in (a, b):
        assert bool(torch.isfinite(vector).all()), "vectors_not_finite"
        assert bool((vector != vector[0]).any()), "vectors_constant"
    assert not torch.equal(a, b), "vectors_equal"
