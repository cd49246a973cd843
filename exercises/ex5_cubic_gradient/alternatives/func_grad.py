"""The cubic by Horner's rule, and torch.func.grad."""

import torch


def f(x):
    return ((x - 4) * x + 7) * x - 1


def gradient_at(x):
    return torch.func.grad(f)(torch.tensor(x))


GRADIENT_AT_2 = torch.tensor(3.0)
