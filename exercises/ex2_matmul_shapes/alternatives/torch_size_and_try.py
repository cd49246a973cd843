"""torch multiplies, and its error is turned into a ValueError."""

import torch

PRODUCT_SHAPE = (torch.ones(3, 5) @ torch.ones(5, 7)).shape


def product_shape(a_shape, b_shape):
    try:
        return (torch.empty(a_shape) @ torch.empty(b_shape)).shape
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def make_product():
    A = torch.ones(3, 5, dtype=torch.float64)
    B = torch.ones(5, 7, dtype=torch.float64)
    return A, B, torch.matmul(A, B)
