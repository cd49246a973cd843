"""A match statement with a guard, and whole numbers in the matrices."""

import torch

PRODUCT_SHAPE: tuple[int, int] = (3, 7)


def product_shape(a_shape: tuple[int, int], b_shape: tuple[int, int]) -> tuple[int, int]:
    match (a_shape, b_shape):
        case ((n, k), (l, m)) if k == l:
            return n, m
    raise ValueError("the matrices do not fit")


def make_product() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    A = torch.randint(0, 10, (3, 5))
    B = torch.randint(0, 10, (5, 7))
    return A, B, A @ B
