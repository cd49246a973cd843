"""Several calls, each of which does one step; lists of tensors."""

import torch

PATTERN_SHAPE = torch.Size((8, 5, 4))
PATTERN_MEANING = "c."


def product(A, B):
    everything = torch.einsum("ij,jk->ijk", [A, B])
    return torch.einsum("ijk->ik", everything)


def row_dots(X, Y):
    return torch.einsum("bi->b", [X * Y])


def bilinear(X, W, Y):
    pairs = torch.einsum("bi,bj->bij", X, Y)
    return torch.einsum("bij,ij->b", pairs, W)
