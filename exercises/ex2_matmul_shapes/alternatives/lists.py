"""Shapes taken apart into names, and lists for tuples."""

import torch

PRODUCT_SHAPE = [3, 7]


def product_shape(a_shape, b_shape):
    n, k = a_shape
    l, m = b_shape
    if k == l:
        return [n, m]
    else:
        raise ValueError


def make_product():
    A = torch.rand((3, 5))
    B = torch.rand((5, 7))
    return [A, B, A.mm(B)]
