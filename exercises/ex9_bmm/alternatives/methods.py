"""Methods and matmul; the vectors as rows, in front of the transposed matrices."""

import torch

WHY_NOT = "B"


def products(A, B):
    return A.bmm(B)


def products_at(A, B):
    return torch.matmul(A, B)


def times_vectors(A, V):
    rows = V[:, None, :]
    return rows.bmm(A.transpose(1, 2))[:, 0, :]


def batched_shape(a_shape, b_shape):
    if a_shape[0] == b_shape[0] and a_shape[2] == b_shape[1]:
        return (a_shape[0], a_shape[1], b_shape[2])
    raise ValueError("torch.bmm would stop")
