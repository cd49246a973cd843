"""Every sum written down by its axes."""

import torch

FITTING_PRODUCT = "b)"


def gram_matrix(X):
    return torch.einsum("ni,nj->ij", X, X)


def outer_product(u, v):
    return torch.einsum("i,j->ij", u, v)


def class_scores(X, W):
    return torch.einsum("bi,oi->bo", X, W)
