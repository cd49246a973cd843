"""The form as row dots of a product; float64 inside."""

import torch

P, Q = torch.rand(8, 5, 3), torch.rand(8, 4, 3)
PATTERN_SHAPE = tuple(torch.einsum("bij,bkj->bik", P, Q).shape)
PATTERN_MEANING = "c"


def product(A, B):
    result = torch.einsum("ab,bc->ac", A.double(), B.double())
    return result.to(A.dtype)


def row_dots(X, Y):
    """The rows of both, entry by entry, summed along the second axis."""
    return torch.einsum("rc,rc->r", X, Y).reshape(-1)


def bilinear(X, W, Y):
    return row_dots(product(X, W), Y)
