"""torch.func.grad_and_value; a step whose formula is worked out by hand."""

import torch

TOO_FAR = "b"


def loss(w, X, y):
    return torch.dot(X @ w - y, X @ w - y) / y.numel()


def gradient(w, X, y):
    slope, _ = torch.func.grad_and_value(loss)(w, X, y)
    return slope


def step(w, X, y, lr):
    return w - 2 * lr * (X.T @ (X @ w - y)) / y.numel()
