# Tries: to drown the report in warnings, each from another line of another file.
# criterion: product output_limit_exceeded
import warnings

import torch

PRODUCT_SHAPE = (3, 7)


def product_shape(a_shape, b_shape):
    (rows, inner), (other, columns) = a_shape, b_shape
    if inner != other:
        raise ValueError(inner, other)
    return rows, columns


def make_product():
    for line in range(20_000):
        warnings.warn_explicit("\x1b[31m" + "x" * 50, UserWarning, f"solutions/{line}.py", line, registry={})
    A, B = torch.randn(3, 5), torch.randn(5, 7)
    return A, B, A @ B
