"""torch.func.grad, with respect to the first argument."""

import torch
from torch.func import grad

TOO_FAR = "b"


def loss(w, X, y):
    return (X @ w - y).square().mean()


gradient = grad(loss)


def step(w, X, y, lr):
    return w - lr * gradient(w, X, y)
