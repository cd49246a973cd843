"""Exercise 2: shapes in a matrix product."""

import torch

# The inner fives must be equal, and disappear.
PRODUCT_SHAPE = (3, 7)


def make_product():
    """Return a tuple (A, B, C) of tensors: A is (3, 5), B is (5, 7), and C is A @ B."""
    A = torch.randn(3, 5)
    B = torch.randn(5, 7)
    return A, B, A @ B


def product_shape(a_shape, b_shape):
    try:
        assert a_shape[-1] == b_shape[0]
    except AssertionError:
        raise ValueError("inner")
    return a_shape[0], b_shape[-1]
