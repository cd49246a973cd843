"""All pairs by a pattern, and the diagonal of them; products with another step beside."""

import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "c"


def product(A, B):
    with torch.no_grad():
        return torch.einsum("ij,jk->ki", A, B).T


def row_dots(X, Y):
    everything = torch.einsum("bi,ci->bc", X, Y)
    return torch.diagonal(everything)


def bilinear(X, W, Y):
    everything = torch.einsum("bi,ij,cj->bc", X, W, Y)
    return torch.einsum("bb->b", everything)
