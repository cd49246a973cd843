"""torch has a function for each of them."""

import torch
import torch.nn.functional as F

FITTING_PRODUCT = "B"


def gram_matrix(X):
    return torch.mm(X.t(), X)


def outer_product(u, v):
    return torch.outer(u, v)


def class_scores(X, W):
    return F.linear(X, W)
