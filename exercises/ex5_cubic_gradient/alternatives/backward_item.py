"""A vector of one entry, backward(), and a plain number."""

import torch

GRADIENT_AT_2 = 3.0


def f(x):
    return x * x * x - 4 * x * x + 7 * x - 1


def gradient_at(x):
    t = torch.tensor([x], dtype=torch.float32, requires_grad=True)
    f(t).sum().backward()
    return t.grad.item()
