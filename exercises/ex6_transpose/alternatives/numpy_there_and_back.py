"""Through NumPy, in the dtype that came in."""

import numpy as np
import torch

FITTING_PRODUCT = "b"


def gram_matrix(X):
    X = X.numpy()
    return torch.from_numpy(np.ascontiguousarray(np.dot(np.transpose(X), X)))


def outer_product(u, v):
    return torch.from_numpy(np.outer(u.numpy(), v.numpy()))


def class_scores(X, W):
    return torch.as_tensor(np.inner(X.numpy(), W.numpy()))
