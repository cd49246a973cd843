"""The ends cut off both shapes and joined; the product by einsum."""

import torch

PRODUCT_SHAPE = 3, 7


def product_shape(a_shape, b_shape):
    if a_shape[-1] != b_shape[-2]:
        raise ValueError(f"{a_shape[-1]} != {b_shape[-2]}")
    return a_shape[:-1] + b_shape[1:]


def make_product():
    A = torch.zeros(3, 5)
    B = torch.full((5, 7), 2.5)
    return A, B, torch.einsum("nk,km->nm", A, B)
