"""Example by example: outputs stacked, gradients added up; the class has a list of its layers besides."""

import torch
from torch import nn

PARAMETER_COUNT = torch.tensor(26)


def forward(X, W1, b1, W2, b2):
    rows = []
    for x in X:
        hidden = torch.relu(x @ W1 + b1)
        rows.append(hidden @ W2 + b2)
    return torch.stack(rows)


def train_step(X, y, W1, b1, W2, b2, lr):
    watched = [p.clone().requires_grad_() for p in (W1, b1, W2, b2)]
    for x, target in zip(X, y):
        output = forward(x[None], *watched)[0]
        (((output - target) ** 2).sum() / y.numel()).backward()
    return tuple((p - lr * p.grad).detach() for p in watched)


class TwoLayers(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.second = nn.Linear(n_hidden, n_out)
        self.layers = nn.ModuleList([self.first, self.second])

    def forward(self, X):
        for place, layer in enumerate(self.layers):
            X = layer(X)
            if place == 0:
                X = torch.relu(X)
        return X
