"""Entries multiplied by broadcasting and summed along the rows; shapes as lists."""

import torch

WHY_NOT = "(b)"


def products(A, B):
    out = torch.empty(A.shape[0], A.shape[1], B.shape[2], dtype=A.dtype)
    torch.bmm(A, B, out=out)
    return out


def products_at(A, B):
    return A.matmul(B)


def times_vectors(A, V):
    return (A * V.unsqueeze(1)).sum(-1)


def batched_shape(a_shape, b_shape):
    a, b = list(a_shape), list(b_shape)
    if a[0] != b[0]:
        raise ValueError("different batches")
    if a[-1] != b[-2]:
        raise ValueError("different inner dimensions")
    return [a[0], a[1], b[2]]
