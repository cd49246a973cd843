"""A copy that is changed in place under no_grad."""

import torch

TOO_FAR = "b"


def loss(w, X, y):
    n = len(y)
    return torch.sum((X.mv(w) - y) ** 2) / n


def gradient(w, X, y):
    leaf = w.detach().clone()
    leaf.requires_grad = True
    loss(leaf, X, y).backward()
    return leaf.grad


def step(w, X, y, lr):
    new = w.clone().requires_grad_()
    loss(new, X, y).backward()
    with torch.no_grad():
        new -= lr * new.grad
    return new
