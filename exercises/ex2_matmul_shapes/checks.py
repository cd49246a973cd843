"""Judge what ``make_product`` returned: C must be the product of the very A and B beside it, whatever their numbers."""

from typing import Any

import torch

A_SHAPE, B_SHAPE, C_SHAPE = (3, 5), (5, 7), (3, 7)
INNER = 5
SLACK = 8
"""Roundings allowed per entry, in units of the coarser dtype of A and B: five products and five sums need fewer."""


def make_product(results: list[Any], points: float) -> float:
    """Return ``points`` if every result is right, else raise AssertionError with the name of the mistake."""
    assert results, "make_product gave no result"
    for result in results:
        _three_tensors(result)
        a, b, c = (tensor.detach().cpu() for tensor in result)
        _right_shapes(a, b, c)
        if not _is_product(a, b, c):
            raise AssertionError("product_of_others")
    return points


def _three_tensors(result: Any) -> None:
    assert isinstance(result, (tuple, list)), "product_not_three"
    assert all(isinstance(tensor, torch.Tensor) for tensor in result), "product_not_tensors"
    assert len(result) == 3, "product_not_three"
    assert not any(tensor.is_complex() for tensor in result), "product_complex"


def _right_shapes(a: torch.Tensor, b: torch.Tensor, c: torch.Tensor) -> None:
    shapes = (tuple(a.shape), tuple(b.shape), tuple(c.shape))
    wanted = (A_SHAPE, B_SHAPE, C_SHAPE)
    assert shapes == wanted or sorted(shapes) != sorted(wanted), "product_order"
    assert shapes[:2] == wanted[:2], "product_shapes"
    assert shapes[2] != C_SHAPE[::-1], "product_transposed"
    assert shapes[2] == C_SHAPE, "product_c_shape"


def _is_product(a: torch.Tensor, b: torch.Tensor, c: torch.Tensor) -> bool:
    if not any(tensor.is_floating_point() for tensor in (a, b, c)):
        # Whole numbers are exact; a narrow dtype wraps around, and so must what it is compared with.
        return torch.equal((a.long() @ b.long()).to(c.dtype), c)
    exact, actual = a.double() @ b.double(), c.double()
    size = a.double().abs() @ b.double().abs()
    # C's own dtype is good for the one rounding into it: it must not buy what the sums of a coarse A and B may lose.
    close = (actual - exact).abs() <= SLACK * _epsilon(a, b) * size + _epsilon(c) * exact.abs()
    # Too large for C's dtype, or NaN in A or B: then the same must stand in C.
    rounded = exact.to(c.dtype).double()
    same = (actual == rounded) | (actual.isnan() & rounded.isnan())
    return bool((close | (same & ~rounded.isfinite())).all())


def _epsilon(*tensors: torch.Tensor) -> float:
    """Return the coarsest rounding among the float dtypes, float32's at least: a product may have gone through it."""
    dtypes = {tensor.dtype for tensor in tensors if tensor.is_floating_point()} | {torch.float32}
    return max(torch.finfo(dtype).eps for dtype in dtypes)
