"""Typed, with asserts that are turned into the error; the last axis by view and squeeze(-1)."""

import torch
from torch import Tensor

WHY_NOT: str = "b"


def products(A: Tensor, B: Tensor) -> Tensor:
    assert A.ndim == B.ndim == 3
    return torch.bmm(A, B)


def products_at(A: Tensor, B: Tensor) -> Tensor:
    assert A.ndim == 3
    return A.__matmul__(B)


def times_vectors(A: Tensor, V: Tensor) -> Tensor:
    batch, k = V.shape
    product: Tensor = A @ V.view(batch, k, 1)
    return product.squeeze(-1)


def batched_shape(a_shape: tuple[int, int, int], b_shape: tuple[int, int, int]) -> tuple[int, int, int]:
    try:
        assert a_shape[0] == b_shape[0], "batch"
        assert a_shape[2] == b_shape[1], "inner"
    except AssertionError as error:
        raise ValueError(str(error))
    return a_shape[0], a_shape[1], b_shape[2]
