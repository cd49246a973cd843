"""vmap over the batch of vectors; the shape taken apart into names."""

import torch

WHY_NOT = " b "


def products(A, B):
    return torch.Tensor.bmm(A, B)


def products_at(A, B):
    return torch.Tensor.matmul(A, B)


def times_vectors(A, V):
    return torch.vmap(torch.mv)(A, V)


def batched_shape(a_shape, b_shape):
    (batch, n, k), (batch2, k2, m) = a_shape, b_shape
    if (batch, k) != (batch2, k2):
        raise ValueError("batch or inner dimension differ")
    return batch, n, m
