"""A layer without bias whose weight is w, and a criterion."""

import torch
from torch import nn

TOO_FAR = "b"


def loss(w, X, y):
    return nn.MSELoss()(nn.functional.linear(X, w), y)


def gradient(w, X, y):
    layer = nn.Linear(len(w), 1, bias=False)
    layer.weight = nn.Parameter(w.clone()[None])
    nn.MSELoss()(layer(X).squeeze(1), y).backward()
    return layer.weight.grad[0]


def step(w, X, y, lr):
    return (w - lr * gradient(w, X, y)).detach()
