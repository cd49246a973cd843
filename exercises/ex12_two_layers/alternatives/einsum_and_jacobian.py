"""einsum for the products, and a Jacobian for the gradients."""

import torch
from torch.autograd.functional import jacobian

PARAMETER_COUNT = 26.0


def forward(X, W1, b1, W2, b2):
    hidden = torch.relu(torch.einsum("bi,ih->bh", X, W1) + b1)
    return torch.einsum("bh,ho->bo", hidden, W2) + b2


def train_step(X, y, W1, b1, W2, b2, lr):
    def loss(*params):
        return torch.nn.functional.mse_loss(forward(X, *params), y)

    params = (W1, b1, W2, b2)
    slopes = jacobian(loss, params)
    return tuple(torch.add(p, slope, alpha=-lr) for p, slope in zip(params, slopes))


class TwoLayers(torch.nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first = torch.nn.Linear(n_in, n_hidden, bias=True)
        self.second = torch.nn.Linear(n_hidden, n_out, bias=True)

    def forward(self, X):
        hidden = torch.nn.functional.linear(X, self.first.weight, self.first.bias)
        return self.second(torch.nn.functional.relu(hidden, inplace=True))
