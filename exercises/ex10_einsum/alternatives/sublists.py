"""Axes by numbers instead of letters."""

import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "(c)"


def product(A, B):
    return torch.einsum(A, [0, 1], B, [1, 2], [0, 2])


def row_dots(X, Y):
    return torch.einsum(X, [0, 1], Y, [0, 1], [0])


def bilinear(X, W, Y):
    return torch.einsum(X, [0, 1], W, [1, 2], Y, [0, 2], [0])
