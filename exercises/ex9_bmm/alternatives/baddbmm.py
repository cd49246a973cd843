"""A last axis by None, taken away by an index; an own class of error below ValueError."""

import torch

WHY_NOT = "b"


class ShapesDiffer(ValueError):
    """The shapes of two batches don't fit."""


def products(A, B):
    return torch.bmm(A.contiguous(), B.contiguous())


def products_at(A, B):
    B = B.expand(A.shape[0], *B.shape[-2:])
    return A @ B


def times_vectors(A, V):
    zeros = A.new_zeros(A.shape[0], A.shape[1], 1)
    return torch.baddbmm(zeros, A, V[..., None])[..., 0]


def batched_shape(a_shape, b_shape):
    for one, other in ((a_shape[0], b_shape[0]), (a_shape[2], b_shape[1])):
        if one != other:
            raise ShapesDiffer(f"{one} is not {other}")
    return torch.Size([a_shape[0], a_shape[1], b_shape[2]])
