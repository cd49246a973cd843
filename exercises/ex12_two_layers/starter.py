"""Exercise 12: two layers. `lagrader show 12` has the statement."""

import torch

# How many numbers are there in all parameters of TwoLayers(3, 4, 2)? A whole number.
PARAMETER_COUNT = None


def forward(X, W1, b1, W2, b2):
    """Return relu(X @ W1 + b1) @ W2 + b2: a tensor of shape (batch, out), dtype as X.

    X is (batch, in), W1 (in, hidden), b1 (hidden,), W2 (hidden, out) and b2 (out,), float
    tensors of one dtype; every size is at least 1. Leave all of them as they are.
    """
    raise NotImplementedError


def train_step(X, y, W1, b1, W2, b2, lr):
    """Return the tuple (W1, b1, W2, b2) after one step of gradient descent: new tensors.

    The loss is the mean of (forward(X, W1, b1, W2, b2) - y)² over all entries of y, which
    is (batch, out). lr is a Python float. Leave all tensors as they are.
    """
    raise NotImplementedError


class TwoLayers(torch.nn.Module):
    """Two linear layers with ReLU between them, called first and second.

    The parameters are first.weight, first.bias, second.weight and second.bias, as
    torch.nn.Linear has them.
    """

    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        raise NotImplementedError

    def forward(self, X):
        """Return the output for X of shape (batch, n_in): a tensor of shape (batch, n_out)."""
        raise NotImplementedError
