"""The outer product as a matrix product, and transposes by their dimensions."""

import torch

FITTING_PRODUCT = "b"


def gram_matrix(X):
    return torch.matmul(X.transpose(0, 1), X)


def outer_product(u, v):
    return u.reshape(-1, 1) @ v.reshape(1, -1)


def class_scores(X, W):
    return torch.matmul(X, W.transpose(1, 0))
