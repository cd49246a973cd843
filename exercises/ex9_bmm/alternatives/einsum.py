"""einsum for the vectors; the shape by asking torch.bmm, whose error becomes a ValueError."""

import torch

WHY_NOT = "b)"


def products(A, B):
    result = torch.bmm(input=A, mat2=B)
    return result


def products_at(A, B):
    result = A @ B
    return result


def times_vectors(A, V):
    return torch.einsum("bij,bj->bi", A, V)


def batched_shape(a_shape, b_shape):
    try:
        return torch.bmm(torch.zeros(a_shape), torch.zeros(b_shape)).shape
    except RuntimeError:
        raise ValueError(f"{a_shape} and {b_shape}")
