"""Exercise 10: einsum."""

import torch

# b, i and k stand behind the arrow: 8 from both, 5 from P, 4 from Q. j is summed over.
PATTERN_SHAPE = (8, 5, 4)

PATTERN_MEANING = "c"


def product(A, B):
    """Return the matrix product of A and B by torch.einsum: a tensor of shape (n, m), dtype as A."""
    return torch.einsum("ij,jk->ik", A, B)


def row_dots(X, Y):
    """Return the dot product of each row of X with the same row of Y, by torch.einsum."""
    return torch.einsum("bi,bi->b", X, Y)


def bilinear(X, W, Y):
    """Return, for each b, the sum over i and j of X[b, i] · W[i, j] · Y[b, j], by torch.einsum."""
    return torch.einsum("bi,ij,bj->b", X, W, Y)
