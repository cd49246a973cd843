"""Exercise 9: batches of matrices."""

import torch

WHY_NOT = "b"


def products(A, B):
    """Return A[i] @ B[i] for every i by torch.bmm: a tensor of shape (batch, n, m), dtype as A."""
    return torch.bmm(A, B)


def products_at(A, B):
    """Return the same by the operator @, also for one matrix B: a tensor of shape (batch, n, m), dtype as A."""
    return A @ B


def times_vectors(A, V):
    """Return A[i] @ V[i] for every i: a tensor of shape (batch, n), dtype as A."""
    columns = V.unsqueeze(2)
    return torch.bmm(A, columns).squeeze(2)


def batched_shape(a_shape, b_shape):
    """Return the shape of torch.bmm(A, B) for A of a_shape and B of b_shape: three whole numbers."""
    batch, n, k = a_shape
    other_batch, other_k, m = b_shape
    if batch != other_batch or k != other_k:
        raise ValueError(f"batches of shapes {tuple(a_shape)} and {tuple(b_shape)} can't be multiplied")
    return batch, n, m
