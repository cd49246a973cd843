"""Transposed inputs with patterns that fit them."""

import torch

PATTERN_SHAPE = 8, 5, 4
PATTERN_MEANING = "c"


def product(A, B):
    return torch.einsum("ji,jk->ik", A.T, B)


def row_dots(X, Y):
    return torch.einsum("ib,ib->b", X.T, Y.T)


def bilinear(X, W, Y):
    return torch.einsum("bi,ji,bj->b", X, W.T, Y)
