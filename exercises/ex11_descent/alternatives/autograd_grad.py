"""torch.autograd.grad, which gives the gradient back."""

import torch

TOO_FAR = "b"


def loss(w, X, y):
    errors = torch.matmul(X, w) - y
    return torch.mean(errors * errors)


def gradient(w, X, y):
    w = w.clone().detach().requires_grad_(True)
    (grad,) = torch.autograd.grad(loss(w, X, y), w)
    return grad


def step(w, X, y, lr):
    return torch.sub(w, gradient(w, X, y), alpha=lr)
