"""The shape on the meta device, which computes nothing; the diagonal of all pairs for the vectors."""

import torch

WHY_NOT = "b"


def products(A, B):
    n, m = A.size(1), B.size(2)
    return torch.bmm(A, B).view(-1, n, m)


def products_at(A, B):
    if B.dim() == 2:
        B = B.unsqueeze(0)
    return A @ B


def times_vectors(A, V):
    everything = A @ V.T
    return torch.diagonal(everything, dim1=0, dim2=2).T


def batched_shape(a_shape, b_shape):
    A = torch.empty(*a_shape, device="meta")
    B = torch.empty(*b_shape, device="meta")
    try:
        return tuple(torch.bmm(A, B).shape)
    except Exception as error:
        raise ValueError("no product") from error
