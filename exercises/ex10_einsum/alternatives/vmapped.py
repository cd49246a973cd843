"""Patterns for one row, and vmap over the batch."""

import torch

PATTERN_SHAPE = (8, 5, 4)
PATTERN_MEANING = " c "


def product(A, B):
    return torch.vmap(lambda row: torch.einsum("j,jk->k", row, B))(A)


def row_dots(X, Y):
    return torch.vmap(lambda x, y: torch.einsum("i,i->", x, y))(X, Y)


def bilinear(X, W, Y):
    return torch.vmap(lambda x, y: torch.einsum("i,ij,j", x, W, y))(X, Y)
