"""A loop over rows, with a pattern for each."""

import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = "c"


def product(A, B):
    rows = []
    for row in A:
        rows.append(torch.einsum("j,jk->k", row, B))
    return torch.stack(rows)


def row_dots(X, Y):
    return torch.stack([torch.einsum("i,i->", x, y) for x, y in zip(X, Y)])


def bilinear(X, W, Y):
    out = torch.zeros(len(X), dtype=X.dtype)
    for b in range(len(X)):
        out[b] = torch.einsum("i,ij,j->", X[b], W, Y[b])
    return out
