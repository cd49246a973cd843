"""Other letters, capitals and blanks in the patterns."""

import torch

PATTERN_SHAPE = [8, 5, 4]
PATTERN_MEANING = "C"


def product(A, B):
    return torch.einsum("n k, k m -> n m", A, B)


def row_dots(X, Y):
    return torch.einsum("xy, xy -> x", X, Y)


def bilinear(X, W, Y):
    return torch.einsum("Bn,nm,Bm->B", X, W, Y)
