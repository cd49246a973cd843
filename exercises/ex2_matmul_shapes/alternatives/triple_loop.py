"""The matrix product written out, entry by entry."""

import torch

PRODUCT_SHAPE = torch.Size((3, 7))


def product_shape(a_shape, b_shape):
    assert len(a_shape) == 2 and len(b_shape) == 2
    if a_shape[1] - b_shape[0]:
        raise ValueError("no product")
    result = []
    result.append(int(a_shape[0]))
    result.append(int(b_shape[1]))
    return tuple(result)


def make_product():
    A = torch.randn(3, 5)
    B = torch.randn(5, 7)
    C = torch.zeros(3, 7)
    for i in range(3):
        for j in range(7):
            for k in range(5):
                C[i, j] += A[i, k] * B[k, j]
    return A, B, C
