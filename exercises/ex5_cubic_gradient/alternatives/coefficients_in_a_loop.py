"""The cubic by Horner's rule, in a loop over its coefficients."""

import torch

# f'(x) = 3x² - 8x + 7, so 12 - 16 + 7.
GRADIENT_AT_2 = 3.0


def gradient_at(x):
    """Return the slope of f at x, computed by PyTorch's autograd."""
    point = torch.tensor(x, requires_grad=True)
    f(point).backward()
    return point.grad


def f(x):
    y = torch.zeros_like(x)
    for c in (1, -4, 7, -1):
        y = y * x + c
    return y
