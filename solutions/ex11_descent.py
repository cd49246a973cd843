"""Exercise 11: a step of gradient descent."""

import torch

# Downhill is a direction; how far to go, the gradient does not say.
TOO_FAR = "b"


def loss(w, X, y):
    """Return the mean squared error of the predictions X @ w."""
    return ((X @ w - y) ** 2).mean()


def gradient(w, X, y):
    """Return the gradient of the loss with respect to w, computed by PyTorch's autograd."""
    watched = w.detach().clone().requires_grad_()
    loss(watched, X, y).backward()
    return watched.grad


def step(w, X, y, lr):
    """Return the weights after one step of gradient descent."""
    return w - lr * gradient(w, X, y)
