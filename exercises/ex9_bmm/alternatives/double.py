"""float64 inside and the dtype of the inputs outside; linalg.vecdot for the vectors."""

import torch

WHY_NOT = "b"


def products(A, B):
    return torch.bmm(A.double(), B.double()).to(A.dtype)


def products_at(A, B):
    return (A.double() @ B.double()).to(A.dtype)


def times_vectors(A, V):
    return torch.linalg.vecdot(A, V.unsqueeze(1))


def batched_shape(a_shape, b_shape):
    batch, n = a_shape[0], a_shape[1]
    m = b_shape[2]
    inner = (a_shape[2], b_shape[1])
    if inner[0] != inner[1] or batch != b_shape[0]:
        raise ValueError(f"inner {inner}, batches {batch} and {b_shape[0]}")
    shape = (batch, n, m)
    return shape
