"""Predictions as a column, targets too; the gradient as a Jacobian."""

import torch
from torch.autograd.functional import jacobian

TOO_FAR = "b"


def loss(w, X, y):
    predicted = X @ w.unsqueeze(1)
    return ((predicted - y.unsqueeze(1)) ** 2).mean()


def gradient(w, X, y):
    return jacobian(lambda weights: loss(weights, X, y), w)


def step(w, X, y, lr):
    slope = gradient(w, X, y)
    return torch.stack([a - lr * b for a, b in zip(w, slope)])
