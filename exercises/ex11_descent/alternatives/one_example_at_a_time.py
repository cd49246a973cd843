"""A loop over the examples, whose gradients add up in grad."""

import torch

TOO_FAR = "b"


def loss(w, X, y):
    total = torch.zeros((), dtype=w.dtype)
    for row, target in zip(X, y):
        total = total + (torch.dot(row, w) - target) ** 2
    return total / len(y)


def gradient(w, X, y):
    w = w.detach().clone().requires_grad_()
    for row, target in zip(X, y):
        ((row @ w - target) ** 2 / len(y)).backward()
    return w.grad


def step(w, X, y, lr):
    return w + gradient(w, X, y).mul(-lr)
