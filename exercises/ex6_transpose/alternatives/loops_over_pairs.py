"""Every entry of the results for itself."""

import torch

FITTING_PRODUCT = "(b)"


def gram_matrix(X):
    n, d = X.shape
    result = torch.zeros(d, d, dtype=X.dtype)
    for i in range(d):
        for j in range(d):
            result[i, j] = torch.dot(X[:, i], X[:, j])
    return result


def outer_product(u, v):
    result = torch.empty(len(u), len(v), dtype=u.dtype)
    for i in range(len(u)):
        for j in range(len(v)):
            result[i, j] = u[i] * v[j]
    return result


def class_scores(X, W):
    result = X.new_zeros(X.shape[0], W.shape[0])
    for i, x in enumerate(X):
        for j, w in enumerate(W):
            result[i, j] = (x * w).sum()
    return result
