"""Layers that learn their input size from what is loaded; an optimizer with a closure; a factory for the class."""

import torch
from torch import nn

PARAMETER_COUNT = sum(a * b + b for a, b in [(3, 4), (4, 2)])


def forward(X, W1, b1, W2, b2):
    return nn.functional.linear(nn.functional.relu(nn.functional.linear(X, W1.t(), b1)), W2.t(), b2)


def train_step(X, y, W1, b1, W2, b2, lr):
    params = [torch.tensor(p.tolist(), dtype=p.dtype, requires_grad=True) for p in (W1, b1, W2, b2)]
    optimizer = torch.optim.SGD(params, lr=lr, momentum=0.9, weight_decay=0)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(forward(X, *params), y)
        loss.backward()
        return loss

    optimizer.step(closure)
    return tuple(params)


class Layers(nn.Module):
    def __init__(self, n_hidden, n_out):
        super().__init__()
        self.first = nn.LazyLinear(n_hidden)
        self.second = nn.LazyLinear(n_out)
        self.register_buffer("zero", torch.zeros(()))

    def forward(self, X):
        return self.second(torch.maximum(self.first(X), self.zero))


def TwoLayers(n_in, n_hidden, n_out):
    return Layers(n_hidden, n_out)
