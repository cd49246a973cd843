"""The way back worked out by hand; the class computes with its parameters itself."""

import torch

PARAMETER_COUNT = 26


def forward(X, W1, b1, W2, b2):
    hidden = X @ W1 + b1
    hidden = hidden * (hidden > 0)
    return hidden @ W2 + b2


def train_step(X, y, W1, b1, W2, b2, lr):
    before = X @ W1 + b1
    hidden = torch.where(before > 0, before, 0)
    error = hidden @ W2 + b2 - y
    d_output = 2 * error / error.numel()
    d_hidden = (d_output @ W2.T) * (before > 0)
    return (
        W1 - lr * (X.T @ d_hidden),
        b1 - lr * d_hidden.sum(0),
        W2 - lr * (hidden.T @ d_output),
        b2 - lr * d_output.sum(0),
    )


class TwoLayers(torch.nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first = torch.nn.Linear(n_in, n_hidden)
        self.second = torch.nn.Linear(n_hidden, n_out)

    def forward(self, X):
        return forward(X, self.first.weight.T, self.first.bias, self.second.weight.T, self.second.bias)
