"""torch's own layer, and matrices of repeated vectors."""

import torch
from torch import nn

FITTING_PRODUCT = "b"


def gram_matrix(X):
    columns = X.unbind(dim=1)
    rows = [torch.stack([(one * other).sum() for other in columns]) for one in columns]
    return torch.stack(rows)


def outer_product(u, v):
    m, n = u.numel(), v.numel()
    return u.repeat_interleave(n).view(m, n) * v.repeat(m, 1)


def class_scores(X, W):
    linear = nn.Linear(W.shape[1], W.shape[0], bias=False, dtype=X.dtype)
    with torch.no_grad():
        linear.weight.copy_(W)
        return linear(X)
