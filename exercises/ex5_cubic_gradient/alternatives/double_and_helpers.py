"""float64, and a helper that differentiates any function."""

import torch


def cube(x):
    return x**3


def square(x):
    return x**2


def f(x: torch.Tensor) -> torch.Tensor:
    return cube(x) - 4 * square(x) + 7 * x - torch.tensor(1, dtype=x.dtype)


def slope(function, x):
    with torch.enable_grad():
        t = torch.tensor(x, dtype=torch.double, requires_grad=True)
        torch.autograd.backward(function(t))
    return t.grad


def gradient_at(x: float) -> torch.Tensor:
    return slope(f, x)


GRADIENT_AT_2: float = 3.0
