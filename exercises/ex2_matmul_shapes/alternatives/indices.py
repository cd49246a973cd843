"""The inner pair compared by indices."""

import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    if a_shape[1] != b_shape[0]:
        raise ValueError("inner dimensions differ")
    return (a_shape[0], b_shape[1])


def make_product():
    A = torch.randn(3, 5)
    B = torch.randn(5, 7)
    C = A @ B
    return A, B, C
