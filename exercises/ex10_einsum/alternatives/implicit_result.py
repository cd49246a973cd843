"""No arrow where the letters in alphabetical order are the result; the shape by trying."""

import torch
from torch import einsum

PATTERN_SHAPE = einsum("bij,bkj->bik", torch.zeros(8, 5, 3), torch.zeros(8, 4, 3)).shape
PATTERN_MEANING = "c)"


def product(A, B):
    return einsum("ij,jk", A, B)


def row_dots(X, Y):
    return einsum("...i,...i", X, Y)


def bilinear(X, W, Y):
    left = einsum("bi,ij", X, W)
    return einsum("bj,bj->b", left, Y)
