"""Exercise 2: shapes in a matrix product."""

import torch

# The inner fives must be equal, and disappear.
PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    """Return the shape of A @ B for two matrices A and B of the given shapes."""
    rows, inner = a_shape
    b_inner, columns = b_shape
    if inner != b_inner:
        raise ValueError(f"a matrix with {inner} columns can't be multiplied by one with {b_inner} rows")
    return (rows, columns)


def make_product():
    """Return a tuple (A, B, C) of tensors: A is (3, 5), B is (5, 7), and C is A @ B."""
    A = torch.randn(3, 5)
    B = torch.randn(5, 7)
    return A, B, A @ B
