"""Functions under names of their own, and helpers."""

from operator import matmul as at

from torch import bmm as batched
from torch import matmul

WHY_NOT = "b."


def fits(a_shape, b_shape):
    return a_shape[0] == b_shape[0] and a_shape[2] == b_shape[1]


def products(first, second):
    return batched(first, second)


def products_at(first, second):
    return at(first, second)


def times_vectors(matrices, vectors):
    n = matrices.shape[1]
    return matmul(matrices, vectors.reshape(len(vectors), -1, 1)).reshape(-1, n)


def batched_shape(a_shape, b_shape):
    if not fits(a_shape, b_shape):
        raise ValueError
    return *a_shape[:2], b_shape[2]
